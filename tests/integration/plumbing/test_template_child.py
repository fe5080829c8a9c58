"""Can a team's own template do anything but place words?"""

from __future__ import annotations

import time
from functools import partial

import pytest

from teammemory_bot.plumbing.template_child import MAX_SECONDS, TemplateRefused, run_template
from teammemory_bot.render.comment import render_comment
from teammemory_bot.render.filters import slots_as_json, slots_from_json
from teammemory_bot.render.gate import guarded_comment
from teammemory_bot.render.page import page_of
from teammemory_bot.render.user_template import answer_to
from testing.hostile_text import hostile_templates
from testing.sample_view import LINKS, NOW, answers, view

SLOTS = slots_as_json(page_of(view(), LINKS).slots())
OWN = """\
{% if marker %}
{{ marker }}
{% endif %}
## House style: {{ headline }}
{% for problem in problems %}
* {{ problem.says }}
{% endfor %}
"""
GREEDY = [
    "{% set x = 'a' * 2**31 %}",
    "{% set x = ['a' * 2**28] * 2**10 %}{{ x }}",
    "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
    "{% for a in 'x' * 10**7 %}{% for b in 'x' * 10**7 %}y{% endfor %}{% endfor %}",
    "{% set x = 9**(9**9) %}",
    "{{ headline" + " ~ headline" * 50_000 + " }}",
    "{% for a in sections %}" * 200 + "{% endfor %}" * 200,
    "x" * 70_000,
]


def run(source: str) -> str:
    return run_template(source, SLOTS)


def test_run_template__honest_template__placed() -> None:
    text = run(OWN)
    assert text.splitlines()[1].startswith("## House style: Team memory: 1 thing to fix")
    assert "* No issue key" in text


@pytest.mark.parametrize("number", range(31))
def test_run_template__hostile_template__refused_or_bounded(number: int) -> None:
    """Inside this process, to be quick: with nothing to call, none of them can do harm."""
    started = time.monotonic()
    answer = answer_to(hostile_templates()[number], SLOTS)
    said = answer.get("error", answer.get("text", ""))
    assert len(said) < 400
    assert "error" not in answer or said.isprintable()
    assert time.monotonic() - started < MAX_SECONDS


@pytest.mark.parametrize("source", GREEDY, ids=range(len(GREEDY)))
def test_run_template__greedy_template__stopped(source: str) -> None:
    with pytest.raises(TemplateRefused):
        run(source)


@pytest.mark.parametrize("number", [0, 1, 10, 12])
def test_run_template__hostile_template_in_the_child__refused(number: int) -> None:
    with pytest.raises(TemplateRefused, match="was not used"):
        run(hostile_templates()[number])


def test_run_template__environment_of_ours__not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("GITHUB_TOKEN", "canary")
    assert "canary" not in run("{{ headline }}")


def test_slots__across_the_border__equal() -> None:
    slots = page_of(view(), LINKS).slots()
    assert slots_from_json(slots_as_json(slots)) == slots


def place(source: str):
    return lambda slots: run_template(source, slots_as_json(slots))


def test_gate__own_template__its_text_goes_out() -> None:
    guarded = guarded_comment(view(), LINKS, answers(), as_of=NOW, place=place(OWN))
    assert guarded.refusals == ()
    assert guarded.body == render_comment(view(), LINKS, place=place(OWN))
    assert "House style" in guarded.body


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("{{ nobody }}", "template-failed"),
        ("{{", "template-failed"),
        ("{{ marker }}\nping @octo-org/all", "live-mention"),
        ("{{ marker }}\n<img src='https://evil.test/x.png'>", "unknown-tag"),
        ("{{ headline }}", "wrong-marker"),
        ("", "empty-text"),
    ],
)
def test_gate__own_template_gone_wrong__ours_is_used(source: str, rule: str) -> None:
    guarded = guarded_comment(view(), LINKS, answers(), as_of=NOW, place=place(source))
    assert guarded.body == render_comment(view(), LINKS)
    assert rule in {refusal.rule for refusal in guarded.refusals}


def test_place__many_rows__cut_to_the_budget_as_in_ours() -> None:
    text = partial(render_comment, view(), LINKS, budget=400, place=place(OWN))()
    assert "House style" in text
