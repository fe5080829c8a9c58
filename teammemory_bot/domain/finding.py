"""What do we tell the reader, how sure are we, and what proves it?

A finding without evidence cannot be built. Its sentence is a `Phrase`: a sequence of typed parts,
so that a stranger's text, a path, a number and a link can each be rendered safely and checked, and
nothing has to be parsed back out of prose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from teammemory_bot.domain.identity import Developer, RepoPath
from teammemory_bot.domain.rule_result import RuleResult


class Severity(StrEnum):
    """How bad it would be."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Confidence(StrEnum):
    """How sure we are."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Band(StrEnum):
    """How well a candidate fits: never a percentage (docs/review-routing.md)."""

    STRONG = "strong"
    GOOD = "good"
    WEAK = "weak"


class Outcome(StrEnum):
    """What became of a question. "We could not know" is never shown as "no"."""

    FOUND = "found"
    NOTHING_TO_SAY = "nothing_to_say"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"
    FAILED = "failed"


class EvidenceKind(StrEnum):
    """What a piece of evidence points at; decides the link that the renderer makes."""

    COMMIT = "commit"  # reference: full sha
    PULL_REQUEST = "pull_request"  # reference: number
    ISSUE = "issue"  # reference: PROJ-123 or #12
    FILE = "file"  # reference: path (at `at`, a full sha)
    LINES = "lines"  # reference: path:first-last (at `at`)
    DIFF = "diff"  # reference: the change under review itself, base...head
    MEMORY = "memory"  # reference: what was looked at and not found; no link


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One record that proves a statement, precise enough to be opened and re-derived."""

    kind: EvidenceKind
    reference: str
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One number or fact in machine-readable form, for the skeptic to derive another way.

    `measure` names how it is derived (the table stands in `verify/`); `subject` and `arguments` say
    of what; `value` is what the agent says it is.
    """

    measure: str
    subject: str
    value: int | str
    arguments: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The product's own words: never a stranger's text.

    Words that say a fact ("active this week", "fixed") carry the claim that they are true.
    """

    text: str
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text written by a stranger (title, name, summary): made inert by the renderer."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A path, hash, key or login: shown as code."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A count that stands in a claim of the same finding."""

    value: int
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A record that the reader can open."""

    evidence: Evidence


Part = Words | Quoted | Code | Number | Link
Phrase = tuple[Part, ...]


def phrase(*parts: Part | str) -> Phrase:
    """Build a phrase; a plain string counts as our own words."""
    return tuple(Words(part) if isinstance(part, str) else part for part in parts)


def plain_text(text: Phrase) -> str:
    """Return the phrase as plain text, for terminals, logs and JSON."""
    return "".join(_plain(part) for part in text)


def _plain(part: Part) -> str:
    match part:
        case Number(value=value):
            return f"{value:,}"
        case Link(evidence=evidence):
            return reference_text(evidence)
        case Words(text=text) | Quoted(text=text) | Code(text=text):
            return text


def reference_text(evidence: Evidence) -> str:
    """Return the short form in which people name the record: `#12`, `abc1234`, `PROJ-7`."""
    match evidence.kind:
        case EvidenceKind.PULL_REQUEST:
            return f"#{evidence.reference}"
        case EvidenceKind.COMMIT:
            return evidence.reference[:7]
        case EvidenceKind.DIFF:
            return "this change"
        case _:
            return evidence.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One addend of a score: its name, the share or amount behind it, and its points."""

    name: str
    points: float
    share: float | None = None
    usual: float | None = None
    says: Phrase = ()
    is_start: bool = False
    """From where the others go up and down: a reader is told its share, since its points say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement to the reader.

    `phrase` is the headline, `facts` are the reasons below it, `asks` is the one thing to do.
    `rule` is a stable kebab-case id. `terms` explain a score to the last point.
    """

    rule: str
    severity: Severity
    confidence: Confidence
    phrase: Phrase
    evidence: tuple[Evidence, ...]
    claims: tuple[Claim, ...] = ()
    facts: tuple[Phrase, ...] = ()
    asks: Phrase = ()
    status: Phrase = ()
    path: RepoPath | None = None
    first_line: int | None = None
    last_line: int | None = None
    person: Developer | None = None
    band: Band | None = None
    score: float | None = None
    terms: tuple[Term, ...] = ()
    is_detail: bool = False
    """Belongs into the folded part: shown to whoever asks why."""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"{self.rule}: a finding without evidence is an opinion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One agent's answer.

    `summary` is one short phrase for the section's head (`elevated`, `1 of 7 files stands out`);
    `reason` says why there is nothing, where there is nothing; `not_seen` lists what the agent
    could not look at, so that the reader knows the limits of the answer.
    """

    agent: str
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    summary: Phrase = ()
    reason: str = ""
    not_seen: tuple[str, ...] = ()
    level: str = field(default="")
    """An overall level where the agent has one: `high`, `elevated`, `usual`, or empty."""
    results: tuple[RuleResult, ...] = ()
    """What became of each rule, where the agent has rules; decides the check's result."""


def found(agent: str, findings: tuple[Finding, ...], *, summary: Phrase = ()) -> Report:
    """Return a report of findings; of nothing to say when there are none."""
    outcome = Outcome.FOUND if findings else Outcome.NOTHING_TO_SAY
    return Report(agent=agent, outcome=outcome, findings=findings, summary=summary)


def not_available(agent: str, *, reason: str) -> Report:
    """Return a report saying that the answer could not be known, and why."""
    return Report(agent=agent, outcome=Outcome.NOT_AVAILABLE, reason=reason)


def not_applicable(agent: str, *, reason: str = "") -> Report:
    """Return a report saying that the question does not arise for this change."""
    return Report(agent=agent, outcome=Outcome.NOT_APPLICABLE, reason=reason)
