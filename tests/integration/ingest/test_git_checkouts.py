"""Does the memory say what git says from whatever checkout it is read: configured, replaced, cut off?

The other traps are about what is in the history (`test_git_traps.py`); these about what lies around it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.ingest import git_history
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.plumbing.checkout import find_checkout
from teammemory_bot.plumbing.errors import MissingObject
from teammemory_bot.plumbing.log_stream import DIFF, Selection, read_log, rows_of
from teammemory_bot.plumbing.own_repository import open_own_repository
from teammemory_bot.store.store import RepositoryIdentity, Store
from testing.git_rows import commit_rows, subjects
from testing.memory_builder import remember
from testing.memory_rows import rows_of as memory_rows_of
from testing.repo_builder import BEN, CHI, RepoBuilder

TEN = "".join(f"line {number} of ten\n" for number in range(10))
YEARS = 100_000


@pytest.fixture
def repo(tmp_path: Path) -> RepoBuilder:
    return RepoBuilder(tmp_path / "repo")


# --- 14. A history that breaks off ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
@pytest.mark.parametrize("batch_commits", [1, 4_000])
def test_missing_object__stores_nothing_half_and_says_so(
    repo, tmp_path, kind, batch_commits, monkeypatch
) -> None:
    monkeypatch.setitem(git_history.fetch.__kwdefaults__, "batch_commits", batch_commits)
    repo.commit({"a": TEN}, subject="One")
    memory = tmp_path / "memory.sqlite"
    with open_workplace(repo.path, memory=memory) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        tip = place.branch_tip
    second = repo.commit({"a": f"{TEN}2\n"}, subject="Two")
    for number in range(3, 9):
        repo.commit({"a": f"{TEN}{number}\n"}, subject=str(number))
    name = {"blob": f"{second}:a", "tree": f"{second}^{{tree}}", "commit": second}[kind]
    sha = repo.git("rev-parse", name).strip()
    (repo.path / ".git" / "objects" / sha[:2] / sha[2:]).unlink()
    with pytest.raises(MissingObject), open_workplace(repo.path, memory=memory) as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
    with Store.open(memory, RepositoryIdentity(roots=(), branch="main")) as store:
        assert subjects(store) == ["One"]
        assert store.cursor("git", "history") == tip


# --- 15. Configuration, replacements, grafts -----------------------------------------------------

SETTINGS = {
    "diff.renames": "false", "diff.renameLimit": "1", "diff.algorithm": "histogram", "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true", "diff.context": "9", "diff.interHunkContext": "9", "diff.external": "false",
    "diff.ignoreSubmodules": "all", "diff.submodule": "log", "diff.wordRegex": ".", "diff.orderFile": "order",
    "diff.relative": "true", "diff.colorMoved": "zebra", "diff.indentHeuristic": "false", "color.ui": "always",
    "core.abbrev": "4", "core.quotePath": "true", "core.attributesFile": "attributes", "core.ignoreCase": "true",
    "core.precomposeUnicode": "true", "core.whitespace": "cr-at-eol", "log.follow": "true",
    "log.showSignature": "true", "log.date": "relative", "log.decorate": "full", "log.mailmap": "false",
    "log.showRoot": "false", "log.diffMerges": "separate", "log.excludeDecoration": "*", "log.abbrevCommit": "true",
    "mailmap.file": "mailmap", "i18n.logOutputEncoding": "latin-1", "format.pretty": "oneline",
    "notes.displayRef": "*", "core.bigFileThreshold": "1", "core.commentChar": "x", "core.useReplaceRefs": "true",
    "blame.ignoreRevsFile": "ignored", "blame.markIgnoredLines": "true", "merge.renames": "false",
}  # fmt: skip


def a_little_of_everything(repo: RepoBuilder) -> None:
    repo.commit({"sub/old.py": TEN, "b.bin": b"\0", ".mailmap": "A <a@x> <b@x>\n"}, subject="Begin")
    repo.rename("sub/old.py", "sub/new.py", by=BEN)
    repo.branch("topic")
    repo.commit({"sub/new.py": TEN.replace("five", "5") + "if x:\n\ty\n", "ü.py": "1\n"}, by=CHI)
    repo.switch("main")
    repo.commit({"b.bin": b"\0\1", "c.py": "1\n"}, subject="Meanwhile", by=BEN)
    repo.merge("topic", number=3, title="Topic")
    repo.bump_submodule("lib", "a")


def test_configuration__of_the_checkout_and_of_the_user_changes_nothing(
    repo, tmp_path, monkeypatch
) -> None:
    a_little_of_everything(repo)
    with remember(repo, tmp_path / "plain.sqlite", days=YEARS) as store:
        plain = memory_rows_of(store.database)
    for name, value in SETTINGS.items():
        repo.git("config", name, value)
    hostile = tmp_path / "user.cfg"
    hostile.write_text((repo.path / ".git" / "config").read_text())
    (repo.path / "attributes").write_text("* -diff\n")
    (repo.path / "order").write_text("c.py\n")
    (repo.path / "mailmap").write_text("Z <z@z> <ana@example.com>\n")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG"):
        monkeypatch.setenv(name, str(hostile))
    monkeypatch.delenv("GIT_CONFIG_NOSYSTEM", raising=False)
    with remember(repo, tmp_path / "set.sqlite", days=YEARS) as store:
        assert memory_rows_of(store.database) == plain


@pytest.mark.parametrize("how", ["replace", "graft"])
def test_history__is_what_was_committed_and_not_what_replaces_it(repo, tmp_path, how) -> None:
    first = repo.commit({"a": "1\n"}, subject="One")
    second = repo.commit({"a": "1\n2\n"}, subject="Two")
    repo.commit({"a": "1\n2\n3\n"}, subject="Three")
    with remember(repo, tmp_path / "plain.sqlite", days=YEARS) as store:
        plain = memory_rows_of(store.database)
    if how == "replace":
        repo.git("replace", second, first)
    else:
        repo.write(".git/info/grafts", f"{repo.head()} {first}\n")
    assert repo.git("rev-list", "--count", "HEAD").strip() == "2", "the trap is not set"
    with remember(repo, tmp_path / "replaced.sqlite", days=YEARS) as store:
        assert memory_rows_of(store.database) == plain


# --- 17. Names are full ones ---------------------------------------------------------------------


def test_blobs__are_named_in_full_whatever_the_checkout_abbreviates(repo) -> None:
    repo.commit({"a": "1\n"})
    repo.commit({"a": "2\n"})
    repo.git("config", "core.abbrev", "4")
    with open_own_repository(find_checkout(repo.path)) as own:
        log = list(read_log(own, Selection.reached(repo.head()), "--raw"))
    blobs = [blob for fields in log for row in rows_of(fields[DIFF]) for blob in row.blobs]
    assert {len(blob) for blob in blobs} == {40}
    assert len(set(blobs)) == 3


# --- 18. Other owners, other hashes, other shapes of a checkout ----------------------------------


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_checkout__of_another_owner_is_read(repo, tmp_path) -> None:
    repo.commit({"a": "1\n"}, subject="One")
    for path in (repo.path, *repo.path.rglob("*")):
        os.chown(path, 12_345, 12_345, follow_symlinks=False)
    with remember(repo, tmp_path / "memory.sqlite") as store:
        assert subjects(store) == ["One"]


def test_sha256__names_are_read_whole(tmp_path) -> None:
    repo = RepoBuilder(tmp_path / "repo", object_format="sha256")
    a_little_of_everything(repo)
    with remember(repo, tmp_path / "memory.sqlite", days=YEARS) as store:
        assert store.tip_seq() == 4
        ((longest,),) = store.database.execute("SELECT MIN(LENGTH(sha)) FROM commits")
        assert longest == 64


@pytest.mark.parametrize("shape", ["worktree", "bare", "separate", "folder"])
def test_checkout__of_every_shape_tells_the_same(repo, tmp_path, shape) -> None:
    a_little_of_everything(repo)
    with open_workplace(repo.path, memory=tmp_path / "plain.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        plain = memory_rows_of(place.store.database)
    other = tmp_path / 'odd "näme\n\\'
    if shape == "worktree":
        repo.git("worktree", "add", "--quiet", "--detach", str(other))
    elif shape == "bare":
        repo.git("clone", "--quiet", "--bare", str(repo.path), str(other))
    elif shape == "separate":
        where = str(tmp_path / "elsewhere.git")
        repo.git("clone", "--quiet", "--separate-git-dir", where, str(repo.path), str(other))
        repo.git("-C", str(other), "remote", "remove", "origin")
    else:
        repo.git("clone", "--quiet", str(repo.path), str(other))
        repo.git("-C", str(other), "remote", "remove", "origin")
        other = other / "sub"
    with open_workplace(other, memory=tmp_path / "other.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        assert memory_rows_of(place.store.database) == plain


# --- Cut-off and half-fetched clones -------------------------------------------------------------


def cloned(repo: RepoBuilder, to: Path, *options: str) -> Path:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "--quiet", "--no-local", *options, f"file://{repo.path}", str(to))
    return to


def test_shallow_clone__teaches_nothing_false(repo, tmp_path) -> None:
    a_little_of_everything(repo)
    clone = cloned(repo, tmp_path / "clone", "--depth=1")
    with open_workplace(clone, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        assert subjects(place.store) == [], "its oldest commit seems to add every file"


@pytest.mark.parametrize(
    "options", [("--bare",), ("--no-checkout",), ()], ids=["bare", "none", "tip"]
)
def test_partial_clone__is_read_by_its_trees_and_fetches_nothing(repo, tmp_path, options) -> None:
    a_little_of_everything(repo)
    clone = cloned(repo, tmp_path / "clone", "--filter=blob:none", *options)
    folder = clone if "--bare" in options else clone / ".git"
    packs = sorted((folder / "objects" / "pack").iterdir())
    objects = sorted((folder / "objects").rglob("*"))
    with open_workplace(clone, memory=tmp_path / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        held = commit_rows(place.store)
    assert sorted((folder / "objects" / "pack").iterdir()) == packs, "something was fetched"
    assert sorted((folder / "objects").rglob("*")) == objects
    with open_workplace(repo.path, memory=tmp_path / "whole.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        whole = commit_rows(place.store)
    names = [(row.subject, row.path, row.status, row.previous, row.mode) for row in whole]
    assert [(row.subject, row.path, row.status, row.previous, row.mode) for row in held] == names
    for ours, true in zip(held, whole, strict=True):
        assert ours.added in {None, true.added}, "a count that could not be known"
    assert any(row.added is None and true.added for row, true in zip(held, whole, strict=True))
