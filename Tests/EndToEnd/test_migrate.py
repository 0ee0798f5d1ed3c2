"""syncstate migrate: from SQLite to DynamoDB and back, killed in between, without a webhook lost or counted twice."""

import json
import subprocess
import threading
import uuid

import boto3
import pytest

from harness import Cli, Line, Merchant, Shop, eventually, without_store
from harness.client import pages, quoted
from harness.listener import Listener
from harness.server import BINARY, ENCRYPTION_KEY, environment
from harness.shopify import level, new_id, order
from harness.stores import ENDPOINT, needs_tables, on_tables

pytestmark = [
    needs_tables,
    without_store("has a file and tables of its own in every run"),
]
THERE = ("migrate", "--from", "sqlite", "--to", "dynamodb")
BACK = ("migrate", "--from", "dynamodb", "--to", "sqlite")


@pytest.fixture
def tables():
    """Settings of tables that no other test has; STORE may name either engine."""
    settings = on_tables(f"moved-{uuid.uuid4().hex[:12]}-")
    del settings["STORE"]
    return settings


@pytest.fixture
def cli(tmp_path, tables):
    (tmp_path / "own").mkdir(exist_ok=True)
    return Cli(
        tmp_path / "own",
        SQLITE_PATH=tmp_path / "own" / "syncstate.db",
        SYNCSTATE_ENCRYPTION_KEY=ENCRYPTION_KEY,
        **tables,
    )


class Gate(Listener):
    """Stands before the stand-in and lets through so many batches of rows; what comes then waits until it is closed."""

    def __init__(self, batches):
        self.left, self.shut = batches, threading.Event()
        self.reached = threading.Event()
        self.listen()

    def take(self, handler):
        body = self.body(handler)
        if handler.headers["X-Amz-Target"].endswith("BatchWriteItem"):
            self.left -= 1
            if self.left < 0:
                self.reached.set()
                self.shut.wait(60)
                handler.close_connection = True
                return
        self.send(handler, *self.forward(handler, body, ENDPOINT))

    def close(self):
        self.shut.set()
        super().close()


def ok(done):
    assert done.returncode == 0, f"{done.args} -> {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def picture(client, tenants):
    """Every GET that answers from rows, list by list."""
    seen = {"tenants": pages(client, "/v1/tenants")}
    for tenant in tenants:
        api = client if tenant == "default" else client.as_(client.token, X_Tenant_Id=tenant)
        for name in ("inventory", "alerts", "returns", "transactions", "quarantine", "privacy-requests", "channels"):
            query = {"consistent": "true"} if name == "inventory" else {}
            seen[tenant, name] = pages(api, f"/v1/{name}", limit=7, **query)
        for name in ("keys", "buffers"):
            seen[tenant, name] = pages(api, f"/v1/{name}")
        for path in ("buffer-default", "alerts/summary", "diagnostics/ledger"):
            seen[tenant, path] = api.get(f"/v1/{path}").expect(200).data
        seen[tenant, "export"] = api.get("/v1/exports/inventory.csv").expect(200).text
        for row in seen[tenant, "inventory"]:
            sku = quoted(row["sku"])
            seen[tenant, "row", sku] = api.get(f"/v1/inventory/{sku}", consistent="true").expect(200).data
            seen[tenant, "movements", sku] = pages(api, f"/v1/inventory/{sku}/movements", limit=7)
            seen[tenant, "buffer", sku] = api.get(f"/v1/buffers/{sku}").data
            seen[tenant, "alerts", sku] = pages(api, "/v1/alerts", sku=row["sku"])
        for row in seen[tenant, "transactions"]:
            path = f"/v1/transactions/{quoted(row['txId'])}"
            seen[tenant, "transaction", row["txId"]] = api.get(path).expect(200).data
        for row in seen[tenant, "channels"]:
            seen[tenant, "channel", row["channelId"]] = api.get(f"/v1/channels/{row['channelId']}").expect(200).data
            for channel in (row, seen[tenant, "channel", row["channelId"]]):
                del channel["oldestDirtySeconds"]  # The clock goes on.
            seen[tenant, "orders", row["channelId"]] = pages(api, "/v1/returns", orderId=row["channelId"])
    return seen


def same(one, other):
    assert one.keys() == other.keys()
    for name, answer in one.items():
        assert answer == other[name], name


