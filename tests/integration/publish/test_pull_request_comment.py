"""Is there one comment, whoever writes at once, and is it never anybody else's?"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from teammemory_bot.domain.marker import IGNORED, Marker
from teammemory_bot.publish.pull_request_comment import Receipt, Wish, post_comment
from testing import other_poster
from testing.comment_races import ME, Conversation, TalkApi, interleave
from testing.github_server import github_server
from testing.github_world import World
from testing.virtual_clock import VirtualClock

HEAD, OLD_HEAD = "a" * 40, "b" * 40
STRANGERS = ("ana", "github-actions", "GitHub-Actions[bot]", "renovate[bot]", None)


def marker(digest: str = "1", *, head: str = HEAD, pull: int = 5, **given: object) -> Marker:
    return Marker(repository=7, pull=pull, head=head, digest=digest * 64, **given)  # type: ignore[arg-type]


def body(mark: Marker) -> str:
    return f"{mark.line()}\nsaid\n"


def post(api: TalkApi, mark: Marker, wish: Wish | None = None) -> Receipt:
    return post_comment(
        api,  # type: ignore[arg-type]
        body(mark),
        mark,
        head_now=lambda: HEAD,
        clock=VirtualClock(),
        wish=wish,
    ).receipt


def ours(talk: Conversation) -> list[int]:
    """Return our comments by a rule of the test's own: our login, and the exact first line."""
    start = "<!-- teammemory-bot:v1 repository=7 pull=5 instance=default head="
    return [
        number
        for number, row in sorted(talk.rows.items())
        if row["user"] == {"login": ME}
        and row["body"].split("\n")[0].rstrip("\r").startswith(start)
        and row["body"].split("\n")[0].rstrip("\r").endswith(" -->")
        and len(row["body"].split("\n")[0].rstrip("\r")) == len(marker().line())
    ]


def race(seed: int) -> None:
    """Let two to eight runs write at once, some of them late, on a page with some talk."""
    chance = random.Random(seed)  # noqa: S311  # a race, no secret
    talk = Conversation()
    for _ in range(chance.randrange(6)):
        talk.say("ana", "a word")
    for _ in range(chance.choice((0, 0, 0, 1, 2, 3))):
        talk.say(ME, body(marker("0123"[chance.randrange(1, 4)], head=OLD_HEAD)))
    marks = [marker("1")]
    for _ in range(chance.randrange(1, 8)):
        head = chance.choice((HEAD, HEAD, OLD_HEAD))
        marks.append(marker(chance.choice("123"), head=head))
    chance.shuffle(marks)

    def loses_answer() -> bool:
        return chance.random() < 0.2

    def run_of(mark: Marker) -> Callable[[Callable[[], None]], None]:
        return lambda turn: void(post(TalkApi(talk, turn, loses_answer), mark))

    there = bool(ours(talk))

    def never_none() -> None:
        nonlocal there
        count = len(ours(talk))
        assert count or not there, "for a moment there was none"
        there = there or count > 0

    interleave([run_of(mark) for mark in marks], chance, never_none)
    assert len(ours(talk)) == 1, seed
    assert sum(row["user"] == {"login": "ana"} for row in talk.rows.values()) == sum(
        row["body"] == "a word" for row in talk.rows.values()
    )


def void(_: object) -> None:
    """Forget a result."""


def test_runs_at_once__leave_one_comment() -> None:
    for seed in range(200):
        race(seed)


@pytest.mark.prove
def test_ten_thousand_runs_at_once__leave_one_comment_each() -> None:
    for seed in range(10_000):
        race(seed)


def processes_race(rounds: int) -> None:
    world = World(clock=VirtualClock())
    with github_server(world=world) as github:
        posters = [other_poster.start(github.url) for _ in range(2)]
        try:
            for number in range(1, rounds + 1):
                world.open_pull(number)
                for digest, poster in zip("12", posters, strict=True):
                    assert poster.stdin is not None
                    poster.stdin.write(f"{number} {HEAD} {digest * 64}\n")
                receipts = {poster.stdout.readline().strip() for poster in posters if poster.stdout}
                assert receipts <= {"created", "edited", "unchanged"}
                assert receipts & {"created"}
                mine = [row for row in world.comments.values() if row["number"] == number]
                assert len(mine) == 1, receipts
        finally:
            for poster in posters:
                poster.communicate()
        assert github.faults == []


