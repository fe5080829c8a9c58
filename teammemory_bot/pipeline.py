"""What happens, in which order, for one question about a change?

The story in short: the memory is brought up to date, the change is assembled, each agent is asked
alone, the skeptic looks at what they say, and what is left becomes a view that any renderer can
place. Nothing here prints, posts or reads the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.domain.change import PullRequest
from teammemory_bot.domain.finding import Outcome, Report, not_available
from teammemory_bot.domain.git_facts import GitFacts
from teammemory_bot.domain.identity import PullNumber, RepoPath, Sha
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.policy import OnUnknown, Policy
from teammemory_bot.domain.ports import Agent, Memory
from teammemory_bot.domain.rule_result import Result, RuleResult, overall
from teammemory_bot.domain.verdict import Verdict
from teammemory_bot.ingest import git_history, local_range
from teammemory_bot.ingest.local_range import LocalRange
from teammemory_bot.ingest.reach import github_pulls_reach
from teammemory_bot.ingest.told_change import ToldChange, assemble_told
from teammemory_bot.ingest.told_facts import ToldFacts
from teammemory_bot.plumbing.attributes import PathKinds
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.plumbing.checkout import Checkout
from teammemory_bot.plumbing.errors import HistoryTooShallow
from teammemory_bot.plumbing.git_facts import PlumbedFacts
from teammemory_bot.plumbing.history import (
    count_commits,
    has_commit,
    holds,
    is_ancestor,
    merge_base,
)
from teammemory_bot.plumbing.own_repository import OwnRepository
from teammemory_bot.plumbing.template_child import run_template
from teammemory_bot.render.comment import Place, render_comment
from teammemory_bot.render.filters import slots_as_json
from teammemory_bot.render.findings_json import render_findings
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.gate import Guarded, TextRefused, guarded_comment, refusals
from teammemory_bot.render.links import Links
from teammemory_bot.render.log_lines import log_lines
from teammemory_bot.render.text import render_text
from teammemory_bot.render.view import Answer, View, view_of
from teammemory_bot.store.accuracy import noted_accuracy
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.memory import StoredMemory
from teammemory_bot.store.store import Store
from teammemory_bot.support.garbage import no_search_for_cycles
from teammemory_bot.support.trace import Trace
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.skeptic import examine

SUMMARY_BUDGET: Final = 900_000
"""UTF-8 bytes. The runner drops a job summary of more than 1,048,576."""

Progress = Callable[[int, int], None]
"""Told how many commits are read, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which change is asked about: a range, a pull request, or the last merged change."""

    base: str | None = None
    head: str | None = None
    number: PullNumber | None = None
    policy_at: Callable[[Sha], Policy] = field(default=lambda _base: Policy())
    """The house rules as they stand at the base: no change decides the rules it is judged by."""
    described: Callable[[PullRequest], PullRequest] = field(default=lambda pr: pr)
    """Adds what git does not know of a pull request: title, body, labels, as GitHub has them."""
    agents: tuple[Agent, ...] = AGENTS
    told: ToldChange | None = None
    """What GitHub tells of the change, where its commits are not at hand."""
    limits: tuple[str, ...] = ()
    """What this run could not read into the memory, each a sentence of our own."""

    @property
    def is_open(self) -> bool:
        """Whether the asker left the choice to us."""
        return self.base is None and self.head is None and self.number is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """The real things that one run works with."""

    checkout: Checkout
    own: OwnRepository
    store: Store
    branch_tip: Sha
    kind_of: PathKinds
    """What is at each path, as the followed branch has it; a change's own head has no say."""
    trace: Trace
    repository_url: str | None = None
    jira_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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

    @property
    def view(self) -> View:
        """The words, in their order."""
        return view_of(
            self.answers, self.pr, memory=self.memory, verdict=self.verdict, marker=self.marker
        )

    @property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, whichever agent judged it."""
        return tuple(result for answer in self.answers for result in answer.report.results)

    @property
    def result(self) -> Result:
        """The result of the check, decided by the rules of the policy's `fail_on`."""
        policy = self.pr.policy
        return overall(
            self.results,
            fail_on=policy.fail_on,
            fails_when_unknown=policy.on_unknown is OnUnknown.FAIL,
        )

    @property
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
    with trace.step("derive the claims again", pr.base, pr.head):
        reports, verdict = doubt(
            [report for _, report in asked], pr, memory, place, told=question.told
        )
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
        place=own_template(place, pr.base),
    )


TEMPLATE_PATH: Final = RepoPath(".github/teammemory-comment.md.j2")
"""Where a team may put a template of its own for the comment."""


def own_template(place: Workplace, base: Sha) -> Place | None:
    """Return what puts the words in their places by the team's own template; None where there is none.

    It is the one of the base: no change decides how it is shown. It runs in a child without rights, once
    for equal slots; the last check of the comment knows nothing of who placed the words.
    """
    raw = blob_at(place.own, base, TEMPLATE_PATH)
    if raw is None:
        return None
    source = raw.decode("utf-8", "replace")
    once = lru_cache(maxsize=16)(run_template)
    return lambda slots: once(source, slots_as_json(slots))


