"""How does an audit read: what leaks most, where, and the one thing to do?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.answers.wording import counted, day
from teammemory_bot.domain.audit import Audit, AuditExample, OwnerGap, RuleAudit
from teammemory_bot.domain.finding import Code, Link, Number, Phrase, Words, phrase
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

MAX_SHOWN: Final = 3
DESIGN_RULES: Final = (
    "commit-without-issue-key",
    "pull-request-without-issue",
    "empty-description",
    "done-issue-without-commit",
    "file-without-component",
)
"""What the design's hygiene agent reports, in its order."""
_MOTTO: Final = "A tool for improving the memory, not for blame."


def audit_reply(audit: Audit) -> Reply:
    """Return the whole audit as fields and lists."""
    failing = [rule for rule in audit.rules if rule.failed]
    return Reply(
        question="audit",
        title=phrase("Audit of the memory as of ", day(audit.as_of)),
        fields=(
            ("Looked at", phrase(
                *counted(audit.commits, "commit"), ", ",
                *counted(audit.pull_requests, "pull request"), ", ",
                *counted(audit.issues, "issue"),
            )),
            ("Last audit", phrase(day(audit.previous_at) if audit.previous_at else "none to compare")),
        ),
        lists=(
            _rules("Leaks", failing, with_examples=True),
            _rules("Kept", [r for r in audit.rules if r.judged and not r.failed]),
            ReplyList(title="Not judged", items=tuple(_not_judged(audit))),
            ReplyList(title="Hot spots", items=tuple(_hot_spots(audit))),
            ReplyList(
                title="Known by one active person",
                items=tuple(_lonely(audit)),
                more=audit.n_lonely - len(audit.lonely_files),
            ),
            ReplyList(title="Declared against observed owners", items=tuple(_owners(audit))),
            ReplyList(title="Accuracy of suggestions here", items=tuple(_accuracy(audit))),
        ),
        remarks=(phrase(_MOTTO), *(phrase(remark) for remark in audit.remarks)),
    )  # fmt: skip


def hygiene_reply(audit: Audit) -> Reply:
    """Return what the design's hygiene agent reports: its five rules, with the newest records."""
    by_id = {rule.rule: rule for rule in audit.rules}
    return Reply(
        question="hygiene",
        title=phrase("Hygiene of the memory as of ", day(audit.as_of)),
        lists=tuple(_design_rule(by_id[rule]) for rule in DESIGN_RULES if rule in by_id),
        remarks=(phrase(_MOTTO), *(phrase(remark) for remark in audit.remarks)),
    )


def _design_rule(rule: RuleAudit) -> ReplyList:
    why = rule.reasons[0][0] if rule.reasons and not rule.judged else "none"
    return ReplyList(
        title=f"{rule.rule} ({rule.failed:,} of {rule.judged:,})",
        items=tuple(_example(example) for example in rule.examples),
        empty=why,
        more=rule.failed - len(rule.examples),
    )


def _rules(title: str, rules: list[RuleAudit], *, with_examples: bool = False) -> ReplyList:
    return ReplyList(
        title=title,
        items=tuple(
            ReplyItem(
                says=phrase(
                    Code(rule.rule), " ", Number(rule.failed), " of ", Number(rule.judged),
                    f" ({rule.percent}){_trend(rule)}",
                ),
                details=tuple(_details(rule)) if with_examples else (),
                data=(("rule", rule.rule), ("failed", rule.failed), ("judged", rule.judged)),
            )
            for rule in rules
        ),
        empty="none",
    )  # fmt: skip


def _trend(rule: RuleAudit) -> str:
    if rule.trend is None:
        return ""
    return f", {rule.trend:+.1f} points since the last audit"


def _details(rule: RuleAudit) -> Iterator[Phrase]:
    yield phrase(rule.remedy)
    worst = [tally for tally in rule.by_component if tally.failed][:MAX_SHOWN]
    if worst:
        parts = [
            phrase(Code(t.group), " ", Number(t.failed), " of ", Number(t.judged)) for t in worst
        ]
        yield phrase("most in ", *_joined(parts))
    if rule.examples:
        newest = [phrase(*_example(example).says) for example in rule.examples[:MAX_SHOWN]]
        yield phrase("newest: ", *_joined(newest))


def _joined(parts: list[Phrase]) -> Phrase:
    said: Phrase = ()
    for part in parts:
        said = phrase(*said, "; ", *part) if said else part
    return said


def _example(example: AuditExample) -> ReplyItem:
    says = example.says
    if example.at:
        # What speaks of an issue begins with its key: that is the link.
        begins_so = says[:1] == (Code(example.evidence.reference),)
        says = (Link(example.evidence), *(says[1:] if begins_so else (Words(" "), *says)))
    data = (("kind", example.evidence.kind.value), ("reference", example.evidence.reference))
    return ReplyItem(says=says, data=data)


def _not_judged(audit: Audit) -> Iterator[ReplyItem]:
    for rule in audit.rules:
        if not rule.judged:
            why = rule.reasons[0][0] if rule.reasons else "there is nothing to judge"
            yield ReplyItem(says=phrase(Code(rule.rule), ": ", why), data=(("rule", rule.rule),))


def _hot_spots(audit: Audit) -> Iterator[ReplyItem]:
    for spot in audit.hot_spots:
        fixes = counted(spot.fixes, "bug fix", "bug fixes")
        says = phrase(
            Code(spot.path), " ", *counted(spot.changes, "change"), " in a year, ", *fixes,
            f"; hotter than {spot.percentile} % of the files",
        )  # fmt: skip
        yield ReplyItem(says=says, data=(("path", spot.path), ("percentile", spot.percentile)))


def _lonely(audit: Audit) -> Iterator[ReplyItem]:
    for file in audit.lonely_files:
        says = phrase(Code(file.path), " (", *counted(file.changes, "change"), " in two years)")
        yield ReplyItem(says=says, data=(("path", file.path), ("changes", file.changes)))


def _owners(audit: Audit) -> Iterator[ReplyItem]:
    yield from (_gap_item(gap) for gap in audit.owner_gaps)


def _accuracy(audit: Audit) -> Iterator[ReplyItem]:
    for figure in audit.accuracy:
        says = phrase(f"{figure.what}, {figure.method}: {figure.measure} {figure.value:.3f}")
        yield ReplyItem(says=says, data=(("method", figure.method), (figure.measure, figure.value)))


def owners_reply(gaps: list[OwnerGap], *, has_file: bool) -> Reply:
    """Return declared against observed owners, the least observed first."""
    return Reply(
        question="owners",
        title=phrase("Declared against observed owners, last year"),
        lists=(
            ReplyList(
                title="",
                items=tuple(_gap_item(gap) for gap in gaps),
                empty="no line of CODEOWNERS names only users and has enough changes to compare"
                if has_file
                else "the base branch has no CODEOWNERS",
            ),
        ),
    )


def _gap_item(gap: OwnerGap) -> ReplyItem:
    says = phrase(
        Code(gap.pattern), ": the declared owners took part in ", Number(gap.by_declared),
        " of ", *counted(gap.changes, "change"), " to ", *counted(gap.files, "file"),
    )  # fmt: skip
    return ReplyItem(
        says=says,
        details=(phrase("declared: ", Code(" ".join(gap.declared))),),
        data=(
            ("pattern", gap.pattern),
            ("declared", " ".join(gap.declared)),
            ("files", gap.files),
            ("changes", gap.changes),
            ("by_declared", gap.by_declared),
        ),
    )
