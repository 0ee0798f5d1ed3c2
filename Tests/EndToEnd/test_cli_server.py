"""Commands that work through a server, and signals."""

import json
import signal
import time

import pytest

from harness import Cli, Line, Merchant, Shop, eventually, order, sqlite_only
from harness.server import FIRST_KEY


def elsewhere(tmp_path, **settings):
    """Runs commands on a machine that has no store."""
    (tmp_path / "elsewhere").mkdir()
    return Cli(tmp_path / "elsewhere", **({"SYNCSTATE_API_KEY": FIRST_KEY} | settings))


def test_a_running_server_does_the_work_on_its_store(new_server, tmp_path):
    server = new_server()
    table = tmp_path / "stock.csv"
    table.write_text("sku,physical\na,12\n")
    done = server.cli()("import", table, "--json")
    assert done.returncode == 0, done.stderr
    assert Merchant(server.client).physical("a") == 12
    batch = json.loads(done.stdout)["batchId"]
    server.client.post(f"/v1/imports/{batch}/undo").expect(200)


def test_a_server_elsewhere_is_reached_by_its_address(new_server, tmp_path):
    server = new_server()
    Merchant(server.client).counts(5, sku="a")
    cli = elsewhere(tmp_path)
    url = f"http://127.0.0.1:{server.port}/"
    assert cli("export", "--url", url).stdout.splitlines()[1].startswith("a,5")
    done = cli("import", "-", "--format", "ndjson", "--url", url, stdin='{"sku": "b", "physical": 6}\n')
    assert done.returncode == 0, done.stderr
    assert Merchant(server.client).physical("b") == 6
    doctor = cli("doctor", "--url", url, "--json")
    assert json.loads(doctor.stdout)["ok"] is True and doctor.returncode == 0
    assert list(cli.directory.iterdir()) == [], "nothing is made here"


def test_a_wrong_key_and_a_wrong_address_are_told_apart(new_server, tmp_path):
    server = new_server()
    cli = elsewhere(tmp_path, SYNCSTATE_API_KEY="another-key-0123456789")
    refused = cli("keys", "list", "--url", f"http://127.0.0.1:{server.port}")
    assert refused.returncode == 1 and "SYNCSTATE_API_KEY" in refused.stderr
    server.terminate()
    gone = cli("keys", "list", "--url", f"http://127.0.0.1:{server.port}")
    assert gone.returncode == 69 and str(server.port) in gone.stderr
    without = Cli(cli.directory)("keys", "list", "--url", "http://127.0.0.1:9")
    assert without.returncode == 78 and "SYNCSTATE_API_KEY" in without.stderr


def test_another_tenant_is_acted_in_with_the_first_key(new_server, tmp_path):
    server = new_server()
    server.client.put("/v1/tenants/other", {"name": "Other"}).expect(200)
    url = ("--url", f"http://127.0.0.1:{server.port}", "--tenant", "other")
    cli = elsewhere(tmp_path)
    assert cli("import", "-", "--format", "csv", *url, stdin="sku,physical\na,3\n").returncode == 0
    assert cli("export", *url).stdout.splitlines()[1].startswith("a,3")
    assert server.client.get("/v1/inventory").data == []


def test_an_export_into_a_file_is_whole_or_not_there(new_server, tmp_path):
    server = new_server()
    Merchant(server.client).counts(5, sku="a")
    cli = elsewhere(tmp_path)
    done = cli("export", "counts.csv", "--json", "--url", f"http://127.0.0.1:{server.port}")
    assert json.loads(done.stdout) == {"bytes": (cli.directory / "counts.csv").stat().st_size, "file": "counts.csv"}
    assert cli("export", "no/such/place.csv", "--url", f"http://127.0.0.1:{server.port}").returncode == 1
    server.terminate()
    assert cli("export", "more.csv", "--url", f"http://127.0.0.1:{server.port}").returncode == 69
    assert [path.name for path in cli.directory.iterdir()] == ["counts.csv"]


def test_the_doctor_finds_what_is_open_paused_and_gone(new_server, sink):
    server = new_server()
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    server.client.put("/v1/channels/quiet", sink.channel() | {"paused": True}).expect(200)
    server.client.put("/v1/channels/gone", {"kind": "http", "url": "http://127.0.0.1:9/x", "signingSecret": "s" * 20}).expect(200)
    done = server.cli()("doctor", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 1 and report["ok"] is False
    said = {(one["part"], one["state"], name) for one in report["findings"] for name in ("sink", "quiet", "gone") if name in one["message"]}
    assert ("channel", "ok", "sink") in said
    assert ("channel", "warning", "quiet") in said
    assert ("channel", "problem", "gone") in said
    assert all(one["cure"] for one in report["findings"] if one["state"] != "ok")


@sqlite_only("the file's rights")
def test_the_doctor_finds_a_file_that_others_may_read(new_server):
    server = new_server()
    server.database.chmod(0o644)
    found = json.loads(server.cli()("doctor", "--json").stdout)["findings"]
    (one,) = [one for one in found if one["part"] == "files" and "syncstate.db" in one["message"]]
    assert one["state"] == "warning" and one["cure"]


def test_replay_applies_what_can_be_read_by_now(new_server):
    server = new_server()
    shop = Shop(server).connect()
    answer = shop.deliver("orders/create", {"hello": 1}).expect(202)
    done = server.cli()("replay", "--json")
    (outcome,) = json.loads(done.stdout)
    assert done.returncode == 1 and outcome["status"] is None and outcome["error"]
    assert len(server.client.get("/v1/quarantine").data) == 1
    one = server.cli()("replay", "0190a000-0000-7000-8000-000000000000")
    assert one.returncode == 1 and "0190a000" in one.stdout


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_gracefully(new_server, first):
    server = new_server()
    server.process.send_signal(first)
    assert server.process.wait(timeout=20) == 0
    assert not server.answers("/health")


def test_a_second_signal_ends_at_once_and_loses_nothing(new_server, sink):
    server = new_server()
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(10, sku="a")
    server.client.put("/v1/channels/sink", sink.channel()).expect(200)
    eventually(lambda: sink.shows("a", 10), "the sink is told")
    sink.behave(lambda number: "hang")
    shop.deliver("orders/create", order([Line("a", 1)])).expect(200)
    eventually(lambda: len(sink.attempts) >= 2, "a push hangs")
    server.process.send_signal(signal.SIGTERM)
    # The first one waits for the push; both together do not.
    time.sleep(0.3)
    assert server.running
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=2) == 128 + signal.SIGTERM
    sink.heal()
    server.start()
    eventually(lambda: sink.shows("a", 9), "what was answered is told after the restart")
