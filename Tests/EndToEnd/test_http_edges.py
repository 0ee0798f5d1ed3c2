"""What a socket may say: the server answers or closes, goes on, and never mistakes one request for another."""

import json
import socket
import uuid

import pytest

from harness import Line, order, sign


def talk(server, data, timeout=15):
    """Everything that is answered to `data` until the server closes, or nothing comes for a second."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
        connection.sendall(data)
        received = b""
        while True:
            try:
                part = connection.recv(65_536)
            except (ConnectionResetError, TimeoutError):
                return received
            if not part:
                return received
            received += part
            connection.settimeout(1)


BROKEN = {
    "length and chunked": b"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "negative length": b"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello",
    "length of no number": b"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nContent-Length: five\r\n\r\nhello",
    "bad chunk": b"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03garbage\r\n\r\n",
    "long target": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "long header": b"GET /health HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: a\r\n" % n for n in range(5_000)) + b"\r\n",
    "no version": b"GET /health\r\n\r\n",
    "line feed in a name": b"GET /health HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_http_is_refused(server, data):
    answer = talk(server, data)
    assert answer.startswith(b"HTTP/1.1 4") or answer.startswith(b"HTTP/1.0 4") or answer == b"", answer[:200]
    assert answer.count(b"HTTP/1.") <= 1, "one request, one answer"
    assert server.running and server.answers("/health")


def test_requests_in_one_packet_are_answered_in_order(server, merchant):
    sku = merchant.counts(5)
    key = f"Authorization: Bearer {server.client.token}\r\n"
    one = f"GET /v1/inventory/{sku} HTTP/1.1\r\nHost: a\r\n{key}\r\n".encode()
    other = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = talk(server, one + other + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    first, second = answer.find(sku.encode()), answer.find(b'{"ok":true}')
    assert answer.count(b"HTTP/1.1 200") == 3 and 0 < first < second < answer.rfind(sku.encode())


def test_a_chunked_webhook_is_taken_whole(server, shop, merchant):
    sku = merchant.counts(10)
    raw = json.dumps(order([Line(sku, 3)])).encode()
    parts = (raw[start : start + 700] for start in range(0, len(raw), 700))
    answer = shop.http.send("POST", "/webhook/shopify", body=parts, headers=shop.headers("orders/create", raw))
    assert answer.expect(200).data["status"] == "applied" and merchant.physical(sku) == 7


def test_a_webhook_byte_by_byte_is_taken(server, shop, merchant):
    sku = merchant.counts(10)
    raw = json.dumps({"items": [{"sku": sku, "quantity": 2}], "txId": str(uuid.uuid4())}).encode()
    head = f"POST /webhook/shopify HTTP/1.1\r\nHost: a\r\nX-Shopify-Shop-Domain: {shop.domain}\r\nX-Shopify-Hmac-Sha256: "
    data = f"{head}{sign(shop.secret, raw)}\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n\r\n".encode() + raw
    with socket.create_connection(("127.0.0.1", server.port), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            connection.sendall(bytes([byte]))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    assert merchant.physical(sku) == 8


def test_head_answers_like_get_without_a_body(server):
    answer = talk(server, b"HEAD /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200") and answer.endswith(b"\r\n\r\n")


def test_a_request_id_of_ones_own_comes_back(api):
    mine = f"trace-{uuid.uuid4()}"
    answer = api.get("/v1/inventory/no-such-sku-here", headers={"X-Request-Id": mine})
    assert answer.refused(404)["requestId"] == mine
    for wrong in ("a b", "x" * 500, "\u00e9"):
        given = api.get("/v1/inventory/no-such-sku-here", headers={"X-Request-Id": wrong}).refused(404)["requestId"]
        assert given != wrong


def test_two_dots_are_a_sku_and_no_way_out(api, merchant):
    for segment in ("%2E%2E", "%2e", "..%2F..%2Fetc%2Fpasswd"):
        api.put(f"/v1/inventory/{segment}", {"physical": 4}).expect(200)
    assert merchant.row("../../etc/passwd")["physical"] == 4
    assert merchant.row("..")["sku"] == ".."
