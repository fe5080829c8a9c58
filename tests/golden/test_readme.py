"""Does the README show what the product says?"""

from __future__ import annotations

from pathlib import Path

from testing.readme import README, demo_comment, with_comment, with_tables, with_workflow


def test_readme__shows_the_comment_that_the_product_makes_of_the_demo(tmp_path: Path) -> None:
    readme = README.read_text("utf-8")
    assert with_comment(readme, demo_comment(tmp_path)) == readme, (
        "run `make golden`, read the diff"
    )


def test_readme__shows_the_workflow_that_a_team_pastes() -> None:
    readme = README.read_text("utf-8")
    assert with_workflow(readme) == readme, "run `make golden`, read the diff"
    assert with_tables(readme) == readme, "run `make golden`, read the diff"
