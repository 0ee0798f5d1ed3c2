"""Waiting for conditions with a deadline, never for a fixed time."""

import time

from .stores import PATIENCE


def eventually(condition, what, within=20.0, interval=0.05):
    """Returns the first truthy value of `condition`; fails after `within` seconds, on DynamoDB a multiple of them.

    An AssertionError raised by `condition` counts as "not yet" and is reported at the deadline.
    """
    within *= PATIENCE
    deadline = time.monotonic() + within
    while True:
        try:
            seen = condition()
            if seen:
                return seen
        except AssertionError as error:
            seen = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within:g} s: {what}; last seen: {seen!r}")
        time.sleep(interval)


def stays(condition, what, seconds, interval=0.05):
    """Fails as soon as `condition` is falsy within `seconds`. For what must not happen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert condition(), what
        time.sleep(interval)
