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
from teammemory_bot.domain.past_change import MAX_FILES
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.step_words import pull_of, reviewers_of

_NOREPLY: Final = "users.noreply.github.com"


def author_of(step: RawStep, inquiry: Inquiry) -> Developer | None:
    """Return who wrote a step: who opened its pull request, where an API told; else by its commits.

    Of the commits, merges aside, the commonest author; among equals, who began.
    """
    if step.sha not in inquiry.authors:
        inquiry.authors[step.sha] = _author_of(step, inquiry)
    return inquiry.authors[step.sha]


def _author_of(step: RawStep, inquiry: Inquiry) -> Developer | None:
    told = inquiry.told_pull(pull_of(step))
    if told is not None and told.author is not None:
        return told.author
    own_work = [c.author for c in step.commits if not c.is_merge] or [step.own.author]
    known = [inquiry.who(identity) for identity in own_work]
    by_id = {developer.id: developer for developer in known if developer is not None}
    ids = Counter(developer.id if developer is not None else None for developer in known)
    commonest = ids.most_common(1)[0][0]
    return None if commonest is None else by_id[commonest]


def written_by(person: str, steps: Iterable[RawStep], inquiry: Inquiry) -> list[RawStep]:
    """Return the steps that a person wrote."""
    return [step for step in steps if inquiry.is_meant(author_of(step, inquiry), person)]


def reviewed_by(person: str, steps: Iterable[RawStep], inquiry: Inquiry) -> list[RawStep]:
    """Return the steps that a person reviewed."""
    return [
        step
        for step in steps
        if any(inquiry.is_meant(who, person) for who in reviewers_of_step(step, inquiry))
    ]


def has_reviewer(step: RawStep, inquiry: Inquiry) -> bool:
    """Tell whether somebody other than the author, and no bot, reviewed a step."""
    return any(not who.is_bot for who in reviewers_of_step(step, inquiry))


def is_active(person: str, recent: Iterable[RawStep], inquiry: Inquiry) -> bool:
    """Tell whether a person wrote or reviewed one of the steps; sweeps over many files aside."""
    return any(
        is_small(step, inquiry)
        for step in recent
        if inquiry.is_meant(author_of(step, inquiry), person)
        or any(inquiry.is_meant(who, person) for who in reviewers_of_step(step, inquiry))
    )


def is_small(step: RawStep, inquiry: Inquiry) -> bool:
    """Tell whether a step is evidence of who knows what: it touches at most 200 files."""
    return len(inquiry.git.paths_of(step)) <= MAX_FILES


def is_person(person: str, identity: Identity, inquiry: Inquiry) -> bool:
    """Tell whether an identity is the person's."""
    return inquiry.is_meant(inquiry.who(identity), person)


def reviewers_of_step(step: RawStep, inquiry: Inquiry) -> tuple[Developer, ...]:
    """Return who reviewed a step, by its messages and by the API; the author never counts."""
    if step.sha not in inquiry.reviewers:
        inquiry.reviewers[step.sha] = tuple(_reviewers_of(step, inquiry))
    return inquiry.reviewers[step.sha]


def _reviewers_of(step: RawStep, inquiry: Inquiry) -> Iterator[Developer]:
    named = reviewers_of(step)
    told = inquiry.told_pull(pull_of(step))
    if not named and told is None:
        return
    author = author_of(step, inquiry)
    for identity, login in named:
        who = inquiry.who(Identity("", f"{login}@{_NOREPLY}") if login else identity)
        if who is not None and who != author:
            yield who
    for who in told.reviewers if told is not None else ():
        if who != author:
            yield who
