"""Conventions: `Idempotency-Key` on every write."""

import concurrent.futures
import uuid

from harness.client import pages
from harness.stock import new_sku


def keyed(key=None):
    return {"Idempotency-Key": key or str(uuid.uuid4())}


def test_the_same_key_and_body_answer_as_the_first_time(api, merchant):
    sku, header = merchant.counts(10), keyed()
    path, body = f"/v1/inventory/{sku}/adjustments", {"delta": 3, "reason": "restock"}
    first = api.post(path, body, headers=header).expect(201)
    again = api.post(path, body, headers=header).expect(201)
    assert again.data == first.data
    assert merchant.physical(sku) == 13 and len(merchant.movements(sku)) == 2


def test_another_body_under_the_same_key_is_a_mistake(api, merchant):
    sku, header = merchant.counts(10), keyed()
    path = f"/v1/inventory/{sku}/adjustments"
    api.post(path, {"delta": 3, "reason": "restock"}, headers=header).expect(201)
    answer = api.post(path, {"delta": 4, "reason": "restock"}, headers=header)
    answer.refused(422, code="idempotency_mismatch")
    assert merchant.physical(sku) == 13


def test_without_a_key_every_request_counts(api, merchant):
    sku = merchant.counts(10)
    for _ in range(2):
        merchant.adjusts(sku, 3)
    assert merchant.physical(sku) == 16


def test_a_key_belongs_to_its_path_and_method(api, merchant):
    one, other, header = merchant.counts(1), merchant.counts(1), keyed()
    body = {"delta": 3, "reason": "restock"}
    for sku in (one, other):
        api.post(f"/v1/inventory/{sku}/adjustments", body, headers=header).expect(201)
    api.put(f"/v1/inventory/{new_sku()}", {"physical": 1}, headers=header).expect(200)
    assert merchant.physical(one) == merchant.physical(other) == 4


def test_refusals_are_not_stored(api, merchant):
    sku, header = new_sku(), keyed()
    path, body = f"/v1/inventory/{sku}/adjustments", {"delta": 3, "reason": "restock"}
    api.post(path, body, headers=header).refused(422, code="untracked_sku")
    merchant.counts(1, sku=sku)
    api.post(path, body, headers=header).expect(201)
    assert merchant.physical(sku) == 4


def test_many_at_once_under_one_key_are_one(server, api, merchant):
    sku, header = merchant.counts(0), keyed()
    path, body = f"/v1/inventory/{sku}/adjustments", {"delta": 5, "reason": "restock"}

    def send(_):
        return server.client.post(path, body, headers=header)

    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(send, range(12)))
    made = {answer.data["movementId"] for answer in answers if answer.status == 201}
    assert len(made) == 1
    for answer in answers:
        if answer.status != 201:
            answer.refused(503)
            assert int(answer.header("Retry-After")) >= 0
    assert merchant.physical(sku) == 5


def test_a_key_outlives_the_process(new_server):
    server = new_server()
    path, body, header = "/v1/returns", None, keyed()
    server.client.put("/v1/inventory/a", {"physical": 1}).expect(200)
    body = {"sku": "a", "quantity": 2, "disposition": "SELLABLE"}
    first = server.client.post(path, body, headers=header).expect(201)
    server.restart()
    assert server.client.post(path, body, headers=header).expect(201).data == first.data
    assert server.client.get("/v1/inventory/a").data["physical"] == 3


def test_every_kind_of_write_accepts_a_key(api, merchant, sink):
    sku, name = merchant.counts(20), f"keyed-{uuid.uuid4().hex[:8]}"

    def twice(method, path, json=None, body=None, headers=None, status=200):
        sending = keyed() | (headers or {})
        extra = {"body": body} if body is not None else ({} if json is None else {"json": json})
        first = api.send(method, path, headers=sending, **extra).expect(status)
        second = api.send(method, path, headers=sending, **extra).expect(status)
        assert second.body == first.body or second.data == first.data
        return first

    twice("PUT", f"/v1/inventory/{sku}", {"physical": 21})
    twice("PUT", f"/v1/buffers/{sku}", {"units": 2})
    twice("DELETE", f"/v1/buffers/{sku}", status=204)
    twice("PUT", "/v1/buffer-default", {"units": 0})
    made = twice("POST", "/v1/returns", {"sku": sku, "quantity": 1, "disposition": "INSPECTING"}, status=201)
    twice("PATCH", f"/v1/returns/{made.data['returnId']}", {"disposition": "SELLABLE"})
    twice("PUT", f"/v1/channels/{name}", sink.channel())
    twice("POST", f"/v1/channels/{name}/pause", {})
    twice("DELETE", f"/v1/channels/{name}", status=204)
    twice("POST", "/v1/alerts/read", {"filter": {"sku": sku}})
    csv = {"Content-Type": "text/csv"}
    batch = api.send("POST", "/v1/imports/inventory", body=f"sku,physical\n{sku},30\n".encode(), headers=keyed() | csv)
    batch.expect(200, 201)
    twice("POST", f"/v1/imports/{batch.data['batchId']}/undo", {}, status=batch.status if batch.status == 200 else 200)
    assert merchant.physical(sku) == 22
    assert [row["disposition"] for row in pages(api, "/v1/returns", sku=sku)] == ["SELLABLE"]


def test_a_key_shown_once_is_shown_again_only_to_the_same_request(api):
    header = keyed()
    body = {"name": f"ci-{uuid.uuid4().hex[:6]}", "role": "viewer"}
    first = api.post("/v1/keys", body, headers=header).expect(201)
    api.post("/v1/keys", body, headers=header).expect(201)
    named = [key for key in pages(api, "/v1/keys") if key["name"] == body["name"]]
    assert len(named) == 1, first
