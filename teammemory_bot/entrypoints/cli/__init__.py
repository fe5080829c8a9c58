"""What can be asked on the command line? The verbs, and nothing of how they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import click

from teammemory_bot import __version__
from teammemory_bot.entrypoints.cli.failure import one_sentence
from teammemory_bot.entrypoints.cli.late_group import LateGroup
from teammemory_bot.entrypoints.cli.session import Session, shared_options

VERBS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "review": "review:review",
        "issue-context": "questions:issue_context",
        "file-experts": "questions:file_experts",
        "review-suggest": "questions:review_suggest",
        "explain": "explain:explain",
        "onboarding": "questions:onboarding",
        "hygiene": "audit:hygiene",
        "audit": "audit:audit",
        "hotspots": "risk:hotspots",
        "component-risk": "risk:component_risk",
        "co-change": "risk:co_change",
        "owners": "audit:owners",
        "backtest": "backtest:backtest",
        "replay": "replay:replay",
        "ingest": "memory:ingest",
        "import": "importing:importing",
        "stats": "memory:stats",
        "verify": "verify:verify",
        "identities": "conversation:identities",
        "forget": "memory:forget",
        "init-db": "memory:init_db",
        "seed": "demo:seed",
        "doctor": "doctor:doctor",
        "config": "config:config",
    }
)
"""Each verb and where it is, in the order in which a newcomer meets them."""


class _Verbs(LateGroup):
    """The group of verbs; a failure ends in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        with one_sentence(with_traceback=lambda: _is_verbose(ctx)):
            return super().invoke(ctx)


def _is_verbose(context: click.Context) -> bool:
    """Tell whether the user asked for more, before or after the verb."""
    return isinstance(context.obj, Session) and context.obj.verbosity > 0


@click.group(
    cls=_Verbs,
    commands_at=VERBS,
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

    `teammemory VERB -h` teaches a verb by examples.

    \b
    For completion of verbs and options by the shell, put into ~/.bashrc:
      eval "$(_TEAMMEMORY_COMPLETE=bash_source teammemory)"
    """
    del session
