"""Does the last check refuse what must not go out, and nothing else?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import (
    Code,
    Confidence,
    Finding,
    Number,
    Quoted,
    Severity,
    found,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.render import gate
from teammemory_bot.render.comment import render_comment
from teammemory_bot.render.details import Block
from teammemory_bot.render.filters import BREAK, md_text
from teammemory_bot.render.gate import TextRefused, guarded_comment, refusals
from teammemory_bot.render.view import Answer, Section
from testing.hostile_text import hostile_strings
from testing.sample_view import DIFF, LINKS, MARKER, NOW, WINDOW, answers, view

BODY = render_comment(view(), LINKS)
A = RepoPath("a.py")


def rules(body: str, told=None) -> set[str]:
    return {refusal.rule for refusal in refusals(body, told or view(), LINKS)}


def saying(words: str) -> set[str]:
    """Return what is refused when an agent of ours says these words."""
    section = Section(title=phrase("Title"), lines=(phrase(words),))
    told = replace(view(), sections=(section,))
    return rules(render_comment(told, LINKS), told)


def test_gate__the_sample__passes_as_it_is() -> None:
    guarded = guarded_comment(view(), LINKS, answers(), as_of=NOW)
    assert (guarded.body, guarded.is_minimal, guarded.refusals) == (BODY, False, ())


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        ("ping @ana", "live-mention"),
        ("&#64;ana", "live-mention"),
        ("&commat;ana", "live-mention"),
        ("see #12", "live-mention"),
        ("<b>bold</b>", "unknown-tag"),
        ("<img src=x>", "unknown-tag"),
        ("<a", "unknown-tag"),
        ("<!-- teammemory-bot:v1 x -->", "second-marker"),
        ("<details>", "unbalanced-tag"),
        ("</code>", "unbalanced-tag"),
        ("[x](https://evil.test/)", "foreign-link"),
        ("[x](javascript:alert)", "foreign-link"),
        ("[x](/relative)", "foreign-link"),
        ("![x](https://evil.test/x.png)", "foreign-link"),
        ("https://evil.test/", "bare-address"),
        ("www.evil.test", "bare-address"),
        ("a\u202eb", "unseen-character"),
        ("a\x1b[31mb", "unseen-character"),
        ("x" * 20_000, "over-long-line"),
        ("y y\n" * 20_000, "over-long-text"),
    ],
)
def test_gate__text_with_something_alive__refused(added: str, rule: str) -> None:
    assert rule in rules(f"{BODY}\n{added}\n")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("hello {{ name }}", "template-token"),
        ("{% if %}", "template-token"),
        ("${HOME}", "template-token"),
        ("Traceback (most recent call last)", "error-shaped"),
        ("the count is None", "error-shaped"),
        ("value: undefined", "error-shaped"),
        ("a KeyError was raised", "error-shaped"),
        ("<Finding object at 0x7f00>", "error-shaped"),
        ("TODO say more", "error-shaped"),
        ("who is to blame for it", "blaming-phrase"),
        ("it is Ana's fault", "blaming-phrase"),
        ("a careless change", "blaming-phrase"),
        ("a risky author", "blaming-phrase"),
        ("the worst file", "blaming-phrase"),
    ],
)
def test_gate__our_own_words_gone_wrong__refused(words: str, rule: str) -> None:
    assert saying(words) == {rule}


@pytest.mark.parametrize(
    "words",
    [
        "none of them is known",
        "by `git blame`, as git blame says",
        "an error in the configuration",
        "by default",
        "a terrorism exception",
        "12 changes in 90 days",
    ],
)
def test_gate__harmless_words__pass(words: str) -> None:
    assert saying(words) == set()


def test_gate__a_stranger_s_title__may_say_all_that_we_may_not() -> None:
    title = "Traceback: None is undefined {{ x }}, blame the careless author, KeyError, TODO"
    section = Section(title=phrase("T"), lines=(phrase(Quoted(title), " in ", Code(title)),))
    told = replace(view(), sections=(section,))
    assert rules(render_comment(told, LINKS), told) == set()


def test_gate__hostile_texts_that_came_by_the_doors__pass() -> None:
    texts = list(hostile_strings(3_000, seed=7))
    for start in range(0, len(texts), 100):
        lines = tuple(
            phrase("so ", Quoted(text), " and ", Code(text)) for text in texts[start : start + 100]
        )
        told = replace(view(), sections=(Section(title=phrase("T"), lines=lines),))
        body = render_comment(told, LINKS, budget=1_000_000)
        assert rules(body, told) <= {"over-long-text"}, ascii(texts[start : start + 100])


def test_gate__empty_text__refused() -> None:
    assert "empty-text" in rules(" \n")


@pytest.mark.parametrize(
    "told",
    [
        replace(view(), sections=(Section(title=phrase("Nothing")),)),
        replace(view(), blocks=(Block(title=phrase("Nothing"), lines=()),)),
    ],
)
def test_gate__a_title_with_nothing_below_it__refused(told) -> None:
    assert "empty-section" in rules(render_comment(told, LINKS), told)


def test_gate__another_marker_than_ours__refused() -> None:
    other = replace(MARKER, pull=1)
    assert "wrong-marker" in rules(BODY, replace(view(), marker=other))
    assert "wrong-marker" in rules(BODY, replace(view(), marker=None))
    assert "wrong-marker" in rules(BODY.replace("<!-- team", "<!-- deam"))


def test_gate__no_marker_asked_for__fine() -> None:
    told = replace(view(), marker=None)
    assert rules(render_comment(told, LINKS), told) == set()


def _with(*facts, **fields) -> list[Answer]:
    finding = Finding(
        rule="r",
        severity=Severity.LOW,
        confidence=Confidence.HIGH,
        phrase=phrase("So"),
        facts=facts,
        evidence=(DIFF,),
        **fields,
    )
    return [Answer(title="T", report=found("a", (finding,)))]


@pytest.mark.parametrize(
    ("fact", "seen"),
    [
        (phrase(Number(7), " changes"), "7"),
        (phrase("7 changes"), "7"),
        (phrase("in 1,234 files"), "1,234"),
        (phrase(Number(8, claims.lines_of_file(A, value=7)), " lines"), "8"),
    ],
)
def test_gate__number_that_stands_in_no_evidence__refused(fact, seen) -> None:
    guarded = guarded_comment(view(), LINKS, _with(fact), as_of=NOW)
    assert [(r.rule, r.seen) for r in guarded.refusals] == [("unproved-number", seen)]
    assert guarded.is_minimal


def test_gate__numbers_of_claims_and_their_windows__pass() -> None:
    changes = claims.changes_of_file(A, since=WINDOW, value=7)
    fact = phrase(Number(7, changes), " changes in 90 days, ", Number(7), " in all")
    assert guarded_comment(view(), LINKS, _with(fact), as_of=NOW).refusals == ()


def test_gate__comment_refused__the_minimal_one_goes_out_and_says_why() -> None:
    section = Section(title=phrase("T"), lines=(phrase("who is to blame"),))
    guarded = guarded_comment(replace(view(), sections=(section,)), LINKS)
    assert guarded.is_minimal
    assert guarded.body is not None
    assert "✖ **No issue key**" in guarded.body
    assert "blame" not in guarded.body
    assert [refusal.rule for refusal in guarded.refusals] == ["blaming-phrase"]


def test_gate__minimal_one_refused_too__nothing_goes_out() -> None:
    guarded = guarded_comment(replace(view(), headline=phrase("{{ oops }}")), LINKS)
    assert guarded.body is None
    assert [refusal.rule for refusal in guarded.refusals] == ["template-token"] * 2
    assert "template-token" in str(TextRefused(guarded.refusals))


def test_gate__broken_door__fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were a value to come in raw one day, the gate would still hold."""
    monkeypatch.setattr("teammemory_bot.render.filters._inert", lambda line: line)
    section = Section(title=phrase("T"), lines=(phrase(Quoted("ping @ana <b>x</b> #12")),))
    guarded = guarded_comment(replace(view(), sections=(section,), problems=()), LINKS)
    assert guarded.is_minimal
    assert {"live-mention", "unknown-tag"} <= {refusal.rule for refusal in guarded.refusals}


def test_refusal__what_was_seen__is_one_clean_line() -> None:
    for refusal in refusals(f"{BODY}\n<b\u202e@ana\x1b>\n", view(), LINKS):
        assert refusal.seen.isprintable()
        assert len(refusal.seen) <= 80


def test_gate__module__uses_the_break_of_the_doors() -> None:
    assert gate.BREAK == BREAK
    assert md_text("@x").text == f"&#64;{BREAK}x"
