"""What holds for this run, and who said so? Flags over environment over file over default.

The action's inputs and the command line's options both arrive as `Said`: what was really given, None for
the rest. The file is the one of the base commit.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from teammemory_bot.config.address import checked_address
from teammemory_bot.config.model import (
    MAX_API_BUDGET,
    Exempt,
    IssueKeys,
    RepositoryConfig,
    Reviewers,
    Skip,
    checked_place,
)
from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.issue_key import KeyKind, Place
from teammemory_bot.domain.pattern import Glob, Pattern
from teammemory_bot.domain.policy import (
    Absence,
    Component,
    Exemptions,
    HygienePolicy,
    KeyPolicy,
    OnUnknown,
    Policy,
    Profile,
    ReviewerPolicy,
)
from teammemory_bot.domain.rule_id import RULE_IDS
from teammemory_bot.domain.skipping import Skips
from teammemory_bot.support.errors import TeamMemoryError

OFF: Final = "off"


class Comment(StrEnum):
    """When a pull request gets a comment."""

    ALWAYS = "always"
    CHANGES = "changes"
    PROBLEMS = "problems"
    NEVER = "never"


class Layer(StrEnum):
    """Who said it, the strongest first."""

    FLAG = "flag"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class WrongChoice(TeamMemoryError):
    """An option or input has a value that it cannot have."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(f"{name} {says}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one layer above the file gave, as text; None or empty: nothing."""

    profile: str | None = None
    comment: str | None = None
    fail_on: str | None = None
    on_unknown: str | None = None
    api_budget: str | None = None
    request_reviewers: str | None = None
    jira_url: str | None = None
    coverage_report: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values that hold, and where each of the overridable ones comes from."""

    policy: Policy
    comment: Comment
    api_budget: int
    request_reviewers: bool
    jira_url: str | None
    jira_is_public: bool
    coverage_report: str | None = None
    """Where the build leaves its coverage report: a path or glob inside the workspace."""
    skips: Skips = field(default_factory=Skips)
    has_audit_issue: bool = False
    """Whether an audit is also kept in one issue on GitHub."""
    same_people: tuple[tuple[str, ...], ...] = ()
    """Identities that are one person's, as the team wrote them (`store/identity_rules.py`)."""
    joins_names: bool = True
    forgotten: tuple[tuple[str, ...], ...] = ()
    """Marks of people who stay forgotten, one entry each (`store/forgetting.py`)."""
    layers: dict[str, Layer] = field(default_factory=dict)


def choose(
    file: RepositoryConfig, *, flags: Said | None = None, environment: Said | None = None
) -> Choices:
    """Return what holds; raises WrongChoice for a value that an option cannot have."""
    said, layers = _strongest(file, flags or Said(), environment or Said())
    return Choices(
        policy=policy_of(
            file,
            profile=Profile(_one_of("profile", said["profile"], tuple(Profile))),
            fail_on=_rules(said["fail_on"]),
            on_unknown=OnUnknown(_one_of("on-unknown", said["on_unknown"], tuple(OnUnknown))),
        ),
        comment=Comment(_one_of("comment", said["comment"], tuple(Comment))),
        api_budget=_number("api-budget", said["api_budget"]),
        request_reviewers=_is_true("request-reviewers", said["request_reviewers"]),
        jira_url=_address(said["jira_url"]),
        jira_is_public=file.jira.is_public,
        coverage_report=_place(said["coverage_report"]),
        skips=_skips(file.skip),
        has_audit_issue=file.audit.issue,
        same_people=tuple(tuple(group) for group in file.identities.same),
        joins_names=file.identities.join_names,
        forgotten=tuple(tuple(marks) for marks in file.privacy.forgotten),
        layers=layers,
    )


def _strongest(
    file: RepositoryConfig, flags: Said, environment: Said
) -> tuple[dict[str, Any], dict[str, Layer]]:
    in_file: dict[str, tuple[Any, bool]] = {
        name: (getattr(file, name), name in file.model_fields_set)
        for name in ("profile", "comment", "fail_on", "on_unknown", "api_budget")
    }
    in_file["request_reviewers"] = (
        file.reviewers.request,
        "request" in file.reviewers.model_fields_set,
    )
    in_file["jira_url"] = (file.jira.url, "url" in file.jira.model_fields_set)
    in_file["coverage_report"] = (file.risk.coverage, "coverage" in file.risk.model_fields_set)
    said: dict[str, Any] = {}
    layers: dict[str, Layer] = {}
    for option in fields(Said):
        name = option.name
        value, is_in_file = in_file[name]
        said[name], layers[name] = value, Layer.FILE if is_in_file else Layer.DEFAULT
        for layer, source in ((Layer.ENVIRONMENT, environment), (Layer.FLAG, flags)):
            given = getattr(source, name)
            if given is not None and given.strip():
                said[name], layers[name] = given.strip(), layer
    return said, layers


