"""What if several runs write their comment at once? Their calls to GitHub, interleaved by a seed."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from teammemory_bot.transport.errors import NotFoundOrPrivate, PermissionMissing, WriteInDoubt

ME: Final = "github-actions[bot]"
PAGE: Final = 3
"""Comments of one page: few, so that the search has pages to turn."""


@dataclass
class Conversation:
    """The comments of one pull request, and who wrote them."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    next_id: int = 1

    def say(self, by: str | None, body: str) -> dict[str, Any]:
        """Add a comment."""
        row = {
            "id": self.next_id,
            "user": None if by is None else {"login": by},
            "body": body,
            "html_url": f"https://github.test/{self.next_id}",
        }
        self.rows[self.next_id] = row
        self.next_id += 1
        return row


@dataclass
class TalkApi:
    """The calls of `GithubApi` that a comment needs; `turn` is awaited before each of them."""

    talk: Conversation
    turn: Callable[[], None] = lambda: None
    loses_answer: Callable[[], bool] = lambda: False
    """Whether the line breaks after a comment was created."""

    def viewer(self) -> dict[str, Any]:
        """Refuse, as GitHub does to a workflow's own token."""
        raise PermissionMissing("GitHub", "GET /user", needed="", message="")

    def read_pages(self, path: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the comments page by page; what is written meanwhile may be met or not."""
        del path
        last = 0
        while True:
            self.turn()
            left = sorted(number for number in self.talk.rows if number > last)
            page = left[:PAGE]
            yield [dict(self.talk.rows[number]) for number in page]
            if len(left) <= PAGE:
                return
            last = page[-1]

    def write(self, method: str, path: str, body: dict[str, str]) -> dict[str, Any]:
        """Create or edit a comment."""
        self.turn()
        if method == "POST":
            row = self.talk.say(ME, body["body"])
            if self.loses_answer():
                raise WriteInDoubt("GitHub", f"POST {path}", why="broken")
            return dict(row)
        row = self.talk.rows.get(_number(path))  # type: ignore[assignment]
        if row is None:
            raise NotFoundOrPrivate("GitHub", f"PATCH {path}")
        row["body"] = body["body"]
        return dict(row)

    def delete(self, path: str) -> None:
        """Delete a comment."""
        self.turn()
        if self.talk.rows.pop(_number(path), None) is None:
            raise NotFoundOrPrivate("GitHub", f"DELETE {path}")


def interleave(
    runs: list[Callable[[Callable[[], None]], None]],
    chance: random.Random,
    check: Callable[[], None],
) -> None:
    """Run all at once: whoever is drawn makes one call, then the next is drawn.

    `check` is called between any two calls. An error of a run is raised here.
    """
    players = [_Player(run) for run in runs]
    waiting = list(players)
    while waiting:
        player = chance.choice(waiting)
        player.go.release()
        player.arrived.acquire()
        check()
        if player.is_done:
            waiting.remove(player)
    for player in players:
        player.thread.join()
        if player.error is not None:
            raise player.error


class _Player:
    """One run in a thread of its own that stops before each call until it is drawn."""

    def __init__(self, run: Callable[[Callable[[], None]], None]) -> None:
        self.go = threading.Semaphore(0)
        self.arrived = threading.Semaphore(0)
        self.is_done = False
        self.error: Exception | None = None
        self._run = run
        self.thread = threading.Thread(target=self._play, daemon=True)
        self.thread.start()

    def _play(self) -> None:
        self.go.acquire()
        try:
            self._run(self._turn)
        except Exception as error:  # noqa: BLE001  # handed on by `interleave`
            self.error = error
        self.is_done = True
        self.arrived.release()

    def _turn(self) -> None:
        self.arrived.release()
        self.go.acquire()


def _number(path: str) -> int:
    return int(path.rpartition("/")[2])
