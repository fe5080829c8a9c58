"""How does an audit look in a browser? One page that needs nothing else: no script, no font, no request.

Values are escaped by Jinja for HTML; the page's own policy forbids everything but its style.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from jinja2 import Environment, StrictUndefined

from teammemory_bot.domain.audit import Audit, AuditExample, RuleAudit, Tally
from teammemory_bot.domain.finding import plain_text, reference_text
from teammemory_bot.render.environment import template_environment
from teammemory_bot.render.filters import one_line
from teammemory_bot.render.links import Links
from teammemory_bot.support.counted import counted

MONTHS: Final = 24
"""Months that each chart shows, up to the audit's; the same for all rules, so that they can be compared."""
_HEIGHT: Final = 56
_STEP: Final = 10
_MAX_COMPONENTS: Final = 8


def audit_html(audit: Audit, links: Links) -> str:
    """Return the audit as one HTML page."""
    judged = [rule for rule in audit.rules if rule.judged]
    months = _newest_months(audit.as_of)
    ranked = sorted(judged, key=lambda rule: -(rule.share or 0))
    page: str = _template().render(
        as_of=day_of(audit.as_of),
        looked_at=(
            f"{counted(audit.commits, 'commit')}, {counted(audit.pull_requests, 'pull request')},"
            f" {counted(audit.issues, 'issue')}"
        ),
        previous_at=day_of(audit.previous_at) if audit.previous_at else "",
        remarks=audit.remarks,
        months=months,
        rules=[_rule(rule, months, links) for rule in ranked],
        unjudged=[
            {"id": r.rule, "why": r.reasons[0][0] if r.reasons else "there is nothing to judge"}
            for r in audit.rules
            if not r.judged
        ],
        tables=_tables(audit),
    )
    return page


def day_of(seconds: int) -> str:
    """Return the day in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _template() -> Any:  # noqa: ANN401  # a Jinja template
    ours = template_environment()
    html = Environment(
        autoescape=True,
        loader=ours.loader,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    return html.get_template("audit.html.j2")


def _without_reference(example: AuditExample) -> str:
    """Return what is said of a record without its name in front, which stands there as a link."""
    reference = reference_text(example.evidence)
    return plain_text(example.says).removeprefix(f"{reference} ")


def _newest_months(as_of: int) -> list[str]:
    """Return the newest months up to a time, oldest first: all of them, also those without a record."""
    at = datetime.fromtimestamp(as_of, UTC)
    last = 12 * at.year + at.month - 1
    return [f"{m // 12:04}-{m % 12 + 1:02}" for m in range(last - MONTHS + 1, last + 1)]


def _rule(rule: RuleAudit, months: list[str], links: Links) -> dict[str, Any]:
    return {
        "id": rule.rule,
        "title": rule.title,
        "severity": rule.severity.value,
        "remedy": rule.remedy,
        "failed": rule.failed,
        "share": rule.percent,
        "counts": f"{rule.failed:,} of {rule.judged:,}",
        "trend": "" if rule.trend is None else f"{rule.trend:+.1f} points",
        "bars": _bars(rule.by_month, months),
        "has_months": bool(rule.by_month),
        "width": _STEP * MONTHS,
        "chart": f"{rule.title}: records judged and breaking the rule, by month",
        "components": [
            {
                "group": one_line(t.group, cap=80),
                "failed": f"{t.failed:,}",
                "judged": f"{t.judged:,}",
            }
            for t in rule.by_component[:_MAX_COMPONENTS]
            if t.failed
        ],
        "examples": [
            {
                "url": links.of(example.evidence),
                "reference": one_line(reference_text(example.evidence), cap=80),
                "says": one_line(_without_reference(example), cap=240),
                "day": day_of(example.at) if example.at else "",
            }
            for example in rule.examples
        ],
    }


def _bars(by_month: tuple[Tally, ...], months: list[str]) -> list[dict[str, Any]]:
    shown = [month for month in by_month if month.group in months]
    highest = max((month.judged for month in shown), default=0) or 1
    return [
        {
            "x": _STEP * months.index(month.group),
            "judged": _height(month.judged, highest),
            "failed": _height(month.failed, highest),
            "says": f"{month.group}: {month.failed:,} of {month.judged:,}",
        }
        for month in shown
    ]


def _height(count: int, highest: int) -> int:
    """Return a bar's height: at least one unit for anything at all."""
    return max(1, round(_HEIGHT * count / highest)) if count else 0


def _tables(audit: Audit) -> list[dict[str, Any]]:
    return [
        {
            "title": "Hot spots",
            "note": "Source files that most likely need a bug fix soon, by how often and how lately they"
            " were changed and fixed; each with the share of the source files that are cooler.",
            "heads": ("File", "Hotter than", "Changes in a year", "Bug fixes"),
            "rows": [
                (one_line(s.path), f"{s.percentile} %", s.changes, s.fixes) for s in audit.hot_spots
            ],
        },
        {
            "title": f"Known by one active person ({audit.n_lonely:,})",
            "note": "Source files that one person alone, of those still active, changed or reviewed in"
            " two years, with at least three changes. A second reviewer spreads the knowledge.",
            "heads": ("File", "Changes in two years"),
            "rows": [(one_line(f.path), f.changes) for f in audit.lonely_files],
        },
        {
            "title": "Declared against observed owners",
            "note": "In how many changes to the files of a line of CODEOWNERS its owners took part, as"
            " author or reviewer. Only lines that name persons are compared.",
            "heads": ("Pattern in CODEOWNERS", "Changes in a year", "With a declared owner"),
            "rows": [(one_line(g.pattern), g.changes, g.by_declared) for g in audit.owner_gaps],
        },
        {
            "title": "Accuracy of suggestions here",
            "note": "From the last back-tests, which replay this repository's past: 1 is always right."
            " top3: a right one among the first three; mrr: how high it stood on average (first 1, second"
            " 1/2); auc: how often one that needed a fix stood above one that did not (chance: 0.5);"
            " precision: how many of those named were right; recall: how many of the right were named.",
            "heads": ("What", "Method", "Measure", "Value"),
            "rows": [(a.what, a.method, a.measure, f"{a.value:.3f}") for a in audit.accuracy],
        },
    ]
