"""`teammemory issue-context`, `file-experts`, `onboarding`, `review-suggest`: the design's questions."""

from __future__ import annotations

import click

from teammemory_bot.agents.answers.file_experts import file_experts as experts_reply
from teammemory_bot.agents.answers.issue_context import issue_context as context_reply
from teammemory_bot.agents.answers.lift_suggest import suggest_by_lift
from teammemory_bot.agents.answers.onboarding import onboarding as onboarding_reply
from teammemory_bot.agents.answers.review_suggest import review_suggest as suggest_reply
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.policy import Profile
from teammemory_bot.entrypoints.cli.demo import open_counter
from teammemory_bot.entrypoints.cli.desk import open_desk
from teammemory_bot.entrypoints.cli.place import asked_of_demo
from teammemory_bot.entrypoints.cli.pull_change import find_change
from teammemory_bot.entrypoints.cli.session import Session, shared_options


@click.command("issue-context")
@click.argument("key")
@shared_options
def issue_context(session: Session, *, key: str) -> None:
    """Tell what hangs on an issue.

    Pull requests, commits, files and people.

    \b
    Examples:
      teammemory issue-context PROJ-1247
      teammemory issue-context '#382' --json
    """
    with open_counter(session) as desk:
        desk.reply(context_reply(key, desk.memory, now=desk.now))


@click.command("file-experts")
@click.argument("path")
@shared_options
def file_experts(session: Session, *, path: str) -> None:
    """Name the people who know a file.

    With the counts behind each score.

    \b
    Example:
      teammemory file-experts src/auth/token_service.py
    """
    with open_counter(session) as desk:
        desk.reply(experts_reply(path, desk.memory, now=desk.now))


@click.command()
@click.argument("component")
@shared_options
def onboarding(session: Session, *, component: str) -> None:
    """Say what to read first to learn a part of the code.

    \b
    Example:
      teammemory onboarding auth
    """
    with open_counter(session) as desk:
        configured = desk.choices.policy.components
        desk.reply(onboarding_reply(component, desk.memory, now=desk.now, configured=configured))


@click.command("review-suggest")
@click.argument("number", type=click.IntRange(min=1))
@shared_options
def review_suggest(session: Session, *, number: int) -> None:
    """Suggest reviewers for a pull request, as the comment does.

    Of a pull request that no commit here belongs to, or under the profile `classic`, it names who knows
    the files best by the design's first formula.

    \b
    Example:
      teammemory review-suggest 382
    """
    if not asked_of_demo(session):
        with open_desk(session) as desk:
            change = find_change(desk, PullNumber(number))
            if change is not None and change.pr.policy.profile is not Profile.CLASSIC:
                desk.counter.reply(suggest_by_lift(change.pr, change.memory))
                return
    with open_counter(session) as desk:
        excluded = desk.choices.policy.excluded_people
        reply = suggest_reply(PullNumber(number), desk.memory, now=desk.now, excluded=excluded)
        desk.reply(reply)
