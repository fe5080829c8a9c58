"""Where does the repository live on the web?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain.web_address import web_address_of


@pytest.mark.parametrize(
    ("fetch_url", "expected"),
    [
        ("https://github.com/octo-org/repo.git", "https://github.com/octo-org/repo"),
        ("https://github.com/octo-org/repo", "https://github.com/octo-org/repo"),
        ("https://GitHub.com/octo-org/repo/", "https://github.com/octo-org/repo"),
        ("https://user:secret@github.com/octo-org/repo.git", "https://github.com/octo-org/repo"),
        ("git@github.com:octo-org/repo.git", "https://github.com/octo-org/repo"),
        ("ssh://git@ghe.example.test:2222/octo-org/repo", "https://ghe.example.test/octo-org/repo"),
        ("https://ghe.example.test:8443/o/r.git", "https://ghe.example.test:8443/o/r"),
        ("git://git.example.test/a/b/c.git", "https://git.example.test/a/b/c"),
    ],
)
def test_web_address_of__knows_the_forms_git_fetches_from(fetch_url, expected):
    assert web_address_of(fetch_url) == expected


@pytest.mark.parametrize(
    "fetch_url",
    [
        "",
        "/srv/git/repo.git",
        "../elsewhere",
        "file:///srv/git/repo.git",
        "C:\\repos\\repo",
        "https://github.com/",
        "https://github.com/only-owner",
        "https://github.com/o/r?x=1",
        "https://github.com/o/r\n](javascript:1)",
        "ext::sh -c touch% /tmp/canary",
        "https://intranet/o/r",
    ],
)
def test_web_address_of__invents_nothing(fetch_url):
    assert web_address_of(fetch_url) is None
