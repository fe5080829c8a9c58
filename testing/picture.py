"""How does a comment look on GitHub? `make picture` draws the README's, with Chromium.

Drawn by hand, not in the tests: browsers differ in the last pixel. What is tested is that the text in the
picture is still what the product says (`docs/images/comment.sha256`).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import cmarkgfm
from cmarkgfm.cmark import Options

from testing.stories import FOLDER

STORY: Final = FOLDER / "hot-spot-file.md"
IMAGES: Final = Path(__file__).parents[1] / "docs" / "images"
DIGEST: Final = IMAGES / "comment.sha256"
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT, _SCALE = 900, 520, 2
_THEMES: Final = {
    "light": ("#ffffff", "#1f2328", "#d1d9e0", "#f6f8fa", "#818b981f", "#0969da"),
    "dark": ("#0d1117", "#f0f6fc", "#3d444d", "#151b23", "#656c7633", "#4493f8"),
}
_PAGE: Final = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; background: {back}; color: {text}; font: 14px/1.5 "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }}
article {{ border: 1px solid {line}; border-radius: 6px; padding: 16px; }}
h3 {{ margin: 0 0 16px; font-size: 17.5px; }} p, table, ul {{ margin: 0 0 14px; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid {line}; padding: 6px 13px; }}
tr:nth-child(2n) td {{ background: {card}; }} ul {{ padding-left: 2em; }} li + li {{ margin-top: 4px; }}
code {{ font: 85% "Liberation Mono", monospace; background: {code}; border-radius: 6px; padding: .2em .4em; }}
a {{ color: {link}; text-decoration: none; }} sub {{ font-size: 75%; }} details {{ margin-bottom: 12px; }}
</style><article>{body}</article>"""


def digest() -> str:
    """Return what tells the story's present text from another one."""
    return hashlib.sha256(STORY.read_bytes()).hexdigest()


def page(theme: str) -> str:
    """Return the story as a page in GitHub's looks."""
    names = ("back", "text", "line", "card", "code", "link")
    body = cmarkgfm.github_flavored_markdown_to_html(
        STORY.read_text("utf-8"), options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
    )
    return _PAGE.format(body=body, **dict(zip(names, _THEMES[theme], strict=True)))


def draw() -> None:
    """Draw the comment in light and in dark, and note what is to be seen."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        sys.exit(f"install one of {', '.join(_BROWSERS)} first")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for theme in _THEMES:
            source = Path(folder) / f"{theme}.html"
            source.write_text(page(theme), "utf-8")
            subprocess.run(
                [
                    browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--force-device-scale-factor={_SCALE}", f"--window-size={_WIDTH},{_HEIGHT}",
                    f"--screenshot={IMAGES / f'comment-{theme}.png'}", source.as_uri(),
                ],
                check=True,
                capture_output=True,
            )  # fmt: skip
    DIGEST.write_text(f"{digest()}\n", "utf-8")


if __name__ == "__main__":
    draw()
