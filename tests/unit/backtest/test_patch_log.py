"""Is a log of patches read by its counts, whatever the lines in it look like?"""

from __future__ import annotations

from teammemory_bot.backtest.line_origins import UNKNOWN, LineOrigins
from teammemory_bot.backtest.patch_log import ChangePatch, read_patch_log
from teammemory_bot.plumbing.patch import FilePatch, Hunk

SHA = b"a" * 40


def parse(*lines: bytes) -> list[ChangePatch]:
    """Read a log of these lines, whatever the size of the pieces that it comes in."""
    log = b"".join(line + b"\n" for line in lines)
    changes = list(read_patch_log([log]))
    for size in (1, 2, 7):
        pieces = [log[start : start + size] for start in range(0, len(log), size)]
        assert list(read_patch_log(pieces)) == changes
    return changes


def test_read_patch_log__reads_hunks_by_their_counts() -> None:
    (change,) = parse(
        b"\0" + SHA,
        b"",
        b"diff --git a/a.py b/a.py",
        b"index 1..2 100644",
        b"--- a/a.py",
        b"+++ b/a.py",
        b"@@ -2,2 +2 @@ def f():",
        b"--- a/looks like a header",
        b"-@@ -1 +1 @@",
        b"++++ b/also.py",
        b"\\ No newline at end of file",
        b"@@ -9,0 +9,2 @@",
        b"+diff --git a/x b/x",
        b"+",
    )
    assert change.sha == SHA.decode()
    (file,) = change.files
    assert (file.old_path, file.new_path) == (b"a.py", b"a.py")
    assert file.hunks == [
        Hunk(2, [b"-- a/looks like a header", b"@@ -1 +1 @@"], 2, [b"+++ b/also.py"]),
        Hunk(10, [], 9, [b"diff --git a/x b/x", b""]),
    ]
    assert (file.added, file.deleted) == (3, 2)
    assert (file.replaced, file.written) == ([(2, 3)], [(2, 2), (9, 10)])


def test_read_patch_log__knows_new_old_renamed_and_quoted_names() -> None:
    (change,) = parse(
        b"\0" + SHA,
        b"diff --git a/new.py b/new.py",
        b"--- /dev/null",
        b'+++ "b/caf\\303\\251\\t\\"\\\\.py"',
        b"diff --git a/old.py b/old.py",
        b"--- a/with space.py\t",
        b"+++ /dev/null",
        b"diff --git a/x.py b/y.py",
        b"similarity index 100%",
        b"rename from x.py",
        b'rename to "y\\n.py"',
        b"diff --git a/p.png b/p.png",
        b"Binary files a/p.png and b/p.png differ",
    )
    assert [file.is_binary for file in change.files] == [False, False, False, True]
    assert [(file.old_path, file.new_path) for file in change.files] == [
        (None, 'café\t"\\.py'.encode()),
        (b"with space.py", None),
        (b"x.py", b"y\n.py"),
        (None, None),
    ]


def test_read_patch_log__parts_the_changes() -> None:
    first, second = parse(b"\0" + SHA, b"\0" + b"b" * 40, b"", b"diff --git a/a b/a")
    assert (first.sha, first.files) == ("a" * 40, [])
    assert second.sha == "b" * 40


def test_read_patch_log__survives_a_cut_off_stream() -> None:
    (change,) = read_patch_log([b"\0" + SHA + b"\ndiff --git a/a b/a\n@@ -1,3 +1,2 @@\n-one"])
    assert change.files[0].hunks == [Hunk(1, [b"one"], 1, [])]
    assert list(read_patch_log([])) == []


def hunk(first: int, deleted: tuple[bytes, ...], added: int) -> Hunk:
    return Hunk(first, list(deleted), first, [b"new"] * added)


def patch(old: bytes | None, new: bytes | None, *hunks: Hunk) -> FilePatch:
    return FilePatch(old_path=old, new_path=new, hunks=list(hunks))


def test_line_origins__name_the_writers_of_deleted_lines() -> None:
    origins = LineOrigins()
    assert list(origins.apply([patch(None, b"a", hunk(1, (), 4))], 1)) == []
    grown = patch(b"a", b"a", hunk(2, (b"two",), 3), hunk(5, (), 1))
    assert [(writer, text) for _, writer, text in origins.apply([grown], 2)] == [(1, b"two")]
    cut = patch(b"a", b"b", hunk(1, (b"one", b"2a"), 0), hunk(7, (b"end",), 0))
    assert [(writer, text) for _, writer, text in origins.apply([cut], 3)] == [
        (2, b"end"),
        (1, b"one"),
        (2, b"2a"),
    ]
    assert origins.lines_of(b"a") == 0
    assert origins.lines_of(b"b") == 4


def test_line_origins__of_unseen_files_are_unknown() -> None:
    origins = LineOrigins()
    late = patch(b"a", b"a", hunk(3, (b"three",), 1))
    assert [writer for _, writer, _ in origins.apply([late], 7)] == [UNKNOWN]
    assert origins.lines_of(b"a") == 3


def test_line_origins__survive_two_files_that_swap_their_names() -> None:
    origins = LineOrigins()
    list(origins.apply([patch(None, b"a", hunk(1, (), 1))], 1))
    list(origins.apply([patch(None, b"b", hunk(1, (), 1))], 2))
    list(origins.apply([patch(b"a", b"b"), patch(b"b", b"a")], 3))
    cut = patch(b"b", b"b", hunk(1, (b"from a",), 0))
    assert [writer for _, writer, _ in origins.apply([cut], 4)] == [1]
