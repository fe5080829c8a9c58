"""Where does the reader open what a sentence counts?

Every address is built from checked parts, percent-encoded, and lies below the repository's own web
address or the team's Jira. Without an address for a record there is no link, only its short text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import Claim, Evidence, EvidenceKind
from teammemory_bot.domain.identity import PullNumber, RepoPath, Sha, path_to_bytes

_WEB_BASE: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*")
_SHA: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NUMBER: Final = re.compile(r"#?([1-9]\d{0,9})", re.ASCII)
_JIRA_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]{0,31}-[1-9]\d{0,9}", re.ASCII)
_LINES: Final = re.compile(r"(.+):(\d{1,9})-(\d{1,9})", re.ASCII | re.DOTALL)

_NO_STEP: Final = frozenset({b"", b".", b".."})

_OF_HISTORY: Final = frozenset(
    {
        claims.CHANGES_OF_FILE,
        claims.CO_CHANGES,
        claims.FIXES_OF_FILE,
        claims.PEOPLE_ON_FILE,
        claims.REVERTS_OF_FILE,
    }
)
_OF_DIFF: Final = frozenset(
    {
        claims.COMMITS_OF_CHANGE,
        claims.COMMITS_WITHOUT_KEY,
        claims.DECISION_TOKENS,
        claims.FILES_OF_CHANGE,
        claims.LINES_ADDED,
        claims.LINES_REMOVED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The addresses that one run may link to. Empty: everything stays plain text."""

    repository_url: str | None = None
    """`https://github.com/owner/name`, without a slash at its end."""
    jira_url: str | None = None
    base: Sha | None = None
    head: Sha | None = None
    pull: PullNumber | None = None

    def of(self, evidence: Evidence) -> str | None:
        """Return the address of a record, or None where it has none."""
        address: str | None = None
        match evidence.kind:
            case EvidenceKind.COMMIT if _SHA.fullmatch(evidence.reference):
                address = self._below(f"commit/{evidence.reference}")
            case EvidenceKind.PULL_REQUEST if number := _NUMBER.fullmatch(evidence.reference):
                address = self._below(f"pull/{number[1]}")
            case EvidenceKind.ISSUE:
                address = self._issue(evidence.reference)
            case EvidenceKind.FILE:
                address = self._file(evidence.reference, at=evidence.at)
            case EvidenceKind.LINES:
                address = self._lines(evidence.reference, at=evidence.at)
            case EvidenceKind.DIFF:
                address = self._diff()
            case _:
                pass
        return address

    def of_claim(self, claim: Claim) -> str | None:
        """Return the address of the page that lists what a claim counts, if there is one."""
        if claim.measure in _OF_DIFF:
            return self._diff()
        if claim.measure == claims.LINES_OF_FILE:
            return self._file(claim.subject, at=self.base or "")
        if claim.measure in _OF_HISTORY:
            return self._history(claim.subject, since=dict(claim.arguments).get("since"))
        return None

    def hosts(self) -> frozenset[str]:
        """Return the hosts that links may point to."""
        bases = (self.repository_url, self.jira_url)
        return frozenset(urlsplit(base).netloc for base in bases if base)

    def _issue(self, key: str) -> str | None:
        if number := _NUMBER.fullmatch(key):
            return self._below(f"issues/{number[1]}")
        if _JIRA_KEY.fullmatch(key) and _is_base(self.jira_url):
            return f"{self.jira_url}/browse/{key}"
        return None

    def _file(self, path: str, *, at: str) -> str | None:
        name = _quoted(path)
        return self._below(f"blob/{at}/{name}") if name and _SHA.fullmatch(at) else None

    def _lines(self, reference: str, *, at: str) -> str | None:
        lines = _LINES.fullmatch(reference)
        file = self._file(lines[1], at=at) if lines else None
        return f"{file}#L{int(lines[2])}-L{int(lines[3])}" if lines and file else None

    def _history(self, path: str, *, since: int | str | None) -> str | None:
        name = _quoted(path.removesuffix("/"))
        address = self._below(f"commits/{self.base}/{name}") if name and self.base else None
        if address is None or not isinstance(since, int) or since <= 0:
            return address
        day = datetime.fromtimestamp(since, UTC).date().isoformat()
        return f"{address}?{urlencode({'since': day})}"

    def _diff(self) -> str | None:
        if self.pull is not None:
            return self._below(f"pull/{self.pull}/files")
        if self.base is not None and self.head is not None:
            return self._below(f"compare/{self.base}...{self.head}")
        return None

    def _below(self, rest: str) -> str | None:
        return f"{self.repository_url}/{rest}" if _is_base(self.repository_url) else None


def _is_base(url: str | None) -> bool:
    return url is not None and _WEB_BASE.fullmatch(url) is not None


def _quoted(path: str) -> str | None:
    """Return the path's own bytes, percent-encoded: the exact file, whatever its name shows as.

    None for what no file can be called: a browser would walk up at `..` and leave the repository.
    """
    try:
        raw = path_to_bytes(RepoPath(path))
    except ValueError:
        return None
    if not _NO_STEP.isdisjoint(raw.split(b"/")):
        return None
    return quote(raw, safe="/")
