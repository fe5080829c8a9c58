"""What happens, in which order, for one question about a change?

The story in short: the memory is brought up to date, the change is assembled, each agent is asked
alone, the skeptic looks at what they say, and what is left becomes a view that any renderer can
place. Nothing here prints, posts or reads the environment.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.domain.finding import Report
from teammemory_bot.domain.git_facts import GitFacts
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.ingest.reach import github_pulls_reach
from teammemory_bot.ingest.told_change import ToldChange
from teammemory_bot.ingest.told_facts import ToldFacts
from teammemory_bot.pipeline.asking import ask, unproved
from teammemory_bot.pipeline.own_template import layout_digest, placing, template_at
from teammemory_bot.pipeline.question import Question, change_asked_about
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.pipeline.updating import Progress, bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.git_facts import PlumbedFacts
from teammemory_bot.plumbing.history import (
    merge_base,
)
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.links import Links
from teammemory_bot.render.view import Answer
from teammemory_bot.store.accuracy import noted_accuracy
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.support.time_limit import STEP_SECONDS, run_at_most
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.skeptic import examine


def review(question: Question, place: Workplace, *, on_progress: Progress) -> Reviewed:
    """Answer one question from a memory that is brought up to date first."""
    bring_up_to_date(place, on_progress=on_progress)
    return answer(question, place)


def answer(question: Question, place: Workplace) -> Reviewed:
    """Answer one question from the memory as it is."""
    trace = place.trace
    with trace.step("put the change together", question.base, question.head, question.number):
        pr = change_asked_about(question, place)
    memory = memory_before(pr, place)
    asked = ask(question.agents, pr, memory, trace=trace)
    said = [report for _, report in asked]

    def derive() -> tuple[Sequence[Report], Verdict | None]:
        with trace.step("derive the claims again", pr.base, pr.head):
            return doubt(said, pr, memory, place, told=question.told)

    # What was not derived again is not said, however much time the agents took.
    reports, verdict = run_at_most(STEP_SECONDS, derive) or (unproved(said), None)
    template = template_at(place, pr.base)
    untold = question.told.untold if question.told is not None else ()
    return Reviewed(
        pr=pr,
        answers=tuple(
            Answer(title=agent.TITLE, report=report)
            for (agent, _), report in zip(asked, reports, strict=True)
        ),
        verdict=verdict,
        memory=memory_facts(memory, place, limits=(*question.limits, *untold)),
        links=Links(
            repository_url=place.repository_url,
            jira_url=place.jira_url,
            base=pr.merge_base,
            head=pr.head,
            pull=pr.number,
        ),
        place=placing(template),
        layout=layout_digest(template),
    )


def memory_before(pr: PullRequest, place: Workplace) -> StoredMemory:
    """Return the memory as of the base: what landed later is no evidence about this change."""
    newest = place.store.memory_at()
    seq = newest.seq_of(pr.base)
    if seq is None:
        # The base is on another branch, or ahead of the one we follow: what both share counts.
        seq = newest.seq_of(merge_base(place.own, pr.base, place.branch_tip))
    return place.store.memory_at(-1 if seq is None else seq)


def doubt(
    reports: Sequence[Report],
    pr: PullRequest,
    memory: StoredMemory,
    place: Workplace,
    *,
    told: ToldChange | None = None,
) -> tuple[Sequence[Report], Verdict | None]:
    """Return what is left of the reports when each claim is derived again from git.

    A shallow checkout cannot confirm what happened before it: there the reports stay as they are,
    and the reader is told (`memory_facts`).
    """
    if place.checkout.is_shallow:
        return reports, None
    git: GitFacts = PlumbedFacts(
        place.own,
        tip=memory.holdings().tip or pr.merge_base,
        base=pr.base,
        merge_base=pr.merge_base,
        head=pr.head if told is None else pr.merge_base,
    )
    if told is not None:
        git = ToldFacts(git, told)
    return examine(reports, Inquiry(pr=pr, git=git, memory=memory, kind_of=place.kind_of))


_FIRST_SIGHT: Final = "the memory holds nothing from before this change"
_CUT_OFF: Final = (
    "this checkout is shallow: only what an earlier run had read was looked at, and no claim was "
    "derived again"
)


def memory_facts(
    memory: StoredMemory, place: Workplace, *, limits: tuple[str, ...] = ()
) -> MemoryFacts:
    """Return how much the memory held when it was asked, and what it could not hold."""
    held = memory.holdings()
    first = () if held.commits else (_FIRST_SIGHT,)
    cut_off = (_CUT_OFF,) if place.checkout.is_shallow else ()
    return MemoryFacts(
        tip=held.tip or place.branch_tip,
        commits=held.commits,
        pull_requests=held.pull_requests,
        issues=held.issues,
        reviews_since=github_pulls_reach(StoredConversation(place.store)).down_to,
        accuracy=next(filter(_is_of_suggestions, noted_accuracy(place.store)), None),
        limits=(*first, *cut_off, *limits),
    )


def _is_of_suggestions(figure: Accuracy) -> bool:
    """Tell the one figure of the back-tests that the comment quotes."""
    return (figure.method, figure.measure) == ("lift", "top3")
