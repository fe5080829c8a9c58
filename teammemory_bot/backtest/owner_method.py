"""Would the declared owners have been the right reviewers? The baseline that a CODEOWNERS file sets.

Today's declaration is asked about the whole past, which flatters it: what was declared later is known
earlier. Teams and e-mail addresses name no single person and are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from teammemory_bot.domain.codeowners import CodeOwners, OwnerKind
from teammemory_bot.domain.identity import DeveloperId
from teammemory_bot.domain.past_change import PastChange, ReviewQuestion


class DeclaredOwners:
    """Ranks owners by how many of the change's files they own; then as they are declared."""

    def __init__(self, declared: CodeOwners, people: Mapping[str, DeveloperId]) -> None:
        self._declared = declared
        self._people = people
        """Per login, in lower case, who it is."""

    def learn(self, change: PastChange) -> None:
        """Take nothing from the past: a declaration does not learn."""
        del change

    def rank(self, question: ReviewQuestion) -> list[DeveloperId]:
        """Return the owners of the files."""
        owned: dict[DeveloperId, int] = {}
        for path in question.paths:
            for owner in self._declared.owners_of(path):
                person = self._people.get(owner.name.lower())
                if owner.kind is OwnerKind.USER and person is not None:
                    owned[person] = owned.get(person, 0) + 1
        return sorted((who for who in owned if who != question.author), key=lambda who: -owned[who])
