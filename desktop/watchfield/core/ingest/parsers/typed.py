"""JSON read straight into the shape that it should have, by msgspec; behind the door of ``parsers``.

What is not needed is skipped and never becomes a Python value, and of what has the right type nothing has to be asked.
A document of any other shape is not read here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

__all__ = ["DETAILS", "TOP", "trace"]

TOP = ("icao", "r", "t", "timestamp", "dbFlags", "desc", "ownOp")
DETAILS = ("flight", "squawk", "category", "type", "nic", "nac_p", "sil")


def trace(data: bytes) -> tuple[dict[str, Any], list[tuple[Any, ...]]] | None:
    """Return what a readsb trace says of its aircraft, and its rows; None where it has not the usual shape.

    Of a row, numbers are float or None, the altitude may be a text, and the details are an object with ``DETAILS``.

    Raises ImportError where msgspec is not there.
    """
    import msgspec  # noqa: PLC0415 - only the desktop has it

    for decoder in _trace_decoders():
        try:
            document = decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        return {name: getattr(document, name) for name in TOP}, document.trace
    return None


@cache
def _trace_decoders() -> tuple[Any, ...]:
    """Return one decoder for rows of 14 values, and one for the 9 of before 2022."""
    import msgspec  # noqa: PLC0415 - only the desktop has it

    number: Any = float | None
    details: Any = msgspec.defstruct("Details", [(name, Any, None) for name in DETAILS], gc=False)
    old = (float, number, number, float | str | None, number, number, number, number, details | None)
    new = (*old, str | None, number, number, Any, Any)
    return _trace_decoder(msgspec, new), _trace_decoder(msgspec, old)


def _trace_decoder(msgspec: Any, row: tuple[Any, ...]) -> Any:
    fields = [("trace", list[tuple[row]]), *((name, Any, None) for name in TOP)]  # type: ignore[valid-type]
    return msgspec.json.Decoder(msgspec.defstruct("Trace", fields))
