"""webhooks/send against a receiver that checks signatures as Shopify's documentation says: hmac over the raw body."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import stat
import subprocess
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from harness import without_store
from harness.listener import Listener

pytestmark = without_store("the script sends to a receiver of the tests")

WEBHOOKS = Path(__file__).resolve().parents[2] / "webhooks"
SAMPLES = WEBHOOKS / "samples"
SEND = WEBHOOKS / "send"
NAMES = sorted(str(path.relative_to(SAMPLES).with_suffix("")) for path in SAMPLES.rglob("*.json"))

ORDER, SHIRT, MUG, POSTER = 820982911946154508, 487817672276298554, 976318377106520349, 315789986012684393
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Receiver(Listener):
    """Keeps what arrives; answers 200 to what `secret` signed, else 401."""

    def __init__(self):
        self.secret = b"demo-north-secret"
        self.received = []
        self.listen()

    def take(self, handler):
        body = self.body(handler)
        signature = base64.b64encode(hmac.new(self.secret, body, hashlib.sha256).digest()).decode()
        verified = hmac.compare_digest(signature, handler.headers.get("X-Shopify-Hmac-Sha256", ""))
        self.received.append((handler.path, handler.headers, body))
        self.send(handler, 200 if verified else 401, json.dumps({"success": verified}).encode())


@pytest.fixture
def receiver():
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def send(receiver, tmp_path):
    """Runs the script in an empty directory, with nothing in the environment but what a test gives it."""

    def run(*arguments, **environment):
        environment = {"PATH": os.environ["PATH"], "SYNCSTATE_URL": receiver.url, **environment}
        return subprocess.run(
            [SEND, *map(str, arguments)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


@pytest.fixture
def sent(send, receiver):
    """Sends, expects success, and gives the body that arrived last."""

    def run(*arguments, **environment):
        result = send(*arguments, **environment)
        assert result.returncode == 0, result.stderr + result.stdout
        return json.loads(receiver.received[-1][2])

    return run


def dates(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [date for item in value for date in dates(item)]
    return [value] if isinstance(value, str) and DATE.fullmatch(value) else []


def integers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for item in value for number in integers(item)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


def sample(name):
    return json.loads((SAMPLES / f"{name}.json").read_text())


# What arrives


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_arrives_signed_and_in_the_present(name, send, receiver):
    before = datetime.now(timezone.utc).replace(microsecond=0)
    result = send(name)
    after = datetime.now(timezone.utc)
    assert (result.returncode, result.stdout) == (0, '200 {"success": true}\n'), result.stderr

    path, headers, body = receiver.received[0]
    old, new = dates(sample(name)), dates(json.loads(body))
    assert path == "/webhook/shopify"
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Shopify-Shop-Domain"] == "demo-north.myshopify.com"
    assert headers["X-Shopify-Topic"] == (None if name == "seed" else name.split(".")[0])

    # Order and zone of the dates are kept; the newest is now.
    assert [date[19:] for date in new] == [date[19:] for date in old]
    instant = lambda date: datetime.fromisoformat(date).replace(microsecond=0)
    rank = lambda all_dates: [sorted({instant(d) for d in all_dates}).index(instant(d)) for d in all_dates]
    assert rank(new) == rank(old)
    if new:
        newest = max(map(instant, new))
        assert before <= newest <= after
        assert min(map(instant, new)) > newest - timedelta(seconds=60)


def test_headers_of_a_delivery(sent, receiver):
    sent("orders/create", SHOPIFY_API_VERSION="2026-04")
    headers = receiver.received[0][1]
    assert headers["X-Shopify-API-Version"] == "2026-04"
    assert uuid.UUID(headers["X-Shopify-Webhook-Id"]).version == 4
    assert uuid.UUID(headers["X-Shopify-Event-Id"]).version == 4
    triggered = datetime.fromisoformat(headers["X-Shopify-Triggered-At"])
    assert abs(datetime.now(timezone.utc) - triggered) < timedelta(minutes=1)

    sent("orders/create")
    again = receiver.received[1][1]
    assert again["X-Shopify-Webhook-Id"] != headers["X-Shopify-Webhook-Id"]


def test_the_seed_format_has_no_topic_but_a_deduplication_key(sent, receiver):
    assert sent("-") == sample("seed")
    headers = receiver.received[0][1]
    assert not [name for name in headers if name.startswith("X-Shopify-") and name[10:] not in ("Hmac-Sha256", "Shop-Domain")]
    assert uuid.UUID(headers["Idempotency-Key"])


def test_repeats_are_the_same_delivery(sent, receiver):
    sent("orders/create", "--repeat", 3)
    assert len(receiver.received) == 3
    assert len({(headers["X-Shopify-Webhook-Id"], body) for _, headers, body in receiver.received}) == 1

    mine = "0b8d3a52-6b36-4b4c-8f0e-2d8f3c1f9a77"
    sent("orders/create", "--id", mine)
    assert receiver.received[-1][1]["X-Shopify-Webhook-Id"] == mine


# Ids


def test_a_story_keeps_its_ids_across_topics(sent):
    order, refund = sent("orders/create", "--story", 7), sent("refunds/create", STORY="7")
    assert order["id"] == refund["order_id"] == ORDER + 7 * 1_000_003
    assert refund["refund_line_items"][0]["line_item_id"] == order["line_items"][0]["id"] == SHIRT + 7 * 1_000_003
    assert order["admin_graphql_api_id"] == f"gid://shopify/Order/{order['id']}"
    assert sent("customers/redact", "--story", 7)["orders_to_redact"] == [order["id"]]

    other = sent("orders/create", "--story", 8)
    assert not {line["id"] for line in other["line_items"]} & {line["id"] for line in order["line_items"]}


def test_without_a_story_every_call_is_another_order(sent):
    assert len({sent("orders/create")["id"] for _ in range(5)} | {ORDER}) == 6


def test_the_story_that_was_chosen_can_be_continued(send, sent, receiver):
    result = send("orders/create")
    number = re.search(r"--story (\d+)", result.stderr).group(1)
    assert sent("refunds/create", "--story", number)["order_id"] == json.loads(receiver.received[0][2])["id"]


@pytest.mark.parametrize("name", NAMES)
def test_only_ids_of_the_story_move_and_all_by_the_same(name, sent):
    offset = 999_999_999 * 1_000_003
    old, new = integers(sample(name)), integers(sent(name, "--story", 999_999_999))
    assert {b - a for a, b in zip(old, new, strict=True)} <= {0, offset}
    if name.startswith(("orders/", "refunds/", "fulfillments/", "returns/", "order_transactions/")) and old != [1]:
        assert new != old
    if name.startswith(("products/", "inventory_", "locations/", "shop/", "app/")):
        assert new == old
    assert integers(sent(name, "--story", 0)) == old


# Changes on the way


def test_sku_and_quantity_of_the_first_line(sent):
    order = sent("orders/create", "--sku", 'STRANGE "\\&1\\" ÅÄÖ', "--quantity", 5)
    assert [(line["sku"], line["quantity"], line["current_quantity"]) for line in order["line_items"]] == [
        ('STRANGE "\\&1\\" ÅÄÖ', 5, 5),
        ("MUG-WHITE", 1, 1),
        ("POSTER-A2", 1, 1),
    ]
    assert order["line_items"][0]["title"] == "Black T-Shirt"


def test_a_cancelled_order_gives_back_the_replaced_line(sent):
    order = sent("orders/cancelled", "--sku", "X", "--quantity", 5)
    refunded = order["refunds"][0]["refund_line_items"]
    assert [(line["sku"], line["quantity"]) for line in order["line_items"]] == [("X", 5), ("MUG-WHITE", 1), ("POSTER-A2", 1)]
    assert [(entry["line_item"]["sku"], entry["quantity"]) for entry in refunded] == [("X", 5), ("MUG-WHITE", 1), ("POSTER-A2", 1)]
    assert order["line_items"][0]["current_quantity"] == 0


def test_a_refund_of_the_replaced_line(sent):
    entry = sent("refunds/create", "--sku", "X", "--quantity", 2)["refund_line_items"][0]
    assert (entry["line_item"]["sku"], entry["quantity"]) == ("X", 2)


def test_seed_and_level(sent):
    assert sent("seed", "--sku", "X", "--quantity", 9)["items"] == [{"sku": "X", "quantity": 9}, sample("seed")["items"][1]]
    assert sent("inventory_levels/update", "--quantity", 0)["available"] == 0


def test_the_shop_of_the_setting_stands_in_the_body(sent):
    body = sent("shop/redact", SHOPIFY_SHOP="demo-south.myshopify.com", SHOPIFY_API_SECRET="demo-north-secret")
    assert body["shop_domain"] == "demo-south.myshopify.com"


def test_as_is_sends_any_bytes(send, receiver, tmp_path):
    for body in (b'{"id": 1, "updated_at": "2021-12-31T19:00:00-05:00"', b"\xff\x00\n\r\n%s\\", b""):
        (tmp_path / "body").write_bytes(body)
        assert send("orders/create", "body", "--as-is").returncode == 0
        assert receiver.received[-1][2] == body


def test_a_compact_file_is_moved_too(sent, tmp_path):
    body = {"refund_line_items": [{"line_item_id": 2**62, "line_item": {"id": 2**62, "sku": "A"}}], "id": 12, "note": '\\" {[,:', "x": -0.5}
    (tmp_path / "compact.json").write_text(json.dumps(body, separators=(",", ":")))
    moved = sent("refunds/create", "compact.json", "--story", 1)
    assert moved["refund_line_items"][0]["line_item_id"] == moved["refund_line_items"][0]["line_item"]["id"] == 2**62 + 1_000_003
    assert (moved["id"], moved["note"], moved["x"]) == (1_000_015, body["note"], -0.5)


# Settings and secrets


@pytest.mark.parametrize("secret", ["s", "x" * 64, "y" * 65, "%s%%\\0101\\n\"'$(true)`é"])
def test_secrets_of_every_kind_sign(secret, sent, receiver, tmp_path):
    receiver.secret = secret.encode()
    sent("orders/create", SHOPIFY_SHOP="a.myshopify.com", SHOPIFY_API_SECRET=secret)
    (tmp_path / "secret").write_text(secret + "\n")
    sent("orders/create", "--secret-file", "secret", SHOPIFY_API_SECRET="another")


def test_settings_from_a_dotenv_file(sent, receiver, tmp_path):
    receiver.secret = b"a = #b"
    (tmp_path / ".env").write_text(
        "# SHOPIFY_API_SECRET=commented\nSHOPIFY_API_SECRET=old\n SHOPIFY_API_SECRET = a = #b \r\nSHOPIFY_SHOP=from-file.myshopify.com\n"
    )
    sent("orders/create")
    assert receiver.received[-1][1]["X-Shopify-Shop-Domain"] == "from-file.myshopify.com"
    sent("orders/create", SHOPIFY_SHOP="from-environment.myshopify.com")
    assert receiver.received[-1][1]["X-Shopify-Shop-Domain"] == "from-environment.myshopify.com"


def test_the_demo_shops_have_known_secrets_and_no_other_shop_has(sent, send, receiver):
    receiver.secret = b"demo-south-secret"
    sent("orders/create", SHOPIFY_SHOP="demo-south.myshopify.com")
    refused = send("orders/create", SHOPIFY_SHOP="mine.myshopify.com")
    assert refused.returncode == 2 and "SHOPIFY_API_SECRET" in refused.stderr
    assert len(receiver.received) == 1


def test_no_program_sees_the_secret(sent, receiver, tmp_path):
    """Every program that the script starts is wrapped; its arguments and its environment are what `ps` could show."""
    seen = tmp_path / "seen"
    wrappers = tmp_path / "wrappers"
    wrappers.mkdir()
    programs = "awk cat curl cut date dirname find head mktemp mv od openssl printf rm sed sort tail tr".split()
    for program in programs:
        real = shutil.which(program)
        wrapper = wrappers / program
        wrapper.write_text(f'#!/bin/sh\n/usr/bin/env -0 >> {seen}\nprintf "%s\\n" "{program}" "$@" >> {seen}\nexec {real} "$@"\n')
        wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    secret = receiver.secret = b"never-shown-to-ps"
    sent("orders/create", PATH=f"{wrappers}:{os.environ['PATH']}", SHOPIFY_SHOP="a.myshopify.com", SHOPIFY_API_SECRET=secret.decode())

    log = seen.read_bytes()
    assert b"openssl\ndgst\n" in log and b"curl\n" in log and b"printf\n" not in log
    block = secret.ljust(64, b"\0")
    for shown in (secret, secret.hex().encode(), bytes(b ^ 0x36 for b in block).hex().encode(), bytes(b ^ 0x5C for b in block).hex().encode()):
        assert shown not in log


# Answers


def test_a_refusal_fails_but_shows_the_answer(send):
    result = send("orders/create", SHOPIFY_API_SECRET="wrong")
    assert (result.returncode, result.stdout) == (1, '401 {"success": false}\n')


def test_no_server(send):
    result = send("orders/create", SYNCSTATE_URL="http://127.0.0.1:1")
    assert result.returncode == 1 and "make run" in result.stderr


def test_dry_run_sends_nothing(send, receiver):
    result = send("orders/create", "--dry-run")
    head, body = result.stdout.split("\n\n", 1)
    signature = base64.b64encode(hmac.new(receiver.secret, body.encode(), hashlib.sha256).digest()).decode()
    assert f"X-Shopify-Hmac-Sha256: {signature}" in head.splitlines()
    assert head.startswith(f"POST {receiver.url}/webhook/shopify\n")
    assert receiver.received == []


def test_list_and_help(send):
    assert send("--list").stdout.split() == NAMES
    shown = send("--help")
    assert shown.returncode == 0 and "Examples:" in shown.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["no/such_topic"],
        ["orders/create", "no-such-file"],
        ["orders/create", "a", "b"],
        ["orders/create", "--unknown"],
        ["orders/create", "--story", "x"],
        ["orders/create", "--story"],
        ["orders/create", "--repeat", "0"],
        ["orders/create", "--quantity", "1.5"],
        ["orders/create", "--sku", "X", "--as-is"],
        ["products/update", "--quantity", "2"],
        ["orders/create", "--secret-file", "no-such-file"],
    ],
)
def test_wrong_usage_is_said_and_nothing_sent(arguments, send, receiver):
    result = send(*arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("send: ") and len(result.stderr.splitlines()) == 1
    assert receiver.received == []
