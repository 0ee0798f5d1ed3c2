"""Taking a webhook in: size, signature, headers, in this order, before anything else."""

import concurrent.futures
import json
import socket
import time
import uuid

import pytest

from harness import Line, Shop, eventually, order, sign
from harness.shopify import FIXTURES

STATUSES = {"applied", "duplicate", "echo", "stale", "pending", "ignored", "quarantined"}


def without_request_id(answer):
    return {name: value for name, value in answer.json.items() if name != "requestId"}


def test_a_signed_order_is_applied_and_says_under_which_transaction(api, shop, merchant):
    sku = merchant.counts(10)
    answer = shop.deliver("orders/create", order([Line(sku, 3)])).expect(200)
    assert answer.data["status"] == "applied" and answer.data["txId"]
    assert merchant.physical(sku) == 7
    api.get(f"/v1/transactions/{answer.data['txId']}").expect(200)


def test_the_other_path_is_the_same_door(shop, merchant):
    sku = merchant.counts(10)
    body, webhook_id = order([Line(sku, 3)]), str(uuid.uuid4())
    shop.deliver("orders/create", body, webhook_id, path="/webhooks/shopify").expect(200)
    repeated = shop.deliver("orders/create", body, webhook_id, path="/webhook/shopify").expect(200)
    assert repeated.data["status"] == "duplicate" and merchant.physical(sku) == 7


@pytest.mark.parametrize("given", [None, "", "wrong", "A" * 44, "=" * 44, "\u00e9", "0" * 5000])
def test_a_wrong_or_missing_signature_is_not_known(shop, merchant, given):
    sku = merchant.counts(10)
    drop = ("X-Shopify-Hmac-Sha256",) if given is None else ()
    extra = {} if given is None else {"X-Shopify-Hmac-Sha256": given}
    shop.deliver("orders/create", order([Line(sku)]), drop=drop, **extra).refused(401)
    assert merchant.physical(sku) == 10


def test_all_refusals_at_the_door_are_one_and_the_same(server, shop):
    body = order([Line("any")])
    stranger = Shop(server)
    answers = [
        shop.deliver("orders/create", body, secret="wrong"),
        shop.deliver("orders/create", body, drop=("X-Shopify-Hmac-Sha256",)),
        stranger.deliver("orders/create", body),
        shop.deliver("orders/create", body, drop=("X-Shopify-Shop-Domain",), secret="wrong"),
        shop.deliver("orders/create", body, drop=("X-Shopify-Webhook-Id",), secret="wrong"),
        shop.deliver("orders/create", b"not json", secret="wrong"),
        shop.deliver("no/such-topic", body, secret="wrong"),
        shop.deliver("customers/redact", body, secret="wrong"),
    ]
    for answer in answers:
        answer.refused(401)
    assert len({json.dumps(without_request_id(answer), sort_keys=True) for answer in answers}) == 1
    assert len({answer.json["requestId"] for answer in answers}) == len(answers)


def test_one_shops_secret_opens_no_other_shop(server, shop):
    other = Shop(server).connect()
    shop.deliver("orders/create", order([Line("any")]), secret=other.secret).refused(401)


def test_the_signature_is_over_the_raw_bytes(shop, merchant):
    sku = merchant.counts(10)
    raw = json.dumps(order([Line(sku, 2)])).replace("/", "\\/").encode() + b"\r\n  "
    shop.deliver("orders/create", raw).expect(200)
    assert merchant.physical(sku) == 8
    tampered = raw.replace(b'"quantity": 2', b'"quantity": 9')
    assert tampered != raw
    shop.deliver("orders/create", tampered, **{"X-Shopify-Hmac-Sha256": sign(shop.secret, raw)}).refused(401)
    assert merchant.physical(sku) == 8


def test_a_signature_may_carry_white_space(shop, merchant):
    sku = merchant.counts(10)
    raw = json.dumps(order([Line(sku)])).encode()
    shop.deliver("orders/create", raw, **{"X-Shopify-Hmac-Sha256": f"  {sign(shop.secret, raw)} "}).expect(200)
    assert merchant.physical(sku) == 9


def test_previous_secrets_still_open_until_they_are_taken_away(server, merchant):
    sku, shop = merchant.counts(10), Shop(server)
    current, previous, older = (f"shpss_{uuid.uuid4().hex}" for _ in range(3))
    shop.connect(webhookSecrets=[current, previous, older])
    for secret in (current, previous, older):
        shop.deliver("orders/create", order([Line(sku)]), secret=secret).expect(200)
    shop.connect(webhookSecrets=[current])
    for secret in (previous, older):
        shop.deliver("orders/create", order([Line(sku)]), secret=secret).refused(401)
    shop.deliver("orders/create", order([Line(sku)]), secret=current).expect(200)
    assert merchant.physical(sku) == 6


@pytest.mark.parametrize("prefix", ["X-Shopify-", "x-shopify-", "X-SHOPIFY-", "shopify-", "Shopify-", "SHOPIFY-"])
def test_both_header_families_in_any_case(shop, merchant, prefix):
    sku = merchant.counts(10)
    body = json.dumps(order([Line(sku, 4)])).encode()
    case = str.lower if prefix.islower() else str.upper if prefix.isupper() else str
    headers = {case(name): value for name, value in shop.headers("orders/create", body, prefix=prefix).items()}
    answer = shop.http.send("POST", "/webhook/shopify", body=body, headers=headers).expect(200)
    assert answer.data["status"] == "applied" and merchant.physical(sku) == 6


