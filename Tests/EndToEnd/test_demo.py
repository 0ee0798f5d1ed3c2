"""The demo as a process: what it prints where nobody draws, and what it leaves behind."""

import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import time

import pytest

from harness import Client, eventually, free_port, without_store
from harness.server import BINARY, environment

pytestmark = without_store("the demo has a temporary SQLite file of its own")

FINISHED = "Every channel shows the right counts, and nothing is unexplained."


@pytest.fixture
def demo(tmp_path):
    """Starts demos on a free port, with `tmp_path` for temporary files; ends them after the test."""
    started = []

    def start(*arguments, **pipes):
        port = free_port()
        process = subprocess.Popen(
            [BINARY, "demo", "--port", str(port), *arguments],
            env=environment({"TMPDIR": tmp_path, "TERM": "xterm", "SHOPIFY_SHOP": "not-for-a-demo.myshopify.com"}),
            cwd=tmp_path,
            **pipes,
        )
        process.port = port
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_demo_of_some_seconds_is_lines_and_ends_well(demo, tmp_path):
    process = demo("--duration", "4", "--rate", "5", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, out + err
    lines = out.splitlines()
    assert lines[0] == f"SyncState demo at http://127.0.0.1:{process.port}"
    assert lines[1].startswith("Admin key: ")
    assert any(re.match(r"^Channels: demo-north http://127.0.0.1:\d+, demo-south http://127.0.0.1:\d+, pos http://127.0.0.1:\d+/", line) for line in lines)
    assert any(line.startswith("Try it: webhooks/send ") for line in lines)
    shown = [line for line in lines if re.match(r"^\d\d:\d\d:\d\d demo-(north|south) .* \d+ → \d+.*; told ", line)]
    assert shown, out
    assert FINISHED in out
    assert err == "" and "\x1b" not in out
    # Lines come at a rate that can be read.
    assert len([line for line in lines if not line.startswith(("Scene", "  "))]) < 80, out
    # However short it is, the first scene is played to its end.
    assert "Scene: a sale in one shop while another is told its count" in lines and "  As it should be." in lines
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_it_shows_what_other_tools_get_wrong(demo):
    process = demo("--duration", "26", "--rate", "5", "--seed", "3", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, out + err
    scenes = {}
    for line in out.splitlines():
        if line.startswith("Scene: "):
            steps = scenes.setdefault(line, [])
        elif line.startswith("  "):
            steps.append(line.strip())
    race = scenes["Scene: a sale in one shop while another is told its count"]
    begin = int(re.match(r"demo-south sells 1 NOTEBOOK-A5: (\d+) → \d+\. Its webhooks are late\.", race[0])[1])
    assert "refused as stale" in race[2]
    # Both sales are in the count that is written at last; a blind write would have said two less, not three.
    assert race[3].startswith(f"Corrected: demo-south is told {begin - 3}.")
    edit = scenes["Scene: a person corrects a count in a shop"]
    found = re.search(r"adopted, (\d+) → (\d+)", edit[2])
    assert int(found[2]) == int(found[1]) + 6
    twice = scenes["Scene: every webhook of a sale delivered twice"]
    moved = re.search(r"moved nothing: (\d+) → (\d+), once", twice[1])
    assert int(moved[2]) == int(moved[1]) - 2 and "echo" in twice[2]
    lost = scenes["Scene: no webhook of a sale delivered"]
    pulled = re.search(r"pulls the order: (\d+) → (\d+)", lost[1])
    assert int(pulled[2]) == int(pulled[1]) - 2
    assert all("As it should be." in steps for steps in scenes.values())
    counted = re.search(r"(\d+) echoes .* known, (\d+) writes were refused as stale .* (\d+) scenes", out)
    assert all(int(number) > 0 for number in counted.groups()) and int(counted[3]) >= 4
    assert FINISHED in out


def test_the_key_that_is_shown_works_and_ctrl_c_ends(demo):
    process = demo(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.readline()
    key = process.stdout.readline().split()[-1]
    api = Client(process.port, key)
    eventually(lambda: len(api.get("/v1/channels").expect(200).data) == 3, "two shops and a point of sale")
    eventually(lambda: len(api.get("/v1/inventory").expect(200).data) >= 12, "the catalogue is counted")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=40)
    assert process.returncode == 0, out + err
    assert "webhooks came in" in out


def test_a_port_in_use_is_said_in_one_line(demo):
    first = demo(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    first.stdout.readline()
    done = subprocess.run(
        [BINARY, "demo", "--port", str(first.port)],
        env=environment({"TMPDIR": tempfile.gettempdir()}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode > 0 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert str(first.port) in line


def test_a_terminal_is_drawn_on_and_given_back(demo):
    leader, follower = pty.openpty()
    process = demo("--duration", "3", stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    seen = b""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if select.select([leader], [], [], 0.2)[0]:
            try:
                piece = os.read(leader, 65_536)
            except OSError:
                break
            seen += piece
        elif process.poll() is not None:
            break
    os.close(leader)
    assert process.wait(timeout=10) == 0
    entered, left = seen.index(b"\x1b[?1049h"), seen.rindex(b"\x1b[?1049l")
    drawing, rest = seen[entered:left], seen[left:]
    assert b"\n" not in drawing.replace(b"\r\n", b""), "lines are drawn, not scrolled"
    assert b"\x1b[?25h" in seen[left - 40 : left], "the cursor is shown again"
    assert b"demo-north" in drawing and b"admin key" in drawing
    assert b"SCENE" in drawing and "refused as stale".encode() in drawing
    assert FINISHED.encode() in rest
