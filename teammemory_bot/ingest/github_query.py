"""What exactly do we ask GitHub's GraphQL? The documents in `queries/`, each with its fragments."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

QUERIES: Final = (
    "pulls",
    "pull",
    "pull_next",
    "pull_files",
    "pull_reviews",
    "issues",
    "issue_counts",
    "pull_counts",
    "deployments",
    "open_reviews",
)

_SPREAD: Final = re.compile(r"\.\.\.([A-Z][A-Za-z]*)")
_COMMENT: Final = re.compile(r"[ \t]*#.*$\n?", re.MULTILINE)


@cache
def query_text(name: str) -> str:
    """Return a query with the fragments it uses."""
    return _with_fragments(_COMMENT.sub("", _document(name)))


def commits_query(count: int) -> str:
    """Return a query for who GitHub says wrote `count` commits: no list in it, so one point."""
    variables = " ".join(f"$sha{index}: GitObjectID!" for index in range(count))
    fields = "\n".join(
        f"    c{index}: object(oid: $sha{index}) "
        "{ __typename ... on Commit { oid author { ...Signature } } }"
        for index in range(count)
    )
    return _with_fragments(
        f"query Commits($owner: String! $name: String! {variables}) {{\n"
        "  rateLimit { cost remaining resetAt }\n"
        f"  repository(owner: $owner, name: $name) {{\n{fields}\n  }}\n}}\n"
    )


def people_query(count: int) -> str:
    """Return a query for what `count` people say of their time, and whether they surely have access.

    What else a status says, its words and its picture, is none of our business. One short list a
    person: one point for a hundred.
    """
    variables = " ".join(f"$login{index}: String!" for index in range(count))
    people = "\n".join(
        f"  u{index}: user(login: $login{index}) "
        "{ login status { indicatesLimitedAvailability expiresAt } }"
        for index in range(count)
    )
    lists = "\n".join(
        f"    a{index}: assignableUsers(first: 5, query: $login{index}) {{ nodes {{ login }} }}"
        for index in range(count)
    )
    return (
        f"query People($owner: String! $name: String! {variables}) {{\n"
        f"  rateLimit {{ cost remaining resetAt }}\n{people}\n"
        f"  repository(owner: $owner, name: $name) {{\n{lists}\n  }}\n}}\n"
    )


def _with_fragments(text: str) -> str:
    used: dict[str, str] = {}
    waiting = _SPREAD.findall(text)
    while waiting:
        name = waiting.pop()
        if name not in used:
            used[name] = _fragments()[name]
            waiting.extend(_SPREAD.findall(used[name]))
    return text + "".join(used[name] for name in sorted(used))


@cache
def _fragments() -> dict[str, str]:
    parts = re.split(r"(?m)^(?=fragment )", _COMMENT.sub("", _document("fragments")))[1:]
    return {part.split()[1]: "\n" + part for part in parts}


def _document(name: str) -> str:
    return resources.files(__package__).joinpath(f"queries/{name}.graphql").read_text("utf-8")
