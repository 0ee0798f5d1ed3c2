"""Every Admin GraphQL operation that is sent is valid in Shopify's schema, and asks for nothing that is deprecated."""

import pathlib
import re
import textwrap

import pytest
from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from graphql.validation import NoDeprecatedCustomRule, specified_rules

from harness import without_store

pytestmark = without_store("documents")

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPERATIONS = ROOT / "Sources/Shopify/Operations"
SCHEMA = pathlib.Path(__file__).parent / "fixtures/schema/reduced_admin_2026-07.graphql"

DOCUMENT = re.compile(r'static let document = """\n(.*?)\n\s*"""', re.DOTALL)
NAME = re.compile(r'static let name = "(\w+)"')
FILES = sorted(path for path in OPERATIONS.glob("*.swift") if ": AdminOperation {" in path.read_text())
BULK_FILES = sorted(path for path in OPERATIONS.glob("*.swift") if ": BulkQuery {" in path.read_text())


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text())


def document(path: pathlib.Path) -> DocumentNode:
    found = DOCUMENT.findall(path.read_text())
    assert len(found) == 1, f"{path.name} must hold one document as one plain literal"
    assert "\\(" not in found[0], f"{path.name}: a document is never put together"
    return parse(textwrap.dedent(found[0]))


def test_the_operations_are_found() -> None:
    assert {"SetQuantities.swift", "LevelsByItem.swift", "OrderByID.swift"} <= {path.name for path in FILES}


def test_no_document_stands_elsewhere() -> None:
    elsewhere = [
        path.relative_to(ROOT)
        for path in (ROOT / "Sources/Shopify").rglob("*.swift")
        if path not in FILES and re.search(r"^\s*(query|mutation) \w+[ ({]", path.read_text(), re.MULTILINE)
    ]
    assert elsewhere == []


@pytest.mark.parametrize("path", FILES + BULK_FILES, ids=lambda path: path.stem)
def test_is_valid(path: pathlib.Path, schema: GraphQLSchema) -> None:
    errors = validate(schema, document(path), [*specified_rules, NoDeprecatedCustomRule])
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_named_as_its_file(path: pathlib.Path) -> None:
    (operation,) = document(path).definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name and operation.name.value == path.stem
    assert NAME.findall(path.read_text()) == [path.stem]


# Shopify keeps one subscription for each topic and address, ends one once, and leads it to the same place twice. A bulk
# query that is begun twice is read twice, and changes nothing.
REPEATABLE = {
    "webhookSubscriptionCreate",
    "webhookSubscriptionUpdate",
    "webhookSubscriptionDelete",
    "bulkOperationRunQuery",
}


def test_every_mutation_may_be_sent_twice() -> None:
    for path in FILES:
        (operation,) = document(path).definitions
        if operation.operation.value == "mutation":
            for field in operation.selection_set.selections:
                named = [directive.name.value for directive in field.directives or ()]
                assert ("idempotent" in named) != (field.name.value in REPEATABLE), path.name


@pytest.mark.parametrize("path", BULK_FILES, ids=lambda path: path.stem)
def test_keeps_the_rules_for_bulk_queries(path: pathlib.Path, schema: GraphQLSchema) -> None:
    """One field at the top that is no `node`, one to five connections, none deeper than two, all of things with an id."""
    (operation,) = document(path).definitions
    assert operation.name is None and not operation.variable_definitions
    (root,) = operation.selection_set.selections
    assert root.name.value not in {"node", "nodes"}
    depths = []

    def walk(field, depth: int) -> None:
        if field.selection_set is None:
            return
        names = {child.name.value for child in field.selection_set.selections}
        assert names != {"nodes"}, "a bulk query spells edges out"
        if "edges" in names:
            depth += 1
            depths.append(depth)
            (edges,) = field.selection_set.selections
            (node,) = edges.selection_set.selections
            assert "id" in {child.name.value for child in node.selection_set.selections}
        for child in field.selection_set.selections:
            walk(child, depth)

    walk(root, 0)
    assert 1 <= len(depths) <= 5 and max(depths) <= 2


def test_a_mistake_would_be_found(schema: GraphQLSchema) -> None:
    broken = parse("query Q { location(id: 1) { inventoryLevels(first: 1) { nodes { nothing } } } }")
    assert validate(schema, broken)
