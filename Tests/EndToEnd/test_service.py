"""Health, readiness, metrics, the cache, and the document that describes it all."""

import re

from harness import Line, eventually, order

METRIC = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[^}"]|"(?:[^"\\]|\\.)*")*\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)( \d+)?$')
# Every stage of the issue, each by a word that some metric's name must hold.
STAGES = {
    "received": ("received", "webhook"),
    "verified": ("verif", "reject", "unauthorized"),
    "duplicates": ("duplicate",),
    "commit batch size": ("batch",),
    "commit time": ("commit",),
    "cache hits": ("cache",),
    "dirt": ("dirty",),
    "dirt age": ("oldest",),
    "sends": ("send", "sent", "broadcast"),
    "retries": ("retr",),
    "alerts": ("alert",),
}

ROUTES = """
POST /webhook/shopify
POST /webhooks/shopify
GET /v1/inventory
GET /v1/inventory/{}
PUT /v1/inventory/{}
POST /v1/inventory/{}/adjustments
GET /v1/inventory/{}/movements
POST /v1/imports/inventory
POST /v1/imports/{}/undo
GET /v1/exports/inventory.csv
GET /v1/buffers
GET /v1/buffers/{}
PUT /v1/buffers/{}
DELETE /v1/buffers/{}
GET /v1/buffer-default
PUT /v1/buffer-default
GET /v1/alerts
GET /v1/alerts/summary
POST /v1/alerts/{}/read
POST /v1/alerts/read
POST /v1/returns
GET /v1/returns
PATCH /v1/returns/{}
GET /v1/transactions
GET /v1/transactions/{}
GET /v1/quarantine
POST /v1/quarantine/{}/replay
GET /v1/events
PUT /v1/channels/{}
GET /v1/channels
GET /v1/channels/{}
DELETE /v1/channels/{}
POST /v1/channels/{}/pause
POST /v1/channels/{}/resume
GET /v1/keys
POST /v1/keys
DELETE /v1/keys/{}
GET /v1/tenants
PUT /v1/tenants/{}
GET /health
GET /ready
GET /metrics
GET /openapi.yaml
""".split("\n")


def metrics(api):
    """Every sample by name and labels; fails on a line that Prometheus could not read."""
    samples = {}
    for line in api.get("/metrics").expect(200).text.splitlines():
        if not line or line.startswith("#"):
            continue
        match = METRIC.match(line)
        assert match, f"not Prometheus text: {line!r}"
        samples[match[1] + (match[2] or "")] = float(match[3])
    return samples


def total(samples, *words):
    return sum(value for name, value in samples.items() if all(word in name for word in words) and "_bucket" not in name)


def test_health_is_bare(server):
    answer = server.anonymous.get("/health").expect(200)
    assert answer.json == {"ok": True}
    server.anonymous.get("/ready").expect(200)


def test_metrics_are_prometheus_text_with_types(api):
    answer = api.get("/metrics").expect(200)
    assert answer.header("Content-Type").startswith("text/plain")
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", answer.text, re.M))
    assert set(kinds.values()) >= {"counter", "histogram"}, kinds
    assert len(metrics(api)) > 20


def test_every_stage_is_measured(api, shop, merchant, sink, channel):
    sku = merchant.counts(10)
    shop.sells((sku, 1))
    eventually(lambda: sink.shows(sku, 9), "the count arrived")
    # A route's name is no metric.
    names = " ".join(name for name in metrics(api) if "route=" not in name).lower()
    missing = [stage for stage, words in STAGES.items() if not any(word in names for word in words)]
    assert missing == []


def test_metrics_move_with_what_they_count(api, shop, merchant):
    sku = merchant.counts(10)
    before = metrics(api)
    body = order([Line(sku, 1)])
    for _ in range(3):
        shop.deliver("orders/create", body, "same-id-" + sku).expect(200)
    after = eventually(
        lambda: (lambda now: now if total(now, "duplicate") > total(before, "duplicate") else None)(metrics(api)), "duplicates are counted"
    )
    assert total(after, "duplicate") - total(before, "duplicate") == 2
    moved = [name for name in after if after[name] != before.get(name, 0)]
    assert any("webhook" in name for name in moved) and any("commit" in name for name in moved), moved


def test_metrics_name_no_sku_and_no_secret(api, shop, merchant):
    sku = merchant.counts(10)
    shop.sells((sku, 1))
    text = api.get("/metrics").expect(200).text
    assert sku not in text and shop.secret not in text and api.token not in text


def test_the_cache_is_measured_and_never_shows_an_older_commit(api, shop, merchant):
    sku = merchant.counts(10)
    before = metrics(api)
    for _ in range(20):
        assert merchant.row(sku)["physical"] == 10
    after = metrics(api)
    assert total(after, "cache", "hit") > total(before, "cache", "hit")
    for expected in range(11, 16):
        merchant.adjusts(sku, 1)
        assert merchant.row(sku)["physical"] == expected, "a local commit updates the cache"
    shop.sells((sku, 5))
    assert merchant.row(sku)["physical"] == 10 == merchant.fresh(sku)["physical"]
    api.put(f"/v1/buffers/{sku}", {"units": 4}).expect(200)
    assert merchant.row(sku)["count"] == 6


def described(api):
    """{(method, path with every parameter as {})} of the document, and its text. Block YAML, two-space indents."""
    answer = api.get("/openapi.yaml").expect(200)
    text, found, path = answer.text, set(), None
    inside = False
    for line in text.splitlines():
        if re.match(r"^\S", line):
            inside = line.startswith("paths:")
        elif inside and (match := re.match(r"""^  ["']?(/[^"':]*)["']?:\s*$""", line)):
            path = re.sub(r"\{[^}]*\}", "{}", match[1])
        elif inside and path and (match := re.match(r"^    (get|put|post|patch|delete):\s*$", line)):
            found.add((match[1].upper(), path))
    return found, text


def test_the_document_describes_every_route(api, server):
    routes, text = described(api)
    assert re.search(r"^openapi: ['\"]?3\.1", text, re.M)
    wanted = {tuple(line.split()) for line in ROUTES if line.strip()}
    assert sorted(wanted - routes) == []
    server.anonymous.get("/openapi.yaml").expect(200)


def test_every_described_route_is_there(api):
    routes, _ = described(api)
    assert len(routes) >= 40
    for method, path in sorted(routes):
        if method != "GET" or path == "/v1/events":
            continue
        status = api.get(path.replace("{}", "0190a000-0000-7000-8000-000000000000")).status
        assert status in (200, 303, 404), f"{method} {path} -> {status}"
        if "{}" not in path:
            assert status != 404, f"{method} {path} is described but not there"
