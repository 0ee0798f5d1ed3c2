"""Shopify's side: signed deliveries, and orders and refunds built from the documented samples."""

import base64
import copy
import datetime
import hashlib
import hmac
import itertools
import json
import pathlib
import random
import time
import uuid

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures"
SAMPLE_ORDER = json.loads((FIXTURES / "webhooks/orders_create.json").read_text())
SAMPLE_REFUND = json.loads((FIXTURES / "webhooks/refunds_create.json").read_text())
SAMPLE_LEVEL = json.loads((FIXTURES / "webhooks/inventory_levels_update.json").read_text())

# Neighbouring 18-digit ids: read as doubles, they would fall together.
_ids = itertools.count(random.SystemRandom().randrange(4 * 10**17, 8 * 10**17))


def new_id():
    return next(_ids)


def at(seconds=0):
    """Shopify's time format, `seconds` from now, to the second, with an offset other than Z."""
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    moment = datetime.datetime.fromtimestamp(int(time.time()) + seconds, zone)
    return moment.isoformat(timespec="seconds")


def sign(secret, body):
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Line:
    """A line of an order: its id stays the same over all snapshots."""

    def __init__(self, sku, quantity=1, line_id=None):
        self.sku, self.quantity, self.id = sku, quantity, line_id or new_id()

    def of(self, quantity):
        return Line(self.sku, quantity, self.id)


def line_item(line):
    item = copy.deepcopy(SAMPLE_ORDER["line_items"][0])
    return item | {
        "id": line.id,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{line.id}",
        "sku": line.sku,
        "quantity": line.quantity,
        "current_quantity": line.quantity,
        "fulfillable_quantity": line.quantity,
        "variant_id": line.id + 1_000_000,
    }


def order(lines, order_id=None, updated=0, created=-60, refunds=(), cancelled=None, email=None, customer_id=None):
    """An order as `orders/*` carry it, 5-15 kB. Times are seconds from now."""
    body = copy.deepcopy(SAMPLE_ORDER)
    order_id = order_id or new_id()
    body |= {
        "id": order_id,
        "admin_graphql_api_id": f"gid://shopify/Order/{order_id}",
        "created_at": at(created),
        "processed_at": at(created),
        "updated_at": at(updated),
        "cancelled_at": None if cancelled is None else at(cancelled),
        "cancel_reason": None if cancelled is None else "customer",
        "financial_status": "paid" if cancelled is None else "refunded",
        "name": f"#{order_id % 100_000}",
        "order_number": order_id % 100_000,
        "test": False,
        "line_items": [line_item(line) for line in lines],
        "refunds": list(refunds),
    }
    if email is not None:
        body |= {"email": email, "contact_email": email}
        body["customer"]["email"] = email
    if customer_id is not None:
        body["customer"]["id"] = customer_id
    short = 5_200 - len(json.dumps(body))
    if short > 0:
        body["note_attributes"] = [{"name": "padding", "value": "x" * short}]
    return body


def refund(order_id, lines, note=None, refund_id=None, created=0):
    """A refund of `(line, quantity, restock_type)` triples; its ids never change."""
    body = copy.deepcopy(SAMPLE_REFUND)
    template = body["refund_line_items"][0]
    refund_id = refund_id or new_id()
    items = []
    for line, quantity, restock_type in lines:
        items.append(
            copy.deepcopy(template)
            | {
                "id": new_id(),
                "line_item_id": line.id,
                "quantity": quantity,
                "restock_type": restock_type,
                "location_id": None if restock_type == "no_restock" else 655441491,
                "line_item": line_item(line),
            }
        )
    body |= {
        "id": refund_id,
        "admin_graphql_api_id": f"gid://shopify/Refund/{refund_id}",
        "order_id": order_id,
        "created_at": at(created),
        "processed_at": at(created),
        "note": note,
        "restock": any(kind != "no_restock" for _, _, kind in lines),
        "refund_line_items": items,
    }
    return body


def level(item_id, location_id, available, updated=0):
    return copy.deepcopy(SAMPLE_LEVEL) | {
        "inventory_item_id": item_id,
        "location_id": location_id,
        "available": available,
        "updated_at": at(updated),
        "admin_graphql_api_id": f"gid://shopify/InventoryLevel/{location_id + 7}?inventory_item_id={item_id}",
    }


class Shop:
    """One shop with its channel's id and the secret that signs its deliveries."""

    def __init__(self, server, name=None, secret=None):
        self.server = server
        self.channel = name or f"shop-{uuid.uuid4().hex[:10]}"
        self.domain = f"{self.channel}.myshopify.com"
        self.secret = secret or f"shpss_{uuid.uuid4().hex}"
        self.location = new_id()
        self.http = server.anonymous

    def settings(self, **changes):
        """The channel's body; nothing listens on port 9 of loopback."""
        return {
            "kind": "shopify",
            "shop": self.domain,
            "locationId": self.location,
            "accessToken": "shpat_0123456789abcdef",
            "webhookSecrets": [self.secret],
            "adminUrl": "http://127.0.0.1:9",
            "authority": "adopt",
        } | changes

    def connect(self, client=None, **changes):
        (client or self.server.client).put(f"/v1/channels/{self.channel}", self.settings(**changes)).expect(200)
        return self

    def headers(self, topic, body, webhook_id=None, secret=None, prefix="X-Shopify-"):
        names = {
            "Hmac-Sha256": sign(secret or self.secret, body),
            "Shop-Domain": self.domain,
            "API-Version": "2026-07",
            "Webhook-Id": webhook_id or str(uuid.uuid4()),
            "Event-Id": str(uuid.uuid4()),
            "Triggered-At": datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "000Z"),
        }
        if topic is not None:
            names["Topic"] = topic
        return {"Content-Type": "application/json"} | {prefix + name: value for name, value in names.items()}

    def deliver(self, topic, payload, webhook_id=None, path="/webhook/shopify", drop=(), http=None, secret=None, **extra):
        """Posts one signed delivery. `payload` is JSON or raw bytes; `drop` names headers to leave out."""
        body = payload if isinstance(payload, bytes) else json.dumps(payload, indent=1).encode()
        headers = self.headers(topic, body, webhook_id, secret) | extra
        for name in drop:
            del headers[name]
        return (http or self.http).send("POST", path, body=body, headers=headers)

    def sells(self, *lines, **details):
        """An applied `orders/create`; returns its body."""
        body = order([line if isinstance(line, Line) else Line(*line) for line in lines], **details)
        answer = self.deliver("orders/create", body).expect(200)
        assert answer.data["status"] == "applied", repr(answer)
        return body

    def refunds(self, order_id, lines, **details):
        body = refund(order_id, lines, **details)
        answer = self.deliver("refunds/create", body).expect(200)
        assert answer.data["status"] == "applied", repr(answer)
        return body


def seed(shop, payload, named=True, **headers):
    """The seeds' format: no topic, no webhook id, the shop named only if `named`."""
    body = json.dumps(payload).encode()
    sending = {"Content-Type": "application/json", "X-Shopify-Hmac-Sha256": sign(shop.secret, body)}
    if named:
        sending["X-Shopify-Shop-Domain"] = shop.domain
    return shop.http.send("POST", "/webhook/shopify", body=body, headers=sending | headers)
