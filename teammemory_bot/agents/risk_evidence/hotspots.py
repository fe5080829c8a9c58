"""Which files are hot, in the whole repository or in one part of it? Standing risk, with its terms.

The score is F3, or, in the profile `classic`, the design's first formula over the whole past, as
written. Neither looks at people one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from teammemory_bot.agents.risk_evidence.classic import classic_terms
from teammemory_bot.agents.risk_evidence.file_facts import (
    Facts,
    KnownFile,
    past_of_file,
    people_and_size,
    rank_of_file,
)
from teammemory_bot.agents.risk_evidence.moment import Moment
from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Number,
    Outcome,
    Report,
    Severity,
    Term,
    not_available,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.named_part import find_part
from teammemory_bot.domain.policy import Policy, Profile
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.risk import LivingFile

NAME: Final = "hotspots"
RULE: Final = "hotspot"
LIMIT: Final = 20
_NO_SIZES: Final = "the lines of older files were not counted, so that the score is without size"
_NO_CHURN: Final = "lines were counted for the newer changes only"


@dataclass(frozen=True, slots=True)
class _Ranked:
    file: LivingFile
    terms: tuple[Term, ...]

    @property
    def score(self) -> float:
        return fsum(term.points for term in self.terms)


def hotspots(
    memory: Memory,
    *,
    policy: Policy,
    owners: CodeOwners | None = None,
    limit: int = LIMIT,
    paths: Collection[RepoPath] | None = None,
) -> Report:
    """Return the hottest files of the repository, or of `paths`, hottest first."""
    moment = Moment.newest(memory)
    if not moment.standing.past.living:
        return not_available(NAME, reason="the memory holds no source file")
    ranked = _ranked(moment, policy, paths)
    findings = tuple(_finding(moment, one, owners) for one in ranked[:limit])
    return Report(
        agent=NAME,
        outcome=Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY,
        findings=findings,
        summary=phrase(
            Number(len(findings)), " of ", Number(len(moment.standing.past.living)), " source files"
        ),
        not_seen=_limits(moment, policy),
    )


def component_risk(
    memory: Memory,
    name: str,
    *,
    policy: Policy,
    owners: CodeOwners | None = None,
    limit: int = LIMIT,
) -> Report:
    """Return the hot files of one part of the program: a component, an owner's part, a folder."""
    moment = Moment.newest(memory)
    living = [file.path for file in moment.standing.past.living]
    found = find_part(name, living, components=policy.components, owners=owners)
    if found is None:
        return not_available(
            NAME, reason=f"no component, declared owner or single folder is called {name}"
        )
    paths = frozenset(found.paths)
    report = hotspots(memory, policy=policy, owners=owners, limit=limit, paths=paths)
    count = len(found.paths)
    files = " source file" if count == 1 else " source files"
    return Report(
        agent=NAME,
        outcome=report.outcome,
        findings=report.findings,
        summary=phrase(Code(found.name), ": ", Number(count), files, f" ({found.source.value})"),
        not_seen=report.not_seen,
    )


def _ranked(
    moment: Moment, policy: Policy, paths: Collection[RepoPath] | None
) -> Sequence[_Ranked]:
    living = moment.standing.past.living
    files = [one for one in living if paths is None or one.path in paths]
    if policy.profile is Profile.CLASSIC:
        ranked = [_Ranked(one, classic_terms(moment.memory.touches_of(one.file))) for one in files]
    else:
        heats = moment.standing.heats
        ranked = [_Ranked(one, heats[one.file].terms()) for one in files if one.file in heats]
    return sorted(ranked, key=lambda one: (-one.score, one.file.path))


def _finding(moment: Moment, one: _Ranked, owners: CodeOwners | None) -> Finding:
    facts = Facts()
    known = KnownFile(one.file.file, one.file.path)
    rank_of_file(moment, known, facts, least=0)
    past_of_file(moment, known, facts)
    people_and_size(moment, known, facts)
    if owners is not None and owners.rules and not owners.owners_of(one.file.path):
        facts.add(phrase("no declared owner"))
    return Finding(
        rule=RULE,
        severity=Severity.INFO,
        confidence=Confidence.HIGH,
        phrase=phrase(Code(one.file.path)),
        facts=tuple(facts.phrases),
        claims=tuple(facts.claims),
        evidence=(
            Evidence(kind=EvidenceKind.FILE, reference=one.file.path, at=moment.tip),
            *facts.evidence,
        ),
        path=one.file.path,
        score=one.score,
        terms=one.terms,
    )


def _limits(moment: Moment, policy: Policy) -> tuple[str, ...]:
    if policy.profile is Profile.CLASSIC:
        is_counted = all(one.lines is not None for one in moment.standing.past.living)
        return () if is_counted else (_NO_CHURN,)
    return () if moment.standing.has_sizes else (_NO_SIZES,)
