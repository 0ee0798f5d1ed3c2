"""Logs: one line for each event, found again by its ids, with nothing in it that is nobody's business."""

import json
import uuid

from harness import Line, Merchant, Shop, new_id, order


def test_every_line_is_json_and_names_its_request_and_transaction(new_server):
    server = new_server(LOG_LEVEL="debug")
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(5, sku="a")
    applied = shop.deliver("orders/create", order([Line("a", 1)])).expect(200).data["txId"]
    quarantined = shop.deliver("orders/create", {"hello": 1}).expect(202).data["txId"]
    refused = shop.deliver("orders/create", {"hello": 1}, secret="wrong").refused(401)["requestId"]
    assert server.terminate() == 0
    lines = [json.loads(line) for line in server.logs().splitlines() if line.strip()]
    assert all({"time", "level", "message"} <= set(line) for line in lines)
    written = json.dumps(lines)
    assert [name for name, value in locals().items() if name in ("applied", "quarantined", "refused") and value not in written] == []


def test_nothing_private_is_logged_even_at_trace(new_server):
    server = new_server(LOG_LEVEL="trace")
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(5, sku="a")
    email, customer = f"{uuid.uuid4().hex}@example.com", new_id()
    shop.deliver("orders/create", order([Line("a", 1)], email=email, customer_id=customer)).expect(200)
    shop.deliver("orders/create", order([Line("a", 1)], email=email) | {"line_items": 1}).expect(202)
    key = server.client.post("/v1/keys", {"name": "n", "role": "viewer"}).expect(201).data["key"]
    server.client.as_(key).get("/v1/inventory").expect(200)
    server.anonymous.get("/v1/inventory", headers={"Authorization": "Bearer guessed-wrong-key"}).refused(401)
    server.client.put("/v1/channels/x", {"kind": "http", "url": "http://127.0.0.1:9/", "signingSecret": "sign-0123456789"}).expect(200)
    assert server.terminate() == 0
    written = server.logs()
    assert len(written) > 100
    private = [email, key, shop.secret, "shpat_0123456789abcdef", server.client.token, "guessed-wrong-key", "sign-0123456789"]
    assert [text for text in private if text in written] == []
    assert server.settings["SYNCSTATE_ENCRYPTION_KEY"] not in written


def test_a_quiet_level_is_quiet(new_server):
    server = new_server(LOG_LEVEL="critical")
    Merchant(server.client).counts(5, sku="a")
    assert server.terminate() == 0 and server.logs() == ""
