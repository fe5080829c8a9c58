"""Does the change edit lines that a bug fix wrote last?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from teammemory_bot.agents.risk_evidence.case import RiskCase, name_at_base
from teammemory_bot.agents.risk_evidence.wording import evidence_of
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import ChangedFile, FileKind, LineOrigin
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Phrase,
    Quoted,
    Severity,
    phrase,
)
from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.issue_key import without_number
from teammemory_bot.domain.questions.history import LandedChange
from teammemory_bot.domain.questions.risk_signals import LinkedIssue

RULE: Final = "edits-fixed-lines"
MAX_FINDINGS: Final = 3
_LEAST_LINES: Final = 2
"""A single line is an import or a name more often than a decision: it is told in the folded part."""


@dataclass(frozen=True, slots=True)
class _Edited:
    """A range of lines that the change replaces, and the fix that wrote it."""

    file: ChangedFile
    origin: LineOrigin
    fix: LandedChange

    @property
    def size(self) -> int:
        return self.origin.lines.last - self.origin.lines.first + 1


def fixed_line_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the fixes whose lines are edited: each once, by its largest range, largest first."""
    edited = sorted(
        _edited(case), key=lambda one: (-one.size, one.file.path, one.origin.lines.first)
    )
    said: set[Sha] = set()
    for one in edited:
        if one.fix.sha not in said and len(said) < MAX_FINDINGS:
            said.add(one.fix.sha)
            yield _finding(case, one)


def _edited(case: RiskCase) -> Iterator[_Edited]:
    fixes: dict[Sha, LandedChange | None] = {}
    for file in case.files:
        if file.kind is not FileKind.SOURCE:
            continue
        for origin in file.origins:
            if origin.sha not in fixes:
                fixes[origin.sha] = _fix_of(case, origin.sha)
            fix = fixes[origin.sha]
            if fix is not None:
                yield _Edited(file, origin, fix)


def _fix_of(case: RiskCase, sha: Sha) -> LandedChange | None:
    """Return the change that landed a commit, if it is a bug fix."""
    seq = case.memory.seq_of(sha)
    if seq is None or not case.memory.fix_rule_of(seq):
        return None
    return case.memory.change_at(seq)


def _finding(case: RiskCase, one: _Edited) -> Finding:
    path, lines = name_at_base(one.file), one.origin.lines
    issue = next((issue for issue in case.memory.issues_of(one.fix.seq) if issue.summary), None)
    claim = claims.lines_last_written_by(
        path, first=lines.first, last=lines.last, value=one.origin.sha
    )
    where = (
        f"line {lines.first}"
        if lines.first == lines.last
        else f"lines {lines.first} to {lines.last}"
    )
    verb = " was" if lines.first == lines.last else " were"
    return Finding(
        rule=RULE,
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        phrase=phrase(
            Code(path),
            f": {where} that this change replaces{verb} last written by ",
            *_fix(one, issue),
        ),
        claims=(claim, claims.change_is_fix(evidence_of(one.fix))),
        evidence=(
            Evidence(
                kind=EvidenceKind.LINES,
                reference=f"{path}:{lines.first}-{lines.last}",
                at=case.pr.merge_base,
            ),
            Evidence(kind=EvidenceKind.COMMIT, reference=one.origin.sha),
        ),
        path=one.file.path,
        first_line=lines.first,
        last_line=lines.last,
        is_detail=one.size < _LEAST_LINES and issue is None,
    )


def _fix(one: _Edited, issue: LinkedIssue | None) -> Phrase:
    """Return `the fix for PROJ-1180 "title" (#361)`."""
    landed = Link(evidence_of(one.fix))
    if issue is None:
        title = without_number(one.fix.title, one.fix.pull)
        return phrase("the fix “", Quoted(title), "” (", landed, ")")
    link = Link(Evidence(kind=EvidenceKind.ISSUE, reference=issue.key))
    return phrase("the fix for ", link, " “", Quoted(issue.summary), "” (", landed, ")")
