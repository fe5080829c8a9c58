"""`teammemory review`: what would the comment say?"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import click

from teammemory_bot.bootstrap import choices_at
from teammemory_bot.config.choices import Said
from teammemory_bot.config.reading import DEFAULT_PATH
from teammemory_bot.domain.coverage import Coverage
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.rule_result import Result
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.entrypoints.recording import (
    COMMAND_LINE,
    chosen_by,
    record_of,
    write_down,
)
from teammemory_bot.ingest.coverage import BadCoverageReport, read_coverage
from teammemory_bot.ingest.coverage_files import coverage_in
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.pipeline.story import review as run_review
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.checkout import find_commit
from teammemory_bot.support.errors import ExitCode, TeamMemoryError


@click.command()
@click.option("--base", metavar="REV", help="Compare with this commit.  [default: the main branch]")
@click.option("--head", metavar="REV", help="The last commit of the change.  [default: HEAD]")
@click.option("--pull", type=click.IntRange(min=1), metavar="N", help="A pull request's number.")
@click.option(
    "--coverage",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A coverage report of the change's tests: Cobertura XML, lcov, or coverage.py's JSON.",
)
@shared_options
def review(
    session: Session,
    *,
    base: str | None,
    head: str | None,
    pull: int | None,
    coverage: Path | None,
) -> None:
    """Say what the comment on a change would say.

    With no option it takes the last change that was merged. The first run reads the whole history;
    later runs read only what is new.

    \b
    Examples:
      teammemory review                          the last merged change
      teammemory review --base main              your branch against main
      teammemory review --base v1.0 --head v1.1  any range of commits
      teammemory review --pull 382               a pull request that landed here
      teammemory review --json                   findings with their evidence

    Ends with 1 if a rule of `fail_on` in the configuration of the base fails.
    """
    if pull is not None and (base is not None or head is not None):
        raise click.UsageError("--pull names a whole change; leave --base and --head out.")
    report = None if coverage is None else read_coverage(coverage)
    with (
        open_place(session) as place,
        shown_progress(session, "Reading history") as on_progress,
    ):
        choices_of = cache(lambda sha: choices_at(place, sha, config=session.config))
        question = Question(
            base=base,
            head=head,
            number=None if pull is None else PullNumber(pull),
            policy_at=lambda sha: choices_of(sha).policy,
            described=lambda pr: replace(
                pr,
                coverage=report
                or _configured(session, place, pr, choices_of(pr.base).coverage_report),
            ),
        )
        reviewed = run_review(question, place, on_progress=on_progress)
        _write_down(session, reviewed, question, place)
    for line in reviewed.log_lines() if session.verbosity > 0 else ():
        session.remark(line)
    session.say(
        text=partial(reviewed.as_text, width=session.width),
        markdown=reviewed.as_markdown,
        json=reviewed.as_json,
    )
    if reviewed.result is Result.FAIL:
        raise SystemExit(ExitCode.RULE_FAILED)


def _configured(
    session: Session, place: Workplace, pr: PullRequest, named: str | None
) -> Coverage | None:
    """Return what the report says that the team's file names, where it is about this change.

    What lies in the work tree was left by a build of what is checked out.
    """
    if named is None or place.checkout.is_bare or pr.head != find_commit(place.checkout, "HEAD"):
        return None
    try:
        return coverage_in(place.checkout.root, named)
    except BadCoverageReport as error:
        session.remark(f"which lines the tests ran is not known: {error}")
        return None


def _write_down(session: Session, reviewed: Reviewed, question: Question, place: Workplace) -> None:
    """Add the run to the memory's log; a run that cannot be logged has its answer all the same."""
    config = session.config
    chosen = chosen_by(Said(), path=str(config or DEFAULT_PATH), is_file=config is not None)
    record = record_of(reviewed, question, place, event=COMMAND_LINE, chosen=chosen)
    try:
        write_down(record, place)
    except TeamMemoryError as error:
        session.remark(f"this run is not in the memory's log: {error}")
