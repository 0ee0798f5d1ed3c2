"""What stands between the server and DynamoDB on AWS, and is not in the stand-in: policies, and a price.

`Gate` forwards to the stand-in what a policy allows, answers the rest as IAM does, and works out from the sizes of the
items what DynamoDB would charge for transactions and reads; the stand-in's own figures are constants.
"""

import collections
import fnmatch
import json
import math
import re
import threading

from .listener import Listener

ACCOUNT = "123456789012"


class Template:
    """A CloudFormation template that was read by cfn-lint, with parameters put in where they are used."""

    def __init__(self, body, **parameters):
        named = {name: one.get("Default") for name, one in body.get("Parameters", {}).items()}
        pseudo = {"AWS::Partition": "aws", "AWS::Region": "eu-central-1", "AWS::AccountId": ACCOUNT}
        self.values = named | pseudo | parameters
        self.resources = body["Resources"]

    def of_type(self, kind):
        return {name: self.resolve(one["Properties"]) for name, one in self.resources.items() if one["Type"] == kind}

    def resolve(self, node):
        if isinstance(node, list):
            return [self.resolve(one) for one in node]
        if not isinstance(node, dict):
            return node
        if set(node) == {"Ref"}:
            return self.values[node["Ref"]]
        if set(node) == {"Fn::GetAtt"}:
            parts = node["Fn::GetAtt"]
            return self.attribute(*(parts.split(".") if isinstance(parts, str) else parts))
        if set(node) == {"Fn::Sub"}:
            return re.sub(r"\$\{([^}]+)\}", lambda match: str(self.named(match.group(1))), node["Fn::Sub"])
        return {name: self.resolve(one) for name, one in node.items()}

    def named(self, name):
        return self.attribute(*name.split(".")) if "." in name else self.values[name]

    def attribute(self, resource, attribute):
        one = self.resources[resource]
        assert (one["Type"], attribute) == ("AWS::DynamoDB::Table", "Arn"), (resource, attribute)
        return arn(self.resolve(one["Properties"]["TableName"]))


def arn(table):
    return f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/{table}"


TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


def rights(operation, body):
    """The pairs of action and resource that IAM asks about for a request."""
    if operation == "TransactWriteItems":
        writes = (next(iter(entry.items())) for entry in body["TransactItems"])
        return {(f"dynamodb:{TRANSACTION[kind]}", arn(op["TableName"])) for kind, op in writes}
    if operation in ("BatchGetItem", "BatchWriteItem"):
        return {(f"dynamodb:{operation}", arn(table)) for table in body["RequestItems"]}
    index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
    return {(f"dynamodb:{operation}", arn(body["TableName"]) + index)}


def about(operation, body):
    """What a request reads or writes, as (kind, table without its prefix, partition key)."""
    if operation == "TransactWriteItems":
        writes = [next(iter(entry.items())) for entry in body["TransactItems"]]
        return [(kind, short(op["TableName"]), (op.get("Item") or op["Key"])["pk"]["S"]) for kind, op in writes]
    if operation == "BatchGetItem":
        asked = body["RequestItems"].items()
        return [("Get", short(table), key["pk"]["S"]) for table, one in asked for key in one["Keys"]]
    if operation == "Query":
        return [("Query", short(body["TableName"]), body["ExpressionAttributeValues"][":p"]["S"])]
    return [(operation, short(body.get("TableName", "-")), "")]


def short(table):
    return table.rsplit("-", 1)[-1]


def size(item):
    """Bytes as DynamoDB counts them, in its own JSON. Source: "DynamoDB item sizes and formats"."""

    def value(typed):
        kind, content = next(iter(typed.items()))
        if kind == "N":
            return 1 + math.ceil(len(content.lstrip("-").replace(".", "").strip("0")) / 2) + content.startswith("-")
        if kind == "B":
            return len(content) * 3 // 4
        if kind == "M":
            return 3 + sum(1 + len(name.encode()) + value(one) for name, one in content.items())
        if kind == "L":
            return 3 + sum(1 + value(one) for one in content)
        if kind in ("SS", "NS", "BS"):
            return 3 + sum(1 + len(one.encode()) for one in content)
        return len(content.encode()) if kind == "S" else 1

    return sum(len(name.encode()) + value(one) for name, one in item.items())


class Gate(Listener):
    """`statements` of a policy; None allows everything. `indexes`: by table, the attributes that put a row into one."""

    def __init__(self, endpoint, statements=None, indexes=None):
        self.used, self.refused = set(), set()
        # Every request in the order of its answer: the operation, and what it is about as (kind, table, pk).
        self.log = []
        self.units, self.reads = collections.Counter(), collections.Counter()
        self.statements, self.indexes = statements, indexes or {}
        self.lock = threading.Lock()
        self.endpoint = endpoint
        self.listen()

    def allows(self, action, resource):
        return self.statements is None or any(
            fnmatch.fnmatchcase(action, allowed) and fnmatch.fnmatchcase(resource, place)
            for statement in self.statements
            for allowed in statement["Action"]
            for place in ([statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"])
        )

    def take(self, handler):
        status, answer = self.answer(handler, self.body(handler))
        self.send(handler, status, answer, {"Content-Type": "application/x-amz-json-1.0"})

    def answer(self, handler, raw):
        operation, body = handler.headers["X-Amz-Target"].split(".")[1], json.loads(raw)
        asked = rights(operation, body)
        refused = {one for one in asked if not self.allows(*one)}
        with self.lock:
            self.used |= asked
            self.refused |= refused
        if refused:
            message = f"User is not authorized to perform: {sorted(refused)}"
            kind = "com.amazon.coral.service#AccessDeniedException"
            return 400, json.dumps({"__type": kind, "Message": message}).encode()
        answer = self.forward(handler, raw, self.endpoint)
        with self.lock:
            self.log.append((operation, about(operation, body)))
            if operation == "TransactWriteItems":
                self.price(body, answer[0] == 200)
            elif operation in ("BatchGetItem", "Query") and answer[0] == 200:
                self.price_reads(body, json.loads(answer[1]))
        return answer

    def price_reads(self, body, answer):
        """A unit for each begun 4 KB: of each row that is got by its key, of a query's page together."""
        for table, asked in body.get("RequestItems", {}).items():
            found = [math.ceil(size(item) / 4096) for item in answer["Responses"].get(table, [])]
            self.reads[short(table), "get"] += sum(found) + len(asked["Keys"]) - len(found)
        if "TableName" in body:
            page = sum(size(item) for item in answer.get("Items", []))
            units = max(1, math.ceil(page / 4096)) * (0.5 if "IndexName" in body else 1)
            self.reads[short(body["TableName"]), "query"] += units

    def price(self, body, happened):
        """Twice a unit for each begun KB of each item, also of a transaction that was cancelled; a unit for each begun KB
        of each row of an index. Updates are only of locks, whose rows were put just before: they count as one KB."""
        for kind, op in (next(iter(entry.items())) for entry in body["TransactItems"]):
            item = op.get("Item", {})
            begun = max(1, math.ceil(size(item) / 1024))
            table = op["TableName"]
            self.units[short(table), kind] += 2 * begun
            if happened and self.indexes.get(table) in item:
                self.units[short(table), "index"] += begun
