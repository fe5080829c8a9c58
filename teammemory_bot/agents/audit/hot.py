"""Which files are hot: likely to need a bug fix soon?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.hygiene_rules.memory_past import MemoryPast
from teammemory_bot.domain.audit import HotSpot
from teammemory_bot.scoring.standing import YEAR_SECONDS, Standing

MAX_FILES: Final = 10


def hot_spots(past: MemoryPast) -> list[HotSpot]:
    """Return the hottest source files with what the last year says of them, the hottest first."""
    standing = Standing.ask(past.memory, now=past.now)
    heats = standing.heats
    hottest = sorted(heats, key=lambda file: (-heats[file].score, file))[:MAX_FILES]
    names = past.memory.names_of(hottest)
    spots = []
    for file in hottest:
        percentile = standing.percentile_of_file(file)
        touches = past.memory.touches_of(file, since=past.now - YEAR_SECONDS)
        if percentile is not None and touches:
            spots.append(
                HotSpot(
                    path=names[file].path,
                    percentile=percentile,
                    changes=len(touches),
                    fixes=sum(bool(touch.fix_rule) for touch in touches),
                )
            )
    return spots
