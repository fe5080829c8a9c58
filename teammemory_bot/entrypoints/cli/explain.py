"""`teammemory explain`: why is somebody suggested, and why is somebody else not?"""

from __future__ import annotations

import click

from teammemory_bot.agents.answers.explain import explain as explain_reply
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.entrypoints.cli.desk import open_desk
from teammemory_bot.entrypoints.cli.pull_change import change_of
from teammemory_bot.entrypoints.cli.session import Session, shared_options


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--person", metavar="LOGIN", default="", help="One person, by login or full name.")
@shared_options
def explain(session: Session, *, number: int, person: str) -> None:
    """Show every addend behind a suggested reviewer's score.

    \b
    Examples:
      teammemory explain 382                   the first candidates
      teammemory explain 382 --person bkaya    why this one is suggested, or not
    """
    with open_desk(session) as desk:
        change = change_of(desk, PullNumber(number))
        desk.counter.reply(explain_reply(change.pr, change.memory, person=person))
