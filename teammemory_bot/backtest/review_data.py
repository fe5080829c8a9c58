"""What does a file of past reviews say? One JSON object a line, in the format of the documentation.

Fields: `created_at` (time of merge), `author`, `reviewers`, `title`, `files`, and, where known,
`n_files` (the true number, when fewer are listed) and `churn` (lines per file). Plain or gzipped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import UnionType
from typing import Any, NoReturn, Self

from teammemory_bot.backtest.plain_or_gzip import CUT_OFF, open_text
from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.past_change import PastChange
from teammemory_bot.support.errors import TeamMemoryError


class BadReviewData(TeamMemoryError):
    """A file of past reviews cannot be read."""

    def __init__(self, path: Path, why: str, *, line: int | None = None) -> None:
        place = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"{place}: {why}; the format is described in docs/review-routing.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHistory:
    """Landed changes in time order, and what each person in them is called."""

    changes: tuple[PastChange, ...]
    handles: Mapping[DeveloperId, str]


def read_review_data(path: Path) -> ReviewHistory:
    """Read a history; people are numbered in the order of their names."""
    records = list(_records(path))
    names = sorted({name for record in records for name in record.people()})
    numbers = {name: DeveloperId(number) for number, name in enumerate(names)}
    changes = sorted((record.change(numbers) for record in records), key=lambda one: one.at)
    return ReviewHistory(
        changes=tuple(changes), handles={number: name for name, number in numbers.items()}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One line, its types checked."""

    at: int
    author: str | None
    reviewers: tuple[str, ...]
    title: str
    files: tuple[str, ...]
    n_files: int
    churn: tuple[int | None, ...]

    @classmethod
    def from_json(cls, line: str) -> Self:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise TypeError("a line holds one JSON object")
        merged_at = datetime.fromisoformat(_text(fields, "created_at"))
        files = _list_of(str, fields, "files")
        author = fields.get("author")
        return cls(
            at=int((merged_at if merged_at.tzinfo else merged_at.replace(tzinfo=UTC)).timestamp()),
            author=None if author is None else _text(fields, "author"),
            reviewers=_list_of(str, fields, "reviewers"),
            title=_text(fields, "title") if fields.get("title") is not None else "",
            files=files,
            n_files=int(fields.get("n_files", len(files))),
            churn=_list_of(int | None, fields, "churn"),
        )

    def people(self) -> Iterator[str]:
        if self.author is not None:
            yield self.author
        yield from self.reviewers

    def change(self, numbers: Mapping[str, DeveloperId]) -> PastChange:
        author = None if self.author is None else numbers[self.author]
        reviewers = {numbers[name] for name in self.reviewers} - {author}
        return PastChange(
            at=self.at,
            author=author,
            reviewers=tuple(sorted(reviewers)),
            title=self.title,
            n_files=self.n_files,
            paths=tuple(map(RepoPath, self.files)),
            files=self.files,
            churn=self.churn,
        )


def _records(path: Path) -> Iterator[_Record]:
    read = 0
    try:
        with open_text(path) as lines:
            for line in lines:
                read += 1
                if line.strip():
                    yield _Record.from_json(line)
    except CUT_OFF as error:
        raise BadReviewData(path, "the compressed data is damaged or cut off") from error
    except OSError as error:
        raise BadReviewData(path, f"cannot be read ({error.strerror or error})") from error
    except (ValueError, TypeError, KeyError) as error:
        raise BadReviewData(path, f"not a change ({error})", line=read) from error


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields[name] if name in fields else _missing(name)
    if not isinstance(value, str):
        raise TypeError(f"`{name}` is to be text")
    return value


def _list_of(kind: type | UnionType, fields: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    values = fields.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
        raise TypeError(f"`{name}` is to be a list")
    return tuple(values)


def _missing(name: str) -> NoReturn:
    raise ValueError(f"`{name}` is missing")
