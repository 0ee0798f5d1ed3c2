"""The command line: help with examples, work on the store, exit codes, `--json`."""

import json
import sqlite3

import pytest

from harness import Merchant, Server, Shop, sqlite_only

COMMANDS = ["serve", "demo", "import", "export", "replay", "doctor", "webhooks", "keys", "tables", "migrate", "migrate-json", "bench", "sandbox", "simulate"]


@pytest.fixture
def cli(tmp_path):
    """Works on the store of `new_server()`, without a server: its PORT is another one."""
    return Server(tmp_path / "own").cli(PORT=None)


def ok(done):
    assert done.returncode == 0, f"{done.args} -> {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def fails(done, *words):
    assert done.returncode > 0, f"{done.args} -> {done.returncode}\n{done.stdout}"
    assert done.stderr.strip(), "an error says something on stderr"
    for word in words:
        assert str(word) in done.stderr, done.stderr
    assert "Fatal error" not in done.stderr
    return done


def test_the_help_names_every_command(cli):
    shown = ok(cli("--help")).stdout
    assert [command for command in COMMANDS if command not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_shows_examples(cli, command):
    shown = ok(cli(command, "--help")).stdout
    assert f"syncstate {command}" in shown.replace("USAGE: ", "")
    body = shown.split("USAGE:")[0] + "".join(shown.split("OPTIONS:")[1:])
    assert "xample" in shown and f"syncstate {command}" in body, shown


@pytest.mark.parametrize("arguments", [("no-such-command",), ("import",), ("import", "--no-such-option", "x"), ("migrate-json",), ("keys", "no-such")])
def test_wrong_usage_fails_and_says_how(cli, arguments):
    assert fails(cli(*arguments)).returncode == 64


def test_import_and_export_go_round(cli, new_server, tmp_path):
    table = tmp_path / "stock.csv"
    table.write_text("sku,physical,buffer,lowStockThreshold\nb,7,,4\na,12,2,\nbroken,x,,\n")
    told = json.loads(ok_or_partly(cli("import", table, "--json")).stdout)
    assert told["accepted"] == 2 and [row["line"] for row in told["rejected"]] == [4]
    shown = ok(cli("export")).stdout
    assert shown.splitlines()[0].startswith("sku,physical") and len(shown.splitlines()) == 3
    merchant = Merchant(new_server().client)
    assert merchant.count("a") == 10 and merchant.row("b")["lowStockThreshold"] == 4


def ok_or_partly(done):
    """Bad rows may be told by the exit code too, but never as wrong usage or a crash."""
    assert done.returncode in (0, 1, 2), f"{done.args} -> {done.returncode}\n{done.stderr}"
    return done


def test_a_dry_import_changes_nothing(cli, tmp_path):
    table = tmp_path / "stock.csv"
    table.write_text("sku,physical\na,12\n")
    told = json.loads(ok(cli("import", table, "--dry-run", "--json")).stdout)
    assert told["dryRun"] is True and told["accepted"] == 1
    assert len(ok(cli("export")).stdout.splitlines()) == 1


def test_ndjson_is_imported_too(cli, tmp_path):
    table = tmp_path / "stock.ndjson"
    table.write_text('{"sku": "a", "physical": 5}\n{"sku": "b", "physical": 6}\n')
    assert json.loads(ok(cli("import", table, "--json")).stdout)["accepted"] == 2


def test_a_missing_file_is_named(cli, tmp_path):
    fails(cli("import", tmp_path / "nowhere.csv"), "nowhere.csv")


def test_the_old_file_store_is_migrated(cli, new_server, tmp_path):
    old = tmp_path / "inventory.json"
    old.write_text(json.dumps({"physical": {"a": 12, "b": 3, "ไทย": -1}, "buffer": {"a": 5}}))
    told = json.loads(ok(cli("migrate-json", old, "--json")).stdout)
    assert 3 in told.values()
    merchant = Merchant(new_server().client)
    assert (merchant.physical("a"), merchant.count("a")) == (12, 7)
    assert merchant.physical("b") == 3 and merchant.physical("ไทย") == -1
    assert merchant.ledger_agrees("a")


@pytest.mark.parametrize("content", ["", "[]", '{"physical": {"a": "x"}}', "not json", '{"stock": {}}'])
def test_another_file_is_not_migrated(cli, tmp_path, content):
    old = tmp_path / "inventory.json"
    old.write_text(content)
    fails(cli("migrate-json", old))


def test_a_healthy_installation_passes_the_doctor(cli, new_server):
    server = new_server()
    merchant = Merchant(server.client)
    merchant.counts(5, sku="a")
    assert server.terminate() == 0
    told = json.loads(ok(cli("doctor", "--json")).stdout)
    assert told
    words = ok(cli("doctor")).stdout.lower()
    for part in ("settings", "store", "ledger", "channel", "clock"):
        assert part in words, words


@sqlite_only("falsifies a row of the file")
def test_the_doctor_says_what_is_wrong_and_what_to_do(cli, new_server):
    server = new_server()
    Merchant(server.client).counts(5, sku="a")
    assert server.terminate() == 0
    with sqlite3.connect(server.database) as store:
        tables = [name for (name,) in store.execute("select name from sqlite_master where type = 'table'")]
        changed = 0
        for table in tables:
            columns = [row[1] for row in store.execute(f'pragma table_info("{table}")')]
            if "physical" in columns and "sku" in " ".join(columns).lower():
                if "move" not in table.lower() and "ledger" not in table.lower():
                    changed += store.execute(f'update "{table}" set physical = physical + 1').rowcount
    assert changed >= 1, f"no level was found to falsify in {tables}"
    done = cli("doctor", "--json")
    assert done.returncode > 0 and "ledger" in done.stdout.lower()
    json.loads(done.stdout)


def test_the_doctor_names_a_wrong_setting(cli):
    cli.settings["STALL_SECONDS"] = "never"
    done = cli("doctor")
    assert done.returncode > 0 and "STALL_SECONDS" in done.stdout + done.stderr


def test_keys_are_made_listed_and_revoked(cli, new_server):
    made = json.loads(ok(cli("keys", "create", "--name", "till", "--role", "operator", "--json")).stdout)
    server = new_server()
    server.anonymous.as_(made["key"]).get("/v1/inventory").expect(200)
    assert server.terminate() == 0
    listed = ok(cli("keys", "list", "--json")).stdout
    assert "till" in listed and made["key"] not in listed
    ok(cli("keys", "revoke", made["keyId"]))
    server.start()
    server.anonymous.as_(made["key"]).get("/v1/inventory").refused(401)


def test_replay_takes_quarantined_deliveries_again(cli, new_server):
    server = new_server()
    Shop(server).connect().deliver("orders/create", {"hello": 1}).expect(202)
    assert server.terminate() == 0
    done = cli("replay", "--json")
    assert done.returncode in (0, 1, 2), done.stderr
    json.loads(done.stdout)
    server.start()
    assert len(server.client.get("/v1/quarantine").data) == 1, "what still cannot be read is kept"


def test_work_on_a_store_in_use_is_done_by_the_server_or_refused_clearly(cli, new_server, tmp_path):
    server = new_server()
    table = tmp_path / "stock.csv"
    table.write_text("sku,physical\na,12\n")
    done = cli("import", table)
    if done.returncode == 0:
        assert Merchant(server.client).physical("a") == 12
    else:
        fails(done)
    assert server.running and server.answers("/ready")
