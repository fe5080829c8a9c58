"""Does every number of a sentence stand in a claim that somebody else can check?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from teammemory_bot.domain.finding import Finding, Number, Phrase, Words

_DIGITS: Final = re.compile(r"\d[\d,.]*")
_SECONDS_PER_DAY: Final = 86_400


def unproved_numbers(finding: Finding, *, as_of: int) -> Iterator[str]:
    """Yield the numbers of a finding that neither a claim nor a claim's argument gives.

    An argument may be said as it is (`last`) or, where it is the beginning of a window (`since`),
    as the window's length in days.
    """
    proved = _proved(finding, as_of)
    for said in _phrases(finding):
        for part in said:
            if isinstance(part, Number) and str(part.value) not in proved:
                yield str(part.value)
            if isinstance(part, Words):
                for digits in _DIGITS.findall(part.text):
                    if digits.rstrip(".,").replace(",", "") not in proved:
                        yield digits


def _phrases(finding: Finding) -> tuple[Phrase, ...]:
    return (finding.phrase, *finding.facts, finding.asks, finding.status)


def _proved(finding: Finding, as_of: int) -> frozenset[str]:
    values: set[str] = set()
    for claim in finding.claims:
        values.add(str(claim.value))
        for name, argument in claim.arguments:
            values.add(str(argument))
            if name == "since" and isinstance(argument, int):
                values.add(str((as_of - argument) // _SECONDS_PER_DAY))
    return frozenset(values)
