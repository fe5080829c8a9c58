"""How is something created exactly once over a line that may break after the fact?

Look, create, and after a doubtful end look again before anything is sent a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.errors import WriteInDoubt

Thing = TypeVar("Thing")

WAITS: Final = (2.0, 5.0, 10.0)
"""Seconds before looking again: what was created may take a moment to be listed."""


def create_once(
    find: Callable[[], Thing | None], create: Callable[[], Thing], *, clock: Clock
) -> Thing:
    """Return what `find` finds; where it finds nothing, what `create` makes, made at most once.

    `find` must know our own work for certain (our author and our marker). When the doubt outlasts
    all tries, the last doubt is raised: never a second create without a look in between.
    """
    found = find()
    if found is not None:
        return found
    for wait in WAITS:
        try:
            return create()
        except WriteInDoubt:
            clock.sleep(wait)
            found = find()
            if found is not None:
                return found
    return create()
