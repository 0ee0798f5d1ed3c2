"""The harness checks itself, so that a green run means something."""

import json
import urllib.request

import pytest

from harness import Line, Sink, eventually, order, refund, sign, stays, without_store
from harness.shopify import FIXTURES

pytestmark = without_store("the harness itself")


def post(url, body, signature):
    request = urllib.request.Request(
        url, data=body, headers={"X-SyncState-Hmac-Sha256": signature, "Content-Type": "application/json"}
    )
    return urllib.request.urlopen(request).status


def test_signatures_are_those_of_shopifys_own_libraries():
    vectors = json.loads((FIXTURES / "hmac_vectors.json").read_text())["webhook_vectors"]
    checked = [v for v in vectors if v["valid"]]
    assert len(checked) >= 4
    for vector in checked:
        assert sign(vector["secret"], vector["body"].encode()) == vector["expected_base64"], vector["id"]


def test_orders_are_as_large_as_real_ones_and_ids_do_not_survive_a_double():
    lines = [Line("a", 2), Line("b", 1), Line("c", 1)]
    body = order(lines, refunds=[refund(1, [(lines[0], 1, "return")])])
    assert 5_000 <= len(json.dumps(body)) <= 15_000
    assert 5_000 <= len(json.dumps(order([Line("a")]))) <= 15_000
    ids = {item["id"] for item in body["line_items"]}
    # Neighbours may be rounded apart, but not three in a row.
    assert len(ids) == 3 and len({float(number) for number in ids}) < 3


def test_a_sink_notes_a_wrong_signature_and_keeps_what_it_accepted():
    sink = Sink("secret")
    body = json.dumps({"txId": "t", "counts": [{"sku": "a", "count": 3, "version": 1}]}).encode()
    assert post(sink.url, body, sign("secret", body)) == 200
    assert sink.shows("a", 3) and not sink.violations
    older = json.dumps({"txId": "t", "counts": [{"sku": "a", "count": 9, "version": 0}]}).encode()
    post(sink.url, older, sign("secret", older))
    post(sink.url, body, sign("other", body))
    with pytest.raises(AssertionError, match="went back.*wrong signature"):
        sink.close()


def test_a_condition_that_never_holds_fails():
    with pytest.raises(AssertionError, match="never so"):
        eventually(lambda: False, "never so", within=0.1)
    with pytest.raises(AssertionError, match="moved"):
        stays(lambda: False, "moved", seconds=0.1)
