"""Do we read `.gitattributes` as git does, and only the followed branch's own?"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.linguist import LinguistAttributes
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.story import review
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.plumbing.attributes import PathKinds
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.own_repository import open_own_repository
from testing.memory_rows import Rows, rows_of
from testing.repo_builder import ANA, BEN, RepoBuilder

PATHS = [
    "a.py", "b.min.js", "gen.py", "x y.py", "ümlaut.py", "#odd.py", "!odd.py", "[a].py", "back.py", "a?b.py",
    "lib/a.py", "lib/deep/a.py", "lib/deep/er/gen.py", "vendor/a.py", "vendor/sub/b.min.js", "sub/vendor/a.py",
    "docs/a.md", "sub/docs/a.md", "src/x/gen/a.py", "src/gen/a.py", "src/x/y/gen/a.py", "sub/lib/a.py",
    "sub/lib/gen.py", "A.PY", "abc.py", "a-c.py", ".hidden.py", "lib/.hidden.py", "trailing.py ", "tab\t.py",
]  # fmt: skip
PATTERNS = [
    "*.py", "*.min.js", "gen.py", "/gen.py", "lib", "lib/", "lib/*", "lib/**", "**/gen.py", "lib/**/gen.py",
    "src/**/gen/*.py", "vendor/**", "vendor", "/vendor/*", "sub/lib/*", "docs/*.md", "**", "*", "a?c.py",
    "a[a-c]c.py", "[!a]*.py", "[abc].py", "lib/deep", "*/a.py", "**/lib/**", '"x y.py"', '"\\303\\274mlaut.py"',
    "ümlaut.py", "\\#odd.py", '"#odd.py"', "\\!odd.py", "#*.py", "!*.py", "*.PY", ".*", "\\[a].py", "a\\?b.py",
    '"tab\\t.py"', "l*/a.py", "lib/d*/a.py", "sub/**/a.*", "***", "a**c.py", "lib/**/", "/", "", "/*",
]  # fmt: skip
SAID = [
    "",
    "linguist-vendored",
    "-linguist-vendored",
    "linguist-vendored=false",
    "linguist-vendored=yes",
]


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


def as_git_says(repo: RepoBuilder, name: str) -> dict[str, str]:
    answer = repo.git_bytes(
        "check-attr", "-z", "--stdin", name, stdin=b"".join(f"{path}\0".encode() for path in PATHS)
    )
    fields = answer.decode().split("\0")
    return dict(zip(fields[0::3], fields[2::3], strict=False))


def as_we_say(texts: dict[str, str]) -> dict[str, str]:
    attributes = LinguistAttributes({RepoPath(path): text for path, text in texts.items()})
    words = {None: "unspecified", True: "set", False: "unset"}
    return {path: words[attributes.override(RepoPath(path)).vendored] for path in PATHS}


@pytest.mark.parametrize("folder", ["", "sub/"])
def test_patterns__match_as_git_matches_them(repo: RepoBuilder, folder: str) -> None:
    differences = []
    for pattern in PATTERNS:
        text = f"{pattern} linguist-vendored\n"
        repo.write(f"{folder}.gitattributes", text)
        git, ours = (
            as_git_says(repo, "linguist-vendored"),
            as_we_say({f"{folder}.gitattributes": text}),
        )
        differences += [(pattern, path, git[path]) for path in PATHS if git[path] != ours[path]]
    assert differences == []


def test_lines__beat_one_another_as_in_git(repo: RepoBuilder) -> None:
    """All orders of three lines, in the root and in a folder."""
    lines = [
        "*.py linguist-vendored",
        "lib/** -linguist-vendored",
        "gen.py !linguist-vendored eol=lf",
    ]
    for order, folder in itertools.product(itertools.permutations(lines), ("", "sub/", "lib/")):
        deeper = f"{order[0]}\n"
        root = "".join(f"{line}\r\n" for line in order)
        repo.write(".gitattributes", root)
        repo.write(f"{folder}.gitattributes", root if not folder else deeper)
        texts = {".gitattributes": root, f"{folder}.gitattributes": root if not folder else deeper}
        assert as_we_say(texts) == as_git_says(repo, "linguist-vendored")
        if folder:
            repo.write(f"{folder}.gitattributes", None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a.py linguist-vendored", FileKind.VENDORED),
        ("a.py linguist-generated=true", FileKind.GENERATED),
        ("a.py linguist-documentation", FileKind.DOC),
        ("a.py linguist-generated=false", FileKind.SOURCE),
        ("a.py -linguist-vendored", FileKind.SOURCE),
        ("a.py linguist-language=Ruby linguist-detectable", FileKind.SOURCE),
        ("a.py xlinguist-vendored", FileKind.SOURCE),
        ("[attr]mine linguist-vendored\na.py mine", FileKind.SOURCE),
        ("#a.py linguist-vendored", FileKind.SOURCE),
        ("a.py " + "x " * 1_100 + "linguist-vendored", FileKind.SOURCE),
        ("(" * 900 + " linguist-vendored\n[z-a] linguist-vendored", FileKind.SOURCE),
    ],
)
def test_kind__follows_what_is_said_and_nothing_else(line: str, expected: FileKind) -> None:
    said = LinguistAttributes({RepoPath(".gitattributes"): f"{line}\n"})
    assert said.kind_of(RepoPath("a.py")) is expected


def test_vendored_folder__that_is_said_to_be_ones_own_is_source() -> None:
    said = LinguistAttributes({RepoPath(".gitattributes"): "vendor/** -linguist-vendored\n"})
    assert said.kind_of(RepoPath("vendor/a.py")) is FileKind.SOURCE
    assert said.kind_of(RepoPath("deps/a.py")) is FileKind.VENDORED


def test_attributes__are_read_out_of_the_tree_and_not_of_the_checkout(repo: RepoBuilder) -> None:
    repo.commit({"sub/.gitattributes": "*.py linguist-generated\n", "sub/a.py": "1\n"})
    told = Sha(repo.head())
    repo.commit({"sub/.gitattributes": None, ".gitattributes": "*.py linguist-vendored\n"})
    with open_own_repository(find_checkout(repo.path)) as own:
        kinds = PathKinds(own, told)
        assert kinds(RepoPath("sub/a.py")) is FileKind.GENERATED
        assert kinds(RepoPath("b.py")) is FileKind.SOURCE
        assert kinds.mark
        newer = PathKinds(own, Sha(repo.head()))
        assert newer(RepoPath("b.py")) is FileKind.VENDORED
        assert newer.mark != kinds.mark


def up_to_date(repo: RepoBuilder, memory: Path) -> Rows:
    with open_workplace(repo.path, memory=memory) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        return rows_of(place.store.database)


def test_memory__that_grew_while_attributes_changed_equals_a_rebuild(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    contents = ["*.gen.py linguist-generated\n", "*.gen.py linguist-vendored\n", "* text\n", None]
    for number, content in enumerate(contents):
        repo.commit({f"{number}.gen.py": "1\n", f"{number}.py": "1\n", "a.gen.py": f"{number}\n"})
        up_to_date(repo, tmp_path / "grown.sqlite")
        repo.commit({".gitattributes": content, "b.gen.py": f"{number}\n"})
        grown = up_to_date(repo, tmp_path / "grown.sqlite")
        assert grown == up_to_date(repo, tmp_path / f"built{number}.sqlite")


def test_review__counts_what_the_branch_calls_generated_as_no_source(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    repo.commit(
        {"a.py": "1\n", "b.py": "1\n", ".gitattributes": "b.py linguist-generated\n"}, by=ANA
    )
    repo.commit({"a.py": "2\n", "b.py": "2\n"}, by=ANA)
    repo.branch("work")
    repo.commit(
        {"a.py": "3\n", "b.py": "3\n", ".gitattributes": "a.py linguist-generated\n"}, by=BEN
    )
    with open_workplace(repo.path, memory=tmp_path / "memory.sqlite") as place:
        told = review(Question(base="main", head="work"), place, on_progress=lambda *_: None)
        changes = place.store.database.execute("SELECT n_source_files FROM changes ORDER BY seq")
        assert list(changes) == [(1,), (1,)]
    kinds = {file.path: file.kind for file in told.pr.files}
    assert kinds["a.py"] is FileKind.SOURCE, "a change decides no rule that it is judged by"
    assert kinds["b.py"] is FileKind.GENERATED
    assert told.verdict is not None
    assert told.verdict.strikes == ()
