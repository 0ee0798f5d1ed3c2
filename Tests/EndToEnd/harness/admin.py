"""A shop whose Admin GraphQL API runs on graphql-core over Shopify's own schema: nothing of ours judges itself here.

`AdminShop` is a `Shop` with shelves: customers buy, people edit, requests fail on command, and every request is kept.
Webhooks go out only when a test sends them: `shop.tells(...)`.
"""

import collections
import datetime
import json
import pathlib
import re
import threading
import time
import uuid

from graphql import GraphQLError, build_schema, execute, parse, validate

from .listener import Listener
from .shopify import Line, Shop, level, new_id, order, refund
from .waiting import eventually

SCHEMA = build_schema(
    (pathlib.Path(__file__).resolve().parents[1] / "fixtures/schema/reduced_admin_2026-07.graphql").read_text(),
    assume_valid=True,
)
DOCUMENTS = {}


def gid(kind, number):
    return f"gid://shopify/{kind}/{number}"


def number(text):
    return int(re.match(r"gid://shopify/\w+/(\d+)", text).group(1))


def stamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return int(time.time())


def until_the_next_second():
    """Shopify's times have whole seconds: what follows is later than what came before."""
    began = now()
    while now() == began:
        time.sleep(0.01)


class Item:
    def __init__(self, sku, available, location):
        self.id, self.sku, self.tracked = new_id(), sku, True
        self.available, self.updated = {location: available}, {location: now()}


class SoldOrder:
    def __init__(self, lines):
        self.id, self.created, self.updated = new_id(), now(), now()
        self.lines = [(new_id(), sku, quantity) for sku, quantity in lines]
        self.refunds = []


class Fault(collections.namedtuple("Fault", "kind details")):
    """What befalls one request: `status` (code, headers), `throttled`, `lost` (carried out, no answer), `reset` (neither),
    `html`, `held` (carried out, answered when `world.released` is set), `late` (carried out and answered then), `slow`, `stalled` (the same, and then dropped undone)."""


