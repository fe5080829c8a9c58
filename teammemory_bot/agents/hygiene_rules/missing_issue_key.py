"""Does the pull request say which issue it is about?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.rule import Checked, Example, Rule, fails, passes, skips
from teammemory_bot.agents.hygiene_rules.wording import example_key, place_names
from teammemory_bot.domain.finding import Code, Part, Severity, phrase

_HISTORY: Final = tuple(f"PROJ-{number}: Keep sessions short" for number in range(101, 111))

RULE: Final = Rule(
    id="missing-issue-key",
    severity=Severity.HIGH,
    title="A pull request names its issue",
    why=(
        "The issue tells why a change was made. Without its key nobody finds the reason later, and"
        " the memory cannot connect the change with the discussion."
    ),
    remedy="Put the issue's key into the title, for instance `PROJ-123 Show the session's age`.",
    triggers=Example(history=_HISTORY),
    quiet=Example(title="PROJ-123 Show the session's age", history=_HISTORY),
)


def check(case: PullCase) -> Checked:
    """Fail when no place that counts holds a key of ours, and keys are customary or required."""
    keys = case.keys
    if keys.own:
        return passes(f"{keys.own[0].key} in the {keys.own[0].place}")
    if not keys.is_required:
        return skips(keys.why)
    looked_at = place_names(keys.looked_at)
    again = "." if case.pr.is_local else ", then this check re-runs."
    failed = fails(
        RULE,
        case,
        phrase("No issue key"),
        facts=(phrase(f"in {looked_at}", *_found_instead(case), "."),),
        asks=phrase("Add one such as ", Code(example_key(keys)), f" to the title{again}"),
        reason=f"no key in {looked_at}; {keys.why}",
    )
    # One cause, one thing to fix: `foreign-issue-key` already shows what was found instead.
    return replace(failed, finding=None) if case.shows_foreign_keys else failed


def _found_instead(case: PullCase) -> tuple[Part, ...]:
    others = case.keys.uncounted
    if not others:
        return ()
    return phrase(
        "; ",
        Code(others[0].text),
        f" in the {others[0].place} names an issue of another tracker than yours",
    )
