"""Which addresses are one place, so that a token may travel there?"""

from __future__ import annotations

import pytest

from teammemory_bot.transport.service import origin_of


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.github.com/repos/x?y#z", ("https", "api.github.com", 443)),
        ("HTTPS://API.GitHub.com:443", ("https", "api.github.com", 443)),
        ("http://a.test", ("http", "a.test", 80)),
        ("http://a.test:8080/", ("http", "a.test", 8080)),
        ("https://a.test:80/", ("https", "a.test", 80)),
        ("https://user:word@a.test/", ("https", "a.test", 443)),
        ("https://[::1]:9/", ("https", "::1", 9)),
        ("ftp://a.test/", ("ftp", "a.test", 0)),
        ("/relative", ("", "", 0)),
        ("https://a.test:port/", ("https", "a.test", -1)),
        ("https://a.test:99999/", ("https", "a.test", -1)),
    ],
)
def test_origin__is_scheme_host_and_port(url: str, origin: tuple[str, str, int]) -> None:
    assert origin_of(url) == origin
