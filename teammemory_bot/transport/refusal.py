"""Which error is a refusal (4xx)? One table from status and headers to the error that explains it."""

from __future__ import annotations

from collections.abc import Mapping

from teammemory_bot.transport import errors


def error_of(
    service: str, call: str, status: int, headers: Mapping[str, str], message: str
) -> errors.CallFailed:
    """Return what a final refusal means; asking again would not help."""
    if status == 403:
        # GitHub names what would be enough: "pull_requests=write".
        needed = headers.get("x-accepted-github-permissions", "")
        return errors.PermissionMissing(service, call, needed=needed, message=message)
    if status in {410, 451}:
        return errors.NotServed(service, call, status=status)
    if status == 407:
        return errors.ProxyRefused(service)
    if status == 422 and "too long" in message.lower():
        return errors.BodyTooLong(service, call)
    known = {401: errors.CredentialsRefused, 404: errors.NotFoundOrPrivate}.get(status)
    if known is not None:
        return known(service, call)
    return errors.RequestRefused(service, call, status=status, message=message)
