"""Do the guards that every test runs under really hold?"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest
import requests

from testing import network_guard

OUTSIDE = "192.0.2.1"  # reserved for documentation (RFC 5737): nobody answers there


@pytest.fixture
def _forgives_the_attempt() -> object:
    yield
    network_guard.blocked.clear()


@pytest.mark.usefixtures("_forgives_the_attempt")
class TestNetwork:
    def test_connect__outside__is_blocked(self) -> None:
        with pytest.raises(network_guard.NetworkBlocked, match=OUTSIDE):
            socket.create_connection((OUTSIDE, 80), timeout=0.1)
        assert network_guard.blocked == [OUTSIDE]

    def test_connect_ex_and_datagrams__outside__are_blocked(self) -> None:
        with socket.socket() as stream, pytest.raises(network_guard.NetworkBlocked):
            stream.connect_ex((OUTSIDE, 80))
        with (
            socket.socket(type=socket.SOCK_DGRAM) as datagram,
            pytest.raises(network_guard.NetworkBlocked),
        ):
            datagram.sendto(b"", (OUTSIDE, 80))

    def test_look_up__of_a_name__is_blocked(self) -> None:
        with pytest.raises(network_guard.NetworkBlocked):
            socket.getaddrinfo("example.org", 443)

    def test_http_library__by_its_usual_way__is_blocked(self) -> None:
        with pytest.raises((network_guard.NetworkBlocked, requests.ConnectionError)):
            requests.get("https://example.org", timeout=1)

    def test_child_process__is_sent_to_a_closed_port(self) -> None:
        script = "import urllib.request as r; r.urlopen('http://example.org', timeout=1)"
        child = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False
        )
        assert "Connection refused" in child.stderr

    def test_git__may_not_leave_the_machine(self, tmp_path: Path) -> None:
        child = subprocess.run(
            ["git", "ls-remote", "https://example.org/a.git"],
            env={**os.environ, "LC_ALL": "C"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "transport 'https' not allowed" in child.stderr


def test_loopback__is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_unix_sockets__are_open(tmp_path: Path) -> None:
    address = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(address)
        server.listen()
        client.connect(address)


def test_time_zone__is_odd() -> None:
    assert time.timezone == -(12 * 3600 + 45 * 60)
    assert str(datetime.fromtimestamp(0)) == "1970-01-01 13:45:00"  # noqa: DTZ006 - the local zone is the point


def test_cache_of_the_user__cannot_be_written() -> None:
    cache = platformdirs.user_cache_path("teammemory")
    with pytest.raises(OSError, match="give-the-memory-a-path"):
        cache.mkdir(parents=True)


def test_git__sees_no_configuration_of_the_person(tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "config", "--list"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert listed.stdout == ""


def test_home__is_a_folder_of_this_run() -> None:
    assert "teammemory-home-" in os.environ["HOME"]
