"""What else is on record about the files that stand out? Shown where the source is there, without points.

Incidents, failed deployments, later commits that name a change of the file as what they repair, the
discussions that were longest, files without a declared owner, changed lines that no test runs, and open
pull requests on the same files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from teammemory_bot.agents.risk_evidence.case import FileAtRisk, RiskCase, name_at_base
from teammemory_bot.agents.risk_evidence.moment import YEAR
from teammemory_bot.agents.risk_evidence.wording import (
    MAX_LINKS,
    evidence_of,
    evidence_of_steps,
    links,
)
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Part,
    Phrase,
    Quoted,
    Severity,
    Words,
    phrase,
)
from teammemory_bot.domain.issue_key import without_number
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.decayed_count import HORIZON_SECONDS

RECORD: Final = "on-record"
OVERLAP: Final = "overlapping-pull-request"
OWNERLESS: Final = "no-declared-owner"
UNTESTED: Final = "untested-lines"
MAX_SHOWN: Final = 2
_DISCUSSIONS: Final = 2


def overlap_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the open pull requests that change the same source files."""
    paths = [name_at_base(one.file) for one in case.source]
    others = [pull for pull in case.memory.open_pulls_on(paths) if pull.number != case.pr.number]
    for pull in others[:MAX_SHOWN]:
        evidence = Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(pull.number))
        yield Finding(
            rule=OVERLAP,
            severity=Severity.INFO,
            confidence=Confidence.HIGH,
            phrase=phrase(
                "Open, and on the same files: “", Quoted(pull.title), "” (", Link(evidence), ")"
            ),
            facts=(phrase("it changes ", *_codes(pull.paths)),),
            evidence=(evidence,),
        )


def record_findings(case: RiskCase, files: Sequence[FileAtRisk]) -> Iterator[Finding]:
    """Yield what is on record about these files, one finding a file."""
    for one in files:
        facts: list[Phrase] = []
        evidence: list[Evidence] = []
        for said, proofs in _records(case, one):
            facts.append(said)
            evidence += [proof for proof in proofs if proof not in evidence]
        if facts:
            yield Finding(
                rule=RECORD,
                severity=Severity.INFO,
                confidence=Confidence.HIGH,
                phrase=phrase(Code(one.old_path)),
                facts=tuple(facts),
                evidence=tuple(evidence),
                path=one.file.path,
                is_detail=True,
            )


def ownerless_findings(case: RiskCase, files: Sequence[FileAtRisk]) -> Iterator[Finding]:
    """Yield the files that no rule of the repository's CODEOWNERS gives an owner."""
    owners = case.pr.live_review.code_owners
    if owners is None or not owners.rules:
        return
    bare = [one.file.path for one in files if not owners.owners_of(one.file.path)]
    if bare:
        yield Finding(
            rule=OWNERLESS,
            severity=Severity.INFO,
            confidence=Confidence.HIGH,
            phrase=phrase("No declared owner: ", *_codes(bare)),
            evidence=(Evidence(kind=EvidenceKind.FILE, reference=owners.path, at=case.pr.base),),
            is_detail=True,
        )


def untested_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the new lines of each file that can run and that no test ran, by the coverage report."""
    coverage = case.pr.coverage
    for one in case.source if coverage is not None else ():
        spans = [(lines.first, lines.last) for lines in one.file.written]
        missed = coverage.missed(one.file.path, spans) if coverage is not None else ()
        if not missed:
            continue
        evidence = tuple(
            Evidence(
                kind=EvidenceKind.LINES,
                reference=f"{one.file.path}:{first}-{last}",
                at=case.pr.head,
            )
            for first, last in missed
        )
        yield Finding(
            rule=UNTESTED,
            severity=Severity.INFO,
            confidence=Confidence.HIGH,
            phrase=phrase("No test ran ", *links(evidence)),
            evidence=evidence[:MAX_LINKS],
            path=one.file.path,
            first_line=missed[0][0],
            last_line=missed[0][1],
            is_detail=True,
        )


def _records(case: RiskCase, one: FileAtRisk) -> Iterator[tuple[Phrase, tuple[Evidence, ...]]]:
    if one.number is None:
        return
    yield from _incidents(case, one.number)
    yield from _failed_deployments(case, one.number)
    yield from _repairs(case, one.number)
    yield from _discussions(case, one.number)


def _incidents(case: RiskCase, file: FileId) -> Iterator[tuple[Phrase, tuple[Evidence, ...]]]:
    for seq, issue in case.memory.incidents_on(file)[:MAX_SHOWN]:
        named = Evidence(kind=EvidenceKind.ISSUE, reference=issue.key)
        by = evidence_of_steps(case.memory, (seq,))
        said = phrase(
            "incident ", Link(named), " “", Quoted(issue.summary), "” named by ", *links(by)
        )
        yield said, (named, *by)


def _failed_deployments(
    case: RiskCase, file: FileId
) -> Iterator[tuple[Phrase, tuple[Evidence, ...]]]:
    for failed in case.memory.failed_deployments_on(file)[:MAX_SHOWN]:
        by = evidence_of_steps(case.memory, (failed.seq,))
        yield (
            phrase("deployment to ", Quoted(failed.environment), " failed with ", *links(by)),
            tuple(by),
        )


def _repairs(case: RiskCase, file: FileId) -> Iterator[tuple[Phrase, tuple[Evidence, ...]]]:
    for repair in _recent_repairs(case, file)[:MAX_SHOWN]:
        first = evidence_of_steps(case.memory, (repair[0],))
        later = evidence_of_steps(case.memory, (repair[1],))
        if first and later:
            yield (
                phrase(*links(first), " was followed up by ", *links(later), ", which names it"),
                (*first, *later),
            )


def _recent_repairs(case: RiskCase, file: FileId) -> list[tuple[int, int]]:
    """Return the pairs of the last three years, each once."""
    pairs = dict.fromkeys((repair.seq, repair.by) for repair in case.memory.repairs_on(file))
    oldest = case.pr.as_of - HORIZON_SECONDS
    recent = []
    for seq, by in pairs:
        change = case.memory.change_at(by)
        if change is not None and change.at >= oldest and seq != by:
            recent.append((seq, by))
    return recent


def _discussions(case: RiskCase, file: FileId) -> Iterator[tuple[Phrase, tuple[Evidence, ...]]]:
    since = case.moment.since(YEAR)
    seqs = case.memory.discussed_on(file, since=since, last=_DISCUSSIONS)
    for change in filter(None, map(case.memory.change_at, seqs)):
        evidence = evidence_of(change)
        yield (
            phrase(
                "discussed in “",
                Quoted(without_number(change.title, change.pull)),
                "” (",
                Link(evidence),
                ")",
            ),
            (evidence,),
        )


def _codes(paths: Sequence[str]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for path in paths[:MAX_SHOWN]:
        parts += [Words(", "), Code(path)] if parts else [Code(path)]
    return (*parts, Words(", …")) if len(paths) > MAX_SHOWN else tuple(parts)
