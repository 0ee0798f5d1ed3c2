"""Where the servers of a run keep their rows, and what follows for its tests.

SYNCSTATE_TEST_STORE     sqlite (when absent) or dynamodb: tables on the stand-in of scripts/with-dynamodb
SYNCSTATE_TEST_PATIENCE  how many times as long as on SQLite a test waits before it fails
SYNCSTATE_TEST_VOLUME    which part of the rows tests of large amounts send, see `volume`

A test that does not run on DynamoDB says why, by `sqlite_only` or `without_store`; pytest lists them at the end.
"""

import os

import pytest

STORE = os.environ.get("SYNCSTATE_TEST_STORE", "sqlite")
assert STORE in ("sqlite", "dynamodb"), f"SYNCSTATE_TEST_STORE={STORE}"
ON_DYNAMODB = STORE == "dynamodb"
# The stand-in is one process of Python, which shares the machine with the server and the test.
PATIENCE = float(os.environ.get("SYNCSTATE_TEST_PATIENCE", 4 if ON_DYNAMODB else 1))
VOLUME = float(os.environ.get("SYNCSTATE_TEST_VOLUME", 0.05 if ON_DYNAMODB else 1))

# The stand-in of scripts/with-dynamodb, whatever the store of the run.
ENDPOINT = os.environ.get("DYNAMODB_TEST_ENDPOINT")
assert ENDPOINT or not ON_DYNAMODB, "SYNCSTATE_TEST_STORE=dynamodb needs scripts/with-dynamodb"
needs_tables = pytest.mark.skipif(ENDPOINT is None, reason="scripts/with-dynamodb starts the stand-in")

# What `volume` has lessened: by the amount on SQLite, the amount here.
lessened = {}


def volume(amount, least=1):
    """So many rows as stand for a large amount on this store: all of them on SQLite, never fewer than `least`."""
    here = max(least, round(amount * VOLUME))
    if here != amount:
        name = os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0].rpartition("/")[2]
        lessened[name, amount] = here
    return here


def on_tables(prefix, endpoint=ENDPOINT):
    """Settings of whoever has its rows in tables with such names."""
    return {
        "STORE": "dynamodb",
        "DYNAMODB_ENDPOINT": endpoint,
        "DYNAMODB_LOCAL_ENDPOINT": None,
        "DYNAMODB_TABLE_PREFIX": prefix,
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def sqlite_only(reason):
    """Marks tests of what only the SQLite engine has."""
    return pytest.mark.sqlite_only(reason)


def without_store(reason):
    """Marks tests of what keeps no rows in a server's store: they would be the same again on another one."""
    return pytest.mark.without_store(reason)


def left_out(item):
    """Why a test does not run on the store of this run; None when it does."""
    for name, kind in (("sqlite_only", "SQLite only"), ("without_store", "no store")):
        for mark in item.iter_markers(name):
            if ON_DYNAMODB:
                return f"{kind}: {mark.args[0]}"
    return None
