"""The sandbox shop's part of the Admin API is Shopify's: its schema, the shape of its answers, and what it refuses."""

import collections
import datetime
import json
import pathlib
import random

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    Lexer,
    Source,
    TokenKind,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    parse,
    print_ast,
    validate,
)

from harness import Sandbox, eventually, without_store
from test_graphql_operations import FILES, SCHEMA, document

pytestmark = without_store("the sandbox shop keeps no rows")

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHOPIFY = build_schema(SCHEMA.read_text())
OURS = build_schema("schema { query: QueryRoot mutation: Mutation }\n" + (ROOT / "Sources/Sandbox/Templates/admin.graphql").read_text())
SKU = "MUG-WHITE"


@pytest.fixture(scope="module")
def shop():
    one = Sandbox()
    order = one.sells(SKU, 3)
    one.does("refund", orderId=order, sku=SKU, quantity=1)
    yield one
    one.close()


def test_every_part_of_the_schema_is_shopifys() -> None:
    wrong = []
    for name, ours in OURS.type_map.items():
        theirs = SHOPIFY.type_map.get(name)
        if name.startswith("__") or (is_leaf_type(ours) and not isinstance(ours, GraphQLEnumType)):
            continue
        if type(ours) is not type(theirs):
            wrong.append(f"{name} is no {type(ours).__name__}")
        elif isinstance(ours, GraphQLEnumType):
            wrong += [f"{name}.{value}" for value in ours.values if value not in theirs.values]
        elif isinstance(ours, GraphQLUnionType):
            wrong += [f"{name}: {one.name}" for one in ours.types if one.name not in {their.name for their in theirs.types}]
        elif isinstance(ours, GraphQLInputObjectType):
            wrong += [f"{name}.{key}" for key, field in ours.fields.items() if str(field.type) != str(theirs.fields[key].type)]
            wrong += [f"{name} lacks {key}" for key, field in theirs.fields.items() if is_non_null_type(field.type) and key not in ours.fields]
        elif isinstance(ours, (GraphQLObjectType, GraphQLInterfaceType)):
            for key, field in ours.fields.items():
                known = theirs.fields.get(key)
                if known is None or str(known.type) != str(field.type):
                    wrong.append(f"{name}.{key}: {field.type}")
                    continue
                for argument, value in field.args.items():
                    if argument not in known.args or str(known.args[argument].type) != str(value.type):
                        wrong.append(f"{name}.{key}({argument}: {value.type})")
                wrong += [f"{name}.{key} needs {argument}" for argument, value in known.args.items() if is_non_null_type(value.type) and argument not in field.args]
    assert wrong == []
    assert {"QueryRoot", "InventoryLevel", "WebhookSubscription"} <= set(OURS.type_map)


# -- the shape of answers


def fields(selections, typename, fragments):
    for selection in selections:
        kind = type(selection).__name__
        if kind == "FieldNode":
            yield selection
        else:
            inner = fragments[selection.name.value] if kind == "FragmentSpreadNode" else selection
            condition = inner.type_condition.name.value if inner.type_condition else typename
            possible = {one.name for one in SHOPIFY.get_possible_types(SHOPIFY.type_map[condition])} if condition != typename and not isinstance(SHOPIFY.type_map[condition], GraphQLObjectType) else {condition}
            if typename in possible:
                yield from fields(inner.selection_set.selections, typename, fragments)


def concrete(value, named, selections):
    """The object type of an answer: told by `__typename` or by its id."""
    if isinstance(named, GraphQLObjectType):
        return named
    if "__typename" in value:
        return SHOPIFY.type_map[value["__typename"]]
    conditions = [one.type_condition.name.value for one in selections if type(one).__name__ == "InlineFragmentNode"]
    return SHOPIFY.type_map[conditions[0]]


def problems(value, kind, selections, fragments, path=""):
    if is_non_null_type(kind):
        if value is None:
            return [f"{path} is null"]
        kind = kind.of_type
    if value is None:
        return []
    if is_list_type(kind):
        if not isinstance(value, list):
            return [f"{path} is no list"]
        return [one for index, entry in enumerate(value) for one in problems(entry, kind.of_type, selections, fragments, f"{path}[{index}]")]
    if isinstance(kind, GraphQLEnumType):
        return [] if value in kind.values else [f"{path} is {value!r}"]
    if is_leaf_type(kind):
        return [] if fits(kind.name, value) else [f"{path} is {value!r}, no {kind.name}"]
    if not isinstance(value, dict):
        return [f"{path} is no object"]
    named = concrete(value, get_named_type(kind), selections)
    found, names = [], set()
    for field in fields(selections, named.name, fragments):
        name = (field.alias or field.name).value
        names.add(name)
        if name not in value:
            found.append(f"{path}.{name} is missing")
        elif field.name.value != "__typename":
            inner = field.selection_set.selections if field.selection_set else ()
            found += problems(value[name], named.fields[field.name.value].type, inner, fragments, f"{path}.{name}")
    return found + [f"{path}.{name} was not asked for" for name in value.keys() - names]


