"""What was struck or refused on the way, for whoever reads the log? One clean line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from teammemory_bot.domain.verdict import Ruling, Strike, Verdict
from teammemory_bot.render.filters import one_line
from teammemory_bot.render.gate import Refusal
from teammemory_bot.render.text import no_command


def log_lines(verdict: Verdict | None, refusals: Sequence[Refusal]) -> Iterator[str]:
    """Yield the struck claims with both values, then what the last check refused."""
    for strike in verdict.strikes if verdict else ():
        yield _clean(_struck(strike))
    for refusal in refusals:
        yield _clean(f"refused: {refusal.rule}: {refusal.seen}")


def _struck(strike: Strike) -> str:
    of = (
        f" ({strike.claim.measure} of {strike.claim.subject or 'the change'})"
        if strike.claim
        else ""
    )
    how = "could not be derived" if strike.ruling is Ruling.UNRESOLVED else "refuted"
    return f"struck: {strike.agent}, {strike.rule}: {how}: said {strike.claimed}, found {strike.derived}{of}"


def _clean(line: str) -> str:
    return no_command(one_line(line, cap=400))
