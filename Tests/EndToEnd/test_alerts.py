"""Alerts: one open row per (type, SKU, channel), raised from every cause, resolved on recovery."""

import pytest

from harness import Line, Merchant, Shop, order
from harness.client import pages
from harness.stock import new_sku

FIELDS = {"alertId", "type", "severity", "sku", "channelId", "message", "timestamp", "lastSeen", "occurrences", "read", "state"}


def test_an_alert_says_everything(merchant):
    sku = merchant.counts(3)
    (alert,) = merchant.open_alerts(sku)
    assert FIELDS <= set(alert)
    assert alert["type"] == "stock_low" and alert["severity"] in ("info", "warning", "critical")
    assert sku in alert["message"] and alert["occurrences"] == 1
    assert alert["read"] is False and alert["state"] == "open"


@pytest.mark.parametrize(
    "physical, types",
    [
        (11, set()),
        (10, {"stock_low"}),
        (1, {"stock_low"}),
        (0, {"stock_low", "stock_out"}),
        (-1, {"stock_low", "stock_out", "oversold"}),
    ],
)
def test_each_alert_is_true_or_not_by_itself(merchant, physical, types):
    sku = merchant.counts(20)
    assert merchant.open_types(sku) == set()
    merchant.adjusts(sku, physical - 20)
    assert merchant.open_types(sku) == types


def test_a_threshold_of_nothing_is_low_only_when_out(merchant):
    sku = merchant.counts(1, threshold=0)
    assert merchant.open_types(sku) == set()
    merchant.adjusts(sku, -1)
    assert merchant.open_types(sku) == {"stock_out", "stock_low"}


def test_a_recovery_resolves_only_what_is_no_longer_true(merchant):
    sku = merchant.counts(-1)
    merchant.adjusts(sku, 1)
    assert merchant.open_types(sku) == {"stock_low", "stock_out"}
    merchant.adjusts(sku, 1)
    assert merchant.open_types(sku) == {"stock_low"}
    merchant.adjusts(sku, 50)
    assert merchant.open_types(sku) == set()
    states = {alert["type"]: alert["state"] for alert in merchant.alerts(sku=sku)}
    assert states == {"stock_low": "resolved", "stock_out": "resolved", "oversold": "resolved"}


def test_crossing_ten_times_is_one_alert(api, merchant):
    sku = merchant.counts(5)
    (first,) = merchant.open_alerts(sku)
    for _ in range(9):
        merchant.adjusts(sku, 20)
        assert merchant.open_alerts(sku) == []
        merchant.adjusts(sku, -20)
    (again,) = merchant.alerts(sku=sku)
    assert again["alertId"] == first["alertId"] and again["state"] == "open"
    assert again["occurrences"] == 10 and again["lastSeen"] >= first["lastSeen"]


def test_a_reopened_alert_is_unread_again(api, merchant):
    sku = merchant.counts(5)
    (alert,) = merchant.open_alerts(sku)
    api.post(f"/v1/alerts/{alert['alertId']}/read", {}).expect(200)
    assert merchant.open_alerts(sku)[0]["read"] is True
    merchant.adjusts(sku, 20)
    (resolved,) = merchant.alerts(sku=sku)
    assert resolved["state"] == "resolved" and resolved["read"] is True
    merchant.adjusts(sku, -20)
    (reopened,) = merchant.alerts(sku=sku)
    assert (reopened["alertId"], reopened["state"], reopened["read"]) == (alert["alertId"], "open", False)


def test_a_new_threshold_is_judged_at_once(merchant):
    sku = merchant.counts(20)
    merchant.counts(20, sku=sku, threshold=30)
    assert merchant.open_types(sku) == {"stock_low"}
    merchant.counts(20, sku=sku, threshold=5)
    assert merchant.open_types(sku) == set()


def test_orders_and_refunds_raise_and_resolve_too(merchant, shop):
    sku = merchant.counts(12)
    line = Line(sku, 13)
    sold = shop.sells(line)
    assert merchant.open_types(sku) == {"stock_low", "stock_out", "oversold"}
    shop.refunds(sold["id"], [(line, 13, "return")])
    assert merchant.open_types(sku) & {"stock_low", "stock_out", "oversold"} == set()


def test_a_buffer_raises_no_stock_alert(api, merchant):
    sku = merchant.counts(20)
    api.put(f"/v1/buffers/{sku}", {"units": 20}).expect(200)
    assert merchant.count(sku) == 0 and merchant.open_types(sku) == set()


