"""Conventions: what a body may be, and that a wrong one is named."""

import json

import pytest

from harness.stock import new_sku

JSON = {"Content-Type": "application/json"}


def put(api, sku, raw, **headers):
    return api.send("PUT", f"/v1/inventory/{sku}", body=raw, headers=JSON | headers)


def test_unknown_fields_are_ignored(api, merchant):
    sku = new_sku()
    api.put(f"/v1/inventory/{sku}", {"physical": 3, "colour": {"deep": [1, None]}}).expect(200)
    assert merchant.physical(sku) == 3


@pytest.mark.parametrize("wrong", ["5", 1.5, True, None, [], {}, 10**400, 2**63, -(2**63) - 1])
def test_a_wrong_type_or_an_overflow_names_its_field(api, merchant, wrong):
    sku = new_sku()
    put(api, sku, json.dumps({"physical": wrong}).encode()).refused(400, field="physical")
    api.get(f"/v1/inventory/{sku}").refused(404)


@pytest.mark.parametrize("raw", [b'{"physical": 1e400}', b'{"physical": 1e30}', b'{"physical": 0.5}'])
def test_a_number_that_is_no_count_names_its_field(api, raw):
    put(api, new_sku(), raw).refused(400, field="physical")


def test_a_missing_field_is_named(api, merchant):
    api.put(f"/v1/inventory/{new_sku()}", {}).refused(400, field="physical")
    sku = merchant.counts(1)
    api.post(f"/v1/inventory/{sku}/adjustments", {"reason": "restock"}).refused(400, field="delta")
    api.post(f"/v1/inventory/{sku}/adjustments", {"delta": 1}).refused(400, field="reason")
    api.post("/v1/returns", {"sku": sku, "disposition": "SELLABLE"}).refused(400, field="quantity")
    api.post("/v1/keys", {"name": "no role"}).refused(400, field="role")
    api.put("/v1/channels/some", {"kind": "http", "signingSecret": "s"}).refused(400, field="url")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"physical=5",
        b'{"physical": 5',
        b'{"physical": 5} trailing',
        b'{"physical": NaN}',
        b'{"physical": Infinity}',
        b"{'physical': 5}",
        b"\x00",
        b'[{"physical": 5}]',
        b'"physical"',
        b"5",
        b"null",
    ],
)
def test_what_is_no_json_object_is_refused(api, raw):
    sku = new_sku()
    put(api, sku, raw).refused(400)
    api.get(f"/v1/inventory/{sku}").refused(404)


@pytest.mark.parametrize("raw", [b'{"physical": 5, "note": "\xff\xfe"}', b'{"physical": 5, "note": "\xc3\x28"}', b'\xff{"physical": 5}'])
def test_invalid_utf8_is_refused(api, raw):
    put(api, new_sku(), raw).refused(400)


def test_deep_json_is_refused_and_does_no_harm(server, api):
    deep = b'{"physical": 1, "x": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    put(api, new_sku(), deep).refused(400)
    put(api, new_sku(), b'{"a":' * 100_000).refused(400)
    assert server.running and server.answers("/health")


def test_a_body_over_2_mib_is_too_large(server, api):
    large = b'{"physical": 1, "x": "' + b"a" * (2 << 20) + b'"}'
    put(api, new_sku(), large).refused(413)

    def chunks():
        for start in range(0, len(large), 1 << 16):
            yield large[start : start + (1 << 16)]

    put(api, new_sku(), chunks()).refused(413)
    assert server.answers("/health")


def test_a_body_just_under_2_mib_is_taken(api, merchant):
    sku = new_sku()
    put(api, sku, b'{"physical": 7, "x": "' + b"a" * ((2 << 20) - 100) + b'"}').expect(200)
    assert merchant.physical(sku) == 7


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/csv", "application/xml"])
def test_what_is_not_json_is_unsupported(api, kind):
    put(api, new_sku(), b'{"physical": 5}', **{"Content-Type": kind}).refused(415)


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_name_its_charset(api, kind):
    put(api, new_sku(), b'{"physical": 5}', **{"Content-Type": kind}).expect(200)


def test_counts_at_the_edge_of_what_fits_never_break_the_server(server, api):
    for physical in (10**9, 2**31, 2**53, 2**63 - 1, -(2**63)):
        sku = new_sku()
        answer = api.put(f"/v1/inventory/{sku}", {"physical": physical}).expect(200, 400, 422)
        if answer.status == 200:
            assert api.get(f"/v1/inventory/{sku}").expect(200).data["physical"] == physical
            for delta in (2**63 - 1, -(2**63), 10**9):
                path = f"/v1/inventory/{sku}/adjustments"
                api.post(path, {"delta": delta, "reason": "correction"}).expect(201, 400, 422)
            after = api.get(f"/v1/inventory/{sku}", consistent="true").expect(200).data
            assert -(2**63) <= after["physical"] < 2**63
    assert server.running
