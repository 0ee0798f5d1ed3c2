"""A keep-alive HTTP client that reads as a user of the interface."""

import http.client
import json
import threading
import urllib.parse

from .stores import PATIENCE

ABSENT = object()
# RFC 9110 renamed these two; Python 3.11 still has the old names.
PHRASES = {
    413: {"Content Too Large", "Payload Too Large", "Request Entity Too Large"},
    422: {"Unprocessable Content", "Unprocessable Entity"},
}


class Response:
    """One answer: `status`, `headers` (case-insensitive `header()`), raw `body`."""

    def __init__(self, status, headers, body, sent):
        self.status, self.headers, self.body, self.sent = status, headers, body, sent

    def header(self, name):
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None

    @property
    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            raise AssertionError(f"not JSON: {self!r}") from None

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def data(self):
        """The payload of a success."""
        assert self.json.get("success") is True, repr(self)
        return self.json["data"]

    def expect(self, *statuses):
        assert self.status in statuses, f"expected {statuses}, got {self!r}"
        return self

    def refused(self, status, code=None, field=None):
        """Asserts the envelope of a failure, its stable code, and the field that it names."""
        assert self.status == status, f"expected {status}, got {self!r}"
        envelope = self.json
        assert envelope["success"] is False, repr(self)
        assert envelope["error"] in PHRASES.get(status, {http.client.responses[status]}), repr(self)
        assert isinstance(envelope["code"], str) and envelope["code"], repr(self)
        assert isinstance(envelope["message"], str) and envelope["message"], repr(self)
        assert isinstance(envelope["details"], list), repr(self)
        assert isinstance(envelope["requestId"], str) and envelope["requestId"], repr(self)
        if code is not None:
            assert envelope["code"] == code, repr(self)
        if field is not None:
            named = [detail["field"] for detail in envelope["details"]]
            assert field in named, f"{field} is not named: {self!r}"
            assert all(detail["message"] for detail in envelope["details"]), repr(self)
        return envelope

    def __repr__(self):
        return f"{self.sent} -> {self.status} {self.body[:600]!r}"


class Client:
    """`token=None` sends no Authorization. One connection per thread, reopened when it was closed."""

    def __init__(self, port, token=None, headers=None, timeout=30.0 * PATIENCE):
        self.port, self.token, self.timeout = port, token, timeout
        self.fixed = dict(headers or {})
        self._local = threading.local()

    def as_(self, token, **headers):
        """The same server seen with another key; `X_Tenant_Id="a"` becomes the header `X-Tenant-Id`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client(self.port, token, named, self.timeout)

    def get(self, path, headers=None, **query):
        return self.send("GET", path, headers=headers, query=query)

    def put(self, path, json=ABSENT, headers=None, **query):
        return self.send("PUT", path, json=json, headers=headers, query=query)

    def post(self, path, json=ABSENT, headers=None, **query):
        return self.send("POST", path, json=json, headers=headers, query=query)

    def patch(self, path, json=ABSENT, headers=None):
        return self.send("PATCH", path, json=json, headers=headers)

    def delete(self, path, headers=None, **query):
        return self.send("DELETE", path, headers=headers, query=query)

    def send(self, method, path, json=ABSENT, body=None, headers=None, query=None):
        """Sends one request. `json` is encoded here; `body` goes as it is; None in `query` is left out."""
        target = path
        parameters = {name: value for name, value in (query or {}).items() if value is not None}
        if parameters:
            target += "?" + urllib.parse.urlencode(parameters, quote_via=urllib.parse.quote)
        sending = dict(self.fixed)
        if self.token is not None:
            sending["Authorization"] = f"Bearer {self.token}"
        if json is not ABSENT:
            body = encode(json)
            sending["Content-Type"] = "application/json"
        sending.update(headers or {})
        reused = getattr(self._local, "connection", None) is not None
        try:
            return self._exchange(method, target, body, sending)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if not reused or not isinstance(body, (bytes, type(None))):
                raise
            # The server had closed the idle connection: nothing of this request was answered.
            return self._exchange(method, target, body, sending)

    def close(self):
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()

    def _exchange(self, method, target, body, headers):
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            self._local.connection = connection
        try:
            try:
                connection.request(method, target, body=body, headers=headers)
            except (BrokenPipeError, ConnectionResetError):
                # A server may refuse a body before it has read it all; its answer is still to be read.
                if isinstance(body, (bytes, type(None))) and len(body or b"") < 1 << 20:
                    raise
            answer = connection.getresponse()
            content = answer.read()
        except BaseException:
            self.close()
            raise
        if answer.will_close:
            self.close()
        shown = f"{method} {target} {body[:200] if isinstance(body, bytes) else ''!r}"
        return Response(answer.status, answer.getheaders(), content, shown)


def encode(value):
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def quoted(segment):
    """One path segment, percent-encoded."""
    return urllib.parse.quote(segment, safe="")


def pages(client, path, limit=None, **query):
    """Every row of a list, following `nextCursor` to its end."""
    rows, cursor, seen = [], None, set()
    while True:
        answer = client.get(path, limit=limit, cursor=cursor, **query).expect(200)
        rows += answer.data
        cursor = answer.json["nextCursor"]
        if cursor is None:
            return rows
        assert cursor not in seen, f"{path} hands out the same cursor twice"
        seen.add(cursor)
