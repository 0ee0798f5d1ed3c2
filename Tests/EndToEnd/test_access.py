"""Who is let in: keys, roles, and what the others learn (nothing)."""

import datetime
import uuid

import pytest

from harness import Shop, eventually
from harness.client import pages
from harness.stock import new_sku


def make_key(api, role, **more):
    """A fresh key's (id, secret)."""
    made = api.post("/v1/keys", {"name": f"{role}-{uuid.uuid4().hex[:6]}", "role": role} | more).expect(201).data
    return made["keyId"], made["key"]


@pytest.fixture(scope="module")
def viewer(server):
    return server.client.as_(make_key(server.client, "viewer")[1])


@pytest.fixture(scope="module")
def operator(server):
    return server.client.as_(make_key(server.client, "operator")[1])


@pytest.fixture(scope="module")
def admin(server):
    return server.client.as_(make_key(server.client, "admin")[1])


PROTECTED = [
    "/v1/inventory", "/v1/inventory/some", "/v1/inventory/some/movements", "/v1/exports/inventory.csv", "/v1/buffers",
    "/v1/buffer-default", "/v1/alerts", "/v1/alerts/summary", "/v1/returns", "/v1/transactions", "/v1/quarantine",
    "/v1/events", "/v1/channels", "/v1/channels/some", "/v1/keys", "/v1/tenants", "/v1.0/inventory",
]  # fmt: skip


@pytest.mark.parametrize("path", PROTECTED)
def test_nobody_comes_in_without_a_key(server, path):
    server.anonymous.get(path).refused(401)


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic dXNlcjpwYXNz", "wrong", "Bearer a b", "Bearer " + "x" * 4000, "Bearer eyJhbGciOiJub25lIn0.e30."],
)
def test_a_wrong_token_is_not_known(server, header):
    server.anonymous.get("/v1/inventory", headers={"Authorization": header}).refused(401)


def test_the_answer_to_a_stranger_does_not_depend_on_what_is_there(server, merchant):
    there = server.anonymous.get(f"/v1/inventory/{merchant.counts(1)}").refused(401)
    absent = server.anonymous.get(f"/v1/inventory/{new_sku()}").refused(401)
    assert {**there, "requestId": ""} == {**absent, "requestId": ""}


def test_health_and_readiness_need_no_token(server):
    assert server.anonymous.get("/health").expect(200).json == {"ok": True}
    server.anonymous.get("/ready").expect(200)


def test_a_viewer_reads_and_changes_nothing(viewer, merchant):
    sku = merchant.counts(5)
    assert viewer.get(f"/v1/inventory/{sku}").expect(200).data["physical"] == 5
    for path in ("inventory", "alerts", "alerts/summary", "returns", "transactions", "channels", "buffer-default"):
        viewer.get(f"/v1/{path}").expect(200)
    viewer.put(f"/v1/inventory/{sku}", {"physical": 9}).refused(403)
    viewer.post(f"/v1/inventory/{sku}/adjustments", {"delta": 1, "reason": "restock"}).refused(403)
    viewer.put(f"/v1/buffers/{sku}", {"units": 1}).refused(403)
    viewer.delete(f"/v1/buffers/{sku}").refused(403)
    viewer.put("/v1/buffer-default", {"units": 1}).refused(403)
    viewer.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}).refused(403)
    viewer.post("/v1/alerts/read", {}).refused(403)
    viewer.send("POST", "/v1/imports/inventory", body=b"sku,physical\na,1\n", headers={"Content-Type": "text/csv"}).refused(403)
    assert merchant.physical(sku) == 5


def test_an_operator_changes_stock_but_neither_channels_nor_keys(operator, merchant, sink, shop):
    sku = merchant.counts(5)
    operator.put(f"/v1/inventory/{sku}", {"physical": 9}).expect(200)
    operator.post(f"/v1/inventory/{sku}/adjustments", {"delta": 1, "reason": "restock"}).expect(201)
    operator.put(f"/v1/buffers/{sku}", {"units": 1}).expect(200)
    operator.post("/v1/returns", {"sku": sku, "quantity": 1, "disposition": "SELLABLE"}).expect(201)
    operator.post("/v1/alerts/read", {"filter": {"sku": sku}}).expect(200)
    operator.put("/v1/channels/mine", sink.channel()).refused(403)
    operator.delete(f"/v1/channels/{shop.channel}").refused(403)
    operator.post("/v1/keys", {"name": "more", "role": "admin"}).refused(403)
    operator.put("/v1/tenants/other", {"name": "Other"}).refused(403)
    assert merchant.count(sku) == 10


def test_an_admin_of_a_tenant_makes_channels_and_keys_but_no_tenants(admin, sink):
    name = f"made-{uuid.uuid4().hex[:6]}"
    admin.put(f"/v1/channels/{name}", sink.channel(paused=True)).expect(200)
    admin.delete(f"/v1/channels/{name}").expect(204)
    key_id, _ = make_key(admin, "viewer")
    admin.delete(f"/v1/keys/{key_id}").expect(204)
    admin.put("/v1/tenants/other", {"name": "Other"}).refused(403)
    admin.get("/v1/tenants").refused(403)