class AdminShop(Shop):
    def __init__(self, server, name=None, location=None, of=None):
        """`of`: another AdminShop of which this is a second location, with the same shelves, orders and secrets."""
        super().__init__(server, name)
        if of is not None:
            self.domain, self.secret, self.world = of.domain, of.secret, of.world
        else:
            self.world = World(self)
        self.location = location or new_id()
        self.world.locations.add(self.location)

    # Settings of the channel, and what it stands on.

    def settings(self, **changes):
        return super().settings(adminUrl=self.world.url, accessToken=self.world.token) | changes

    def stocks(self, sku, available):
        """An item with this SKU; a second one of the same SKU is another item."""
        with self.world.lock:
            item = Item(sku, available, self.location)
            self.world.items[item.id] = item
            return item

    def also_here(self, item, available):
        with self.world.lock:
            item.available[self.location], item.updated[self.location] = available, now()

    def item(self, sku):
        found = [item for item in self.world.items.values() if item.sku == sku]
        assert len(found) == 1, f"{len(found)} items have the SKU {sku}"
        return found[0]

    def shows(self, sku):
        return self.item(sku).available[self.location]

    def opens(self, stock, client=None, **settings):
        """Stocks `{sku: available}`, makes the channel and imports: every SKU is tracked by what the shop has."""
        for sku, available in stock.items():
            self.stocks(sku, available)
        self.connect(client, **settings)
        return self.does("import", client)

    def does(self, what, client=None, **query):
        """`import` or `reconcile`, to its end."""
        client = client or self.server.client
        answer = client.post(f"/v1/channels/{self.channel}/{what}", **query).expect(200, 202)
        if answer.status == 200:
            return answer.data
        job = answer.data["jobId"]

        def finished():
            state = client.get(f"/v1/jobs/{job}").expect(200).data
            assert state["state"] != "failed", state
            return state.get("result")

        return eventually(finished, f"{what} of {self.channel}", within=120)

    def row(self, sku, client=None):
        """What the server knows of this channel and SKU."""
        row = (client or self.server.client).get(f"/v1/inventory/{sku}", consistent="true").expect(200).data
        (mine,) = [entry for entry in row["channels"] if entry["channelId"] == self.channel]
        return mine

    def agrees(self, sku):
        """The shop shows the formula's count and nothing about it is unexplained or waiting."""
        row = self.row(sku)
        assert row["missing"] == 0 and row["surplus"] == 0 and row["unexplained"] == 0, row
        assert row["dirty"] is False and row["contested"] is False, row
        assert self.shows(sku) == row["target"] == row["expected"], (self.shows(sku), row)
        return True

    # What people do.

    def edits(self, sku, available):
        with self.world.lock:
            self.item(sku).available[self.location] = available
            self.item(sku).updated[self.location] = now()

    def buys(self, *lines):
        """Customers buy `(sku, quantity)`; nobody is told."""
        with self.world.lock:
            sold = SoldOrder(lines)
            self.world.orders[sold.id] = sold
            for sku, quantity in lines:
                item = self.item(sku)
                item.available[self.location] -= quantity
                item.updated[self.location] = sold.created
            return sold

    def returns(self, sold, quantity=None, restock="RETURN"):
        """All or so much of the first line comes back."""
        with self.world.lock:
            line, sku, bought = sold.lines[0]
            back = (new_id(), now(), [(line, sku, quantity or bought, restock)])
            sold.refunds.append(back)
            sold.updated = now()
            if restock != "NO_RESTOCK":
                self.item(sku).available[self.location] += quantity or bought
                self.item(sku).updated[self.location] = now()
            return back

    # What the shop tells.

    def tells_order(self, sold, topic="orders/create", **more):
        return self.deliver(topic, self.order_body(sold), **more).expect(200).data["status"]

    def tells_refund(self, sold, back, **more):
        refund_id, created, lines = back
        body = refund(sold.id, [(self.line(line, sku), quantity, kind.lower()) for line, sku, quantity, kind in lines], refund_id=refund_id, created=created - now())
        return self.deliver("refunds/create", body, **more).expect(200).data["status"]

    def tells_level(self, sku, available=None, **more):
        item = self.item(sku)
        body = level(item.id, self.location, item.available[self.location] if available is None else available)
        body["updated_at"] = stamp(item.updated[self.location])
        return self.deliver("inventory_levels/update", body, **more).expect(200).data["status"]

    def order_body(self, sold):
        lines = [self.line(line, sku, quantity) for line, sku, quantity in sold.lines]
        return order(lines, order_id=sold.id) | {
            "created_at": stamp(sold.created),
            "processed_at": stamp(sold.created),
            "updated_at": stamp(sold.updated),
        }

    @staticmethod
    def line(line_id, sku, quantity=1):
        return Line(sku, quantity, line_id)

    # What is seen, and what goes wrong.

    @property
    def calls(self):
        with self.world.lock:
            return list(self.world.calls)

    @property
    def writes(self):
        """Every `SetQuantities` that came, answered or not: its quantities, key and outcome."""
        return [call for call in self.calls if call["operation"] == "SetQuantities"]

    def befall(self, operation, kind, *details):
        with self.world.lock:
            self.world.faults.append((operation, Fault(kind, details)))

    def close(self):
        self.world.close()


