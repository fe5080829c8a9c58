"""Does each commit of the branch say which issue it is about?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.agents.hygiene_rules.pull_case import PullCase
from teammemory_bot.agents.hygiene_rules.record_case import (
    RecordCase,
    broken,
    kept,
    left_aside,
    the_commit,
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
from teammemory_bot.agents.hygiene_rules.wording import no_issue
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import CommitSummary
from teammemory_bot.domain.finding import Evidence, EvidenceKind, Number, Quoted, Severity, phrase
from teammemory_bot.domain.issue_key import Place, find_keys
from teammemory_bot.domain.key_habit import prefix_of

_HISTORY: Final = tuple(f"PROJ-{number}: Keep sessions short" for number in range(101, 111))
_TITLE: Final = "PROJ-123 Show the session's age"

_PAST: Final = tuple(ExampleChange(title=title) for title in _HISTORY)

RULE: Final = Rule(
    id="commit-without-issue-key",
    severity=Severity.LOW,
    title="Every commit names its issue",
    why=(
        "`git blame` ends at a commit. When its message names the issue, the reason for a line is"
        " one step away, also where no pull request can be found any more."
    ),
    remedy="Start the message with the key, or squash the branch under a title that holds it.",
    triggers=Example(title=_TITLE, commits=("Show age", "Fix typo"), history=_HISTORY),
    quiet=Example(title=_TITLE, commits=("PROJ-123 Show age",), history=_HISTORY),
    past_triggers=PastExample(changes=(*_PAST, ExampleChange(title="Show the age"))),
    past_quiet=PastExample(changes=(*_PAST, ExampleChange(title="PROJ-123 Show the age"))),
)


def check(case: PullCase) -> Checked:
    """Fail when commits of the branch (no merges) name no issue and keys are customary here.

    Shown in the folded part only: a squash merge takes the title and makes it good.
    """
    written = [commit for commit in case.pr.commits if not commit.is_merge]
    if not written:
        return skips("the branch holds no commit of its own")
    if not case.keys.is_required:
        return skips(case.keys.why)
    bare = [commit for commit in written if not names_issue(commit)]
    if not bare:
        return passes("every commit names an issue")
    claim = claims.commits_without_key(value=len(bare))
    whole = claims.commits_of_change(value=len(written))
    return fails(
        RULE,
        case,
        phrase(
            Number(len(bare), claim), " of ", Number(len(written), whole), " commits without key"
        ),
        asks=phrase("Start their messages with the key, or squash under a title that holds it."),
        reason=f"{len(bare)} of {len(written)} commits name no issue",
        evidence=tuple(Evidence(kind=EvidenceKind.COMMIT, reference=c.sha) for c in bare[:20]),
        is_detail=True,
    )


def names_issue(commit: CommitSummary) -> bool:
    """Tell whether a commit's message names any issue, of whatever project."""
    return bool(find_keys(f"{commit.subject}\n\n{commit.body}", place=Place.COMMIT))


def audit(past: MemoryPast) -> Iterator[RecordCase]:
    """Judge each commit of the branch, merges aside, where keys are customary."""
    if not past.are_keys_expected:
        yield left_aside(
            f"{past.habit.with_key} of the last {past.habit.changes} changes name an issue:"
            " that is no habit here, and the configuration asks for none"
        )
        return
    for commit in past.commits:
        if commit.is_merge:
            continue
        if past.shows_reason(commit.keys) or past.is_named_in(commit.subject):
            yield kept(commit.at, past.component_of(commit.seq))
        elif past.is_bot(commit.author):
            yield left_aside("written by a bot")
        elif prefix_of(commit.subject) in past.habit.keyless_prefixes:
            yield left_aside("titled as a kind that names no issue here, as a rule")
        else:
            yield broken(
                the_commit(commit.sha),
                phrase(Quoted(commit.subject), *no_issue(commit.keys)),
                at=commit.at,
                component=past.component_of(commit.seq),
            )
