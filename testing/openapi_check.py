"""Is this exchange one that GitHub's published description allows? Requests and answers both.

Beyond the description: unknown query parameters, unknown body fields and a page above 100 are faults.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

DESCRIPTION: Final = Path(__file__).parent.parent / "tests" / "data" / "github" / "openapi.json"

Description = dict[str, Any]

_ENTRIES_CHECKED: Final = 3
"""Of a list in an answer: our stand-in makes all its entries the same way."""

# Where the published schema is narrower than what GitHub itself sends and takes.
KNOWN_TO_BE_TOO_NARROW: Final = frozenset({("GET", "per_page", "requested_reviewers")})


@cache
def description() -> Description:
    """Return the calls that we make, as GitHub describes them."""
    loaded: Description = json.loads(DESCRIPTION.read_text("utf-8"))
    return loaded


def operation_of(method: str, path: str) -> tuple[str, Description] | None:
    """Return template and description of the operation; None when GitHub describes none."""
    for template, operations in _ordered_paths():
        if _pattern(template).fullmatch(path) and method.lower() in operations:
            return template, operations[method.lower()]
    return None


def faults_of_request(method: str, target: str, body: bytes) -> list[str]:
    """Return what is wrong with a request; empty: nothing."""
    parts = urlsplit(target)
    found = operation_of(method, parts.path)
    if found is None:
        return [f"{method} {parts.path}: no such operation"]
    template, operation = found
    call = f"{method} {template}"
    faults = _faults_of_query(call, operation, template, dict(parse_qsl(parts.query)))
    declared = _resolved(operation.get("requestBody"))
    if body and declared is None:
        return [*faults, f"{call}: takes no body"]
    if declared is not None:
        schema = declared["content"]["application/json"]["schema"]
        document = json.loads(body or b"null")
        if document is not None or declared.get("required"):
            faults += [f"{call}: {fault}" for fault in _faults(schema, document)]
            faults += [f"{call}: unknown field {name}" for name in _unknown(schema, document)]
    return faults


def faults_of_answer(method: str, target: str, status: int, body: bytes) -> list[str]:
    """Return what is wrong with an answer of our stand-in; empty: nothing."""
    found = operation_of(method, urlsplit(target).path)
    if found is None:
        return []
    template, operation = found
    answer = _resolved(operation["responses"].get(str(status)))
    if answer is None:
        # Any call may end unchanged, forbidden, not found or limited, whether described or not.
        is_plain = 200 <= status < 300
        return [f"{method} {template}: status {status} is not described"] if is_plain else []
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    if schema is None or not body:
        return []
    document = json.loads(body)
    if isinstance(document, list):
        document = document[:_ENTRIES_CHECKED]
    return [f"{method} {template}: {fault}" for fault in _faults(schema, document)]


def filled(reference: str, given: Description) -> Description:
    """Return the given fields with whatever else the named schema demands filled in plainly."""
    return _filled(description()["components"]["schemas"][reference], given)


def _filled(schema: Any, given: Any) -> Any:
    schema = _resolved(schema)
    if isinstance(given, list):
        return [_filled(schema.get("items", {}), entry) for entry in given]
    if not isinstance(given, dict):
        return given
    merged = _merged(schema)
    full = {
        name: _filled(inner, given[name]) if name in given else _plain(inner)
        for name, inner in merged["properties"].items()
        if name in given or name in merged["required"]
    }
    return {**given, **full}


def _merged(schema: Any) -> Description:
    properties = dict(schema.get("properties", {}))
    required = list(schema.get("required", []))
    for part in schema.get("allOf", []):
        inner = _merged(_resolved(part))
        properties.update(inner["properties"])
        required += inner["required"]
    for group in ("anyOf", "oneOf"):
        if schema.get(group) and not properties:
            return _merged(_resolved(schema[group][0]))
    return {"properties": properties, "required": required}


def _plain(schema: Any) -> Any:
    schema = _resolved(schema)
    if schema.get("nullable"):
        return None
    for group in ("allOf", "anyOf", "oneOf"):
        if schema.get(group):
            return _plain(schema[group][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "string":
        return {
            "uri": "https://github.test/x",
            "date-time": "2026-01-02T03:04:05Z",
        }.get(schema.get("format", ""), "x")
    if kind == "object":
        return _filled(schema, {})
    return {"integer": 1, "number": 1, "boolean": False, "array": []}[kind]


def _faults_of_query(
    call: str, operation: Description, template: str, query: dict[str, str]
) -> list[str]:
    shared = description()["paths"][template].get("parameters", [])
    declared = {
        parameter["name"]: parameter["schema"]
        for parameter in map(_resolved, [*operation.get("parameters", []), *shared])
        if parameter["in"] == "query"
    }
    faults = []
    for name, value in query.items():
        if name not in declared:
            if (
                call.partition(" ")[0],
                name,
                template.rpartition("/")[2],
            ) not in KNOWN_TO_BE_TOO_NARROW:
                faults.append(f"{call}: unknown query parameter {name}")
            continue
        kind = _resolved(declared[name]).get("type")
        typed: Any = int(value) if kind == "integer" and value.isdigit() else value
        faults += [f"{call}: {name}: {fault}" for fault in _faults(declared[name], typed)]
    if int(query.get("per_page", "1")) > 100:
        faults.append(f"{call}: more than 100 a page")
    return faults


def _faults(schema: Any, value: Any) -> list[str]:
    validator = _validator(json.dumps(schema))
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:200]
        for error in validator.iter_errors(value)
    ]


@cache
def _validator(schema: str) -> OAS30Validator:
    return OAS30Validator(_absolute(json.loads(schema)), registry=_registry())


def _unknown(schema: Any, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    schema = _resolved(schema)
    parts = [schema, *map(_resolved, schema.get("oneOf", []) + schema.get("anyOf", []))]
    known = {name for part in parts for name in _merged(part)["properties"]}
    return [name for name in value if known and name not in known]


@cache
def _registry() -> Registry[Any]:
    resource = Resource(contents=_absolute(description()), specification=DRAFT4)
    return Registry().with_resource("urn:github", resource)


def _absolute(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: f"urn:github{inner}"
            if key == "$ref" and isinstance(inner, str) and inner.startswith("#")
            else _absolute(inner)
            for key, inner in value.items()
        }
    return [_absolute(item) for item in value] if isinstance(value, list) else value


def _resolved(value: Any) -> Any:
    while isinstance(value, dict) and "$ref" in value:
        target: Any = description()
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        value = target
    return value


@cache
def _pattern(template: str) -> re.Pattern[str]:
    text = re.escape(template)
    text = re.sub(r"\\\{(?:path|ref)\\\}", ".+", text)
    return re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", text))


@cache
def _ordered_paths() -> list[tuple[str, Description]]:
    return sorted(description()["paths"].items(), key=lambda item: (item[0].count("{"), item[0]))