def change_asked_about(question: Question, place: Workplace) -> PullRequest:
    """Return the change with all that is known of it, from git, or as GitHub tells it."""
    if question.told is not None:
        policy = question.policy_at(question.told.pull.base)
        return question.described(
            assemble_told(place.own, question.told, policy=policy, kind_of=place.kind_of)
        )
    span = chosen_range(question, place)
    if place.checkout.is_shallow:
        refuse_unless_known(span, place)
    pr = local_range.assemble(
        place.own, span, policy=question.policy_at(span.base), kind_of=place.kind_of
    )
    return question.described(pr)


class Counts(StrEnum):
    """Of which part of the history lines are counted; each counts what the one before counts."""

    WINDOW = "window"
    """Of the last two years, with the decision tokens of whole changes."""
    LINES = "lines"
    """The lines of every commit."""
    ALL = "all"
    """And whole changes and their decision tokens, whatever their age."""


def bring_up_to_date(
    place: Workplace, *, on_progress: Progress, counts: Counts | None = None
) -> None:
    """Read what the branch gained since the memory last looked, batch by batch.

    A branch that was rewritten is read anew, and so is one whose commits were believed to be one person's
    when nothing proves that any more; what services told us stays. `counts` holds from now on; a memory
    that lacks what it asks is read anew. From a shallow checkout nothing is read: where its
    history is cut off, files seem to appear out of nothing, and the memory would believe it.
    """
    own, store, tip = place.own, place.store, place.branch_tip
    if place.checkout.is_shallow:
        return
    known = store.cursor(git_history.NAME, git_history.HISTORY)
    after = None if known is None else Sha(known)
    counted = Counts(store.fact(_COUNTS) or Counts.WINDOW)
    counts = max(counts or counted, counted, key=list(Counts).index)
    starts_over = after is not None and (counts is not counted or store.is_torn())
    if after is not None and not starts_over:
        if has_commit(own, after) and is_ancestor(own, tip, after):
            return  # the memory knows this tip already, and perhaps more
        starts_over = not holds(own, tip, after)
    total = count_commits(own, tip, after=None if starts_over else after)
    done = 0
    on_progress(done, total)
    with store.writing():
        if starts_over:
            store.start_over()
            after = None
        if counts is not Counts.WINDOW:
            store.note_fact(_COUNTS, counts)
        since = 0 if counts is Counts.ALL else git_history.window_start(own, tip)
        store.settle_kinds(place.kind_of, place.kind_of.mark)
        with store.writing(), no_search_for_cycles():
            for batch in git_history.fetch(
                own,
                tip,
                after=after,
                counted_since=since,
                counts_all_lines=counts is not Counts.WINDOW,
                known_until=store.newest_at(),
                kind_of=place.kind_of,
            ):
                store.save(batch)
                done += sum(len(change.commits) for change in batch.changes)
                on_progress(done, total)


_COUNTS: Final = "counts"


def chosen_range(question: Question, place: Workplace) -> LocalRange:
    """Return the commits that the question is about."""
    if question.is_open:
        return local_range.last_merged(place.own, place.branch_tip)
    if question.number is not None:
        landing = place.store.memory_at().landing_of(question.number)
        return local_range.pull_range(
            place.checkout,
            place.own,
            question.number,
            branch_tip=place.branch_tip,
            landing=landing,
        )
    return local_range.asked_range(
        place.checkout,
        place.own,
        branch_tip=place.branch_tip,
        base=question.base,
        head=question.head,
    )


def refuse_unless_known(span: LocalRange, place: Workplace) -> None:
    """Refuse a checkout without a past, unless the memory knows the base from an earlier run."""
    if place.store.memory_at().seq_of(span.base) is None:
        raise HistoryTooShallow(count_commits(place.own, span.head))


def memory_before(pr: PullRequest, place: Workplace) -> StoredMemory:
    """Return the memory as of the base: what landed later is no evidence about this change."""
    newest = place.store.memory_at()
    seq = newest.seq_of(pr.base)
    if seq is None:
        # The base is on another branch, or ahead of the one we follow: what both share counts.
        seq = newest.seq_of(merge_base(place.own, pr.base, place.branch_tip))
    return place.store.memory_at(-1 if seq is None else seq)


def ask(
    agents: Sequence[Agent], pr: PullRequest, memory: Memory, *, trace: Trace | None = None
) -> tuple[tuple[Agent, Report], ...]:
    """Ask each agent alone, as long as the run has time."""
    return tuple((agent, ask_one(agent, pr, memory, trace=trace)) for agent in agents)


def ask_one(agent: Agent, pr: PullRequest, memory: Memory, *, trace: Trace | None = None) -> Report:
    """Return an agent's report; a broken agent must not cost the whole comment."""
    if trace is not None and trace.is_over:
        return not_available(agent.NAME, reason=_OUT_OF_TIME)
    try:
        with trace.step(f"ask {agent.NAME}", pr.base, pr.head) if trace else nullcontext():
            return agent.run(pr, memory)
    except Exception as error:  # noqa: BLE001  # one agent's fault must not cost the others' answers
        # Type only, never the message: it may quote a stranger.
        return Report(agent=agent.NAME, outcome=Outcome.FAILED, reason=type(error).__name__)


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
    and the reader is told (`_facts_of`).
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


_OUT_OF_TIME: Final = "the time of this run was used up before it was asked"
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