def policy_of(
    file: RepositoryConfig,
    *,
    profile: Profile = Profile.EVIDENCE,
    fail_on: frozenset[str] = frozenset(),
    on_unknown: OnUnknown = OnUnknown.PASS,
) -> Policy:
    """Return the policy that the agents are asked under."""
    return Policy(
        profile=profile,
        max_suggestions=file.reviewers.max_suggestions,
        excluded_people=_lower(file.reviewers.exclude),
        reviewers=_reviewers(file.reviewers),
        issue_projects=frozenset(file.issue_keys.projects),
        fail_on=fail_on,
        on_unknown=on_unknown,
        hygiene=_hygiene(file),
        components=tuple(
            Component(name=name, paths=_globs(paths)) for name, paths in file.components.items()
        ),
    )


def _reviewers(said: Reviewers) -> ReviewerPolicy:
    return ReviewerPolicy(
        absences=tuple(
            Absence(person=who.lower(), until=_end_of(day), last_day=day)
            for who, day in said.away.items()
        ),
        max_open_reviews=said.max_open_reviews,
        caps=tuple((who.lower(), most) for who, most in said.caps.items()),
        spread_load=said.spread_load,
    )


def _end_of(day: str) -> int:
    """Return the first second after a day, UTC."""
    start = datetime.combine(date.fromisoformat(day), time(), tzinfo=UTC)
    return int((start + timedelta(days=1)).timestamp())


def _hygiene(file: RepositoryConfig) -> HygienePolicy:
    levels = file.rules.items()
    return HygienePolicy(
        keys=_keys(file.issue_keys),
        exemptions=_exemptions(file.exempt),
        disabled_rules=frozenset(rule for rule, level in levels if level == OFF),
        severities=tuple((rule, Severity(level)) for rule, level in levels if level != OFF),
        bypass_label=file.bypass_label.strip().lower(),
        max_lines=file.limits.max_lines,
        max_files=file.limits.max_files,
        base_branches=_globs(file.base_branches),
        stale_owner_days=file.limits.stale_owner_days,
    )


def _keys(section: IssueKeys) -> KeyPolicy:
    usual = KeyPolicy()
    return KeyPolicy(
        places=tuple(dict.fromkeys(Place(place) for place in section.places)),
        trackers=frozenset(KeyKind(tracker) for tracker in section.trackers),
        is_required=None if section.required == "auto" else bool(section.required),
        patterns=tuple(Pattern(pattern) for pattern in section.patterns),
        done_statuses=usual.done_statuses | _lower(section.done_statuses),
    )


def _exemptions(section: Exempt) -> Exemptions:
    return Exemptions(
        bots=section.bots,
        authors=_lower(section.authors),
        labels=_lower(section.labels),
        branches=_globs(section.branches),
        paths=_globs(section.paths),
        title_prefixes=tuple(section.title_prefixes),
    )


def _skips(section: Skip) -> Skips:
    return Skips(
        drafts=section.drafts,
        bots=section.bots,
        authors=_lower(section.authors),
        labels=_lower(section.labels),
        title_prefixes=tuple(section.title_prefixes),
    )


def _globs(texts: Sequence[str]) -> tuple[Glob, ...]:
    return tuple(Glob(text) for text in texts)


def _lower(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in words)


def _rules(said: str | list[str]) -> frozenset[str]:
    named = said if isinstance(said, list) else [rule.strip() for rule in said.split(",")]
    for rule in named:
        if rule and rule not in RULE_IDS:
            near = difflib.get_close_matches(rule[:60], RULE_IDS, 1, 0.6)
            hint = f"; did you mean {near[0]}?" if near else "; docs/rules.md lists the rules"
            raise WrongChoice("fail-on", f"names a rule that there is not{hint}")
    return frozenset(rule for rule in named if rule)


def _one_of(name: str, said: str, known: Sequence[str]) -> str:
    if said.lower() not in known:
        raise WrongChoice(name, f"must be one of {', '.join(known)}")
    return said.lower()


def _number(name: str, said: str | int) -> int:
    text = str(said)
    if not (text.isascii() and text.isdigit() and int(text[:12]) <= MAX_API_BUDGET):
        raise WrongChoice(name, f"must be a whole number from 0 to {MAX_API_BUDGET:,}")
    return int(text)


def _is_true(name: str, said: str | bool) -> bool:  # noqa: FBT001  # the value itself
    if isinstance(said, bool):
        return said
    return _one_of(name, said, ("true", "false")) == "true"


def _place(said: str | None) -> str | None:
    try:
        return checked_place(said) if said else None
    except ValueError as error:
        raise WrongChoice("coverage-report", str(error)) from error


def _address(said: str | None) -> str | None:
    try:
        return checked_address(said) if said else None
    except ValueError as error:
        raise WrongChoice("jira-url", str(error)) from error
