"""Webhook subscriptions: what a shop delivers, made and seen through its Admin API by `syncstate webhooks`."""

import json
import pathlib
import re
import tomllib

import pytest

from harness import Fault, eventually, until_the_next_second
from harness.admin import SCHEMA
from harness.listener import Listener

ADDRESS = "https://sync.example.com"
DOOR = f"{ADDRESS}/webhook/shopify"
TOML = tomllib.loads((pathlib.Path(__file__).resolve().parents[2] / "webhooks/shopify.app.toml").read_text())
TOPICS = {topic for entry in TOML["webhooks"]["subscriptions"] for topic in entry.get("topics", [])}
MANDATORY = {topic for entry in TOML["webhooks"]["subscriptions"] for topic in entry.get("compliance_topics", [])}


def admin_name(topic):
    return topic.upper().replace("/", "_")


@pytest.fixture
def shop(server, admin_shop):
    shop = admin_shop(server).connect()
    yield shop
    server.client.delete(f"/v1/channels/{shop.channel}")


@pytest.fixture
def webhooks(server, shop):
    """`syncstate webhooks …` for the shop, through the running server; answers (exit code, JSON, stderr)."""
    cli = server.cli()

    def run(command, *options, address=ADDRESS):
        door = ("--address", address) if address else ()
        done = cli("webhooks", command, shop.channel, *door, "--json", *options)
        assert "Fatal error" not in done.stderr
        return done.returncode, json.loads(done.stdout or "null"), done.stderr

    run.cli = cli
    return run


def held(shop):
    return sorted((entry["topic"], entry["uri"]) for entry in shop.world.subscriptions.values())


def subscribe(shop, topic, uri, **changes):
    entry = {"id": len(shop.world.subscriptions) + 1, "topic": topic, "format": "JSON", "filter": None, "includeFields": [], "uri": uri} | changes
    shop.world.subscriptions[entry["id"]] = entry
    return entry["id"]


def actions(report):
    return {step["topic"]: step["action"] for step in report[0]["steps"]}


def mutations(shop):
    return [call["operation"] for call in shop.calls if call["operation"] != "WebhookSubscriptions"]


def test_registering_makes_exactly_what_the_app_configuration_names(shop, webhooks):
    code, report, _ = webhooks("register")
    assert code == 0
    assert held(shop) == sorted((admin_name(topic), DOOR) for topic in TOPICS)
    assert actions(report) == {topic: "create" for topic in TOPICS}
    assert set(report[0]["mandatoryTopics"]) == MANDATORY
    assert all(entry["format"] == "JSON" for entry in shop.world.subscriptions.values())


def test_registering_again_changes_nothing(shop, webhooks):
    webhooks("register")
    before = dict(shop.world.subscriptions)
    asked = len(mutations(shop))
    code, report, _ = webhooks("register", address=DOOR)
    assert code == 0 and set(actions(report).values()) == {"keep"}
    assert shop.world.subscriptions == before and len(mutations(shop)) == asked


def test_a_dry_run_changes_nothing_and_says_what_it_would(shop, webhooks):
    code, report, _ = webhooks("register", "--dry-run")
    assert code == 0 and report[0]["dryRun"] is True and actions(report) == {topic: "create" for topic in TOPICS}
    assert held(shop) == [] and mutations(shop) == []


def test_what_is_ours_and_wrong_is_mended_in_place(shop, webhooks):
    wrong = {
        "ORDERS_CREATE": subscribe(shop, "ORDERS_CREATE", "https://sync.example.com/old/webhook/shopify"),
        "ORDERS_PAID": subscribe(shop, "ORDERS_PAID", DOOR, format="XML"),
        "ORDERS_UPDATED": subscribe(shop, "ORDERS_UPDATED", DOOR, filter="id:>5"),
        "REFUNDS_CREATE": subscribe(shop, "REFUNDS_CREATE", DOOR, includeFields=["id"]),
        "PRODUCTS_UPDATE": subscribe(shop, "PRODUCTS_UPDATE", "https://SYNC.example.com/webhooks/shopify/"),
    }
    code, report, stderr = webhooks("verify")
    assert code == 1 and "register" in stderr
    reasons = {step["topic"]: " ".join(step["reasons"]) for step in report[0]["steps"] if step["action"] == "update"}
    assert set(reasons) == {"orders/create", "orders/paid", "orders/updated", "refunds/create", "products/update"}
    assert "XML" in reasons["orders/paid"] and "id:>5" in reasons["orders/updated"] and "old/" in reasons["orders/create"]
    assert webhooks("register")[0] == 0
    for topic, key in wrong.items():
        entry = shop.world.subscriptions[key]
        assert (entry["topic"], entry["uri"], entry["format"], entry["filter"] or "", entry["includeFields"]) == (topic, DOOR, "JSON", "", [])
    assert len(held(shop)) == len(TOPICS) and webhooks("verify")[0] == 0