class World(Listener):
    """One shop as all its locations share it, behind one port of loopback."""

    def __init__(self, shop):
        self.lock = threading.RLock()
        self.token = f"shpat_{uuid.uuid4().hex}"
        self.client, self.refresh, self.successor = (f"id-{uuid.uuid4().hex}", f"cs-{uuid.uuid4().hex}"), f"shprt_{uuid.uuid4().hex}", None
        self.renewals, self.bulk, self.bulk_refused = [], {}, False
        self.items, self.orders, self.subscriptions = {}, {}, {}
        self.locations, self.keys = set(), {}
        self.calls, self.faults = [], []
        self.refused = {}
        """`always(operation)` answers a Fault that befalls every request, or None."""
        self.always = lambda operation: None
        self.released = threading.Event()
        self.page_limit = 250
        self.api_version = "2026-07"
        self.listen()

    def close(self):
        self.released.set()
        super().close()

    # HTTP

    methods = ("GET", "POST")

    def take(self, handler):
        if handler.command == "GET":
            self.download(handler)
        elif handler.path == "/admin/oauth/access_token":
            self.renew(handler)
        else:
            self.serve(handler)

    def serve(self, handler):
        raw = self.body(handler)
        assert re.fullmatch(r"/admin/api/\d{4}-\d\d/graphql\.json", handler.path), handler.path
        request = json.loads(raw)
        operation = request["operationName"]
        call = {"operation": operation, "variables": request["variables"], "raw": raw, "when": time.monotonic(), "answer": None}
        with self.lock:
            self.calls.append(call)
            fault = self.always(operation) or self.next_fault(operation)
        with self.lock:
            given = handler.headers.get("X-Shopify-Access-Token")
            if self.successor and given == self.successor[0]:
                # Used for the first time: from now on the pair before it is dead.
                (self.token, self.refresh), self.successor = self.successor, None
            is_known = given == self.token
        if not is_known:
            return self.reply(handler, 401, {"errors": "[API] Invalid API key or access token"})
        if fault and fault.kind == "status":
            code, headers = fault.details[0], fault.details[1] if len(fault.details) > 1 else {}
            return self.reply(handler, code, {"errors": "trouble"}, headers)
        if fault and fault.kind == "html":
            return self.send(handler, 200, b"<html><body>We'll be back soon</body></html>", {"Content-Type": "text/html"})
        if fault and fault.kind == "throttled":
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return self.reply(handler, 200, {"errors": [error], "extensions": self.cost(10, 0)})
        if fault and fault.kind == "reset":
            return self.cut(handler)
        if fault and fault.kind == "stalled":
            call["stalled"] = True
            self.released.wait(60)
            return self.cut(handler)
        if fault and fault.kind == "late":
            call["late"] = True
            self.released.wait(60)
        answer = self.run(request)
        call["answer"] = answer
        if fault and fault.kind == "lost":
            return self.cut(handler)
        if fault and fault.kind == "slow":
            time.sleep(0.05)
        if fault and fault.kind == "held":
            self.released.wait(60)
        self.reply(handler, 200, answer | {"extensions": self.cost(13, 1987)})

    def expire(self):
        """The access token of now is good for nothing from now on."""
        with self.lock:
            self.token = None

    def renew(self, handler):
        """A refresh token gives the same pair again and again, until that is used."""
        asked = json.loads(self.body(handler))
        with self.lock:
            self.renewals.append(asked)
            fault = self.next_fault("renew")
            if (asked["client_id"], asked["client_secret"]) != self.client or asked["grant_type"] != "refresh_token":
                return self.reply(handler, 400, {"error": "invalid_client"})
            if asked["refresh_token"] != self.refresh:
                return self.reply(handler, 400, {"error": "invalid_grant"})
            self.successor = self.successor or (f"shpat_{uuid.uuid4().hex}", f"shprt_{uuid.uuid4().hex}")
            access, refresh = self.successor
        if fault and fault.kind == "held":
            self.released.wait(60)
        if fault and fault.kind == "lost":
            return self.cut(handler)
        pair = {"access_token": access, "expires_in": 3600, "refresh_token": refresh, "refresh_token_expires_in": 7776000}
        self.reply(handler, 200, pair)

    def download(self, handler):
        """The file of a bulk operation; its address is its key."""
        found = self.bulk.get(handler.path)
        if found is None:
            return self.send(handler, 404)
        self.send(handler, 200, found, {"Content-Type": "application/jsonl"})

    def next_fault(self, operation):
        for index, (wanted, fault) in enumerate(self.faults):
            if wanted == operation:
                del self.faults[index]
                return fault
        return None

    @staticmethod
    def cost(asked, left):
        status = {"maximumAvailable": 2000, "currentlyAvailable": left, "restoreRate": 100}
        return {"cost": {"requestedQueryCost": asked, "actualQueryCost": asked, "throttleStatus": status}}

    def reply(self, handler, status, body, headers=None):
        self.send(handler, status, json.dumps(body).encode(), {"Content-Type": "application/json"} | (headers or {}))

    @staticmethod
    def cut(handler):
        handler.close_connection = True
        handler.connection.shutdown(2)

    # GraphQL

    def run(self, request):
        document = DOCUMENTS.get(request["query"])
        if document is None:
            document = DOCUMENTS.setdefault(request["query"], parse(request["query"]))
            errors = validate(SCHEMA, document)
            assert not errors, errors
        with self.lock:
            result = execute(SCHEMA, document, root_value=Root(self, request["variables"]), variable_values=request["variables"])
        answer = {"data": result.data}
        for error in result.errors or ():
            assert error.original_error is None or isinstance(error.original_error, GraphQLError), error.original_error
        if result.errors:
            answer["errors"] = [error.formatted for error in result.errors]
        return answer

    def page(self, nodes, first, after):
        start = int(after) if after else 0
        end = start + min(first, self.page_limit)
        info = {"hasNextPage": end < len(nodes), "hasPreviousPage": start > 0, "endCursor": str(min(end, len(nodes))), "startCursor": str(start)}
        return {"nodes": nodes[start:end], "pageInfo": info}


