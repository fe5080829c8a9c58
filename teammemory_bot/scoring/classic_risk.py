"""What does the design's first risk formula say of a file? The profile `classic`, as written.

risk_score = churn + bug_count * 100 + contributor_count * 25 + commit_count * 5
"""

from __future__ import annotations

from teammemory_bot.domain.finding import Term


def classic_risk(
    *, churn: int, bug_count: int, contributor_count: int, commit_count: int
) -> tuple[Term, ...]:
    """Return the addends of the classic risk score; `classic_score` adds them up."""
    return (
        Term(name="churn", share=float(churn), points=float(churn)),
        Term(name="bug fixes", share=float(bug_count), points=bug_count * 100.0),
        Term(name="contributors", share=float(contributor_count), points=contributor_count * 25.0),
        Term(name="commits", share=float(commit_count), points=commit_count * 5.0),
    )


def classic_score(
    *, churn: int, bug_count: int, contributor_count: int, commit_count: int
) -> float:
    """Return the classic risk score: a whole number."""
    return float(churn + bug_count * 100 + contributor_count * 25 + commit_count * 5)
