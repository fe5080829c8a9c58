"""`teammemory backtest`: would the suggestions have been right in the past?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from teammemory_bot.backtest import reviewer_report, risk_report
from teammemory_bot.backtest.accuracy import (
    co_change_accuracy,
    reviewer_accuracy,
    risk_accuracy,
)
from teammemory_bot.backtest.co_change import backtest_co_change, replay_co_changes
from teammemory_bot.backtest.owner_method import DeclaredOwners
from teammemory_bot.backtest.review_data import ReviewHistory, read_review_data
from teammemory_bot.backtest.reviewer_methods import METHODS
from teammemory_bot.backtest.reviewers import ReviewerBacktest, replay
from teammemory_bot.backtest.risk import backtest_risk, judged
from teammemory_bot.backtest.risk_data import RiskTables, read_changes, read_links
from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.entrypoints.cli.desk import Desk, open_desk
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.ingest.declared_owners import declared_owners
from teammemory_bot.render.audit_page import day_of
from teammemory_bot.scoring.review_baselines import ReviewerMethod
from teammemory_bot.store.accuracy import note_accuracy
from teammemory_bot.store.memory import StoredMemory

Methods = Mapping[str, Callable[[], ReviewerMethod]]
_Verb = TypeVar("_Verb", bound=Callable[..., object])


def _in_a_folder(_: click.Context, __: click.Parameter, file: Path | None) -> Path | None:
    """Refuse a place that cannot be written to before the replay, not after it."""
    if file is not None and not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent}; make it first")
    return file


_CHART = click.option(
    "--chart",
    callback=_in_a_folder,
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.svg",
    help="Also draw the result into this file.",
)


@click.group()
def backtest() -> None:
    """Replay the past and score the suggestions against it.

    Every past change is asked about with nothing but what was known the day before, beside simpler
    methods that the suggestions have to beat. Nothing is tuned to the repository.
    """


@backtest.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Replay a history in JSON lines (.jsonl or .jsonl.gz) instead of the memory.",
)
@click.option(
    "--last",
    type=click.IntRange(min=1),
    metavar="N",
    help="Ask about the newest N reviewed changes.  [default: the newer 60 %, at most 4,000]",
)
@_CHART
@shared_options
def reviewers(session: Session, *, data: Path | None, last: int | None, chart: Path | None) -> None:
    """How often was a suggested reviewer one of those who did review?

    \b
    Examples:
      teammemory backtest reviewers                       your own history
      teammemory backtest reviewers --last 500 --json     the newest 500, as JSON
      teammemory backtest reviewers --data kafka.jsonl.gz --chart kafka.svg
    """
    if data is not None:
        result = _replayed(session, read_review_data(data), METHODS, last)
    else:
        with open_desk(session) as desk:
            result = _replayed(session, *_history(desk), last)
            _note(desk, "reviewers", reviewer_accuracy(result, until=_today(desk)))
    _tell(
        session,
        chart,
        svg=partial(reviewer_report.chart_svg, result),
        text=partial(reviewer_report.table_text, result),
        markdown=partial(reviewer_report.table_markdown, result),
        json=partial(reviewer_report.json_text, result),
    )


def _last_option(what: str) -> Callable[[_Verb], _Verb]:
    return click.option(
        "--last", type=click.IntRange(min=1), metavar="N", help=f"Ask about the newest N {what}."
    )


_TABLES = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Replay a history in tables (.csv or .csv.gz) instead of the memory; "
    "DIR/NAME where the folder holds several.",
)


@backtest.command()
@_TABLES
@_last_option("changes of source code")
@_CHART
@shared_options
def risk(session: Session, *, data: Path | None, last: int | None, chart: Path | None) -> None:
    """Did the files and changes called risky need a later fix?

    Reads the whole history with its lines; on a large repository this takes minutes.

    \b
    Examples:
      teammemory backtest risk --chart risk.svg           your own history
      teammemory backtest risk --data tables/celery       published tables
    """
    if data is not None:
        tables = RiskTables.find(data)
        changes = read_changes(tables)
        result = judged(changes, read_links(tables, changes), last=last)
    else:
        with open_desk(session) as desk:
            result = backtest_risk(desk.memory, desk.place.own, last=last)
            _note(desk, "risk", risk_accuracy(result, until=_today(desk)))
    _tell(
        session,
        chart,
        svg=partial(risk_report.chart_svg, result),
        text=partial(risk_report.table_text, result),
        markdown=partial(risk_report.table_markdown, result),
        json=partial(risk_report.json_text, result),
    )


@backtest.command("co-change")
@_TABLES
@_last_option("changes")
@_CHART
@shared_options
def co_change(session: Session, *, data: Path | None, last: int | None, chart: Path | None) -> None:
    """Did the files that were missed in a change belong to it?

    \b
    Examples:
      teammemory backtest co-change --last 1000           the newest 1,000
      teammemory backtest co-change --data tables/celery  published tables
    """
    if data is not None:
        result = replay_co_changes(read_changes(RiskTables.find(data)), last=last)
    else:
        with open_desk(session) as desk:
            result = backtest_co_change(desk.memory, last=last)
            _note(desk, "co-change", co_change_accuracy(result, until=_today(desk)))
    _tell(
        session,
        chart,
        svg=partial(risk_report.co_change_chart_svg, result),
        text=partial(risk_report.co_change_table_text, result),
        markdown=partial(risk_report.co_change_table_markdown, result),
        json=partial(risk_report.co_change_json_text, result),
    )


def _note(desk: Desk, kind: str, figures: Sequence[Accuracy]) -> None:
    """Leave the figures in the memory, for the next audit to repeat."""
    note_accuracy(desk.place.store, kind, figures)


def _today(desk: Desk) -> str:
    return day_of(desk.now)


def _tell(
    session: Session,
    chart: Path | None,
    *,
    svg: Callable[[], str],
    text: Callable[[], str],
    markdown: Callable[[], str],
    json: Callable[[], str],
) -> None:
    """Write the result, and its picture where one is wanted."""
    if chart is not None:
        chart.write_text(svg(), encoding="utf-8")
        session.remark(f"the chart is in {chart}")
    session.say(text=text, markdown=markdown, json=json)


def _replayed(
    session: Session, history: ReviewHistory, methods: Methods, last: int | None
) -> ReviewerBacktest:
    with shown_progress(session, "Replaying reviews") as on_progress:
        return replay(history, last=last, methods=methods, progress=on_progress)


def _history(desk: Desk) -> tuple[ReviewHistory, Methods]:
    """Return what is replayed, and by which methods: declared owners where there are any."""
    history = ReviewHistory(changes=tuple(desk.memory.past_changes()), handles={})
    declared = declared_owners(desk.place.own, desk.place.branch_tip)
    if declared is None:
        return history, METHODS
    people = _people(declared, desk.memory)
    return history, {**METHODS, "codeowners": partial(DeclaredOwners, declared, people)}


def _people(declared: CodeOwners, memory: StoredMemory) -> dict[str, DeveloperId]:
    """Return per declared login, in lower case, who it is."""
    logins = {owner.name.lower() for rule in declared.rules for owner in rule.owners}
    found = {
        login: memory.developer_of(Identity("", f"{login}@users.noreply.github.com"))
        for login in logins
    }
    return {login: who.id for login, who in found.items() if who is not None}
