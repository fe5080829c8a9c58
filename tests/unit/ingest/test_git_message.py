"""What does a commit message say besides prose? Whom its trailers name."""

from __future__ import annotations

import pytest

from teammemory_bot.ingest.git_message import parse_message


@pytest.mark.parametrize(
    ("trailer", "people"),
    [
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
    ],
)
def test_parse_message__knows_where_one_name_ends_and_the_next_begins(trailer, people):
    message = parse_message(f"Do something\n\nBecause.\n\n{trailer}\n".encode())
    assert [review.reviewer for review in message.reviewers] == people
