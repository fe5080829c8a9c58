"""Why this person? Sentences from the records, each with its numbers, its claims and its links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.agents.review_evidence.case import LAST_REVIEWED, YEAR_DAYS, RoutingCase
from teammemory_bot.agents.review_evidence.citation import MAX_LINKS, brief, cited, evidence_of
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import (
    Claim,
    Code,
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Phrase,
    phrase,
)
from teammemory_bot.domain.identity import Developer, DeveloperId, RepoPath
from teammemory_bot.support.clock import SECONDS_PER_DAY

LAST: Final = 20
"""How many of a person's newest changes are looked at for a fix."""
LEAST: Final = 3
"""Of fewer changes a share says nothing."""
LEAST_LINES: Final = 5
LEAST_PERCENT: Final = 20

_OF_LINES: Final = 3.0
_OF_FIX: Final = 0.6
_OF_ALL: Final = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One sentence about a person. The heavier one is said first."""

    weight: float
    says: Phrase
    evidence: tuple[Evidence, ...]
    claims: tuple[Claim, ...] = ()
    """What it claims besides its numbers."""


def facts_about(case: RoutingCase, person: Developer) -> list[Fact]:
    """Return what speaks for a person, the most telling first; in a total order."""
    points = {term.name: term.points for term in case.lift.explain(person.id)}
    found = [
        *_wrote_lines(case, person),
        *_reviews_author(case, person, points["author"]),
        *_reviews_place(case, person, points["files"] + points["words"]),
        *_writes_place(case, person, points["commits"]),
        *_fixed(case, person),
        *_reviews_here(case, person),
        *_writes_here(case, person),
    ]
    return sorted(found, key=lambda fact: -fact.weight)


def _reviews_author(case: RoutingCase, person: Developer, points: float) -> Iterator[Fact]:
    if case.author is None:
        return
    looked_at = case.newest_reviewed(case.past.written(case.author.id), most=LAST_REVIEWED)
    own = _reviewed_by(case, person.id, looked_at)
    if len(looked_at) >= LEAST and own:
        claim = claims.reviews_of_author_by(
            person, case.author, last=len(looked_at), value=len(own)
        )
        evidence, links = _links(case, own)
        says = phrase("reviewed ", Number(len(own), claim), f" of the last {len(looked_at)} ")
        yield Fact(
            weight=points,
            says=phrase(*says, "changes by this author", *links),
            evidence=evidence,
        )


def _reviews_place(case: RoutingCase, person: Developer, points: float) -> Iterator[Fact]:
    best: tuple[float, int, RepoPath] | None = None
    chosen: tuple[Sequence[int], list[int]] = ([], [])
    for place, looked_at in case.reviewed_places.items():
        if len(looked_at) < LEAST or person.id not in case.reviewers_at[place]:
            continue
        own = _reviewed_by(case, person.id, looked_at)
        telling = (len(own) ** 2 / len(looked_at), len(place), place)
        if best is None or telling > best:
            best, chosen = telling, (looked_at, own)
    if best is None:
        return
    place, (looked_at, own) = best[2], chosen
    claim = claims.reviews_under_path_by(person, place, last=len(looked_at), value=len(own))
    evidence, links = _links(case, own)
    says = phrase("reviewed ", Number(len(own), claim), f" of the last {len(looked_at)} ")
    yield Fact(
        weight=points,
        says=phrase(*says, "changes in ", Code(brief(place)), *links),
        evidence=evidence,
    )


def _writes_place(case: RoutingCase, person: Developer, points: float) -> Iterator[Fact]:
    since = case.pr.as_of - YEAR_DAYS * SECONDS_PER_DAY
    written = frozenset(case.past.written(person.id))
    best: tuple[float, int, RepoPath] | None = None
    own: list[int] = []
    for place, recent in case.written_of_late.items():
        mine = [one for one in recent if one in written]
        if mine and (telling := (len(mine) ** 2 / len(recent), len(place), place)) > (best or ()):
            best, own = telling, mine
    if best is not None and len(own) > 1:
        claim = claims.changes_of_file_by(person, best[2], since=since, value=len(own))
        evidence, links = _links(case, list(reversed(own)))
        says = phrase("wrote ", Number(len(own), claim), " changes in ", Code(brief(best[2])))
        yield Fact(
            weight=points,
            says=phrase(*says, f" in {YEAR_DAYS} days", *links),
            evidence=evidence,
        )


def _wrote_lines(case: RoutingCase, person: Developer) -> Iterator[Fact]:
    total = own = 0
    commits: dict[str, int] = {}
    for origin in (origin for file in case.pr.files for origin in file.origins):
        count = origin.lines.last - origin.lines.first + 1
        total += count
        landed = case.memory.commit_of(origin.sha)
        if landed is not None and landed.author.id == person.id:
            own += count
            commits[origin.sha] = commits.get(origin.sha, 0) + count
    if total < LEAST_LINES or own * 100 < LEAST_PERCENT * total:
        return
    percent = (200 * own + total) // (2 * total)  # halves up, without floats
    claim = claims.percent_of_lines_replaced(person, value=percent)
    largest = sorted(commits, key=lambda sha: (-commits[sha], sha))
    evidence = tuple(Evidence(kind=EvidenceKind.COMMIT, reference=sha) for sha in largest)
    shown = evidence[:MAX_LINKS]
    yield Fact(
        weight=_OF_LINES * own / total,
        says=phrase(
            "wrote ",
            Number(percent, claim),
            " % of the lines this change replaces",
            *cited(shown, more=len(evidence) > MAX_LINKS),
        ),
        evidence=shown,
    )


def _fixed(case: RoutingCase, person: Developer) -> Iterator[Fact]:
    """Name the newest issue that the person fixed in one of the files."""
    written = frozenset(case.past.written(person.id))
    for change in sorted(case.touched & written, reverse=True)[:LAST]:
        if not case.memory.fix_rule_of(change):
            continue
        for issue in case.memory.issues_of(change):
            record = Evidence(kind=EvidenceKind.ISSUE, reference=issue.key)
            proof = evidence_of(case.memory, [change])
            says = phrase("fixed ", Link(record), " here", *cited(proof))
            is_fix = tuple(map(claims.change_is_fix, proof))
            yield Fact(weight=_OF_FIX, says=says, evidence=(record, *proof), claims=is_fix)
            return


def _reviews_here(case: RoutingCase, person: Developer) -> Iterator[Fact]:
    looked_at = case.newest_reviewed_of_all
    own = _reviewed_by(case, person.id, looked_at)
    if len(looked_at) >= LEAST and own:
        root = RepoPath("/")
        claim = claims.reviews_under_path_by(person, root, last=len(looked_at), value=len(own))
        evidence, links = _links(case, own)
        says = phrase("reviewed ", Number(len(own), claim), f" of the last {len(looked_at)} ")
        yield Fact(
            weight=_OF_ALL,
            says=phrase(*says, "reviewed changes of the repository", *links),
            evidence=evidence,
        )


def _writes_here(case: RoutingCase, person: Developer) -> Iterator[Fact]:
    since = case.pr.as_of - YEAR_DAYS * SECONDS_PER_DAY
    written = case.past.written(person.id)
    own = written[bisect_left(written, since, key=case.past.at.__getitem__) :]
    if own:
        claim = claims.changes_by(person, since=since, value=len(own))
        evidence, links = _links(case, list(reversed(own)))
        words = " change" if len(own) == 1 else " changes"
        where = f"{words} in the repository in {YEAR_DAYS} days"
        says = phrase("wrote ", Number(len(own), claim), where)
        yield Fact(weight=_OF_ALL - 1, says=phrase(*says, *links), evidence=evidence)


def _reviewed_by(case: RoutingCase, person: DeveloperId, changes: Sequence[int]) -> list[int]:
    return [change for change in changes if person in case.past.reviewers_of(change)]


def _links(case: RoutingCase, changes: Sequence[int]) -> tuple[tuple[Evidence, ...], Phrase]:
    """Return the newest of the changes as evidence, and as links for the sentence."""
    evidence = evidence_of(case.memory, changes[:MAX_LINKS])
    return evidence, cited(evidence, more=len(changes) > MAX_LINKS)
