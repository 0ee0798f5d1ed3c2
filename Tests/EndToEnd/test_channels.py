"""Channels: what may be set, what is never read back, pausing, deleting."""

import uuid

import pytest

from harness import Merchant, Shop, caught_up, eventually
from harness.client import pages

FIELDS = {"channelId", "kind", "status", "dirty", "oldestDirtySeconds", "lastReconciledAt", "throttle", "lastError"}


def name():
    return f"ch-{uuid.uuid4().hex[:10]}"


def test_an_http_channel_is_made_and_read(api, sink):
    channel = name()
    made = api.put(f"/v1/channels/{channel}", sink.channel()).expect(200).data
    seen = api.get(f"/v1/channels/{channel}").expect(200).data
    for one in (made, seen):
        assert one["channelId"] == channel and one["kind"] == "http" and one["url"] == sink.url
    assert FIELDS <= set(seen) and seen["status"] == "ok" and isinstance(seen["dirty"], int)
    assert channel in {row["channelId"] for row in pages(api, "/v1/channels", limit=1)}
    api.delete(f"/v1/channels/{channel}").expect(204)
    api.get(f"/v1/channels/{channel}").refused(404)
    api.delete(f"/v1/channels/{channel}").refused(404)


def test_secrets_are_never_read_back(server, api, sink):
    shop, channel = Shop(server), name()
    token, signing = f"shpat_{uuid.uuid4().hex}", f"sign-{uuid.uuid4().hex}"
    answers = [
        api.put(f"/v1/channels/{shop.channel}", shop.settings(accessToken=token)).expect(200),
        api.put(f"/v1/channels/{channel}", sink.channel(signingSecret=signing, paused=True)).expect(200),
        api.get(f"/v1/channels/{shop.channel}"),
        api.get(f"/v1/channels/{channel}"),
        api.get("/v1/channels", limit=250),
        api.put(f"/v1/channels/{shop.channel}", shop.settings(accessToken=token, locationId="x" * 300)),
        api.put(f"/v1/channels/{channel}", sink.channel(signingSecret=signing, url="ftp://x")),
    ]
    for answer in answers:
        for secret in (token, signing, shop.secret):
            assert secret not in answer.text, answer
    written = server.logs()
    assert token not in written and signing not in written and shop.secret not in written


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://127.9.8.7:1/", "http://[::1]:1/", "http://localhost:1/", "https://example.com/hook"])
def test_plain_http_is_for_loopback(api, sink, url):
    channel = name()
    api.put(f"/v1/channels/{channel}", sink.channel(url=url, paused=True)).expect(200)
    api.delete(f"/v1/channels/{channel}").expect(204)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook", "http://10.0.0.1/", "http://127.0.0.1.example.com/", "http://localhost.example.com/",
        "http://localhost@example.com/", "http://[::2]/", "http://0.0.0.0/", "ftp://127.0.0.1/", "file:///etc/passwd", "//127.0.0.1/",
        "127.0.0.1:80", "", "http://", "https://", "https://exa mple.com/", 5, None,
    ],
)  # fmt: skip
def test_other_urls_are_refused(server, api, sink, url):
    channel = name()
    api.put(f"/v1/channels/{channel}", sink.channel(url=url)).refused(400, field="url")
    api.get(f"/v1/channels/{channel}").refused(404)
    shop = Shop(server)
    if url is not None:
        api.put(f"/v1/channels/{shop.channel}", shop.settings(adminUrl=url)).refused(400, field="adminUrl")


def test_an_http_channel_needs_its_fields(api, sink):
    for field in ("kind", "url", "signingSecret"):
        body = sink.channel()
        del body[field]
        api.put(f"/v1/channels/{name()}", body).refused(400, field=field)
    api.put(f"/v1/channels/{name()}", sink.channel(kind="ebay")).refused(400, field="kind")
    api.put(f"/v1/channels/{name()}", sink.channel(signingSecret="")).refused(400, field="signingSecret")
    api.put(f"/v1/channels/{name()}", sink.channel(paused="yes")).refused(400, field="paused")


def test_a_shopify_channel_needs_its_fields(server, api):
    for field in ("shop", "locationId", "accessToken", "webhookSecrets"):
        shop = Shop(server)
        body = shop.settings()
        del body[field]
        api.put(f"/v1/channels/{shop.channel}", body).refused(400, field=field)
    shop = Shop(server)
    for wrong in ("not a shop", "example.com/../x", "", "http://a.myshopify.com", 5):
        api.put(f"/v1/channels/{shop.channel}", shop.settings(shop=wrong)).refused(400, field="shop")
    for wrong in ("somewhere", 1.5, "", True):
        api.put(f"/v1/channels/{shop.channel}", shop.settings(locationId=wrong)).refused(400, field="locationId")
    for wrong in ("secret", [5], [""]):
        api.put(f"/v1/channels/{shop.channel}", shop.settings(webhookSecrets=wrong)).refused(400, field="webhookSecrets")
    for wrong in ("believe", "", 1):
        api.put(f"/v1/channels/{shop.channel}", shop.settings(authority=wrong)).refused(400, field="authority")


