"""`teammemory ingest github|jira`, `identities`: what do reviews, issues and people add?"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import click

from teammemory_bot.bootstrap import open_github, open_jira
from teammemory_bot.domain.conversation import Reach
from teammemory_bot.domain.identity import Developer
from teammemory_bot.domain.identity_report import IdentityReport
from teammemory_bot.domain.privacy import may_keep_jira_text
from teammemory_bot.entrypoints.cli.desk import open_desk
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.ingest.github_source import ingest_github
from teammemory_bot.ingest.jira import ingest_jira
from teammemory_bot.store.conversation import StoredConversation
from teammemory_bot.store.identity_report import identity_report
from teammemory_bot.store.privacy import give_back_jira_text
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.counted import counted
from teammemory_bot.transport.budget import UNLIMITED, Budget

_BUDGET = click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=UNLIMITED,
    metavar="N",
    help="Stop cleanly after N points of the service's allowance; the next run goes on.",
)


@click.command()
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="The repository on GitHub.  [default: where the clone fetches from]",
)
@click.option(
    "--token",
    envvar=["GITHUB_TOKEN", "GH_TOKEN"],
    metavar="TOKEN",
    required=True,
    help="A token that may read it; better given as GITHUB_TOKEN in the environment.",
)
@click.option(
    "--api-url",
    default="https://api.github.com",
    show_default=True,
    metavar="URL",
    help="GitHub's API; of an Enterprise Server, https://HOST/api/v3.",
)
@_BUDGET
@shared_options
def github(
    session: Session, *, repository: str | None, token: str, api_url: str, budget: int
) -> None:
    """Read GitHub's pull requests, reviews, issues and comments.

    The newest first; a run that stops goes on where it stopped.

    \b
    Examples:
      teammemory ingest github                    as GITHUB_TOKEN allows
      teammemory ingest github --budget 500       stop cleanly after 500 points
      teammemory ingest github --api-url https://github.example.com/api/v3
    """
    clock = SystemClock()
    with open_desk(session) as desk:
        name = repository or name_on_github(desk.place.repository_url)
        api = open_github(name, token=token, base_url=api_url)
        try:
            with desk.place.store.writing():
                reach = ingest_github(
                    api,
                    StoredConversation(desk.place.store),
                    clock=clock,
                    budget=Budget(clock, points=budget),
                    projects=desk.choices.policy.issue_projects,
                )
        finally:
            api.close()
        keeps = may_keep_jira_text(
            is_public=reach.is_public, jira_is_public=desk.choices.jira_is_public
        )
        if not keeps:
            give_back_jira_text(desk.place.store)
    _tell(session, reach)


@click.command()
@click.option("--url", envvar="JIRA_URL", metavar="URL", help="Jira's address.")
@click.option("--user", envvar="JIRA_USER", default="", metavar="NAME", help="Cloud: the account.")
@click.option("--token", envvar="JIRA_TOKEN", default="", metavar="TOKEN", help="Its token.")
@click.option(
    "--is-private",
    is_flag=True,
    help="Only a closed circle reads this memory: keep summaries and names too.",
)
@_BUDGET
@shared_options
def jira(
    session: Session, *, url: str | None, user: str, token: str, is_private: bool, budget: int
) -> None:
    """Read the issues of your projects in Jira.

    Projects are those that the configuration lists, else those that the history names.

    \b
    Examples:
      teammemory ingest jira --user me@example.com              Jira Cloud
      teammemory ingest jira --url https://jira.example.com     Data Center

    The token is best given as JIRA_TOKEN in the environment, the address as `jira.url` in the configuration.
    """
    clock = SystemClock()
    with open_desk(session) as desk:
        address = url or desk.choices.jira_url
        if not address:
            raise click.UsageError(
                "Name Jira's address: --url, JIRA_URL, or `jira.url` in the file."
            )
        store = StoredConversation(desk.place.store)
        named = {key.rpartition("-")[0] for key in store.named_jira_keys()}
        with desk.place.store.writing():
            reach = ingest_jira(
                open_jira(address, user=user, token=token),
                store,
                projects=desk.choices.policy.issue_projects or frozenset(named),
                clock=clock,
                budget=Budget(clock, points=budget),
                has_text=may_keep_jira_text(
                    is_public=not is_private, jira_is_public=desk.choices.jira_is_public
                ),
            )
    _tell(session, reach)


@click.command()
@shared_options
def identities(session: Session) -> None:
    """Tell who is who, by which proof, and who stays apart.

    Names that are equal and yet not joined are listed with the reason.

    \b
    Example:
      teammemory identities
    """
    with open_desk(session) as desk:
        report = identity_report(desk.place.store)
    if session.format is Format.JSON:
        click.echo(json.dumps(dataclasses.asdict(report), indent=2))
        return
    click.echo("".join(f"{line}\n" for line in _lines(report)), nl=False)


def _lines(report: IdentityReport) -> Iterator[str]:
    yield (
        f"{counted(report.developers, 'person', 'people')}, {counted(report.bots, 'bot')} among them; "
        f"{report.with_login:,} with a login"
    )
    for joined in report.joined:
        yield ""
        yield _shown(joined.developer)
        for one in joined.identities:
            parts = [*one.logins, *one.names]
            addresses = counted(one.emails, "e-mail address", "e-mail addresses")
            parts += [addresses] if one.emails else []
            parts += [counted(one.jira_accounts, "Jira account")] if one.jira_accounts else []
            weak = " (weak)" if one.is_weak else ""
            proof = f": joined by {one.proof}{weak}" if one.proof else ""
            yield f"  - {_printable(', '.join(parts))}{proof}"
    for apart in report.apart:
        yield ""
        yield f"{_printable(apart.name)} stays apart: {apart.objection}"
        yield from (f"  - {_shown(developer)}" for developer in apart.developers)


def _shown(developer: Developer) -> str:
    login = f" ({developer.login})" if developer.login else ""
    return _printable(f"{developer.name}{login}")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def name_on_github(repository_url: str | None) -> str:
    """Return `owner/name` of a web address; a usage error where there is none."""
    parts = (repository_url or "").split("/")
    if len(parts) != 5:
        raise click.UsageError("The clone does not say where it is on GitHub; pass --repository.")
    return f"{parts[3]}/{parts[4]}"


def _tell(session: Session, reach: Reach) -> None:
    if session.format is Format.JSON:
        click.echo(json.dumps(dataclasses.asdict(reach), indent=2))
        return
    end = "read to its beginning" if reach.is_complete else f"read in part: {reach.reason}"
    click.echo(
        f"{reach.service}: {end}; {counted(reach.pages, 'page')}, {counted(reach.calls, 'call')}"
    )
