"""Buffers: most specific wins, percent rounds up, floor and cap."""

import pytest

from harness import Sink, eventually
from harness.client import pages, quoted

SERVER_SETTINGS = {"DEFAULT_BUFFER": 0}


def set_buffer(api, sku, channel=None, **rule):
    return api.put(f"/v1/buffers/{quoted(sku)}", rule, channel=channel)


@pytest.fixture(autouse=True)
def no_default(api):
    """Every test begins and ends without a tenant rule."""
    api.put("/v1/buffer-default", {"units": 0}).expect(200)
    yield
    api.put("/v1/buffer-default", {"units": 0}).expect(200)


@pytest.mark.parametrize(
    "physical, rule, count",
    [
        (10, {"units": 3}, 7),
        (10, {"units": 0}, 10),
        (2, {"units": 3}, 0),
        (-4, {"units": 3}, 0),
        (10, {"percent": 10}, 9),
        (11, {"percent": 10}, 9),
        (1, {"percent": 1}, 0),
        (100, {"percent": 100}, 0),
        (100, {"percent": 0}, 100),
        (3, {"percent": 50}, 1),
        (10, {"floor": 5}, 10),
        (5, {"floor": 5}, 0),
        (6, {"floor": 5}, 6),
        (10, {"cap": 4}, 4),
        (3, {"cap": 4}, 3),
        (10, {"cap": 0}, 0),
        (10, {"units": 3, "cap": 6}, 6),
        (10, {"units": 8, "cap": 6}, 2),
        (6, {"units": 2, "floor": 5}, 4),
        (5, {"units": 2, "floor": 5}, 0),
        (10, {"percent": 25, "floor": 2, "cap": 5}, 5),
        (-10, {"percent": 50}, 0),
    ],
)
def test_a_rule_and_the_count_it_leaves(api, merchant, physical, rule, count):
    sku = merchant.counts(physical)
    set_buffer(api, sku, **rule).expect(200)
    row = merchant.fresh(sku)
    assert row["count"] == count, row
    assert {name: row["buffer"].get(name) for name in rule} == rule
    assert row["available"] == physical and row["physical"] == physical


def test_the_rule_follows_the_stock(api, merchant):
    sku = merchant.counts(10)
    set_buffer(api, sku, percent=20).expect(200)
    merchant.adjusts(sku, 11)
    assert merchant.count(sku) == 21 - 5
    merchant.adjusts(sku, -20)
    assert merchant.count(sku) == 0


def test_the_most_specific_rule_wins(api, merchant, channel):
    sku, name = merchant.counts(100), channel

    def in_force():
        shown = {one["channelId"]: one["target"] for one in merchant.fresh(sku)["channels"]}
        return shown[name], merchant.count(sku)

    assert in_force() == (100, 100)
    api.put("/v1/buffer-default", {"units": 1}).expect(200)
    assert in_force() == (99, 99)
    api.put("/v1/buffer-default", {"units": 2}, channel=name).expect(200)
    assert in_force() == (98, 99)
    set_buffer(api, sku, units=3).expect(200)
    assert in_force() == (97, 97)
    set_buffer(api, sku, channel=name, units=4).expect(200)
    assert in_force() == (96, 97)
    sources = [
        api.get(f"/v1/buffers/{sku}", channel=name).expect(200).data["source"],
        api.get(f"/v1/buffers/{sku}").expect(200).data["source"],
    ]
    api.delete(f"/v1/buffers/{sku}", channel=name).expect(204)
    assert in_force() == (97, 97)
    api.delete(f"/v1/buffers/{sku}").expect(204)
    assert in_force() == (98, 99)
    sources.append(api.get(f"/v1/buffers/{sku}", channel=name).expect(200).data["source"])
    sources.append(api.get(f"/v1/buffers/{sku}").expect(200).data["source"])
    assert len(set(sources)) == 4, "each of the four levels names itself"


def test_a_specific_rule_replaces_the_general_one_whole(api, merchant):
    sku = merchant.counts(100)
    api.put("/v1/buffer-default", {"units": 10, "cap": 50}).expect(200)
    set_buffer(api, sku, units=1).expect(200)
    assert merchant.count(sku) == 99


def test_the_rule_in_force_is_answered_even_when_it_is_the_tenants(api, merchant):
    sku = merchant.counts(100)
    api.put("/v1/buffer-default", {"percent": 5, "cap": 50}).expect(200)
    rule = api.get(f"/v1/buffers/{sku}").expect(200).data
    assert rule["percent"] == 5 and rule["cap"] == 50 and rule["source"]
    default = api.get("/v1/buffer-default").expect(200).data
    assert default["percent"] == 5 and default["cap"] == 50


