"""How do exported Jira search results get into the memory? As the API's own records: twice is once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.domain.records import Batch
from teammemory_bot.ingest.export_file import ExportUnreadable, ImportReport, read_documents
from teammemory_bot.ingest.jira_shape import Kept, records_of
from teammemory_bot.transport.errors import UnusableAnswer

SOURCE: Final = "jira-import"
PER_BATCH: Final = 500


def import_jira(
    paths: Sequence[Path], store: ConversationStore, *, has_text: bool = True
) -> ImportReport:
    """Save what the files hold. A file without any issue of Jira is refused as a whole."""
    total = unknown = 0
    for path in paths:
        kept = Kept(has_text=has_text)
        issues = 0
        for entry in _entries(path):
            try:
                records_of(entry, kept)
                issues += 1
            except UnusableAnswer:
                unknown += 1
        if not issues:
            raise ExportUnreadable(path, "it holds no issues of Jira (`key` and `fields`)")
        for start in range(0, len(kept.records), PER_BATCH):
            part = tuple(kept.records[start : start + PER_BATCH])
            store.save(Batch(source=SOURCE, records=part))
        total += len(kept.records)
    return ImportReport(files=len(paths), records=total, unknown=unknown)


def _entries(path: Path) -> Iterator[object]:
    """Yield the issues of search results, of lists of them, and of lists of issues."""
    waiting = list(read_documents(path))[::-1]
    while waiting:
        document = waiting.pop()
        if isinstance(document, list):
            waiting.extend(reversed(document))
        elif isinstance(document, dict) and isinstance(document.get("issues"), list):
            waiting.extend(reversed(document["issues"]))
        elif isinstance(document, dict) and isinstance(document.get("issue"), dict):
            yield document["issue"]  # a webhook payload
        else:
            yield document
