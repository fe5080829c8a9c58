"""Everything that is said about one change, and the forms it leaves in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.policy import OnUnknown
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result, RuleResult, overall
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.pipeline.asking import was_cut_short
from teammemory_bot.render.comment import Place, render_comment
from teammemory_bot.render.findings_json import render_findings
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.gate import Guarded, TextRefused, guarded_comment, refusals
from teammemory_bot.render.links import Links
from teammemory_bot.render.log_lines import log_lines
from teammemory_bot.render.text import render_text
from teammemory_bot.render.view import Answer, View, view_of

SUMMARY_BUDGET: Final = 900_000
"""UTF-8 bytes. The runner drops a job summary of more than 1,048,576."""

_UNJUDGED: Final = "the agent that judges it gave no answer"


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """Everything that is said about one change, before anybody asks how it looks."""

    pr: PullRequest
    answers: tuple[Answer, ...]
    memory: MemoryFacts
    links: Links
    verdict: Verdict | None = None
    marker: Marker | None = None
    place: Place | None = None
    """The team's own template, as it stands at the base; None: ours."""
    layout: str = ""
    """What tells the layout of the comment from another one."""

    @cached_property
    def view(self) -> View:
        """The words, in their order."""
        return view_of(
            self.answers, self.pr, memory=self.memory, verdict=self.verdict, marker=self.marker
        )

    @property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, whichever agent judged it; what nobody came to judge is unknown."""
        known = tuple(result for answer in self.answers for result in answer.report.results)
        if not any(was_cut_short(answer.report) for answer in self.answers):
            return known
        missing = self.pr.policy.fail_on - {result.rule for result in known}
        return known + tuple(
            RuleResult(rule=rule, result=Result.UNKNOWN, reason=_UNJUDGED)
            for rule in sorted(missing)
        )

    @property
    def result(self) -> Result:
        """The result of the check, decided by the rules of the policy's `fail_on`."""
        policy = self.pr.policy
        return overall(
            self.results,
            fail_on=policy.fail_on,
            fails_when_unknown=policy.on_unknown is OnUnknown.FAIL,
        )

    @cached_property
    def guarded(self) -> Guarded:
        """What the last check of the finished comment lets out."""
        return guarded_comment(
            self.view, self.links, self.answers, as_of=self.pr.as_of, place=self.place
        )

    def as_markdown(self) -> str:
        """Return the comment; the minimal one, or none, where the last check refuses it."""
        guarded = self.guarded
        if guarded.body is None:
            raise TextRefused(guarded.refusals)
        return guarded.body

    def as_summary(self) -> str:
        """Return what the job summary shows: what the comment had to leave out for its length, too."""
        guarded, comment = self.guarded, self.as_markdown()
        if guarded.is_minimal or self.place is not None:
            return comment
        whole = render_comment(self.view, self.links, budget=SUMMARY_BUDGET)
        over = refusals(whole, self.view, self.links)
        return comment if {one.rule for one in over} - {"over-long-text"} else whole

    def log_lines(self) -> tuple[str, ...]:
        """Return what the skeptic struck and the last check refused, one clean line each."""
        return tuple(log_lines(self.verdict, self.guarded.refusals))

    def as_text(self, *, width: int | None = None) -> str:
        """Return the comment for a terminal."""
        return render_text(self.view, width=width)

    def as_json(self) -> str:
        """Return the findings with their evidence."""
        return render_findings(
            self.answers, self.pr, memory=self.memory, verdict=self.verdict, links=self.links
        )
