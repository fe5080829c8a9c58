"""What is left of the reports when somebody tries to refute every sentence?

Each claim is derived again by `verify/measures.py`. A sentence falls when one of its claims falls,
when it names a number that no claim stands for, when it is about another file or person than its
claims, or when it links a record that does not exist or that its claims do not count. A fact falls
alone; a headline takes the finding with it. Everything that falls is counted and kept for the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from teammemory_bot.domain.claims import change_percentile
from teammemory_bot.domain.finding import (
    Claim,
    Code,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Outcome,
    Phrase,
    Quoted,
    Report,
    Words,
    reference_text,
)
from teammemory_bot.domain.identity import Developer, DeveloperId
from teammemory_bot.domain.rule_result import Result, RuleResult
from teammemory_bot.domain.unproved import claims_in, claims_of, proved_numbers, unproved_in
from teammemory_bot.domain.verdict import Ruling, Strike, Verdict
from teammemory_bot.scoring.percentile import RiskLevel, level_of
from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.verify.evidence import is_by, is_called, names_issue, resolves, step_behind
from teammemory_bot.verify.inquiry import Answer, Derived, Inquiry, Record, Unknown, record_of
from teammemory_bot.verify.measures import PATH_MEASURES, RECORD_MEASURES, derive

NOTHING_LEFT: Final = "what was found could not be derived a second way"

_COUNTED_KINDS: Final = frozenset({EvidenceKind.COMMIT, EvidenceKind.PULL_REQUEST})


def examine(reports: Sequence[Report], inquiry: Inquiry) -> tuple[tuple[Report, ...], Verdict]:
    """Return what survives of the reports, and the count of what was examined."""
    skeptic = _Skeptic(inquiry)
    left = tuple(skeptic.report(report) for report in reports)
    rulings = skeptic.rulings
    return left, Verdict(
        made=len(rulings), confirmed=rulings.count(Ruling.CONFIRMED), strikes=tuple(skeptic.strikes)
    )


class _Skeptic:
    """Goes through the reports of one run and remembers what was derived."""

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry = inquiry
        self._answers: dict[tuple[Claim, DeveloperId | None], Answer] = {}
        self._records: dict[Evidence, bool] = {}
        self.rulings: list[Ruling] = []
        self.strikes: list[Strike] = []

    def report(self, report: Report) -> Report:
        """Return a report with the sentences that stand."""
        findings = tuple(
            left for finding in report.findings if (left := self._finding(report.agent, finding))
        )
        level, summary = self._level(report), self._summary(report)
        results = tuple(_without_ground(result, report, findings) for result in report.results)
        if report.findings and not findings and not level:
            return Report(
                agent=report.agent,
                outcome=Outcome.NOT_AVAILABLE,
                reason=NOTHING_LEFT,
                not_seen=report.not_seen,
                results=results,
            )
        return replace(report, findings=findings, summary=summary, level=level, results=results)

    def _level(self, report: Report) -> str:
        """Return the level if git gives it too: it is a claim in one word."""
        if report.level not in set(RiskLevel):
            return report.level
        answer = self.answer(change_percentile(value=0))
        derived = str(level_of(int(answer.value))) if isinstance(answer, Derived) else ""
        if derived == report.level:
            return report.level
        case = _Case(self, report.agent, "level", ())
        self.strikes.append(case.strike(report.level, derived or "not known"))
        return ""

    def _summary(self, report: Report) -> Phrase:
        claims = tuple(dict.fromkeys(claims_in(report.summary)))
        case = _Case(self, report.agent, "summary", claims)
        self.rulings += [self._ruling(claim) for claim in claims]
        return report.summary if case.stands(report.summary) else ()

    def _finding(self, agent: str, finding: Finding) -> Finding | None:
        claims = claims_of(finding)
        case = _Case(self, agent, finding.rule, claims, finding)
        self.rulings += [self._ruling(claim, finding.person) for claim in claims]
        # All is asked before anything is decided, so that the log names everything that fell.
        has_headline = case.stands(finding.phrase, *case.loose_claims())
        facts = tuple(fact for fact in finding.facts if case.stands(fact))
        left = replace(
            finding,
            facts=facts,
            asks=finding.asks if case.stands(finding.asks) else (),
            status=finding.status if case.stands(finding.status) else (),
            claims=tuple(
                c for c in finding.claims if self._ruling(c, finding.person) is Ruling.CONFIRMED
            ),
        )
        evidence = case.proof_of(left)
        if not has_headline or not evidence or (finding.facts and not facts):
            return None
        return replace(left, evidence=evidence)

    def answer(self, claim: Claim, person: Developer | None = None) -> Answer:
        """Return what git says to a claim; each is asked once.

        `person` is whom the sentence is about: of several people by one name, that one is meant.
        """
        is_meant = person is not None and dict(claim.arguments).get("person") == person.handle
        only = person.id if person is not None and is_meant else None
        if (claim, only) not in self._answers:
            self._answers[claim, only] = self._derived(claim, self._inquiry.about(only))
        return self._answers[claim, only]

    def _derived(self, claim: Claim, inquiry: Inquiry) -> Answer:
        try:
            return derive(claim, inquiry)
        except (KeyError, ValueError):  # arguments that the measure cannot read
            return Unknown("the claim's arguments are incomplete")
        except TeamMemoryError as error:
            return Unknown(f"git did not answer ({type(error).__name__})")

    def exists(self, evidence: Evidence) -> bool:
        """Tell whether a record exists; each is looked for once."""
        if evidence not in self._records:
            try:
                self._records[evidence] = resolves(evidence, self._inquiry)
            except TeamMemoryError:
                self._records[evidence] = False
        return self._records[evidence]

    def is_by(self, person: Developer, evidence: Evidence) -> bool:
        """Tell whether a person wrote or reviewed the change behind a record."""
        step = step_behind(evidence, self._inquiry)
        return step is not None and is_by(person, step, self._inquiry)

    def is_called(self, evidence: Evidence, title: str) -> bool:
        """Tell whether the change behind a record has this title."""
        return is_called(evidence, title, self._inquiry)

    def names_issue(self, evidence: Evidence, key: str) -> bool:
        """Tell whether the change behind a record names an issue."""
        step = step_behind(evidence, self._inquiry)
        return step is not None and names_issue(step, key, self._inquiry)

    @property
    def as_of(self) -> int:
        """The time up to which windows reach."""
        return self._inquiry.pr.as_of

    def is_path(self, text: str) -> bool:
        """Tell whether a text names a file of the change or of its base."""
        pr = self._inquiry.pr
        if any(text in {file.path, file.previous_path} for file in pr.files):
            return True
        return self.exists(Evidence(kind=EvidenceKind.FILE, reference=text, at=pr.merge_base))

    def with_other_names(self, paths: frozenset[str]) -> frozenset[str]:
        """Return the paths with what the change calls the same files: before and after a rename."""
        renamed = [{f.path, f.previous_path} for f in self._inquiry.pr.files if f.previous_path]
        other = (str(name) for pair in renamed if pair & paths for name in pair)
        return paths.union(other)

    def _ruling(self, claim: Claim, person: Developer | None = None) -> Ruling:
        match self.answer(claim, person):
            case Derived(value=value):
                return Ruling.CONFIRMED if value == claim.value else Ruling.REFUTED
            case Unknown():
                return Ruling.UNRESOLVED


class _Case:
    """One finding before the skeptic."""

    def __init__(
        self,
        skeptic: _Skeptic,
        agent: str,
        rule: str,
        claims: tuple[Claim, ...],
        finding: Finding | None = None,
    ) -> None:
        self._skeptic = skeptic
        self._agent = agent
        self._rule = rule
        self._claims = claims
        self._finding = finding
        self._proved = proved_numbers(claims, as_of=skeptic.as_of)

    def stands(self, phrase: Phrase, *more: Claim) -> bool:
        """Tell whether a sentence stands, and note why not."""
        claims = tuple(dict.fromkeys((*claims_in(phrase), *more, *self._named_by(phrase))))
        strikes = [
            *self._refuted(claims),
            *self._without_claim(phrase),
            *self._about_others(phrase, claims),
            *self._wrong_links(phrase, claims),
            *self._wrong_titles(phrase),
        ]
        self._skeptic.strikes += strikes
        return not strikes

    def proof_of(self, left: Finding) -> tuple[Evidence, ...]:
        """Return the evidence of what is left of a finding.

        What a sentence linked stands or falls with it; the rest must exist, and be among the records
        that the claims count.
        """
        before = self._finding or left
        linked, still_linked = _linked_by(before), _linked_by(left)
        records = self._records(self._claims)
        proof = []
        for evidence in before.evidence:
            record = record_of(evidence)
            strikes = [] if record in linked else list(self._wrong_link(evidence, records))
            self._skeptic.strikes += strikes
            if not strikes and (record not in linked or record in still_linked):
                proof.append(evidence)
        return tuple(proof)

    def loose_claims(self) -> Iterator[Claim]:
        """Yield the claims that no single sentence carries: the headline answers for them."""
        finding = self._finding
        if finding is None:
            return
        said = (finding.phrase, *finding.facts, finding.asks, finding.status)
        carried = {c for phrase in said for c in (*claims_in(phrase), *self._named_by(phrase))}
        yield from (claim for claim in finding.claims if claim not in carried)

    def _named_by(self, phrase: Phrase) -> Iterator[Claim]:
        """Yield the claims that name a record which the sentence links."""
        linked = {part.evidence.reference for part in phrase if isinstance(part, Link)}
        for claim in self._claims:
            is_about = claim.measure in RECORD_MEASURES and claim.subject in linked
            if is_about or claim.value in linked:
                yield claim

    def _refuted(self, claims: Sequence[Claim]) -> Iterator[Strike]:
        for claim in claims:
            match self._answer(claim):
                case Derived(value=value) if value != claim.value:
                    yield self.strike(str(claim.value), str(value), claim=claim)
                case Unknown(why=why):
                    yield self.strike(str(claim.value), why, claim=claim, ruling=Ruling.UNRESOLVED)
                case _:
                    pass

    def _without_claim(self, phrase: Phrase) -> Iterator[Strike]:
        for number in unproved_in(phrase, self._proved):
            yield self.strike(number, "no claim says this number", ruling=Ruling.UNRESOLVED)

    def _about_others(self, phrase: Phrase, claims: Sequence[Claim]) -> Iterator[Strike]:
        person = self._finding.person if self._finding else None
        for claim in claims:
            claimed = dict(claim.arguments).get("person")
            if person is not None and claimed not in {None, person.handle}:
                yield self.strike(person.handle, str(claimed), claim=claim)
        yield from self._other_paths(phrase, self._skeptic.with_other_names(_paths_of(claims)))

    def _other_paths(self, phrase: Phrase, subjects: frozenset[str]) -> Iterator[Strike]:
        headline = self._finding.phrase if self._finding else ()
        named = [part.text for part in (*headline, *phrase) if isinstance(part, Code)]
        for text in named if subjects else ():
            if text not in subjects and self._skeptic.is_path(text):
                yield self.strike(text, ", ".join(sorted(subjects)))

    def _wrong_links(self, phrase: Phrase, claims: Sequence[Claim]) -> Iterator[Strike]:
        records = self._records(claims)
        linked = [part.evidence for part in phrase if isinstance(part, Link)]
        for evidence in linked:
            yield from self._wrong_link(evidence, records)
        counts = [claim for claim in claims if claim.measure not in RECORD_MEASURES]
        if not counts and self._finding is not None and self._finding.person is not None:
            yield from self._links_of_others(linked, self._finding.person)

    def _wrong_titles(self, phrase: Phrase) -> Iterator[Strike]:
        """Yield the records whose title, right beside the link, is another one."""
        for link, between, title in zip(phrase, phrase[1:], phrase[2:], strict=False):
            is_beside = isinstance(between, Words) and not between.text.strip()
            if not (isinstance(link, Link) and is_beside and isinstance(title, Quoted)):
                continue
            evidence = link.evidence
            if evidence.kind in _COUNTED_KINDS and not self._skeptic.is_called(
                evidence, title.text
            ):
                yield self.strike(title.text, "not what it is called", evidence=evidence)

    def _links_of_others(self, linked: Sequence[Evidence], person: Developer) -> Iterator[Strike]:
        """Yield what is wrong with the links of a sentence about a person that counts nothing."""
        changes = [evidence for evidence in linked if evidence.kind in _COUNTED_KINDS]
        for evidence in changes:
            if not self._skeptic.is_by(person, evidence):
                yield self.strike(reference_text(evidence), "somebody else's", evidence=evidence)
        for evidence in linked if changes else ():
            is_named = any(self._skeptic.names_issue(c, evidence.reference) for c in changes)
            if evidence.kind is EvidenceKind.ISSUE and not is_named:
                yield self.strike(evidence.reference, "not named there", evidence=evidence)

    def _wrong_link(self, evidence: Evidence, records: frozenset[Record]) -> Iterator[Strike]:
        said = reference_text(evidence)
        if record_of(evidence) in records:
            return  # git has just named it itself
        if not self._skeptic.exists(evidence):
            yield self.strike(said, "no such record", evidence=evidence)
        elif records and evidence.kind in _COUNTED_KINDS:
            yield self.strike(said, "not among what the claims count", evidence=evidence)

    def _records(self, claims: Sequence[Claim]) -> frozenset[Record]:
        answers = [self._answer(claim) for claim in claims]
        counted = [a.records for a in answers if isinstance(a, Derived) and a.records is not None]
        return frozenset().union(*counted)

    def _answer(self, claim: Claim) -> Answer:
        return self._skeptic.answer(claim, self._finding.person if self._finding else None)

    def strike(
        self,
        claimed: str,
        derived: str,
        *,
        claim: Claim | None = None,
        evidence: Evidence | None = None,
        ruling: Ruling = Ruling.REFUTED,
    ) -> Strike:
        return Strike(
            agent=self._agent,
            rule=self._rule,
            ruling=ruling,
            claimed=claimed,
            derived=derived,
            claim=claim,
            evidence=evidence,
        )


def _without_ground(result: RuleResult, before: Report, after: Sequence[Finding]) -> RuleResult:
    """Return a rule's result; a failure whose finding fell is not known to be one."""
    was_shown = any(finding.rule == result.rule for finding in before.findings)
    is_shown = any(finding.rule == result.rule for finding in after)
    if result.result is Result.FAIL and was_shown and not is_shown:
        return replace(result, result=Result.UNKNOWN, reason=NOTHING_LEFT)
    return result


def _linked_by(finding: Finding) -> frozenset[Record]:
    said = (finding.phrase, *finding.facts, finding.asks, finding.status)
    links = (part for phrase in said for part in phrase if isinstance(part, Link))
    return frozenset(record_of(link.evidence) for link in links)


def _paths_of(claims: Sequence[Claim]) -> frozenset[str]:
    """Return the files that claims are about, and their partners."""
    paths = {claim.subject for claim in claims if claim.measure in PATH_MEASURES}
    paths |= {str(value) for c in claims for name, value in c.arguments if name == "partner"}
    return frozenset(paths - {""})