def fits(scalar, value):
    match scalar:
        case "Int":
            return type(value) is int and -(2**31) <= value < 2**31
        case "Float":
            return type(value) in (int, float)
        case "Boolean":
            return type(value) is bool
        case "DateTime":
            return bool(datetime.datetime.fromisoformat(value.replace("Z", "+00:00")))
        case "UnsignedInt64":
            return isinstance(value, str) and value.isdigit()
        case "ID":
            return isinstance(value, str) and value.startswith("gid://shopify/")
        case _:
            return isinstance(value, str)


def check(answer, query):
    tree = parse(query) if isinstance(query, str) else query
    fragments = {one.name.value: one for one in tree.definitions if type(one).__name__ == "FragmentDefinitionNode"}
    (operation,) = [one for one in tree.definitions if type(one).__name__ == "OperationDefinitionNode"]
    assert validate(SHOPIFY, tree) == []
    assert answer.get("errors") is None
    root = SHOPIFY.mutation_type if operation.operation.value == "mutation" else SHOPIFY.query_type
    assert problems(answer["data"], root, operation.selection_set.selections, fragments) == []
    cost = answer["extensions"]["cost"]
    assert 0 <= cost["actualQueryCost"] <= cost["requestedQueryCost"]
    assert set(cost["throttleStatus"]) == {"maximumAvailable", "currentlyAvailable", "restoreRate"}
    return answer["data"]


def variables(shop, path):
    """Values for every variable that our operations have, by name."""
    orders = shop.send("GET", "/sandbox/orders")
    order = f"gid://shopify/Order/{orders[0]['orderId']}"
    item = f"gid://shopify/InventoryItem/{shop.item(SKU)}"
    location = f"gid://shopify/Location/{shop.location}"
    refund = shop.graphql(f'{{ order(id: "{order}") {{ refunds {{ id }} }} }}')["data"]["order"]["refunds"][0]["id"]
    lines = '{ order(id: "%s") { lineItems(first: 1) { pageInfo { endCursor } } } }' % order
    cursor = shop.graphql(lines)["data"]["order"]["lineItems"]["pageInfo"]["endCursor"]
    level = {"inventoryItemId": item, "locationId": location, "quantity": 5, "changeFromQuantity": 1}
    known = {
        "ids": [item, "gid://shopify/InventoryItem/1"],
        "locationId": location,
        "first": 5,
        "filter": "updated_at:>='2020-01-01T00:00:00Z'",
        "input": {"name": "available", "reason": "correction", "referenceDocumentUri": "gid://test/Batch/1", "quantities": [level]},
        "idempotencyKey": path.stem,
        "topic": "ORDERS_CREATE",
        "uri": f"https://example.com/{path.stem}",
        "query": '{ inventoryItems { edges { node { id sku } } } }',
        "sku": SKU,
    }
    ids = {"RefundLinesPage": refund}
    subscription = '{ webhookSubscriptions(first: 1) { nodes { id } } }'
    found = {}
    (operation,) = document(path).definitions
    for variable in operation.variable_definitions:
        name = variable.variable.name.value
        if name == "id":
            if "Webhook" in path.stem:
                shop.graphql('mutation { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: {uri: "https://example.com/%s"}) { userErrors { message } } }' % path.stem)
                found[name] = shop.graphql(subscription)["data"]["webhookSubscriptions"]["nodes"][0]["id"]
            elif "Bulk" in path.stem:
                started = shop.graphql('mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id } } } }") { bulkOperation { id } } }')
                found[name] = started["data"]["bulkOperationRunQuery"]["bulkOperation"]["id"]
            else:
                found[name] = ids.get(path.stem, order)
        elif name == "after":
            found[name] = cursor if path.stem.endswith("LinesPage") else None
        elif name in known:
            found[name] = known[name]
        else:
            assert type(variable.type).__name__ != "NonNullTypeNode", f"no value for ${name} of {path.stem}"
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_operation_of_ours_is_answered_in_shape(shop, path) -> None:
    tree = document(path)
    given = variables(shop, path)
    source = tree.definitions[0].loc.source.body
    data = check(shop.graphql(source, given), tree)
    assert any(value is not None for value in data.values()), data


