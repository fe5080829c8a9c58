"""Does the footer say how often the suggestions were right here?"""

from __future__ import annotations

from teammemory_bot.domain.audit import Accuracy
from teammemory_bot.domain.finding import Quoted, Words
from teammemory_bot.domain.identity import Sha
from teammemory_bot.render.footer import MemoryFacts, footer_of

MEMORY = MemoryFacts(tip=Sha("a" * 40), commits=3)
RIGHT = Accuracy(
    what="Reviewers of 500 changes until 2026-01-01", method="lift", measure="top3", value=0.844
)


def said(memory: MemoryFacts) -> str:
    return "".join(
        part.text for part in footer_of(memory, None) if isinstance(part, Words | Quoted)
    )


def test_footer__quotes_the_last_back_test() -> None:
    memory = MemoryFacts(tip=MEMORY.tip, commits=3, accuracy=RIGHT)
    assert said(memory).endswith(
        "reviewers of 500 changes until 2026-01-01: one of the first three was right in 84 %"
    )


def test_footer__claims_no_accuracy_that_nobody_measured() -> None:
    assert "right" not in said(MEMORY)
