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
    requested_teams: frozenset[str] | None = None
    """Which teams, as `organisation/team`, are asked for a review of this pull request now."""
    teams: Mapping[str, frozenset[Login]] | None = None
    """Members by `organisation/team`, children of the team included; a team that the token may not read
    is missing. None: no token that may read teams."""
    busy: Mapping[Login, int | None] | None = None
    """Who says on GitHub that their availability is limited, and until when: UTC seconds, None for
    "until I say otherwise"."""
    code_owners: CodeOwners | None = None
    """The declared owners at the base; None: there is no such file, or it was not looked for."""
