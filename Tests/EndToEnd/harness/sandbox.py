"""`syncstate sandbox` as a process: a shop of ours that stands alone, commanded over HTTP."""

import json
import subprocess
import threading
import urllib.error
import urllib.request
import uuid

from .server import BINARY, environment
from .waiting import eventually


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status, self.body = status, body


class Sandbox:
    """A shop with a name and a secret of its own; `options` are those of the command line."""

    def __init__(self, *options, webhooks_to=None, cwd=None):
        self.name = f"box-{uuid.uuid4().hex[:8]}"
        self.domain = f"{self.name}.myshopify.com"
        self.secret, self.token = f"secret-{uuid.uuid4().hex}", f"token-{uuid.uuid4().hex}"
        arguments = ["--port", "0", "--json", "--shop", self.domain, "--secret", self.secret, "--token", self.token]
        if webhooks_to:
            arguments += ["--webhooks-to", webhooks_to]
        self.process = subprocess.Popen(
            [BINARY, "sandbox", *arguments, *map(str, options)],
            env=environment({}),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.opened = json.loads(self.process.stdout.readline() or "null")
        assert self.opened and self.opened["event"] == "open", self.process.stderr.read()
        self.url, self.location = self.opened["adminUrl"], self.opened["locationId"]
        self.lines = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def send(self, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json"} | headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None

    def does(self, what, **body):
        """`sell`, `edit`, `refund`, `cancel`, `fulfil`, `edit-order` or `faults`."""
        return self.send("POST", f"/sandbox/{what}", body)

    def sells(self, sku, quantity=1, **more):
        return self.does("sell", sku=sku, quantity=quantity, **more)["orderId"]

    def webhooks(self, **trouble):
        return self.send("PUT", "/sandbox/webhooks", trouble)

    def levels(self):
        return {sku: level["available"] for sku, level in self.send("GET", "/sandbox/levels").items()}

    def item(self, sku):
        return self.send("GET", "/sandbox/levels")[sku]["inventoryItemId"]

    def events(self, kind=None):
        events = self.send("GET", "/sandbox/events")["events"]
        return [event for event in events if kind in (None, event["event"])]

    def graphql(self, query, variables=None, version="2026-07", token=None, **more):
        body = {"query": query, "variables": variables or {}} | more
        path = f"/admin/api/{version}/graphql.json"
        return self.send("POST", path, body, **{"X-Shopify-Access-Token": token or self.token})

    def connect(self, server, authority="adopt"):
        """Makes the shop a channel of `server` and takes its counts. Returns the shop."""
        body = {
            "kind": "shopify",
            "shop": self.domain,
            "locationId": self.location,
            "accessToken": self.token,
            "webhookSecrets": [self.secret],
            "adminUrl": self.url,
            "authority": authority,
        }
        server.client.put(f"/v1/channels/{self.name}", body).expect(200)
        server.client.post(f"/v1/channels/{self.name}/import").expect(200, 202)
        return self

    def reconcile(self, server):
        """A pass over everything, begun after this call."""
        server.client.post(f"/v1/channels/{self.name}/reconcile").expect(200, 202)

    def delivered(self, topic, count=1):
        """Waits until so many deliveries of a topic were taken."""

        def taken():
            all = [event for event in self.events("delivered") if event["topic"] == topic and event["status"] == 200]
            return all if len(all) >= count else None

        return eventually(taken, f"{count} deliveries of {topic} are taken")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
