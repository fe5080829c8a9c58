"""What does a commit message say besides prose? Whom its trailers name."""

from __future__ import annotations

import time

import pytest

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.git_facts import RawCommit, RawStep
from teammemory_bot.domain.identity import Sha
from teammemory_bot.ingest.git_message import MAX_MESSAGE, parse_message
from teammemory_bot.verify.step_words import reviewers_of

NAMED = [
    ("Reviewed-by: Ana Silva <ana@example.com>", [("Ana Silva", "ana@example.com")]),
    (
        "Reviewers: Ana Silva <ana@example.com>, Ben Olsen <ben@example.com>",
        [("Ana Silva", "ana@example.com"), ("Ben Olsen", "ben@example.com")],
    ),
    (
        "Reviewers: Ana Silva <ana@example.com>, Chi Nguyen, Ben Olsen <ben@example.com>",
        [
            ("Ana Silva", "ana@example.com"),
            ("Chi Nguyen", ""),
            ("Ben Olsen", "ben@example.com"),
        ],
    ),
    ("Reviewers: Ana Silva and Ben Olsen <b@x.io>", [("Ana Silva and Ben Olsen", "b@x.io")]),
    ("Reviewers: Olsen, Ben <ben@example.com>", [("Olsen, Ben", "ben@example.com")]),
    ("Reviewers: Ana Silva, Ben Olsen", [("Ana Silva", ""), ("Ben Olsen", "")]),
    (
        "Reviewed-by: Co-authored-by: Ana Silva <ana@example.com>",
        [("Ana Silva", "ana@example.com")],
    ),
]


@pytest.mark.parametrize(("trailer", "people"), NAMED)
def test_parse_message__knows_where_one_name_ends_and_the_next_begins(trailer, people):
    message = parse_message(f"Do something\n\nBecause.\n\n{trailer}\n".encode())
    assert [review.reviewer for review in message.reviewers] == people


@pytest.mark.parametrize(("trailer", "people"), NAMED)
def test_reviewers_of__derives_the_same_people_another_way(trailer, people):
    """Else the skeptic would strike what is true."""
    commit = RawCommit(
        sha=Sha("0" * 40),
        author=Identity("Dee", "dee@example.com"),
        is_merge=False,
        message=f"Do something\n\nBecause.\n\n{trailer}\n",
    )
    step = RawStep(sha=commit.sha, at=1, commits=(commit,))
    assert [(who.name, who.email) for who, _ in reviewers_of(step)] == people


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("This reverts commit 1234567890abcdef1234567890abcdef12345678.", ("reverts", 40)),
        ("this reverts commit abcdef1, since it broke", ("reverts", 7)),
        ("Regression from abcdef1234", ("regression", 10)),
        ("It is a regression in: abcdef1", ("regression", 7)),
        ('Fixes: abcdef123456 ("Cut the queue")', ("fixes", 12)),
        ("Amends abcdef1", ("amends", 7)),
        ("Follow-up to abcdef1", ("follow-up", 7)),
        ("A follow up of: abcdef1", ("follow-up", 7)),
        ("Fixes: #12", None),
        ("It fixes: abcdef1", None),  # a trailer begins its line
        ("Follow-up to #361", None),
        ("Regression from the parser", None),
        ("This reverts commit abc", None),
    ],
)
def test_parse_message__knows_which_commit_is_taken_back_or_repaired(body, named):
    mentions = parse_message(f"Do something\n\n{body}\n".encode()).mentions
    assert [(one.kind, len(one.sha)) for one in mentions] == ([named] if named else [])


def test_parse_message__of_megabytes_of_trailers_takes_no_longer_than_its_length() -> None:
    line = b"Reviewed-by: Ana Silva <ana@example.com>\n"
    started = time.process_time()
    message = parse_message(b"Do something\n\n" + line * (4 * MAX_MESSAGE // len(line)))
    assert time.process_time() - started < 5  # by the square of its lines: minutes
    assert len(message.reviewers) == 1
