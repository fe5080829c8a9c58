"""Can a repository run a program, write a file or forge a fact when it is only read?

Each attack is first shown to work on plain git, so that a test which cannot fire proves nothing here.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from git import Git

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.identity import Sha
from teammemory_bot.pipeline.question import Question
from teammemory_bot.pipeline.story import review
from teammemory_bot.plumbing import environment
from teammemory_bot.plumbing.checkout import find_checkout, find_commit, resolve
from teammemory_bot.plumbing.errors import (
    GitFailed,
    GitTooSlow,
    NoCommitYet,
    OutputTooLarge,
    UnknownRevision,
)
from teammemory_bot.plumbing.own_repository import open_own_repository, verified
from teammemory_bot.plumbing.process import READ_VERBS, output_of
from testing.armed_repository import ATTACKS, Armed, Canary, run_naively
from testing.git_rows import subjects
from testing.memory_builder import remember
from testing.memory_rows import rows_of
from testing.repo_builder import ANA, BEN, RepoBuilder

FULL = "a" * 40


class Peaceful(NamedTuple):
    """A repository before anybody armed it, and what a review says about it."""

    repo: RepoBuilder
    told: str


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory: pytest.TempPathFactory) -> Peaceful:
    """A branch that was merged, so that a review looks at everything that it ever does."""
    folder = tmp_path_factory.mktemp("peaceful")
    repo = RepoBuilder(folder / "repo")
    repo.commit(
        {"src/a.py": "one\ntwo\n", "b.py": "x = 1\n", ".gitattributes": "*.b diff\n"}, by=ANA
    )
    repo.branch("topic")
    repo.commit({"src/a.py": "one\n2\nthree\n"}, subject="PROJ-1 Change it", by=BEN)
    repo.switch("main")
    repo.merge("topic", number=1, title="Change it")
    repo.commit({"src/a.py": "one\n2\nthree\nfour\n"}, subject="Go on", by=ANA)
    return Peaceful(repo, read_everything(repo.path, folder / "memory.sqlite"))


@pytest.fixture
def repo(peaceful: Peaceful, tmp_path: Path) -> RepoBuilder:
    """A copy of that repository."""
    path = tmp_path / "work" / "repo"
    shutil.copytree(peaceful.repo.path, path)
    copy = RepoBuilder(path)
    copy.now = peaceful.repo.now
    return copy


def read_everything(path: Path, memory: Path) -> str:
    """Do all that the product does with a checkout."""
    with open_workplace(path, memory=memory) as place:
        told = review(Question(), place, on_progress=lambda *_: None)
        return told.as_json()


@pytest.mark.parametrize("name", ATTACKS)
def test_attack__that_works_on_plain_git_does_nothing_here(
    name: str,
    repo: RepoBuilder,
    peaceful: Peaceful,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    canary = Canary.in_folder(outside)
    armed = Armed(repo, canary)
    ATTACKS[name].arm(armed)
    tip = repo.head()
    canary.is_quiet_again()  # arming it may have set it off
    before = state_of(repo.path.parent)
    with monkeypatch.context() as surroundings:
        for variable, value in armed.environment.items():
            surroundings.setenv(variable, value)
        told = read_everything(repo.path, tmp_path / "memory.sqlite")
        if (inner := repo.path / "src" / "inner").is_dir():
            with pytest.raises(NoCommitYet):
                read_everything(inner, tmp_path / "inner.sqlite")
    assert not canary.has_fired, canary.sign.read_text()
    assert state_of(repo.path.parent) == before, "the checkout was changed"
    if tip == peaceful.repo.head():
        assert told == peaceful.told, "the attack changed what is said"
    run_naively(ATTACKS[name], armed)
    assert canary.has_fired, "the attack is none: plain git did not run it"


def state_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


# --- Arguments -----------------------------------------------------------------------------------

NAMES = [
    "--output=evil", "-oevil", "--exec=evil", "--upload-pack=evil", "--git-dir=/", "--", "-", "--help",
    "HEAD --output=evil", "HEAD;touch evil", "$(touch evil)", "`touch evil`", "HEAD\n--output=evil",
    "@{-1}", "HEAD@{upstream}", ":/evil", "HEAD^{/evil}", "main..main", "^main", "--all", "refs/heads/*",
    "../../../etc/passwd", "\x00", "a" * 70_000, "\udcff", "",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_revision__that_looks_like_an_option_is_a_name(
    name: str, repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)
    before = state_of(repo.path.parent)
    checkout = find_checkout(repo.path)
    found = find_commit(checkout, name)
    assert found is None or found in repo.git("rev-list", "--all").split()
    with open_own_repository(checkout), pytest.raises((ValueError, UnknownRevision)):
        verified(name)
    assert state_of(repo.path.parent) == before


ODD_FILES = ["--output=evil", "-oevil", ":(exclude)*", ":!*", "$(touch evil)", "a b\tc", "-", "~"]


@pytest.mark.parametrize("name", ODD_FILES)
def test_file__whose_name_looks_like_an_option_is_reviewed_like_others(
    name: str, repo: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo.path)
    repo.commit({name: "one\ntwo\n"}, by=ANA)
    repo.branch("odd")
    repo.commit({name: "one\n2\n"}, by=BEN)
    repo.switch("main")
    repo.merge("odd", number=2, title="Odd")
    before = state_of(repo.path.parent)
    told = read_everything(repo.path, tmp_path / "memory.sqlite")
    assert '"number": 2' in told
    assert state_of(repo.path.parent) == before


@pytest.mark.parametrize(
    "text", [FULL[:-1], FULL + "a", FULL.upper(), f"{FULL}\n", f"-{FULL}", "HEAD"]
)
def test_commit__goes_to_git_by_its_full_hash_only(text: str) -> None:
    with pytest.raises(ValueError, match="full object name"):
        verified(text)
    assert verified(FULL) == FULL


# --- Verbs, time and output ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "verb", ["fetch", "clone", "checkout", "status", "gc", "submodule", "am", "-p"]
)
def test_verb__that_could_write_or_speak_is_refused(verb: str) -> None:
    assert verb not in READ_VERBS
    with pytest.raises(ValueError, match="only read"):
        output_of(environment.without_repository(), verb)


def test_surroundings__reach_git_in_no_variable(
    repo: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_SECRET", "x")
    monkeypatch.setenv("LD_PRELOAD_OF_NOBODY", "x")
    command = environment.in_own(str(repo.path / ".git"))
    words = command[: command.index(environment.git_program())]
    assert words[:2] == [shutil.which("env"), "-i"]
    assert not [word for word in words if "SECRET" in word or "PRELOAD" in word]


def test_git__that_takes_too_long_is_stopped(repo: RepoBuilder) -> None:
    sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
    with pytest.raises(GitTooSlow, match=r"within 0 s"):
        output_of(sleeper, "log", seconds=0.2)


def test_git__that_writes_too_much_is_stopped(repo: RepoBuilder) -> None:
    shouter = [sys.executable, "-c", "while True: print('x' * 9999)"]
    with pytest.raises(OutputTooLarge, match="more than 1,000,000 bytes"):
        output_of(shouter, "log", limit_bytes=1_000_000)


def test_git__that_fails_loudly_fills_no_memory(repo: RepoBuilder) -> None:
    script = "import sys; sys.stderr.write('y' * 9_000_000 + '\\nfatal: no'); sys.exit(7)"
    with pytest.raises(GitFailed) as told:
        output_of([sys.executable, "-c", script], "log")
    assert len(str(told.value)) < 5_000
    assert told.value.status == 7


def test_every_call__of_a_whole_review_is_one_of_the_reading_verbs(
    repo: RepoBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    execute = Git.execute

    def noted(git: Git, command: list[str], **options: object) -> object:
        asked.append(command)
        return execute(git, command, **options)

    monkeypatch.setattr(Git, "execute", noted)
    read_everything(repo.path, tmp_path / "memory.sqlite")
    program = environment.git_program()
    assert len(asked) > 10
    for command in asked:
        assert command[1] == "-i", command
        words = command[command.index(program) + 1 :]
        options = iter(words)
        for word in options:
            if word in {"-c", "-C"}:
                next(options)
            elif not word.startswith("--git-dir="):
                assert word in READ_VERBS, command
                break
        if f"-C {repo.path}" in " ".join(words):
            assert word in {"rev-parse", "symbolic-ref", "for-each-ref"}, command


# --- Objects that are not what they seem ---------------------------------------------------------


def test_attributes__that_are_a_link_are_not_followed(repo: RepoBuilder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("* linguist-vendored\n")
    repo.git("rm", "-q", "--cached", ".gitattributes")
    for name in (".gitattributes", ".mailmap", ".git-blame-ignore-revs"):
        (repo.path / name).unlink(missing_ok=True)
        (repo.path / name).symlink_to(secret)
    repo.commit(subject="Link")
    with remember(repo, tmp_path / "memory.sqlite") as store:
        kinds = dict(store.database.execute("SELECT path, kind FROM paths"))
    assert kinds["src/a.py"] == "source"


def test_tree__that_leads_outside_or_holds_a_name_twice_is_read_as_text(
    repo: RepoBuilder, tmp_path: Path
) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"evil\n").strip()
    entry = bytes.fromhex(blob)
    names = (b"../../evil", b"..", b".git", b"twice", b"twice")
    content = b"".join(b"100644 " + name + b"\0" + entry for name in names)
    tree = repo.git(
        "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=content
    ).strip()
    who = b"author A <a@x> 1767225600 +0000\ncommitter A <a@x> 1767225600 +0000"
    odd = repo.raw_commit(tree, [repo.head()], who, b"Odd tree")
    plain = repo.git("rev-parse", "HEAD^{tree}").strip()
    repo.git("update-ref", "refs/heads/main", repo.raw_commit(plain, [odd], who, b"Back"))
    before = state_of(tmp_path)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        assert subjects(store)[-2:] == ["Odd tree", "Back"]
    after = {name for name in state_of(tmp_path) if not name.startswith("memory.sqlite")}
    assert after == set(before)


def test_tags__in_a_long_chain_end_somewhere(repo: RepoBuilder) -> None:
    target = repo.head()
    for number in range(300):
        kind = b"commit" if number == 0 else b"tag"
        lines = b"object %s\ntype %s\ntag t\ntagger A <a@x> 0 +0000\n\nx" % (target.encode(), kind)
        target = repo.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=lines).strip()
    repo.git("update-ref", "refs/tags/deep", target)
    assert resolve(find_checkout(repo.path), "deep") == repo.head()


@pytest.mark.parametrize(
    "damage", ["commit-graph", "multi-pack-index", "index", "HEAD of a remote", "lock"]
)
def test_rubbish__beside_the_objects_changes_nothing(
    damage: str, repo: RepoBuilder, peaceful: Peaceful, tmp_path: Path
) -> None:
    files = {
        "commit-graph": "objects/info/commit-graph",
        "multi-pack-index": "objects/pack/multi-pack-index",
        "index": "index",
        "HEAD of a remote": "refs/remotes/origin/HEAD",
        "lock": "index.lock",
    }
    repo.write(f".git/{files[damage]}", b"rubbish" * 99)
    assert read_everything(repo.path, tmp_path / "memory.sqlite") == peaceful.told


def test_forged_commit_graph__is_not_believed(repo: RepoBuilder, tmp_path: Path) -> None:
    other = RepoBuilder(tmp_path / "other")
    shutil.copytree(repo.path / ".git", other.path / ".git", dirs_exist_ok=True)
    other.git("commit-graph", "write", "--reachable")
    graph = bytearray((other.path / ".git/objects/info/commit-graph").read_bytes())
    at = graph.index(bytes.fromhex(repo.git("rev-parse", "HEAD^{tree}").strip()))
    graph[at + 20 : at + 24] = bytes.fromhex("70000000")  # its first parent: none
    (repo.path / ".git/objects/info/commit-graph").write_bytes(bytes(graph))
    assert repo.git("rev-list", "--count", "HEAD").strip() == "1", "the trap is not set"
    with remember(repo, tmp_path / "memory.sqlite") as store:
        assert len(subjects(store)) == 4
        assert store.cursor("git", "history") == Sha(repo.head())
        assert len(rows_of(store.database)["commits"]) == 4