EVERYTHING = """
query Everything($location: ID!, $first: Int = 2, $deep: Boolean!) {
  shop { id name myshopifyDomain currencyCode __typename }
  place: location(id: $location) { ...Place }
  locations(first: $first) { edges { cursor node { ...Place } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  inventoryItems(first: 1, query: "sku:MUG-WHITE") { nodes { id sku legacyResourceId duplicateSkuCount updatedAt
    inventoryLevels(first: 1) { nodes { id quantities(names: ["available", "committed", "on_hand"]) { id name quantity } } }
    variants(first: 1) { nodes { id displayName price inventoryQuantity product { id title variants(first: 3) { nodes { sku } } } } } } }
  orders(first: 2, reverse: true, sortKey: CREATED_AT) { nodes { id name createdAt processedAt cancelledAt edited displayFinancialStatus
    displayFulfillmentStatus lineItems(first: 5) { nodes { id sku quantity currentQuantity unfulfilledQuantity variant { sku } } }
    refunds(first: 1) { id note createdAt refundLineItems(first: 5) { edges { node { id quantity restockType restocked lineItem { id } location { id } } } } } } }
  currentAppInstallation { id accessScopes { handle description } }
  left: products(first: 1) @skip(if: $deep) { nodes { id } }
  taken: products(first: 1) @include(if: $deep) { nodes { id title } }
}
fragment Place on Location { id name isActive inventoryLevels(first: 2) { nodes { ...Level } } }
fragment Level on InventoryLevel { id updatedAt isActive item { id tracked } location { id } }
"""


def test_any_document_over_the_schema_is_answered(shop) -> None:
    given = {"location": f"gid://shopify/Location/{shop.location}", "deep": True}
    answer = shop.graphql(EVERYTHING, given)
    tree = parse(EVERYTHING)
    assert validate(SHOPIFY, tree) == []
    data = answer["data"]
    assert "left" not in data and data["taken"]["nodes"]
    without = parse(EVERYTHING.replace("left: products(first: 1) @skip(if: $deep) { nodes { id } }", ""))
    check(answer, without)
    assert data["place"]["inventoryLevels"] == data["locations"]["edges"][0]["node"]["inventoryLevels"]
    assert data["inventoryItems"]["nodes"][0]["sku"] == SKU


def test_interfaces_are_told_apart_by_fragments(shop) -> None:
    query = """query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on InventoryItem { sku } ... on Location { name } } }"""
    ids = [f"gid://shopify/InventoryItem/{shop.item(SKU)}", f"gid://shopify/Location/{shop.location}", "gid://shopify/Order/1"]
    data = check(shop.graphql(query, {"ids": ids}), query)
    assert data["nodes"] == [
        {"__typename": "InventoryItem", "id": ids[0], "sku": SKU},
        {"__typename": "Location", "id": ids[1], "name": "Shop location"},
        None,
    ]


