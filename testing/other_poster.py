"""What does another run do to the comment? It posts as well, from a process of its own.

    python -m testing.other_poster API_URL

Each line of standard input, `PULL HEAD DIGEST`, is one run; its receipt is written back.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from teammemory_bot.domain.marker import Marker
from teammemory_bot.publish.pull_request_comment import post_comment
from teammemory_bot.transport.github_api import GithubApi
from testing.virtual_clock import VirtualClock

_ROOT: Final = Path(__file__).parent.parent


def start(api_url: str) -> subprocess.Popen[str]:
    """Start such a process."""
    return subprocess.Popen(
        [sys.executable, "-m", "testing.other_poster", api_url],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def _main(api_url: str) -> None:
    clock = VirtualClock()
    api = GithubApi("octo-org/tool", token="opens-nothing", clock=clock, base_url=api_url)  # noqa: S106
    for line in sys.stdin:
        pull, head, digest = line.split()
        marker = Marker(repository=7, pull=int(pull), head=head, digest=digest)
        posted = post_comment(
            api,
            f"{marker.line()}\nsaid\n",
            marker,
            head_now=lambda head=head: head,
            clock=clock,
        )
        sys.stdout.write(f"{posted.receipt}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main(sys.argv[1])
