"""What does the runner tell a step? Its inputs, files and addresses, read once from the environment.

https://docs.github.com/actions/reference/workflows-and-actions/variables
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from teammemory_bot.config.choices import Said
from teammemory_bot.config.installation_secret import installation_secrets
from teammemory_bot.domain.event import MAX_NUMBER
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.support.errors import TeamMemoryError
from teammemory_bot.support.masking import Masking

_SECRET_NAMES: Final = ("TOKEN", "SECRET", "PASSWORD")
"""How variables end that hold what nobody may read; inputs of ours among them."""


class NotOnARunner(TeamMemoryError):
    """A variable that every runner sets is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not set: this program is started by a workflow's step; "
            "on a machine of your own use `teammemory review`"
        )


class MemoryOutside(TeamMemoryError):
    """The memory's folder must lie inside the workspace, which is all that the step may write."""

    def __init__(self, said: str) -> None:
        super().__init__(f"input `memory-path` is {said[:100]!r}, which is outside the workspace")


class ReportOutside(TeamMemoryError):
    """The coverage report must lie inside the workspace, which is all that a step should read."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"input `coverage-report` is {said[:100]!r}, which is outside the workspace"
        )


class NoSuchNumber(TeamMemoryError):
    """The pull request to look at is named by something that is no number."""

    def __init__(self, said: str) -> None:
        super().__init__(f"input `pull-request-number` is {said[:40]!r}; it is to be a number")


@dataclass(frozen=True, kw_only=True)
class ActionSettings:
    """One step's surroundings. Secrets do not print."""

    event_name: str
    event_file: Path
    workspace: Path
    output_file: Path | None
    summary_file: Path | None
    repository: str
    server_url: str
    api_url: str
    mode: str
    config_file: str
    memory_folder: Path
    instance: str
    pull_number: PullNumber | None
    is_dry_run: bool
    said: Said
    jira_user: str
    token: str = field(repr=False)
    team_token: str = field(repr=False)
    jira_token: str = field(repr=False)
    own_secrets: tuple[str, ...] = field(repr=False)
    """The installation's own, the newest first."""
    secrets: frozenset[str] = field(repr=False)
    """What must not be said, whoever says it: tokens and passwords of ours and of the runner."""

    @cached_property
    def masking(self) -> Masking:
        """What cuts the secrets out of a text."""
        return Masking(self.secrets)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables of a runner; raises NotOnARunner where there is none."""

        def given(name: str, default: str = "") -> str:
            return environ.get(f"INPUT_{name.upper()}", "").strip() or default

        workspace = Path(_needed(environ, "GITHUB_WORKSPACE")).resolve()
        return cls(
            event_name=_needed(environ, "GITHUB_EVENT_NAME"),
            event_file=Path(_needed(environ, "GITHUB_EVENT_PATH")),
            workspace=workspace,
            output_file=_file(environ, "GITHUB_OUTPUT"),
            summary_file=_file(environ, "GITHUB_STEP_SUMMARY"),
            repository=environ.get("GITHUB_REPOSITORY", ""),
            server_url=environ.get("GITHUB_SERVER_URL", "https://github.com").rstrip("/"),
            api_url=environ.get("GITHUB_API_URL", "https://api.github.com").rstrip("/"),
            mode=given("mode", "auto"),
            config_file=given("config-file", ".github/teammemory.yml"),
            memory_folder=_inside(workspace, given("memory-path", ".teammemory")),
            instance=given("instance", "default"),
            pull_number=_number(given("pull-request-number")),
            is_dry_run=given("dry-run") == "true",
            said=Said(
                profile=given("profile"),
                comment=given("comment"),
                fail_on=given("fail-on"),
                on_unknown=given("on-unknown"),
                api_budget=given("api-budget"),
                request_reviewers=given("request-reviewers"),
                jira_url=given("jira-url"),
                coverage_report=_report(workspace, given("coverage-report")),
            ),
            jira_user=given("jira-user"),
            token=given("github-token"),
            team_token=given("team-token"),
            jira_token=given("jira-token"),
            own_secrets=installation_secrets(given("installation-secret")),
            secrets=secrets_in(environ),
        )


def secrets_in(environ: Mapping[str, str]) -> frozenset[str]:
    """Return the values of variables that are secrets by their name, and the account of Jira."""
    found = {
        part
        for name, text in environ.items()
        if name.upper().endswith(_SECRET_NAMES)
        for part in (text.strip(), *text.split())
    }
    account = environ.get("INPUT_JIRA-USER", "").strip()
    # Without an @ it may be a plain word, which stands in texts for other reasons.
    return frozenset(found | ({account} if "@" in account else set()) - {""})


def _needed(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise NotOnARunner(name)
    return value


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _number(said: str) -> PullNumber | None:
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and 0 < int(said[:11]) <= MAX_NUMBER):
        raise NoSuchNumber(said)
    return PullNumber(int(said))


def _report(workspace: Path, said: str) -> str:
    """Return a report's place as seen from the workspace; where links lead is seen when it is read."""
    if not said:
        return said
    place = Path(os.path.normpath(workspace / said))
    if not place.is_relative_to(workspace):
        raise ReportOutside(said)
    return str(place.relative_to(workspace))


def _inside(workspace: Path, said: str) -> Path:
    folder = (workspace / said).resolve()
    if not folder.is_relative_to(workspace) or folder == workspace:
        raise MemoryOutside(said)
    return folder
