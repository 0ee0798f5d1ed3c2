"""DynamoDB for tests: moto's server, with transactions that are atomic when several arrive at once.

moto copies whole tables before a transaction and puts the copies back when a condition fails, so that a failed
transaction takes concurrent writes of others with it. Here a transaction checks all of its conditions first and then
writes, under a lock that every request takes; the same token within its lifetime happens once, as DynamoDB has it.

Usage: python dynamodb_stand_in.py [PORT]   prints the endpoint once it listens; ends with its standard input.
"""

import logging
import sys
import threading

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
        names, values = op.get("ExpressionAttributeNames"), op.get("ExpressionAttributeValues")
        if kind == "Put":
            self.put_item(op["TableName"], op["Item"])
        elif kind == "Delete":
            self.delete_item(op["TableName"], key)
        elif kind == "Update":
            self.update_item(
                op["TableName"],
                key,
                update_expression=op["UpdateExpression"],
                expression_attribute_names=names,
                expression_attribute_values=values,
            )


models.DynamoDBBackend.transact_write_items = transact_write_items


class OneAtATime:
    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        with LOCK:
            return self.app(environ, start_response)


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
