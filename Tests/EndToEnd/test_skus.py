"""Conventions: what a SKU may be."""

import unicodedata
import urllib.parse
import uuid

import pytest

from harness.client import quoted
from harness.stock import new_sku


def path(sku):
    return f"/v1/inventory/{quoted(sku)}"


@pytest.mark.parametrize(
    "stem",
    ["ขวดน้ำ", "茶壺", "чайник", "إبريق", "קנקן", "🫖👩‍👩‍👧", "ñandú", "a b", "a/b", "a+b", "a%b", "a%2Fb", "a?b#c", "a&b=c", "a;b", "a'b\"c", "\\", "."],
)
def test_any_script_and_any_sign_makes_a_sku(api, merchant, stem):
    sku = unicodedata.normalize("NFC", f"{stem}-{uuid.uuid4().hex[:6]}")
    api.put(path(sku), {"physical": 3}).expect(200)
    merchant.adjusts(sku, 2)
    assert merchant.row(sku)["sku"] == sku and merchant.physical(sku) == 5
    assert [move["deltas"]["physical"] for move in merchant.movements(sku)] == [2, 3]


def test_both_forms_of_one_character_are_one_sku(api, merchant):
    end = uuid.uuid4().hex[:6]
    composed, decomposed = f"caf\u00e9-{end}", f"cafe\u0301-{end}"
    api.put(path(decomposed), {"physical": 3}).expect(200)
    assert merchant.row(composed)["sku"] == composed
    assert merchant.row(decomposed)["sku"] == composed
    api.put(path(composed), {"physical": 4}).expect(200)
    assert merchant.physical(decomposed) == 4


def test_skus_are_compared_byte_by_byte(api, merchant):
    end = uuid.uuid4().hex[:6]
    names = [f"Case-{end}", f"case-{end}", f"case-{end} ", f"\uff43ase-{end}", f"c\u0430se-{end}"]
    for number, name in enumerate(names):
        api.put(path(name), {"physical": number}).expect(200)
    assert [merchant.physical(name) for name in names] == [0, 1, 2, 3, 4]


def test_255_scalars_fit_and_256_do_not(api, merchant):
    for scalar in ("a", "茶", "🫖"):
        start = uuid.uuid4().hex[:8]
        fits = start + scalar * 247
        api.put(path(fits), {"physical": 1}).expect(200)
        assert merchant.row(fits)["sku"] == fits
        api.put(path(fits + scalar), {"physical": 1}).refused(400, field="sku")


def test_the_limit_counts_after_normalisation(api):
    decomposed = uuid.uuid4().hex[:8] + "e\u0301" * 247
    assert len(decomposed) > 255
    api.put(path(decomposed), {"physical": 1}).expect(200)


@pytest.mark.parametrize("control", ["\x00", "\n", "\t", "\x1f", "\x7f", "\u0085", "\u009f"])
def test_control_characters_are_refused(api, control):
    api.put(path(f"a{control}b"), {"physical": 1}).refused(400, field="sku")


@pytest.mark.parametrize("raw", ["%FF%FE", "a%C3%28", "%ED%A0%80"])
def test_a_path_that_is_no_utf8_is_refused(api, raw):
    answer = api.put(f"/v1/inventory/{raw}", {"physical": 1})
    assert answer.status in (400, 404), answer
    answer.refused(answer.status)


def test_the_same_rules_hold_in_bodies(api, merchant):
    for wrong in ("", "a\nb", "x" * 256):
        api.post("/v1/returns", {"sku": wrong, "quantity": 1, "disposition": "SELLABLE"}).refused(400, field="sku")
    sku = merchant.counts(1, sku=f"caf\u00e9-{new_sku()}")
    decomposed = unicodedata.normalize("NFD", sku)
    made = api.post("/v1/returns", {"sku": decomposed, "quantity": 2, "disposition": "SELLABLE"}).expect(201).data
    assert made["sku"] == sku and merchant.physical(sku) == 3


def test_a_plus_in_a_path_is_a_plus(api, merchant):
    sku = new_sku("a+b")
    api.put("/v1/inventory/" + urllib.parse.quote(sku, safe="+"), {"physical": 2}).expect(200)
    assert merchant.row(sku)["sku"] == sku
