"""What do the rules look at when they judge a whole memory? Everything, read once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_keys import slip_of
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.component import ComponentMap
from teammemory_bot.domain.identity import DeveloperId, IssueKey, Login, PullNumber
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.domain.key_habit import (
    LEARNING_WINDOW,
    MIN_KEYS,
    KeyHabit,
    habit_of,
    is_own_key,
    project_of_key,
)
from teammemory_bot.domain.policy import HygienePolicy, Policy
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.audit import (
    ActiveDeveloper,
    AuditedCommit,
    AuditedIssue,
    AuditedPull,
    PullReview,
    SourceReading,
)
from teammemory_bot.domain.questions.component import FileNow, Step, Touch

_SLIPS: Final = 0.01
"""Share of the issues of a project up to which those of a similar one are taken for slips."""
MANY: Final = "(several)"
"""The component of a change that touches more than one."""


@dataclass(frozen=True, kw_only=True)
class MemoryPast:
    """The memory before the rules, with what the team chose."""

    memory: Memory
    policy: Policy
    now: int
    codeowners: CodeOwners | None = None
    """The base branch's; None: it has none."""
    requestable: frozenset[str] | None = None
    """Logins and team slugs, lower case, that can be asked for a review; None: not known."""

    @property
    def hygiene(self) -> HygienePolicy:
        """The team's choices for hygiene."""
        return self.policy.hygiene

    @cached_property
    def habit(self) -> KeyHabit:
        """Which keys are customary here."""
        newest = self.memory.keys_of_newest_changes(LEARNING_WINDOW)
        return habit_of(newest, projects=self.policy.issue_projects)

    @property
    def are_keys_expected(self) -> bool:
        """Tell whether the team or its history asks for keys."""
        required = self.hygiene.keys.is_required
        return self.habit.is_shown if required is None else required

    @cached_property
    def commits(self) -> list[AuditedCommit]:
        """All commits, oldest change first."""
        return self.memory.audited_commits()

    @cached_property
    def pulls(self) -> list[AuditedPull]:
        """All pull requests that landed, oldest first."""
        return self.memory.audited_pulls()

    @cached_property
    def reviews(self) -> dict[PullNumber, list[PullReview]]:
        """The reviews of each landed pull request."""
        reviews: defaultdict[PullNumber, list[PullReview]] = defaultdict(list)
        for review in self.memory.audited_reviews():
            reviews[review.pull].append(review)
        return reviews

    @cached_property
    def issues(self) -> dict[IssueKey, AuditedIssue]:
        """All issues by key."""
        return {issue.key: issue for issue in self.memory.audited_issues()}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All changes, oldest first."""
        return self.memory.steps_since(0)

    @cached_property
    def touches(self) -> list[Touch]:
        """Which change touched which file."""
        return self.memory.touches(0)

    @cached_property
    def files(self) -> tuple[FileNow, ...]:
        """The files that exist."""
        return self.memory.files_now()

    @cached_property
    def developers(self) -> list[ActiveDeveloper]:
        """The humans who wrote or reviewed."""
        return self.memory.active_developers()

    @cached_property
    def readings(self) -> list[SourceReading]:
        """How far each source was read."""
        return self.memory.readings()

    @cached_property
    def components(self) -> ComponentMap:
        """The map of the repository's components."""
        source = [file.path for file in self.files if file.kind is FileKind.SOURCE]
        return ComponentMap(source, self.policy.components)

    @cached_property
    def component_by_change(self) -> dict[int, str]:
        """The component of each change: the one that its existing files have in common."""
        by_file = {file.id: self.components.of(file.path) for file in self.files}
        named: defaultdict[int, set[str]] = defaultdict(set)
        for seq, file, _, _ in self.touches:
            component = by_file.get(file)
            if component:
                named[seq].add(component)
        return {seq: next(iter(names)) if len(names) == 1 else MANY for seq, names in named.items()}

    @cached_property
    def keys_by_change(self) -> dict[int, set[IssueKey]]:
        """The issues that each change's commits name."""
        keys: defaultdict[int, set[IssueKey]] = defaultdict(set)
        for commit in self.commits:
            if commit.keys:
                keys[commit.seq].update(commit.keys)
        return keys

    @cached_property
    def merged_changes(self) -> frozenset[int]:
        """The changes that landed by a merge commit."""
        return frozenset(c.seq for c in self.commits if c.is_own and c.is_merge)

    @cached_property
    def changes_with_inner_merges(self) -> frozenset[int]:
        """The changes whose merged branch holds merge commits of its own."""
        return frozenset(c.seq for c in self.commits if c.is_merge and not c.is_own)

    def component_of(self, seq: int) -> str:
        """Return the component of a change; empty for one of files that are gone."""
        return self.component_by_change.get(seq, "")

    def is_bot(self, who: DeveloperId | None) -> bool:
        """Tell whether somebody is a bot."""
        return who is not None and self.memory.developer(who).is_bot

    def login_of(self, who: DeveloperId) -> Login | None:
        """Return somebody's login."""
        return self.memory.developer(who).login

    def own_keys(self, keys: Iterable[IssueKey]) -> list[IssueKey]:
        """Return those of the keys that are the team's."""
        return sorted(key for key in keys if key in self._own)

    def has_own(self, keys: Iterable[IssueKey]) -> bool:
        """Tell whether one of the keys is the team's."""
        return not self._own.isdisjoint(keys)

    def shows_reason(self, keys: Iterable[IssueKey]) -> bool:
        """Tell whether one of a record's keys leads to its reason.

        The projects of today were not those of ten years ago. So where none are configured, a key of
        any project counts, as it does in the title of a pull request, unless it is a slip of ours.
        """
        return self.has_own(keys) or any(map(self._is_of_other_project, keys))

    @cached_property
    def _own(self) -> frozenset[IssueKey]:
        """The issues of the memory that are the team's."""
        return frozenset(key for key in self.issues if is_own_key(key, self.habit.projects))

    def _is_of_other_project(self, key: IssueKey) -> bool:
        project = project_of_key(key)
        return bool(project) and not self.policy.issue_projects and not self.slip_of(project)

    def slip_of(self, project: str) -> str:
        """Return the own project that a misspelt one probably means; empty: none is near.

        A slip is rare beside what was meant. A project that many issues have is one of its own,
        perhaps of former years.
        """
        if project not in self._slips:
            meant = slip_of(project, self.habit.projects)
            most = max(MIN_KEYS - 1, _SLIPS * self._issues_by_project[meant])
            is_rare = self._issues_by_project[project] <= most
            self._slips[project] = meant if is_rare else ""
        return self._slips[project]

    @cached_property
    def _issues_by_project(self) -> Counter[str]:
        return Counter(map(project_of_key, self.issues))

    @cached_property
    def _slips(self) -> dict[str, str]:
        return {}

    def is_named_in(self, text: str) -> bool:
        """Tell whether a text names one of the team's issues in a form that only the team's keys have.

        The history is read before its projects are known: `KAFKa-1` and `KAFKA-1-2` are found here.
        """
        own = self.habit.projects
        return any(key.project in own for key in find_keys(text, place=Place.COMMIT, projects=own))

    def foreign_keys(self, keys: tuple[IssueKey, ...]) -> list[IssueKey]:
        """Return those of the keys that have a Jira project which is not the team's."""
        return [key for key in keys if key not in self._own and project_of_key(key)]
