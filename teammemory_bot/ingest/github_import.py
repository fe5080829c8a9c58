"""How do exported GitHub files get into the memory? As the API's own records: twice is once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from teammemory_bot.domain.conversation import ConversationStore
from teammemory_bot.domain.records import ApiRecord, Batch
from teammemory_bot.ingest.export_file import ExportUnreadable, ImportReport, read_documents
from teammemory_bot.ingest.github_export import records_in
from teammemory_bot.transport.errors import UnusableAnswer

SOURCE: Final = "github-import"
PER_BATCH: Final = 500


def import_github(
    paths: Sequence[Path],
    store: ConversationStore,
    *,
    repository: str = "",
    projects: frozenset[str] = frozenset(),
) -> ImportReport:
    """Save what the files hold. A file with an entry of a wrong shape is refused as a whole."""
    total = unknown = 0
    for path in paths:
        records: list[ApiRecord] = []
        for record in _records(path, repository, projects):
            if record is None:
                unknown += 1
            else:
                records.append(record)
        if not records:
            raise ExportUnreadable(
                path, "it holds no pull requests, reviews, issues or comments of GitHub"
            )
        for start in range(0, len(records), PER_BATCH):
            part = tuple(records[start : start + PER_BATCH])
            store.save(Batch(source=SOURCE, records=part))
        total += len(records)
    return ImportReport(files=len(paths), records=total, unknown=unknown)


def _records(path: Path, repository: str, projects: frozenset[str]) -> Iterator[ApiRecord | None]:
    for document in read_documents(path):
        try:
            yield from records_in(document, repository=repository, projects=projects)
        except (UnusableAnswer, ValueError) as fault:
            raise ExportUnreadable(path, f"an entry has a wrong shape ({_why(fault)})") from None


def _why(fault: Exception) -> str:
    text = str(fault)
    return text.partition("documented (")[2].partition(")")[0] or text[:100]
