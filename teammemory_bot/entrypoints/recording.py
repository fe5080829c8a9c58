"""How is a run written down, and done again? From its record, the repository and the memory as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from teammemory_bot.agents import hygiene
from teammemory_bot.agents.registry import AGENTS
from teammemory_bot.bootstrap import choices_at
from teammemory_bot.config.choices import Choices, Said
from teammemory_bot.domain.coverage import Coverage, FileCoverage
from teammemory_bot.domain.identity import IssueKey, Login, PullNumber
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.ports import Agent
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.domain.run_record import (
    Difference,
    Document,
    RecordUnreadable,
    RunRecord,
    digest_of_rules,
    first_difference,
)
from teammemory_bot.entrypoints.left_behind import GATE_RULE
from teammemory_bot.ingest.told_record import told_document, told_from
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.pipeline.story import answer
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.history import has_commit
from teammemory_bot.store.run_log import LoggedRun, RunLog, memory_digest
from teammemory_bot.support.version import program_version

COMMAND_LINE: Final = "command line"
TOO_LONG: Final = "too long"
_LOGINS: Final = ("requested", "reviewed", "asked_before", "without_access")


def record_of(
    reviewed: Reviewed, question: Question, place: Workplace, *, event: str, chosen: Document
) -> RunRecord:
    """Return the record of a run that has just ended. `chosen`: see `chosen_by`."""
    pr = reviewed.pr
    told = None if question.told is None else (told_document(question.told) or {TOO_LONG: True})
    return RunRecord(
        version=program_version(),
        event=event,
        base=pr.base,
        head=pr.head,
        agents=tuple(agent.NAME for agent in question.agents),
        described=_described(pr),
        told=told,
        choices=chosen,
        rules=digest_of_rules(pr.policy),
        memory=memory_digest(place.store),
        links={
            "repository": reviewed.links.repository_url,
            "jira": reviewed.links.jira_url,
        },
        limits=question.limits,
        marker=None if reviewed.marker is None else reviewed.marker.line(),
        result=reviewed.result,
        comment=reviewed.guarded.body or "",
    )


def write_down(record: RunRecord, place: Workplace) -> LoggedRun:
    """Add a record to the memory's log of runs."""
    return RunLog(place.store).add(record.text())


def chosen_by(said: Said, *, path: str, is_file: bool = False, is_gate: bool = False) -> Document:
    """Return what was chosen outside of the base commit.

    `path` is the configuration's: in the repository, or on a disk where `is_file`.
    """
    given = {name: text for name, text in asdict(said).items() if text}
    return {"said": given, "path": path, "is_file": is_file, "is_gate": is_gate}


def gate_policy(policy: Policy, *, is_gate: bool) -> Policy:
    """Return the policy with the rule that the gate stands for when the team names none."""
    if is_gate and not policy.fail_on:
        return replace(policy, fail_on=frozenset((GATE_RULE,)))
    return policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What became of doing a run again."""

    record: RunRecord
    comment: str
    difference: Difference | None
    reasons: tuple[str, ...]
    """What is not as it was then, each a sentence."""


def replay(record: RunRecord, place: Workplace, *, config: Path | None = None) -> Replay:
    """Do a run again from the memory as it is; nothing is read, asked of a service, or written.

    `config` is the file that the run was given, where it was given one from outside the repository.
    Raises RecordUnreadable where something is missing that the run cannot be done without.
    """
    try:
        return _replay(record, place, config)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordUnreadable(
            f"something in it is of another kind ({type(error).__name__})"
        ) from error


def _replay(record: RunRecord, place: Workplace, config: Path | None) -> Replay:
    for sha in (record.base, *(() if record.told else (record.head,))):
        if not has_commit(place.own, sha):
            raise RecordUnreadable(f"commit {sha[:12]} is not in this clone; fetch it")
    told = None
    if record.told is not None:
        if TOO_LONG in record.told:
            raise RecordUnreadable("what GitHub told of the change was too long to be kept")
        told = told_from(record.told)
    choices = _choices(record, place, config)
    policy = gate_policy(choices.policy, is_gate=bool(record.choices.get("is_gate")))
    question = Question(
        base=record.base,
        head=record.head,
        policy_at=lambda _base: policy,
        described=lambda pr: _as_described(pr, record.described),
        agents=_agents(record.agents),
        told=told,
        limits=record.limits,
    )
    memory = memory_digest(place.store)
    reviewed = answer(question, place)
    reviewed = replace(
        reviewed,
        marker=None if record.marker is None else Marker.parse(record.marker),
        links=replace(
            reviewed.links,
            repository_url=record.links["repository"],
            jira_url=record.links["jira"],
        ),
    )
    comment = reviewed.guarded.body or ""
    changed = {
        f"version {record.version} of this program made it": record.version != program_version(),
        "the rules or the policy are others now": record.rules != digest_of_rules(policy),
        "the memory knows more, or other things, than then": record.memory != memory,
    }
    return Replay(
        record=record,
        comment=comment,
        difference=first_difference(record.comment, comment),
        reasons=tuple(reason for reason, is_so in changed.items() if is_so),
    )


def _choices(record: RunRecord, place: Workplace, config: Path | None) -> Choices:
    """Return what held at the record's base."""
    said = Said(**{name: str(text) for name, text in dict(record.choices["said"]).items()})
    path = str(record.choices["path"])
    if record.choices.get("is_file") and config is None:
        raise RecordUnreadable(f"the run took its configuration from {path}; name it by --config")
    return choices_at(place, record.base, path=path, config=config, environment=said)


