"""Does a change that GitHub told in part say so?"""

from __future__ import annotations

from dataclasses import replace

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.event import EventPull
from teammemory_bot.domain.git_facts import RawCommit
from teammemory_bot.domain.identity import PullNumber, Sha
from teammemory_bot.ingest.told_change import MAX_COMMITS, MAX_FILES, ToldChange

COMMIT = RawCommit(sha=Sha("b" * 40), author=Identity("Ana", ""), message="Do it", is_merge=False)
WHOLE = ToldChange(
    pull=EventPull(
        number=PullNumber(5),
        base=Sha("a" * 40),
        head=Sha("b" * 40),
        base_branch="main",
        head_branch="work",
        title="Do it",
        body=None,
        labels=(),
        author="ana",
        is_draft=False,
        is_from_fork=True,
    ),
    merge_base=Sha("a" * 40),
    committed_at=0,
    commits=(COMMIT,) * (MAX_COMMITS - 1),
    files=({},) * (MAX_FILES - 1),
)


def test_told_change__says_nothing_where_the_lists_ended_by_themselves() -> None:
    assert WHOLE.untold == ()


def test_told_change__names_what_the_lists_cut_off() -> None:
    for cut in (
        replace(WHOLE, commits=(COMMIT,) * MAX_COMMITS),
        replace(WHOLE, files=({},) * MAX_FILES),
    ):
        (said,) = cut.untold
        assert "3,000 files and 250 commits" in said
