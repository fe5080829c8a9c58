"""Which file of the change does only one active person know, and who could learn it?

An extra reviewer on a few changes keeps knowledge from hanging on one person; putting that into the
ranking would cost accuracy, so it is a line of its own (docs/review-routing.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from teammemory_bot.agents.review_evidence.case import RoutingCase, name_at_base
from teammemory_bot.agents.review_evidence.citation import MAX_LINKS, cited, evidence_of
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Finding,
    Phrase,
    Quoted,
    Severity,
    Words,
    phrase,
)
from teammemory_bot.domain.identity import Developer, DeveloperId
from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.support.clock import SECONDS_PER_DAY

RULE: Final = "known-by-one-person"
ACTIVE_DAYS: Final = 180
LEAST_CHANGES: Final = 5
"""A file of fewer changes is known by whoever reads it."""
LEAST_PEOPLE: Final = 3
"""Where fewer people are active, knowledge cannot be spread."""


def known_by_one_findings(case: RoutingCase, possible: Iterable[Developer]) -> Iterator[Finding]:
    """Yield at most one line: of the files that one person knows, the one that changes most.

    `possible` are those who may be suggested, the fittest first.
    """
    if not _can_be_spread(case):
        return
    for file in sorted(case.files, key=lambda file: (-_size(file), file.path)):
        changes = _changes(case, file)
        knowing = frozenset(who for who in _knowing(case, changes) if _is_active(case, who))
        if len(changes) < LEAST_CHANGES or len(knowing) != 1:
            continue
        learner = next((one for one in possible if one.id not in knowing), None)
        evidence = evidence_of(case.memory, changes[: -MAX_LINKS - 1 : -1])
        path = Code(name_at_base(file))
        since = case.pr.as_of - ACTIVE_DAYS * SECONDS_PER_DAY
        only_one = claims.active_people_on_file(name_at_base(file), since=since, value=1)
        yield Finding(
            rule=RULE,
            severity=Severity.LOW,
            confidence=Confidence.MEDIUM,
            phrase=phrase(
                Words("Only one active person knows ", only_one),
                path,
                *cited(evidence, more=True),
            ),
            asks=_asks(learner),
            evidence=evidence,
            path=name_at_base(file),
        )
        return


def _asks(learner: Developer | None) -> Phrase:
    if learner is None:
        return phrase("add a second reviewer to spread it")
    login = (" (", Code(learner.login), ")") if learner.login else ()
    return phrase("to spread it, add ", Quoted(learner.name), *login, " as a second reviewer")


def _can_be_spread(case: RoutingCase) -> bool:
    """Tell whether enough people wrote or reviewed anything here of late."""
    active = (who for who in case.past.newest if _is_active(case, who))
    return len(list(islice(active, LEAST_PEOPLE))) == LEAST_PEOPLE


def _is_active(case: RoutingCase, person: DeveloperId) -> bool:
    days = case.lift.idle_days(person)
    return person not in case.past.bots and days is not None and days <= ACTIVE_DAYS


def _changes(case: RoutingCase, file: ChangedFile) -> Sequence[int]:
    """Return the changes that taught somebody the file: a sweep over hundreds teaches none."""
    number = case.numbers.get(name_at_base(file))
    is_code = file.kind is FileKind.SOURCE and file.status is not ChangeStatus.REMOVED
    touching = case.past.touching.get(number, ()) if number is not None and is_code else ()
    return [change for change in touching if case.past.n_files[change] <= MAX_FILES]


def _knowing(case: RoutingCase, changes: Sequence[int]) -> frozenset[DeveloperId]:
    """Return who wrote or reviewed one of the changes."""
    writers = (case.past.authors[change] for change in changes)
    reviewers = (who for one in changes for who in case.past.reviewers_of(one))
    return frozenset((*writers, *reviewers))


def _size(file: ChangedFile) -> int:
    return (file.added or 0) + (file.deleted or 0)