def test_two_processes_at_once__leave_one_comment() -> None:
    processes_race(10)


@pytest.mark.prove
def test_two_processes_two_hundred_times__leave_one_comment_each() -> None:
    processes_race(200)


def forged(chance: random.Random) -> str:
    """Return a body that looks like ours, or nearly, or not at all."""
    line = marker(chance.choice("123"), head=chance.choice((HEAD, OLD_HEAD))).line()
    ways: tuple[Callable[[], str], ...] = (
        lambda: f"{line}\nsaid",
        lambda: f"{line}\r\nsaid",
        lambda: line,
        lambda: f"> {line}\nsaid",
        lambda: f" {line}\nsaid",
        lambda: f"\n{line}\nsaid",
        lambda: f"\ufeff{line}\nsaid",
        lambda: f"{line} {line}\nsaid",
        lambda: f"```\n{line}\n```",
        line.upper,
        lambda: line.replace("v1", "v2"),
        lambda: line.replace("repository=7", "repository=8"),
        lambda: line.replace("pull=5", "pull=05"),
        lambda: line.replace("pull=5", "pull=6"),
        lambda: line.replace("instance=default", "instance=default-explain"),
        lambda: line.replace(" -->", " x -->"),
        lambda: line.replace("digest=", "digest= "),
        lambda: "a word",
    )
    return chance.choice(ways)()


def forge(seed: int) -> None:
    """Write below a page full of forgeries; nothing but ours may change."""
    chance = random.Random(seed)  # noqa: S311  # a race, no secret
    talk = Conversation()
    for _ in range(chance.randrange(40)):
        talk.say(chance.choice((ME, *STRANGERS)), forged(chance))
    before = {number: dict(row) for number, row in talk.rows.items()}
    mine = set(ours(talk))
    post(TalkApi(talk), marker("9"))
    kept = min(mine, default=max(talk.rows))
    assert ours(talk) == [kept]
    assert "digest=" + "9" * 64 in talk.rows[kept]["body"]
    for number, row in before.items():
        if number not in mine:
            assert talk.rows[number] == row, f"seed {seed}: a foreign comment was touched"


def test_forged_markers__change_nobodys_comment() -> None:
    for seed in range(200):
        forge(seed)


@pytest.mark.prove
def test_forged_markers_in_a_thousand_threads__change_nobodys_comment() -> None:
    for seed in range(1_000):
        forge(seed)


class TestWish:
    def test_unchanged_result__writes_nothing(self) -> None:
        talk = Conversation()
        assert post(TalkApi(talk), marker()) is Receipt.CREATED
        assert post(TalkApi(talk), marker()) is Receipt.UNCHANGED
        assert post(TalkApi(talk), marker("2")) is Receipt.EDITED

    def test_late_run__writes_nothing(self) -> None:
        talk = Conversation()
        assert post(TalkApi(talk), marker(head=OLD_HEAD)) is Receipt.OUTDATED
        assert talk.rows == {}

    def test_comment_that_is_not_needed__is_only_kept_true(self) -> None:
        talk, wish = Conversation(), Wish(may_create=False)
        assert post(TalkApi(talk), marker(), wish) is Receipt.UNWANTED
        post(TalkApi(talk), marker())
        assert post(TalkApi(talk), marker("2"), wish) is Receipt.EDITED

    def test_deleted_comment__is_respected_unless_asked_for(self) -> None:
        talk = Conversation()
        assert post(TalkApi(talk), marker(), Wish(was_removed=lambda: True)) is Receipt.REMOVED
        asked = Wish(was_removed=lambda: True, is_asked_for=True)
        assert post(TalkApi(talk), marker(), asked) is Receipt.CREATED

    def test_ignored_pull_request__stays_so_unless_asked_for(self) -> None:
        talk = Conversation()
        silent = Marker(repository=7, pull=5, head=HEAD, digest=IGNORED)
        post(TalkApi(talk), silent)
        assert post(TalkApi(talk), marker()) is Receipt.IGNORED
        assert post(TalkApi(talk), marker(), Wish(is_asked_for=True)) is Receipt.EDITED
