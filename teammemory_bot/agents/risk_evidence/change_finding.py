"""How does the change stand among the last year's, and which files deserve the look?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.risk_evidence.case import FileAtRisk, RiskCase
from teammemory_bot.agents.risk_evidence.file_facts import (
    Facts,
    KnownFile,
    past_of_file,
    people_and_size,
    rank_of_file,
)
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
    phrase,
)
from teammemory_bot.scoring.percentile import ELEVATED_FROM, RiskLevel

CHANGE: Final = "risk-change"
HIGH: Final = "risk-high"
"""The rule that a team can name in `fail-on`."""
FILE: Final = "risk-file"
FILE_FACTS: Final = "file-facts"
MAX_FILES: Final = 3


def summary_of(case: RiskCase) -> Phrase:
    """Return where the change stands, for the section's head."""
    percentile = case.percentile or 0
    rank = Number(percentile, claims.change_percentile(value=percentile))
    return phrase("riskier than ", rank, " % of this repository's changes of the last year")


def change_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield what is said of the change and of the files in it that stand out."""
    first, *others = case.source
    is_high = case.level is RiskLevel.HIGH
    rule = HIGH if is_high else CHANGE
    severity = Severity.HIGH if is_high else Severity.MEDIUM
    if not others:
        yield _file_finding(case, first, rule=rule, severity=severity)
        return
    yield Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.MEDIUM,
        phrase=phrase("Look at ", Code(first.file.path), " first"),
        asks=_asks(case),
        evidence=(_diff(case),),
        score=case.risk.score,
        terms=case.risk.terms(),
    )
    for one in standing_out(case):
        yield _file_finding(case, one, rule=FILE, severity=Severity.MEDIUM)


def file_details(case: RiskCase) -> Iterator[Finding]:
    """Yield the context of the files that stand out: facts that carry no points."""
    for one in standing_out(case):
        known = _known(one)
        if known is None:
            continue
        facts = Facts()
        people_and_size(case.moment, known, facts)
        if facts.phrases:
            yield Finding(
                rule=FILE_FACTS,
                severity=Severity.INFO,
                confidence=Confidence.HIGH,
                phrase=phrase(Code(known.path)),
                facts=tuple(facts.phrases),
                claims=tuple(facts.claims),
                evidence=(
                    Evidence(kind=EvidenceKind.FILE, reference=known.path, at=case.pr.merge_base),
                ),
                path=one.file.path,
                is_detail=True,
            )


def standing_out(case: RiskCase) -> list[FileAtRisk]:
    """Return the first file, and those that alone would make a change elevated; at most three."""
    first, *others = case.source
    return [
        first,
        *(
            one
            for one in others[: MAX_FILES - 1]
            if (case.standing.percentile_of_change(one.risk) or 0) >= ELEVATED_FROM
        ),
    ]


def _file_finding(case: RiskCase, one: FileAtRisk, *, rule: str, severity: Severity) -> Finding:
    facts = Facts()
    _size_of_change(one, facts)
    known = _known(one)
    if known is not None:
        past_of_file(case.moment, known, facts)
        rank_of_file(case.moment, known, facts, least=ELEVATED_FROM)
    return Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.MEDIUM,
        phrase=phrase(Code(one.file.path)),
        facts=tuple(facts.phrases),
        asks=_asks(case) if rule != FILE else (),
        claims=tuple(facts.claims),
        evidence=(_diff(case), *facts.evidence),
        path=one.file.path,
        score=one.risk.score,
        terms=one.risk.terms(),
    )


def _size_of_change(one: FileAtRisk, facts: Facts) -> None:
    """Say what the change adds to the file."""
    path, added = one.file.path, one.risk.added
    lines = facts.count(added, claims.lines_added(path, value=added))
    words = " line" if added == 1 else " lines"
    tokens = one.risk.tokens
    if not tokens:
        facts.add(phrase(lines, words, " added"))
        return
    points = facts.count(tokens, claims.decision_tokens(path, value=tokens))
    what = " decision point" if tokens == 1 else " decision points"
    facts.add(phrase(lines, words, " and ", points, what, " added"))


def _known(one: FileAtRisk) -> KnownFile | None:
    return None if one.number is None else KnownFile(one.number, one.old_path)


def _asks(case: RiskCase) -> Phrase:
    """Return what to do, where the team lets the check fail on a high risk."""
    if case.level is RiskLevel.HIGH and HIGH in case.pr.policy.fail_on:
        return phrase("Split it, or have it looked at by a second reviewer.")
    return ()


def _diff(case: RiskCase) -> Evidence:
    return Evidence(kind=EvidenceKind.DIFF, reference=f"{case.pr.merge_base}..{case.pr.head}")