@pytest.mark.parametrize(
    "query, code",
    [
        ("{ shop { owner } }", "undefinedField"),
        ("{ orders(first: 1, colour: 2) { nodes { id } } }", "argumentNotAccepted"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("{ shop }", "selectionMismatch"),
        ("{ shop { name { first } } }", "selectionMismatch"),
        ("query Q($a: ID!) { shop { name } }", "variableNotUsed"),
        ("{ order(id: $a) { id } }", "variableNotDefined"),
        ("query Q($a: Int!) { order(id: $a) { id } }", "variableMismatch"),
        ("{ shop { ...Gone } }", "useAndDefineFragment"),
        ("{ shop { name } } fragment F on Shop { name }", "useAndDefineFragment"),
        ("{ shop { ...F } } fragment F on Nothing { name }", "undefinedType"),
        ("{ shop { ... on Order { id } } }", "cannotSpreadFragment"),
        ("{ shop { name @shout } }", "undefinedDirective"),
        ("{ orders(first: \"two\") { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ orders(first: 1, sortKey: COLOUR) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("mutation Q($u: String) { webhookSubscriptionDelete(id: {id: $u}) { userErrors { message } } }", "argumentLiteralsIncompatible"),
        (
            "mutation Q($u: String) { webhookSubscriptionUpdate(id: 1, webhookSubscription: {uri: $u, colour: RED}) { userErrors { message } } }",
            "argumentLiteralsIncompatible",
        ),
        ("{ shop { ...A } } fragment A on Shop { ...A }", "infiniteLoop"),
    ],
)
def test_what_graphql_refuses_is_refused(shop, query, code) -> None:
    assert validate(SHOPIFY, parse(query)), "Shopify's schema takes it"
    answer = shop.graphql(query)
    assert set(answer) == {"errors"}
    assert code in [error["extensions"]["code"] for error in answer["errors"]]
    assert all(error["locations"][0]["line"] == 1 and error["message"] for error in answer["errors"])


def test_errors_are_the_recorded_ones(shop) -> None:
    """From 2026-04_webhooks_webhook-subscription-conformance.json and 2026-04_products_inventory-quantity-contracts-2026-04.json."""
    missing = 'mutation MissingCreateWebhookTopic {\n  webhookSubscriptionCreate(webhookSubscription: {uri: "https://example.com"}) { userErrors { message } }\n}'
    assert shop.graphql(missing)["errors"] == [
        {
            "message": "Field 'webhookSubscriptionCreate' is missing required arguments: topic",
            "locations": [{"line": 2, "column": 3}],
            "path": ["mutation MissingCreateWebhookTopic", "webhookSubscriptionCreate"],
            "extensions": {"code": "missingRequiredArguments", "className": "Field", "name": "webhookSubscriptionCreate", "arguments": "topic"},
        }
    ]
    setting = "mutation Set(\n  $input: InventorySetQuantitiesInput!\n) {\n    inventorySetQuantities(input: $input) { userErrors { code } }\n}"
    level = {"inventoryItemId": "gid://shopify/InventoryItem/1", "locationId": "gid://shopify/Location/1", "quantity": 5}
    given = {"name": "available", "reason": "correction", "quantities": [level]}
    answer = shop.graphql(setting, {"input": given | {"ignoreCompareQuantity": True}})
    assert "data" not in answer
    (error,) = answer["errors"]
    assert error["message"] == (
        "Variable $input of type InventorySetQuantitiesInput! was provided invalid value for ignoreCompareQuantity "
        "(Field is not defined on InventorySetQuantitiesInput)"
    )
    assert error["extensions"]["problems"] == [{"path": ["ignoreCompareQuantity"], "explanation": "Field is not defined on InventorySetQuantitiesInput"}]
    answer = shop.graphql(setting, {"input": given})
    assert answer["data"] == {"inventorySetQuantities": None}
    (error,) = answer["errors"]
    assert error["path"] == ["inventorySetQuantities"] and error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"] == "The @idempotent directive is required for this mutation but was not provided."
    keyed = setting.replace("(input: $input)", '(input: $input) @idempotent(key: "k")')
    (error,) = shop.graphql(keyed, {"input": given})["errors"]
    assert error["message"] == "InventoryQuantityInput must include the following argument: changeFromQuantity."
    assert error["extensions"] == {"code": "INVALID_FIELD_ARGUMENTS"}


@pytest.mark.parametrize("query", ["", "{", "{ shop { name }", "{ shop { name } } }", "query { }", "mutation Q { shop", '{ order(id: "x) { id } }', "{ a: }", "nothing"])
def test_what_cannot_be_read_is_said_where(shop, query) -> None:
    (error,) = shop.graphql(query)["errors"]
    assert error["message"].startswith("syntax error") and error["locations"]


def tokens(text):
    lexer, found = Lexer(Source(text)), []
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        found.append(text[token.start : token.end])
    return found


def judged_by_graphql_core(text) -> bool:
    """Whether it is in order. An empty selection, which graphql-core lets pass, is none in the language."""
    try:
        return "{ }" not in text and not validate(OURS, parse(text))
    except GraphQLError:
        return False


def judged_by_the_sandbox(shop, text) -> bool:
    """Whether it was found in order, whatever was said of the variables that it lacks."""
    answer = shop.graphql(text)
    codes = {error.get("extensions", {}).get("code") for error in answer.get("errors", [])}
    return "data" in answer or codes <= {"INVALID_VARIABLE", "MAX_COST_EXCEEDED", "THROTTLED"}


def test_damaged_documents_are_judged_as_graphql_core_judges(shop) -> None:
    """Two judges that do not know each other agree about what a damaged document is worth; rules that only one of them has,
    such as those about things named twice, leave a little room."""
    documents = [tokens(print_ast(document(path))) for path in FILES] + [tokens(EVERYTHING)]
    words = [word for one in documents for word in one]
    dice, verdicts, apart = random.Random(11), collections.Counter(), []
    for _ in range(300):
        text = list(dice.choice(documents))
        at = dice.randrange(len(text))
        text[at : at + dice.randrange(2)] = [dice.choice(words)] if dice.random() < 0.7 else []
        text = " ".join(text)
        one, other = judged_by_graphql_core(text), judged_by_the_sandbox(shop, text)
        verdicts[one] += 1
        if one != other:
            apart.append((one, other, text))
    assert min(verdicts.values()) >= 10, verdicts
    assert len(apart) <= 6, apart


COSTS = {
    # As recorded, with what was really answered left aside.
    "query Q($first: Int!) { locations(first: $first) { nodes { id name isActive } } }": ({"first": 10}, 6),
    "query Q { webhookSubscription(id: \"gid://shopify/WebhookSubscription/1\") { id endpoint { __typename } } }": ({}, 1),
    "query Q { inventoryItem(id: \"gid://shopify/InventoryItem/1\") { one: inventoryLevels(first: 1) { nodes { id item { id } location { id name } "
    "quantities(names: [\"available\"]) { name } } pageInfo { hasNextPage } } two: inventoryLevels(last: 1) { nodes { id item { id } "
    "location { id name } quantities(names: [\"available\"]) { name } } pageInfo { hasNextPage } } } }": ({}, 13),
    "mutation Q { inventorySetQuantities(input: {name: \"available\", reason: \"correction\", quantities: []}) @idempotent(key: \"cost\") "
    "{ inventoryAdjustmentGroup { id changes { name item { id } location { id } } } userErrors { code } } }": ({}, 13),
    "mutation Q { webhookSubscriptionDelete(id: \"gid://shopify/WebhookSubscription/1\") { deletedWebhookSubscriptionId userErrors { message } } }": ({}, 10),
}


@pytest.mark.parametrize("query", COSTS, ids=[f"recorded-{index}" for index in range(len(COSTS))])
def test_costs_are_the_recorded_ones(shop, query) -> None:
    given, cost = COSTS[query]
    assert shop.graphql(query, given)["extensions"]["cost"]["requestedQueryCost"] == cost


def test_limits(shop) -> None:
    def code(query, variables=None):
        return shop.graphql(query, variables)["errors"][0]["extensions"]["code"]

    assert code("{ orders { nodes { id } } }") == "BAD_REQUEST"
    assert code("{ orders(first: 251) { nodes { id } } }") == "BAD_REQUEST"
    assert code("{ orders(first: 1, after: \"nowhere\") { nodes { id } } }") == "BAD_REQUEST"
    assert code("{ orders(first: 1, query: \"colour:red\") { nodes { id } } }") == "BAD_REQUEST"
    ids = [f"gid://shopify/Order/{number}" for number in range(251)]
    assert code("query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}) == "MAX_INPUT_SIZE_EXCEEDED"
    deep = "{ products(first: 250) { nodes { variants(first: 250) { nodes { product { variants(first: 250) { nodes { id } } } } } } } }"
    assert code(deep) == "MAX_COST_EXCEEDED"


def test_a_bulk_query_gives_lines(shop) -> None:
    import urllib.request

    inner = "{ orders { edges { node { id name lineItems { edges { node { id sku quantity } } } } } } }"
    started = check(
        shop.graphql(
            "mutation R($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { field message code } } }",
            {"query": inner},
        ),
        "mutation R($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { field message code } } }",
    )["bulkOperationRunQuery"]
    assert started["userErrors"] == [] and started["bulkOperation"]["status"] == "RUNNING"
    poll = "query P($id: ID!) { node(id: $id) { ... on BulkOperation { id status objectCount rootObjectCount fileSize url errorCode completedAt } } }"

    def done():
        operation = check(shop.graphql(poll, {"id": started["bulkOperation"]["id"]}), poll)["node"]
        return operation if operation["status"] == "COMPLETED" else None

    operation = eventually(done, "the bulk query is done")
    lines = [json.loads(line) for line in urllib.request.urlopen(operation["url"], timeout=10).read().splitlines()]
    assert int(operation["objectCount"]) == len(lines)
    orders = [line for line in lines if "__parentId" not in line]
    assert int(operation["rootObjectCount"]) == len(orders) >= 1
    assert {"id", "name"} == set(orders[0])
    children = [line for line in lines if line.get("__parentId") == orders[0]["id"]]
    assert children and all(line["sku"] == SKU for line in children)
    refused = shop.graphql('mutation { bulkOperationRunQuery(query: "{ shop { name } }") { userErrors { code message } } }')
    assert refused["data"]["bulkOperationRunQuery"]["userErrors"][0]["code"] == "INVALID"