def test_a_location_is_an_integer_or_a_gid(server, api):
    for location in (655441491, "655441491", "gid://shopify/Location/655441491"):
        shop = Shop(server)
        api.put(f"/v1/channels/{shop.channel}", shop.settings(locationId=location)).expect(200)


def test_a_shop_may_be_written_in_any_case(server, merchant):
    sku, shop = merchant.counts(5), Shop(server)
    shop.connect(shop=shop.domain.upper())
    shop.sells((sku, 1))
    assert merchant.physical(sku) == 4


def test_pausing_keeps_the_dirt_and_resuming_sends_it(api, merchant, sink, channel):
    sku = merchant.counts(5)
    caught_up(api, sink, channel)
    api.post(f"/v1/channels/{channel}/pause", {}).expect(200)
    assert api.get(f"/v1/channels/{channel}").data["status"] == "paused"
    for _ in range(5):
        merchant.adjusts(sku, 1)
    other = merchant.counts(3)
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["dirty"] == 2, "two SKUs wait")
    rows = {one["channelId"]: one for one in merchant.fresh(sku)["channels"]}
    assert rows[channel]["dirty"] is True and rows[channel]["target"] == 10
    assert sink.told(sku) == [5] and sink.told(other) == []
    api.post(f"/v1/channels/{channel}/resume", {}).expect(200)
    eventually(lambda: sink.shows(sku, 10) and sink.shows(other, 3), "what waited was sent")
    assert sink.told(sku) == [5, 10]
    eventually(lambda: api.get(f"/v1/channels/{channel}").data["dirty"] == 0, "nothing waits")
    assert api.get(f"/v1/channels/{channel}").data["status"] == "ok"


def test_a_put_without_paused_leaves_it(api, merchant, sink, channel):
    api.post(f"/v1/channels/{channel}/pause", {}).expect(200)
    api.put(f"/v1/channels/{channel}", sink.channel()).expect(200)
    assert api.get(f"/v1/channels/{channel}").data["status"] == "paused"
    api.put(f"/v1/channels/{channel}", sink.channel(paused=False)).expect(200)
    sku = merchant.counts(5)
    eventually(lambda: sink.shows(sku, 5), "it sends again")
    api.put(f"/v1/channels/{channel}", sink.channel(paused=True)).expect(200)
    assert api.get(f"/v1/channels/{channel}").data["status"] == "paused"


def test_a_pause_outlives_the_process(new_server, sink):
    server = new_server()
    server.client.put("/v1/channels/a", sink.channel()).expect(200)
    server.client.post("/v1/channels/a/pause", {}).expect(200)
    server.restart()
    assert server.client.get("/v1/channels/a").data["status"] == "paused"
    Merchant(server.client).counts(5, sku="s")
    server.client.post("/v1/channels/a/resume", {}).expect(200)
    eventually(lambda: sink.shows("s", 5), "the key still signs after the restart")


def test_a_deleted_channel_is_told_nothing_more(api, merchant, sink, channel):
    sku = merchant.counts(5)
    eventually(lambda: sink.shows(sku, 5), "the first count arrived")
    api.delete(f"/v1/channels/{channel}").expect(204)
    merchant.adjusts(sku, 1)
    assert channel not in {one["channelId"] for one in merchant.fresh(sku)["channels"]}
    assert sink.told(sku) == [5]


def test_a_deleted_shop_is_a_stranger_at_the_door(server, api, shop, merchant):
    sku = merchant.counts(5)
    shop.sells((sku, 1))
    api.delete(f"/v1/channels/{shop.channel}").expect(204)
    shop.deliver("orders/create", {"id": 1}).refused(401)
    assert merchant.physical(sku) == 4


def test_an_unreachable_shop_does_not_disturb_the_rest(api, merchant, shop, sink, channel):
    sku = merchant.counts(5)
    shop.sells((sku, 1))
    eventually(lambda: sink.shows(sku, 4), "the other channel is told")
    assert api.get(f"/v1/channels/{shop.channel}").data["status"] in ("ok", "failing", "throttled")


def test_pausing_what_is_not_there_is_a_404(api):
    for step in ("pause", "resume"):
        api.post(f"/v1/channels/{name()}/{step}", {}).refused(404)
