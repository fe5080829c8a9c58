"""How is a secret kept out of what is said, in whatever form it comes back? It is cut out.

The runner masks a secret as it was given, and nothing that is made of it. A service, a proxy or a library
may hand it back as part of a header (base64), an address (percent-encoding) or a document (JSON).
https://docs.github.com/actions/reference/security/secure-use#use-secrets-for-sensitive-information
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

MIN_LENGTH: Final = 8
"""Characters. What is shorter is no secret, and cutting it out would leave no text."""

MASK: Final = "***"


class Masking:
    """The secrets of one run, ready to be cut out of any text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= MIN_LENGTH
            for form in derived_forms(secret)
            if len(form) >= MIN_LENGTH
        }
        # The longest first: where one form holds another, nothing of the longer one may stay.
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def masked(self, text: str) -> str:
        """Return a text with a mark in place of each secret."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)


def derived_forms(secret: str) -> Iterator[str]:
    """Yield a secret as it is, in JSON, percent-encoded, in hexadecimal, and inside of base64."""
    raw = secret.encode("utf-8", "surrogatepass")
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    for encoded in (quote(raw, safe=""), quote(raw), quote_plus(raw)):
        yield encoded
        yield _lower_escapes(encoded)
    yield raw.hex()
    yield raw.hex().upper()
    for alphabet in (None, b"-_"):
        for before in range(3):
            yield _inside_base64(raw, before, alphabet)


def _lower_escapes(encoded: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda escape: escape[0].lower(), encoded)


def _inside_base64(raw: bytes, before: int, alphabet: bytes | None) -> str:
    """Return the characters that depend on the secret alone, whatever stands around it.

    Three bytes become four characters, so there are three forms: by how many bytes stand before it.
    """
    text = base64.b64encode(b"\0" * before + raw, altchars=alphabet).decode("ascii")
    first = -(-before * 8 // 6)
    whole = (before + len(raw)) * 8 // 6
    return text[first:whole]
