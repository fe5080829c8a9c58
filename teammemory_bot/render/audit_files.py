"""What do programs read of an audit? JSON (also for the next audit's trend), CSV, and SARIF 2.1.0."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from teammemory_bot.domain.audit import Audit, AuditExample, RuleAudit, Tally
from teammemory_bot.domain.finding import EvidenceKind, plain_text
from teammemory_bot.render.filters import one_line
from teammemory_bot.render.links import Links
from teammemory_bot.render.sarif import WHOLE_REPOSITORY, SarifResult, SarifRule, sarif_document
from teammemory_bot.support.errors import TeamMemoryError

FORMAT: Final = 1
"""Raised when a reader of the JSON would have to change."""
MAX_PREVIOUS_BYTES: Final = 16 << 20
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet."""


class PreviousAuditUnreadable(TeamMemoryError):
    """The audit to compare with is none of ours."""

    def __init__(self) -> None:
        super().__init__("the previous audit cannot be read; name a JSON file that an audit wrote")


def audit_json(audit: Audit, links: Links) -> str:
    """Return the audit as one document, keys in a fixed order, ASCII."""
    document = {
        "format": FORMAT,
        "tip": audit.tip,
        "as_of": _iso(audit.as_of),
        "as_of_seconds": audit.as_of,
        "commits": audit.commits,
        "changes": audit.changes,
        "pull_requests": audit.pull_requests,
        "issues": audit.issues,
        "previous_at": _iso(audit.previous_at) if audit.previous_at else None,
        "rules": [_rule(rule, links) for rule in audit.rules],
        "hot_spots": [
            {"path": s.path, "percentile": s.percentile, "changes": s.changes, "fixes": s.fixes}
            for s in audit.hot_spots
        ],
        "known_by_one": audit.n_lonely,
        "lonely_files": [
            {"path": f.path, "component": f.component, "changes": f.changes}
            for f in audit.lonely_files
        ],
        "owner_gaps": [
            {
                "pattern": g.pattern, "declared": list(g.declared), "files": g.files,
                "changes": g.changes, "by_declared": g.by_declared,
            }
            for g in audit.owner_gaps
        ],
        "accuracy": [
            {"what": a.what, "method": a.method, "measure": a.measure, "value": a.value}
            for a in audit.accuracy
        ],
        "remarks": list(audit.remarks),
    }  # fmt: skip
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def parse_previous(text: str) -> tuple[dict[str, tuple[int, int]], int]:
    """Return per rule what failed and was judged in an earlier audit, and when it was made."""
    try:
        if len(text) > MAX_PREVIOUS_BYTES:
            raise PreviousAuditUnreadable
        document = json.loads(text)
        before = {
            str(rule["rule"]): (int(rule["failed"]), int(rule["judged"]))
            for rule in document["rules"]
        }
        return before, int(document["as_of_seconds"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PreviousAuditUnreadable from error


def audit_csv(audit: Audit) -> str:
    """Return one line for each rule and group: whole, month, component."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rule", "severity", "by", "group", "judged", "failed"])
    for rule in audit.rules:
        writer.writerow([rule.rule, rule.severity.value, "whole", "", rule.judged, rule.failed])
        for by, tallies in (("month", rule.by_month), ("component", rule.by_component)):
            for group, judged, failed in tallies:
                writer.writerow([rule.rule, rule.severity.value, by, _cell(group), judged, failed])
    return out.getvalue()


def audit_sarif(audit: Audit) -> str:
    """Return the newest failures of each rule for code scanning."""
    return sarif_document(
        (
            SarifRule(id=rule.rule, title=rule.title, severity=rule.severity, remedy=rule.remedy)
            for rule in audit.rules
        ),
        (result for rule in audit.rules for result in _results(rule)),
    )


def _results(rule: RuleAudit) -> Iterator[SarifResult]:
    for example in rule.examples:
        is_file = example.evidence.kind is EvidenceKind.FILE
        said = one_line(f"{example.evidence.reference}: {plain_text(example.says)}", cap=1_000)
        yield SarifResult(
            rule=rule.rule,
            severity=rule.severity,
            says=said,
            path=example.evidence.reference if is_file else WHOLE_REPOSITORY,
            fingerprint=f"{rule.rule}:{example.evidence.reference}:{said}",
        )


def _rule(rule: RuleAudit, links: Links) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "severity": rule.severity,
        "judged": rule.judged,
        "failed": rule.failed,
        "skipped": rule.skipped,
        "unknown": rule.unknown,
        "trend_points": None if rule.trend is None else round(rule.trend, 2),
        "reasons": [{"reason": reason, "records": count} for reason, count in rule.reasons],
        "by_month": _groups(rule.by_month, "month"),
        "by_component": _groups(rule.by_component, "component"),
        "examples": [_example(example, links) for example in rule.examples],
    }


def _groups(tallies: tuple[Tally, ...], name: str) -> list[dict[str, Any]]:
    return [{name: group, "judged": judged, "failed": failed} for group, judged, failed in tallies]


def _example(example: AuditExample, links: Links) -> dict[str, Any]:
    return {
        "kind": example.evidence.kind,
        "reference": example.evidence.reference,
        "url": links.of(example.evidence),
        "says": plain_text(example.says),
        "at": _iso(example.at) if example.at else None,
        "component": example.component,
    }


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