def test_unknown_skus_are_told_per_channel_and_resolved_by_tracking(server, merchant):
    sku, one, two = new_sku(), Shop(server).connect(), Shop(server).connect()
    for shop in (one, two, one):
        shop.deliver("orders/create", order([Line(sku, 1)])).expect(200)
    alerts = merchant.open_alerts(sku, "unknown_sku")
    assert {alert["channelId"] for alert in alerts} <= {one.channel, two.channel, None}
    assert 1 <= len(alerts) <= 2
    merchant.counts(50, sku=sku)
    assert merchant.open_alerts(sku, "unknown_sku") == []


def test_filters_narrow_the_list(api, merchant):
    sku = merchant.counts(-1)
    alerts = {alert["type"]: alert for alert in merchant.alerts(sku=sku)}
    assert set(alerts) == {"stock_low", "stock_out", "oversold"}
    for kind, alert in alerts.items():
        assert [a["alertId"] for a in merchant.alerts(sku=sku, type=kind)] == [alert["alertId"]]
        same = {a["alertId"] for a in merchant.alerts(sku=sku, severity=alert["severity"])}
        assert same == {a["alertId"] for a in alerts.values() if a["severity"] == alert["severity"]}
    assert merchant.alerts(sku=sku, state="resolved") == []
    assert len(merchant.alerts(sku=sku, unread="true")) == 3
    api.post(f"/v1/alerts/{alerts['stock_low']['alertId']}/read", {}).expect(200)
    assert {a["type"] for a in merchant.alerts(sku=sku, unread="true")} == {"stock_out", "oversold"}
    assert len(merchant.alerts(sku=sku)) == 3


@pytest.mark.parametrize("name, wrong", [("severity", "loud"), ("type", "no_such"), ("state", "half"), ("unread", "maybe")])
def test_a_wrong_filter_is_named(api, name, wrong):
    api.get("/v1/alerts", **{name: wrong}).refused(400, field=name)


def test_newest_first_over_pages(merchant):
    sku = merchant.counts(-1)
    alerts = merchant.alerts(limit=1)
    assert len(alerts) == len({alert["alertId"] for alert in alerts})
    stamps = [alert["timestamp"] for alert in alerts]
    assert stamps == sorted(stamps, reverse=True)
    assert {alert["sku"] for alert in alerts[:3]} == {sku}


def test_marking_by_filter_marks_no_others(api, merchant):
    one, other = merchant.counts(-1), merchant.counts(-1)
    api.post("/v1/alerts/read", {"filter": {"sku": one, "type": "oversold"}}).expect(200)
    assert {a["type"] for a in merchant.alerts(sku=one, unread="true")} == {"stock_low", "stock_out"}
    api.post("/v1/alerts/read", {"filter": {"sku": one}}).expect(200)
    assert merchant.alerts(sku=one, unread="true") == []
    assert len(merchant.alerts(sku=other, unread="true")) == 3
    api.post("/v1/alerts/read", {"filter": {"severity": "loud"}}).refused(400)
    api.post("/v1/alerts/read", {}).expect(200)
    assert merchant.alerts(unread="true") == []


def test_the_summary_adds_up(new_server):
    server = new_server()
    merchant = Merchant(server.client)
    api = server.client

    def summary():
        return api.get("/v1/alerts/summary").expect(200).data

    assert summary()["open"]["total"] == 0 and summary()["unread"]["total"] == 0
    merchant.counts(-1, sku="a")
    merchant.counts(5, sku="b")
    rows = merchant.alerts()
    for part in ("open", "unread"):
        seen = summary()[part]
        assert seen["total"] == 4 == len(rows)
        assert {k: n for k, n in seen["byType"].items() if n} == {"stock_low": 2, "stock_out": 1, "oversold": 1}
        by = {}
        for alert in rows:
            by[alert["severity"]] = by.get(alert["severity"], 0) + 1
        assert {k: n for k, n in seen["bySeverity"].items() if n} == by
    merchant.counts(50, sku="b")
    api.post("/v1/alerts/read", {"filter": {"sku": "a"}}).expect(200)
    seen = summary()
    assert seen["open"]["total"] == 3
    assert seen["unread"]["total"] == len(merchant.alerts(unread="true"))


def test_alerts_survive_a_kill(new_server):
    server = new_server()
    merchant = Merchant(server.client)
    merchant.counts(-1, sku="a")
    before = merchant.alerts()
    server.restart()
    assert merchant.alerts() == before and len(before) == 3


def test_the_default_threshold_is_a_setting(new_server):
    server = new_server(LOW_STOCK_THRESHOLD=2)
    merchant = Merchant(server.client)
    merchant.counts(3, sku="enough")
    merchant.counts(2, sku="low")
    assert {alert["sku"] for alert in pages(server.client, "/v1/alerts")} == {"low"}
    assert merchant.row("low")["lowStockThreshold"] == 2
