"""How do the names of forgotten people stay out of the texts that come later?

A history that is read anew brings its subjects again, and new titles may name anybody. The memory knows
only marks of whom it was told to forget: each run of words in a text is looked up among them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from teammemory_bot.domain.records import (
    ApiRecord,
    Batch,
    GitChange,
    IssueRecord,
    PullRequestRecord,
)
from teammemory_bot.store.shown_person import folded_name
from teammemory_bot.store.tombstones import Tombstones

BLACK: Final = "[forgotten]"
"""What stands in a text in the place of a name."""
SHORTEST_WORD: Final = 3
_MAX_WORDS: Final = 5
_WORD: Final = re.compile(r"\w+")


def blacked_out(batch: Batch, tombstones: Tombstones) -> Batch:
    """Return a batch whose texts name nobody who was forgotten."""
    if tombstones.is_empty:
        return batch
    return replace(
        batch,
        changes=tuple(_change(change, tombstones) for change in batch.changes),
        records=tuple(_record(record, tombstones) for record in batch.records),
    )


def without_names(text: str, tombstones: Tombstones) -> str:
    """Return a text with the names and logins of forgotten people blacked out, the longest first."""
    words = list(_WORD.finditer(text))
    parts: list[str] = []
    done = at = 0
    while at < len(words):
        for count in range(min(_MAX_WORDS, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + count - 1].end()
            named = text[start:end]
            keys = [("login", named.lower()), ("name", folded_name(" ".join(named.split())))]
            if len(named) >= SHORTEST_WORD and tombstones.find(keys) is not None:
                parts += [text[done:start], BLACK]
                done, at = end, at + count - 1
                break
        at += 1
    return "".join(parts) + text[done:]


def _change(change: GitChange, tombstones: Tombstones) -> GitChange:
    return change._replace(
        title=without_names(change.title, tombstones),
        commits=tuple(
            commit._replace(subject=without_names(commit.subject, tombstones))
            for commit in change.commits
        ),
    )


def _record(record: ApiRecord, tombstones: Tombstones) -> ApiRecord:
    match record:
        case PullRequestRecord():
            return replace(
                record,
                title=without_names(record.title, tombstones),
                head_branch=without_names(record.head_branch, tombstones),
            )
        case IssueRecord():
            return replace(record, summary=without_names(record.summary, tombstones))
        case _:
            return record
