"""Can a template print what came through no door?"""

from __future__ import annotations

import pytest
from jinja2 import TemplateAssertionError, UndefinedError

from teammemory_bot.render import environment
from teammemory_bot.render.environment import TemplatesMissing, UnsafeValue, template_environment
from teammemory_bot.render.filters import md_text

EVASIONS = [
    "{{ value }}",
    "{{ value | safe }}",
    "{{ value | e }}",
    "{{ value | upper }}",
    "{{ [value] | join }}",
    "{{ 'constant' }}",
    "{{ 1 + 1 }}",
    "{{ none }}",
    "{{ value ~ value }}",
    "{{ ok ~ '' }}",
    "{{ ok.text }}",
    "{% autoescape false %}{{ value }}{% endautoescape %}",
    "{% filter upper %}{{ ok }}{% endfilter %}",
    "{% set x = value %}{{ x }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(value) }}",
]


@pytest.mark.parametrize("source", EVASIONS)
def test_environment__value_through_no_door__refused(source: str) -> None:
    with pytest.raises((UnsafeValue, TemplateAssertionError, UndefinedError)):
        template_environment().from_string(source).render(value="@all", ok=md_text("fine"))


def test_environment__safe_value__printed() -> None:
    assert template_environment().from_string("{{ ok }}").render(ok=md_text("fine")) == "fine"


def test_environment__unknown_name__refused() -> None:
    with pytest.raises(UndefinedError, match="'nobody' is undefined"):
        template_environment().from_string("{{ nobody }}").render()


def test_environment__no_templates_anywhere__says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_FOLDERS", ())
    with pytest.raises(TemplatesMissing, match="install it again"):
        template_environment()
