"""`teammemory hotspots`, `component-risk`, `co-change`: where does it tend to break?"""

from __future__ import annotations

import click

from teammemory_bot.agents.answers.component_risk import component_risk as component_risk_reply
from teammemory_bot.agents.answers.component_risk import why_it_changed
from teammemory_bot.agents.risk_evidence import hotspots as hot
from teammemory_bot.agents.risk_evidence import partners
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.entrypoints.cli.demo import open_counter
from teammemory_bot.entrypoints.cli.desk import open_desk
from teammemory_bot.entrypoints.cli.place import asked_of_demo
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.ingest.declared_owners import declared_owners

_LIMIT = click.option(
    "--limit",
    type=click.IntRange(min=1, max=10_000),
    default=hot.LIMIT,
    show_default=True,
    metavar="N",
    help="How many at most.",
)


@click.command()
@_LIMIT
@shared_options
def hotspots(session: Session, *, limit: int) -> None:
    """Name the files that most tend to need a bug fix.

    Each with what says so: changes, bug fixes, people, size.

    \b
    Example:
      teammemory hotspots --limit 10
    """
    with open_desk(session) as desk:
        owners = declared_owners(desk.place.own, desk.place.branch_tip)
        report = hot.hotspots(desk.memory, policy=desk.choices.policy, owners=owners, limit=limit)
        desk.say("Hot spots", report)


@click.command("component-risk")
@click.argument("name")
@_LIMIT
@shared_options
def component_risk(session: Session, *, name: str, limit: int) -> None:
    """Name the hot files of one part of the code.

    NAME is a component, a code owner's part, or a folder.

    \b
    Examples:
      teammemory component-risk auth
      teammemory component-risk src/auth --json
    """
    if asked_of_demo(session):
        with open_counter(session) as counter:
            counter.reply(component_risk_reply(name, counter.memory, now=counter.now))
        return
    with open_desk(session) as desk:
        owners = declared_owners(desk.place.own, desk.place.branch_tip)
        policy = desk.choices.policy
        report = hot.component_risk(desk.memory, name, policy=policy, owners=owners, limit=limit)
        desk.say("Component risk", report)
        if session.format is Format.TEXT and desk.session.verbosity >= 0:
            click.echo()
            configured = desk.choices.policy.components
            desk.reply(why_it_changed(name, desk.memory, now=desk.now, configured=configured))


@click.command("co-change")
@click.argument("path")
@_LIMIT
@shared_options
def co_change(session: Session, *, path: str, limit: int) -> None:
    """Name the files that usually change together with a file.

    \b
    Example:
      teammemory co-change src/auth/token_service.py
    """
    with open_desk(session) as desk:
        report = partners.partners_of(desk.memory, RepoPath(path), limit=limit)
        desk.say(f"Changes together with {path}", report)
