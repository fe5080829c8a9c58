"""Who should review this pull request, by the ranking that the comment shows?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.answers.wording import link_to_pull
from teammemory_bot.agents.review_evidence.candidates import ALTERNATE, SUGGESTED, Candidates
from teammemory_bot.agents.review_evidence.case import RoutingCase
from teammemory_bot.domain.finding import Code, Finding, Phrase, Quoted, phrase
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

QUESTION: Final = "review-suggest"


def suggest_by_lift(pr: PullRequest, memory: Memory) -> Reply:
    """Return the suggestions and who comes next, as of the moment before the change."""
    case = RoutingCase(pr, memory)
    people = list(Candidates(case).findings()) if case.past.at else []
    suggested = [finding for finding in people if finding.rule == SUGGESTED]
    others = [finding for finding in people if finding.rule == ALTERNATE]
    number = (link_to_pull(pr.number), " ") if pr.number else ()
    return Reply(
        question=QUESTION,
        title=phrase("Reviewers for ", *number, Quoted(pr.title)),
        lists=(
            ReplyList(
                title="",
                items=tuple(map(_item, suggested)),
                is_ranked=True,
                empty="nobody besides the author is known here",
            ),
            ReplyList(title="Next in line", items=tuple(map(_item, others))),
        ),
    )


def _item(finding: Finding) -> ReplyItem:
    person = finding.person
    assert person is not None  # noqa: S101  # both kinds of findings are about a person
    login = (" (", Code(person.login), ")") if person.login else ()
    band = f" · {finding.band}" if finding.band else ""
    return ReplyItem(
        says=phrase(Quoted(person.name), *login, band),
        details=tuple(_details(finding)),
        data=(
            ("name", person.name),
            ("login", person.login),
            ("band", finding.band.value if finding.band else None),
            ("score", finding.score),
        ),
    )


def _details(finding: Finding) -> Iterator[Phrase]:
    yield from finding.facts
    if finding.status:
        yield finding.status
