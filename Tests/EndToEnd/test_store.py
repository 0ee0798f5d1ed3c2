"""The file itself: one process at a time, damage, a full or read-only disk."""

import os
import pathlib
import re
import subprocess
import uuid

import pytest

from harness import Line, Merchant, Server, Shop, eventually, order, sqlite_only
from harness.server import START_SECONDS

its_file = sqlite_only("what becomes of the store's file")


def one_clear_line(server, *words):
    """The process ended by itself with a failure and a line that names all of `words`; no crash report."""
    assert server.wait_exit() != 0
    said = [line for line in server.logs().splitlines() if line.strip()]
    assert not re.search(r"Fatal error|Stack dump|Thread 0|crashed|Backtrace", server.logs()), server.logs()
    assert server.process.returncode > 0, f"ended by signal {-server.process.returncode}"
    named = [line for line in said if all(str(word).lower() in line.lower() for word in words)]
    assert named, f"no line names {words}:\n{server.logs()}"
    return named[-1]


@its_file
def test_a_second_process_on_one_file_refuses_and_the_first_goes_on(new_server):
    first = new_server("first")
    Merchant(first.client).counts(5, sku="a")
    second = new_server("second", start=False, SQLITE_PATH=first.database)
    second.launch()
    line = one_clear_line(second, first.database.name)
    assert re.search(r"process|use|lock|running|open", line, re.I), line
    assert first.running and Merchant(first.client).physical("a") == 5
    first.kill()
    second.start()
    assert Merchant(second.client).physical("a") == 5


def test_a_lock_does_not_outlive_its_process(new_server):
    server = new_server()
    for _ in range(3):
        server.kill()
        server.start()
    assert server.answers("/health")


@its_file
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(os.urandom(65_536)), id="random bytes"),
        pytest.param(lambda path: path.write_text("this is a shopping list\n" * 500), id="another file"),
        pytest.param(lambda path: path.write_bytes(b"\0" * 16 + path.read_bytes()[16:]), id="no header"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:4096] + os.urandom(len(path.read_bytes()) - 4096)), id="torn pages"),
    ],
)
def test_a_damaged_file_gives_one_clear_line(new_server, damage):
    server = new_server()
    merchant = Merchant(server.client)
    for number in range(50):
        merchant.counts(number)
    assert server.terminate() == 0
    for extra in ("-wal", "-shm"):
        pathlib.Path(f"{server.database}{extra}").unlink(missing_ok=True)
    damage(server.database)
    server.log_path.unlink()
    server.launch()
    one_clear_line(server, server.database.name)


@its_file
def test_a_directory_is_no_database(new_server, tmp_path):
    server = new_server(start=False, SQLITE_PATH=tmp_path)
    server.launch()
    one_clear_line(server, tmp_path)


def test_another_key_does_not_open_the_sealed_secrets(new_server):
    server = new_server()
    Shop(server).connect()
    assert server.terminate() == 0
    server.settings["SYNCSTATE_ENCRYPTION_KEY"] = "A" * 43 + "="
    server.log_path.unlink()
    server.launch()
    one_clear_line(server, "SYNCSTATE_ENCRYPTION_KEY")


@pytest.fixture
def small_disk(tmp_path):
    """A tmpfs of 24 MiB; skipped where mounting is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", place], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=False)


def fill(place):
    filler = place / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65_536)
        except OSError:
            pass
    return filler


@its_file
def test_a_full_disk_gives_503_and_recovers_by_itself(new_server, small_disk, tmp_path):
    server = new_server(SQLITE_PATH=small_disk / "syncstate.db")
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(100_000, sku="a")
    filler = fill(small_disk)
    sent, refused = [], []
    for _ in range(6_000):
        body, webhook_id = order([Line("a", 1)]), str(uuid.uuid4())
        answer = shop.deliver("orders/create", body, webhook_id)
        if answer.status == 503:
            answer.refused(503)
            assert int(answer.header("Retry-After")) > 0
            refused.append((body, webhook_id))
            if len(refused) == 5:
                break
        else:
            sent.append(answer.expect(200))
    assert len(refused) == 5, "the disk was never full"
    server.client.post("/v1/inventory/a/adjustments", {"delta": 1, "reason": "restock"}).refused(503)
    assert server.anonymous.get("/health").status == 200
    eventually(lambda: server.anonymous.get("/ready").status == 503, "it says that it is not ready")
    assert merchant.physical("a") == 100_000 - len(sent), "reads go on"
    assert server.running, server.logs()
    filler.unlink()
    eventually(lambda: shop.deliver("orders/create", refused[0][0], refused[0][1]).status == 200, "it recovers by itself")
    for body, webhook_id in refused:
        shop.deliver("orders/create", body, webhook_id).expect(200)
    eventually(lambda: server.answers("/ready"), "it says that it is ready")
    assert merchant.physical("a") == 100_000 - len(sent) - len(refused)
    server.restart()
    assert merchant.physical("a") == 100_000 - len(sent) - len(refused) and merchant.ledger_agrees("a")


@its_file
def test_a_file_that_became_read_only_gives_503_and_recovers(new_server):
    server = new_server()
    merchant, shop = Merchant(server.client), Shop(server).connect()
    merchant.counts(1_000, sku="a")
    files = [str(path) for path in server.directory.glob("syncstate.db*") if not path.name.endswith("-shm")]
    locked = subprocess.run(["chattr", "+i", *files], capture_output=True, text=True)
    if locked.returncode:
        pytest.skip(f"a file cannot be made immutable here: {locked.stderr.strip()}")
    body, webhook_id = order([Line("a", 1)]), str(uuid.uuid4())
    try:
        answer = shop.deliver("orders/create", body, webhook_id)
        answer.refused(503)
        assert int(answer.header("Retry-After")) > 0
        assert merchant.physical("a") == 1_000, "reads go on"
        assert server.running
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)
    eventually(lambda: shop.deliver("orders/create", body, webhook_id).status == 200, "it recovers by itself")
    assert merchant.physical("a") == 999 and merchant.ledger_agrees("a")


@its_file
def test_a_read_only_disk_at_the_start_is_said_clearly(new_server, small_disk):
    server = new_server(SQLITE_PATH=small_disk / "syncstate.db")
    Merchant(server.client).counts(5, sku="a")
    assert server.terminate() == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    server.log_path.unlink()
    server.launch()
    try:
        eventually(lambda: not server.running or server.answers("/health"), "it serves or says why not", within=START_SECONDS)
        if server.running:
            assert server.anonymous.get("/ready").status == 503
            server.client.put("/v1/inventory/a", {"physical": 6}).refused(503)
        else:
            one_clear_line(server, "syncstate.db")
    finally:
        server.close()
        subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    server.start()
    assert Merchant(server.client).physical("a") == 5


def test_the_store_is_readable_by_its_owner_only(tmp_path):
    server = Server(tmp_path, SYNCSTATE_ENCRYPTION_KEY=None)
    try:
        server.start()
        keys = [path for path in tmp_path.rglob("*") if path.is_file() and "key" in path.name.lower()]
        assert len(keys) == 1, "one generated key file"
        assert keys[0].stat().st_mode & 0o777 == 0o600
        Shop(server).connect()
        server.restart()
        assert len(server.client.get("/v1/channels").expect(200).data) == 1
    finally:
        server.close()
