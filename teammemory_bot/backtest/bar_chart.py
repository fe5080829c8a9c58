"""How does a comparison look as a picture? A small SVG of bars, for light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

_ROW: Final = 30
_TOP: Final = 64
_LEFT: Final = 110
_BAR: Final = 420
_WIDTH: Final = _LEFT + _BAR + 70

_STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .bar { fill: #afb8c1 } .first { fill: #1f6feb }
  .axis { stroke: #d1d9e0 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .quiet { fill: #9198a1 }
    .bar { fill: #656c76 } .first { fill: #4493f8 } .axis { stroke: #3d444d }
  }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: what it is, how long it is (0 to 1), and the words at its end."""

    label: str
    share: float
    words: str


def bar_chart(title: str, subtitle: str, bars: Sequence[Bar]) -> str:
    """Return an SVG document with one horizontal bar a row; the first one is set off."""
    height = _TOP + _ROW * len(bars) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title, _QUOTES)}">',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="12" y="24">{escape(title)}</text>',
        f'<text class="quiet" x="12" y="44">{escape(subtitle)}</text>',
        f'<line class="axis" x1="{_LEFT}" y1="{_TOP - 8}" x2="{_LEFT}" y2="{height - 8}"/>',
    ]
    for number, bar in enumerate(bars):
        parts += _row(bar, y=_TOP + _ROW * number, is_first=number == 0)
    return "\n".join([*parts, "</svg>", ""])


_QUOTES: Final = {'"': "&quot;"}


def _row(bar: Bar, *, y: int, is_first: bool) -> list[str]:
    width = round(_BAR * min(max(bar.share, 0.0), 1.0), 1)
    look = "bar first" if is_first else "bar"
    return [
        f'<text x="{_LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(bar.label)}</text>',
        f'<rect class="{look}" x="{_LEFT}" y="{y}" width="{width}" height="20" rx="3"/>',
        f'<text class="quiet" x="{_LEFT + width + 8}" y="{y + 14}">{escape(bar.words)}</text>',
    ]
