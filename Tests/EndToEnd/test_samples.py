"""The samples under webhooks/ are documentation: they are complete, exact, and tell one consistent story."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from harness import without_store

pytestmark = without_store("samples are files")

WEBHOOKS = Path(__file__).resolve().parents[2] / "webhooks"
FILES = sorted((WEBHOOKS / "samples").rglob("*.json"))
TOPICS = {str(path.relative_to(WEBHOOKS / "samples")).split(".")[0] for path in FILES} - {"seed"}


def load(name):
    return json.loads((WEBHOOKS / "samples" / f"{name}.json").read_text())


def objects(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from objects(item)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_readable_and_with_exact_ids(path):
    text = path.read_text()
    body = json.loads(text)
    assert text == json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    for item in objects(body):
        # A tool that goes through doubles would change the number and leave the string.
        if "id" in item and "admin_graphql_api_id" in item:
            assert item["admin_graphql_api_id"].split("/")[-1] == str(item["id"])


def test_every_topic_is_described():
    table = (WEBHOOKS / "README.md").read_text().split("## What SyncState does with each topic")[1].split("\n## ")[0]
    described = {topic for row in table.splitlines() if row.startswith("| `") for topic in re.findall(r"`(\w+/\w+)`", row.split("|")[1])}
    assert described == TOPICS


def test_subscriptions_name_topics_that_have_samples():
    webhooks = tomllib.loads((WEBHOOKS / "shopify.app.toml").read_text())["webhooks"]
    subscribed = [topic for s in webhooks["subscriptions"] for topic in s.get("topics", []) + s.get("compliance_topics", [])]
    assert len(subscribed) == len(set(subscribed))
    assert set(subscribed) <= TOPICS
    assert {"orders/create", "refunds/create", "inventory_levels/update", "app/uninstalled", "shop/redact"} <= set(subscribed)
    assert {s["uri"].rsplit("/", 2)[1] for s in webhooks["subscriptions"]} == {"webhook"}


def test_refunds_refund_lines_of_the_order():
    lines = {line["id"]: line for line in load("orders/create")["line_items"]}
    assert [line["sku"] for line in lines.values()] == ["TSHIRT-BLK-M", "MUG-WHITE", "POSTER-A2"]
    kinds = {}
    for name in ("refunds/create", "refunds/create.no_restock", "refunds/create.cancel"):
        refund = load(name)
        assert refund["order_id"] == load("orders/create")["id"]
        for entry in refund["refund_line_items"]:
            line = lines[entry["line_item_id"]]
            assert entry["line_item"]["id"] == line["id"] and entry["line_item"]["sku"] == line["sku"]
            assert 0 < entry["quantity"] <= line["quantity"]
            kinds.setdefault(name, set()).add(entry["restock_type"])
    assert kinds == {"refunds/create": {"return"}, "refunds/create.no_restock": {"no_restock"}, "refunds/create.cancel": {"cancel"}}
    assert load("refunds/create.no_restock")["note"] == "arrived damaged"


def test_orders_that_carry_refunds_carry_the_same_ones():
    assert load("orders/updated.refunded")["refunds"] == [load("refunds/create")]
    cancelled = load("orders/cancelled")
    assert cancelled["cancelled_at"] and cancelled["refunds"] == [load("refunds/create.cancel")]
    back = {entry["line_item_id"]: entry["quantity"] for entry in cancelled["refunds"][0]["refund_line_items"]}
    assert back == {line["id"]: line["quantity"] for line in cancelled["line_items"]}


def test_items_and_skus_agree():
    skus = {variant["sku"]: variant["inventory_item_id"] for variant in load("products/create")["variants"]}
    assert skus["TSHIRT-BLK-M"] == load("inventory_items/create")["id"] == load("inventory_levels/update")["inventory_item_id"]
    assert isinstance(load("inventory_levels/update")["available"], int)
    table = (WEBHOOKS / "README.md").read_text()
    for variant in load("products/create")["variants"]:
        assert f"| `{variant['sku']}` | {variant['id']} | {variant['inventory_item_id']} |" in table
    for line in load("orders/create")["line_items"]:
        assert f"| `{line['sku']}` | {line['variant_id']} |" in table
