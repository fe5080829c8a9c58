"""Which files does an answer leave? A new one is a renderer in `render/`, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from teammemory_bot.agents.audit.summary import audit_reply
from teammemory_bot.domain.audit import Audit
from teammemory_bot.pipeline.reviewed import Reviewed
from teammemory_bot.render.audit_files import audit_csv, audit_json, audit_sarif
from teammemory_bot.render.audit_page import audit_html
from teammemory_bot.render.findings_sarif import findings_sarif
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_markdown

COMMENT: Final = "comment.md"
FINDINGS: Final = "findings.json"
AUDIT_TEXT: Final = "audit.md"
AUDIT_FINDINGS: Final = "audit.json"

REVIEW_FILES: Final[Mapping[str, Callable[[Reviewed], str]]] = MappingProxyType(
    {
        COMMENT: lambda reviewed: reviewed.as_markdown(),
        FINDINGS: lambda reviewed: reviewed.as_json(),
        "findings.sarif": lambda reviewed: findings_sarif(reviewed.answers),
    }
)
AUDIT_FILES: Final[Mapping[str, Callable[[Audit, Links], str]]] = MappingProxyType({
    AUDIT_TEXT: lambda done, links: reply_markdown(audit_reply(done), links),
    AUDIT_FINDINGS: audit_json,
    "audit.csv": lambda done, _links: audit_csv(done),
    "audit.sarif": lambda done, _links: audit_sarif(done),
    "audit.html": audit_html,
})  # fmt: skip


def save_review(folder: Path, reviewed: Reviewed) -> None:
    """Write the files of a review into a folder that exists, over those of an earlier run."""
    for name, render in REVIEW_FILES.items():
        (folder / name).write_text(render(reviewed), encoding="utf-8")


def save_audit(folder: Path, done: Audit, links: Links) -> str:
    """Write the files of an audit, into a folder that is made; return the text of `AUDIT_TEXT`."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: render(done, links) for name, render in AUDIT_FILES.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return texts[AUDIT_TEXT]