def test_somebody_elses_are_never_touched(shop, webhooks):
    others = {
        subscribe(shop, "ORDERS_CREATE", "https://other.example.com/hooks/orders"),
        subscribe(shop, "THEMES_PUBLISH", "https://sync.example.com/another/system", format="XML"),
        subscribe(shop, "ORDERS_CREATE", "arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/1/x"),
        subscribe(shop, "ORDERS_PAID", "pubsub://project:topic"),
    }
    before = {key: dict(shop.world.subscriptions[key]) for key in others}
    code, report, _ = webhooks("register", "--prune")
    assert code == 0 and {key: shop.world.subscriptions[key] for key in others} == before
    assert len(held(shop)) == len(TOPICS) + 4
    assert [step["action"] for step in report[0]["steps"]].count("foreign") == 4


def test_pruning_takes_away_ours_that_are_of_no_use(shop, webhooks):
    stale = [
        subscribe(shop, "ORDERS_CREATE", "https://old.example.com/webhook/shopify"),
        subscribe(shop, "THEMES_PUBLISH", DOOR),
        subscribe(shop, "ORDERS_PAID", "https://sync.example.com/webhooks/shopify"),
    ]
    subscribe(shop, "ORDERS_PAID", DOOR)
    code, report, _ = webhooks("register")
    assert code == 0 and [step["action"] for step in report[0]["steps"]].count("stale") == 3
    assert set(stale) <= set(shop.world.subscriptions)
    assert webhooks("verify")[0] == 0, "what is of no use is no failure"
    assert webhooks("register", "--prune")[0] == 0
    assert held(shop) == sorted((admin_name(topic), DOOR) for topic in TOPICS)


def test_one_topic_that_is_refused_does_not_keep_the_others(shop, webhooks):
    shop.world.refused["ORDERS_EDITED"] = "You do not have permission to create or update webhooks with orders/edited topic"
    code, report, stderr = webhooks("register")
    assert code == 1 and "1 could not be done" in stderr
    (failed,) = [step for step in report[0]["steps"] if step["failure"]]
    assert failed["topic"] == "orders/edited" and "permission" in failed["failure"]
    assert len(held(shop)) == len(TOPICS) - 1


def test_a_lost_reply_and_a_throttle_are_gone_over(shop, webhooks):
    shop.befall("WebhookSubscriptions", "throttled")
    shop.befall("SubscribeWebhook", "lost")
    shop.befall("SubscribeWebhook", "status", 429, {"Retry-After": "1"})
    code, _, stderr = webhooks("register")
    assert code == 0, stderr
    assert held(shop) == sorted((admin_name(topic), DOOR) for topic in TOPICS), "once each"


def test_a_shop_that_refuses_the_token_is_said_in_one_line(shop, webhooks):
    shop.world.always = lambda operation: Fault("status", (401,))
    code, _, stderr = webhooks("verify")
    assert code == 1 and shop.channel in stderr and len(stderr.strip().splitlines()) == 1


def test_another_api_version_is_said_and_no_failure(shop, webhooks):
    webhooks("register")
    shop.world.api_version = "2025-10"
    code, report, _ = webhooks("verify")
    assert code == 0
    (note,) = report[0]["notes"]
    assert "2025-10" in note and "2026-07" in note


def test_a_list_shows_what_is_there_page_by_page(shop, webhooks):
    shop.world.page_limit = 5
    webhooks("register")
    subscribe(shop, "THEMES_PUBLISH", "https://other.example.com/x", format="XML")
    code, lists, _ = webhooks("list", address=None)
    assert code == 0 and len(lists[0]["subscriptions"]) == len(TOPICS) + 1
    unused = [entry for entry in lists[0]["subscriptions"] if not entry["used"]]
    assert [(entry["topic"], entry["format"]) for entry in unused] == [("THEMES_PUBLISH", "xml")]
    shown = webhooks.cli("webhooks", "list", shop.channel).stdout
    assert "orders/create" in shown and DOOR in shown and "gid://" not in shown


def test_words_for_a_person_say_what_to_do(shop, webhooks):
    missing = webhooks.cli("webhooks", "verify", shop.channel, "--address", ADDRESS)
    assert missing.returncode == 1 and "MISSING" in missing.stdout and "syncstate webhooks register --address" in missing.stderr
    assert "customers/redact" in missing.stdout and "shopify.app.toml" in missing.stdout
    done = webhooks.cli("webhooks", "register", shop.channel, "--address", ADDRESS)
    assert done.returncode == 0 and "created" in done.stdout and done.stderr == ""
    assert shop.secret not in done.stdout and shop.world.token not in done.stdout


@pytest.mark.parametrize("address", ["http://sync.example.com", "sync.example.com", "https://", "https://u:p@sync.example.com", "https://x/?a=b"])
def test_an_address_that_shopify_could_not_take_is_refused(shop, webhooks, address):
    code, _, stderr = webhooks("register", address=address)
    assert code == 1 and "address" in stderr and held(shop) == []


def test_without_an_address_it_says_what_is_needed(webhooks, shop):
    done = webhooks.cli("webhooks", "verify", shop.channel)
    assert done.returncode == 64 and "--address" in done.stderr


