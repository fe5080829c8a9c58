"""What can be asked of a place on a server without knowing its driver?

psycopg is an extra of the installation and costs time to import: only an address makes it needed.
"""

from __future__ import annotations

from pathlib import Path

from teammemory_bot.store.errors import DriverIsMissing
from teammemory_bot.store.store import RepositoryIdentity, Store


def shown_place(place: Path | str) -> str:
    """Return a memory's place without user, password and options: fit for sentences."""
    if isinstance(place, Path):
        return str(place)
    try:
        from teammemory_bot.store.postgres_schema import shown_address  # noqa: PLC0415
    except ImportError as error:
        raise DriverIsMissing from error
    return shown_address(place)


def is_on_server(address: str, identity: RepositoryIdentity) -> bool:
    """Tell whether a server holds a memory of that repository, without making one."""
    try:
        from teammemory_bot.store.postgres_schema import holds_memory  # noqa: PLC0415
    except ImportError as error:
        raise DriverIsMissing from error
    return holds_memory(
        address, roots=identity.roots, branch=identity.branch, web_address=identity.web_address
    )


def throw_away(store: Store) -> None:
    """Remove an open memory from its server; the store is of no use afterwards."""
    from teammemory_bot.store.postgres_schema import drop_memory  # noqa: PLC0415  # it is open already

    drop_memory(store.database)
