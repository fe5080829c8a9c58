"""What can be asked on the command line? The verbs, and nothing of how they are answered."""

from __future__ import annotations

from typing import Any, Final

import click

from teammemory_bot import __version__
from teammemory_bot.entrypoints.cli.backtest import backtest
from teammemory_bot.entrypoints.cli.config import config
from teammemory_bot.entrypoints.cli.failure import one_sentence
from teammemory_bot.entrypoints.cli.memory import ingest, init_db, stats
from teammemory_bot.entrypoints.cli.review import review
from teammemory_bot.entrypoints.cli.risk import co_change, component_risk, hotspots
from teammemory_bot.entrypoints.cli.session import Session, shared_options

VERBS: Final[tuple[click.Command, ...]] = (
    review,
    hotspots,
    component_risk,
    co_change,
    backtest,
    ingest,
    stats,
    init_db,
    config,
)


class _Verbs(click.Group):
    """The group of verbs, in the order in which a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        with one_sentence(with_traceback=lambda: _is_verbose(ctx)):
            return super().invoke(ctx)


def _is_verbose(context: click.Context) -> bool:
    """Tell whether the user asked for more, before or after the verb."""
    return isinstance(context.obj, Session) and context.obj.verbosity > 0


@click.group(
    cls=_Verbs,
    context_settings={"auto_envvar_prefix": "TEAMMEMORY", "help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="teammemory")
@shared_options
def main(session: Session) -> None:
    """Why was this decided? Who knows this code? Has it broken before?

    TeamMemory reads a repository's history into a memory and answers with evidence.

    \b
    Start here, inside any git repository:
      teammemory review                 the comment for the last merged change
      teammemory review --base main     the comment for what you are working on
    """
    del session


for _verb in VERBS:
    main.add_command(_verb)
