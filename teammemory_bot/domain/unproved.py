"""Does every number of a sentence stand in a claim that somebody else can check?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from teammemory_bot.domain.finding import Claim, Finding, Number, Phrase, Words
from teammemory_bot.support.clock import SECONDS_PER_DAY

_DIGITS: Final = re.compile(r"\d[\d,.]*")


def unproved_numbers(finding: Finding, *, as_of: int) -> Iterator[str]:
    """Yield the numbers of a finding that neither a claim nor a claim's argument gives."""
    proved = proved_numbers(claims_of(finding), as_of=as_of)
    for said in (finding.phrase, *finding.facts, finding.asks, finding.status):
        yield from unproved_in(said, proved)


def claims_of(finding: Finding) -> tuple[Claim, ...]:
    """Return every claim of a finding, its own and those of its numbers, each once."""
    said = (finding.phrase, *finding.facts, finding.asks, finding.status)
    in_numbers = (claim for phrase in said for claim in claims_in(phrase))
    return tuple(dict.fromkeys((*finding.claims, *in_numbers)))


def claims_in(phrase: Phrase) -> Iterator[Claim]:
    """Yield the claims that the numbers and words of a phrase carry."""
    for part in phrase:
        if isinstance(part, (Number, Words)) and part.claim is not None:
            yield part.claim


def proved_numbers(claims: Collection[Claim], *, as_of: int) -> frozenset[str]:
    """Return the numbers that claims give.

    A claim's argument may be said as it is (`last`) or, where it is the beginning of a window
    (`since`), as the window's length in days.
    """
    values: set[str] = set()
    for claim in claims:
        values.add(str(claim.value))
        for name, argument in claim.arguments:
            values.add(str(argument))
            if name == "since" and isinstance(argument, int):
                values.add(str((as_of - argument) // SECONDS_PER_DAY))
    return frozenset(values)


def unproved_in(phrase: Phrase, proved: Collection[str]) -> Iterator[str]:
    """Yield the numbers of a phrase that are not among the proved ones.

    A number with a claim must say what the claim says.
    """
    for part in phrase:
        if isinstance(part, Number):
            is_own = part.claim is not None and part.claim.value == part.value
            if not is_own and (part.claim is not None or str(part.value) not in proved):
                yield str(part.value)
        elif isinstance(part, Words):
            for digits in _DIGITS.findall(part.text):
                if digits.rstrip(".,").replace(",", "") not in proved:
                    yield digits
