"""What does a file's own past say, in counts with windows and links?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.agents.risk_evidence.moment import WINDOWS_DAYS, YEAR, Moment
from teammemory_bot.agents.risk_evidence.wording import (
    MAX_LINKS,
    evidence_of_steps,
    in_brackets,
    links,
)
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Claim, Evidence, Number, Phrase, phrase
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.bug_fix import FixRule

_WORD_OF_RULE: Final = {FixRule.LABEL.value: "label", FixRule.ISSUE_TYPE.value: "issue type"}


@dataclass(slots=True)
class Facts:
    """Sentences with the claims and records that prove them."""

    phrases: list[Phrase] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def add(self, said: Phrase) -> None:
        """Add one sentence."""
        self.phrases.append(said)

    def count(self, value: int, claim: Claim) -> Number:
        """Return a number of a sentence, and keep its claim."""
        self.claims.append(claim)
        return Number(value, claim)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of the memory under the name that it has there."""

    number: FileId
    path: RepoPath


def past_of_file(moment: Moment, file: KnownFile, facts: Facts) -> None:
    """Say how often the file was changed, fixed and taken back lately."""
    year = moment.year_of(file.number)
    days = _window(moment, year)
    inside = [touch for touch in year if touch.at >= moment.since(days)]
    if inside:
        _changes_and_fixes(moment, file, inside, days, facts)
    reverts = [touch for touch in year if touch.is_revert]
    if reverts:
        _reverts(moment, file, reverts, facts)


def rank_of_file(moment: Moment, file: KnownFile, facts: Facts, *, least: int) -> None:
    """Say how many of the files are cooler, from a percentile on."""
    percentile = moment.standing.percentile_of_file(file.number)
    if percentile is None or percentile < least:
        return
    rank = facts.count(percentile, claims.file_percentile(file.path, value=percentile))
    facts.add(phrase("hotter than ", rank, " % of the source files here"))


def people_and_size(moment: Moment, file: KnownFile, facts: Facts) -> None:
    """Say how many people changed the file in a year, and how long it is: context without points."""
    touches = moment.year_of(file.number)
    people = {touch.author for touch in touches if not touch.is_by_bot}
    if people:
        claim = claims.people_on_file(file.path, since=moment.since(YEAR), value=len(people))
        words = " person" if len(people) == 1 else " people"
        facts.add(phrase("changed by ", facts.count(len(people), claim), words, f" in {YEAR} days"))
    lines = moment.memory.lines_of(file.number)
    if lines:
        claim = claims.lines_of_file(file.path, value=lines)
        facts.add(phrase(facts.count(lines, claim), " line" if lines == 1 else " lines"))


def _window(moment: Moment, year: Sequence[FileTouch]) -> int:
    """Return the shortest window with a bug fix in it; without one, the shortest."""
    fixes = [touch.at for touch in year if touch.fix_rule]
    return next(
        (days for days in WINDOWS_DAYS if any(at >= moment.since(days) for at in fixes)),
        WINDOWS_DAYS[0],
    )


def _changes_and_fixes(
    moment: Moment, file: KnownFile, inside: Sequence[FileTouch], days: int, facts: Facts
) -> None:
    """Say how many changes there were, and how many of them are bug fixes, and by which rule."""
    path, since = file.path, moment.since(days)
    changes = facts.count(len(inside), claims.changes_of_file(path, since=since, value=len(inside)))
    said = phrase(changes, " change" if len(inside) == 1 else " changes", f" in {days} days")
    fixes = [touch for touch in inside if touch.fix_rule]
    if len(fixes) == len(inside) == 1:
        said = phrase(*said, ", a bug fix by ", _told_by(fixes), *_shown(moment, fixes, facts))
    elif fixes:
        count = facts.count(len(fixes), claims.fixes_of_file(path, since=since, value=len(fixes)))
        kind = " of them a bug fix by " if len(fixes) == 1 else " of them bug fixes by "
        shown = _shown(moment, fixes, facts)
        said = phrase(*said, ", ", count, kind, _told_by(fixes), *shown)
    facts.add(said)


def _told_by(fixes: Sequence[FileTouch]) -> str:
    """Return by what the fixes were told: `title`, `label`, `issue type`, or several of these."""
    words = {_WORD_OF_RULE.get(touch.fix_rule, "title") for touch in fixes}
    return " or ".join(sorted(words))


def _reverts(moment: Moment, file: KnownFile, reverts: Sequence[FileTouch], facts: Facts) -> None:
    since = moment.since(YEAR)
    count = facts.count(
        len(reverts), claims.reverts_of_file(file.path, since=since, value=len(reverts))
    )
    words = " revert" if len(reverts) == 1 else " reverts"
    facts.add(phrase(count, words, f" in {YEAR} days", *_shown(moment, reverts, facts)))


def _shown(moment: Moment, touches: Sequence[FileTouch], facts: Facts) -> Phrase:
    """Return the newest of the changes as links between brackets, and keep them as evidence."""
    shown = evidence_of_steps(moment.memory, [touch.seq for touch in touches[:MAX_LINKS]])
    facts.evidence += [one for one in shown if one not in facts.evidence]
    return in_brackets(links(shown, more=len(touches) > MAX_LINKS))
