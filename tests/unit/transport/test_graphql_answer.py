"""What does a GraphQL answer with status 200 really say?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from teammemory_bot.transport.graphql_answer import GraphqlErrors, errors_in, graphql_errors

GOOD = {"data": {"repository": None}}


def said(*errors: Any) -> GraphqlErrors:
    return errors_in({"data": {}, "errors": list(errors)})


def test_good_answer__has_no_errors() -> None:
    assert errors_in(GOOD) == GraphqlErrors()
    assert not errors_in(GOOD)
    assert not errors_in({"data": {}, "errors": []})
    assert graphql_errors(json.dumps(GOOD).encode()) == GraphqlErrors()


@pytest.mark.parametrize(
    "document", [{}, {"data": None}, {"data": []}, {"data": "x", "errors": None}]
)
def test_answer_without_data__is_an_error(document: dict[str, Any]) -> None:
    assert errors_in(document) == GraphqlErrors(kinds=("NO_DATA",), message="no data in the answer")


@pytest.mark.parametrize(
    ("error", "kinds"),
    [
        ({"type": "FORBIDDEN", "message": "x"}, ("FORBIDDEN",)),
        ({"extensions": {"code": "undefinedField"}, "message": "x"}, ("undefinedField",)),
        ({"type": "A", "extensions": {"code": "B"}, "message": "x"}, ("A",)),
        ({"extensions": {}, "message": "x"}, ("UNKNOWN",)),
        ({"extensions": "B", "message": "x"}, ("UNKNOWN",)),
        ({"extensions": None, "message": "x"}, ("UNKNOWN",)),
        ({"message": "x"}, ("UNKNOWN",)),
        ({"type": 7, "message": "x"}, ("7",)),
    ],
)
def test_kind__is_the_type_or_the_code(error: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert said(error) == GraphqlErrors(kinds=kinds, message="x")


def test_kinds__are_named_once_and_in_order_and_the_first_words_count() -> None:
    several = [{"type": "B", "message": ""}, {"type": "A", "message": "two"}, {"type": "B"}]
    assert said(*several) == GraphqlErrors(kinds=("A", "B"), message="two")


def test_errors_of_no_known_shape__are_errors_all_the_same() -> None:
    unknown = GraphqlErrors(kinds=("UNKNOWN",), message="no reason given")
    assert said("text", 1) == unknown
    assert errors_in({"data": {}, "errors": "text"}) == unknown
    assert said({"message": None}) == unknown


@pytest.mark.parametrize(
    ("error", "is_limit"),
    [
        ({"type": "RATE_LIMITED", "message": "x"}, True),
        ({"type": "X", "message": "You have exceeded a secondary RATE limit"}, True),
        ({"type": "X", "message": "limited"}, False),
    ],
)
def test_limit__is_told_by_type_or_words(error: dict[str, Any], *, is_limit: bool) -> None:
    assert said(error).is_limit is is_limit
    assert said({"message": "x"}, error).is_limit is is_limit


@pytest.mark.parametrize(
    ("message", "is_passing"),
    [
        ("Something went wrong while executing your query. Please include", True),
        ("timedout", True),
        ("Timeout on validation of query", True),
        ("Loading", True),
        ("We couldn't respond to your request in time.", False),
        ("couldn't respond to your request in time", True),
        ("a timeout", False),
    ],
)
def test_failure_of_github__is_told_by_its_first_words(message: str, *, is_passing: bool) -> None:
    assert said({"message": message}).is_passing is is_passing
    assert said({"message": "x"}, {"message": message}).is_passing is is_passing


@pytest.mark.parametrize(
    "one",
    [
        GraphqlErrors(is_limit=True),
        GraphqlErrors(is_passing=True),
        GraphqlErrors(kinds=("X",)),
        GraphqlErrors(message="x"),
    ],
)
def test_any_sign_of_an_error__counts(one: GraphqlErrors) -> None:
    assert one
    assert not GraphqlErrors()
