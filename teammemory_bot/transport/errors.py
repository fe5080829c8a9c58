"""How can a call to a service end badly? Each end a type, each message a sentence with the remedy.

A message names the service, the method and the path; never a header, a body or an address with a
query. What the service itself says is a stranger's text: one printable line, capped.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from teammemory_bot.support.errors import ExitCode, TeamMemoryError

_MAX_SAID: Final = 160
_ONE_LONG_WORD: Final = "(too long to show)"


class CallFailed(TeamMemoryError):
    """A service was asked and there is no answer to work with."""

    exit_code = ExitCode.FINE

    def __init__(self, sentence: str, *, status: int = 0) -> None:
        super().__init__(sentence)
        self.status = status


class ServiceUnreachable(CallFailed):
    """No usable answer after all tries: the line, the name, or the service is down."""

    def __init__(self, service: str, call: str, *, why: str, tries: int, status: int = 0) -> None:
        super().__init__(
            f"{service} did not answer {call} ({why}, {tries} tries); "
            "what was read before is kept, run again later",
            status=status,
        )


class RateLimitReached(CallFailed):
    """The service asks for more patience than this run has."""

    def __init__(self, service: str, *, until: float) -> None:
        moment = datetime.fromtimestamp(min(until, 253_402_300_799), UTC)
        super().__init__(
            f"{service} takes no further request before {moment:%Y-%m-%d %H:%M:%S} UTC (rate limit); "
            "what was read before is kept, run again then",
            status=429,
        )
        self.until = until


class UnusableAnswer(CallFailed):
    """The service answered, but not with what it documents: HTML, half a document, other shapes."""

    def __init__(self, service: str, call: str, *, why: str) -> None:
        super().__init__(
            f"{service} answered {call} with something else than documented ({why}); "
            "nothing of it was stored, run again later"
        )


class AnswerTooBig(CallFailed):
    """The answer grows past every honest size."""

    def __init__(self, service: str, call: str, *, limit: int) -> None:
        super().__init__(
            f"{service} answered {call} with more than {limit // 1024 // 1024} MiB; "
            "nothing of it was stored"
        )


class ForeignAddress(CallFailed):
    """Something points away from the service that was configured.

    Of the address only host and path are told: a user, a query or a fragment may hold a secret.
    """

    exit_code = ExitCode.WRONG_USE

    def __init__(self, service: str, call: str, *, address: str) -> None:
        parts = urlsplit(address)
        place = said(f"{parts.scheme}://{parts.hostname or ''}{parts.path}")
        super().__init__(
            f"{service} answered {call} with a pointer to {place}, which is not the configured "
            "address; nothing was sent there. If the service has moved, configure its new address",
        )


class CallNotAllowed(TeamMemoryError):
    """The product itself tried a call that is not on its list: a defect of ours."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self, service: str, call: str) -> None:
        super().__init__(
            f"refused to ask {service} for {call}: it is not on the list of calls that this program "
            "makes; please report this"
        )


class UnsafeConnection(CallFailed):
    """The other side could not prove that it is the service."""

    exit_code = ExitCode.WRONG_USE

    def __init__(self, service: str) -> None:
        super().__init__(
            f"the connection to {service} could not be verified (TLS); if a proxy of your own signs "
            "it, name its certificates in REQUESTS_CA_BUNDLE"
        )


class ProxyRefused(CallFailed):
    """The proxy between us and the service wants something we do not have."""

    exit_code = ExitCode.WRONG_USE

    def __init__(self, service: str) -> None:
        super().__init__(
            f"the proxy on the way to {service} refused the call; check HTTPS_PROXY, its user name and "
            "password, or exempt the host with NO_PROXY",
            status=407,
        )


class CredentialsRefused(CallFailed):
    """The token is wrong, expired or missing."""

    exit_code = ExitCode.WRONG_USE

    def __init__(self, service: str, call: str) -> None:
        super().__init__(
            f"{service} refused the credentials at {call}; check that the token is set and not expired",
            status=401,
        )


class PermissionMissing(CallFailed):
    """The token is good, but may not do this."""

    def __init__(self, service: str, call: str, *, needed: str, message: str) -> None:
        remedy = f"; it needs {said(needed)}" if needed else ""
        quoted = f' ("{said(message)}")' if message else ""
        super().__init__(f"the token may not {call} at {service}{quoted}{remedy}", status=403)
        self.needed = needed


class NotFoundOrPrivate(CallFailed):
    """Missing, or hidden from this token: services do not tell the two apart, nor do we."""

    def __init__(self, service: str, call: str) -> None:
        super().__init__(
            f"{service} knows no {call.partition(' ')[2]}, or this token may not see it", status=404
        )


class NotServed(CallFailed):
    """Switched off, gone, or blocked: asking again will not help."""

    def __init__(self, service: str, call: str, *, status: int) -> None:
        super().__init__(f"{service} does not serve {call} (HTTP {status})", status=status)


class BodyTooLong(CallFailed):
    """The text we wanted to write is longer than the service takes."""

    def __init__(self, service: str, call: str) -> None:
        super().__init__(f"{service} found the text of {call} too long", status=422)


class RequestRefused(CallFailed):
    """The service found our request wrong; the same request will never work."""

    exit_code = ExitCode.OUR_FAULT

    def __init__(self, service: str, call: str, *, status: int, message: str) -> None:
        quoted = f': "{said(message)}"' if message else ""
        super().__init__(
            f"{service} refused {call} as invalid (HTTP {status}){quoted}; please report this",
            status=status,
        )


class QueryFailed(CallFailed):
    """GraphQL answered with errors; what came along is not taken for the whole."""

    def __init__(self, service: str, call: str, *, kinds: tuple[str, ...], message: str) -> None:
        super().__init__(f'{service} could not answer {call} whole: "{said(message)}"', status=200)
        self.kinds = kinds


class WriteInDoubt(CallFailed):
    """The line broke after the write was sent: it may have happened. Look before writing again."""

    def __init__(self, service: str, call: str, *, why: str) -> None:
        super().__init__(f"{service} did not confirm {call} ({why}): it may have been done or not")


class BudgetSpent(CallFailed):
    """This run has used up what it may use; the next one goes on."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the budget of this run is used up ({what}); the next run goes on from here"
        )


_UNPRINTABLE: Final = re.compile(r"[^ -~]+")


def said(text: str) -> str:
    """Return a stranger's text as one short printable ASCII line, without quotes.

    No word is cut: the first part of a secret would no longer be known for one.
    """
    line = _UNPRINTABLE.sub(" ", text).replace('"', "'").strip()
    if len(line) <= _MAX_SAID:
        return line
    return line[: _MAX_SAID + 1].rpartition(" ")[0].rstrip() or _ONE_LONG_WORD
