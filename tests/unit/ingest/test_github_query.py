"""Are our queries GitHub's, and what do they cost by its published rules?"""

from __future__ import annotations

import math

import pytest
from graphql import parse, validate

from teammemory_bot.ingest import github_deployments, github_issues, github_pulls, github_recount
from teammemory_bot.ingest.github_list import FIRST_LOOK
from teammemory_bot.ingest.github_people_now import MAX_PEOPLE
from teammemory_bot.ingest.github_query import QUERIES, commits_query, people_query, query_text
from testing.github_graphql import schema
from testing.graphql_cost import cost_of

NAMES = {"owner": "o", "name": "n"}


@pytest.mark.parametrize("name", QUERIES)
def test_query__is_valid_by_the_published_schema(name: str) -> None:
    assert validate(schema(), parse(query_text(name))) == []


def test_query__of_commits_is_valid_and_costs_one_point_for_a_hundred() -> None:
    text = commits_query(100)
    assert validate(schema(), parse(text)) == []
    assert cost_of(schema(), text, NAMES).points_rounded_up == 1


def test_query__of_busy_people_is_valid_and_costs_one_point_for_all() -> None:
    text = people_query(MAX_PEOPLE)
    assert validate(schema(), parse(text)) == []
    assert cost_of(schema(), text, NAMES).points_rounded_up == 1


def test_query__with_a_slip_is_caught_by_the_published_schema() -> None:
    slip = query_text("pulls").replace("changedFiles", "changedFilles")
    assert validate(schema(), parse(slip)) != []


@pytest.mark.parametrize(
    ("name", "size", "points"),
    [
        ("pulls", github_pulls.PAGE_SIZE, 2),
        ("pulls", FIRST_LOOK, 1),
        ("issues", github_issues.PAGE_SIZE, 2),
        ("issues", FIRST_LOOK, 1),
        ("issue_counts", github_recount.THREADS_PER_PAGE, 1),
        ("pull_counts", github_recount.THREADS_PER_PAGE, 1),
        ("deployments", github_deployments.PAGE_SIZE, 1),
        ("open_reviews", 99, 1),
        ("pull", 1, 1),
        ("pull_next", 1, 1),
        ("pull_files", 1, 1),
        ("pull_reviews", 1, 1),
    ],
)
def test_query__costs_what_it_says(name: str, size: int, points: int) -> None:
    cost = cost_of(schema(), query_text(name), {**NAMES, "first": size, "number": 1})
    assert cost.broken_rules == []
    assert cost.points == cost.points_rounded_up == points


def test_back_fill__of_ten_thousand_pull_requests_stays_within_700_points() -> None:
    """Labels, files, reviews, commits and closing issues; whichever way GitHub rounds."""
    cost = cost_of(schema(), query_text("pulls"), {**NAMES, "first": github_pulls.PAGE_SIZE})
    pages = math.ceil(10_000 / github_pulls.PAGE_SIZE)
    assert pages * cost.points_rounded_up == 514
    assert cost.nodes <= 500_000


def test_cost__agrees_with_the_examples_of_the_documentation() -> None:
    """The two worked examples of GitHub's page on limits: 22,060 nodes, and 5,101 requests."""
    nodes = (
        '{repository(owner:"o",name:"n"){pullRequests(first:50){nodes{'
        "labels(first:20){nodes{name}} files(first:10){nodes{path}}}}}}"
    )
    assert cost_of(schema(), nodes, {}).nodes == 50 + 50 * 20 + 50 * 10
    assert cost_of(schema(), nodes, {}).requests == 1 + 50 + 50


@pytest.mark.parametrize("size", [0, 101])
def test_cost__refuses_a_page_that_github_refuses(size: int) -> None:
    cost = cost_of(schema(), query_text("pulls"), {**NAMES, "first": size})
    assert len(cost.broken_rules) == 1
