"""Is this pull request exempt from the rules, and why?"""

from __future__ import annotations

from collections.abc import Iterator

from teammemory_bot.domain.policy import Exemptions
from teammemory_bot.domain.pull_request import PullRequest


def find_exemption(pr: PullRequest, exemptions: Exemptions) -> str | None:
    """Return why the rules leave this pull request alone; None: they do not."""
    return next(_reasons(pr, exemptions), None)


def _reasons(pr: PullRequest, exemptions: Exemptions) -> Iterator[str]:
    if exemptions.bots and is_bot(pr):
        yield "the author is a bot"
    if {pr.author.name.lower(), (pr.author_login or "").lower()} & exemptions.authors:
        yield "the configuration exempts the author"
    for label in pr.labels:
        if label.lower() in exemptions.labels:
            yield f"the configuration exempts the label {label}"
    for glob in exemptions.branches:
        if glob.matches(pr.branch):
            yield f"the configuration exempts branches like {glob.source}"
    for prefix in exemptions.title_prefixes:
        if pr.title.startswith(prefix):
            yield f"the configuration exempts titles that start with {prefix}"
    if pr.files and all(_is_exempt(file.path, exemptions) for file in pr.files):
        yield "the configuration exempts every path of this change"


def is_bot(pr: PullRequest) -> bool:
    """Tell whether a bot opened the pull request."""
    return pr.author_is_bot or (pr.author_login or pr.author.name).lower().endswith("[bot]")


def _is_exempt(path: str, exemptions: Exemptions) -> bool:
    return any(glob.matches(path) for glob in exemptions.paths)
