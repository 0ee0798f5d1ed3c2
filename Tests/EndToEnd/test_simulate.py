"""The simulator as a command: the same seed is the same run, and a broken rule is found."""

import json
import os
import subprocess
import urllib.request

from harness import without_store
from harness.server import BINARY
from harness.stores import ENDPOINT, needs_tables

pytestmark = without_store("the simulator is no server, and has a store of its own")

AWS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "eu-central-1"}


def simulate(*arguments, **environment):
    return subprocess.run(
        [BINARY, "simulate", *arguments], capture_output=True, timeout=120, env=os.environ | environment
    )


def tables():
    """Names of all tables of the stand-in, which does not look at signatures."""
    names, start = [], None
    while True:
        request = urllib.request.Request(
            ENDPOINT,
            json.dumps({"ExclusiveStartTableName": start} if start else {}).encode(),
            {
                "Content-Type": "application/x-amz-json-1.0",
                "X-Amz-Target": "DynamoDB_20120810.ListTables",
                "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261121/eu-central-1/dynamodb/aws4_request",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            page = json.load(answer)
        names += page["TableNames"]
        start = page.get("LastEvaluatedTableName")
        if start is None:
            return names


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


@needs_tables
def test_one_seed_is_one_run_on_dynamodb_too_and_leaves_no_tables():
    arguments = ("--store", "dynamodb", "--dynamodb-endpoint", ENDPOINT, "--seed", "42", "--faults", "100", "--trace")
    first, second = (simulate(*arguments, "--steps", "300", **AWS) for _ in range(2))
    assert first.returncode == 0, first.stdout[-2000:] + first.stderr
    assert first.stdout == second.stdout
    assert b"tables: TransactWriteItems" in first.stdout
    prefix = first.stderr.decode().split()[1].rstrip("*")
    assert prefix.startswith("SyncState-simulation-") and prefix not in second.stderr.decode()
    assert not [name for name in tables() if name.startswith("SyncState-simulation-")]


def test_dynamodb_that_is_not_there_is_said():
    done = simulate("--store", "dynamodb", "--dynamodb-endpoint", "http://127.0.0.1:1", "--steps", "1", **AWS)
    assert done.returncode not in (0, 64)
    assert b"127.0.0.1:1" in done.stderr, done.stderr
    assert b"connect to server" in done.stderr, done.stderr


def test_an_unknown_mutation_is_refused():
    assert simulate("--mutation", "nothing").returncode == 64


def test_several_instances_need_an_engine_for_them():
    done = simulate("--instances", "2")
    assert done.returncode == 64 and b"--store dynamodb" in done.stderr


@needs_tables
def test_two_instances_share_the_tables():
    arguments = ("--store", "dynamodb", "--dynamodb-endpoint", ENDPOINT, "--seed", "104", "--steps", "300", "--trace")
    done = simulate(*arguments, "--instances", "2", **AWS)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert b"instance 0 works for" in done.stdout and b"instance 1 works for" in done.stdout
