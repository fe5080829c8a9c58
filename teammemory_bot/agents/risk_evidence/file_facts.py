"""What does a file's own past say, in counts with windows and links?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from teammemory_bot.agents.risk_evidence.case import WINDOWS_DAYS, FileAtRisk, RiskCase
from teammemory_bot.agents.risk_evidence.wording import (
    MAX_LINKS,
    evidence_of_steps,
    in_brackets,
    links,
)
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Claim, Evidence, Number, Phrase, phrase
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.scoring.bug_fix import FixRule
from teammemory_bot.scoring.percentile import ELEVATED_FROM

YEAR: Final = WINDOWS_DAYS[-1]
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


def size_of_change(one: FileAtRisk, facts: Facts) -> None:
    """Say what the change adds to the file."""
    path, added = one.file.path, one.risk.added
    lines = facts.count(added, claims.lines_added(path, value=added))
    words = " line" if added == 1 else " lines"
    if one.risk.tokens:
        tokens = facts.count(one.risk.tokens, claims.decision_tokens(path, value=one.risk.tokens))
        points = " decision point" if one.risk.tokens == 1 else " decision points"
        facts.add(phrase(lines, words, " and ", tokens, points, " added"))
    else:
        facts.add(phrase(lines, words, " added"))


def past_of_file(case: RiskCase, one: FileAtRisk, facts: Facts) -> None:
    """Say how often the file was changed, fixed and taken back lately."""
    if one.number is None:
        return
    year = case.touches(one.number, days=YEAR)
    days = _window(case, year)
    inside = [touch for touch in year if touch.at >= case.since(days)]
    if inside:
        _changes_and_fixes(case, one, inside, days, facts)
    _reverts(case, one, [touch for touch in year if touch.is_revert], facts)


def rank_of_file(case: RiskCase, one: FileAtRisk, facts: Facts) -> None:
    """Say that the file is one of the hot ones, where it is."""
    percentile = case.standing.percentile_of_file(one.number)
    if percentile is None or percentile < ELEVATED_FROM:
        return
    claim = claims.file_percentile(one.old_path, value=percentile)
    rank = facts.count(percentile, claim)
    facts.add(phrase("hotter than ", rank, " % of the source files here"))


def _window(case: RiskCase, year: Sequence[FileTouch]) -> int:
    """Return the shortest window with a bug fix in it; without one, the shortest."""
    fixes = [touch.at for touch in year if touch.fix_rule]
    return next(
        (days for days in WINDOWS_DAYS if any(at >= case.since(days) for at in fixes)),
        WINDOWS_DAYS[0],
    )


def _changes_and_fixes(
    case: RiskCase, one: FileAtRisk, inside: Sequence[FileTouch], days: int, facts: Facts
) -> None:
    """Say how many changes there were, and how many of them are bug fixes, and by which rule."""
    path, since = one.old_path, case.since(days)
    changes = facts.count(len(inside), claims.changes_of_file(path, since=since, value=len(inside)))
    said = phrase(changes, " change" if len(inside) == 1 else " changes", f" in {days} days")
    fixes = [touch for touch in inside if touch.fix_rule]
    if len(fixes) == len(inside) == 1:
        said = phrase(*said, ", a bug fix by ", _told_by(fixes), *_shown(case, fixes, facts))
    elif fixes:
        count = facts.count(len(fixes), claims.fixes_of_file(path, since=since, value=len(fixes)))
        kind = " of them a bug fix by " if len(fixes) == 1 else " of them bug fixes by "
        shown = _shown(case, fixes, facts)
        said = phrase(*said, ", ", count, kind, _told_by(fixes), *shown)
    facts.add(said)


def _told_by(fixes: Sequence[FileTouch]) -> str:
    """Return by what the fixes were told: `title`, `label`, `issue type`, or several of these."""
    words = {_WORD_OF_RULE.get(touch.fix_rule, "title") for touch in fixes}
    return " or ".join(sorted(words))


def _reverts(case: RiskCase, one: FileAtRisk, reverts: Sequence[FileTouch], facts: Facts) -> None:
    if not reverts:
        return
    since = case.since(YEAR)
    count = facts.count(
        len(reverts), claims.reverts_of_file(one.old_path, since=since, value=len(reverts))
    )
    words = " revert" if len(reverts) == 1 else " reverts"
    facts.add(phrase(count, words, f" in {YEAR} days", *_shown(case, reverts, facts)))


def _shown(case: RiskCase, touches: Sequence[FileTouch], facts: Facts) -> Phrase:
    """Return the newest of the changes as links between brackets, and keep them as evidence."""
    shown = evidence_of_steps(case.memory, [touch.seq for touch in touches[:MAX_LINKS]])
    facts.evidence += [one for one in shown if one not in facts.evidence]
    return in_brackets(links(shown, more=len(touches) > MAX_LINKS))
