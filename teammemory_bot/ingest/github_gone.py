"""What does a payload of a webhook say to be gone? A comment that was deleted, an issue that was moved away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from teammemory_bot.domain.identity import IssueKey
from teammemory_bot.domain.records import ApiRecord, GoneComment, GoneIssue
from teammemory_bot.ingest.github_comments import comment_of
from teammemory_bot.ingest.shape import Shape, read_shape

_CALL: Final = "a payload"
_ENDS_AN_ISSUE: Final = frozenset(("deleted", "transferred"))


class _Numbered(Shape):
    number: int


def gone_in(document: Mapping[str, Any]) -> ApiRecord | None:
    """Return what is gone; None: the payload tells of nothing that is.

    `issue_comment.deleted`, `pull_request_review_comment.deleted`, `issues.deleted`, `issues.transferred`.
    """
    action, comment, issue = (document.get(name) for name in ("action", "comment", "issue"))
    if isinstance(comment, dict):
        if action != "deleted":
            return None
        record = comment_of(comment, _CALL).record()
        return None if record is None else GoneComment(record.external_id)
    if action in _ENDS_AN_ISSUE and isinstance(issue, dict):
        number = read_shape(_Numbered, issue, service="GitHub", call=_CALL).number
        return GoneIssue(IssueKey(f"#{number}"))
    return None
