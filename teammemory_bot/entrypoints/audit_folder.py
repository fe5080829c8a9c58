"""Where does an audit go? One folder with the same five files, from the command line or the action."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from teammemory_bot.agents.audit.summary import audit_reply
from teammemory_bot.domain.audit import Audit
from teammemory_bot.domain.codeowners import PLACES, CodeOwners, parse_codeowners
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.blob import blob_at
from teammemory_bot.render.audit_files import audit_csv, audit_json, audit_sarif
from teammemory_bot.render.audit_page import audit_html
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_markdown

NAMES: Final = ("audit.md", "audit.json", "audit.csv", "audit.sarif", "audit.html")


def code_owners_at_tip(place: Workplace) -> CodeOwners | None:
    """Return who is declared to own what, as of the branch's newest commit."""
    for path in PLACES:
        raw = blob_at(place.own, place.branch_tip, path)
        if raw is not None:
            return parse_codeowners(raw.decode("utf-8", "replace"), path=path)
    return None


def save_audit(folder: Path, done: Audit, links: Links) -> str:
    """Write the five files; return the Markdown one's text."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = (
        reply_markdown(audit_reply(done), links),
        audit_json(done, links),
        audit_csv(done),
        audit_sarif(done),
        audit_html(done, links),
    )
    for name, text in zip(NAMES, texts, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    return texts[0]
