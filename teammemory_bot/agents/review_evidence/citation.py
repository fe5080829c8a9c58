"""How are changes cited? By pull request, else by commit; a few, and the rest by an ellipsis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from teammemory_bot.domain.finding import Evidence, EvidenceKind, Link, Part, Phrase, Words
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.ports import Memory

MAX_LINKS: Final = 3
_MAX_PLACE: Final = 40
_KEPT_LAST: Final = 2


def evidence_of(memory: Memory, changes: Iterable[int]) -> tuple[Evidence, ...]:
    """Return the records of changes, each once, in the order given."""
    found = []
    for number in changes:
        change = memory.change_at(number)
        if change is None:
            continue
        if change.pull is not None:
            found.append(Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(change.pull)))
        else:
            found.append(Evidence(kind=EvidenceKind.COMMIT, reference=change.sha))
    return tuple(dict.fromkeys(found))


def brief(place: RepoPath) -> str:
    """Return a path that fits into a table's cell: a long one loses its middle directories."""
    parts = place.split("/")
    kept = _KEPT_LAST + place.endswith("/")
    if len(place) <= _MAX_PLACE or len(parts) <= kept + 1:
        return place
    return "/".join([parts[0], "…", *parts[-kept:]])


def cited(evidence: Sequence[Evidence], *, more: bool = False, lead: str = "") -> Phrase:
    """Return links in brackets, with a space in front; nothing for nothing."""
    parts: list[Part] = []
    for one in evidence:
        parts += [Words(" "), Link(one)] if parts else [Link(one)]
    if not parts:
        return ()
    return (Words(f" ({lead}"), *parts, Words(" …)" if more else ")"))
