"""What is a track called in a file whose format has no callsigns: a name of the user's, made fit for a key."""

from __future__ import annotations

from collections.abc import Iterable

from ..values import plain

__all__ = ["distinct", "label", "many"]

LONGEST = 40


def label(untrusted: object, otherwise: str) -> str:
    """Return a name as it is kept: plain, trimmed, short, without ``@``, which ends the name in a key."""
    text = " ".join(plain(str(untrusted if untrusted is not None else ""), LONGEST).split())
    return text.replace("@", " at ") or otherwise


def distinct(untrusted: Iterable[object], otherwise: str = "track") -> list[str]:
    """Return a name for each of several things; what is called the same is told apart by its number."""
    seen: dict[str, int] = {}
    found = []
    for number, name in enumerate(untrusted, 1):
        text = label(name, f"{otherwise} {number}")
        seen[text] = seen.get(text, 0) + 1
        found.append(text if seen[text] == 1 else f"{text} #{seen[text]}")
    return found


def many(number: int, noun: str) -> str:
    """Return ``1 line`` or ``34 lines``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
