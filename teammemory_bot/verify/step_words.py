"""What does a step of the branch say of itself? Read from its messages alone, not from the memory.

Which words make a bug fix or name an issue is one definition for the whole product (`scoring`,
`domain`); what is read anew here is every message that it is applied to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.issue_key import pull_numbers_in
from teammemory_bot.scoring.bug_fix import fix_rule, fix_rule_of_merge

_REVERT: Final = re.compile(r"\bThis reverts commit [0-9a-f]{7,64}\b", re.IGNORECASE)
_TRAILER: Final = re.compile(
    r"\s{0,8}(?:reviewed[- ]by|reviewers?|approved[- ]by|acked[- ]by)\s{0,4}:(.*)", re.IGNORECASE
)
_IN_SUBJECT: Final = re.compile(r"\br=([A-Za-z0-9-]{1,39}(?:,[A-Za-z0-9-]{1,39}){0,9})")
_OTHER_KEY: Final = re.compile(r"[A-Za-z][A-Za-z-]{0,38}:\s*")
"""Another trailer's key, written on into this one."""
_WITH_EMAIL: Final = re.compile(r"([^<>]*)<([^<>\s]+)>")


def subject_of(message: str) -> str:
    """Return a message's first paragraph as one line."""
    return " ".join(message.lstrip("\n").split("\n\n", 1)[0].split())


def first_line_of(message: str) -> str:
    """Return what people read as the title where no empty line follows; git reads on."""
    return message.lstrip("\n").partition("\n")[0]


def title_of(step: RawStep) -> str:
    """Return what the step is called: GitHub writes a pull request's title below a merge's subject."""
    if step.own.is_merge:
        body = step.own.message.lstrip("\n").partition("\n\n")[2]
        lines = (line.strip() for line in body.split("\n"))
        return next((line for line in lines if line), subject_of(step.own.message))
    return subject_of(step.own.message)


def pull_of(step: RawStep) -> PullNumber | None:
    """Return the pull request that landed with the step."""
    numbers = pull_numbers_in(subject_of(step.own.message))
    return numbers[-1] if numbers else None


def is_fix(step: RawStep) -> bool:
    """Tell whether the step's own words make it a bug fix."""
    title = title_of(step)
    if not step.own.is_merge:
        return fix_rule(title) is not None
    subjects = [subject_of(commit.message) for commit in step.commits[:-1]]
    return fix_rule_of_merge(title, subjects) is not None


def is_revert(step: RawStep) -> bool:
    """Tell whether the step takes back an earlier one."""
    return title_of(step).startswith("Revert ") or bool(_REVERT.search(step.own.message))


def reviewers_of(step: RawStep) -> tuple[tuple[Identity, str], ...]:
    """Return whom the step's messages name as reviewers: identities, or logins (`r=login`)."""
    found: dict[tuple[Identity, str], None] = {}
    for commit in step.commits:
        found.update(dict.fromkeys(_named_in(commit.message)))
    return tuple(found)


def _named_in(message: str) -> Iterator[tuple[Identity, str]]:
    lines = _unfolded(message.replace("\r\n", "\n"))
    for line in lines:
        trailer = _TRAILER.fullmatch(line)
        if trailer is None:
            continue
        people = _WITH_EMAIL.findall(trailer[1])
        for name, email in people:
            *before, last = _names_before(name)
            yield from ((Identity(other, ""), "") for other in before)
            yield Identity(last, email), ""
        if not people and "<" not in trailer[1]:
            for name in re.split(r"[,;&]", trailer[1]):
                if name.strip():
                    yield Identity(name.strip(), ""), ""
    logins = _IN_SUBJECT.search(subject_of(message))
    for login in logins[1].split(",") if logins else ():
        yield Identity("", ""), login


def _names_before(email: str) -> list[str]:
    """Return the names before an e-mail address: several only where each has a first and a last name."""
    said = _OTHER_KEY.sub("", email.strip(" ,;&")).removeprefix("and ").strip()
    names = [name.strip() for name in re.split("[,;&]", said)]
    return names if all(" " in name for name in names) else [said]


def _unfolded(message: str) -> list[str]:
    """Return the lines of a message; a line that begins with white space continues a trailer."""
    lines: list[str] = []
    for line in message.split("\n"):
        if line[:1].isspace() and lines and _TRAILER.fullmatch(lines[-1]) and line.strip():
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
    return lines