class Filled:
    """A server on SQLite that all kinds of webhooks and calls have come to."""

    def __init__(self, server, sink):
        self.server, self.client = server, server.client
        merchant, api = Merchant(server.client), server.client
        self.shop = Shop(server, name="shop").connect()
        api.put("/v1/channels/web", sink.channel()).expect(200)
        skus = [f"sku-{number:02}" for number in range(24)] + ["odd / näme %"]
        for number, sku in enumerate(skus):
            merchant.counts(40 + number, sku=sku, threshold=5 if number % 5 == 0 else None)
        for number in range(12):
            merchant.adjusts("sku-00", -3 if number % 2 else 2)
        api.put("/v1/buffer-default", {"units": 1}).expect(200)
        api.put(f"/v1/buffers/{quoted('odd / näme %')}", {"percent": 12.5, "cap": 9}).expect(200)
        items = {sku: new_id() for sku in skus[:6]}
        for sku, item in items.items():
            body = {"id": item, "sku": sku, "tracked": True, "admin_graphql_api_id": f"gid://shopify/InventoryItem/{item}"}
            self.shop.deliver("inventory_items/update", body).expect(200)
            self.shop.deliver("inventory_levels/update", level(item, self.shop.location, 30)).expect(200)
        line = Line("sku-01", 3)
        sold = self.shop.sells(line, ("sku-02", 60))
        self.shop.refunds(sold["id"], [(line, 1, "return")], note="torn")
        self.webhook = str(uuid.uuid4())
        self.order = order([Line("sku-10", 2)])
        assert self.deliver_again(self.shop)["status"] == "applied"
        self.shop.deliver("orders/create", {"id": "not a number"}).expect(202)
        redact = {"shop_id": 9, "shop_domain": self.shop.domain, "customer": {"id": 4}, "orders_to_redact": [7]}
        self.shop.deliver("customers/redact", redact).expect(200)
        self.keyed = {"Idempotency-Key": str(uuid.uuid4())}
        self.answer = self.adjusts_again(api)
        rows = b"sku,physical,buffer\nimported-1,5,\nimported-2,6,2\n"
        headers = {"Content-Type": "text/csv"}
        self.batch = api.send("POST", "/v1/imports/inventory", body=rows, headers=headers).expect(200, 201).data["batchId"]
        api.post("/v1/keys", {"name": "a reader", "role": "viewer"}).expect(201)
        api.put("/v1/tenants/second", {"name": "The second"}).expect(200, 201)
        second = api.as_(api.token, X_Tenant_Id="second")
        second.put("/v1/inventory/sku-00", {"physical": 3}).expect(200)
        api.post("/v1/channels/shop/pause").expect(200)
        eventually(lambda: all(sink.shows(sku, merchant.count(sku)) for sku in skus), "the channel is told everything")
        self.settles(self.client)

    @staticmethod
    def settles(client):
        """The channel that answers has been told everything, and nothing changes by itself any more."""
        eventually(lambda: client.get("/v1/channels/web").data["dirty"] == 0, "nothing waits for the channel")

    def deliver_again(self, shop):
        return shop.deliver("orders/create", self.order, self.webhook).expect(200).data

    def adjusts_again(self, api):
        body = {"delta": 2, "reason": "restock"}
        return api.post("/v1/inventory/sku-05/adjustments", body, headers=self.keyed).expect(201).data


@pytest.fixture
def filled(new_server, sink):
    return Filled(new_server(STORE="sqlite"), sink)


def on(new_server, name, filled, **settings):
    """A server on what was moved, and the shop's way to it."""
    server = new_server(name, **settings)
    return server, Shop(server, name="shop", secret=filled.shop.secret)


