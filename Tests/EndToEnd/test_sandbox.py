"""`syncstate sandbox` as its users meet it: the command, its commands over HTTP, and the webhooks that it sends."""

import base64
import collections
import hashlib
import hmac
import json
import signal
import subprocess

import pytest

from harness import eventually, without_store
from harness.listener import Listener
from harness.sandbox import Refused
from harness.server import BINARY, environment

pytestmark = without_store("the sandbox shop keeps no rows")

MUG = "MUG-WHITE"


class Receiver(Listener):
    """Takes webhooks, and refuses the next `refusing` of them."""

    def __init__(self):
        self.deliveries, self.refusing = [], 0
        self.listen("/hooks")

    def take(self, handler):
        self.deliveries.append((dict(handler.headers.items()), self.body(handler)))
        self.refusing -= 1
        self.send(handler, 503 if self.refusing >= 0 else 200)

    def wait(self, count):
        return eventually(lambda: self.deliveries if len(self.deliveries) >= count else None, f"{count} deliveries came")

    def topics(self):
        return sorted(headers["X-Shopify-Topic"] for headers, _ in self.deliveries)

    def bodies(self, topic):
        return [json.loads(raw) for headers, raw in self.deliveries if headers["X-Shopify-Topic"] == topic]


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


def run(*arguments, timeout=30):
    return subprocess.run(
        [BINARY, "sandbox", *map(str, arguments)],
        env=environment({}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def refused(call, *arguments, **more):
    with pytest.raises(Refused) as caught:
        call(*arguments, **more)
    return caught.value.status, caught.value.body


# -- the command


def test_help_has_examples_and_every_option() -> None:
    done = run("--help")
    assert done.returncode == 0
    for option in ("--port", "--catalogue", "--webhooks-to", "--secret", "--drop", "--duplicate", "--reorder", "--coalesce", "--json"):
        assert option in done.stdout
    assert "syncstate sandbox --webhooks-to http" in done.stdout


def test_it_prints_what_one_must_know_and_ends_at_sigterm() -> None:
    process = subprocess.Popen(
        [BINARY, "sandbox", "--port", "0", "--secret", "s3", "--token", "t0"],
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    lines = [process.stdout.readline() for _ in range(8)]
    text = "".join(lines)
    for word in ("sandbox.myshopify.com", "http://127.0.0.1:", "/admin/api/2026-07/graphql.json", "s3", "t0", "/sandbox"):
        assert word in text
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0 and err == ""


@pytest.mark.parametrize(
    "options, word",
    [
        (["--drop", "101"], "--drop"),
        (["--shop", "example.com"], "--shop"),
        (["--port", "70000"], "--port"),
        (["--webhooks-to", "here"], "--webhooks-to"),
        (["--retry-within", "-1"], "retry-within"),
    ],
)
def test_wrong_options_are_said(options, word) -> None:
    done = run(*options)
    assert done.returncode == 64 and word in done.stderr and done.stdout == ""


def test_a_port_in_use_is_said_in_one_line(sandbox) -> None:
    port = sandbox().url.rsplit(":", 1)[1]
    done = run("--port", port)
    assert done.returncode == 69
    (line,) = done.stderr.splitlines()
    assert port in line


def test_a_catalogue_is_a_file_as_for_import(sandbox, tmp_path) -> None:
    (tmp_path / "counts.csv").write_text("sku,physical\nA-1,5\n\"B,2\",7\n")
    (tmp_path / "counts.ndjson").write_text('{"sku": "A-1", "physical": 5}\n{"sku": "B,2", "physical": 7}\n')
    one, two = sandbox("--catalogue", "counts.csv"), sandbox("--catalogue", "counts.ndjson")
    assert one.levels() == two.levels() == {"A-1": 5, "B,2": 7}
    # Ids are a shop's own.
    assert one.item("A-1") != two.item("A-1")
    (tmp_path / "wrong.csv").write_text("sku,physical\nA-1,many\n")
    done = run("--catalogue", tmp_path / "wrong.csv")
    assert done.returncode == 1 and "line 2" in done.stderr
    assert run("--catalogue", tmp_path / "gone.csv").returncode == 1


# -- what happens on command


def test_orders_move_levels_as_in_a_shop(sandbox) -> None:
    shop = sandbox()
    level = lambda: {name: shop.send("GET", "/sandbox/levels")[MUG][name] for name in ("available", "committed")}  # noqa: E731
    assert level() == {"available": 80, "committed": 0}
    order = shop.sells(MUG, 5)
    assert level() == {"available": 75, "committed": 5}
    shop.does("edit-order", orderId=order, sku=MUG, quantity=7)
    assert level() == {"available": 73, "committed": 7}
    shop.does("edit-order", orderId=order, sku=MUG, quantity=4)
    assert level() == {"available": 76, "committed": 4}
    shop.does("refund", orderId=order, sku=MUG, quantity=1, restock="cancel")
    assert level() == {"available": 77, "committed": 3}
    shop.does("fulfil", orderId=order)
    assert level() == {"available": 77, "committed": 0}
    shop.does("refund", orderId=order, sku=MUG, quantity=1, restock="return")
    assert level() == {"available": 78, "committed": 0}
    shop.does("refund", orderId=order, sku=MUG, quantity=1, restock="no_restock")
    assert level() == {"available": 78, "committed": 0}
    other = shop.sells(MUG, 10)
    shop.does("cancel", orderId=other)
    assert level() == {"available": 78, "committed": 0}
    assert shop.does("edit", sku=MUG, delta=-8) == {"sku": MUG, "available": 70}
    assert shop.does("edit", sku=MUG, available=9) == {"sku": MUG, "available": 9}
    assert shop.does("sell", lines=[{"sku": MUG, "quantity": 12}], oversell=True)["lines"] == [{"sku": MUG, "quantity": 12, "current": 12}]
    assert level() == {"available": -3, "committed": 12}


def test_what_cannot_be_is_refused_with_a_word(sandbox) -> None:
    shop = sandbox()
    order = shop.sells(MUG)
    assert refused(shop.sells, MUG, 80) == (409, '{"error":"79 of MUG-WHITE are left; \\"oversell\\": true sells all the same"}')
    assert refused(shop.sells, "GHOST")[0] == 404
    assert refused(shop.does, "cancel", orderId=1)[0] == 404
    assert refused(shop.does, "refund", orderId=order, sku=MUG, quantity=2)[0] == 409
    assert refused(shop.does, "edit-order", orderId=order, sku="GHOST", quantity=1)[0] == 404
    for body in ({}, {"sku": 1}, {"sku": MUG, "quantity": "two"}, {"sku": MUG, "quantity": 0}, {"sku": MUG, "colour": "red"}, {"lines": []}):
        status, words = refused(shop.does, "sell", **body)
        assert status == 400 and len(json.loads(words)["error"]) > 10
    assert refused(shop.does, "edit", sku=MUG)[0] == 400
    assert refused(shop.does, "faults", kind="rain")[0] == 400
    assert refused(shop.webhooks, drop=101)[0] == 400
    assert "GET /sandbox" in refused(shop.does, "dance")[1]
    assert shop.levels()[MUG] == 79


def test_a_page_of_the_web_cannot_command_it(sandbox) -> None:
    shop = sandbox()
    assert refused(shop.send, "GET", "/sandbox", None, Host="shop.example.com")[0] == 403
    assert refused(shop.send, "POST", "/sandbox/sell", {"sku": MUG}, **{"Content-Type": "text/plain"})[0] == 415
    assert shop.levels()[MUG] == 80


def test_faults_befall_requests_in_their_order(sandbox) -> None:
    shop = sandbox()
    shop.does("faults", kind="status", status=503, html=True)
    shop.does("faults", kind="status", status=429, retryAfter="2.0")
    shop.does("faults", kind="throttled")
    shop.does("faults", kind="error", code="INTERNAL_SERVER_ERROR")
    assert shop.does("faults", kind="reset", count=2)["pending"] == 6
    ask = lambda: shop.graphql("{ shop { name } }")  # noqa: E731
    status, page = refused(ask)
    assert status == 503 and page.startswith("<!DOCTYPE html>")
    assert refused(ask)[0] == 429
    throttled = ask()
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED" and "data" not in throttled
    assert throttled["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] < 10
    assert ask()["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    for _ in range(2):
        with pytest.raises(OSError):
            ask()
    eventually(lambda: "data" in ask(), "the bucket has filled again")
    shop.does("faults", kind="silence", count=5)
    assert shop.send("DELETE", "/sandbox/faults") == {"pending": 0}
    answer = eventually(lambda: (found := ask()) and "data" in found and found, "it answers, once the bucket allows it")
    assert answer["data"]["shop"]["name"] == shop.name


def write(shop, to, was, key, sku=MUG):
    level = {
        "inventoryItemId": f"gid://shopify/InventoryItem/{shop.item(sku)}",
        "locationId": f"gid://shopify/Location/{shop.location}",
        "quantity": to,
        "changeFromQuantity": was,
    }
    query = """mutation W($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key)
      { inventoryAdjustmentGroup { id changes { name delta } } userErrors { code field message } } }"""
    given = {"name": "available", "reason": "correction", "quantities": [level]}
    return shop.graphql(query, {"input": given, "key": key})["data"]["inventorySetQuantities"]


def test_a_lost_reply_was_carried_out_and_its_key_answers_again(sandbox) -> None:
    shop = sandbox()
    shop.does("faults", kind="lost_reply")
    with pytest.raises(OSError):
        write(shop, 70, 80, "one")
    assert shop.levels()[MUG] == 70
    shop.sells(MUG, 2)
    again = write(shop, 70, 80, "one")
    assert again["userErrors"] == [] and {"name": "available", "delta": -10} in again["inventoryAdjustmentGroup"]["changes"]
    assert shop.levels()[MUG] == 68
    other = write(shop, 71, 80, "one")
    assert [error["code"] for error in other["userErrors"]] == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    stale = write(shop, 60, 70, "two")
    assert stale["userErrors"][0]["code"] == "CHANGE_FROM_QUANTITY_STALE"
    assert stale["userErrors"][0]["field"] == ["input", "quantities", "0", "changeFromQuantity"]
    assert write(shop, 60, 68, "three")["userErrors"] == [] and shop.levels()[MUG] == 60


def test_versions_and_tokens(sandbox) -> None:
    shop = sandbox()
    assert refused(shop.graphql, "{ shop { name } }", token="wrong")[0] == 401
    assert refused(shop.graphql, "{ shop { name } }", version="2026-13")[0] == 404
    assert shop.graphql("{ shop { name } }", version="2024-01")["data"]["shop"]["name"] == shop.name


# -- webhooks


def test_deliveries_are_signed_and_named_as_shopifys(sandbox, receiver) -> None:
    shop = sandbox(webhooks_to=receiver.url)
    shop.sells(MUG, 2)
    receiver.wait(3)
    assert receiver.topics() == ["inventory_levels/update", "orders/create", "orders/paid"]
    for headers, raw in receiver.deliveries:
        signature = base64.b64encode(hmac.new(shop.secret.encode(), raw, hashlib.sha256).digest()).decode()
        assert headers["X-Shopify-Hmac-Sha256"] == signature
        assert headers["X-Shopify-Shop-Domain"] == shop.domain
        assert {"X-Shopify-Webhook-Id", "X-Shopify-Event-Id", "X-Shopify-Triggered-At", "X-Shopify-API-Version"} <= set(headers)
    assert len({headers["X-Shopify-Webhook-Id"] for headers, _ in receiver.deliveries}) == 3
    assert len({headers["X-Shopify-Event-Id"] for headers, _ in receiver.deliveries}) == 1


def test_an_edit_of_an_order_is_a_difference_and_a_snapshot(sandbox, receiver) -> None:
    shop = sandbox(webhooks_to=receiver.url)
    order = shop.sells(MUG, 2)
    receiver.wait(3)
    shop.does("edit-order", orderId=order, sku=MUG, quantity=5)
    receiver.wait(6)
    (edit,) = receiver.bodies("orders/edited")
    assert edit["order_edit"]["order_id"] == order
    assert [line["delta"] for line in edit["order_edit"]["line_items"]["additions"]] == [3]
    (updated,) = receiver.bodies("orders/updated")
    assert [line["quantity"] for line in updated["line_items"]] == [5]


def test_a_refused_delivery_comes_again_with_the_same_id(sandbox, receiver) -> None:
    receiver.refusing = 3
    shop = sandbox("--retry-within", 2, webhooks_to=receiver.url)
    shop.does("edit", sku=MUG, available=7)
    receiver.wait(4)
    assert len({headers["X-Shopify-Webhook-Id"] for headers, _ in receiver.deliveries}) == 1
    assert len({raw for _, raw in receiver.deliveries}) == 1
    statuses = eventually(
        lambda: (seen := [event["status"] for event in shop.events("delivered")])[-1:] == [200] and seen,
        "the sandbox knows that it was taken",
    )
    assert statuses == [503, 503, 503, 200]


def test_trouble_comes_in_percent(sandbox, receiver) -> None:
    shop = sandbox("--drop", 100, webhooks_to=receiver.url)
    for count in range(20):
        shop.does("edit", sku=MUG, available=count)
    eventually(lambda: len(shop.events("dropped")) == 20, "all are dropped")
    shop.webhooks(drop=0, duplicate=100)
    shop.does("edit", sku=MUG, available=500)
    receiver.wait(2)
    ids = collections.Counter(headers["X-Shopify-Webhook-Id"] for headers, _ in receiver.deliveries)
    assert list(ids.values()) == [2]

    shop.webhooks(duplicate=0, reorder=100, longestDelaySeconds=0.5)
    for count in range(30):
        shop.does("edit", sku=MUG, available=count)
    receiver.wait(32)
    came = [body["available"] for body in receiver.bodies("inventory_levels/update")[2:]]
    assert sorted(came) == list(range(30)) and came != sorted(came)


def test_quick_changes_are_coalesced(sandbox, receiver) -> None:
    """As recorded: 0, 10 and 0 again within a moment gave deliveries that all said 0."""
    shop = sandbox("--coalesce", 100, "--coalesce-for", 2, webhooks_to=receiver.url)
    for available in (0, 10, 4):
        shop.does("edit", sku=MUG, available=available)
    receiver.wait(3)
    assert [body["available"] for body in receiver.bodies("inventory_levels/update")] == [4, 4, 4]


def test_a_rate_brings_customers_and_the_same_seed_the_same_ones(sandbox) -> None:
    def first(seed):
        shop = sandbox("--rate", 50, "--seed", seed)
        eventually(lambda: len(shop.lines) >= 20, "customers came")
        return [[line.get(name) for name in ("event", "sku", "lines")] for line in shop.lines[:20]]

    assert first(3) == first(3)
    assert first(3) != first(4)
