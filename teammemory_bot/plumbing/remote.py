"""From where does this checkout fetch? One setting of its configuration, read as a plain file."""

from __future__ import annotations

from teammemory_bot.plumbing import environment
from teammemory_bot.plumbing.checkout import Checkout
from teammemory_bot.plumbing.errors import GitFailed
from teammemory_bot.plumbing.process import as_text, output_of


def find_fetch_url(checkout: Checkout, remote: str = "origin") -> str | None:
    """Return the address that the remote is fetched from, if the checkout has that remote.

    `git config --file` with `--no-includes` reads this one file and runs nothing.
    """
    try:
        answer = output_of(
            environment.without_repository(),
            "config",
            "--file",
            str(checkout.common_dir / "config"),
            "--no-includes",
            "--get",
            f"remote.{remote}.url",
        )
    except GitFailed:
        return None
    return as_text(answer) or None
