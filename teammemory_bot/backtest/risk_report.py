"""How are the replays of risk and co-change shown? As tables, as JSON, as a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from teammemory_bot.backtest.bar_chart import Bar, bar_chart
from teammemory_bot.backtest.co_change import QuestionScore
from teammemory_bot.backtest.risk import Figures, RiskBacktest
from teammemory_bot.backtest.text_table import markdown_table, text_table

METHOD_WORDS: Final = {
    "evidence": "this product's scores (F3, R3)",
    "classic": "churn + 100 a fix + 25 a person + 5 a change",
    "loc": "lines of the file",
    "churn": "lines added and deleted",
    "bugspots": "bug fixes, recent ones more",
    "hotspot": "changes times lines",
    "lines_added": "lines the change adds",
    "random": "by lot",
}
_Table = tuple[str, Sequence[str], Sequence[tuple[str, ...]]]


def json_text(result: RiskBacktest) -> str:
    """Return the figures as JSON: fractions, not percent."""
    return json.dumps(result.as_json(), indent=2) + "\n"


def table_text(result: RiskBacktest) -> str:
    """Return the figures as tables for a terminal, with what each method is."""
    parts = [f"{head}\n\n{text_table(names, rows)}" for head, names, rows in _tables(result)]
    words = "".join(f"{name:<13}{words}\n" for name, words in METHOD_WORDS.items())
    return "\n".join([*parts, words])


def table_markdown(result: RiskBacktest) -> str:
    """Return the figures as Markdown."""
    return "\n".join(
        f"{head}\n\n{markdown_table(names, rows)}" for head, names, rows in _tables(result)
    )


def chart_svg(result: RiskBacktest) -> str:
    """Return a picture: how well each method parts risky changes from the others."""
    bars = [
        Bar(label=name, share=figures["auc"] or 0.0, words=f"AUC {_three(figures['auc'])}")
        for name, figures in result.changes.items()
    ]
    return bar_chart("Which change needed a later fix?", _heads(result)[1], bars)


def co_change_json_text(scores: Mapping[str, QuestionScore]) -> str:
    """Return the figures of the co-change replay as JSON: fractions, not percent."""
    figures = {name: score.as_json() for name, score in scores.items()}
    return json.dumps(figures, indent=2) + "\n"


def co_change_table_text(scores: Mapping[str, QuestionScore]) -> str:
    """Return the figures of the co-change replay as a table for a terminal."""
    head, names, rows = _co_change_table(scores)
    return f"{head}\n\n{text_table(names, rows)}"


def co_change_table_markdown(scores: Mapping[str, QuestionScore]) -> str:
    """Return the figures of the co-change replay as Markdown."""
    head, names, rows = _co_change_table(scores)
    return f"{head}\n\n{markdown_table(names, rows)}"


def co_change_chart_svg(scores: Mapping[str, QuestionScore]) -> str:
    """Return a picture: how often each rule's question was right."""
    head, _, _ = _co_change_table(scores)
    bars = []
    for name, score in scores.items():
        precision = score.as_json()["precision"]
        words = f"{_percent(precision)} of {score.named:,} questions right"
        bars.append(Bar(label=name, share=precision or 0.0, words=words))
    return bar_chart("Was the file that was asked about the one left out?", head, bars)


def _heads(result: RiskBacktest) -> tuple[str, str, str]:
    return (
        f"{result.landed:,} changes; hot files judged at {result.cutoffs:,} moments "
        "by the fixes of the next 90 days",
        f"{result.evaluated:,} changes judged, {result.inducing:,} needed a later fix",
        f"{result.inside:,} of these have several files: which one needed it?",
    )


def _tables(result: RiskBacktest) -> list[_Table]:
    files, changes, inside = _heads(result)
    return [
        (files, ("files", "AUC", "P@20"), _rows(result.files, ("auc", "p20"))),
        (changes, ("changes", "AUC"), _rows(result.changes, ("auc",))),
        (inside, ("in a change", "top 1"), _rows(result.in_change, ("top1",))),
    ]


def _rows(figures: Figures, measures: Sequence[str]) -> list[tuple[str, ...]]:
    return [
        (name, *(_three(values[measure]) for measure in measures))
        for name, values in figures.items()
    ]


def _co_change_table(scores: Mapping[str, QuestionScore]) -> _Table:
    whole = next(iter(scores.values())).whole if scores else 0
    rows = []
    for name, score in scores.items():
        shares = score.as_json()
        percents = (_percent(shares[measure]) for measure in ("precision", "recall", "speaks"))
        rows.append((name, *percents, f"{score.named:,}"))
    head = f"{whole:,} changes asked about, each also with every one of its files left out"
    return head, ("rule", "precision", "recall", "speaks", "questions"), rows


def _three(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
