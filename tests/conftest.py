"""Under which conditions does every test run? Guards and fixtures; no helpers.

The guards make a test fail that would pass only here and today: it sees no network, no home, no git
configuration and no cache of the person who runs it, and lives in an odd time zone and locale.
"""

from __future__ import annotations

import locale
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

from testing import network_guard

ODD_TIME_ZONE: Final = "CHAST-12:45CHADT,M9.5.0/2:45,M4.1.0/3:45"
"""Chatham Islands, spelled out: a quarter of an hour, summer time, needs no zone database."""

ODD_LOCALES: Final = ("tr_TR.UTF-8", "de_DE.UTF-8", "C")
"""The first one installed is used: a dotless i, a decimal comma, or plain ASCII."""

CACHE_OF_NOBODY: Final = "/dev/null/give-the-memory-a-path"
"""No folder can ever be made here: a test that forgets `--memory` fails, whoever runs it."""

CLOSED_PORT: Final = "http://127.0.0.1:9"

FOREIGN_PREFIXES: Final = (
    "ACTIONS_", "GIT_", "GITHUB_", "INPUT_", "JIRA_", "RUNNER_", "TEAMMEMORY_", "XDG_",
)  # fmt: skip
"""Variables of the surrounding machine, workflow or git hook that must not reach the product."""

OUR_PREFIX: Final = "TEAMMEMORY_TEST_"
"""What continuous integration tells the tests: where a PostgreSQL server is."""

FOREIGN_NAMES: Final = ("CI", "COLUMNS", "FORCE_COLOR", "LANGUAGE", "NO_COLOR", "PAGER")

settings.register_profile(
    "test",
    max_examples=25,
    deadline=None,  # two busy cores say nothing about the code
    suppress_health_check=[HealthCheck.too_slow],
)
IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # pytest makes folders of its own below it
ROOM_BYTES: Final = 4 << 30
PROVE: Final = ("prove", "prove or hypothesis")
"""How the long proofs are chosen: with all properties, which then try many more examples."""
settings.register_profile("prove", settings.get_profile("test"), max_examples=2_000)


def pytest_configure(config: pytest.Config) -> None:
    """Close the doors before the first test module is imported."""
    _write_into_memory()
    home = tempfile.TemporaryDirectory(prefix="teammemory-home-")
    config.add_cleanup(home.cleanup)
    _leave_the_surroundings(home.name)
    _move_far_away()
    network_guard.install()
    settings.load_profile("prove" if config.option.markexpr in PROVE else "test")


def _write_into_memory() -> None:
    """Keep the tests' files off the disk, where the machine has room: git makes thousands of them."""
    if "TMPDIR" in os.environ or not IN_MEMORY.is_dir() or not os.access(IN_MEMORY, os.W_OK):
        return
    about = os.statvfs(IN_MEMORY)
    has_room = about.f_bavail * about.f_frsize >= ROOM_BYTES
    if has_room and not about.f_flag & os.ST_NOEXEC:  # the programs of attacks must be able to run
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def _leave_the_surroundings(home: str) -> None:
    for name in tuple(os.environ):
        is_foreign = name in FOREIGN_NAMES or name.startswith(FOREIGN_PREFIXES)
        if is_foreign and not name.startswith(OUR_PREFIX):
            del os.environ[name]
    os.environ |= {
        "HOME": home,
        "XDG_CACHE_HOME": CACHE_OF_NOBODY,
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "file",
        "GIT_TERMINAL_PROMPT": "0",
        "NO_PROXY": "127.0.0.1,localhost,::1",
    }
    for scheme in ("HTTP", "HTTPS", "ALL"):
        os.environ[f"{scheme}_PROXY"] = os.environ[f"{scheme.lower()}_proxy"] = CLOSED_PORT
    os.environ["no_proxy"] = os.environ["NO_PROXY"]


def _move_far_away() -> None:
    os.environ["TZ"] = ODD_TIME_ZONE
    time.tzset()
    for name in ODD_LOCALES:
        with suppress(locale.Error):
            locale.setlocale(locale.LC_ALL, name)
            # No Python program speaks the system's messages in another language unless it asks for
            # it; the children, git among them, do.
            locale.setlocale(locale.LC_MESSAGES, "C")
            os.environ["LC_ALL"] = os.environ["LANG"] = name
            return


def pytest_report_header() -> list[str]:
    """Say where the tests believe they are."""
    return [f"surroundings: time zone {ODD_TIME_ZONE}, locale {os.environ['LC_ALL']}, no network"]


@pytest.fixture(autouse=True)
def _leaves_no_trace() -> Iterator[None]:
    """Fail a test that changes what the next one sees, or that reached for the network."""
    environment, folder = _environment(), Path.cwd()
    network_guard.blocked.clear()
    yield
    assert _environment() == environment, "the test changed the environment: use monkeypatch"
    assert Path.cwd() == folder, "the test changed the working directory: use monkeypatch.chdir"
    left = sorted(path.name for path in Path(os.environ["HOME"]).iterdir())
    assert left == [], f"the test wrote into the user's home: {left}"
    assert network_guard.blocked == [], "the test reached for the network"


def _environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
