"""`teammemory audit`, `hygiene`: where does the memory leak?"""

from __future__ import annotations

from pathlib import Path

import click

from teammemory_bot.agents.audit.knowledge import owner_gaps
from teammemory_bot.agents.audit.summary import audit_reply, hygiene_reply, owners_reply
from teammemory_bot.agents.audit.whole import audit as whole_audit
from teammemory_bot.agents.audit.whole import results_of
from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.bootstrap import open_github, read_bounded
from teammemory_bot.domain.audit import Audit
from teammemory_bot.domain.policy import OnUnknown, Policy
from teammemory_bot.domain.rule_result import Result, overall
from teammemory_bot.entrypoints.cli.conversation import name_on_github
from teammemory_bot.entrypoints.cli.demo import open_counter
from teammemory_bot.entrypoints.cli.desk import Desk, open_desk
from teammemory_bot.entrypoints.cli.place import asked_of_demo
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.entrypoints.written_files import save_audit
from teammemory_bot.ingest.declared_owners import declared_owners
from teammemory_bot.publish.audit_issue import post_audit_issue
from teammemory_bot.render.audit_files import MAX_PREVIOUS_BYTES, audit_json, parse_previous
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_markdown
from teammemory_bot.store.accuracy import noted_accuracy
from teammemory_bot.support.clock import SystemClock
from teammemory_bot.support.errors import ExitCode


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Also write audit.md, .json, .csv, .sarif and .html there.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The audit.json of an earlier audit, to say what has changed.",
)
@click.option(
    "--issue",
    "has_issue",
    is_flag=True,
    help="Also keep one issue on GitHub up to date; its token needs the right to write issues.",
)
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="The repository on GitHub, for --issue.  [default: where the clone fetches from]",
)
@click.option("--token", envvar=["GITHUB_TOKEN", "GH_TOKEN"], metavar="TOKEN", help="For --issue.")
@click.option(
    "--api-url",
    default="https://api.github.com",
    show_default=True,
    metavar="URL",
    help="GitHub's API, for --issue.",
)
@shared_options
def audit(
    session: Session,
    *,
    out: Path | None,
    previous: Path | None,
    has_issue: bool,
    repository: str | None,
    token: str | None,
    api_url: str,
) -> None:
    """Judge the whole memory by every rule.

    Says what leaks, where, and what to do about it; rules that could not be judged are named with the reason.

    \b
    Examples:
      teammemory audit                                      on the terminal
      teammemory audit --out audit/                         also as files
      teammemory audit --previous audit/audit.json          what has changed since
      teammemory audit --issue                              in one issue on GitHub

    Ends with 1 if a rule of `fail_on` in the configuration fails.
    """
    with open_desk(session) as desk:
        done = _audited(desk, previous)
        links = _links(desk)
        if has_issue:
            name = repository or name_on_github(desk.place.repository_url)
            _keep_issue(session, reply_markdown(audit_reply(done), links), name, token, api_url)
        if out is not None:
            save_audit(out, done, links)
        if session.format is Format.JSON:
            click.echo(audit_json(done, links), nl=False)
        else:
            desk.reply(audit_reply(done))
        policy = desk.choices.policy
        verdict = overall(
            results_of(done),
            fail_on=policy.fail_on,
            fails_when_unknown=policy.on_unknown is OnUnknown.FAIL,
        )
    if verdict is Result.FAIL:
        raise SystemExit(ExitCode.RULE_FAILED)


def _keep_issue(
    session: Session, text: str, repository: str, token: str | None, api_url: str
) -> None:
    if not token:
        raise click.UsageError("--issue needs a token: --token, or GITHUB_TOKEN.")
    api = open_github(repository, token=token, base_url=api_url)
    try:
        posted = post_audit_issue(api, text, clock=SystemClock())
    finally:
        api.close()
    session.remark(f"the issue: {posted.receipt}, {posted.url}")


@click.command()
@shared_options
def hygiene(session: Session) -> None:
    """Name what breaks the links between code and its reasons.

    Changes without an issue, issues without a change, files without an owner, and their like.

    \b
    Example:
      teammemory hygiene --format markdown
    """
    if asked_of_demo(session):
        with open_counter(session) as counter:
            counter.reply(hygiene_reply(_not_empty(whole_audit(counter.memory, Policy()))))
        return
    with open_desk(session) as desk:
        desk.reply(hygiene_reply(_audited(desk, None)))


@click.command()
@shared_options
def owners(session: Session) -> None:
    """Compare CODEOWNERS with who changes and reviews the files.

    \b
    Example:
      teammemory owners
    """
    with open_desk(session) as desk:
        declared = declared_owners(desk.place.own, desk.place.branch_tip)
        past = MemoryPast(
            memory=desk.memory,
            policy=desk.choices.policy,
            now=desk.now,
            codeowners=declared,
        )
        desk.reply(owners_reply(owner_gaps(past), has_file=declared is not None))


def _audited(desk: Desk, previous: Path | None) -> Audit:
    before, before_at = None, None
    if previous is not None:
        raw = read_bounded(previous, limit_bytes=MAX_PREVIOUS_BYTES)
        before, before_at = parse_previous(raw.decode("utf-8", "replace"))
    done = whole_audit(
        desk.memory,
        desk.choices.policy,
        codeowners=declared_owners(desk.place.own, desk.place.branch_tip),
        before=before,
        before_at=before_at,
        accuracy=noted_accuracy(desk.place.store),
    )
    return _not_empty(done)


def _not_empty(done: Audit | None) -> Audit:
    if done is None:
        raise click.UsageError("The memory is empty; commit something first.")
    return done


def _links(desk: Desk) -> Links:
    tip = desk.place.branch_tip
    return Links(
        repository_url=desk.place.repository_url,
        jira_url=desk.choices.jira_url,
        base=tip,
        head=tip,
    )