def _agents(names: tuple[str, ...]) -> tuple[Agent, ...]:
    known: dict[str, Agent] = {agent.NAME: agent for agent in (*AGENTS, hygiene)}
    missing = [name for name in names if name not in known]
    if missing:
        raise RecordUnreadable(f"this version has no agent {missing[0][:40]!r}")
    return tuple(known[name] for name in names)


def _described(pr: PullRequest) -> Document:
    live = pr.live_review
    return {
        "number": pr.number,
        "title": pr.title,
        "body": pr.body,
        "branch": pr.branch,
        "base_branch": pr.base_branch,
        "author_login": pr.author_login,
        "author_is_bot": pr.author_is_bot,
        "labels": list(pr.labels),
        "is_local": pr.is_local,
        "issue_keys": list(pr.issue_keys),
        "live": {
            **{name: _sorted(getattr(live, name)) for name in _LOGINS},
            "open_requests": _counts(live.open_requests),
            "requested_teams": _sorted(live.requested_teams),
            "teams": live.teams and {name: sorted(who) for name, who in sorted(live.teams.items())},
            "busy": live.busy and dict(sorted(live.busy.items())),
        },
        "coverage": _covered(pr),
    }


def _as_described(pr: PullRequest, said: Document) -> PullRequest:
    """Return the change as git has it, with what only the record knows of it."""
    live = said["live"]
    return replace(
        pr,
        number=None if said["number"] is None else PullNumber(said["number"]),
        title=said["title"],
        body=said["body"],
        branch=said["branch"],
        base_branch=said["base_branch"],
        author_login=None if said["author_login"] is None else Login(said["author_login"]),
        author_is_bot=said["author_is_bot"],
        labels=tuple(said["labels"]),
        is_local=said["is_local"],
        issue_keys=tuple(map(IssueKey, said["issue_keys"])),
        live_review=LiveReview(
            code_owners=pr.live_review.code_owners,
            open_requests=_counts(live["open_requests"]),
            requested=_logins(live["requested"]),
            reviewed=_logins(live["reviewed"]),
            asked_before=_logins(live["asked_before"]),
            without_access=_logins(live["without_access"]),
            requested_teams=_names(live.get("requested_teams")),
            teams=_members(live.get("teams")),
            busy=_ends(live.get("busy")),
        ),
        coverage=_coverage(said["coverage"]),
    )


def _covered(pr: PullRequest) -> Document | None:
    """Return what the coverage report says of the changed files: the rest is never asked for."""
    if pr.coverage is None:
        return None
    known = {file.path: pr.coverage.of(file.path) for file in pr.files}
    return {
        path: {"run": sorted(lines.run), "missed": sorted(lines.missed)}
        for path, lines in sorted(known.items())
        if lines is not None
    }


def _coverage(said: Document | None) -> Coverage | None:
    if said is None:
        return None
    files = {
        path: FileCoverage(run=frozenset(lines["run"]), missed=frozenset(lines["missed"]))
        for path, lines in said.items()
    }
    return Coverage(files)


def _sorted(logins: frozenset[Any] | None) -> list[str] | None:
    return None if logins is None else sorted(logins)


def _logins(names: list[str] | None) -> frozenset[Login] | None:
    return None if names is None else frozenset(map(Login, names))


def _names(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(map(str, names))


def _members(teams: Document | None) -> dict[str, frozenset[Login]] | None:
    return None if teams is None else {t: frozenset(map(Login, who)) for t, who in teams.items()}


def _ends(busy: Document | None) -> dict[Login, int | None] | None:
    if busy is None:
        return None
    return {Login(who): None if until is None else int(until) for who, until in busy.items()}


def _counts(counts: Mapping[Any, int] | None) -> dict[Login, int] | None:
    return (
        None if counts is None else {Login(str(who)): int(n) for who, n in sorted(counts.items())}
    )
