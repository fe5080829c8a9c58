"""What can be asked on the command line? The verbs, and nothing of how they are answered."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import click

from teammemory_bot.entrypoints.cli.failure import one_sentence
from teammemory_bot.entrypoints.cli.late_group import Late, LateGroup
from teammemory_bot.entrypoints.cli.session import Session, shared_options
from teammemory_bot.support.version import program_version

VERBS: Final[Mapping[str, Late]] = MappingProxyType(
    {
        "review": Late("review:review", "Say what the comment on a change would say."),
        "issue-context": Late("questions:issue_context", "Tell what hangs on an issue."),
        "file-experts": Late("questions:file_experts", "Name the people who know a file."),
        "review-suggest": Late(
            "questions:review_suggest", "Suggest reviewers for a pull request, as the comment does."
        ),
        "explain": Late(
            "explain:explain", "Show every addend behind a suggested reviewer's score."
        ),
        "onboarding": Late(
            "questions:onboarding", "Say what to read first to learn a part of the code."
        ),
        "hygiene": Late(
            "audit:hygiene", "Name what breaks the links between code and its reasons."
        ),
        "audit": Late("audit:audit", "Judge the whole memory by every rule."),
        "hotspots": Late("risk:hotspots", "Name the files that most tend to need a bug fix."),
        "component-risk": Late(
            "risk:component_risk", "Name the hot files of one part of the code."
        ),
        "co-change": Late(
            "risk:co_change", "Name the files that usually change together with a file."
        ),
        "owners": Late(
            "audit:owners", "Compare CODEOWNERS with who changes and reviews the files."
        ),
        "backtest": Late(
            "backtest:backtest", "Replay the past and score the suggestions against it."
        ),
        "replay": Late(
            "replay:replay", "Do a run again and compare what it says with what it said."
        ),
        "ingest": Late("memory:ingest", "Bring the memory up to date."),
        "import": Late(
            "importing:importing", "Read exported files; the same file twice counts once."
        ),
        "stats": Late("memory:stats", "Say how much the memory holds; nothing new is read."),
        "verify": Late("verify:verify", "Look again in git at a sample of what the memory holds."),
        "identities": Late(
            "conversation:identities", "Tell who is who, by which proof, and who stays apart."
        ),
        "forget": Late("memory:forget", "Forget a person."),
        "init-db": Late("memory:init_db", "Make an empty memory."),
        "seed": Late("demo:seed", "Fill a memory with made-up data, to try the questions."),
        "doctor": Late("doctor:doctor", "Tell what this environment can and cannot do, and why."),
        "config": Late("config:config", "Check, describe and begin the team's configuration file."),
    }
)
"""The verbs, in the order in which a newcomer meets them."""


class _Verbs(LateGroup):
    """The group of verbs; a failure ends in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # click's own signature
        with one_sentence(with_traceback=lambda: _is_verbose(ctx)):
            return super().invoke(ctx)


def _say_version(context: click.Context, _option: click.Parameter, is_asked: bool) -> None:  # noqa: FBT001  # click's own
    """Answer `--version`: looked up only then."""
    if is_asked:
        click.echo(f"teammemory, version {program_version()}")
        context.exit()


def _is_verbose(context: click.Context) -> bool:
    """Tell whether the user asked for more, before or after the verb."""
    return isinstance(context.obj, Session) and context.obj.verbosity > 0


@click.group(
    cls=_Verbs,
    late=VERBS,
    context_settings={"auto_envvar_prefix": "TEAMMEMORY", "help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
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
