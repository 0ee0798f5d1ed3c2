"""Orders and refunds are merged, not replayed."""

import pytest

from harness import Line, Shop, new_id, order, refund

RESTOCKED = ["return", "cancel", "legacy_restock"]


def test_an_order_takes_what_it_names_summed_per_sku(shop, merchant):
    one, other = merchant.counts(10), merchant.counts(10)
    shop.sells((one, 2), (other, 1), (one, 3))
    assert merchant.physical(one) == 5 and merchant.physical(other) == 9
    assert merchant.ledger_agrees(one) and merchant.ledger_agrees(other)


def test_an_order_may_oversell_and_that_is_recorded(shop, merchant):
    sku = merchant.counts(1)
    shop.sells((sku, 3))
    row = merchant.fresh(sku)
    assert row["physical"] == -2 and row["count"] == 0 and row["available"] == -2
    assert "oversold" in merchant.open_types(sku)


@pytest.mark.parametrize("kind", RESTOCKED)
def test_a_restocking_refund_gives_back(shop, merchant, kind):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 1, kind)])
    assert merchant.physical(sku) == 7
    shop.refunds(sold["id"], [(line, 2, kind)])
    assert merchant.physical(sku) == 9 and merchant.ledger_agrees(sku)


def test_no_restock_leaves_the_goods_gone(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 4, "no_restock")])
    assert merchant.physical(sku) == 6


def test_one_line_may_appear_twice_in_a_refund(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 5)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 2, "cancel"), (line, 1, "return"), (line, 1, "no_restock")])
    assert merchant.physical(sku) == 8 and merchant.ledger_agrees(sku)


def test_a_refund_before_its_order_is_completed_by_it(shop, merchant):
    sku = merchant.counts(10)
    line, order_id = Line(sku, 4), new_id()
    shop.deliver("refunds/create", refund(order_id, [(line, 1, "return")])).expect(200)
    assert merchant.physical(sku) == 11
    shop.deliver("orders/create", order([line], order_id=order_id)).expect(200)
    assert merchant.physical(sku) == 7 and merchant.ledger_agrees(sku)