def test_a_shopify_topic_without_a_webhook_id_is_refused(shop, merchant):
    sku = merchant.counts(10)
    shop.deliver("orders/create", order([Line(sku)]), drop=("X-Shopify-Webhook-Id",)).refused(400)
    shop.deliver("orders/create", order([Line(sku)]), **{"X-Shopify-Webhook-Id": ""}).refused(400)
    assert merchant.physical(sku) == 10


@pytest.mark.parametrize("raw", [b"", b"{", b"hello", b'{"id": 1,}', b'{"id": NaN}', b"\xff\xfe", b'{"note": "\xc3\x28"}'])
def test_a_signed_body_that_is_no_json_is_refused(shop, raw):
    shop.deliver("orders/create", raw).refused(400)


def test_deep_json_is_answered_and_does_no_harm(server, shop):
    for raw in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b"[" * 100_000):
        assert shop.deliver("orders/create", raw).status in (202, 400)
    assert server.running and server.answers("/health")


def test_an_oversize_body_is_too_large(server, shop):
    large = json.dumps(order([Line("any")]) | {"note": "x" * (2 << 20)}).encode()
    shop.deliver("orders/create", large).refused(413)
    shop.deliver("orders/create", large, secret="wrong").refused(413)
    assert server.answers("/health")


def test_an_order_just_under_the_limit_is_taken(shop, merchant):
    sku = merchant.counts(10)
    body = order([Line(sku)])
    body["note"] = "x" * ((2 << 20) - len(json.dumps(body, indent=1)) - 200)
    shop.deliver("orders/create", body).expect(200)
    assert merchant.physical(sku) == 9


def test_an_unknown_topic_is_recorded_and_ignored(api, shop, merchant):
    sku = merchant.counts(10)
    answer = shop.deliver("carts/create", order([Line(sku)])).expect(200)
    assert answer.data["status"] == "ignored" and merchant.physical(sku) == 10
    api.get(f"/v1/transactions/{answer.data['txId']}").expect(200)


PARTS = ("customers", "app", "bulk_operations", "draft_orders", "fulfillments", "inventory_items", "inventory_levels", "locations",
         "order_transactions", "orders", "products", "refunds", "returns", "reverse_fulfillment_orders", "shop")  # fmt: skip
SAMPLES = sorted(path.stem for path in (FIXTURES / "webhooks").glob("*.json"))


def topic_of(sample):
    resource = next(part for part in PARTS if sample.startswith(part + "_"))
    return f"{resource}/{sample[len(resource) + 1 :]}"


def test_the_samples_are_all_there():
    assert len(SAMPLES) == 41 and {"orders/create", "app/uninstalled", "inventory_levels/update"} <= set(map(topic_of, SAMPLES))


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_documented_topic_is_answered_2xx(server, sample):
    shop = Shop(server).connect()
    raw = (FIXTURES / "webhooks" / f"{sample}.json").read_text().replace("{shop}.myshopify.com", shop.domain).encode()
    webhook_id = str(uuid.uuid4())
    answer = shop.deliver(topic_of(sample), raw, webhook_id)
    # Shopify's documented bodies can all be read, so none belongs in quarantine.
    assert answer.expect(200).data["status"] in STATUSES - {"quarantined", "duplicate"}
    if sample != "shop_redact":
        assert shop.deliver(topic_of(sample), raw, webhook_id).expect(200).data["status"] == "duplicate"


def test_slow_clients_are_let_go_and_hold_up_nobody(server, shop, merchant):
    body = json.dumps(order([Line("any")])).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in shop.headers("orders/create", body).items())
    start = f"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
    stuck = []
    for number in range(40):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=90)
        connection.sendall(start[: len(start) // 2] if number % 2 else start + body[:100])
        stuck.append(connection)
    sku = merchant.counts(10)
    began = time.monotonic()
    shop.sells((sku, 1))
    assert time.monotonic() - began < 5 and merchant.physical(sku) == 9

    def ended(connection):
        """The server closes the connection, with or without an answer, but never with a success."""
        with connection:
            received = b""
            while True:
                try:
                    part = connection.recv(4096)
                except ConnectionResetError:
                    part = b""
                if not part:
                    assert not received.startswith(b"HTTP/1.1 2"), received
                    return True
                received += part

    with concurrent.futures.ThreadPoolExecutor(len(stuck)) as threads:
        assert all(threads.map(ended, stuck, timeout=90))


def test_a_client_that_hangs_up_in_the_middle_leaves_no_trace(server, shop, merchant):
    sku = merchant.counts(10)
    body = json.dumps(order([Line(sku)])).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in shop.headers("orders/create", body).items())
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(f"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:-1])
    shop.sells((sku, 1))
    eventually(lambda: merchant.physical(sku) == 9, "only the whole delivery counted")
    assert '"error"' not in server.logs(), "a stranger who hangs up is no error of ours"
