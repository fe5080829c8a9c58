"""On which stage would a leak show? Everything that a step is handed holds something that nobody may read."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, quote_plus

from testing.action_stage import MAIN, NUMBER, REPOSITORY, checkout, pull_event, world_of
from testing.github_world import World, user
from testing.jira_server import JiraServer
from testing.repo_builder import ANA, BEN, CHI, RepoBuilder
from testing.runner.step import Step

MODES: Final = ("review", "gate", "refresh", "audit")

VARIABLES: Final = (
    "INPUT_GITHUB-TOKEN", "INPUT_JIRA-TOKEN", "INPUT_JIRA-USER", "INPUT_TEAM-TOKEN", "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GH_TOKEN", "NPM_TOKEN", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD",
    "DOCKER_PASSWORD", "SIGNING_SECRET",
)  # fmt: skip
_PLACES: Final = (
    *VARIABLES,
    "userinfo of the proxy", "userinfo of the remote", "header in the configuration of git",
    "environment of the checkout", "client_payload of the event", "installation of the event",
    "header of an answer", "cookie of an answer",
)  # fmt: skip


def _canary(place: str) -> str:
    number = _PLACES.index(place)
    text = f"Can{number:02d}+Ary/{'äß' if number % 4 == 3 else 'zq'}&{number * 7919:06d}=Qz"
    return f"{text}@bird.test" if place == "INPUT_JIRA-USER" else text


CANARIES: Final = {place: _canary(place) for place in _PLACES}
"""Twenty secrets by where they lie, with the characters that each encoding changes."""

ISSUES: Final = 25
PRIVATE: Final = (
    *(
        f"Quetzal {kind} {number}"
        for number in range(1, ISSUES + 1)
        for kind in ("summary", "comment", "component", "label", "Reporter", "priority", "link")
    ),
    *(f"quetzal-{number}@corp.test" for number in range(1, ISSUES - 2)),
    *(person.email for person in (ANA, BEN, CHI)),
)
"""Two hundred texts that whoever reads the public repository may not see."""


def checkout_with_secrets(path: Path) -> RepoBuilder:
    """Return the checkout of a pull request that has secrets in its configuration and its files."""
    repo = checkout(path)
    head = repo.head()
    repo.git("checkout", "--quiet", "--detach", MAIN)
    repo.commit({".github/teammemory.yml": "audit:\n  issue: true\n"}, subject="PROJ-9 Configure")
    repo.git("update-ref", MAIN, repo.head())
    repo.git("checkout", "--quiet", "--detach", head)
    remote = quote(CANARIES["userinfo of the remote"], safe="")
    repo.git("remote", "add", "origin", f"https://bot:{remote}@github.com/octo-org/tool")
    secret = CANARIES["header in the configuration of git"].encode()
    header = f"AUTHORIZATION: basic {base64.b64encode(b'x-access-token:' + secret).decode()}"
    repo.git("config", "http.https://github.com/.extraheader", header)
    (path / ".env").write_text(f"KEY={CANARIES['environment of the checkout']}\n", "utf-8")
    return repo


@dataclass
class SecretStage:
    """A checkout, and what GitHub and Jira are before each step."""

    repo: RepoBuilder
    jira: JiraServer
    merges: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.merges = self.repo.git(
            "log", "--merges", "--reverse", "--format=%H", "refs/remotes/origin/main"
        ).split()
        for number in range(1, ISSUES + 1):
            self._plant(number)

    def world(self) -> World:
        """Return a GitHub on which nothing was written yet; the same each time."""
        world = world_of(self.repo)
        for number, sha in enumerate(self.merges, start=1):
            world.open_pull(
                number, title=f"PROJ-{number} Case {number}", author=user("chi", "Chi Nguyen")
            )
            world.review(number, "dana")
            world.comment(number, "ben")
            world.merge(number, "ben", sha)
        world.pulls[NUMBER]["title"] = "PROJ-5 Try something"
        return world

    def step(self, mode: str, api_url: str) -> Step:
        """Return a step of one mode, with all secrets where they belong."""
        name, event = self._event(mode)
        event["client_payload"] = {"key": CANARIES["client_payload of the event"]}
        event["installation"] = {"id": 1, "secret": CANARIES["installation of the event"]}
        proxy = quote(CANARIES["userinfo of the proxy"], safe="")
        return Step(
            event_name=name,
            event=event,
            workspace=self.repo.path,
            api_url=api_url,
            inputs={
                "jira-url": "https://jira.test",
                "comment": "always",
                "mode": "gate" if mode == "gate" else "auto",
            },
            env={
                **{variable: CANARIES[variable] for variable in VARIABLES},
                "ALL_PROXY": f"http://bot:{proxy}@127.0.0.1:9",
            },
        )

    def _event(self, mode: str) -> tuple[str, dict[str, Any]]:
        if mode in {"review", "gate"}:
            return "pull_request", pull_event(self.repo, title="PROJ-5 Try something")
        pushed = {"ref": "refs/heads/main", "repository": dict(REPOSITORY)}
        return ("push", pushed) if mode == "refresh" else ("workflow_dispatch", pushed)

    def _plant(self, number: int) -> None:
        def text(kind: str) -> str:
            return f"Quetzal {kind} {number}"

        person = {
            "displayName": text("Reporter"),
            "emailAddress": f"quetzal-{number}@corp.test",
            "accountId": f"557058:quetzal-{number}",
        }
        said = {"body": text("comment"), "author": person, "id": str(number)}
        self.jira.add(
            f"PROJ-{number}",
            summary=text("summary"),
            components=[{"name": text("component")}],
            labels=[text("label")],
            priority={"name": text("priority")},
            reporter=person,
            assignee=person,
            comment={"comments": [said], "total": 1},
            issuelinks=[
                {
                    "type": {"name": text("link"), "outward": text("link"), "inward": text("link")},
                    "outwardIssue": {"key": f"HIDDEN-{number}"},
                }
            ],
        )


def leaks(text: str) -> list[str]:
    """Return which canaries and private texts stand in a text, in whatever form."""
    lowered = text.lower()
    found = [
        place for place, forms in _FORMS.items() if any(form.lower() in lowered for form in forms)
    ]
    if any(word in lowered for word in ("quetzal", "@example.com")):
        found += [one for one in PRIVATE if re.search(rf"{re.escape(one.lower())}(?!\d)", lowered)]
    return found


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret plain, in JSON, percent-encoded, in hexadecimal, and inside of base64.

    Made here a second time, by another way than the product's own masking.
    """
    raw = secret.encode()
    yield secret
    yield json.dumps(secret)[1:-1]
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield raw.hex()
    # Whatever stands before and after, the whole groups in the middle are the same.
    for shift in range(3):
        middle = raw[(3 - shift) % 3 :]
        middle = middle[: len(middle) // 3 * 3]
        yield base64.b64encode(middle).decode()
        yield base64.urlsafe_b64encode(middle).decode()


_FORMS: Final = {place: tuple(_forms(secret)) for place, secret in CANARIES.items()}
