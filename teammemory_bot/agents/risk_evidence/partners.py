"""What changes together with one file? Every usual partner with its counts, on request."""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.risk_evidence.missing_partner import (
    Names,
    counted_partner,
    partners,
)
from teammemory_bot.agents.risk_evidence.moment import Moment
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Finding,
    Number,
    Report,
    Severity,
    found,
    not_available,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.ports import Memory
from teammemory_bot.scoring.co_change import ASK_FROM

NAME: Final = "co_change"
RULE: Final = "co-change"
LIMIT: Final = 20


def partners_of(memory: Memory, path: RepoPath, *, limit: int = LIMIT) -> Report:
    """Return the files that usually change together with `path`, likeliest first."""
    moment = Moment.newest(memory)
    number = memory.file_numbers((path,)).get(path)
    if number is None:
        return not_available(NAME, reason=f"the memory knows no file {path}")
    names = Names(memory)
    likely = partners(memory, {number}, new=0, now=moment.as_of, names=names)
    findings = []
    for partner in likely[:limit]:
        said, proofs, evidence = counted_partner(memory, partner, names=names, at=moment.tip)
        is_usual = partner.probability >= ASK_FROM
        findings.append(
            Finding(
                rule=RULE,
                severity=Severity.INFO,
                confidence=Confidence.HIGH if is_usual else Confidence.LOW,
                phrase=phrase(Code(names.path(partner.file))),
                facts=(said,),
                claims=proofs,
                evidence=evidence,
                path=names.path(partner.file),
            )
        )
    count = len(findings)
    words = " file usually changes" if count == 1 else " files usually change"
    summary = phrase(Number(count), words, " together with ", Code(path))
    return found(NAME, tuple(findings), summary=summary)
