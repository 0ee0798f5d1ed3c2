"""No event counts twice: webhook ids, the seed format's keys, and facts under other ids."""

import concurrent.futures
import uuid

from harness import Line, Shop, order, refund
from harness.shopify import seed
from harness.stock import new_sku


def test_a_repeated_webhook_id_is_a_duplicate(shop, merchant):
    sku = merchant.counts(10)
    body, webhook_id = order([Line(sku, 2)]), str(uuid.uuid4())
    first = shop.deliver("orders/create", body, webhook_id).expect(200)
    for _ in range(3):
        again = shop.deliver("orders/create", body, webhook_id).expect(200)
        assert again.data["status"] == "duplicate"
    assert first.data["status"] == "applied" and merchant.physical(sku) == 8


def test_twenty_at_once_count_once(server, shop, merchant):
    sku = merchant.counts(100)
    body, webhook_id = order([Line(sku, 3)]), str(uuid.uuid4())

    def deliver(_):
        return shop.deliver("orders/create", body, webhook_id, http=server.anonymous).expect(200).data["status"]

    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        statuses = sorted(threads.map(deliver, range(20)))
    assert statuses == ["applied"] + ["duplicate"] * 19
    assert merchant.physical(sku) == 97 and merchant.ledger_agrees(sku)


def test_twenty_webhook_ids_of_one_order_at_once_move_it_once(server, shop, merchant):
    sku = merchant.counts(100)
    body = order([Line(sku, 3)])

    def deliver(number):
        topic = ("orders/create", "orders/paid", "orders/updated")[number % 3]
        return shop.deliver(topic, body, http=server.anonymous).expect(200)

    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        list(threads.map(deliver, range(20)))
    assert merchant.physical(sku) == 97 and merchant.ledger_agrees(sku)


def test_many_distinct_orders_at_once_all_count(server, shop, merchant):
    skus = [merchant.counts(1000) for _ in range(3)]

    def deliver(number):
        lines = [Line(skus[number % 3], 1), Line(skus[(number + 1) % 3], 2)]
        return shop.deliver("orders/create", order(lines), http=server.anonymous).expect(200)

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(deliver, range(90)))
    assert [merchant.physical(sku) for sku in skus] == [1000 - 90] * 3
    assert all(merchant.ledger_agrees(sku) for sku in skus)


def test_a_webhook_id_belongs_to_its_shop(server, shop, merchant):
    sku, other, webhook_id = merchant.counts(10), Shop(server).connect(), str(uuid.uuid4())
    for one in (shop, other):
        answer = one.deliver("orders/create", order([Line(sku)]), webhook_id).expect(200)
        assert answer.data["status"] == "applied"
    assert merchant.physical(sku) == 8


def test_one_order_of_a_shop_with_two_locations_counts_once(server, shop, merchant):
    sku = merchant.counts(10)
    second = Shop(server)
    server.client.put(f"/v1/channels/{second.channel}", shop.settings(locationId=second.location)).expect(200)
    shop.sells((sku, 3))
    assert merchant.physical(sku) == 7


def test_one_event_id_on_two_deliveries_loses_nothing(shop, merchant):
    first, second, event = merchant.counts(10), merchant.counts(10), str(uuid.uuid4())
    for sku in (first, second):
        shop.deliver("orders/create", order([Line(sku)]), **{"X-Shopify-Event-Id": event}).expect(200)
    assert merchant.physical(first) == merchant.physical(second) == 9


def test_the_idempotency_key_is_only_a_dedup_id_on_this_path(shop, merchant):
    sku, key = merchant.counts(10), str(uuid.uuid4())
    first = seed(shop, {"items": [{"sku": sku, "quantity": 2}]}, **{"Idempotency-Key": key}).expect(200)
    assert first.data["status"] == "applied"
    repeated = seed(shop, {"items": [{"sku": sku, "quantity": 2}]}, **{"Idempotency-Key": key}).expect(200)
    assert repeated.data["status"] == "duplicate" and merchant.physical(sku) == 8


