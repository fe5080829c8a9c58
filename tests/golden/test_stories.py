"""Are six stories told as they were last read and approved?"""

from __future__ import annotations

from pathlib import Path

import pytest

from testing.picture import DIGEST, digest
from testing.stories import FOLDER, NAMES, story


@pytest.mark.parametrize("name", NAMES)
def test_story__is_told_as_approved(name: str, tmp_path: Path) -> None:
    assert story(name, tmp_path) == (FOLDER / f"{name}.md").read_text("utf-8"), (
        "run `make golden`, read the difference"
    )


def test_stories__are_all_there_is() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(NAMES)


def test_picture__shows_what_the_product_says() -> None:
    assert DIGEST.read_text("utf-8").strip() == digest(), "run `make picture`, look at it"
