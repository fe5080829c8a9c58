"""How were GitHub's published descriptions made small enough to keep beside the tests?

    python -m testing.slim_github SCHEMA.graphql OPENAPI.json

Writes `tests/data/github/schema.graphql` (from npm `@octokit/graphql-schema`): the types that our
queries visit, each with all its fields whose types stay; and `tests/data/github/openapi.json` (from
npm `@octokit/openapi`): the calls of `transport/github_calls.py`, without examples and prose.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    visit,
)
from graphql.language import ast, print_ast

from teammemory_bot.ingest.github_query import QUERIES, commits_query, people_query, query_text
from teammemory_bot.transport.github_calls import READS, WRITES

DATA: Final = Path(__file__).parent.parent / "tests" / "data" / "github"
_KEPT_ALWAYS: Final = {"Query", "Node", "Actor", "User", "Bot", "Mannequin", "Organization", "Team"}
_PROSE: Final = {
    "description",
    "example",
    "examples",
    "x-github",
    "externalDocs",
    "summary",
    "tags",
}


def slim_schema(text: str) -> str:
    """Return the part of the schema language text that our queries visit."""
    schema = build_schema(text, assume_valid=True)
    kept = _KEPT_ALWAYS | _visited(schema)
    definitions = []
    for node in parse(text, no_location=True).definitions:
        if isinstance(node, ast.ScalarTypeDefinitionNode | ast.DirectiveDefinitionNode):
            definitions.append(node)
        elif isinstance(node, ast.TypeDefinitionNode) and node.name.value in kept:
            definitions.append(_thinned(node, kept, schema))
    return print_ast(DocumentNode(definitions=tuple(definitions)))


def _visited(schema: GraphQLSchema) -> set[str]:
    names: set[str] = set()
    info = TypeInfo(schema)

    class Collector(Visitor):
        def enter(self, node: ast.Node, *_: object) -> None:
            for kind in (info.get_type(), info.get_parent_type(), info.get_input_type()):
                if kind is not None:
                    names.add(get_named_type(kind).name)

    for query in [*map(query_text, QUERIES), commits_query(1), people_query(1)]:
        document = parse(query)
        visit(document, TypeInfoVisitor(info, Collector()))
        for used in re.findall(r"\$\w+: \[?(\w+)", query):
            names.add(used)
    return names


def _thinned(node: Any, kept: set[str], schema: GraphQLSchema) -> ast.TypeDefinitionNode:
    changes: dict[str, Any] = {"description": None}
    if getattr(node, "fields", None):
        changes["fields"] = tuple(
            _with_arguments(_bare(field), kept, schema)
            for field in node.fields
            if _stays(field.type, kept, schema)
        )
    if getattr(node, "interfaces", None):
        changes["interfaces"] = tuple(face for face in node.interfaces if face.name.value in kept)
    if isinstance(node, ast.UnionTypeDefinitionNode):
        changes["types"] = tuple(member for member in node.types if member.name.value in kept)
    if isinstance(node, ast.EnumTypeDefinitionNode):
        changes["values"] = tuple(_bare(value) for value in node.values)
    return _with(node, changes)


def _with_arguments(field: Any, kept: set[str], schema: GraphQLSchema) -> Any:
    if not getattr(field, "arguments", None):
        return field
    known = (argument for argument in field.arguments if _stays(argument.type, kept, schema))
    return _with(field, {"arguments": tuple(known)})


def _bare(node: Any) -> Any:
    changes: dict[str, Any] = {"description": None, "directives": ()}
    if getattr(node, "arguments", None):
        changes["arguments"] = tuple(_bare(argument) for argument in node.arguments)
    return _with(node, changes)


def _with(node: Any, changes: dict[str, Any]) -> Any:
    values = {key: getattr(node, key, None) for key in node.keys if key != "loc"}
    return type(node)(**{**values, **changes})


def _stays(kind: Any, kept: set[str], schema: GraphQLSchema) -> bool:
    while hasattr(kind, "type"):
        kind = kind.type
    name = kind.name.value
    known = schema.type_map.get(name)
    return name in kept or type(known).__name__ == "GraphQLScalarType"


def slim_openapi(document: dict[str, Any]) -> dict[str, Any]:
    """Return the description of the calls that we make, with the schemas that they use."""
    paths: dict[str, Any] = {}
    for endpoint in (*READS, *WRITES):
        template = _published(endpoint.template)
        found = next(path for path in document["paths"] if _same(path, template))
        paths.setdefault(found, {})[endpoint.method.lower()] = document["paths"][found][
            endpoint.method.lower()
        ]
    slim: dict[str, Any] = {"openapi": document["openapi"], "info": {"title": "", "version": ""}}
    slim["paths"] = _without_prose(paths)
    slim["components"] = _used(document, slim["paths"])
    return slim


def _published(template: str) -> str:
    return re.sub(r"\{[a-z_]+\+?\}", "{}", template)


def _same(path: str, template: str) -> bool:
    return re.sub(r"\{[^}]+\}", "{}", path) == template


def _used(document: dict[str, Any], root: object) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    waiting = _references(root)
    while waiting:
        group, name = waiting.pop()
        if name in kept.setdefault(group, {}):
            continue
        kept[group][name] = _without_prose(document["components"][group][name])
        waiting.extend(_references(kept[group][name]))
    return {group: dict(sorted(members.items())) for group, members in sorted(kept.items())}


def _references(value: object) -> list[tuple[str, str]]:
    text = json.dumps(value)
    return [(group, name) for group, name in re.findall(r'"#/components/(\w+)/([^"]+)"', text)]


def _without_prose(value: Any, *, is_properties: bool = False) -> Any:
    if isinstance(value, list):
        return [_without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_prose(item, is_properties=key in {"properties", "headers", "responses"})
        for key, item in value.items()
        if is_properties or key not in _PROSE
    }


def main(schema: str, openapi: str) -> None:
    """Write both files."""
    DATA.mkdir(parents=True, exist_ok=True)
    text = slim_schema(Path(schema).read_text("utf-8"))
    (DATA / "schema.graphql").write_text(text + "\n", "utf-8")
    slim = slim_openapi(json.loads(Path(openapi).read_text("utf-8")))
    (DATA / "openapi.json").write_text(json.dumps(slim, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
