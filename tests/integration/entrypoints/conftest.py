"""With which GitHub does a step of the action speak? The one of the test's own world."""

from __future__ import annotations

import pytest

from testing.github_server import github_server


@pytest.fixture
def github(world):
    with github_server(world=world) as server:
        yield server
    assert server.faults == []
