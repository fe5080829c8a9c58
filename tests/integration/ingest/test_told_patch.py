"""Does a patch in GitHub's form say the same as git's own, without context?"""

from __future__ import annotations

import random
import re

import pytest

from teammemory_bot.domain.change import LineRange
from teammemory_bot.ingest.told_patch import last_line, patched, signed_lines
from testing.repo_builder import RepoBuilder

HUNK = re.compile(r"(?m)^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
LINES = ("x = 1", "", "@@ -1,2 +3,4 @@", "-- gone", "++ there", "\\ No newline at end of file", "é")


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> RepoBuilder:
    return RepoBuilder(tmp_path_factory.mktemp("patches") / "repo")


def text(chance: random.Random) -> str:
    lines = [chance.choice(LINES) for _ in range(chance.randrange(1, 40))]
    return "\n".join(lines) + chance.choice(("", "\n"))


def edited(before: str, chance: random.Random) -> str:
    lines = before.split("\n")
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(len(lines) + 1)
        lines[place : place + chance.randrange(3)] = [chance.choice(LINES)] * chance.randrange(3)
    return "\n".join(lines)


def ranges(first: str, count: str | None) -> list[int]:
    return list(range(int(first), int(first) + int(count or 1)))


def numbers(spans: tuple[LineRange, ...]) -> list[int]:
    return [number for span in spans for number in range(span.first, span.last + 1)]


def test_patch__is_read_as_git_means_it(repo: RepoBuilder) -> None:
    chance = random.Random(11)  # noqa: S311  # texts, no secret
    compared = 0
    for _ in range(40):
        before = text(chance)
        repo.commit({"a.txt": before})
        after = edited(before, chance)
        repo.commit({"a.txt": after})
        shown = repo.git("diff", "-U3", "HEAD~1", "HEAD").rstrip("\n")
        if "\n@@ " not in shown:
            continue
        body = shown[shown.index("\n@@ ") + 1 :]
        hunks = HUNK.findall(repo.git("diff", "-U0", "HEAD~1", "HEAD"))
        told = patched(body, lambda lines: sum(b"x" in line for line in lines))
        gone = [n for a, b, _, _ in hunks for n in ranges(a, b)]
        given = [n for _, _, c, d in hunks for n in ranges(c, d)]
        assert sorted(numbers(told.replaced)) == gone
        assert sorted(numbers(told.written)) == given
        assert (told.added, told.deleted) == (len(given), len(gone))
        assert len(signed_lines(body, "+")) == told.added
        assert len(signed_lines(body, "-")) == told.deleted
        assert max(given, default=0) <= last_line(body) <= len(after.split("\n"))
        assert told.decision_tokens == sum(b"x" in line for line in signed_lines(body, "+"))
        compared += 1
    assert compared > 20
