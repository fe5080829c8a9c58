"""With what does the skeptic work? The change, git's own word, and who is behind a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from teammemory_bot.domain.change import FileKind, Identity
from teammemory_bot.domain.finding import Evidence, EvidenceKind
from teammemory_bot.domain.git_facts import GitFacts, RawStep
from teammemory_bot.domain.identity import Developer, DeveloperId, PullNumber, RepoPath, Sha
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.questions.second_look import ToldPull
from teammemory_bot.scoring.standing import Standing
from teammemory_bot.verify.step_words import pull_of


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """Everything that a derivation may look at.

    The memory is asked only for what git does not hold: which identities are one person, which
    labels a tracker has given, and with what a score is compared.
    """

    pr: PullRequest
    git: GitFacts
    memory: Memory
    kind_of: Callable[[RepoPath], FileKind] = kind_of_path
    _known: dict[Identity, Developer | None] = field(default_factory=dict)
    only: DeveloperId | None = None
    """Of several people by one name: the one whom the sentence is about."""
    _standings: list[Standing] = field(default_factory=list)
    _told: dict[PullNumber, ToldPull | None] = field(default_factory=dict)
    authors: dict[Sha, Developer | None] = field(default_factory=dict)
    """Who wrote a step, for those that were looked at: several claims look at the same ones."""
    reviewers: dict[Sha, tuple[Developer, ...]] = field(default_factory=dict)
    """Who reviewed a step, likewise."""

    def who(self, identity: Identity) -> Developer | None:
        """Return who is meant by a name and e-mail address; None: nobody who is known."""
        if identity not in self._known:
            self._known[identity] = self.memory.developer_of(identity)
        return self._known[identity]

    @cached_property
    def _has_told_pulls(self) -> bool:
        return self.memory.has_told_pulls()

    def is_meant(self, who: Developer | None, person: str) -> bool:
        """Tell whether somebody is the person that a claim names."""
        return who is not None and who.handle == person and self.only in {None, who.id}

    def about(self, person: DeveloperId | None) -> Self:
        """Return the same inquiry about one person; what was learned so far is shared."""
        return self if person == self.only else replace(self, only=person)

    def told_pull(self, number: PullNumber | None) -> ToldPull | None:
        """Return what an API told of a pull request: the only source where git has none."""
        if number is None or not self._has_told_pulls:
            return None
        if number not in self._told:
            self._told[number] = self.memory.told_pull(number)
        return self._told[number]

    @property
    def standing(self) -> Standing:
        """What scores are compared with, as the memory tells; asked for once."""
        if not self._standings:
            self._standings.append(Standing.ask(self.memory, now=self.pr.as_of))
        return self._standings[0]


Record = tuple[EvidenceKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What the skeptic found instead: the value, and the records that make it.

    `records` is None where any record may be named beside the value.
    """

    value: int | str
    records: frozenset[Record] | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why a value cannot be derived."""

    why: str


Answer = Derived | Unknown


def counted(steps: Sequence[RawStep], looked_at: Iterable[RawStep] = ()) -> Derived:
    """Return how many steps there are; they, and those they were chosen from, may be linked."""
    records = frozenset(record for step in (*steps, *looked_at) for record in records_of(step))
    return Derived(value=len(steps), records=records)


def records_of(step: RawStep) -> tuple[Record, ...]:
    """Return the names by which a step may be linked: its commits, its pull request."""
    commits = tuple((EvidenceKind.COMMIT, commit.sha) for commit in step.commits)
    pull = pull_of(step)
    return (*commits, (EvidenceKind.PULL_REQUEST, str(pull))) if pull else commits


def record_of(evidence: Evidence) -> Record:
    """Return what a piece of evidence names."""
    return (evidence.kind, evidence.reference)
