"""Does the memory say what git says where a naive reader of git's output goes wrong?

One test a trap, each on a repository that holds it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from teammemory_bot.domain.identity import path_from_bytes
from teammemory_bot.plumbing import log_stream
from teammemory_bot.plumbing.history import MAX_SECONDS
from testing.git_rows import Touched, change_rows, commit_rows, people, subjects
from testing.hostile_text import hostile_strings
from testing.memory_builder import remember
from testing.repo_builder import ANA, BEN, CHI, FIRST_TIME, Person, RepoBuilder

TEN = "".join(f"line {number} of ten\n" for number in range(10))
YEARS = 100_000


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


@pytest.fixture
def read(repo: RepoBuilder, tmp_path: Path) -> Callable[[Callable[[Any], Any]], Any]:
    """Read the whole history into a memory and return what a question finds there."""

    def asked(question: Callable[[Any], Any]) -> Any:
        with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
            return question(store)

    return asked


# --- 1. Attributes of whatever is checked out ----------------------------------------------------


@pytest.mark.parametrize(
    "line", ["* -diff", "* binary", "*.py diff=nothing -text", "* -diff -merge"]
)
@pytest.mark.parametrize("where", [".gitattributes", ".git/info/attributes"])
def test_counts__are_not_blinded_by_the_attributes_that_are_checked_out(
    repo: RepoBuilder, tmp_path: Path, line: str, where: str
) -> None:
    repo.commit({"a.py": "x = 1\nif x:\n    x = 2\n"}, subject="One")
    repo.commit({"a.py": "x = 1\n", "b.bin": b"\0\1"}, subject="Two")
    repo.write(where, f"{line}\n")
    repo.commit(subject="Three")
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        rows = [row for row in commit_rows(store) if not row.path.startswith(".git")]
        assert rows == [
            Touched("One", "a.py", "A", added=3, deleted=0),
            Touched("Two", "a.py", "M", added=0, deleted=2),
            Touched("Two", "b.bin", "A", is_binary=1),
        ]
        assert [row for row in change_rows(store) if not row.path.startswith(".git")] == rows
        tokens = store.database.execute("SELECT tokens FROM change_files WHERE seq = 0")
        assert list(tokens) == [(1,)]


# --- 2. Binary files have no lines ---------------------------------------------------------------


def test_counts__of_a_binary_file_are_unknown_and_not_zero(repo, read) -> None:
    repo.commit({"logo": b"\x89PNG\r\n\0" * 9, "text": "1\n"}, subject="Both")
    repo.commit({"logo": b"now text\n"}, subject="No longer")
    assert read(commit_rows) == [
        Touched("Both", "logo", "A", is_binary=1),
        Touched("Both", "text", "A", added=1, deleted=0),
        Touched("No longer", "logo", "M", is_binary=1),
    ]


# --- 3. Paths of any bytes, renamed ones among them ----------------------------------------------

ODD_PATHS = [
    b"plain", b"with space ", b" leading", b'quo"te', b"tab\tname", b"line\nbreak", b"car\rriage",
    b"a => b", b"{a => b}", b"\x01\x1e\x1f", b"\x7f", b"back\\slash", b"\\x41", b"b/b/deep",
    b"\xff\xfe raw", b"latin \xe9", "ünï".encode(), "e\u0301".encode(), "\u00e9".encode(),
    b"--output=x", b":(glob)*", b":100644 100644 M", b"1\t2\tname", b"diff --git a", b"-", b"~",
    "\u202egnp.exe".encode(), "\ud800".encode("utf-8", "surrogatepass"), b"CASE", b"case", b"x" * 255,
]  # fmt: skip


def test_paths__of_any_bytes_are_read_back_renamed_and_counted(repo, tmp_path) -> None:
    """Names that differ by case or composition stay apart: the tree is written without a disk."""
    blob = repo.git("hash-object", "-w", "--stdin", stdin=TEN.encode()).strip()
    more = repo.git("hash-object", "-w", "--stdin", stdin=f"{TEN}more\n".encode()).strip()

    def commit(entries: list[tuple[bytes, str]], parents: list[str], subject: str) -> str:
        lines = (b"100644 blob " + what.encode() + b"\t" + path + b"\0" for path, what in entries)
        folder = repo.git("mktree", "-z", stdin=b"".join(lines)).strip()
        who = b"author A <a@example.com> 1767225600 +0000\ncommitter A <a@example.com> 1767225600 +0000"
        return repo.raw_commit(folder, parents, who, subject.encode())

    flat = sorted(path.replace(b"/", b"_") for path in ODD_PATHS)
    first = commit([(path, blob) for path in flat], [], "Add")
    second = commit([(path, more) for path in flat], [first], "Change")
    moved = sorted(b"moved " + path[:240] for path in flat)
    third = commit([(path, more) for path in moved], [second], "Move")
    repo.git("update-ref", "refs/heads/main", third)
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        rows = commit_rows(store)
        assert rows == change_rows(store)
        paths = [path_from_bytes(path) for path in flat]
        assert {row.path for row in rows if row.subject == "Add"} == set(paths)
        added = {(row.status, row.added, row.deleted) for row in rows if row.subject == "Add"}
        assert added == {("A", 10, 0)}
        changed = [row for row in rows if row.subject == "Change"]
        assert {row.path for row in changed} == set(paths)
        assert {(row.status, row.added, row.deleted) for row in changed} == {("M", 1, 0)}
        gone = [row for row in rows if row.subject == "Move"]
        assert {(row.status, row.added, row.deleted) for row in gone} == {("R", 0, 0)}
        assert {row.previous for row in gone} == set(paths)
        assert {row.path for row in gone} == {path_from_bytes(path) for path in moved}
        ((files,),) = store.database.execute("SELECT COUNT(*) FROM files")
        assert files == len(flat), "a renamed file became another one"


# --- 4, 8. Commits without rows, and rows without lines ------------------------------------------


def test_commits__without_rows_stand_between_those_that_have_some(repo, read) -> None:
    repo.commit(subject="Empty root")
    repo.commit({"a": "1\n"}, subject="One")
    repo.commit(subject="Empty")
    repo.commit(subject="Empty again")
    repo.commit({"a": "1\n2\n"}, subject="Two")
    repo.commit(subject="Empty tip")
    assert read(commit_rows) == [
        Touched("One", "a", "A", added=1, deleted=0),
        Touched("Two", "a", "M", added=1, deleted=0),
    ]
    assert read(subjects) == ["Empty root", "One", "Empty", "Empty again", "Two", "Empty tip"]


def test_commits__with_an_empty_message_are_commits(repo, read) -> None:
    repo.commit({"a": "1\n"}, subject="One")
    who = b"author A <a@example.com> 1767225600 +0000\ncommitter A <a@example.com> 1767225600 +0000"
    tree = repo.git("write-tree").strip()
    silent = repo.raw_commit(tree, [repo.head()], who, b"")
    blank = repo.raw_commit(tree, [silent], who, b"\n \n\n")
    repo.git("reset", "--quiet", blank)
    repo.commit({"a": "2\n"}, subject="Two")
    assert read(subjects) == ["One", "", "", "Two"]


def test_modes__types_links_and_submodules_are_told_apart(repo, read) -> None:
    repo.commit({"tool": TEN, "to-link": "a\n"}, subject="Begin")
    (repo.path / "tool").chmod(0o755)
    repo.commit(subject="Mode")
    (repo.path / "to-link").unlink()
    (repo.path / "to-link").symlink_to("tool")
    (repo.path / "link").symlink_to("tool")
    repo.commit(subject="Links")
    repo.bump_submodule("lib", "a")
    repo.bump_submodule("lib", "b")
    rows = read(commit_rows)
    assert [row for row in rows if row.subject != "Begin"] == [
        Touched("Mode", "tool", "M", mode=1, added=0, deleted=0),
        Touched("Links", "link", "A", mode=2, added=1, deleted=0),
        Touched("Links", "to-link", "T", mode=2, added=1, deleted=1),
        Touched("Bump lib to a", "lib", "A", mode=3),
        Touched("Bump lib to b", "lib", "M", mode=3),
    ]


# --- 5. A message may look like anything ---------------------------------------------------------

FORGED = [
    "a\x01b", "a\x1eb\x1fc", ":100644 100644 " + "a" * 40 + " " + "b" * 40 + " M", "10\t20\tsrc/forged.py",
    "diff --git a/x b/x\n@@ -1 +1 @@\n-a\n+b", "commit " + "a" * 40, "\x00", "\r\nCRLF\r\n", "%H%x00%s",
]  # fmt: skip


def test_messages__forge_no_record(repo, read) -> None:
    for number, text in enumerate(FORGED):
        message = f"Commit {number}\n\n{text}\n\n{text}".encode()
        repo.commit({"a": f"{number}\n"}, subject="replaced")
        tree = repo.git("write-tree").strip()
        parents = repo.git("rev-list", "--parents", "-1", "HEAD").split()[1:]
        who = b"author A <a@x> 1767225600 +0000\ncommitter A <a@x> 1767225600 +0000"
        repo.git("reset", "--quiet", repo.raw_commit(tree, parents, who, message))
    assert read(subjects) == [f"Commit {number}" for number in range(len(FORGED))]
    rows = read(commit_rows)
    assert [(row.path, row.added, row.deleted) for row in rows] == [
        ("a", 1, int(number > 0)) for number in range(len(FORGED))
    ]


def test_names__forge_no_record(repo, read) -> None:
    odd = [
        b"",
        b"\x01",
        b"a\x1fb",
        b"10\t20\tx",
        b":100644 M",
        "\u202eanA".encode(),
        b"\xff",
        b"a" * 9_000,
    ]
    for number, name in enumerate(odd):
        repo.commit({"a": f"{number}\n"}, subject="replaced")
        tree = repo.git("write-tree").strip()
        parents = repo.git("rev-list", "--parents", "-1", "HEAD").split()[1:]
        who = name + b" <" + bytes((97 + number,)) + b"@x.example> 1767225600 +0000"
        lines = b"author " + who + b"\ncommitter " + who
        repo.git("reset", "--quiet", repo.raw_commit(tree, parents, lines, b"%d" % number))
    assert [subject for subject, _ in read(people)] == [str(number) for number in range(len(odd))]
    assert len(read(commit_rows)) == len(odd)


# --- 6, 7. Merges, octopuses, roots --------------------------------------------------------------


def test_merge__has_no_rows_and_its_step_has_the_whole_branch_once(repo, tmp_path) -> None:
    repo.commit({"a": TEN}, subject="Begin")
    repo.branch("topic")
    repo.commit({"b": "1\n"}, subject="On the branch")
    repo.commit({"b": "1\n2\n"}, subject="And more")
    repo.switch("main")
    repo.commit({"a": f"{TEN}more\n"}, subject="Meanwhile")
    repo.git("merge", "--quiet", "--no-ff", "--no-commit", "topic")
    repo.write("evil", "nobody wrote this on a branch\n")
    repo.git("add", "evil")
    repo.commit_staged("Merge", by=BEN)
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        assert [(row.subject, row.path, row.added, row.deleted) for row in commit_rows(store)] == [
            ("Begin", "a", 10, 0),
            ("Meanwhile", "a", 1, 0),
            ("On the branch", "b", 1, 0),
            ("And more", "b", 1, 0),
        ]
        merge = [(row.path, row.added) for row in change_rows(store) if row.subject == "Merge"]
        assert merge == [("b", 2), ("evil", 1)]


def test_octopus__lands_each_branch_once_and_knows_all_parents(repo, tmp_path) -> None:
    repo.commit({"a": "1\n"}, subject="Begin")
    names = [f"arm{number}" for number in range(6)]
    for name in names:
        repo.branch(name, "main")
        repo.commit({name: "1\n"}, subject=name)
    repo.switch("main")
    repo.merge(*names, subject="Octopus")
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        assert store.tip_seq() == 1
        assert subjects(store) == ["Begin", *names, "Octopus"]
        merge = [row.path for row in change_rows(store) if row.subject == "Octopus"]
        assert merge == names
        parents = store.database.execute(
            "SELECT m.position, k.subject FROM commit_merged_parents AS m"
            " JOIN commits AS k ON k.id = m.parent_id ORDER BY m.position"
        )
        assert list(parents) == list(enumerate(names, 1))


def test_roots__of_unrelated_histories_are_all_read(repo, tmp_path) -> None:
    repo.commit({"a": "1\n"}, subject="Root")
    for name in ("second", "third"):
        repo.git("checkout", "--quiet", "--orphan", name)
        repo.git("rm", "-rfq", ".")
        repo.commit({name: "1\n2\n"}, subject=f"Root of {name}")
        repo.switch("main")
        repo.merge(name, subject=f"Take in {name}")
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        assert [(row.subject, row.path, row.added) for row in commit_rows(store)] == [
            ("Root", "a", 1),
            ("Root of second", "second", 2),
            ("Root of third", "third", 2),
        ]
        rows = store.database.execute("SELECT COUNT(*) FROM commits WHERE parent_id IS NULL")
        assert list(rows) == [(3,)]


# --- 9, 10. Times and people that git accepts ----------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"1767225600 +0000", 1_767_225_600),
        (b"0 +0000", 0),
        (b"1 -1400", 1),
        (b"2147483648 +0000", 2_147_483_648),
        (b"4000000000 +9999", 4_000_000_000),
        (b"99999999999999 +0000", MAX_SECONDS),
        (b"18446744073709551616 +0000", MAX_SECONDS),
        (b"-5 +0000", 0),
        (b"", 0),
        (b"yesterday", 0),
    ],
)
def test_times__that_no_clock_showed_become_a_limit(repo, read, written, expected) -> None:
    repo.commit({"a": "1\n"}, subject="One")
    who = b"author A <a@x> " + written + b"\ncommitter A <a@x> " + written
    tree = repo.git("write-tree").strip()
    repo.git("reset", "--quiet", repo.raw_commit(tree, [repo.head()], who, b"Two"))
    times = read(
        lambda store: list(
            store.database.execute(
                "SELECT authored_at, committed_at FROM commits WHERE subject = 'Two'"
            )
        )
    )
    assert times == [(expected, expected)]


def test_time__of_a_change_never_goes_back(repo, read) -> None:
    for number, at in enumerate((FIRST_TIME, FIRST_TIME - YEARS, FIRST_TIME + 5, 0)):
        repo.commit({"a": f"{number}\n"}, at=at)
    times = read(lambda store: list(store.database.execute("SELECT at FROM changes ORDER BY seq")))
    assert times == [(FIRST_TIME,), (FIRST_TIME,), (FIRST_TIME + 5,), (FIRST_TIME + 5,)]


@pytest.mark.parametrize(
    "who", [b" <>", b"A <>", b" <a@x>", b"A a<b <c@x>", b"A <a@x> <b@y>", b"A", b"<", b"A <a@x"]
)
def test_author__without_a_name_or_address_is_somebody(repo, read, who) -> None:
    repo.commit({"a": "1\n"}, subject="One")
    lines = b"author " + who + b" 1767225600 +0000\ncommitter " + who + b" 1767225600 +0000"
    repo.write("a", "2\n")
    repo.git("add", "a")
    tree = repo.git("write-tree").strip()
    repo.git("reset", "--quiet", "--hard", repo.raw_commit(tree, [repo.head()], lines, b"Two"))
    assert read(subjects) == ["One", "Two"]
    assert len(read(people)) == 2
    assert len(read(commit_rows)) == 2


def test_mailmap__is_the_branch_s_own_and_not_what_is_checked_out(repo, read) -> None:
    other = Person("A. Silva", "old@example.com")
    repo.commit({"a": "1\n"}, subject="One", by=other)
    repo.commit({".mailmap": f"{ANA.name} <{ANA.email}> <{other.email}>\n"}, subject="Map", by=ANA)
    repo.branch("work")
    repo.commit(
        {".mailmap": f"{BEN.name} <{BEN.email}> <{other.email}>\n"}, subject="Steal", by=BEN
    )
    assert read(people) == [("One", ANA.name), ("Map", ANA.name)]


# --- 11. Encodings -------------------------------------------------------------------------------


def test_text__of_any_encoding_is_stored(repo, read) -> None:
    repo.commit({"a": "1\n"}, subject="One")
    tree = repo.git("write-tree").strip()
    name = "Jürg".encode("latin-1")
    who = (
        b"author "
        + name
        + b" <j@x> 1767225600 +0000\ncommitter "
        + name
        + b" <j@x> 1767225600 +0000"
    )
    declared = repo.raw_commit(
        tree, [repo.head()], who + b"\nencoding iso-8859-1", "Grüße".encode("latin-1")
    )
    wrong = repo.raw_commit(tree, [declared], who + b"\nencoding no-such", b"plain \xe9")
    bare = repo.raw_commit(tree, [wrong], who, b"bare \xff\xfe")
    half = repo.raw_commit(tree, [bare], who, "half \ud800".encode("utf-8", "surrogatepass"))
    repo.git("reset", "--quiet", half)
    said = read(subjects)
    assert said[:2] == ["One", "Grüße"]
    assert [text[:5] for text in said[2:]] == ["plain", "bare ", "half "]
    assert read(people)[1][1] == "Jürg"


# --- 12. Trailers --------------------------------------------------------------------------------


def test_trailers__folded_and_with_carriage_returns_name_their_people(repo, read) -> None:
    folded = f"Reviewed-by: {BEN.name}\n <{BEN.email}>\nCo-authored-by: {CHI.name} <{CHI.email}>"
    repo.commit({"a": "1\n"}, subject="Folded", body=folded)
    repo.commit(
        {"a": "2\n"},
        subject="Returned",
        body=f"Text\r\n\r\nReviewed-by: {BEN.name} <{BEN.email}>\r\n",
    )
    reviews = read(
        lambda store: list(
            store.database.execute(
                "SELECT r.change_seq, d.name FROM reviews AS r JOIN developers AS d ON d.id = r.reviewer_id"
                " ORDER BY r.change_seq"
            )
        )
    )
    assert reviews == [(0, BEN.name), (1, BEN.name)]
    assert read(subjects) == ["Folded", "Returned"]


@pytest.mark.parametrize("count", [300, pytest.param(20_000, marks=pytest.mark.prove)])
def test_messages_and_names__of_strangers_stay_one_record_each(repo, tmp_path, count) -> None:
    """Hostile texts as messages, as authors and as file names: each commit comes back as one."""
    stream = bytearray()
    for number, text in enumerate(hostile_strings(count, seed=11)):
        raw = text.encode("utf-8", "surrogatepass")
        name = raw.translate(None, b"<>\n\0").strip()[:200]
        parts = raw.translate(None, b"\n\0")[:200].split(b"/")
        path = b"/".join(part for part in parts if part) or b"x"
        quoted = b'"%d/' % number + b"".join(b"\\%03o" % byte for byte in path) + b'"'
        message = b"%d: " % number + raw
        stream += b"commit refs/heads/main\ncommitter %s <x%d@example.com> %d +0000\n" % (
            name, number, FIRST_TIME + number,
        )  # fmt: skip
        stream += b"data %d\n%s\nM 100644 inline %s\ndata 2\n1\n\n" % (
            len(message),
            message,
            quoted,
        )
    repo.git("fast-import", "--quiet", "--force", stdin=bytes(stream))
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        said = subjects(store)
        assert [text.partition(":")[0] for text in said] == [str(number) for number in range(count)]
        rows = commit_rows(store)
        assert [row.path.partition("/")[0] for row in rows] == [
            str(number) for number in range(count)
        ]
        assert {(row.status, row.added, row.deleted) for row in rows} == {("A", 1, 0)}


# --- Size: what nobody wrote by hand is not counted, and what stands beside it is ------------------


def test_patch__that_is_too_large_leaves_its_change_uncounted_and_no_other(
    repo, read, monkeypatch
) -> None:
    monkeypatch.setattr(log_stream, "MAX_PATCH_BYTES", 400_000)
    for number in range(3):
        text = "if x:\n" * (100_000 if number == 1 else 2)
        repo.commit({f"a{number}.py": text, f"b{number}.py": "y\n"}, subject=f"Add {number}")
    rows = read(
        lambda store: list(
            store.database.execute(
                "SELECT h.seq, h.is_counted, f.added, f.tokens, f.commit_added FROM changes AS h"
                " JOIN change_files AS f ON f.seq = h.seq ORDER BY h.seq, f.path_id"
            )
        )
    )
    assert rows == [
        (0, 1, 2, 2, 2), (0, 1, 1, 0, 1),
        (1, 0, None, None, 100_000), (1, 0, None, None, 1),
        (2, 1, 2, 2, 2), (2, 1, 1, 0, 1),
    ]  # fmt: skip


def test_file__of_many_megabytes_is_data_whose_lines_nobody_counts(repo, read) -> None:
    repo.commit({"a.py": "x\n", "data.csv": "1\n" * (17 << 20)})
    assert read(commit_rows) == [
        Touched("Change something", "a.py", "A", added=1, deleted=0),
        Touched("Change something", "data.csv", "A", is_binary=1),
    ]


def test_octopus__of_very_many_branches_is_read(repo, tmp_path) -> None:
    stream = bytearray()

    def commit(ref: str, mark: int, parents: str) -> None:
        stream.extend(
            f"commit refs/heads/{ref}\nmark :{mark}\ncommitter A <a@x> {FIRST_TIME + mark} +0000\n"
            f"data 0\n{parents}M 100644 inline p{mark}.py\ndata 2\n1\n\n".encode()
        )

    commit("main", 1, "")
    for mark in range(2, 1_002):
        commit("work", mark, "from :1\n")
    merged = "".join(f"merge :{mark}\n" for mark in range(2, 1_002))
    commit("main", 1_002, f"from :1\n{merged}")
    repo.git("fast-import", "--quiet", "--force", stdin=bytes(stream))
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        ((landed, parents),) = store.database.execute(
            "SELECT (SELECT COUNT(*) FROM commits WHERE change_seq = 1),"
            " (SELECT COUNT(*) FROM commit_merged_parents)"
        )
    assert (landed, parents) == (1_001, 1_000)
