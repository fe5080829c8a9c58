"""Which files hang on one person, and does CODEOWNERS name who really changes them?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.domain.audit import LonelyFile, OwnerGap
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.codeowners import OwnerKind, OwnerRule
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.questions.component import FileNow
from teammemory_bot.support.clock import SECONDS_PER_DAY

LONELY_DAYS: Final = 730
"""Window in which somebody must have changed or reviewed a file to know it."""
LONELY_CHANGES: Final = 3
"""Changes of a file from which on it is worth knowing by two."""
OWNER_DAYS: Final = 365
LEAST_OWNED_CHANGES: Final = 10
"""Changes of an owner's files below which nothing is said about who makes them."""
MAX_FILES_OF_SWEEP: Final = 200


def lonely_files(past: MemoryPast) -> list[LonelyFile]:
    """Return source files that one active person alone changed or reviewed, most changes first."""
    since = past.now - LONELY_DAYS * SECONDS_PER_DAY
    active = {
        person.id
        for person in past.developers
        if person.last_at >= past.now - past.hygiene.stale_owner_days * SECONDS_PER_DAY
    }
    people, changes = _people_by_file(past, since)
    source = {file.id: file for file in past.files if file.kind is FileKind.SOURCE}
    lonely = [
        LonelyFile(
            path=source[file].path,
            component=past.components.of(source[file].path),
            changes=changes[file],
        )
        for file, who in people.items()
        if file in source and changes[file] >= LONELY_CHANGES and len(who & active) == 1
    ]
    return sorted(lonely, key=lambda file: (-file.changes, file.path))


def owner_gaps(past: MemoryPast) -> list[OwnerGap]:
    """Return the CODEOWNERS rules whose owners take part in the fewest of their files' changes.

    Only rules that name users are compared: who is in a team is not known here.
    """
    if past.codeowners is None:
        return []
    files: defaultdict[OwnerRule, list[FileNow]] = defaultdict(list)
    for file in past.files:
        rule = past.codeowners.rule_for(file.path)
        if rule is not None:
            files[rule].append(file)
    gaps = list(_gaps(past, files))
    return sorted(gaps, key=lambda gap: (gap.by_declared / gap.changes, -gap.changes, gap.pattern))


def _gaps(past: MemoryPast, files: dict[OwnerRule, list[FileNow]]) -> Iterator[OwnerGap]:
    since = past.now - OWNER_DAYS * SECONDS_PER_DAY
    logins = {
        login.lower(): person.id
        for person in past.developers
        if (login := past.login_of(person.id))
    }
    people = _people_by_change(past, since)
    seqs: defaultdict[int, set[int]] = defaultdict(set)
    for seq, file, _, _ in past.touches:
        if seq in people:
            seqs[file].add(seq)
    for rule, owned in files.items():
        users = [owner.name for owner in rule.owners if owner.kind is OwnerKind.USER]
        if not users or len(users) < len(rule.owners):
            continue
        declared = {logins[name.lower()] for name in users if name.lower() in logins}
        changed = set().union(*(seqs[file.id] for file in owned))
        if len(changed) >= LEAST_OWNED_CHANGES:
            yield OwnerGap(
                pattern=rule.pattern,
                declared=tuple(users),
                files=len(owned),
                changes=len(changed),
                by_declared=sum(bool(people[seq] & declared) for seq in changed),
            )


def _people_by_change(past: MemoryPast, since: int) -> dict[int, set[DeveloperId]]:
    """Return who wrote or reviewed each change of the window that is no sweep; no bots."""
    reviewers = past.memory.reviewers_by_change(since)
    people: dict[int, set[DeveloperId]] = {}
    for step in past.steps:
        if step.at >= since and step.n_files <= MAX_FILES_OF_SWEEP:
            who = {step.author, *(reviewer for reviewer, _ in reviewers.get(step.seq, ()))}
            people[step.seq] = {person for person in who if not past.is_bot(person)}
    return people


def _people_by_file(
    past: MemoryPast, since: int
) -> tuple[dict[int, set[DeveloperId]], Counter[int]]:
    by_change = _people_by_change(past, since)
    people: defaultdict[int, set[DeveloperId]] = defaultdict(set)
    changes: Counter[int] = Counter()
    for seq, file, _, _ in past.touches:
        if seq in by_change:
            people[file] |= by_change[seq]
            changes[file] += 1
    return people, changes
