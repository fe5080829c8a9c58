"""What did the last back-tests say? The memory keeps their few figures, so that an audit can repeat them.

A replay takes minutes, an audit seconds: so the replay leaves its result behind.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Final

from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.store.store import Store

KINDS: Final = ("reviewers", "risk", "co-change")
"""The back-tests, in the order in which an audit shows them."""
_DIGITS: Final = 6


def note_accuracy(store: Store, kind: str, figures: Sequence[Accuracy]) -> None:
    """Remember the figures of a back-test instead of its earlier ones."""
    rounded = [dataclasses.replace(f, value=round(f.value, _DIGITS)) for f in figures]
    store.note_fact(_name(kind), json.dumps([dataclasses.asdict(figure) for figure in rounded]))


def noted_accuracy(store: Store) -> tuple[Accuracy, ...]:
    """Return the figures of the last back-tests; nothing where none was run."""
    return tuple(
        Accuracy(**figure)
        for kind in KINDS
        for figure in json.loads(store.fact(_name(kind)) or "[]")
    )


def _name(kind: str) -> str:
    return f"accuracy:{kind}"