def test_a_cancelled_order_gives_back_what_its_refunds_restock(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    back = refund(sold["id"], [(line, 4, "cancel")])
    shop.deliver("orders/cancelled", order([line], order_id=sold["id"], updated=60, cancelled=60, refunds=[back])).expect(200)
    assert merchant.physical(sku) == 10
    shop.deliver("refunds/create", back).expect(200)
    assert merchant.physical(sku) == 10 and merchant.ledger_agrees(sku)


def test_a_refund_inside_an_older_snapshot_merges_though_its_lines_do_not(shop, merchant):
    sku = merchant.counts(20)
    line = Line(sku, 4)
    sold = shop.sells(line, updated=100)
    assert merchant.physical(sku) == 16
    back = refund(sold["id"], [(line, 1, "return")])
    older = order([line.of(9)], order_id=sold["id"], updated=50, refunds=[back])
    shop.deliver("orders/updated", older).expect(200)
    assert merchant.physical(sku) == 17 and merchant.ledger_agrees(sku)


def test_a_newer_snapshot_moves_the_difference(shop, merchant):
    sku, other = merchant.counts(10), merchant.counts(10)
    line, added = Line(sku, 4), Line(other, 2)
    sold = shop.sells(line)
    shop.deliver("orders/updated", order([line.of(1), added], order_id=sold["id"], updated=60)).expect(200)
    assert merchant.physical(sku) == 9 and merchant.physical(other) == 8
    shop.deliver("orders/updated", order([added.of(3)], order_id=sold["id"], updated=120)).expect(200)
    assert merchant.physical(sku) == 10 and merchant.physical(other) == 7


def test_an_older_snapshot_changes_no_lines(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line, updated=100)
    shop.deliver("orders/create", order([line.of(1)], order_id=sold["id"], updated=99)).expect(200)
    assert merchant.physical(sku) == 6


def test_paid_before_create_counts_once(shop, merchant):
    sku = merchant.counts(10)
    line, order_id = Line(sku, 3), new_id()
    shop.deliver("orders/paid", order([line], order_id=order_id, updated=30)).expect(200)
    shop.deliver("orders/create", order([line], order_id=order_id, updated=0)).expect(200)
    shop.deliver("orders/fulfilled", order([line], order_id=order_id, updated=60)).expect(200)
    assert merchant.physical(sku) == 7


def test_of_two_snapshots_of_one_second_the_held_one_stays(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    first = order([line], updated=0)
    second = order([line.of(6)], order_id=first["id"], updated=0) | {"updated_at": first["updated_at"]}
    shop.deliver("orders/create", first).expect(200)
    shop.deliver("orders/updated", second).expect(200)
    assert merchant.physical(sku) == 6


def test_one_second_written_in_two_zones_is_one_second(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    first = order([line]) | {"updated_at": "2026-11-20T23:30:00-05:00"}
    second = order([line.of(6)], order_id=first["id"]) | {"updated_at": "2026-11-21T04:29:59Z"}
    third = order([line.of(7)], order_id=first["id"]) | {"updated_at": "2026-11-21T06:30:01+02:00"}
    for body, left in ((first, 6), (second, 6), (third, 3)):
        shop.deliver("orders/updated", body).expect(200)
        assert merchant.physical(sku) == left


def test_an_edit_carries_deltas_only_and_moves_nothing_itself(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    edit = {
        "order_edit": {
            "id": new_id(),
            "order_id": sold["id"],
            "committed_at": sold["updated_at"],
            "line_items": {"additions": [{"id": new_id(), "delta": 3}], "removals": [{"id": line.id, "delta": 2}]},
        }
    }
    shop.deliver("orders/edited", edit).expect(200)
    assert merchant.physical(sku) == 6
    shop.deliver("orders/updated", order([line.of(2)], order_id=sold["id"], updated=60)).expect(200)
    assert merchant.physical(sku) == 8


def test_a_refund_after_an_edit_is_measured_against_the_newest_lines(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    shop.refunds(sold["id"], [(line, 1, "return")])
    shop.deliver("orders/updated", order([line.of(2)], order_id=sold["id"], updated=60)).expect(200)
    assert merchant.physical(sku) == 9 and merchant.ledger_agrees(sku)


def test_a_line_without_a_sku_is_no_obstacle_to_the_others(shop, merchant):
    sku = merchant.counts(10)
    body = order([Line(sku, 2), Line("x", 1)])
    body["line_items"][1]["sku"] = None
    empty = order([Line(sku, 1), Line("x", 1)])
    empty["line_items"][1]["sku"] = ""
    for one in (body, empty):
        assert shop.deliver("orders/create", one).expect(200).data["status"] == "applied"
    assert merchant.physical(sku) == 7


def test_neighbouring_18_digit_ids_are_different_orders_and_lines(shop, merchant):
    sku = merchant.counts(100)
    first = new_id()
    for order_id in (first, first + 1, first + 2):
        assert float(order_id) == float(first) or order_id != first
        shop.deliver("orders/create", order([Line(sku, 1), Line(sku, 2)], order_id=order_id)).expect(200)
    assert merchant.physical(sku) == 91


def test_the_same_order_id_in_two_shops_is_two_orders(server, shop, merchant):
    sku, order_id, other = merchant.counts(10), new_id(), Shop(server).connect()
    for one in (shop, other):
        one.deliver("orders/create", order([Line(sku)], order_id=order_id)).expect(200)
    assert merchant.physical(sku) == 8


def test_an_order_marks_the_ledger_in_words(shop, merchant):
    sku = merchant.counts(10)
    answer = shop.deliver("orders/create", order([Line(sku, 3)])).expect(200)
    newest = merchant.movements(sku)[0]
    assert newest["deltas"]["physical"] == -3 and newest["after"]["physical"] == 7
    assert newest["txId"] == answer.data["txId"] and newest["type"] and newest["actor"]


def test_an_order_of_nothing_is_fine(shop, merchant):
    shop.deliver("orders/create", order([])).expect(200)


def test_an_order_of_many_lines_is_whole(shop, merchant):
    skus = [merchant.counts(5) for _ in range(40)]
    shop.sells(*[(sku, 1) for sku in skus for _ in range(2)])
    assert {merchant.physical(sku) for sku in skus} == {3}


def test_a_sku_in_an_order_is_normalised(shop, merchant):
    sku = merchant.counts(10, sku=f"caf\u00e9-{new_id()}")
    shop.sells((sku.replace("\u00e9", "e\u0301"), 2))
    assert merchant.physical(sku) == 8


def test_what_comes_after_tracking_is_measured_against_the_order_kept_before(shop, merchant):
    sku = f"late-{new_id()}"
    line = Line(sku, 3)
    sold = shop.sells(line)
    merchant.counts(10, sku=sku)
    shop.refunds(sold["id"], [(line, 1, "return")])
    assert merchant.physical(sku) == 11
    shop.deliver("orders/updated", order([line.of(5)], order_id=sold["id"], updated=60)).expect(200)
    assert merchant.physical(sku) == 9 and merchant.ledger_agrees(sku)
