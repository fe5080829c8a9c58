"""Does the pull request's description say anything?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_pull,
    undecided,
)
from teammemory_bot.agents.hygiene_rules.rule import (
    Checked,
    Example,
    ExampleChange,
    PastExample,
    Rule,
    fails,
    passes,
    skips,
)
from teammemory_bot.domain.finding import Quoted, Severity, phrase
from teammemory_bot.domain.markdown_mask import without_comments
from teammemory_bot.domain.records import BodyState

_MAX_BODY: Final = 65_536
_MARKS: Final = re.compile(r"^[\s>#*+_=~`|-]*(?:\[[ xX]\])?[\s>#*+_=~`|-]*", re.MULTILINE)

RULE: Final = Rule(
    id="empty-description",
    severity=Severity.MEDIUM,
    title="A pull request has a description",
    why=(
        "The description is where a change explains itself. Reviewers read it today; whoever asks"
        " in two years why this was done reads it then."
    ),
    remedy="Say in a sentence or two what the change does and why.",
    triggers=Example(body="<!-- Describe your change here. -->\n\n## What\n\n- [ ] tests\n"),
    quiet=Example(body="Support asked for the age; it tells stale sessions apart."),
    past_triggers=PastExample(
        changes=(ExampleChange(title="Show the age", number=42, body=BodyState.EMPTY),)
    ),
    past_quiet=PastExample(changes=(ExampleChange(title="Show the age", number=42),)),
)


def check(case: PullCase) -> Checked:
    """Fail when nothing is left of the body without comments, headings and empty check boxes."""
    body = case.pr.body
    if body is None:
        return skips("git keeps no descriptions of pull requests")
    if has_words(body):
        return passes("the description says something")
    is_blank = not body.strip()
    return fails(
        RULE,
        case,
        phrase("The description is empty" if is_blank else "The description is only the template"),
        asks=phrase("Say in a sentence or two what the change does and why."),
        reason="looked at the body: " + ("nothing in it" if is_blank else "nothing but a template"),
    )


def has_words(body: str) -> bool:
    """Tell whether a body holds text beyond comments, headings, and check boxes nobody ticked."""
    text = without_comments(body[:_MAX_BODY])
    lines = (line.strip() for line in text.splitlines())
    said = [line for line in lines if line and not line.startswith(("#", "- [ ]", "* [ ]"))]
    return any(re.search(r"\w", _MARKS.sub("", line)) for line in said)


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each pull request whose description is known to be there or not."""
    if all(pull.body is BodyState.UNKNOWN for pull in past.pulls):
        yield undecided("GitHub was not read: git keeps no descriptions of pull requests")
        return
    for pull in past.pulls:
        if pull.body is BodyState.UNKNOWN:
            yield undecided("the description was not read")
        elif past.is_bot(pull.author):
            yield left_aside("opened by a bot")
        elif pull.body is BodyState.PRESENT:
            yield kept(pull.at, past.component_of(pull.seq))
        else:
            yield broken(
                the_pull(pull.number),
                phrase(Quoted(pull.title), " has no description"),
                at=pull.at,
                component=past.component_of(pull.seq),
            )
