"""What does code scanning read of a review? What is to be fixed, and the files that stand out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teammemory_bot.domain.finding import Finding, plain_text
from teammemory_bot.render.filters import one_line
from teammemory_bot.render.sarif import WHOLE_REPOSITORY, SarifResult, SarifRule, sarif_document
from teammemory_bot.render.view import Answer


def findings_sarif(answers: Sequence[Answer]) -> str:
    """Return the findings of a review but those about people, who are no defect of the code."""
    found = [(answer, finding) for answer in answers for finding in answer.report.findings]
    shown = [(answer, finding) for answer, finding in found if finding.person is None]
    rules = {
        finding.rule: SarifRule(id=finding.rule, title=answer.title, severity=finding.severity)
        for answer, finding in shown
    }
    return sarif_document(
        (rules[name] for name in sorted(rules)), _results([finding for _, finding in shown])
    )


def _results(findings: Sequence[Finding]) -> Iterator[SarifResult]:
    for finding in findings:
        said = " ".join(map(plain_text, (finding.phrase, *finding.facts, finding.asks)))
        path = finding.path or WHOLE_REPOSITORY
        yield SarifResult(
            rule=finding.rule,
            severity=finding.severity,
            says=one_line(said, cap=1_000),
            path=path,
            first_line=finding.first_line or 1,
            last_line=finding.last_line,
            fingerprint=f"{finding.rule}:{path}:{one_line(plain_text(finding.phrase), cap=200)}",
        )
