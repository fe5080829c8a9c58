"""Which issue keys does the pull request show, where, and are they ours?

*Own* keys satisfy the rules. *Foreign* ones have the form, but belong to a project or repository that
is not the team's. Where projects are configured, only those are own. Where they are learned, a key of
a project not seen before is own as well when it stands in the title or the branch (a team may start
a project), unless it is a likely slip of a learned one (`KAKFA-1` where `KAFKA` is customary).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.issue_key import FoundKey, KeyKind, Place, find_keys
from teammemory_bot.domain.key_habit import LEARNING_WINDOW, KeyHabit, habit_of, prefix_of
from teammemory_bot.domain.policy import KeyPolicy
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest

_SLIP: Final = 0.7
"""Similarity (difflib's ratio) above which a project's name is taken for a slip of another."""
_JIRA_ONLY: Final = frozenset((KeyKind.JIRA,))
_AUTHORED: Final = frozenset((Place.TITLE, Place.BRANCH))
"""Places that are written for this very pull request, where nobody merely cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullKeys:
    """What was found, and by which measure it was judged."""

    own: tuple[FoundKey, ...]
    foreign: tuple[FoundKey, ...]
    uncounted: tuple[FoundKey, ...]
    """Of the own repository, but of a tracker that does not count here: `#12` where Jira's keys do."""
    looked_at: tuple[Place, ...]
    """The places that exist and count, in the team's order."""
    habit: KeyHabit
    is_required: bool
    why: str
    """Why a key is required, or is not."""

    @property
    def distinct(self) -> tuple[IssueKey, ...]:
        """The own keys, each once, in the order of the places."""
        return tuple(dict.fromkeys(found.key for found in self.own))


def keys_of_pull(pr: PullRequest, memory: Memory) -> PullKeys:
    """Return the keys of a pull request by the team's policy and the repository's habit."""
    policy, configured = pr.policy.hygiene.keys, pr.policy.issue_projects
    habit = habit_of(memory.keys_of_newest_changes(LEARNING_WINDOW), projects=configured)
    texts = {place: text for place, text in _texts(pr) if place in policy.places}
    places = tuple(place for place in policy.places if place in texts)
    found = [
        mention
        for place in places
        for text in texts[place]
        for mention in _mentions(text, place, policy, habit)
    ]
    found = _without_pulls(found, pr, memory)
    own = tuple(m for m in found if _is_own(m, policy, habit, is_strict=bool(configured)))
    foreign = tuple(m for m in found if m not in own and (m.repository or m.project))
    is_required, why = _requirement(pr, habit)
    return PullKeys(
        own=own,
        foreign=foreign,
        uncounted=tuple(m for m in found if m not in own and m not in foreign),
        looked_at=places,
        habit=habit,
        is_required=is_required,
        why=why,
    )


def slip_of(project: str, projects: frozenset[str]) -> str:
    """Return the project that a misspelt one probably means; empty: none is near."""
    near = difflib.get_close_matches(project, sorted(projects), 1, _SLIP) if project else []
    return near[0] if near else ""


def _texts(pr: PullRequest) -> Iterator[tuple[Place, tuple[str, ...]]]:
    if pr.title:
        yield Place.TITLE, (pr.title,)
    if pr.body is not None:
        yield Place.BODY, (pr.body,)
    if pr.branch:
        yield Place.BRANCH, (pr.branch,)
    messages = tuple(f"{c.subject}\n\n{c.body}" for c in pr.commits if not c.is_merge)
    if messages:
        yield Place.COMMIT, messages


def _mentions(text: str, place: Place, policy: KeyPolicy, habit: KeyHabit) -> Iterator[FoundKey]:
    yield from find_keys(text, place=place, projects=habit.projects)
    for pattern in policy.patterns:
        for match in pattern.find(text):
            yield FoundKey(
                key=IssueKey(match.text),
                kind=KeyKind.PATTERN,
                place=place,
                text=match.text,
                start=match.start,
            )


def _without_pulls(found: list[FoundKey], pr: PullRequest, memory: Memory) -> list[FoundKey]:
    """Leave out `#12` where 12 is a pull request: it cites a discussion, it names no issue."""
    numbers = {int(m.key[1:]) for m in found if m.kind is KeyKind.GITHUB and not m.repository}
    pulls = set(memory.pulls_among(sorted(numbers))) | {pr.number}
    return [
        m
        for m in found
        if m.kind is not KeyKind.GITHUB or m.repository or int(m.key[1:]) not in pulls
    ]


def _is_own(mention: FoundKey, policy: KeyPolicy, habit: KeyHabit, *, is_strict: bool) -> bool:
    if mention.kind is KeyKind.PATTERN:
        return True
    trackers = policy.trackers or (_JIRA_ONLY if is_strict else habit.trackers)
    if mention.repository or (trackers and mention.kind not in trackers):
        return False
    if mention.kind is KeyKind.GITHUB or mention.project in habit.projects:
        return True
    if is_strict or slip_of(mention.project, habit.projects):
        return False
    return not habit.projects or mention.place in _AUTHORED


def _requirement(pr: PullRequest, habit: KeyHabit) -> tuple[bool, str]:
    is_configured = pr.policy.hygiene.keys.is_required
    if "missing-issue-key" in pr.policy.fail_on:
        return True, "`fail-on` names this rule"
    if is_configured is not None:
        return is_configured, "the configuration says so"
    prefix = prefix_of(pr.title)
    if habit.is_shown and prefix in habit.keyless_prefixes:
        return False, f"changes titled `{prefix}:` name no issue here, as a rule"
    if habit.is_shown:
        return True, f"{habit.with_key} of the last {habit.changes} changes name one"
    return False, f"neither the configuration nor the last {habit.changes} changes show issue keys"
