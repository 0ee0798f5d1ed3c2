"""Short cuts through moto for the requests of a server under load.

They go straight to moto's own handlers; what a handler refuses is sent again through moto's front door, which knows how
errors look. A query reads its own partition, where moto sorts the whole table twice. The size of an item is counted once,
where moto counts it anew for each attribute.
"""

import functools
import io
import json
import operator
import re

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import ServiceException
from moto.dynamodb import responses
from moto.dynamodb.comparisons import get_comparison_func
from moto.dynamodb.exceptions import ItemSizeTooLarge, MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.models.utilities import dynamo_to_dict
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from werkzeug.exceptions import HTTPException

DIRECT = {
    "BatchGetItem": "batch_get_item",
    "BatchWriteItem": "batch_write_item",
    "PutItem": "put_item",
    "Query": "query",
    "TransactWriteItems": "transact_write_items",
}
REGION = re.compile(r"Credential=[^/]*/\d+/([^/]+)/")
# As in moto: a little under what DynamoDB takes.
ITEM_BYTES = 405_000
PAGE_BYTES = 1 << 20
whole_query = Table.query


def direct(environ):
    """The body of a success; None when the request is one for the front door, which can still read it."""
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    region = REGION.search(environ.get("HTTP_AUTHORIZATION", ""))
    if operation not in DIRECT or region is None:
        return None
    raw = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = io.BytesIO(raw)
    handler = responses.DynamoHandler()
    handler.body = handler.params = json.loads(raw)
    handler.region, handler.current_account = region.group(1), DEFAULT_ACCOUNT_ID
    try:
        result = getattr(handler, DIRECT[operation])().result
    except (ServiceException, HTTPException):
        return None
    return json.dumps(result, default=typed).encode()


def typed(value):
    """Values as JSON has them; binary ones are kept in base 64, as they came."""
    if isinstance(value, DynamoType):
        return {value.type: value.value}
    raise TypeError(f"{type(value)} in an answer")


class Result(responses.ActionResult):
    """Leaves values as moto has them until the front door writes them out."""

    def execute_result(self, context):
        self._result = dynamo_to_dict(self._result)
        return super().execute_result(context)


def query(self, hash_key, comparison, bounds, limit, start, forward, *more, **others):
    """Table.query for tables whose keys are texts, without projection; the rest is moto's."""
    projection, index_name, consistent, filtering = more
    conditions = {"hash_key_conditions", "range_key_conditions"}
    if projection or others.keys() - conditions or self.range_key_type != "S":
        return whole_query(self, hash_key, comparison, bounds, limit, start, forward, *more, **others)
    if index_name and consistent:
        raise MockValidationException("Consistent reads are not supported on global secondary indexes")
    own = (self.hash_key_attr, self.range_key_attr)
    if index_name:
        hash_name, range_name = (one["AttributeName"] for one in self.get_index(index_name, error_if_not=True).schema)
        places = (range_name, *own)
        items = [
            item
            for rows in self.items.values()
            for item in rows.values()
            if hash_name in item.attrs and item.attrs[hash_name] == hash_key and range_name in item.attrs
        ]
    else:
        places = (self.range_key_attr,)
        items = list(self.items[hash_key].values()) if hash_key in self.items else []
    if comparison:
        holds, bounds = get_comparison_func(comparison), [one.value for one in bounds]
        items = [item for item in items if holds(item.attrs[places[0]].value, *bounds)]
    order = [(tuple(item.attrs[name].value for name in places), item) for item in items]
    order.sort(key=lambda one: one[0], reverse=not forward)
    if start is not None:
        last = tuple(DynamoType(start[name]).value for name in places)
        order = [one for one in order if (one[0] > last if forward else one[0] < last)]
    results, size = [], 0
    for _, item in order:
        size += item.size()
        if len(results) == limit or (results and size > PAGE_BYTES):
            last = self._get_last_evaluated_key(results[-1], index_name)
            break
        results.append(item)
    else:
        last = None
    return [item for item in results if filtering.expr(item)], len(results), last


def make_item(self, hash_key, range_key, attrs):
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict()
    dict.update(self.attrs, {name: DynamoType(value) for name, value in attrs.items()})
    if self.size() > ITEM_BYTES:
        raise ItemSizeTooLarge


ASSIGNMENT = r"(#?\w+) = (?:(:\w+)|if_not_exists\((#?\w+), (:\w+)\))"
PLAIN_UPDATE = re.compile(rf"(?:SET ({ASSIGNMENT}(?:, {ASSIGNMENT})*))?(?: ?REMOVE (#?\w+(?:, #?\w+)*))?")


def update(backend, op, key):
    """An update whose condition holds. Values that are assigned to attributes, or attributes taken away, need no syntax
    tree, which moto builds and walks many times; other updates are moto's."""
    names, values = op.get("ExpressionAttributeNames", {}), op.get("ExpressionAttributeValues", {})
    text = op["UpdateExpression"]
    form = PLAIN_UPDATE.fullmatch(text)
    if form is None:
        backend.update_item(
            op["TableName"],
            key,
            update_expression=text,
            expression_attribute_names=names,
            expression_attribute_values=values,
        )
        return
    current = backend.get_item(op["TableName"], key)
    before = current.attrs if current else {}
    after = dict(before) | key
    for name, value, looked_at, otherwise in re.findall(ASSIGNMENT, form.group(1) or ""):
        found = before.get(names.get(looked_at, looked_at)) if looked_at else None
        after[names.get(name, name)] = found or values[value or otherwise]
    for name in (form.groups()[-1] or "").split(", "):
        after.pop(names.get(name, name), None)
    backend.put_item(op["TableName"], after)


def compared(whole, quick):
    """`whole` for values of any type, `quick` where it is texts that are compared."""
    return lambda self, other: quick(self.value, other.value) if self.type == other.type == "S" else whole(self, other)


whole_hash = DynamoType.__hash__
DynamoType.__hash__ = lambda self: hash(self.value) if self.type == "S" else whole_hash(self)
DynamoType.__eq__ = compared(DynamoType.__eq__, operator.eq)
DynamoType.__ne__ = compared(DynamoType.__ne__, operator.ne)
Item.__init__ = make_item
Table.query = query
responses.DynamoResult = Result
# Whoever changes a syntax tree copies it first.
UpdateExpressionParser.make = functools.lru_cache(UpdateExpressionParser.make)
