"""Can a stranger's text do anything in what we publish? Every slot, judged by GitHub's own parser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from teammemory_bot.domain.change import ChangedFile, ChangeStatus, FileKind, Identity
from teammemory_bot.domain.finding import (
    Band,
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Outcome,
    Part,
    Quoted,
    Report,
    Severity,
    Term,
    Words,
    phrase,
    plain_text,
)
from teammemory_bot.domain.identity import (
    Developer,
    DeveloperId,
    Login,
    RepoPath,
    Sha,
    path_from_bytes,
)
from teammemory_bot.domain.marker import Marker
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.render import phrase as phrase_module
from teammemory_bot.render.comment import render_comment
from teammemory_bot.render.details import Block
from teammemory_bot.render.filters import md_code, md_text
from teammemory_bot.render.findings_json import render_findings
from teammemory_bot.render.footer import MemoryFacts
from teammemory_bot.render.links import Links
from teammemory_bot.render.text import render_text
from teammemory_bot.render.view import Answer, Problem, Row, Section, View, view_of
from teammemory_bot.render.wording import joined
from testing.github_markdown import Rendered, differences
from testing.hostile_text import hostile_strings, huge_strings

SEED_OF_EACH_PUSH = 1
COUNT = 10_000
PROOF = ((2, 33_334), (3, 33_333), (4, 33_333))
PROVE = [pytest.param(*of, marks=pytest.mark.prove) for of in PROOF]
BATCH = 25

A, B = Sha("a" * 40), Sha("b" * 40)
LINKS = Links(repository_url="https://github.test/octo/repo", base=A, head=B)
MARKER = Marker(repository=1, pull=2, head=B, digest="c" * 64)
ENDLESS = 1_000_000_000

_FRAME = "<!-- x -->\n### {}\n\n| a |\n|---|\n| {} |\n\n- {}\n\n**{}**\n\n<sub>{}</sub>\n"


def _kinds(text: str) -> list[Part]:
    """Return all the ways in which a text can stand in a sentence."""
    kinds = EvidenceKind
    return [
        Quoted(text),
        Code(text),
        Words(text),  # an agent that mixes up its own words and a stranger's
        Link(Evidence(kind=kinds.FILE, reference=_file(text), at=A)),
        Link(Evidence(kind=kinds.LINES, reference=f"{_file(text)}:1-2", at=A)),
        Link(Evidence(kind=kinds.MEMORY, reference=text)),
    ]


def _file(text: str) -> RepoPath:
    """Return a file of that name, as far as a file can be called so."""
    return path_from_bytes(f"x{text.replace('/', '|')}".encode("utf-8", "replace"))


def _answers(text: str, turn: int) -> Iterator[Answer]:
    """Yield reports that hold the text in every field that a reader sees, each kind in its turn."""
    kinds = _kinds(text)

    def says(slot: int) -> tuple[Part, ...]:
        return phrase("so ", kinds[(turn + slot) % len(kinds)], " then")

    person = Developer(id=DeveloperId(1), name=text, login=Login(text))
    problem = Finding(
        rule=text,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        phrase=says(0)[1:],
        facts=(says(1),),
        asks=says(2),
        evidence=(Evidence(kind=EvidenceKind.FILE, reference=_file(text), at=A, note=text),),
        terms=(Term(name=text, points=1.0, says=says(3)),),
    )
    row = replace(problem, rule="r", person=person, band=Band.GOOD, status=says(4), terms=())
    findings = (
        problem,
        replace(problem, rule="r", severity=Severity.LOW, terms=()),
        row,
        replace(row, is_detail=True),
    )
    found = Report(agent="a", outcome=Outcome.FOUND, findings=findings)
    yield Answer(title=text, report=replace(found, summary=says(5), level=text, not_seen=(text,)))
    for outcome in (Outcome.FAILED, Outcome.NOT_AVAILABLE, Outcome.NOTHING_TO_SAY):
        yield Answer(title="t", report=Report(agent="b", outcome=outcome, reason=text))


def _memory(text: str) -> MemoryFacts:
    return MemoryFacts(tip=Sha(text), commits=1, limits=(text,))


def _filled(texts: Sequence[str], turn: int) -> str:
    """Return a comment with each text in every slot of the template, each kind in its turn."""

    def says(text: str, slot: int) -> tuple[Part, ...]:
        kinds = _kinds(text)
        return phrase("so ", kinds[(turn + slot) % len(kinds)])

    def of_all(slot: int) -> tuple[Part, ...]:
        return joined([says(text, slot) for text in texts], ", ")

    view = View(
        headline=of_all(0),
        problems=tuple(Problem(says=says(t, 1), asks=says(t, 2), rule=t) for t in texts),
        sections=tuple(
            Section(
                title=says(t, 3),
                remark=says(t, 4),
                rows=(Row(who=says(t, 5)[1:], why=says(t, 6)[1:], now=says(t, 7)[1:]),),
                lines=(says(t, 8)[1:],),
            )
            for t in texts
        ),
        blocks=tuple(Block(title=says(t, 9), lines=(says(t, 10)[1:],)) for t in texts),
        footer=of_all(11),
        marker=MARKER,
    )
    silent = replace(view, problems=(), sections=())
    return render_comment(view, LINKS, budget=ENDLESS) + render_comment(
        silent, LINKS, budget=ENDLESS
    )


def _comment(texts: Sequence[str], turn: int) -> str:
    answers = [answer for text in texts for answer in _answers(text, turn)]
    view = view_of(answers, _pull_request(), memory=_memory(texts[0]), marker=MARKER)
    return render_comment(view, LINKS, budget=ENDLESS)


def _pull_request() -> PullRequest:
    file = ChangedFile(path=RepoPath("a"), status=ChangeStatus.ADDED, kind=FileKind.SOURCE)
    return PullRequest(
        base=A,
        head=B,
        merge_base=A,
        as_of=0,
        author=Identity("", ""),
        title="",
        files=(file,),
        commits=(),
    )


def _batches(count: int, seed: int) -> Iterator[tuple[int, list[str]]]:
    texts = [text if text.strip() else f"x{text}" for text in hostile_strings(count, seed=seed)]
    for start in range(0, len(texts), BATCH):
        yield start // BATCH, texts[start : start + BATCH]


@pytest.fixture
def _uncut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_module, "MAX_PHRASE", ENDLESS)


@pytest.mark.usefixtures("_uncut")
@pytest.mark.parametrize(
    ("written", "seed", "count"),
    [
        pytest.param(_filled, SEED_OF_EACH_PUSH, COUNT, id="slots"),
        pytest.param(_comment, SEED_OF_EACH_PUSH, COUNT // 10, id="fields"),
        *(
            pytest.param(how, *of, marks=pytest.mark.prove)
            for how in (_filled, _comment)
            for of in PROOF
        ),
    ],
)
def test_comment__everywhere__nothing_of_a_hostile_text_is_alive(
    written: Callable[[Sequence[str], int], str], seed: int, count: int
) -> None:
    tame = [Rendered(written(["tame"] * BATCH, turn)) for turn in range(6)]
    for batch, texts in _batches(count, seed):
        full = [*texts, *["tame"] * (BATCH - len(texts))]
        if differences(written(full, batch % 6), tame[batch % 6]):
            _name_the_culprit(written, texts, batch % 6)


def _name_the_culprit(
    written: Callable[[Sequence[str], int], str], texts: list[str], turn: int
) -> None:
    tame = Rendered(written(["tame"], turn))
    alive = {text: found for text in texts if (found := differences(written([text], turn), tame))}
    pytest.fail(f"alive: {ascii(alive) if alive else 'only together: ' + ascii(texts)}")


@pytest.mark.parametrize(("seed", "count"), [(SEED_OF_EACH_PUSH, 2_000), *PROVE])
@pytest.mark.parametrize("door", [md_text, md_code])
def test_doors__alone_in_a_place__nothing_is_alive(
    door: Callable[[str], object], seed: int, count: int
) -> None:
    tame = Rendered(_FRAME.replace("{}", door("tame").text))
    for text in hostile_strings(count, seed=seed):
        found = differences(_FRAME.replace("{}", door(text).text), tame)
        assert not found, (found, ascii(text))


def test_comment__rows_cut_inside_hostile_text__nothing_is_alive() -> None:
    for _, texts in _batches(200, seed=5):
        view = view_of(
            [answer for text in texts for answer in _answers(text * 40, 0)],
            _pull_request(),
            memory=_memory("x"),
        )
        body = render_comment(view, LINKS)
        assert len(body.encode()) <= 60_000
        assert not differences(body, Rendered(body)), ascii(texts)


@pytest.mark.parametrize("text", huge_strings(), ids=lambda text: f"{text[:12]!a}x{len(text)}")
def test_doors__huge_text__short_and_inert(text: str) -> None:
    for door in (md_text, md_code):
        shown = door(text).text
        assert len(shown) < 3_000
        tame = Rendered(_FRAME.replace("{}", door("tame").text))
        assert not differences(_FRAME.replace("{}", shown), tame)


def test_links__hostile_paths__stay_below_the_repository() -> None:
    for text in hostile_strings(COUNT, seed=SEED_OF_EACH_PUSH):
        for kind in EvidenceKind:
            for reference in (text, f"{text}:1-2", f"PROJ-{text}"):
                url = LINKS.of(Evidence(kind=kind, reference=reference, at=A))
                assert url is None or _BELOW.fullmatch(url), ascii(url)
                assert url is None or not {"..", "."} & set(url.split("/")), ascii(url)


_BELOW = re.compile(
    "https://github\\.test/octo/repo/"
    f"(?:(?:commit|pull|issues|compare)/[A-Za-z0-9.]+|blob/{A}/[A-Za-z0-9/._~%-]+(?:#L1-L2)?)"
)


def test_oracle__sees_what_lives_without_the_doors() -> None:
    tame = Rendered(_FRAME.replace("{}", "tame"))
    alive = sum(
        bool(differences(_FRAME.replace("{}", " ".join(text.split())), tame))
        for text in hostile_strings(1_500, seed=1)
    )
    assert alive > 600  # the proof above would be worth nothing if its judge were blind


_RUNNER_TAKES = re.compile(r"^\s*::|##\[")


def test_text__hostile_texts__no_control_character_and_no_runner_command() -> None:
    for turn, texts in _batches(COUNT // 4, SEED_OF_EACH_PUSH):
        answers = [answer for text in texts for answer in _answers(text, turn)]
        view = view_of(answers, _pull_request(), memory=_memory(texts[0]))
        for line in render_text(view, width=100 if turn % 4 else 20).split("\n"):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", line), ascii(line)
            assert not _RUNNER_TAKES.search(line), ascii(line)


def test_json__hostile_texts__ascii_and_read_back_equal() -> None:
    for turn, texts in _batches(COUNT // 4, SEED_OF_EACH_PUSH):
        answers = [answer for text in texts for answer in _answers(text, turn)]
        written = render_findings(answers, _pull_request(), memory=_memory(texts[0]))
        assert re.fullmatch(r"[\n\x20-\x7e]*", written)
        read = json.loads(written)
        for answer, answered in zip(answers, read["answers"], strict=True):
            assert answered["title"] == answer.title
            for finding, found in zip(answer.report.findings, answered["findings"], strict=True):
                assert found["rule"] == finding.rule
                assert found["says"] == plain_text(finding.phrase)
                assert found["evidence"][0]["note"] == finding.evidence[0].note
