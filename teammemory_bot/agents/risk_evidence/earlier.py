"""Has this bug occurred before? Earlier fixes and reverts of the same files that read alike.

Two telling words have to be the same, in the titles or in what the linked issues are called. A word that
many changes of the file carry says where something happened, not what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from teammemory_bot.agents.risk_evidence.case import FileAtRisk, RiskCase
from teammemory_bot.agents.risk_evidence.wording import evidence_of
from teammemory_bot.domain.finding import (
    Confidence,
    Finding,
    Link,
    Part,
    Quoted,
    Severity,
    Words,
    phrase,
)
from teammemory_bot.domain.issue_key import without_number
from teammemory_bot.domain.questions.history import LandedChange
from teammemory_bot.scoring.decayed_count import HORIZON_SECONDS
from teammemory_bot.scoring.words import path_words, title_words

RULE: Final = "occurred-before"
MAX_FINDINGS: Final = 2
_MAX_FILES: Final = 3
_MAX_CHANGES: Final = 60
_LEAST_SHARED: Final = 2
_COMMON: Final = 0.25
"""Share of the file's changes above which a word in their titles is no telling one."""


@dataclass(frozen=True, slots=True)
class _Alike:
    change: LandedChange
    words: tuple[str, ...]


def earlier_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the earlier fixes and reverts that read most alike, newest first among equals."""
    wanted = frozenset(title_words(case.pr.title))
    best: dict[int, _Alike] = {}
    for one in case.source[:_MAX_FILES] if len(wanted) >= _LEAST_SHARED else ():
        for alike in _alike(case, one, wanted):
            best.setdefault(alike.change.seq, alike)
    ranked = sorted(best.values(), key=lambda alike: (-len(alike.words), -alike.change.seq))
    for alike in ranked[:MAX_FINDINGS]:
        yield _finding(alike)


def _alike(case: RiskCase, one: FileAtRisk, wanted: frozenset[str]) -> Iterator[_Alike]:
    if one.number is None:
        return
    since = case.pr.as_of - HORIZON_SECONDS
    touches = case.memory.touches_of(one.number, since=since)
    repairs = {touch.seq for touch in touches if touch.fix_rule or touch.is_revert}
    if not repairs:
        return
    changes = case.memory.changes_of(one.old_path, since=since, limit=_MAX_CHANGES)
    telling = wanted - _common_words(changes) - frozenset(path_words(one.old_path))
    for change in changes:
        if change.seq in repairs and len(telling) >= _LEAST_SHARED:
            shared = telling.intersection(_words_of(case, change))
            if len(shared) >= _LEAST_SHARED:
                yield _Alike(change, tuple(sorted(shared)))


def _words_of(case: RiskCase, change: LandedChange) -> frozenset[str]:
    issues = case.memory.issues_of(change.seq)
    texts = [change.title, *(issue.summary for issue in issues)]
    return frozenset(word for text in texts for word in title_words(text))


def _common_words(changes: Sequence[LandedChange]) -> frozenset[str]:
    counts = Counter(word for change in changes for word in set(title_words(change.title)))
    return frozenset(
        word for word, count in counts.items() if count > max(_COMMON * len(changes), 1)
    )


def _finding(alike: _Alike) -> Finding:
    evidence = evidence_of(alike.change)
    kind = "revert" if alike.change.is_revert else "fix"
    return Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        phrase=phrase(
            f"An earlier {kind} of the same file reads alike: “",
            Quoted(without_number(alike.change.title, alike.change.pull)),
            "” (",
            Link(evidence),
            ")",
        ),
        facts=(phrase("both say ", *_words(alike.words)),),
        evidence=(evidence,),
    )


def _words(words: Sequence[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for word in words:
        parts += [Words(", "), Quoted(word)] if parts else [Quoted(word)]
    return tuple(parts)
