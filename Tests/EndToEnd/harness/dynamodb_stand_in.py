"""DynamoDB for tests: moto's server, with transactions that are atomic when several arrive at once.

moto copies whole tables before a transaction and puts the copies back when a condition fails, so that a failed
transaction takes concurrent writes of others with it. Here a transaction checks all of its conditions first and then
writes, under a lock that every request takes. Tokens of transactions are forgotten at once, which is harder on a client
than DynamoDB, where they are kept for ten minutes.

A path in front of the endpoint asks for faults, each counted for that path alone:
  /faults/lost/N/ANY      every Nth request is carried out and answered 500
  /faults/error/N/ANY     every Nth request is answered 500 and not carried out
  /faults/throttle/N/ANY  every Nth request is answered as throttled and not carried out
  /faults/die/N/ANY       after N transactions nothing is carried out any more

Usage: python dynamodb_stand_in.py [PORT]   prints the endpoint once it listens; ends with its standard input.
"""

import collections
import json
import logging
import sys
import threading

import moto_paths
from moto.dynamodb import models
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import ConditionalCheckFailed, TransactionCanceledException
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

LOCK = threading.RLock()


def transact_write_items(self, transact_items):
    if len(transact_items) > 100:
        raise models.TooManyTransactionsException()
    seen, errors, plan = set(), [], []
    for entry in transact_items:
        kind, op = next(iter(entry.items()))
        table = self.get_table(op["TableName"])
        source = op["Item"] if kind == "Put" else op["Key"]
        key = {name: source[name] for name in (table.hash_key_attr, table.range_key_attr) if name}
        mark = (op["TableName"], str(sorted(key.items())))
        if mark in seen:
            raise models.MultipleTransactionsException()
        seen.add(mark)
        plan.append((kind, op, key))
        current = self.get_item(op["TableName"], key)
        condition = op.get("ConditionExpression")
        error = (None, None, None)
        if condition is not None:
            holds = get_filter_expression(
                condition, op.get("ExpressionAttributeNames"), op.get("ExpressionAttributeValues")
            ).expr(current)
            if not holds:
                wanted = op.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and current
                old = current.to_json()["Attributes"] if wanted else None
                error = ("ConditionalCheckFailed", str(ConditionalCheckFailed().message), old)
        errors.append(error)
    if any(code is not None for code, _, _ in errors):
        raise TransactionCanceledException(errors)
    for kind, op, key in plan:
        if kind == "Put":
            self.put_item(op["TableName"], op["Item"])
        elif kind == "Delete":
            self.delete_item(op["TableName"], key)
        elif kind == "Update":
            moto_paths.update(self, op, key)


models.DynamoDBBackend.transact_write_items = transact_write_items


class OneAtATime:
    def __init__(self, app):
        self.app = app
        self.counts = collections.Counter()

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        with LOCK:
            if not path.startswith("/faults/"):
                return self.carry_out(environ, start_response)
            environ["PATH_INFO"] = "/"
            _, _, kind, every, *_ = path.split("/")
            is_transaction = environ.get("HTTP_X_AMZ_TARGET", "").endswith("TransactWriteItems")
            if kind != "die" or is_transaction:
                self.counts[path] += 1
            count, every = self.counts[path], int(every)
            is_hit = count > every if kind == "die" else count % every == 0
            if not is_hit:
                return self.carry_out(environ, start_response)
            if kind == "lost":
                b"".join(self.carry_out(environ, lambda *_: None))
            else:
                # An unread body would be taken for the next request of the connection.
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            if kind == "throttle":
                return answer(start_response, "400 Bad Request", "ProvisionedThroughputExceededException")
            return answer(start_response, "500 Internal Server Error", "InternalServerError")

    def carry_out(self, environ, start_response):
        body = moto_paths.direct(environ)
        return self.app(environ, start_response) if body is None else respond(start_response, "200 OK", body)


def answer(start_response, status, name):
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{name}", "message": "asked for"}).encode()
    return respond(start_response, status, body)


def respond(start_response, status, body):
    start_response(status, [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(body)))])
    return [body]


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    app = OneAtATime(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
