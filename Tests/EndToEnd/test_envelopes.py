"""Conventions: success and failure envelopes, lists, the prefixes of the API."""

import re
import uuid

import pytest

from harness import Merchant
from harness.client import pages
from harness.stock import new_sku

UUID_V7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.I)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_a_success_wraps_its_data(api, merchant):
    sku = merchant.counts(5)
    answer = api.get(f"/v1/inventory/{sku}").expect(200)
    assert answer.header("Content-Type").startswith("application/json")
    assert answer.json["success"] is True and answer.json["data"]["sku"] == sku


def test_times_are_utc_with_milliseconds_and_ids_are_uuid_v7(merchant):
    sku = merchant.counts(5)
    move = merchant.adjusts(sku, 1)
    assert UUID_V7.fullmatch(move["movementId"]), move
    assert TIME.fullmatch(move["timestamp"]), move
    assert TIME.fullmatch(merchant.row(sku)["updatedAt"])


def test_a_failure_says_what_to_do_and_can_be_found_again(api):
    first = api.get(f"/v1/inventory/{new_sku()}").refused(404)
    second = api.get(f"/v1/inventory/{new_sku()}").refused(404)
    assert first["requestId"] != second["requestId"]
    assert first["code"] == second["code"]


def test_an_unknown_path_is_a_404_in_the_same_envelope(api):
    api.get("/v1/nowhere").refused(404)


def test_the_seeds_prefix_is_the_same_api(api, merchant):
    sku = new_sku()
    api.put(f"/v1.0/inventory/{sku}", {"physical": 4}).expect(200)
    assert merchant.physical(sku) == 4
    assert api.get(f"/v1.0/inventory/{sku}").expect(200).data == api.get(f"/v1/inventory/{sku}").expect(200).data


@pytest.mark.parametrize("path", ["inventory", "alerts", "returns", "transactions", "channels", "quarantine", "keys", "buffers"])
def test_every_list_has_a_cursor_and_bounds_its_limit(api, path):
    answer = api.get(f"/v1/{path}", limit=250).expect(200)
    assert isinstance(answer.data, list)
    assert answer.json["nextCursor"] is None or isinstance(answer.json["nextCursor"], str)
    api.get(f"/v1/{path}", limit=1).expect(200)
    for wrong in ("0", "251", "-1", "many", "1.5", "99999999999999999999"):
        api.get(f"/v1/{path}", limit=wrong).refused(400, field="limit")


def test_pages_hold_every_row_once_in_any_size(api, merchant):
    stem = f"page-{uuid.uuid4().hex[:8]}"
    wanted = {merchant.counts(i, sku=f"{stem}-{i}") for i in range(7)}
    for limit in (1, 3, 7, 250):
        rows = [row["sku"] for row in pages(api, "/v1/inventory", limit=limit, query=stem)]
        assert len(rows) == 7 and set(rows) == wanted
    first = api.get("/v1/inventory", limit=3, query=stem).expect(200)
    assert len(first.data) == 3 and first.json["nextCursor"]
    assert api.get("/v1/inventory", limit=7, query=stem).expect(200).json["nextCursor"] is None


def test_a_list_holds_fifty_rows_unless_told(api, merchant):
    stem = f"fifty-{uuid.uuid4().hex[:8]}"
    for i in range(51):
        merchant.counts(1, sku=f"{stem}-{i:02}")
    assert len(api.get("/v1/inventory", query=stem).expect(200).data) == 50


def test_a_cursor_that_nobody_handed_out_is_refused(api):
    for cursor in ("nonsense", "%00", "e30", "=" * 5000):
        api.get("/v1/inventory", cursor=cursor).refused(400, field="cursor")


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/v1/transactions/{}"),
        ("POST", "/v1/alerts/{}/read"),
        ("PATCH", "/v1/returns/{}"),
        ("POST", "/v1/imports/{}/undo"),
        ("POST", "/v1/quarantine/{}/replay"),
        ("DELETE", "/v1/keys/{}"),
        ("GET", "/v1/channels/{}"),
        ("GET", "/v1/jobs/{}"),
    ],
)
def test_unknown_and_malformed_ids_are_not_here(api, method, path):
    body = {"disposition": "SELLABLE"} if method == "PATCH" else {}
    for name in (str(uuid.uuid4()), "not-an-id", "%F0%9F%AB%96", "1", "..%2F..%2Fetc", "a" * 3000):
        sent = {} if method in ("GET", "DELETE") else {"json": body}
        answer = api.send(method, path.format(name), **sent)
        answer.refused(404)


def test_a_method_that_a_path_does_not_have_is_refused(api):
    answer = api.delete("/v1/inventory")
    assert answer.status in (404, 405), answer
    assert answer.json["success"] is False


def test_merchants_see_lists_newest_first(merchant):
    sku = merchant.counts(1)
    for delta in (1, 2, 3):
        merchant.adjusts(sku, delta)
    assert [move["deltas"]["physical"] for move in merchant.movements(sku)] == [3, 2, 1, 1]
    stamps = [move["timestamp"] for move in merchant.movements(sku)]
    assert stamps == sorted(stamps, reverse=True)


def test_a_query_is_a_part_of_the_sku_whatever_its_case(server):
    merchant = Merchant(server.client)
    stem = uuid.uuid4().hex[:8]
    sku = merchant.counts(1, sku=f"Query-{stem}-ÄÖ%_\\")
    for part in (f"QUERY-{stem.upper()}", f"{stem}-", "äö%_\\"):
        assert sku in [row["sku"] for row in pages(server.client, "/v1/inventory", query=part)], part
    # Neither % nor _ is a wildcard.
    assert pages(server.client, "/v1/inventory", query=f"{stem}%ÄÖ") == []
    assert pages(server.client, "/v1/inventory", query=f"{stem}_ÄÖ") == []