def test_everything_goes_there_and_back(filled, new_server, cli, tables, tmp_path):
    tenants = ["default", "second"]
    cursor = filled.client.get("/v1/transactions", limit=5).json["nextCursor"]
    before = picture(filled.client, tenants)
    assert len(before["default", "transactions"]) > 20 and before["default", "alerts"] and before["default", "returns"]
    assert before["default", "quarantine"] and before["default", "privacy-requests"] and before["second", "inventory"]

    # A server has the file: nothing is moved.
    refused = cli(*THERE)
    assert refused.returncode == 69 and "in use" in refused.stderr, refused.stderr
    filled.server.terminate()

    # Killed in the midst: the target serves nobody, and the next run goes on.
    gate = Gate(batches=4)
    try:
        environ = environment(cli.settings | {"DYNAMODB_ENDPOINT": gate.url})
        moving = subprocess.Popen([BINARY, *THERE], env=environ, cwd=cli.directory, stderr=subprocess.PIPE)
        assert gate.reached.wait(30)
        moving.kill()
        assert b"migrate: copying" in moving.communicate()[1]
    finally:
        gate.close()
    half = new_server("half", start=False, STORE="dynamodb", **tables)
    half.launch()
    assert half.wait_exit() > 0 and "syncstate migrate --from sqlite --to dynamodb" in half.logs(), half.logs()
    assert cli(*THERE, "--verify-only").returncode == 1

    # Without the key of its secrets it does not go on; with it, it does, and no secret is shown.
    other = Cli(cli.directory, **cli.settings | {"SYNCSTATE_ENCRYPTION_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    assert (wrong := other(*THERE)).returncode == 78 and "SYNCSTATE_ENCRYPTION_KEY" in wrong.stderr
    done = ok(cli(*THERE, "--json"))
    report = json.loads(done.stdout)
    assert report["resumed"] and report["differences"] == [] and report["compared"] == sum(report["copied"].values())
    for secret in (filled.shop.secret, "shpat_", filled.client.token):
        assert secret not in done.stdout + done.stderr

    # A spoiled row is named.
    rows = boto3.client("dynamodb", "eu-central-1", endpoint_url=ENDPOINT, aws_access_key_id="test", aws_secret_access_key="test")
    place = {"TableName": tables["DYNAMODB_TABLE_PREFIX"] + "Inventory"}
    key = {"pk": {"S": "default"}, "sk": {"S": "sku-07"}}
    kept = rows.get_item(Key=key, **place)["Item"]
    rows.put_item(Item=kept | {"physical": {"N": "1"}}, **place)
    spoiled = cli(*THERE, "--verify-only")
    assert spoiled.returncode == 1 and "stock sku-07: different" in spoiled.stdout, spoiled.stdout
    rows.put_item(Item=kept, **place)
    assert "0 of them differ" in ok(cli(*THERE, "--verify-only")).stdout

    # What is served is the same, to the order of every list; what came before is known.
    shared, shop = on(new_server, "shared", filled, STORE="dynamodb", **tables)
    same(before, picture(shared.client, tenants))
    rest = shared.client.get("/v1/transactions", limit=250, cursor=cursor).expect(200).data
    assert rest == before["default", "transactions"][5:], "a page's cursor goes on where it was"
    assert filled.deliver_again(shop)["status"] == "duplicate"
    assert filled.adjusts_again(shared.client) == filled.answer
    merchant = Merchant(shared.client)
    assert merchant.physical("sku-10") == 48 and merchant.ledger_agrees("sku-10")
    new = str(uuid.uuid4())
    later = order([Line("sku-10", 4)])
    assert shop.deliver("orders/create", later, new).data["status"] == "applied"
    assert merchant.physical("sku-10") == 44 and merchant.ledger_agrees("sku-10")
    shared.client.post(f"/v1/imports/{filled.batch}/undo").expect(200)
    shared.client.get("/v1/alerts/summary").expect(200)
    filled.settles(shared.client)
    after = picture(shared.client, tenants)

    # And back, into a new file.
    assert (busy := cli(*BACK, "--sqlite-path", "back.db")).returncode == 69 and "stop all servers" in busy.stderr
    shared.terminate()
    assert cli(*BACK).returncode == 1, "the old file holds rows"
    ok(cli(*BACK, "--sqlite-path", "back.db"))
    back, shop = on(new_server, "back", filled, STORE="sqlite", SQLITE_PATH=cli.directory / "back.db")
    same(after, picture(back.client, tenants))
    assert filled.deliver_again(shop)["status"] == "duplicate"
    assert shop.deliver("orders/create", later, new).data["status"] == "duplicate"
    assert filled.adjusts_again(back.client) == filled.answer
    assert Merchant(back.client).ledger_agrees("sku-10")


@pytest.mark.parametrize(
    "arguments,words,code",
    [
        (("migrate",), ("--from",), 64),
        (("migrate", "--from", "sqlite", "--to", "sqlite"), ("--from", "same engine"), 78),
        (("migrate", "--from", "paper", "--to", "sqlite"), ("paper", "dynamodb"), 64),
        (THERE, ("there is no database", "SQLITE_PATH"), 69),
        (BACK, ("is missing", "DYNAMODB_TABLE_PREFIX"), 69),
    ],
)
def test_what_cannot_be_moved_is_refused_with_what_to_do(cli, arguments, words, code):
    done = cli(*arguments)
    assert done.returncode == code, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
    assert not (cli.directory / "syncstate.db").exists(), "nothing is made"
