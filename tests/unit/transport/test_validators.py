"""Are kept answers bounded by bytes, and is the least recently used one forgotten first?"""

from __future__ import annotations

from teammemory_bot.transport.validators import KeptAnswer, Validators


def _answer(size: int, tag: str = "tag") -> KeptAnswer:
    return KeptAnswer(tag, b"x" * size, "")


def test_answers__that_fill_the_room_to_the_last_byte_stay() -> None:
    kept = Validators(max_bytes=10)
    kept.keep("a", _answer(4))
    kept.keep("b", _answer(6))
    assert kept.find("a") == _answer(4)
    assert kept.find("b") == _answer(6)
    kept.keep("c", _answer(1))
    assert kept.find("a") is None
    assert kept.find("b") is not None
    assert kept.find("c") is not None


def test_answer__as_big_as_the_room_is_kept_alone_and_a_bigger_one_drops_only_its_own() -> None:
    kept = Validators(max_bytes=10)
    kept.keep("a", _answer(4))
    kept.keep("b", _answer(11))
    assert (kept.find("a"), kept.find("b")) == (_answer(4), None)
    kept.keep("b", _answer(10))
    assert (kept.find("a"), kept.find("b")) == (None, _answer(10))
    kept.keep("b", _answer(11))
    assert kept.find("b") is None


def test_answer__kept_anew_takes_the_room_of_the_old_one() -> None:
    kept = Validators(max_bytes=10)
    for number in range(5):
        kept.keep("a", _answer(6, str(number)))
    kept.keep("b", _answer(4))
    assert kept.find("a") == _answer(6, "4")
    kept.drop("a")
    kept.drop("a")
    kept.drop("nobody")
    kept.keep("c", _answer(6))
    assert kept.find("a") is None
    assert kept.find("b") is not None
    assert kept.find("c") is not None


def test_answer__that_was_asked_for_is_forgotten_later() -> None:
    kept = Validators(max_bytes=2)
    kept.keep("a", _answer(1))
    kept.keep("b", _answer(1))
    assert kept.find("a") is not None
    kept.keep("c", _answer(1))
    assert kept.find("b") is None
    assert kept.find("a") is not None
