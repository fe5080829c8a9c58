"""`teammemory replay`: does a run say today what it said then?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from teammemory_bot.bootstrap import read_bounded
from teammemory_bot.domain.run_record import MAX_RECORD, RunRecord
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options
from teammemory_bot.entrypoints.recording import Replay
from teammemory_bot.entrypoints.recording import replay as replay_run
from teammemory_bot.render.filters import one_line
from teammemory_bot.store.run_log import LoggedRun, RunLog
from teammemory_bot.support.errors import ExitCode, TeamMemoryError

_REDACTED = "redacted: it named somebody who is forgotten, quoted what may not be kept, or is old"


class RunIsRedacted(TeamMemoryError):
    """The log keeps only the digest of a run."""

    def __init__(self, number: int) -> None:
        super().__init__(f"run {number} cannot be done again; its record is {_REDACTED}")


class NoRunIsNamed(TeamMemoryError):
    """What the user named is neither a number nor a file."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"{said[:100]!r} is neither the number of a run nor the file of a record; "
            "`teammemory replay` lists the runs"
        )


@click.command()
@click.argument("run", required=False)
@click.option("--check", is_flag=True, help="Only look whether the log is whole.")
@click.option("--head", metavar="LINK", default="", help="With --check: a link noted before.")
@shared_options
def replay(session: Session, *, run: str | None, check: bool, head: str) -> None:
    """Do a run again and compare what it says with what it said.

    To the byte. RUN is a number of the log, or a file that the action left (its output `run-record`). Nothing is
    read anew: the memory answers as it is.

    \b
    Examples:
      teammemory replay                    the runs that the memory knows
      teammemory replay 3                  do the third one again
      teammemory replay run-record.json    do a run of a workflow again
      teammemory replay --check            is the log whole?

    Ends with 1 if the run says something else now, or the log is not whole.
    """
    if run is not None and (check or head):
        raise click.UsageError("--check looks at the whole log; leave RUN out.")
    with open_place(session) as place:
        log = RunLog(place.store)
        if check or head:
            _say_whole(session, log, head)
        elif run is None:
            _list(session, log.runs())
        else:
            done = replay_run(_record(log, run), place, config=session.config)
            session.say(
                text=lambda: _text(run, done),
                markdown=lambda: _text(run, done),
                json=lambda: _json(run, done),
            )
            if done.difference is not None:
                raise SystemExit(ExitCode.RULE_FAILED)


def _record(log: RunLog, run: str) -> RunRecord:
    if run.isascii() and run.isdigit():
        logged = log.run(int(run[:18]))
        if logged.record is None:
            raise RunIsRedacted(logged.number)
        return RunRecord.parse(logged.record)
    if not Path(run).is_file():
        raise NoRunIsNamed(run)
    raw = read_bounded(Path(run), limit_bytes=MAX_RECORD)
    return RunRecord.parse(raw.decode("utf-8", "replace").strip())


def _text(run: str, done: Replay) -> str:
    size = len(done.record.comment.encode())
    if done.difference is None:
        return f"run {run}: identical, {size:,} bytes\n"
    lines = [f"run {run}: differs in line {done.difference.line:,}"]
    for when, said in (("then", done.difference.then), ("now", done.difference.now)):
        lines.append(f"  {when:<5} {'(it ended before)' if said is None else one_line(said)}")
    lines += [f"  why   {reason}" for reason in done.reasons]
    return "\n".join(lines) + "\n"


def _json(run: str, done: Replay) -> str:
    apart = done.difference
    document = {
        "run": run,
        "identical": apart is None,
        "difference": apart and {"line": apart.line, "then": apart.then, "now": apart.now},
        "reasons": list(done.reasons),
    }
    return json.dumps(document, indent=2) + "\n"


def _list(session: Session, runs: list[LoggedRun]) -> None:
    rows = [_row(run) for run in runs]
    if session.format is Format.JSON:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        about = f"#{row['pull']}" if row["pull"] else str(row["head"])[:12]
        said = "redacted" if row["event"] is None else f"{row['event']}, {about}, {row['result']}"
        click.echo(f"{row['run']:>5}  {str(row['link'])[:12]}  {said}")
    if not rows:
        click.echo("the memory knows no run yet; `teammemory review` makes one")


def _row(run: LoggedRun) -> dict[str, object]:
    record = None if run.record is None else RunRecord.parse(run.record)
    return {
        "run": run.number,
        "link": run.link,
        "event": record and record.event,
        "pull": record and record.described.get("number"),
        "base": record and record.base,
        "head": record and record.head,
        "result": record and record.result,
    }


def _say_whole(session: Session, log: RunLog, head: str) -> None:
    objections = list(log.objections(head=head))
    if session.format is Format.JSON:
        document = {"whole": not objections, "objections": objections, "head": log.head()}
        click.echo(json.dumps(document, indent=2))
    else:
        for objection in objections or [f"the log is whole; its head is {log.head() or 'empty'}"]:
            click.echo(objection)
    if objections:
        raise SystemExit(ExitCode.RULE_FAILED)
