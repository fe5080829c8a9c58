"""Which agents are asked, in the order of the comment?

What must be fixed comes first, then who should look, then what the memory says about risk, then the
linked work, then what to read. A new agent is one module and one line here.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents import context, hygiene, onboarding, review_routing, risk
from teammemory_bot.domain.ports import Agent

AGENTS: Final[tuple[Agent, ...]] = (hygiene, review_routing, risk, context, onboarding)
