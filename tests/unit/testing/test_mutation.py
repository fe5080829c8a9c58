"""Does the copy that is mutated mean the same, and is the score what it says?"""

from __future__ import annotations

import libcst as cst

from testing.mutation import _DecoratorsBehind, _report, _score

DECORATED = '''
import functools
from contextlib import contextmanager


class Thing:
    @property
    def size(self):
        return 7

    @classmethod
    @contextmanager
    def opened(cls):
        yield cls.__name__

    @staticmethod
    def plain():
        return "plain"


@functools.cache
def twice(number):
    """Return the double."""
    return 2 * number


with Thing.opened() as name:
    seen = (name, Thing().size, Thing.plain(), twice(4), twice.cache_info().misses)
'''
TOLD = """
    a.b.x_f__mutmut_1: killed
    a.b.x_f__mutmut_2: survived
    a.b.x_g__mutmut_1: timeout
    a.c.x_h__mutmut_1: no tests
    a.c.x_h__mutmut_2: not checked
"""


def test_decorators__behind_their_functions_mean_the_same() -> None:
    behind = cst.parse_module(DECORATED).visit(_DecoratorsBehind()).code
    expected = ("Thing", 7, "plain", 8, 1)
    for code in (DECORATED, behind):
        names: dict[str, object] = {"__name__": "decorated"}
        exec(code, names)  # noqa: S102  # the text above
        assert names["seen"] == expected
    assert behind.count("\n@") + behind.count("    @") == 1
    assert "    opened = classmethod(contextmanager(opened))\n" in behind
    assert "\ntwice = functools.cache(twice)\n" in behind
    assert "    @staticmethod\n    def plain():\n" in behind  # mutmut knows this one


def test_score__counts_what_a_test_noticed_of_all_that_was_tried() -> None:
    assert _score(TOLD) == 50
    assert _score("") == 0
    assert list(_report(TOLD)) == [
        "survived: a.b.x_f__mutmut_2",
        "no tests: a.c.x_h__mutmut_1",
        "  66.7 % of    3  a.b",
        "   0.0 % of    1  a.c",
        "  50.0 % of all were noticed; the bar is 85 %",
    ]
