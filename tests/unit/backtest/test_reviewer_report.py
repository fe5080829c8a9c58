from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from teammemory_bot.backtest.bar_chart import Bar, bar_chart
from teammemory_bot.backtest.ranking_score import RankingScore
from teammemory_bot.backtest.reviewer_methods import METHODS
from teammemory_bot.backtest.reviewer_report import (
    METHOD_WORDS,
    chart_svg,
    json_text,
    table_markdown,
    table_text,
)
from teammemory_bot.backtest.reviewers import ReviewerBacktest


def score(*places: int) -> RankingScore:
    made = RankingScore()
    for place in places:
        made.judge([*([0] * (place - 1)), 1], {1})
    return made


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 our own text; a parser that accepts it is the test


RESULT = ReviewerBacktest(
    changes=1_234, evaluated=4, scores={"lift": score(1, 1, 2, 6), "whodo": score(1, 4, 4, 4)}
)
NOTHING = ReviewerBacktest(changes=3, evaluated=0, scores={"lift": RankingScore()})


def test_json_text__holds_fractions() -> None:
    found = json.loads(json_text(RESULT))
    assert found["methods"]["lift"]["top3"] == 0.75
    assert found["changes"] == 1_234


def test_table_text__is_aligned_and_fits_eighty_columns() -> None:
    lines = table_text(RESULT).splitlines()
    assert lines[0] == "1,234 changes, suggested for 4 of them as of their day"
    assert lines[2:6] == [
        "method    MRR   top 1   top 3    top 5  asked",
        "------  -----  ------  ------  -------  -----",
        "lift    0.667  50.0 %  75.0 %   75.0 %      4",
        "whodo   0.438  25.0 %  25.0 %  100.0 %      4",
    ]
    assert max(map(len, lines)) <= 80


def test_nothing_asked__shows_no_figure_as_zero() -> None:
    dash = "\N{EN DASH}"
    assert ["lift", dash, dash, dash, dash, "0"] in map(str.split, table_text(NOTHING).split("\n"))
    assert f"| lift | {dash} | {dash} | {dash} | {dash} | 0 |" in table_markdown(NOTHING)
    assert json.loads(json_text(NOTHING))["methods"]["lift"]["mrr"] is None
    assert ">lift<" not in chart_svg(NOTHING)


def test_table_markdown__has_a_row_a_method() -> None:
    assert "| lift | 0.667 | 50.0 % | 75.0 % | 75.0 % | 4 |" in table_markdown(RESULT)


def test_every_method__is_described() -> None:
    assert METHODS.keys() <= METHOD_WORDS.keys()


def test_reports__say_so_when_nothing_could_be_asked() -> None:
    assert "no review by anybody but the author is known" in table_text(NOTHING)
    parsed(chart_svg(NOTHING))


def test_chart_svg__draws_a_bar_a_method_as_long_as_its_share() -> None:
    root = parsed(chart_svg(RESULT))
    bars = root.findall("{http://www.w3.org/2000/svg}rect")
    assert [float(bar.get("width", "")) for bar in bars] == [315.0, 105.0]


def test_bar_chart__keeps_markup_out() -> None:
    drawn = bar_chart('<b>"a"&', "<i>", [Bar(label="<x>", share=7.0, words="&y;")])
    root = parsed(drawn)
    assert root.get("aria-label") == '<b>"a"&'
    texts = [text.text for text in root.findall("{http://www.w3.org/2000/svg}text")]
    assert texts == ['<b>"a"&', "<i>", "<x>", "&y;"]
