"""How does a repository get exactly one issue of ours, in which the last audit stands?

Only where the team asks for it (`audit.issue` in the configuration, `audit --issue`): it needs the right
`issues: write`. Ours is an issue by our own account whose whole first line is our marker; it is edited
and never made anew, also when somebody closed it. An unchanged audit writes nothing.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from teammemory_bot.publish.pull_request_comment import Posted, Receipt, own_login
from teammemory_bot.support.clock import Clock
from teammemory_bot.transport.github_api import GithubApi
from teammemory_bot.transport.write_once import create_once

TITLE: Final = "Team memory audit"
MAX_BODY: Final = 60_000
"""Characters; GitHub takes 65,536."""
_MARKER: Final = re.compile(
    r"<!-- teammemory-bot:audit v1 instance=(?P<instance>[a-z0-9][a-z0-9-]{0,39})"
    r" digest=(?P<digest>[0-9a-f]{64}) -->"
)
_CUT: Final = "\n\nThe rest is too long for an issue; the files of the audit hold all of it.\n"


def post_audit_issue(
    api: GithubApi, text: str, *, clock: Clock, instance: str = "default"
) -> Posted:
    """Create or edit our issue so that there is one, and it says `text` (Markdown)."""
    body = _cut(text)
    digest = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    marked = f"<!-- teammemory-bot:audit v1 instance={instance} digest={digest} -->\n{body}"
    me = own_login(api)
    ours = _ours(api, me, instance)
    if ours is None:
        made = create_once(
            lambda: _ours(api, me, instance),
            lambda: api.write("POST", "/issues", {"title": TITLE, "body": marked}),
            clock=clock,
        )
        return Posted(receipt=Receipt.CREATED, url=_url(made))
    found = _marker_of(ours)
    if found is not None and found["digest"] == digest:
        return Posted(receipt=Receipt.UNCHANGED, url=_url(ours))
    edited = api.write("PATCH", f"/issues/{ours['number']}", {"body": marked})
    return Posted(receipt=Receipt.EDITED, url=_url(edited))


def _ours(api: GithubApi, me: str, instance: str) -> dict[str, Any] | None:
    """Return our oldest issue, open or closed; pull requests are in the same list."""
    pages = api.read_pages("/issues", creator=me, state="all", sort="created", direction="asc")
    for page in pages:
        for row in page:
            found = _marker_of(row)
            is_mine = (row.get("user") or {}).get("login") == me and "pull_request" not in row
            if is_mine and found is not None and found["instance"] == instance:
                return row
    return None


def _marker_of(row: dict[str, Any]) -> re.Match[str] | None:
    first, _, _ = str(row.get("body") or "").replace("\r\n", "\n").partition("\n")
    return _MARKER.fullmatch(first)


def _cut(text: str) -> str:
    """Return the text, or as many whole lines of it as an issue holds."""
    if len(text) <= MAX_BODY:
        return text
    return text[: text.rindex("\n", 0, MAX_BODY)] + _CUT


def _url(row: dict[str, Any]) -> str:
    return str(row.get("html_url") or "")
