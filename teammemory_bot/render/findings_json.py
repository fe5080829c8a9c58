"""What does a program read? All findings with their evidence, in one stable JSON document.

Times are ISO 8601 in UTC, keys stand in a fixed order, text is ASCII with escapes: the same bytes on
every machine, and nothing in it that a terminal or a log would act upon.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from teammemory_bot.domain.finding import (
    Claim,
    Evidence,
    Finding,
    Phrase,
    Report,
    Term,
    plain_text,
    reference_text,
)
from teammemory_bot.domain.identity import Developer
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.verdict import Strike, Verdict
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.links import Links
from teammemory_bot.render.view import Answer

FORMAT: Final = 1
"""Raised when a reader of the document would have to change."""


def render_findings(
    answers: Sequence[Answer],
    pr: PullRequest,
    *,
    memory: MemoryFacts,
    verdict: Verdict | None = None,
    links: Links | None = None,
) -> str:
    """Return everything the agents answered as a JSON document."""
    document = {
        "format": FORMAT,
        "change": _change(pr),
        "answers": [answer_document(answer, links or Links()) for answer in answers],
        "claims": _verdict(verdict or Verdict()),
        "memory": memory_document(memory),
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _change(pr: PullRequest) -> dict[str, Any]:
    return {
        "number": pr.number,
        "title": pr.title,
        "base": pr.base,
        "head": pr.head,
        "merge_base": pr.merge_base,
        "as_of": _iso(pr.as_of),
        "files": len(pr.files),
        "commits": len(pr.commits),
        "issue_keys": list(pr.issue_keys),
    }


def answer_document(answer: Answer, links: Links) -> dict[str, Any]:
    """Return one report as a JSON object."""
    report: Report = answer.report
    return {
        "agent": report.agent,
        "title": answer.title,
        "outcome": report.outcome,
        "level": report.level,
        "summary": plain_text(report.summary),
        "reason": report.reason,
        "not_seen": list(report.not_seen),
        "findings": [_finding(finding, links) for finding in report.findings],
    }


def _finding(finding: Finding, links: Links) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "says": plain_text(finding.phrase),
        "facts": _all(finding.facts),
        "asks": plain_text(finding.asks),
        "status": plain_text(finding.status),
        "path": finding.path,
        "first_line": finding.first_line,
        "last_line": finding.last_line,
        "person": _person(finding.person),
        "band": finding.band,
        "score": finding.score,
        "terms": [_term(term) for term in finding.terms],
        "is_detail": finding.is_detail,
        "evidence": [_evidence(evidence, links) for evidence in finding.evidence],
        "claims": [_claim(claim) for claim in finding.claims],
    }


def _person(person: Developer | None) -> dict[str, Any] | None:
    # The memory's own number stays inside: it means nothing elsewhere.
    return {"name": person.name, "login": person.login} if person else None


def _term(term: Term) -> dict[str, Any]:
    return {
        "name": term.name,
        "points": term.points,
        "share": term.share,
        "usual": term.usual,
        "says": plain_text(term.says),
    }


def _evidence(evidence: Evidence, links: Links) -> dict[str, Any]:
    return {
        "kind": evidence.kind,
        "reference": evidence.reference,
        "short": reference_text(evidence),
        "at": evidence.at,
        "note": evidence.note,
        "url": links.of(evidence),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "measure": claim.measure,
        "subject": claim.subject,
        "arguments": dict(claim.arguments),
        "value": claim.value,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "made": verdict.made,
        "confirmed": verdict.confirmed,
        "struck": [_strike(strike) for strike in verdict.strikes],
    }


def _strike(strike: Strike) -> dict[str, Any]:
    return {
        "agent": strike.agent,
        "rule": strike.rule,
        "ruling": strike.ruling,
        "claimed": strike.claimed,
        "derived": strike.derived,
        "claim": _claim(strike.claim) if strike.claim else None,
        "evidence": _evidence(strike.evidence, Links()) if strike.evidence else None,
    }


def memory_document(memory: MemoryFacts) -> dict[str, Any]:
    """Return what the answer stands on as a JSON object."""
    since = memory.reviews_since
    return {
        "tip": memory.tip,
        "commits": memory.commits,
        "pull_requests": memory.pull_requests,
        "issues": memory.issues,
        "reviews_since": None if since is None else _iso(since),
        "limits": list(memory.limits),
    }


def _all(phrases: tuple[Phrase, ...]) -> list[str]:
    return [plain_text(phrase) for phrase in phrases]


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
