"""Is the configuration file right? If so, its values; if not, every mistake with line and column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from teammemory_bot.config.errors import ConfigurationRefused, Problem
from teammemory_bot.config.model import RepositoryConfig
from teammemory_bot.config.yaml_tree import Node, parse_yaml, shown

DEFAULT_PATH: Final = ".github/teammemory.yml"
_NEAR: Final = 0.6
"""Similarity (difflib's ratio) from which a known key is suggested."""
_SECRET: Final = re.compile(r"token|secret|passw|api[_-]?key|credential", re.IGNORECASE)
_KINDS: Final = {
    "bool_type": "must be `true` or `false`",
    "int_type": "must be a whole number",
    "string_type": "must be text; put it in quotes",
    "list_type": "must be a list, such as `[a, b]`",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
}
_BOUNDS: Final = {
    "greater_than_equal": "must be at least {ge:,}",
    "less_than_equal": "must be at most {le:,}",
    "too_long": "holds too many entries; at most {max_length} are read",
    "too_short": "must not be empty",
    "string_too_long": "is too long; at most {max_length} characters are read",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be a Jira project such as `PROJ`",
}


def read_config(raw: bytes | None, *, name: str = DEFAULT_PATH) -> RepositoryConfig:
    """Return the configuration; the defaults when the file is absent (None) or empty.

    Raises ConfigurationRefused with every problem found. `raw` is the file as it stands at the base
    commit, never at the head: a pull request cannot change the rules that it is judged by.
    """
    tree = parse_yaml(raw, name=name) if raw is not None else None
    if tree is None:
        return RepositoryConfig()
    if not isinstance(tree.value, dict):
        says = "the file must hold keys and values, such as `version: 1`"
        raise ConfigurationRefused(name, [Problem(line=tree.line, column=tree.column, says=says)])
    try:
        return RepositoryConfig.model_validate(tree.plain())
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True, include_input=False)
        problems = {_problem(tree, detail) for detail in details}
        raise ConfigurationRefused(name, sorted(problems, key=_place)) from None


def _place(problem: Problem) -> tuple[int, int, str]:
    return (problem.line, problem.column, problem.says)


def _problem(tree: Node, detail: ErrorDetails) -> Problem:
    path = [step for step in detail["loc"] if step != "[key]"]
    line, column, known = _locate(tree, path)
    where = ".".join(str(step) for step in known if isinstance(step, str))
    return Problem(line=line, column=column, says=_sentence(detail, path, where))


def _locate(tree: Node, path: Sequence[int | str]) -> tuple[int, int, list[int | str]]:
    """Return the place of the innermost key or entry that the path leads to."""
    node, line, column = tree, tree.line, tree.column
    known: list[int | str] = []
    for step in path:
        if isinstance(step, str) and isinstance(node.value, dict) and step in node.value:
            line, column = node.key_places[step]
            node = node.value[step]
        elif isinstance(step, int) and isinstance(node.value, list) and step < len(node.value):
            node = node.value[step]
            line, column = node.line, node.column
        else:
            break
        known.append(step)
    return line, column, known


def _sentence(detail: ErrorDetails, path: Sequence[int | str], where: str) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(path[-1]), path)
    if kind == "value_error":
        return f"{shown(where)} {context.get('error', 'is refused')}"
    if kind == "literal_error":
        return f"{shown(where)} must be one of {context.get('expected', '')}".replace("'", "`")
    if kind in _KINDS:
        return f"{shown(where)} {_KINDS[kind]}"
    template = _BOUNDS.get(kind, "cannot be used")
    return f"{shown(where)} {template.format_map(context)}"


def _unknown_key(key: str, path: Sequence[int | str]) -> str:
    if _SECRET.search(key):
        return (
            f"{shown(key)} looks like a secret, which must not stand in a file; give it to the action"
            " as an input from the repository's secrets"
        )
    beside, everywhere = _keys_beside(path), _every_key()
    near = difflib.get_close_matches(key[:60], beside, 1, _NEAR)
    if near:
        return f"unknown key {shown(key)}; did you mean `{near[0]}`?"
    near = difflib.get_close_matches(key[:60].replace("_", "."), everywhere, 1, _NEAR)
    if near:
        return f"unknown key {shown(key)}; did you mean `{near[0]}`?"
    return f"unknown key {shown(key)}; known here are {', '.join(sorted(beside))}"


def _keys_beside(path: Sequence[int | str]) -> list[str]:
    """Return the keys that are known where the last step of the path stands."""
    model: type[BaseModel] = RepositoryConfig
    for step in path[:-1]:
        inner = _model_of(model, str(step))
        if inner is None:
            break
        model = inner
    return list(model.model_fields)


def _every_key() -> list[str]:
    """Return every key with the sections that it stands in: `jira.url`."""
    keys: list[str] = []
    for name in RepositoryConfig.model_fields:
        inner = _model_of(RepositoryConfig, name)
        keys += [f"{name}.{key}" for key in inner.model_fields] if inner else [name]
    return keys


def _model_of(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    described = model.model_fields.get(key)
    inner = described.annotation if described else None
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None