def test_an_http_channel_and_a_stranger_have_none(server, webhooks, channel):
    refused = server.client.get(f"/v1/channels/{channel}/subscriptions").refused(422, "channel_not_readable")
    assert channel in refused["message"]
    server.client.get("/v1/channels/nobody/subscriptions").refused(404)
    server.client.post("/v1/channels/nobody/subscriptions", {"address": ADDRESS}).refused(404)
    viewer = server.client.post("/v1/keys", {"name": "v", "role": "operator"}).expect(201).data["key"]
    server.client.as_(viewer).post("/v1/channels/nobody/subscriptions", {"address": ADDRESS}).refused(403)


def test_a_signed_ping_arrives_and_only_leaves_a_row(server, shop, webhooks):
    webhooks("register", address=f"http://127.0.0.1:{server.port}")
    before = len(server.client.get("/v1/alerts").data)
    code, report, stderr = webhooks("verify", "--ping", address=f"http://127.0.0.1:{server.port}")
    assert code == 0, stderr
    ping = report[0]["ping"]
    assert ping["arrived"] is True and ping["reason"] is None
    row = server.client.get(f"/v1/transactions/{ping['txId']}").expect(200).data
    assert (row["action"], row["status"]) == ("syncstate/ping", "ignored")
    assert len(server.client.get("/v1/alerts").data) == before


class Proxy(Listener):
    """Stands between Shopify and the server and does what proxies do."""

    def __init__(self, port, spoil):
        self.port, self.spoil = port, spoil
        self.listen()

    def take(self, handler):
        status, headers, answer = self.spoil(handler, self.body(handler))
        if status is None:
            status, answer = self.forward(handler, answer, f"http://127.0.0.1:{self.port}")
        self.send(handler, status, answer, headers)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda request, body: (None, {}, json.dumps(json.loads(body)).encode()), "rewrites"),
        (lambda request, body: (301, {"Location": "/elsewhere"}, b""), "redirect"),
        (lambda request, body: (404, {}, b""), "404"),
        (lambda request, body: (200, {}, b'{"success":true}'), "another server"),
    ],
)
def test_a_ping_names_what_is_wrong_with_the_way(server, shop, webhooks, spoil, word):
    proxy = Proxy(server.port, spoil)
    webhooks("register", address=proxy.url)
    code, report, stderr = webhooks("verify", "--ping", address=proxy.url)
    proxy.close()
    assert code == 1 and "did not arrive" in stderr
    assert report[0]["ping"]["arrived"] is False and word in report[0]["ping"]["reason"]


def test_a_ping_to_nobody_says_so(server, shop, webhooks):
    webhooks("register", address="http://127.0.0.1:9")
    code, report, _ = webhooks("verify", "--ping", address="http://127.0.0.1:9")
    assert code == 1 and "nobody answers" in report[0]["ping"]["reason"]


def test_the_doctor_mentions_what_is_missing(server, shop, webhooks):
    def said():
        findings = json.loads(webhooks.cli("doctor", "--json").stdout)["findings"]
        return [(f["state"], f["message"]) for f in findings if shop.channel in f["message"] and ("deliver" in f["message"] or "webhooks" in f["message"])]

    ((state, message),) = said()
    assert state == "warning" and "none has come" in message
    webhooks("register")
    assert said() == [("ok", f"{shop.channel} delivers every topic that is used to {DOOR}")]
    key = next(key for key, entry in shop.world.subscriptions.items() if entry["topic"] == "ORDERS_CREATE")
    del shop.world.subscriptions[key]
    ((state, message),) = said()
    assert state == "warning" and "orders/create" in message
    shop.world.subscriptions.clear()
    shop.sells(("A", 1))
    ((state, message),) = said()
    assert state == "ok" and "configuration" in message


def test_the_app_asks_for_every_scope_that_its_topics_need():
    scopes = set(TOML["access_scopes"]["scopes"].split(","))
    values = SCHEMA.type_map["WebhookSubscriptionTopic"].values
    for topic in TOPICS:
        needed = re.findall(r"\b(?:read|write)_\w+", values[admin_name(topic)].description or "")
        assert not needed or scopes & set(needed), f"{topic} needs one of {needed}"


def test_a_shop_delivers_what_was_registered(server, sandbox, webhooks, shop):
    box = sandbox().connect(server)  # no webhooks of an app's configuration
    address = f"http://127.0.0.1:{server.port}"
    done = webhooks.cli("webhooks", "register", box.name, "--address", address)
    assert done.returncode == 0, done.stderr + done.stdout
    assert webhooks.cli("webhooks", "register", box.name, "--address", address).stdout.count(" ok\n") == len(TOPICS)
    assert webhooks.cli("webhooks", "verify", box.name, "--address", address, "--ping").returncode == 0
    until_the_next_second()
    until_the_next_second()
    before = server.client.get("/v1/inventory/MUG-WHITE", consistent="true").data["physical"]
    box.sells("MUG-WHITE", 2)
    eventually(
        lambda: server.client.get("/v1/inventory/MUG-WHITE", consistent="true").data["physical"] == before - 2,
        "the order is delivered and counts",
    )
    box.delivered("orders/create")
    server.client.delete(f"/v1/channels/{box.name}")
