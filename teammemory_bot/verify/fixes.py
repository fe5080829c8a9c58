"""Is a step a bug fix, for every source there is?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.scoring.bug_fix import FixRule
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.step_words import is_fix

_TOLD_BY_TRACKERS: Final = frozenset({FixRule.LABEL, FixRule.ISSUE_TYPE})


def is_known_fix(step: RawStep, inquiry: Inquiry) -> bool:
    """Tell whether a step's own words make it a bug fix, or a tracker's label or issue type does.

    What a tracker says stands in no message: there the memory is the only source.
    """
    if is_fix(step):
        return True
    seq = inquiry.memory.seq_of(step.sha)
    return seq is not None and inquiry.memory.fix_rule_of(seq) in _TOLD_BY_TRACKERS
