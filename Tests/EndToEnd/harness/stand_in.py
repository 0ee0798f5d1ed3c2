"""The benchmark's own stand-in for DynamoDB, which charges as DynamoDB does and tells what it was asked."""

import http.client
import json
import subprocess
import urllib.parse

from .server import BINARY, environment
from .stores import on_tables


class StandIn:
    """`round_trip` is in milliseconds."""

    def __init__(self, directory, round_trip=0, conflicts=False):
        arguments = ["bench-dynamodb-stand-in", "--round-trip", str(round_trip)] + ["--conflicts"] * conflicts
        with open(directory / "stand-in.log", "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, *arguments], env=environment({}), stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://127.0.0.1:"), (directory / "stand-in.log").read_text()

    def close(self):
        self.process.kill()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    @property
    def usage(self):
        """What `StandInUsage` says."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=20)
        try:
            connection.request("POST", "/", b"", {"X-Amz-Target": "StandIn.Usage"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()

    def settings(self, prefix, url=None):
        """Of a server on these tables. `url`: by way of somebody who listens."""
        return on_tables(prefix, url or self.url)
