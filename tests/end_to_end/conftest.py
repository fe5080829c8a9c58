"""With what are the end-to-end tests run? The image that `.ci/image` has built, where there is one."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session")
def image() -> str:
    """The name of the built image; without one the test is skipped."""
    name = os.environ.get("TEAMMEMORY_TEST_IMAGE")
    if not name:
        pytest.skip("no image: `.ci/run`, or `make image` and `. build/image/env`")
    return name


@pytest.fixture(scope="session")
def base_image(image: str) -> str:
    """The name of the image that ours is built on."""
    return os.environ["TEAMMEMORY_TEST_BASE_IMAGE"]


@pytest.fixture(scope="session")
def engine(image: str) -> str:
    """The program that runs images."""
    return os.environ["TEAMMEMORY_TEST_ENGINE"]