def test_the_seed_format_dedups_on_its_tx_id(shop, merchant):
    sku, tx = merchant.counts(10), f"tx-{uuid.uuid4()}"
    payload = {"txId": tx, "items": [{"sku": sku, "quantity": 2}]}
    assert seed(shop, payload).expect(200).data["status"] == "applied"
    assert seed(shop, payload).expect(200).data["status"] == "duplicate"
    assert seed(shop, payload | {"txId": tx + "-next"}).expect(200).data["status"] == "applied"
    assert merchant.physical(sku) == 6


def test_the_seed_format_without_either_counts_every_time(shop, merchant):
    sku = merchant.counts(10)
    for _ in range(3):
        assert seed(shop, {"items": [{"sku": sku, "quantity": 2}]}).expect(200).data["status"] == "applied"
    assert merchant.physical(sku) == 4


def test_the_seed_format_finds_its_channel_by_the_secret(shop, merchant):
    sku, other = merchant.counts(10), merchant.counts(10)
    items = [{"sku": sku, "quantity": 2}, {"sku": other, "quantity": 1}, {"sku": sku, "quantity": 1}]
    assert seed(shop, {"items": items}, named=False).expect(200).data["status"] == "applied"
    assert merchant.physical(sku) == 7 and merchant.physical(other) == 9


def test_the_seed_format_is_signed_too(server, merchant):
    sku, stranger = merchant.counts(10), Shop(server)
    seed(stranger, {"items": [{"sku": sku, "quantity": 1}]}, named=False).refused(401)
    seed(stranger, {"items": [{"sku": sku, "quantity": 1}]}).refused(401)
    assert merchant.physical(sku) == 10


def test_a_seed_body_that_says_nothing_sensible_changes_nothing(shop, merchant):
    sku = merchant.counts(10)
    for items in ("none", [{"sku": sku}], [{"quantity": 1}], [{"sku": sku, "quantity": "2"}], [{"sku": sku, "quantity": 1.5}], [{"sku": "a\nb", "quantity": 1}]):
        answer = seed(shop, {"items": items})
        assert answer.status in (202, 400, 422), answer
    seed(shop, {"items": [{"sku": sku, "quantity": -5}]}).refused(400)
    assert seed(shop, {}).status in (202, 400, 422)
    assert merchant.physical(sku) == 10


def test_a_refund_under_two_webhook_ids_gives_back_once(shop, merchant):
    sku = merchant.counts(10)
    line = Line(sku, 4)
    sold = shop.sells(line)
    back = refund(sold["id"], [(line, 3, "return")])
    for _ in range(3):
        shop.deliver("refunds/create", back).expect(200)
    assert merchant.physical(sku) == 9


def test_an_untracked_sku_keeps_the_order_and_alerts_once(shop, merchant):
    sku = new_sku("unknown")
    line = Line(sku, 2)
    for number in range(3):
        shop.deliver("orders/create", order([line if number == 0 else Line(sku, 1)])).expect(200)
    (alert,) = merchant.alerts(sku=sku)
    assert alert["type"] == "unknown_sku" and alert["occurrences"] >= 1 and alert["state"] == "open"
    answer = merchant.client.get(f"/v1/inventory/{sku}")
    assert answer.status == 404 or answer.data["tracked"] is False and answer.data["physical"] == 0


def test_what_was_sold_before_tracking_is_not_taken_from_the_first_count(shop, merchant):
    sku = new_sku("later")
    line = Line(sku, 2)
    sold = shop.sells(line)
    merchant.counts(10, sku=sku)
    assert merchant.physical(sku) == 10
    # The order is known: the same fact again moves nothing, a later sale does.
    shop.deliver("orders/updated", sold).expect(200)
    assert merchant.physical(sku) == 10
    shop.sells((sku, 1))
    assert merchant.physical(sku) == 9 and merchant.ledger_agrees(sku)
