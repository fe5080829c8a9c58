"""Does every verb fit a terminal of 80 columns, and do the commands in the documents really run?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from teammemory_bot.entrypoints.cli import main
from testing.command_line import teammemory
from testing.demo_repository import SESSIONS, TOKENS, build_demo
from testing.shown_commands import shown_commands
from testing.terminal import COLOUR, in_terminal, lines_left

COLUMNS = 80
ASKED = (
    ("review",),
    ("explain", "382"),
    ("review-suggest", "382"),
    ("file-experts", TOKENS),
    ("hotspots",),
    ("component-risk", "src/auth"),
    ("co-change", SESSIONS),
    ("onboarding", "src/auth"),
    ("hygiene",),
    ("audit",),
    ("owners",),
    ("identities",),
    ("stats",),
)
OF_THE_DEMO = {
    "issue-context", "file-experts", "review-suggest", "onboarding", "hygiene", "component-risk",
}  # fmt: skip
NOT_OF_THE_DEMO = {("issue-context", "#382"), ("component-risk", "src/auth")}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The words that name a repository and a memory that has read it."""
    folder = tmp_path_factory.mktemp("demo")
    words = ("--repo", str(build_demo(folder / "demo").path), "--memory", str(folder / "memory"))
    assert teammemory(*words, "stats").code == 0
    assert teammemory(*words, "ingest", "git").code == 0
    return words


@pytest.mark.parametrize("verb", ASKED, ids=lambda verb: verb[0])
def test_answer__fits_the_terminal(verb: tuple[str, ...], asked: tuple[str, ...]) -> None:
    code, written = in_terminal("-q", *asked, *verb, columns=COLUMNS)
    assert code == 0, written
    assert lines_left(written)[0]
    assert [line for line in lines_left(written) if len(line) > COLUMNS] == []
    assert not COLOUR.search(written)


def test_answer__in_a_pipe_does_not_depend_on_a_terminal(asked: tuple[str, ...]) -> None:
    narrow, wide = (
        teammemory(*asked, "review", environ={"COLUMNS": columns}) for columns in ("60", "200")
    )
    assert narrow.out == wide.out
    assert max(map(len, narrow.out.splitlines())) > COLUMNS
    assert "\x1b" not in narrow.out + narrow.err


def test_colours__are_on_a_terminal_and_go_with_no_color(asked: tuple[str, ...]) -> None:
    fresh = Path(asked[3]).with_name("fresh")
    words = (*asked[:3], str(fresh), "review")
    _, plain = in_terminal(*words, columns=COLUMNS, environ={"NO_COLOR": "1"})
    for file in fresh.parent.glob("fresh*"):
        file.unlink()
    _, coloured = in_terminal(*words, columns=COLUMNS)
    shown = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert "Reading history" in plain
    assert shown.search(coloured)
    assert not shown.search(plain)


def test_commands__that_are_shown_run_on_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    assert runner.invoke(main, ["--memory", "demo.sqlite", "seed"]).exit_code == 0
    ran = set()
    for shown in shown_commands():
        words = [word for word in shown.words if word not in {"--memory", "demo.sqlite"}]
        if len(words) < 2 or words[0] not in OF_THE_DEMO or "[OPTIONS]" in words:
            continue
        if tuple(words[:2]) in NOT_OF_THE_DEMO:
            continue
        done = runner.invoke(main, ["--memory", "demo.sqlite", *words])
        assert done.exit_code == 0, f"{shown.page}: {shown.command}: {done.output}"
        assert done.stdout
        ran.add(words[0])
    assert ran == OF_THE_DEMO


def test_demo__is_not_set_aside_by_a_verb_that_needs_a_repository(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    demo = tmp_path / "demo.sqlite"
    assert teammemory("--memory", demo, "seed").code == 0
    before = demo.read_bytes()
    for verb in (("explain", "382"), ("stats",), ("hotspots",), ("doctor",)):
        ended = teammemory("--repo", asked[1], "--memory", demo, *verb)
        assert ended.code == 2
        assert "holds the demo, which has no repository" in ended.out + ended.err
    assert demo.read_bytes() == before
    assert not list(tmp_path.glob("*.refused"))


def test_demo__answers_where_there_is_no_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The design's quick start, in an empty folder and without any option."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    runner = CliRunner()
    assert runner.invoke(main, ["issue-context", "PROJ-1247"]).exit_code == 2
    for verb in (["init-db", "--reset"], ["seed"], ["init-db", "--reset"], ["seed"]):
        assert runner.invoke(main, verb).exit_code == 0
    for verb in (
        ["issue-context", "PROJ-1247"],
        ["file-experts", "src/auth/token_service.py"],
        ["component-risk", "auth"],
        ["onboarding", "auth"],
        ["review-suggest", "382"],
        ["hygiene"],
    ):
        said = runner.invoke(main, verb)
        assert said.exit_code == 0, said.stderr
        assert said.stderr == "teammemory: no repository is here: this is the demo\n"
    assert runner.invoke(main, ["stats"]).exit_code == 2


def test_seed__over_an_empty_memory_of_a_repository__sets_nothing_aside(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    place = tmp_path / "new.sqlite"
    runner = CliRunner()
    words = ["--repo", str(asked[1]), "--memory", str(place)]
    assert runner.invoke(main, [*words, "init-db"]).exit_code == 0
    said = runner.invoke(main, ["--memory", str(place), "seed"])
    assert said.exit_code == 0
    assert "set aside" not in said.stderr
    assert not list(tmp_path.glob("*.refused"))