def test_putting_a_rule_replaces_the_one_before(api, merchant):
    sku = merchant.counts(100)
    set_buffer(api, sku, units=5, floor=10, cap=20).expect(200)
    set_buffer(api, sku, percent=10).expect(200)
    rule = api.get(f"/v1/buffers/{sku}").expect(200).data
    assert rule["percent"] == 10
    assert [rule.get(name) for name in ("units", "floor", "cap")] == [None, None, None]
    assert merchant.count(sku) == 90


@pytest.mark.parametrize(
    "rule, field",
    [
        ({"units": -1}, "units"),
        ({"units": "3"}, "units"),
        ({"units": 1.5}, "units"),
        ({"percent": -1}, "percent"),
        ({"percent": 101}, "percent"),
        ({"percent": "10"}, "percent"),
        ({"floor": "a"}, "floor"),
        ({"cap": -1}, "cap"),
        ({"cap": True}, "cap"),
        ({"units": 2**63}, "units"),
    ],
)
def test_a_wrong_rule_is_named(api, merchant, rule, field):
    sku = merchant.counts(100)
    set_buffer(api, sku, **rule).refused(400, field=field)
    api.put("/v1/buffer-default", rule).refused(400, field=field)
    assert merchant.count(sku) == 100


def test_a_rule_is_units_or_percent_and_says_something(api, merchant):
    sku = merchant.counts(100)
    set_buffer(api, sku, units=1, percent=1).refused(400)
    set_buffer(api, sku).refused(400)


def test_a_rule_for_an_unknown_channel_is_refused(api, merchant):
    sku = merchant.counts(100)
    answer = set_buffer(api, sku, channel="no-such-channel", units=1)
    assert answer.status in (400, 404), answer


def test_the_list_holds_the_rules_of_skus(api, merchant):
    sku, bare = merchant.counts(100), merchant.counts(100)
    set_buffer(api, sku, units=7).expect(200)
    listed = {row["sku"]: row for row in pages(api, "/v1/buffers", limit=250)}
    assert listed[sku]["units"] == 7 and bare not in listed


def test_a_deleted_rule_is_gone(api, merchant):
    sku = merchant.counts(100)
    set_buffer(api, sku, units=7).expect(200)
    api.delete(f"/v1/buffers/{sku}").expect(204)
    assert merchant.count(sku) == 100
    assert sku not in {row["sku"] for row in pages(api, "/v1/buffers", limit=250)}


def test_a_changed_rule_is_told_to_the_channels(api, merchant, sink, channel):
    sku = merchant.counts(100)
    eventually(lambda: sink.shows(sku, 100), "the channel shows the count")
    set_buffer(api, sku, units=30).expect(200)
    eventually(lambda: sink.shows(sku, 70), "the rule of the SKU arrived")
    set_buffer(api, sku, channel=channel, cap=9).expect(200)
    eventually(lambda: sink.shows(sku, 9), "the rule of the channel and SKU arrived")
    api.delete(f"/v1/buffers/{sku}", channel=channel).expect(204)
    eventually(lambda: sink.shows(sku, 70), "the rule of the SKU is back")
    api.delete(f"/v1/buffers/{sku}").expect(204)
    eventually(lambda: sink.shows(sku, 100), "no rule is left")


def test_a_changed_default_is_told_for_every_sku(new_server, sink):
    server = new_server(DEFAULT_BUFFER=2)
    api = server.client
    api.put("/v1/channels/sink", sink.channel()).expect(200)
    for number in range(30):
        api.put(f"/v1/inventory/s{number}", {"physical": 10 + number}).expect(200)
    eventually(lambda: all(sink.shows(f"s{n}", 8 + n) for n in range(30)), "DEFAULT_BUFFER is kept back")
    api.put("/v1/buffer-default", {"percent": 50}).expect(200)
    eventually(lambda: all(sink.shows(f"s{n}", (10 + n) // 2) for n in range(30)), "the new default arrived")
    api.put("/v1/buffer-default", {"cap": 3}, channel="sink").expect(200)
    eventually(lambda: all(sink.shows(f"s{n}", 3) for n in range(30)), "the channel's default arrived")


def test_channels_differ_by_their_rules(new_server, sink):
    server, other = new_server(), Sink("another-secret")
    api = server.client
    api.put("/v1/inventory/a", {"physical": 10}).expect(200)
    api.put("/v1/channels/one", sink.channel()).expect(200)
    api.put("/v1/channels/two", other.channel()).expect(200)
    api.put("/v1/buffers/a", {"units": 4}, channel="two").expect(200)
    eventually(lambda: sink.shows("a", 10) and other.shows("a", 6), "each channel shows its own count")
    other.close()
