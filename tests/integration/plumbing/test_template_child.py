"""Can a team's own template do anything but place words?"""

from __future__ import annotations

from functools import partial

import pytest

from teammemory_bot.plumbing.template_child import TemplateRefused, run_template
from teammemory_bot.render.comment import render_comment
from teammemory_bot.render.filters import slots_as_json, slots_from_json
from teammemory_bot.render.gate import guarded_comment
from teammemory_bot.render.page import page_of
from teammemory_bot.render.user_template import MAX_CPU_SECONDS, MAX_MEMORY_BYTES
from testing.capped_child import costs_of
from testing.hostile_text import GREEDY_TEMPLATES, hostile_templates
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


def run(source: str) -> str:
    return run_template(source, SLOTS)


def test_run_template__honest_template__placed() -> None:
    text = run(OWN)
    assert text.splitlines()[1].startswith("## House style: Team memory: 1 thing to fix")
    assert "* No issue key" in text


def test_run_template__hostile_templates__stopped_within_2_seconds_and_256_mib() -> None:
    """Each in a process of its own that binds itself as the child does."""
    hostile = hostile_templates()
    costs = costs_of("template", hostile, mib=512)
    for source, cost in zip(hostile, costs, strict=True):
        assert cost.seconds <= MAX_CPU_SECONDS + 0.2, source[:80]
        assert cost.mib <= MAX_MEMORY_BYTES >> 20, source[:80]
        assert len(cost.said or "") < 200
        assert (cost.said or "x").isprintable(), source[:80]
    stopped = [cost for cost in costs if cost.said is None]
    assert len(stopped) == 2  # the kernel ended them: they would have counted for ever
    assert [source for source, cost in zip(hostile, costs, strict=True) if cost.said == ""] == [
        "{% raw %}"  # says nothing, which the last check refuses
    ]


@pytest.mark.parametrize("source", [GREEDY_TEMPLATES[1], GREEDY_TEMPLATES[2]])
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
