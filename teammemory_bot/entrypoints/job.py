"""With what does one step of a workflow work? Its settings, its event, its memory and its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from teammemory_bot.bootstrap import choices_at, open_github, open_workplace
from teammemory_bot.config.action_settings import ActionSettings
from teammemory_bot.config.choices import Choices
from teammemory_bot.domain.activity import Activity
from teammemory_bot.domain.event import Event
from teammemory_bot.domain.identity import Sha
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.transport.github_api import GithubApi

MEMORY_FILE = "memory.sqlite"


class Say(Protocol):
    """Writes one line of the log that the runner shows: `error`, `warning` or `notice`."""

    def __call__(self, kind: str, sentence: str, title: str = ...) -> None:
        """Say a sentence, under a title."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One step at work."""

    settings: ActionSettings
    event: Event
    activity: Activity
    place: Workplace
    say: Say
    api: GithubApi | None = field(repr=False)
    """None: this step has no token."""
    team_api: GithubApi | None = field(repr=False, default=None)
    """The same GitHub by the token that may read teams; None: this step has none."""

    def choices_at(self, commit: Sha) -> Choices:
        """Return what the team chose as of a commit, with the step's inputs laid over it."""
        settings = self.settings
        return choices_at(self.place, commit, path=settings.config_file, environment=settings.said)

    def notice(self, sentence: str) -> None:
        """Say something that a reader of the run may want to know."""
        self.say("notice", sentence)

    def warn(self, sentence: str) -> None:
        """Say that something could not be done or known."""
        self.say("warning", sentence)


@contextmanager
def open_job(settings: ActionSettings, event: Event, activity: Activity, say: Say) -> Iterator[Job]:
    """Open the memory and the line to GitHub, for the length of a block."""
    with (
        _workplace(settings, event, say) as place,
        _github(settings, settings.token) as api,
        _github(settings, settings.team_token) as team_api,
    ):
        lines = [line for line in (api, team_api) if line is not None]
        place.trace.spent = lambda: sum(line.calls for line in lines)
        yield Job(
            settings=settings,
            event=event,
            activity=activity,
            place=place,
            say=say,
            api=api,
            team_api=team_api,
        )


@contextmanager
def _workplace(settings: ActionSettings, event: Event, say: Say) -> Iterator[Workplace]:
    branches = [f"refs/remotes/origin/{event.default_branch}", f"refs/heads/{event.default_branch}"]
    if event.pull is not None:
        branches.append(event.pull.base)
    with open_workplace(
        settings.workspace,
        memory=settings.memory_folder / MEMORY_FILE,
        branches=branches,
        config_path=settings.config_file,
        secrets=settings.own_secrets,
        say=lambda sentence: say("notice", sentence),
    ) as place:
        yield replace(
            place, repository_url=f"{settings.server_url}/{settings.repository or event.repository}"
        )


@contextmanager
def _github(settings: ActionSettings, token: str) -> Iterator[GithubApi | None]:
    if not token or not settings.repository:
        yield None
        return
    api = open_github(settings.repository, token=token, base_url=settings.api_url)
    try:
        yield api
    finally:
        api.close()