class Root:
    """The fields of the schema's roots that are served; every other one is null."""

    def __init__(self, world, variables):
        self.world, self.variables = world, variables

    def level(self, item, location):
        if location not in item.available:
            return None
        return {
            "updatedAt": stamp(item.updated[location]),
            "quantities": lambda info, names: [{"name": name, "quantity": item.available[location]} for name in names],
            "item": lambda info: self.item(item),
        }

    def item(self, item):
        return {
            "__typename": "InventoryItem",
            "id": gid("InventoryItem", item.id),
            "sku": item.sku,
            "tracked": item.tracked,
            "inventoryLevel": lambda info, locationId, **_: self.level(item, number(locationId)),
        }

    def nodes(self, info, ids):
        held = [self.world.items.get(number(one)) for one in ids]
        return [item and self.item(item) for item in held]

    def location(self, info, id=None):
        here = number(id)
        if here not in self.world.locations:
            return None
        stocked = [item for _, item in sorted(self.world.items.items()) if here in item.available]
        return {
            "id": id,
            "inventoryLevels": lambda info, first=None, after=None, **_: self.world.page([self.level(item, here) for item in stocked], first, after),
        }

    def order_node(self, sold):
        lines = [{"id": gid("LineItem", line), "sku": sku, "quantity": quantity} for line, sku, quantity in sold.lines]
        return {
            "id": gid("Order", sold.id),
            "createdAt": stamp(sold.created),
            "updatedAt": stamp(sold.updated),
            "edited": False,
            "lineItems": lambda info, first=None, after=None, **_: self.world.page(lines, first, after),
            "refunds": lambda info, first=None, **_: [self.refund_node(back) for back in sold.refunds],
        }

    def refund_node(self, back):
        refund_id, created, lines = back
        nodes = [{"quantity": quantity, "restockType": kind, "lineItem": {"id": gid("LineItem", line), "sku": sku}} for line, sku, quantity, kind in lines]
        return {
            "id": gid("Refund", refund_id),
            "createdAt": stamp(created),
            "processedAt": stamp(created),
            "note": None,
            "refundLineItems": lambda info, first=None, after=None, **_: self.world.page(nodes, first, after),
        }

    def orders(self, info, first=None, after=None, query=None, **_):
        since = re.search(r"updated_at:>='?([^' ]+)'?", query or "")
        begin = datetime.datetime.fromisoformat(since.group(1)).timestamp() if since else 0
        wanted = sorted((sold for sold in self.world.orders.values() if sold.updated >= begin), key=lambda sold: (sold.updated, sold.id))
        return self.world.page([self.order_node(sold) for sold in wanted], first, after)

    def order(self, info, id):
        sold = self.world.orders.get(number(id))
        return sold and self.order_node(sold)

    def inventorySetQuantities(self, info, input):
        directives = {directive.name.value: directive for directive in info.field_nodes[0].directives}
        if "idempotent" not in directives:
            raise GraphQLError("The @idempotent directive is required for this mutation but was not provided.", extensions={"code": "BAD_REQUEST"})
        key = self.variables[directives["idempotent"].arguments[0].value.name.value]
        wanted = json.dumps(input, sort_keys=True)
        if key in self.world.keys:
            before, answer = self.world.keys[key]
            if before != wanted:
                return failed("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", None, "The key belongs to another request.")
            return answer
        errors = [error for place, entry in enumerate(input["quantities"]) if (error := self.trouble(place, entry))]
        if errors:
            return {"inventoryAdjustmentGroup": None, "userErrors": errors}
        for entry in input["quantities"]:
            item, location = self.world.items[number(entry["inventoryItemId"])], number(entry["locationId"])
            if item.available[location] != entry["quantity"]:
                item.available[location], item.updated[location] = entry["quantity"], now()
        answer = {"inventoryAdjustmentGroup": {"createdAt": stamp(now())}, "userErrors": []}
        self.world.keys[key] = (wanted, answer)
        return answer

    def trouble(self, place, entry):
        item, location = self.world.items.get(number(entry["inventoryItemId"])), number(entry["locationId"])
        if item is None or item.id in self.world.refused:
            return error("INVALID_INVENTORY_ITEM", place, "inventoryItemId", "The specified inventory item could not be found.")
        if location not in item.available:
            return error("ITEM_NOT_STOCKED_AT_LOCATION", place, "locationId", "The quantity couldn't be set because the item isn't stocked there.")
        assert entry.get("changeFromQuantity") is not None, "a blind write"
        if item.available[location] != entry["changeFromQuantity"]:
            return error("CHANGE_FROM_QUANTITY_STALE", place, "changeFromQuantity", "The quantity has changed.")
        return None

    # Bulk operations: done at once, and said to be running when asked for the first time.

    def bulkOperationRunQuery(self, info, query, **_):
        if self.world.bulk_refused:
            busy = {"code": "OPERATION_IN_PROGRESS", "field": None, "message": "A bulk query operation for this app and shop is already in progress."}
            return {"bulkOperation": None, "userErrors": [busy]}
        location = re.search(r"gid://shopify/Location/(\d+)", query)[0]
        assert "edges" in query and "nodes" not in query, "bulk queries know no nodes"
        lines = [{"id": location}]
        for item in self.world.items.values():
            if number(location) in item.available:
                here = number(location)
                lines.append(
                    {
                        "id": f"gid://shopify/InventoryLevel/{here}?inventory_item_id={item.id}",
                        "updatedAt": stamp(item.updated[here]),
                        "quantities": [{"quantity": item.available[here]}],
                        "item": {"id": gid("InventoryItem", item.id), "sku": item.sku, "tracked": item.tracked},
                        "__parentId": location,
                    }
                )
        operation, path = new_id(), f"/bulk/{uuid.uuid4().hex}.jsonl?expires=1"
        content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        self.world.bulk[path] = content
        self.world.bulk[operation] = {"asked": 0, "path": path, "objects": len(lines), "size": len(content), "created": now()}
        return {"bulkOperation": {"id": gid("BulkOperation", operation)}, "userErrors": []}

    def node(self, info, id):
        held = self.world.bulk.get(number(id))
        if held is None:
            return None
        held["asked"] += 1
        done = held["asked"] > 1
        return {
            "__typename": "BulkOperation",
            "id": id,
            "status": "COMPLETED" if done else "RUNNING",
            "createdAt": stamp(held["created"]),
            "objectCount": str(held["objects"]),
            "fileSize": str(held["size"]) if done else None,
            "url": self.world.url + held["path"] if done else None,
        }

    # Webhook subscriptions. Source of the words: Shopify's recorded answers.

    def subscription(self, held):
        return held | {"id": gid("WebhookSubscription", held["id"]), "apiVersion": {"handle": self.world.api_version}}

    def webhookSubscriptions(self, info, first=None, after=None, **_):
        return self.world.page([self.subscription(held) for _, held in sorted(self.world.subscriptions.items())], first, after)

    def webhookSubscriptionCreate(self, info, topic, webhookSubscription):
        return self.subscribed({"id": new_id(), "topic": topic, "format": "JSON", "filter": None, "includeFields": [], "uri": ""}, webhookSubscription)

    def webhookSubscriptionUpdate(self, info, id, webhookSubscription):
        held = self.world.subscriptions.get(number(id))
        if held is None:
            return {"webhookSubscription": None, "userErrors": [{"field": ["id"], "message": "Webhook subscription does not exist"}]}
        return self.subscribed(held, webhookSubscription)

    def webhookSubscriptionDelete(self, info, id):
        if self.world.subscriptions.pop(number(id), None) is None:
            return {"deletedWebhookSubscriptionId": None, "userErrors": [{"field": ["id"], "message": "Webhook subscription does not exist"}]}
        return {"deletedWebhookSubscriptionId": id, "userErrors": []}

    def subscribed(self, held, wanted):
        held = held | wanted
        message = None
        if not held["uri"]:
            message = "Address can't be blank"
        elif held["uri"].startswith("http://") and "127.0.0.1" not in held["uri"]:
            message = "Address protocol http:// is not supported"
        elif held["topic"] in self.world.refused:
            message = self.world.refused[held["topic"]]
        elif any(other["topic"] == held["topic"] and other["uri"] == held["uri"] for key, other in self.world.subscriptions.items() if key != held["id"]):
            message = "Address for this topic has already been taken"
        if message:
            return {"webhookSubscription": None, "userErrors": [{"field": ["webhookSubscription", "callbackUrl"], "message": message}]}
        self.world.subscriptions[held["id"]] = held
        return {"webhookSubscription": self.subscription(held), "userErrors": []}


def error(code, place, member, message):
    return {"code": code, "field": ["input", "quantities", str(place), member], "message": message}


def failed(code, field, message):
    return {"inventoryAdjustmentGroup": None, "userErrors": [{"code": code, "field": field, "message": message}]}