def test_a_key_is_shown_once(api):
    key_id, secret = make_key(api, "viewer")
    listing = api.get("/v1/keys", limit=250).expect(200)
    assert key_id in {key["keyId"] for key in listing.data}
    assert secret not in listing.text and len(secret) >= 32


def test_a_revoked_key_is_not_known(api):
    key_id, secret = make_key(api, "operator")
    mine = api.as_(secret)
    mine.get("/v1/inventory").expect(200)
    api.delete(f"/v1/keys/{key_id}").expect(204)
    mine.get("/v1/inventory").refused(401)
    api.delete(f"/v1/keys/{key_id}").refused(404)


def test_a_key_expires(api):
    soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    _, secret = make_key(api, "viewer", expiresAt=soon.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
    mine = api.as_(secret)
    mine.get("/v1/inventory").expect(200)
    eventually(lambda: mine.get("/v1/inventory").status == 401, "the key has expired", within=10)


def test_a_key_needs_a_name_a_known_role_and_a_future(api):
    api.post("/v1/keys", {"role": "viewer"}).refused(400, field="name")
    for role in ("root", "", "Admin", 5, None):
        api.post("/v1/keys", {"name": "a", "role": role}).refused(400, field="role")
    for expiry in ("yesterday", 5, "2020-01-01T00:00:00.000Z"):
        api.post("/v1/keys", {"name": "a", "role": "viewer", "expiresAt": expiry}).refused(400, field="expiresAt")


def test_keys_outlive_the_process_and_stay_secret_on_disk(new_server):
    server = new_server()
    _, secret = make_key(server.client, "operator")
    shop = Shop(server).connect()
    server.restart()
    server.client.as_(secret).get("/v1/inventory").expect(200)
    written = b"".join(path.read_bytes() for path in server.directory.glob("syncstate.db*")) + server.log_path.read_bytes()
    for hidden in (secret, shop.secret, "shpat_0123456789abcdef"):
        assert hidden.encode() not in written, f"{hidden[:8]}… lies open on disk or in the log"


def test_tenants_never_see_each_other(server, api, merchant):
    mine, theirs = new_sku(), new_sku()
    tenant = f"t-{uuid.uuid4().hex[:8]}"
    api.put(f"/v1/tenants/{tenant}", {"name": "Other"}).expect(200)
    other = api.as_(api.token, X_Tenant_Id=tenant)
    merchant.counts(3, sku=mine)
    other.put(f"/v1/inventory/{theirs}", {"physical": 1}).expect(200)
    other.put(f"/v1/inventory/{mine}", {"physical": 70}).expect(200)
    assert merchant.physical(mine) == 3
    api.get(f"/v1/inventory/{theirs}").refused(404)
    assert {row["sku"] for row in pages(other, "/v1/inventory")} == {mine, theirs}
    alert = pages(other, "/v1/alerts", sku=theirs)[0]
    assert pages(api, "/v1/alerts", sku=theirs) == []
    api.post(f"/v1/alerts/{alert['alertId']}/read", {}).refused(404)
    moved = pages(other, f"/v1/inventory/{theirs}/movements")[0]["txId"]
    other.get(f"/v1/transactions/{moved}").expect(200)
    api.get(f"/v1/transactions/{moved}").refused(404)
    assert tenant in {row["tenantId"] for row in pages(api, "/v1/tenants")}


def test_a_key_of_one_tenant_acts_in_no_other(server, api, merchant):
    tenant = f"t-{uuid.uuid4().hex[:8]}"
    api.put(f"/v1/tenants/{tenant}", {"name": "Other"}).expect(200)
    other = api.as_(api.token, X_Tenant_Id=tenant)
    _, secret = make_key(other, "admin")
    sku = merchant.counts(1)
    api.as_(secret).get(f"/v1/inventory/{sku}").refused(404)
    crossing = api.as_(secret, X_Tenant_Id="default").get(f"/v1/inventory/{sku}")
    assert crossing.status in (403, 404), crossing
    assert secret not in api.get("/v1/keys").text


def test_an_unknown_tenant_is_refused(api):
    answer = api.as_(api.token, X_Tenant_Id=f"nobody-{uuid.uuid4().hex[:6]}").get("/v1/inventory")
    assert answer.status in (400, 403, 404), answer


def test_two_tenants_may_use_one_sku_and_one_channel_name(server, api):
    tenant, sku = f"t-{uuid.uuid4().hex[:8]}", new_sku()
    api.put(f"/v1/tenants/{tenant}", {"name": "Other"}).expect(200)
    other = api.as_(api.token, X_Tenant_Id=tenant)
    shop, ours = Shop(server).connect(client=other), Shop(server)
    api.get(f"/v1/channels/{shop.channel}").refused(404)
    api.put(f"/v1/channels/{shop.channel}", ours.settings()).expect(200)
    other.put(f"/v1/inventory/{sku}", {"physical": 9}).expect(200)
    api.put(f"/v1/inventory/{sku}", {"physical": 5}).expect(200)
    shop.sells((sku, 2))
    ours.sells((sku, 1))
    assert other.get(f"/v1/inventory/{sku}", consistent="true").data["physical"] == 7
    assert api.get(f"/v1/inventory/{sku}", consistent="true").data["physical"] == 4
