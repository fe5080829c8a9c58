"""What may a team configure? The typed shape of `.github/teammemory.yml`; every key explains itself.

The JSON Schema for editors, the table in docs/configuration.md and the errors all come from here.
"""

from __future__ import annotations

import difflib
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from teammemory_bot.config.address import checked_address
from teammemory_bot.domain.pattern import Glob, Pattern, PatternRefused
from teammemory_bot.domain.rule_id import RULE_IDS

MAX_ENTRIES: Final = 500
MAX_PATTERNS: Final = 20
"""Patterns of a team's own: each looks at each text, for up to 15 ms where it is a hard one."""
"""Entries of one list."""
MAX_API_BUDGET: Final = 100_000
"""Requests that one run may make at most; GitHub itself allows 15,000 an hour."""


def _checked_rule(text: str) -> str:
    if text not in RULE_IDS:
        near = difflib.get_close_matches(text[:60], RULE_IDS, 1, 0.6)
        hint = f"; did you mean `{near[0]}`?" if near else "; docs/rules.md lists them"
        raise ValueError(f"names no rule{hint}")
    return text


def _checked_glob(text: str) -> str:
    return _checked(text, Glob)


def _checked_pattern(text: str) -> str:
    return _checked(text, Pattern)


def _checked_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("is to be a day such as 2026-03-01") from None
    return text


def checked_place(text: str) -> str:
    """Return a path or glob below the workspace as it is meant; ValueError where it leads out of it."""
    if text.startswith(("/", "~")) or "\\" in text or ":" in text[:2] or "\0" in text:
        raise ValueError("is to be a path or glob inside the workspace, with `/` between folders")
    if ".." in text.split("/"):
        raise ValueError("leaves the workspace by `..`")
    return _checked_glob(text)


def _checked(text: str, kind: type[Glob | Pattern]) -> str:
    try:
        kind(text)
    except PatternRefused as refused:
        raise ValueError(str(refused)) from refused
    return text


_RULE_SCHEMA: Final = {"enum": list(RULE_IDS)}
RuleId = Annotated[str, AfterValidator(_checked_rule), Field(json_schema_extra=_RULE_SCHEMA)]
Level = Literal["off", "info", "low", "medium", "high"]
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Project = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,19}$")]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
GlobText = Annotated[str, AfterValidator(_checked_glob)]
PatternText = Annotated[str, AfterValidator(_checked_pattern)]
PlaceText = Annotated[str, AfterValidator(checked_place)]
Address = Annotated[str, AfterValidator(checked_address)]
Day = Annotated[str, AfterValidator(_checked_day)]
Named: Any = Field(default_factory=dict, max_length=MAX_ENTRIES)
Many: Any = Field(default_factory=list, max_length=MAX_ENTRIES)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class IssueKeys(_Section):
    """Which issue keys count, and where."""

    projects: Annotated[
        list[Project],
        Field(description="Jira projects that are yours. Empty: learned from history."),
    ] = Many
    trackers: Annotated[
        list[Literal["jira", "github", "pattern"]],
        Field(description="Kinds of keys that count. Empty: those that are customary here."),
    ] = Many
    places: Annotated[
        list[Literal["title", "body", "branch", "commit"]],
        Field(min_length=1, description="Where a key counts, looked at in this order."),
    ] = ["title", "body", "branch", "commit"]
    required: Annotated[
        Literal["auto"] | bool,
        Field(
            description="Whether a key is required. auto: if 20 % of the last 200 changes name one."
        ),
    ] = "auto"
    patterns: Annotated[
        list[PatternText],
        Field(
            max_length=MAX_PATTERNS,
            description="Your own forms of keys, in RE2's syntax; the group `key` if there is one.",
        ),
    ] = []
    done_statuses: Annotated[
        list[Short],
        Field(description="Further names of statuses that mean an issue is done, in any case."),
    ] = Many


class Limits(_Section):
    """By which measure some rules judge."""

    max_lines: Annotated[
        int,
        Field(ge=1, le=1_000_000, description="Lines that one change may add by hand."),
    ] = 1_000
    max_files: Annotated[
        int, Field(ge=1, le=100_000, description="Files written by hand that one change may touch.")
    ] = 100
    stale_owner_days: Annotated[
        int, Field(ge=1, le=3_650, description="Days after which a silent code owner is inactive.")
    ] = 180


class Exempt(_Section):
    """Which pull requests the rules leave alone; each is reported as skipped, with this reason."""

    bots: Annotated[bool, Field(description="Pull requests opened by bots.")] = True
    authors: Annotated[list[Short], Field(description="Logins or names of authors.")] = Many
    labels: Annotated[list[Short], Field(description="Labels.")] = Many
    branches: Annotated[
        list[GlobText], Field(description="Head branches, such as `release/*`.")
    ] = Many
    paths: Annotated[
        list[GlobText], Field(description="Paths: exempt if every file of the change matches one.")
    ] = Many
    title_prefixes: Annotated[list[Short], Field(description="Beginnings of titles.")] = Many


