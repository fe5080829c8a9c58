"""How is each claimed number found again, from git alone?

One function a measure of `domain/claims.py`, all of one shape. A function that cannot know says why;
it never guesses. Where git's steps make the number, the derivation returns them too, so that the
links beside the number can be held against them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from teammemory_bot.domain import claims
from teammemory_bot.domain.change import LineRange
from teammemory_bot.domain.finding import Claim, Evidence, EvidenceKind
from teammemory_bot.domain.git_facts import RawCommit, RawStep
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.scoring.decision_tokens import decision_tokens
from teammemory_bot.verify.evidence import step_behind
from teammemory_bot.verify.fixes import is_known_fix
from teammemory_bot.verify.inquiry import Answer, Derived, Inquiry, Unknown, counted
from teammemory_bot.verify.people import (
    author_of,
    has_reviewer,
    is_active,
    is_person,
    is_small,
    reviewed_by,
    reviewers_of_step,
    written_by,
)
from teammemory_bot.verify.standing import change_percentile, file_percentile
from teammemory_bot.verify.step_words import is_revert

Measure = Callable[[Claim, Inquiry], Answer]

MAX_TRANSACTION_FILES: Final = 20
"""Files of a change that still says what belongs together (`claims.co_changes`)."""

_YEAR: Final = 365 * 86_400
_EVERY_FILE: Final = RepoPath("")
_NO_STEP: Final = Unknown("no such change landed")
_NOT_COUNTED: Final = Unknown("git counts no lines here")


def derive(claim: Claim, inquiry: Inquiry) -> Answer:
    """Return what git says to a claim."""
    measure = MEASURES.get(claim.measure)
    if measure is None:
        return Unknown("nobody knows how to derive this measure")
    person = dict(claim.arguments).get("person", claim.subject)
    if claim.measure not in PATH_MEASURES | RECORD_MEASURES and person != claim.subject:
        return Unknown("the claim speaks of two people")
    return measure(claim, inquiry)


# --- History of one file -------------------------------------------------------------------------


def _changes_of_file(claim: Claim, inquiry: Inquiry) -> Answer:
    return counted(_steps_of(claim, inquiry))


def _fixes_of_file(claim: Claim, inquiry: Inquiry) -> Answer:
    return counted([s for s in _steps_of(claim, inquiry) if is_known_fix(s, inquiry)])


def _reverts_of_file(claim: Claim, inquiry: Inquiry) -> Answer:
    return counted([step for step in _steps_of(claim, inquiry) if is_revert(step)])


def _people_on_file(claim: Claim, inquiry: Inquiry) -> Answer:
    authors = [author_of(step, inquiry) for step in _steps_of(claim, inquiry)]
    if None in authors:
        return Unknown("an author of the file is nobody who is known")
    return Derived(value=len({who.id for who in authors if who is not None and not who.is_bot}))


def _lines_of_file(claim: Claim, inquiry: Inquiry) -> Answer:
    lines = inquiry.git.lines_of(RepoPath(claim.subject))
    return Unknown("no such text file at the base") if lines is None else Derived(value=lines)


def _changes_of_file_by(claim: Claim, inquiry: Inquiry) -> Answer:
    return counted(written_by(_text(claim, "person"), _steps_of(claim, inquiry), inquiry))


def _co_changes(claim: Claim, inquiry: Inquiry) -> Answer:
    git, last = inquiry.git, _number(claim, "last")
    looked_at = _newest_small_steps(RepoPath(claim.subject), last, inquiry)
    if len(looked_at) < last:
        return Unknown(f"the file has only {len(looked_at)} such changes")
    partner = RepoPath(_text(claim, "partner"))
    with_partner = {step.sha for step in git.steps_touching(partner, since=looked_at[-1].at)}
    return counted([step for step in looked_at if step.sha in with_partner], looked_at)


def _newest_small_steps(path: RepoPath, last: int, inquiry: Inquiry) -> list[RawStep]:
    git, asked = inquiry.git, 2 * last
    while True:
        steps = git.steps_touching(path, last=asked)
        small = [step for step in steps if len(git.paths_of(step)) <= MAX_TRANSACTION_FILES]
        if len(small) >= last or len(steps) < asked:
            return small[:last]
        asked *= 4


# --- One landed change ---------------------------------------------------------------------------


def _change_is_fix(claim: Claim, inquiry: Inquiry) -> Answer:
    step = _step_named_by(claim, inquiry)
    return _NO_STEP if step is None else Derived(value=int(is_known_fix(step, inquiry)))


def _change_is_revert(claim: Claim, inquiry: Inquiry) -> Answer:
    step = _step_named_by(claim, inquiry)
    return _NO_STEP if step is None else Derived(value=int(is_revert(step)))


def _change_is_by(claim: Claim, inquiry: Inquiry) -> Answer:
    step, person = _step_named_by(claim, inquiry), _text(claim, "person")
    if step is None:
        return _NO_STEP
    people = (author_of(step, inquiry), *reviewers_of_step(step, inquiry))
    return Derived(value=int(any(inquiry.is_meant(who, person) for who in people)))


def _step_named_by(claim: Claim, inquiry: Inquiry) -> RawStep | None:
    kind = EvidenceKind.PULL_REQUEST if claim.subject.isdigit() else EvidenceKind.COMMIT
    return step_behind(Evidence(kind=kind, reference=claim.subject), inquiry)


# --- Who reviewed --------------------------------------------------------------------------------


def _reviews_of_author_by(claim: Claim, inquiry: Inquiry) -> Answer:
    author, anybody = _text(claim, "author"), inquiry.about(None)
    return _reviewed(
        claim, inquiry, lambda since: written_by(author, inquiry.git.steps(since=since), anybody)
    )


def _reviews_under_path_by(claim: Claim, inquiry: Inquiry) -> Answer:
    path = RepoPath(claim.subject)
    return _reviewed(claim, inquiry, lambda since: inquiry.git.steps_touching(path, since=since))


def _changes_by(claim: Claim, inquiry: Inquiry) -> Answer:
    steps = inquiry.git.steps(since=_number(claim, "since"))
    return counted(written_by(_text(claim, "person"), steps, inquiry))


def _active_since(claim: Claim, inquiry: Inquiry) -> Answer:
    person, recent = _text(claim, "person"), inquiry.git.steps(since=_number(claim, "since"))
    return Derived(value=int(is_active(person, recent, inquiry)))


def _active_people_on_file(claim: Claim, inquiry: Inquiry) -> Answer:
    recent = inquiry.git.steps(since=_number(claim, "since"))
    steps = inquiry.git.steps_touching(RepoPath(claim.subject))
    knowing = {
        who.id: who
        for step in steps
        if is_small(step, inquiry)
        for who in (author_of(step, inquiry), *reviewers_of_step(step, inquiry))
        if who is not None and not who.is_bot
    }
    active = [
        who for who in knowing.values() if is_active(who.handle, recent, inquiry.about(who.id))
    ]
    return Derived(value=len(active))


def _reviewed(
    claim: Claim, inquiry: Inquiry, steps_since: Callable[[int], Sequence[RawStep]]
) -> Answer:
    """Count among the newest `last` reviewed steps, looking back no further than it takes."""
    last = _number(claim, "last")
    for since in (*(inquiry.pr.as_of - int(years * _YEAR) for years in (0.25, 1, 3, 9)), 0):
        looked_at = [step for step in steps_since(since) if has_reviewer(step, inquiry)][:last]
        if len(looked_at) == last:
            return counted(reviewed_by(_text(claim, "person"), looked_at, inquiry), looked_at)
    return Unknown(f"git knows of {len(looked_at)} reviewed changes only")


# --- The change under review ---------------------------------------------------------------------


def _files_of_change(claim: Claim, inquiry: Inquiry) -> Answer:
    del claim
    return Derived(value=len(inquiry.git.line_counts()))


def _commits_of_change(claim: Claim, inquiry: Inquiry) -> Answer:
    del claim
    return Derived(value=len(_written(inquiry)))


def _commits_without_key(claim: Claim, inquiry: Inquiry) -> Answer:
    del claim
    bare = [
        commit for commit in _written(inquiry) if not find_keys(commit.message, place=Place.COMMIT)
    ]
    records = frozenset((EvidenceKind.COMMIT, commit.sha) for commit in bare)
    return Derived(value=len(bare), records=records)


def _lines_added(claim: Claim, inquiry: Inquiry) -> Answer:
    return _summed([added for added, _ in _counts(claim, inquiry)])


def _lines_removed(claim: Claim, inquiry: Inquiry) -> Answer:
    return _summed([removed for _, removed in _counts(claim, inquiry)])


def _decision_tokens(claim: Claim, inquiry: Inquiry) -> Answer:
    added = inquiry.git.added_lines(RepoPath(claim.subject))
    return _NOT_COUNTED if added is None else Derived(value=decision_tokens(added))


def _percent_of_lines_replaced(claim: Claim, inquiry: Inquiry) -> Answer:
    writers, person = _writers(inquiry), _text(claim, "person")
    if not writers:
        return _NOT_COUNTED
    mine = [commit for commit in writers if is_person(person, commit.author, inquiry)]
    return Derived(
        value=math.floor(100 * len(mine) / len(writers) + 0.5),
        records=frozenset((EvidenceKind.COMMIT, commit.sha) for commit in mine),
    )


def _lines_last_written_by(claim: Claim, inquiry: Inquiry) -> Answer:
    span = LineRange(first=_number(claim, "first"), last=_number(claim, "last"))
    writers = inquiry.git.writers_of(RepoPath(claim.subject), [span])
    shas = {commit.sha for commit in writers or ()}
    if len(shas) != 1:
        return Unknown("the lines have no single last writer")
    return Derived(value=shas.pop())


# --- What several of them need -------------------------------------------------------------------


def _steps_of(claim: Claim, inquiry: Inquiry) -> Sequence[RawStep]:
    return inquiry.git.steps_touching(RepoPath(claim.subject), since=_number(claim, "since"))


def _written(inquiry: Inquiry) -> list[RawCommit]:
    return [commit for commit in inquiry.git.commits_of_change() if not commit.is_merge]


def _counts(claim: Claim, inquiry: Inquiry) -> list[tuple[int | None, int | None]]:
    counts = inquiry.git.line_counts()
    if claim.subject == _EVERY_FILE:
        return list(counts.values())
    return [counts[RepoPath(claim.subject)]] if claim.subject in counts else []


def _summed(counts: Sequence[int | None]) -> Answer:
    if not counts or (len(counts) == 1 and counts[0] is None):
        return _NOT_COUNTED
    return Derived(value=sum(count or 0 for count in counts))


def _writers(inquiry: Inquiry) -> list[RawCommit] | None:
    """Return who last wrote the lines that the assembled change looked up, line by line."""
    writers: list[RawCommit] = []
    for file in inquiry.pr.files:
        if file.origins:
            ranges = [origin.lines for origin in file.origins]
            found = inquiry.git.writers_of(file.previous_path or file.path, ranges)
            if found is None:
                return None
            writers += found
    return writers


def _text(claim: Claim, name: str) -> str:
    return str(dict(claim.arguments)[name])


def _number(claim: Claim, name: str) -> int:
    return int(dict(claim.arguments)[name])


MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        claims.CHANGES_OF_FILE: _changes_of_file,
        claims.FIXES_OF_FILE: _fixes_of_file,
        claims.REVERTS_OF_FILE: _reverts_of_file,
        claims.PEOPLE_ON_FILE: _people_on_file,
        claims.LINES_OF_FILE: _lines_of_file,
        claims.CHANGES_OF_FILE_BY: _changes_of_file_by,
        claims.CO_CHANGES: _co_changes,
        claims.REVIEWS_OF_AUTHOR_BY: _reviews_of_author_by,
        claims.REVIEWS_UNDER_PATH_BY: _reviews_under_path_by,
        claims.CHANGES_BY: _changes_by,
        claims.CHANGE_IS_FIX: _change_is_fix,
        claims.CHANGE_IS_REVERT: _change_is_revert,
        claims.CHANGE_IS_BY: _change_is_by,
        claims.ACTIVE_SINCE: _active_since,
        claims.ACTIVE_PEOPLE_ON_FILE: _active_people_on_file,
        claims.CHANGE_PERCENTILE: change_percentile,
        claims.FILE_PERCENTILE: file_percentile,
        claims.FILES_OF_CHANGE: _files_of_change,
        claims.COMMITS_OF_CHANGE: _commits_of_change,
        claims.COMMITS_WITHOUT_KEY: _commits_without_key,
        claims.LINES_ADDED: _lines_added,
        claims.LINES_REMOVED: _lines_removed,
        claims.DECISION_TOKENS: _decision_tokens,
        claims.PERCENT_OF_LINES_REPLACED: _percent_of_lines_replaced,
        claims.LINES_LAST_WRITTEN_BY: _lines_last_written_by,
    }
)
"""Every measure of `domain/claims.py`; a test holds the two together."""

PATH_MEASURES: Final = frozenset(
    {
        claims.CHANGES_OF_FILE,
        claims.FIXES_OF_FILE,
        claims.REVERTS_OF_FILE,
        claims.PEOPLE_ON_FILE,
        claims.LINES_OF_FILE,
        claims.FILE_PERCENTILE,
        claims.CHANGES_OF_FILE_BY,
        claims.CO_CHANGES,
        claims.ACTIVE_PEOPLE_ON_FILE,
        claims.REVIEWS_UNDER_PATH_BY,
        claims.LINES_ADDED,
        claims.LINES_REMOVED,
        claims.DECISION_TOKENS,
        claims.LINES_LAST_WRITTEN_BY,
    }
)
"""The measures whose subject is a path."""

RECORD_MEASURES: Final = frozenset(
    {claims.CHANGE_IS_BY, claims.CHANGE_IS_FIX, claims.CHANGE_IS_REVERT}
)
"""The measures whose subject is a commit or a pull request."""
