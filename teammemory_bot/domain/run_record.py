"""What has to be known of a run, so that it can be done again? What it was asked, from what, and what it said.

A record holds what cannot be had again from the repository: how services described the pull request, which
choices were made outside of the configuration file, and digests of what the answer stood on. Files, commits
and history are not in it: git keeps them under the hashes that the record names. There is no time in it,
so that the same run makes the same record.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from teammemory_bot.domain.identity import Sha
from teammemory_bot.domain.policy import Policy
from teammemory_bot.domain.rule_id import RULE_IDS
from teammemory_bot.support.errors import TeamMemoryError

FORMAT: Final = 1
MAX_RECORD: Final = 4_000_000
"""Characters of a record; a comment has at most 60,000 bytes, the rest is the pull request's own text."""

_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

Document = Mapping[str, Any]
"""What JSON calls an object."""


class RecordUnreadable(TeamMemoryError):
    """A text is no record of a run."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this is no record of a run that can be read: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run. Everything but `comment` is what the comment was made from."""

    version: str
    """Of this program."""
    event: str
    """What asked for the run: the name of GitHub's event, or `command line`."""
    base: Sha
    head: Sha
    agents: tuple[str, ...]
    described: Document
    """What git does not know of the change: number, title, body, labels, who is asked."""
    told: Document | None
    """The change in GitHub's words, where its commits were not at hand."""
    choices: Document
    """What was chosen outside of the configuration file, and which file it was."""
    rules: str
    """SHA-256 of the rules and of the policy that they were judged under."""
    memory: str
    """SHA-256 of how far the memory had read, and how much it held (`store/run_log.py`)."""
    links: Document
    limits: tuple[str, ...]
    marker: str | None
    result: str
    comment: str

    def text(self) -> str:
        """Return the record as canonical JSON: ASCII, sorted, without spaces."""
        document = {"format": FORMAT, **dataclasses.asdict(self)}
        return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the record that a text holds; raises RecordUnreadable."""
        if len(text) > MAX_RECORD:
            raise RecordUnreadable(f"it is longer than {MAX_RECORD:,} characters")
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RecordUnreadable("it is not JSON") from error
        if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
            raise RecordUnreadable("another version wrote it, or it is something else")
        if document.keys() != {field.name for field in dataclasses.fields(cls)}:
            raise RecordUnreadable("it lacks something, or holds something else")
        for name, value in document.items():
            if not isinstance(value, _KINDS.get(name, str)):
                raise RecordUnreadable(f"`{name}` is of another kind")
        if not all(_SHA.fullmatch(document[side]) for side in ("base", "head")):
            raise RecordUnreadable("it names no full commit hash")
        return cls(
            **{
                **document,
                "agents": _texts(document["agents"]),
                "limits": _texts(document["limits"]),
            }
        )


_KINDS: Final[Mapping[str, Any]] = {
    "agents": list,
    "described": dict,
    "told": (dict, type(None)),
    "choices": dict,
    "links": dict,
    "limits": list,
    "marker": (str, type(None)),
}
"""Which kinds of JSON a field may be; a text where nothing is said."""


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))


def digest_of_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest_of_rules(policy: Policy) -> str:
    """Return the SHA-256 of all that decides how rules judge: their names, and the team's policy."""
    known = {"rules": sorted(RULE_IDS), "policy": dataclasses.asdict(policy)}
    return digest_of_text(json.dumps(known, sort_keys=True, default=sorted))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts part for the first time."""

    line: int
    """Counted from 1."""
    then: str | None
    """The line of the first text; None: it ended before."""
    now: str | None


def first_difference(then: str, now: str) -> Difference | None:
    """Return the first line in which two texts differ, line ends included; None: they are one."""
    if then == now:
        return None
    old, new = then.split("\n"), now.split("\n")
    same = next(
        (place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    return Difference(
        line=same + 1,
        then=old[same] if same < len(old) else None,
        now=new[same] if same < len(new) else None,
    )