class Skip(_Section):
    """Which pull requests are not reviewed at all; the gate judges them all the same."""

    drafts: Annotated[bool, Field(description="Drafts, until they are ready for review.")] = False
    bots: Annotated[bool, Field(description="Pull requests opened by bots.")] = False
    authors: Annotated[list[Short], Field(description="Logins of authors.")] = Many
    labels: Annotated[list[Short], Field(description="Labels.")] = Many
    title_prefixes: Annotated[list[Short], Field(description="Beginnings of titles.")] = Many


class Reviewers(_Section):
    """How reviewers are suggested."""

    max_suggestions: Annotated[int, Field(ge=0, le=10, description="People suggested at most.")] = 3
    exclude: Annotated[
        list[Short], Field(description="Logins or names that are never suggested: who opted out.")
    ] = Many
    request: Annotated[bool, Field(description="Whether suggested people are also requested.")] = (
        False
    )
    away: Annotated[
        dict[Short, Day],
        Field(description="Who is away, by login or name: up to and including which day (UTC)."),
    ] = Named
    max_open_reviews: Annotated[
        int | None,
        Field(ge=1, le=100, description="Who is asked for so many reviews is not suggested."),
    ] = None
    caps: Annotated[
        dict[Short, Annotated[int, Field(ge=0, le=100)]],
        Field(description="The same for single people, by login or name."),
    ] = Named
    spread_load: Annotated[bool, Field(description="Whether recent reviews cost points.")] = False


class Identities(_Section):
    """Who is who, where proof is missing."""

    same: Annotated[
        list[Annotated[list[Short], Field(min_length=2)]],
        Field(
            description="Lists of e-mail addresses, logins and `jira:ACCOUNT` of one person each."
        ),
    ] = Many
    join_names: Annotated[
        bool,
        Field(description="Whether an unambiguous full name joins identities, marked as weaker."),
    ] = True


class Jira(_Section):
    """Where Jira is. User and token come from the workflow's secrets, never from this file."""

    url: Annotated[Address | None, Field(description="The address of your Jira.")] = None
    is_public: Annotated[
        bool,
        Field(description="Whether anybody may read Jira: else public comments show keys only."),
    ] = False


class Risk(_Section):
    """What risk evidence is made of, beside the memory."""

    coverage: Annotated[
        PlaceText | None,
        Field(
            description="Where the build leaves its coverage report: a path or glob inside the workspace,"
            " such as `coverage.xml` or `**/lcov.info`; at most 20 files."
        ),
    ] = None


class Privacy(_Section):
    """Who is forgotten, by marks that say nothing to whoever does not know the name."""

    forgotten: Annotated[
        list[Annotated[list[Mark], Field(min_length=1)]],
        Field(
            description="Who is to stay forgotten, also by a memory that is built anew: one list of marks each,"
            " as `teammemory forget` prints them."
        ),
    ] = Many


class Audit(_Section):
    """What an audit leaves beside its files."""

    issue: Annotated[
        bool,
        Field(
            description="Whether one issue on GitHub always holds the last audit; its job then needs"
            " the permission `issues: write`."
        ),
    ] = False


class RepositoryConfig(_Section):
    """The whole file."""

    version: Annotated[Literal[1], Field(description="The version of this format.")] = 1
    profile: Annotated[
        Literal["evidence", "classic"],
        Field(description="Which formulas score: the measured ones, or the design's first ones."),
    ] = "evidence"
    comment: Annotated[
        Literal["always", "changes", "problems", "never"],
        Field(description="When a pull request gets a comment."),
    ] = "changes"
    fail_on: Annotated[list[RuleId], Field(description="Rules whose failure fails the check.")] = (
        Many
    )
    on_unknown: Annotated[
        Literal["pass", "fail"],
        Field(description="What a rule of `fail_on` counts as when it could not be judged."),
    ] = "pass"
    api_budget: Annotated[
        int,
        Field(
            ge=0, le=MAX_API_BUDGET, description="Requests that one run may make of GitHub's API."
        ),
    ] = 200
    issue_keys: IssueKeys = Field(default_factory=IssueKeys)
    rules: Annotated[dict[RuleId, Level], Field(description="Severity of a rule, or `off`.")] = (
        Field(default_factory=dict)
    )
    limits: Limits = Field(default_factory=Limits)
    exempt: Exempt = Field(default_factory=Exempt)
    skip: Skip = Field(default_factory=Skip)
    bypass_label: Annotated[
        str,
        Field(max_length=50, description="A label that lets failures pass and leaves a trace."),
    ] = ""
    base_branches: Annotated[
        list[GlobText], Field(description="Branches that pull requests may aim at. Empty: any.")
    ] = Many
    components: Annotated[
        dict[Short, list[GlobText]],
        Field(max_length=MAX_ENTRIES, description="Parts of the code by name. Empty: the folders."),
    ] = Field(default_factory=dict)
    reviewers: Reviewers = Field(default_factory=Reviewers)
    identities: Identities = Field(default_factory=Identities)
    jira: Jira = Field(default_factory=Jira)
    risk: Risk = Field(default_factory=Risk)
    privacy: Privacy = Field(default_factory=Privacy)
    audit: Audit = Field(default_factory=Audit)
