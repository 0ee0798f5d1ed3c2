"""The simulator as a command: the same seed is the same run, and a broken rule is found."""

import subprocess

from harness.server import BINARY


def simulate(*arguments):
    return subprocess.run([BINARY, "simulate", *arguments], capture_output=True, timeout=120)


def test_one_seed_is_one_run_byte_for_byte():
    first, second = (simulate("--seed", "42", "--steps", "1500", "--trace") for _ in range(2))
    assert first.returncode == 0, first.stdout[-2000:]
    assert len(first.stdout.splitlines()) > 500
    assert first.stdout == second.stdout
    assert simulate("--seed", "43", "--steps", "1500", "--trace").stdout != first.stdout


def test_a_broken_rule_is_found_and_can_be_played_again():
    found = simulate("--seed", "1", "--steps", "1000", "--mutation", "blind-set")
    assert found.returncode == 1
    last = found.stdout.decode().splitlines()[-1]
    assert last.startswith("again: syncstate simulate --seed ")
    again = simulate(*last.removeprefix("again: syncstate simulate ").split())
    assert again.returncode == 1
    assert b"erased" in again.stdout


def test_an_unknown_mutation_is_refused():
    assert simulate("--mutation", "nothing").returncode == 64
