"""Who wrote and who reviewed a step, by git's word?

Which names and addresses are one person is the memory's answer (`Inquiry.who`); here it is asked
about identities that were read from git anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.domain.identity import Developer
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.step_words import reviewers_of

_NOREPLY: Final = "users.noreply.github.com"


def author_of(step: RawStep, inquiry: Inquiry) -> Developer | None:
    """Return who wrote most of a step's commits, merges aside; among equals, who began."""
    own_work = [c.author for c in step.commits if not c.is_merge] or [step.own.author]
    known = [inquiry.who(identity) for identity in own_work]
    by_id = {developer.id: developer for developer in known if developer is not None}
    ids = Counter(developer.id if developer is not None else None for developer in known)
    commonest = ids.most_common(1)[0][0]
    return None if commonest is None else by_id[commonest]


def written_by(person: str, steps: Iterable[RawStep], inquiry: Inquiry) -> list[RawStep]:
    """Return the steps that a person wrote."""
    return [
        step
        for step in steps
        if (author := author_of(step, inquiry)) is not None and author.handle == person
    ]


def reviewed_by(person: str, steps: Iterable[RawStep], inquiry: Inquiry) -> list[RawStep]:
    """Return the steps that a person reviewed."""
    return [
        step for step in steps if any(who.handle == person for who in _reviewers(step, inquiry))
    ]


def has_reviewer(step: RawStep, inquiry: Inquiry) -> bool:
    """Tell whether somebody other than the author, and no bot, reviewed a step."""
    return any(not who.is_bot for who in _reviewers(step, inquiry))


def is_person(person: str, identity: Identity, inquiry: Inquiry) -> bool:
    """Tell whether an identity is the person's."""
    developer = inquiry.who(identity)
    return developer is not None and developer.handle == person


def _reviewers(step: RawStep, inquiry: Inquiry) -> Iterator[Developer]:
    named = reviewers_of(step)
    if not named:
        return
    author = author_of(step, inquiry)
    for identity, login in named:
        who = inquiry.who(Identity("", f"{login}@{_NOREPLY}") if login else identity)
        if who is not None and who != author:
            yield who
