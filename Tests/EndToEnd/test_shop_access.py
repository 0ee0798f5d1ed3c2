"""Access tokens that end, and catalogues that are read in bulk."""

import datetime

import pytest

from harness import Merchant, eventually, until_the_next_second
from harness.stock import new_sku


def in_an_hour():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def renewing(shop, **changes):
    identity, secret = shop.world.client
    return {"refreshToken": shop.world.refresh, "clientId": identity, "clientSecret": secret, "accessTokenExpiresAt": in_an_hour()} | changes


@pytest.fixture
def own(new_server, admin_shop):
    """A server that may be killed, and a shop whose token is renewed: (server, shop, sku)."""
    server = new_server(SETTLE_SECONDS=2)
    shop, sku = admin_shop(server), new_sku()
    shop.opens({sku: 10}, **renewing(shop))
    eventually(lambda: shop.agrees(sku), "the import is over")
    until_the_next_second()
    return server, shop, sku


def channel(server, shop):
    return server.client.get(f"/v1/channels/{shop.channel}").expect(200).data


def test_an_expired_token_is_renewed_once_and_nobody_notices(own):
    server, shop, sku = own
    shop.world.expire()
    Merchant(server.client).adjusts(sku, -3)
    eventually(lambda: shop.shows(sku) == 7, "told with the new token")
    assert len(shop.world.renewals) == 1
    row = channel(server, shop)
    assert row["status"] == "ok" and row["lastError"] is None
    shop.does("reconcile")
    assert len(shop.world.renewals) == 1, "the new token is good for an hour"


def test_locations_of_one_shop_renew_together(own, admin_shop):
    server, shop, sku = own
    other = admin_shop(server, of=shop)
    other.also_here(shop.item(sku), 10)
    other.connect(**renewing(shop))
    other.does("import")
    until_the_next_second()
    for delta in (-1, -1, -1):
        shop.world.expire()
        before = len(shop.world.renewals)
        Merchant(server.client).adjusts(sku, delta)
        eventually(lambda: shop.agrees(sku) and other.agrees(sku), "both are told")
        assert len(shop.world.renewals) == before + 1, "one renewal at a time, for all of the shop"


def test_a_renewed_token_outlives_the_process(own):
    server, shop, sku = own
    shop.world.expire()
    Merchant(server.client).adjusts(sku, -3)
    eventually(lambda: shop.shows(sku) == 7, "told with the new token")
    server.kill()
    server.start()
    Merchant(server.client).adjusts(sku, -1)
    eventually(lambda: shop.shows(sku) == 6, "told with the same one")
    assert len(shop.world.renewals) == 1


@pytest.mark.parametrize("kind", ["held", "lost"])
def test_a_renewal_whose_answer_never_came_is_asked_for_again(own, kind):
    server, shop, sku = own
    shop.world.expire()
    shop.befall("renew", kind)
    Merchant(server.client).adjusts(sku, -3)
    eventually(lambda: shop.world.renewals, "a renewal is asked for")
    if kind == "held":
        server.kill()
        server.start()
    eventually(lambda: shop.shows(sku) == 7, "told in the end", within=60)
    assert {asked["refresh_token"] for asked in shop.world.renewals} == {shop.world.renewals[0]["refresh_token"]}
    assert channel(server, shop)["status"] == "ok"


def test_a_refresh_token_that_is_dead_pauses_and_new_ones_lift_it(own):
    server, shop, sku = own
    merchant = Merchant(server.client)
    shop.world.expire()
    shop.world.refresh = "another"
    merchant.adjusts(sku, -3)
    eventually(lambda: channel(server, shop)["status"] == "paused", "paused")
    (alert,) = merchant.alerts(type="channel_paused", channel=shop.channel, state="open")
    assert shop.world.client[1] not in str(alert) and "shprt_" not in str(alert) + channel(server, shop)["lastError"]
    shop.world.token = "shpat_new"
    shop.connect(**renewing(shop))
    eventually(lambda: shop.shows(sku) == 7, "what waited is told")


def test_renewal_secrets_are_sealed_and_never_read_back(own):
    server, shop, _ = own
    secrets = [shop.world.token, shop.world.refresh, shop.world.client[1]]
    read = server.client.get("/v1/channels").text + server.client.get(f"/v1/channels/{shop.channel}").text
    assert [secret for secret in secrets if secret in read + server.logs()] == []
    server.terminate()
    stored = b"".join(path.read_bytes() for path in server.directory.iterdir() if path.is_file())
    assert [secret for secret in secrets if secret.encode() in stored] == []


def test_what_belongs_to_a_renewal_is_wanted_whole(own):
    server, shop, _ = own
    body = shop.settings(clientId="x")
    server.client.put(f"/v1/channels/{shop.channel}", body).refused(400, field="refreshToken")
    body = shop.settings(refreshToken="x")
    server.client.put(f"/v1/channels/{shop.channel}", body).refused(400, field="clientId")


def operations(shop):
    return [call["operation"] for call in shop.calls]


def test_a_large_catalogue_is_read_in_bulk(new_server, admin_shop):
    server = new_server(SETTLE_SECONDS=2, BULK_CATALOGUE_ITEMS=60)
    shop = admin_shop(server)
    shop.world.page_limit = 40
    names = [new_sku(f"g{number:03}") for number in range(230)]
    report = shop.opens({name: number for number, name in enumerate(names)})
    assert report["trackedItems"] == 230
    assert "RunBulkQuery" in operations(shop) and operations(shop).count("LocationLevels") < 12
    merchant = Merchant(server.client)
    assert [merchant.physical(name) for name in (names[0], names[100], names[229])] == [0, 100, 229]
    eventually(lambda: shop.agrees(names[229]), "the import is over")
    until_the_next_second()
    sold = shop.buys((names[200], 5))
    shop.edits(names[150], 155)
    shop.does("reconcile")
    eventually(lambda: shop.agrees(names[200]) and shop.agrees(names[150]), "both heal", within=40)
    assert merchant.physical(names[200]) == 195 and merchant.physical(names[150]) == 155
    shop.tells_order(sold)
    assert merchant.physical(names[200]) == 195


def test_a_small_catalogue_is_not(new_server, admin_shop):
    server = new_server(BULK_CATALOGUE_ITEMS=60)
    shop = admin_shop(server)
    shop.opens({new_sku(): 4 for _ in range(20)})
    assert "RunBulkQuery" not in operations(shop)


@pytest.mark.parametrize("trouble", ["refused", "file gone"])
def test_where_bulk_comes_to_nothing_pages_do(new_server, admin_shop, trouble):
    server = new_server(BULK_CATALOGUE_ITEMS=60)
    shop = admin_shop(server)
    shop.world.page_limit = 40
    if trouble == "refused":
        shop.world.bulk_refused = True
    else:
        shop.world.download = lambda handler: shop.world.send(handler, 403, b"", {})
    names = [new_sku(f"h{number:03}") for number in range(130)]
    assert shop.opens({name: 3 for name in names})["trackedItems"] == 130
    merchant = Merchant(server.client)
    assert {merchant.physical(name) for name in (names[0], names[70], names[-1])} == {3}
