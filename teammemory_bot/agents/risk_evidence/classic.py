"""What does the profile `classic` say of a change? The design's first formula, as written.

    risk_score = churn + bug_count * 100 + contributor_count * 25 + commit_count * 5

It knows files, over their whole past, and neither changes nor bands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final

from teammemory_bot.agents.risk_evidence.case import FileAtRisk, RiskCase
from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Number,
    Phrase,
    Severity,
    Term,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.scoring.classic_risk import classic_risk

RULE: Final = "risk-classic"
NO_BANDS: Final = "the classic profile has no bands"
MAX_FILES: Final = 3


def classic_terms(touches: Sequence[FileTouch]) -> tuple[Term, ...]:
    """Return the addends of a file's classic score; lines that were not counted add nothing."""
    return classic_risk(
        churn=sum((touch.added or 0) + (touch.deleted or 0) for touch in touches),
        bug_count=sum(bool(touch.fix_rule) for touch in touches),
        contributor_count=len({touch.author for touch in touches if not touch.is_by_bot}),
        commit_count=len(touches),
    )


def classic_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the known source files of the change with the highest classic scores."""
    known = [
        (one, touches)
        for one in case.source
        if one.number is not None and (touches := case.memory.touches_of(one.number))
    ]
    findings = [_finding(case, one, touches) for one, touches in known]
    yield from sorted(findings, key=lambda one: (-(one.score or 0.0), one.path or ""))[:MAX_FILES]


def _finding(case: RiskCase, one: FileAtRisk, touches: Sequence[FileTouch]) -> Finding:
    terms = classic_terms(touches)
    path = one.old_path
    return Finding(
        rule=RULE,
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        phrase=phrase(Code(path)),
        facts=_facts(path, touches),
        evidence=(Evidence(kind=EvidenceKind.FILE, reference=path, at=case.pr.merge_base),),
        path=one.file.path,
        score=fsum(term.points for term in terms),
        terms=terms,
    )


def _facts(path: RepoPath, touches: Sequence[FileTouch]) -> tuple[Phrase, ...]:
    changes, fixes = len(touches), sum(bool(touch.fix_rule) for touch in touches)
    people = len({touch.author for touch in touches if not touch.is_by_bot})
    return (
        phrase(
            Number(changes, claims.changes_of_file(path, since=0, value=changes)),
            " change in all" if changes == 1 else " changes in all",
        ),
        phrase(
            Number(fixes, claims.fixes_of_file(path, since=0, value=fixes)),
            " of them a bug fix" if fixes == 1 else " of them bug fixes",
        ),
        phrase(
            "by ",
            Number(people, claims.people_on_file(path, since=0, value=people)),
            " person" if people == 1 else " people",
        ),
    )
