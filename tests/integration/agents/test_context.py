"""Does the pull request's own issue come with what the tracker says of it?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from teammemory_bot.agents import context
from teammemory_bot.agents.answers.issue_context import issue_context
from teammemory_bot.agents.hygiene_rules import unknown_issue_key
from teammemory_bot.agents.hygiene_rules.rule import Example
from teammemory_bot.domain.finding import plain_text
from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import MOVED, Batch, IssueLinkRecord
from testing.rule_example import example_worlds

_ISSUES = (("PROJ-123", "Done"), ("NEW-9", "Done"))


def test_context__says_what_the_tracker_says_and_no_more(tmp_path: Path) -> None:
    with example_worlds(tmp_path) as worlds:
        case = worlds.case_of(Example(title="PROJ-123 Show the age", issues=_ISSUES))
        (finding,) = context.run(case.pr, case.memory).findings
        assert plain_text(finding.phrase) == "PROJ-123 Tell the session's age · Done"
        other = replace(case.pr, title="PROJ-124 Show the age")
        assert context.run(other, case.memory).findings == ()


def test_moved_issue__is_named_wherever_its_old_key_is(tmp_path: Path) -> None:
    with example_worlds(tmp_path) as worlds:
        example = Example(title="PROJ-123 Show the age", issues=_ISSUES)
        case = worlds.case_of(example)
        moved = IssueLinkRecord(IssueKey("PROJ-123"), IssueKey("NEW-9"), MOVED)
        worlds.store_of(example).save(Batch(source="jira", records=(moved,)))
        (finding,) = context.run(case.pr, case.memory).findings
        assert plain_text(finding.phrase).endswith("Done · moved to NEW-9")
        assert unknown_issue_key.check(case).reason == ("PROJ-123 exists; PROJ-123 is NEW-9 now")
        answer = issue_context("PROJ-123", case.memory, now=case.pr.as_of)
        assert ("Moved to", "NEW-9") in [(name, plain_text(said)) for name, said in answer.fields]
