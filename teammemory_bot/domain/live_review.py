"""What is live about the review of one pull request? Known from the API alone, and never stored.

None means that nobody asked, or nobody could say: never that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from teammemory_bot.domain.codeowners import CodeOwners
from teammemory_bot.domain.identity import Login


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReview:
    """Who is asked, who answered, who may be asked; logins as GitHub spells them."""

    requested: frozenset[Login] | None = None
    """Whose review is asked for on this pull request now."""
    reviewed: frozenset[Login] | None = None
    """Who submitted a review of it."""
    asked_before: frozenset[Login] | None = None
    """Whose review was asked for once, and taken back."""
    open_requests: Mapping[Login, int] | None = None
    """How many reviews each person is asked for elsewhere; who is missing is asked for none."""
    without_access: frozenset[Login] | None = None
    """Who is known not to be able to review here; None: not looked at."""
    teams: Mapping[str, frozenset[Login]] | None = None
    """Members by `organisation/team`, as far as the token may read teams."""
    code_owners: CodeOwners | None = None
    """The declared owners at the base; None: there is no such file, or it was not looked for."""
