"""Configuration: what is set holds, and a wrong value stops the start with one line that names it."""

import pytest

from harness import ON_DYNAMODB, Merchant, Server, Shop, free_port
from harness.client import pages

WRONG = [
    ("HOST", "not a host"),
    ("PORT", "abc"),
    ("PORT", "70000"),
    ("PORT", "-1"),
    ("LOG_LEVEL", "loud"),
    ("STORE", "mongodb"),
    ("SYNCSTATE_ENCRYPTION_KEY", "short"),
    ("SYNCSTATE_ENCRYPTION_KEY", "!" * 44),
    ("SYNCSTATE_ENCRYPTION_KEY", "QUJD"),
    ("CACHE_TTL_SECONDS", "-1"),
    ("CACHE_TTL_SECONDS", "soon"),
    ("TRANSACTION_TTL_DAYS", "0"),
    ("TRANSACTION_TTL_DAYS", "1.5"),
    ("SETTLE_SECONDS", "abc"),
    ("RECONCILE_MINUTES", "-5"),
    ("STALL_SECONDS", "0x10"),
    ("STALL_SECONDS", "99999999999999999999"),
    ("DEFAULT_BUFFER", "-3"),
    ("DEFAULT_BUFFER", "many"),
    ("LOW_STOCK_THRESHOLD", "few"),
]

SHOP = {
    "SHOPIFY_SHOP": "demo.myshopify.com",
    "SHOPIFY_API_SECRET": "shpss_0123456789abcdef",
    "SHOPIFY_ACCESS_TOKEN": "shpat_0123456789abcdef",
    "SHOPIFY_LOCATION_ID": "655441491",
    "SHOPIFY_ADMIN_URL": "http://127.0.0.1:9",
}
WRONG_SHOP = [
    ("SHOPIFY_SHOP", "not a shop"),
    ("SHOPIFY_LOCATION_ID", "somewhere"),
    ("SHOPIFY_ADMIN_URL", "http://example.com"),
    ("SHOPIFY_ADMIN_URL", "nonsense"),
    ("SHOPIFY_API_VERSION", "latest"),
    ("SHOPIFY_API_SECRET", None),
    ("SHOPIFY_ACCESS_TOKEN", None),
    ("SHOPIFY_LOCATION_ID", None),
]


def refuses(directory, name, **settings):
    server = Server(directory, **settings)
    server.launch()
    try:
        code = server.wait_exit()
    finally:
        server.close()
    said = [line for line in server.logs().splitlines() if line.strip()]
    if ON_DYNAMODB:
        said = [line for line in said if '"Tables were made"' not in line]
    assert code > 0, f"ended with {code}"
    assert len(said) == 1 and name in said[0], server.logs()
    return said[0]


@pytest.mark.parametrize("name, value", WRONG)
def test_a_wrong_value_stops_the_start_with_one_line(tmp_path, name, value):
    refuses(tmp_path, name, **{name: value})


@pytest.mark.parametrize("name, value", WRONG_SHOP)
def test_a_wrong_or_missing_setting_of_the_shop_does_too(tmp_path, name, value):
    line = refuses(tmp_path, name, **(SHOP | {name: value}))
    assert "shpss_" not in line and "shpat_" not in line


def test_a_wrong_secret_is_named_but_not_shown(tmp_path):
    assert "short-secret" not in refuses(tmp_path, "SYNCSTATE_ENCRYPTION_KEY", SYNCSTATE_ENCRYPTION_KEY="short-secret")


def test_a_port_in_use_is_said_clearly(new_server, tmp_path):
    first = new_server()
    line = refuses(tmp_path / "second", str(first.port), PORT=first.port)
    assert "port" in line.lower() or "address" in line.lower()


def test_the_shopify_settings_define_a_channel(new_server):
    server = new_server(**SHOP, SHOPIFY_API_SECRET_PREVIOUS="shpss_previous_0123456789")
    merchant = Merchant(server.client)
    (channel,) = pages(server.client, "/v1/channels")
    assert channel["channelId"] == "shopify" and channel["kind"] == "shopify" and channel["shop"] == SHOP["SHOPIFY_SHOP"]
    sku = merchant.counts(10)
    shop = Shop(server, name="shopify", secret=SHOP["SHOPIFY_API_SECRET"])
    shop.domain = SHOP["SHOPIFY_SHOP"]
    shop.sells((sku, 1))
    shop.secret = "shpss_previous_0123456789"
    shop.sells((sku, 1))
    assert merchant.physical(sku) == 8
    assert "shpss_" not in server.client.get("/v1/channels").text + server.logs()


def test_a_dot_env_file_in_the_working_directory_counts(tmp_path):
    port = free_port()
    (tmp_path / ".env").write_text(f'# settings\nPORT={port}\nLOW_STOCK_THRESHOLD="3"\nexport DEFAULT_BUFFER=2\n\n')
    server = Server(tmp_path, PORT=None)
    server.port = port
    try:
        server.start()
        merchant = Merchant(server.client)
        sku = merchant.counts(9)
        assert merchant.row(sku)["lowStockThreshold"] == 3 and merchant.count(sku) == 7
    finally:
        server.close()


def test_the_environment_wins_over_the_file_and_an_option_over_both(tmp_path):
    (tmp_path / ".env").write_text("PORT=1\nLOW_STOCK_THRESHOLD=3\n")
    server = Server(tmp_path, PORT=2, LOW_STOCK_THRESHOLD=4)
    server.arguments = ["serve", "--port", str(server.port)]
    try:
        server.start()
        merchant = Merchant(server.client)
        assert merchant.row(merchant.counts(9))["lowStockThreshold"] == 4
    finally:
        server.close()


def test_a_wrong_line_of_the_file_is_named_too(tmp_path):
    (tmp_path / ".env").write_text("STALL_SECONDS=never\n")
    refuses(tmp_path, "STALL_SECONDS")


def test_a_key_is_generated_and_shown_once(tmp_path):
    server = Server(tmp_path, SYNCSTATE_API_KEY=None)
    try:
        server.start()
        words = {word.strip("\"',:;=()[]") for word in server.logs().replace("=", " ").split()}
        tried = [word for word in words if len(word) >= 20]
        working = [word for word in tried if server.anonymous.as_(word).get("/v1/keys").status == 200]
        assert len(working) == 1, f"the generated key is not among what was shown:\n{server.logs()}"
        server.close()
        server.log_path.unlink()
        server.start()
        assert working[0] not in server.logs(), "it is shown once"
        server.anonymous.as_(working[0]).get("/v1/keys").expect(200)
    finally:
        server.close()


def test_metrics_need_a_key_unless_bound_to_loopback(tmp_path):
    server = Server(tmp_path, HOST="0.0.0.0")
    try:
        server.start()
        server.anonymous.get("/metrics").refused(401)
        server.client.get("/metrics").expect(200)
        assert server.anonymous.get("/health").status == 200
    finally:
        server.close()
