"""How far is a long piece of work? A bar on a terminal, silence everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from teammemory_bot.entrypoints.cli.session import Session
from teammemory_bot.pipeline.updating import Progress


@contextmanager
def shown_progress(session: Session, what: str) -> Iterator[Progress]:
    """Show how far the block's work is while it runs; the bar goes when it is done."""
    console = session.errors()
    if session.verbosity < 0 or not console.is_terminal:
        yield lambda _done, _total: None
        return
    # Imported here because it costs 30 ms that a pipe need not pay.
    from rich import progress  # noqa: PLC0415

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show
