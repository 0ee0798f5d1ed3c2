"""A receiver of an `http` channel: checks signatures, keeps counts, and fails on command."""

import collections
import json
import threading
import time

from .listener import Listener
from .shopify import sign


class Attempt:
    """One POST as it came: when, what it told, how it was answered (None: never)."""

    def __init__(self, when, body, answered):
        self.when, self.body, self.answered = when, body, answered

    @property
    def skus(self):
        return [entry["sku"] for entry in self.body["counts"]]


class Sink(Listener):
    """`behave(f)` sets how attempts are answered: f(attempt number from 1) -> None for 200, or
    (status, headers), or "hang". `refuses(skus)` answers a batch 422. Counts are kept of what was answered 200 only."""

    def __init__(self, secret="sink-signing-secret"):
        self.secret = secret
        self.former_secret = None
        self.lock = threading.Condition()
        self.reset()
        self.listen("/counts")

    def reset(self):
        with self.lock:
            self.counts, self.versions = {}, {}
            self.history = collections.defaultdict(list)
            self.attempts, self.violations = [], []
            self.answer = lambda number: None
            self.refuses = lambda skus: False
            self.delay = 0.0
            self.released = threading.Event()

    def behave(self, answer):
        with self.lock:
            self.answer, self.base = answer, len(self.attempts)

    def heal(self):
        """Answers 200 from now on and lets go whatever hangs."""
        self.behave(lambda number: None)
        self.released.set()

    base = 0

    def take(self, handler):
        raw = self.body(handler)
        with self.lock:
            given = handler.headers.get("X-SyncState-Hmac-Sha256", "")
            body = self.checked(raw, given, handler.headers.get("Content-Type", ""))
            attempt = Attempt(time.monotonic(), body, None)
            self.attempts.append(attempt)
            verdict = self.answer(len(self.attempts) - self.base)
            if self.refuses(attempt.skus):
                verdict = (422, {})
            delay = self.delay
        if delay:
            time.sleep(delay)
        if verdict == "hang":
            self.released.wait(60)
            verdict = (503, {})
        status, headers = verdict or (200, {})
        with self.lock:
            attempt.answered = status
            if status == 200:
                self.keep(body)
            self.lock.notify_all()
        self.send(handler, status, b"{}", headers)

    def checked(self, raw, given, content_type):
        """The body, with every breach of the contract noted in `violations`."""
        if given not in [sign(secret, raw) for secret in (self.secret, self.former_secret) if secret]:
            self.violations.append(f"wrong signature {given!r}")
        if not content_type.startswith("application/json"):
            self.violations.append(f"content type {content_type!r}")
        try:
            body = json.loads(raw)
            skus = [entry["sku"] for entry in body["counts"]]
            assert isinstance(body["txId"], str) and body["txId"], "no txId"
            assert skus and len(set(skus)) == len(skus), "empty, or a SKU twice in one batch"
            for entry in body["counts"]:
                assert isinstance(entry["count"], int) and entry["count"] >= 0, f"count {entry}"
                assert "version" in entry, f"no version {entry}"
            return body
        except (ValueError, KeyError, AssertionError, TypeError) as error:
            self.violations.append(f"malformed batch: {error} in {raw[:200]!r}")
            return {"txId": "", "counts": []}

    def keep(self, body):
        for entry in body["counts"]:
            sku = entry["sku"]
            if sku in self.versions and entry["version"] < self.versions[sku]:
                self.violations.append(f"{sku} went back from version {self.versions[sku]} to {entry['version']}")
            self.counts[sku], self.versions[sku] = entry["count"], entry["version"]
            self.history[sku].append(entry["count"])

    def channel(self, **changes):
        return {"kind": "http", "url": self.url, "signingSecret": self.secret} | changes

    def shows(self, sku, count):
        with self.lock:
            return self.counts.get(sku) == count

    def told(self, sku):
        """Every count that was accepted for `sku`, oldest first."""
        with self.lock:
            return list(self.history.get(sku, []))

    def tried(self, sku):
        """Every attempt that carried `sku`, answered or not."""
        with self.lock:
            return [attempt for attempt in self.attempts if sku in attempt.skus]

    def close(self):
        self.released.set()
        super().close()
        assert not self.violations, self.violations
