"""The OpenAPI document, as the standard's own validator reads it."""

import pathlib

import openapi_spec_validator
import yaml

from harness import without_store

pytestmark = without_store("a document")

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "openapi.yaml"


def document():
    return yaml.safe_load(DOCUMENT.read_text())


def test_the_document_is_valid_openapi_3_1():
    openapi_spec_validator.validate(document(), cls=openapi_spec_validator.OpenAPIV31SpecValidator)


def test_no_description_was_cut_at_a_comma():
    # In YAML's flow style an unquoted comma ends a text, and what follows it becomes a name of its own.
    def names(node):
        if isinstance(node, dict):
            for name, value in node.items():
                yield str(name)
                yield from names(value)
        elif isinstance(node, list):
            for value in node:
                yield from names(value)

    assert [name for name in names(document()) if " " in name] == []


def test_every_operation_has_its_own_name_and_says_what_it_does():
    methods = [method for path in document()["paths"].values() for method in path.values()]
    assert len({method["operationId"] for method in methods}) == len(methods)
    assert all(method["summary"] and method["tags"] for method in methods)
