"""How is the replay of past reviews shown? As a table, as JSON, as a picture."""

from __future__ import annotations

import json
from typing import Final

from teammemory_bot.backtest.bar_chart import Bar, bar_chart
from teammemory_bot.backtest.ranking_score import RankingScore
from teammemory_bot.backtest.reviewers import ReviewerBacktest
from teammemory_bot.backtest.text_table import markdown_table, text_table

_NOT_KNOWN: Final = "\N{EN DASH}"
_HEADINGS: Final = ("method", "MRR", "top 1", "top 3", "top 5", "asked")

METHOD_WORDS: Final = {
    "lift": "this product's ranking",
    "classic": "10 a commit, 8 a review, lines / 20, recency",
    "recent": "last reviewers of the files, then directories",
    "active90": "most reviews in 90 days",
    "revfinder": "likeness of paths (2015)",
    "chrev": "share, days and freshness of reviews (2016)",
    "whodo": "counts over days since the last (2019)",
    "codeowners": "declared owners, the last rule first",
}


def json_text(result: ReviewerBacktest) -> str:
    """Return the figures as JSON: fractions, not percent."""
    return json.dumps(result.as_json(), indent=2) + "\n"


def table_text(result: ReviewerBacktest) -> str:
    """Return the figures as a table for a terminal, with what each method is."""
    words = "".join(f"{name:<11}{METHOD_WORDS[name]}\n" for name in result.scores)
    return f"{_head(result)}\n\n{text_table(_HEADINGS, _rows(result))}\n{words}"


def table_markdown(result: ReviewerBacktest) -> str:
    """Return the figures as Markdown."""
    return f"{_head(result)}\n\n{markdown_table(_HEADINGS, _rows(result))}"


def chart_svg(result: ReviewerBacktest) -> str:
    """Return a picture: how often one of the first three was right, by method."""
    bars = [
        Bar(
            label=name,
            share=score.as_json()["top3"],
            words=f"{_percent(score.as_json()['top3'])} · MRR {score.as_json()['mrr']:.2f}",
        )
        for name, score in result.scores.items()
        if score.judged
    ]
    return bar_chart("Was one of the first three right?", _head(result), bars)


def _head(result: ReviewerBacktest) -> str:
    if not result.evaluated:
        return (
            f"{result.changes:,} changes, none to ask about: "
            "no review by anybody but the author is known"
        )
    return f"{result.changes:,} changes, suggested for {result.evaluated:,} of them as of their day"


def _rows(result: ReviewerBacktest) -> list[tuple[str, ...]]:
    return [(name, *_cells(score)) for name, score in result.scores.items()]


def _cells(score: RankingScore) -> tuple[str, ...]:
    if not score.judged:
        return (*[_NOT_KNOWN] * 4, "0")
    figures = score.as_json()
    shares = (_percent(figures[name]) for name in ("top1", "top3", "top5"))
    return (f"{figures['mrr']:.3f}", *shares, f"{score.judged:,}")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
