"""`teammemory backtest`: would the suggestions have been right in the past?"""

from __future__ import annotations

from pathlib import Path

import click

from teammemory_bot.backtest import reviewer_report
from teammemory_bot.backtest.review_data import ReviewHistory, read_review_data
from teammemory_bot.backtest.reviewers import ReviewerBacktest, replay
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Format, Session, shared_options


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
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    metavar="FILE.svg",
    help="Also draw the result into this file.",
)
@shared_options
def reviewers(session: Session, *, data: Path | None, last: int | None, chart: Path | None) -> None:
    """How often was a suggested reviewer one of those who did review?

    \b
    Examples:
      teammemory backtest reviewers                       your own history
      teammemory backtest reviewers --last 500 --json     the newest 500, for a script
      teammemory backtest reviewers --data kafka.jsonl.gz --chart kafka.svg
    """
    history = _history(session, data)
    with shown_progress(session, "Replaying reviews") as on_progress:
        result = replay(history, last=last, progress=on_progress)
    if chart is not None:
        chart.write_text(reviewer_report.chart_svg(result), encoding="utf-8")
        session.remark(f"the chart is in {chart}")
    click.echo(_written(result, session.format), nl=False)


def _history(session: Session, data: Path | None) -> ReviewHistory:
    del session
    if data is None:
        raise click.UsageError("replaying the memory is not built yet; pass --data FILE.")
    return read_review_data(data)


def _written(result: ReviewerBacktest, format_: Format) -> str:
    match format_:
        case Format.TEXT:
            return reviewer_report.table_text(result)
        case Format.MARKDOWN:
            return reviewer_report.table_markdown(result)
        case Format.JSON:
            return reviewer_report.json_text(result)
