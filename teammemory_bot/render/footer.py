"""On what does all of this stand? The one line at the end of a comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.domain.finding import (
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Phrase,
    Quoted,
    phrase,
)
from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.render.wording import counted, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFacts:
    """How much the memory held when it was asked, and up to where."""

    tip: Sha
    commits: int
    pull_requests: int = 0
    issues: int = 0
    reviews_since: int | None = None
    """How far back reviews are complete, in UTC seconds; None: not read from an API."""
    accuracy: Accuracy | None = None
    """How often one of the first three suggestions was right here, by the last back-test."""
    limits: tuple[str, ...] = ()
    """What the memory does not hold, each a sentence of our own."""


def footer_of(memory: MemoryFacts, verdict: Verdict | None) -> Phrase:
    """Return the line that says what was known and how much of it was checked."""
    tip = Link(Evidence(kind=EvidenceKind.COMMIT, reference=memory.tip))
    said = [phrase("memory at ", tip), _holdings(memory)]
    if memory.reviews_since is not None:
        said.append(phrase("reviews back-filled to ", Quoted(_month(memory.reviews_since))))
    if memory.accuracy is not None:
        right = Quoted(f"{100 * memory.accuracy.value:.0f} %")
        of_what = memory.accuracy.what[:1].lower() + memory.accuracy.what[1:]
        said.append(phrase(f"{of_what}: one of the first three was right in ", right))
    if verdict is not None and verdict.made:
        said.append(
            phrase(
                Number(verdict.confirmed), " of ", *counted(verdict.made, "claim"), " re-derived"
            )
        )
    return joined(said, " · ")


def _holdings(memory: MemoryFacts) -> Phrase:
    held = [counted(memory.commits, "commit")]
    if memory.pull_requests:
        held.append(counted(memory.pull_requests, "pull request"))
    if memory.issues:
        held.append(counted(memory.issues, "issue"))
    return joined(held, ", ")


def _month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
