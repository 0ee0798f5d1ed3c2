"""A server on a port of loopback, in the place of whatever ours talks to."""

import http.client
import http.server
import sys
import threading
import urllib.parse


class Listener:
    """Serves from `listen` to `close`: `take(handler)` is called for each request, on a thread of its connection."""

    methods = ("POST",)

    def listen(self, path=""):
        """`url` leads to `path`."""
        handle = {f"do_{method}": lambda handler: self.take(handler) for method in self.methods}
        self.httpd = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), handle))
        self.url = f"http://127.0.0.1:{self.httpd.server_address[1]}{path}"
        threading.Thread(target=self.httpd.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.httpd.shutdown()
        self.httpd.server_close()

    @staticmethod
    def body(handler):
        return handler.rfile.read(int(handler.headers.get("Content-Length") or 0))

    @staticmethod
    def send(handler, status, body=b"", headers=None):
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def forward(handler, body, url):
        """Asks the server at `url` the same, with this body; its status and answer."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
        try:
            own = ("host", "content-length")
            headers = {name: value for name, value in handler.headers.items() if name.lower() not in own}
            connection.request(handler.command, handler.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request, client_address):
        # Whoever is killed mid-request resets its connection.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
