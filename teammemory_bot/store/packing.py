"""How do many whole numbers become one value of a row? Low byte first, whatever machine wrote them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from typing import TypeVar

N = TypeVar("N", int, float)


def packed(numbers: Iterable[int]) -> bytes:
    """Return numbers of up to 32 bits, none below zero, as four bytes each."""
    return _bytes_of(array("I", numbers))


def packed_short(numbers: Iterable[int]) -> bytes:
    """Return numbers of up to 16 bits, none below zero, as two bytes each."""
    return _bytes_of(array("H", numbers))


def packed_long(numbers: Iterable[int]) -> bytes:
    """Return numbers as eight bytes each."""
    return _bytes_of(array("q", numbers))


def packed_floats(numbers: Iterable[float]) -> bytes:
    """Return numbers as eight bytes each, to the last bit."""
    return _bytes_of(array("d", numbers))


def unpacked(value: bytes) -> list[int]:
    """Return what `packed` was given."""
    return _numbers_of(array("I"), value)


def unpacked_short(value: bytes) -> list[int]:
    """Return what `packed_short` was given."""
    return _numbers_of(array("H"), value)


def unpacked_long(value: bytes) -> list[int]:
    """Return what `packed_long` was given."""
    return _numbers_of(array("q"), value)


def passing_floats(value: bytes) -> array[float]:
    """Return what `packed_floats` was given, made to be looked through once, or not at all."""
    return _read_into(array("d"), value)


def passing(value: bytes) -> array[int]:
    """Return what `packed` was given, made to be looked through once, or not at all."""
    return _read_into(array("I"), value)


def passing_long(value: bytes) -> array[int]:
    """Return what `packed_long` was given, made to be looked through once, or not at all."""
    return _read_into(array("q"), value)


def _bytes_of(numbers: array[N]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _numbers_of(numbers: array[N], value: bytes) -> list[N]:
    return _read_into(numbers, value).tolist()


def _read_into(numbers: array[N], value: bytes) -> array[N]:
    numbers.frombytes(value)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
