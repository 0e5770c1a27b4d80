"""XML, walked through once and never held as a tree: GPX and KML of 100 MB have millions of elements.

defusedxml refuses entities and document types; depth, attributes and size have bounds of our own, because every XML
library takes whatever it is given. There is no twin of it in the standard library that is safe, so XML is not read
inside QGIS. One Python call an element is the price of all of them: there is no library that gives columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol

from ...errors import ReadError
from ...task import Progress, silent
from .. import quoting
from ..files import content
from ..format import Head
from ..values import plain

__all__ = ["Handler", "quote_element", "read", "root_of"]

MAX_BYTES = 512 * 2**20
MAX_DEPTH = 256
MAX_ATTRIBUTES = 10_000
_STEP_BYTES = 2**20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_PROLOG = re.compile(rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>", re.DOTALL)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")


class Handler(Protocol):
    """What is done with the elements, by their names without namespaces."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """It ends; text : what stands in it behind its last child."""


def root_of(head: Head) -> str:
    """Return the name of the outermost element of what seems to be XML, without its namespace; else nothing."""
    start, at = head.start, 0
    while prolog := _PROLOG.match(start, at):
        at = prolog.end()
    root = _ROOT.match(start, at)
    return root[1].decode() if root else ""


def read(stream: BinaryIO, untrusted_name: str, handler: Handler, progress: Progress) -> None:
    """Walk through an XML document. Raises ReadError for what is no XML or has no bounds."""
    raw = content.whole(stream, untrusted_name, progress)
    where = plain(untrusted_name)
    if len(raw) > MAX_BYTES:
        raise ReadError(f"The XML is larger than {MAX_BYTES >> 20} MiB.", where=where, advice="Split it.")
    data = content.text(raw, untrusted_name)
    # what came as UTF-16 is UTF-8 by now, whatever it says of itself
    parser = _parser(_Walk(handler, where), where, "utf-8" if raw.startswith(_UTF_16) else None)
    for at in range(0, len(data), _STEP_BYTES):
        _guarded(parser.feed, where, data[at : at + _STEP_BYTES])
        progress(len(data) + at, 2 * len(data), where)
    _guarded(parser.close, where)


def _parser(walk: _Walk, where: str, encoding: str | None) -> Any:
    try:
        from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - only the desktop has it
    except ImportError as error:
        raise ReadError("XML is read by the desktop program only.", where=where, advice="Import it there.") from error
    return DefusedXMLParser(target=walk, forbid_dtd=True, encoding=encoding)


def _guarded(step: Callable[..., object], where: str, *arguments: object) -> None:
    """Do a step of the parser; raises ReadError for what is no XML and for what no track needs."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415 - only the desktop has it

    try:
        step(*arguments)
    except DefusedXmlException as error:
        what = "The file defines entities or a document type, which no track needs."
        raise ReadError(
            what, where=where, advice="It may be an attack on whoever reads it; nothing was read."
        ) from error
    except (SyntaxError, ValueError, LookupError) as error:  # SyntaxError is how the parser says that it is no XML
        raise ReadError(f"This is not valid XML ({plain(str(error), 100)}).", where=where) from error


class _Walk:
    """A target of the XML parser that keeps count of the depth and collects texts."""

    def __init__(self, handler: Handler, where: str) -> None:
        self._begin, self._end, self._where = handler.begin, handler.end, where
        self._depth = 0
        self._texts: list[str] = []
        self._names: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ReadError(f"The XML is nested more than {MAX_DEPTH} deep, as no track is.", where=self._where)
        if len(attributes) > MAX_ATTRIBUTES:
            raise ReadError(f"An element has more than {MAX_ATTRIBUTES:,} attributes.", where=self._where)
        self._texts.clear()
        name = self._names.get(tag)
        if name is None:
            name = tag.rpartition("}")[2]
            if len(self._names) < MAX_ATTRIBUTES:
                self._names[tag] = name
        self._begin(name, attributes)

    def data(self, text: str) -> None:
        self._texts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._end(self._names.get(tag) or tag.rpartition("}")[2], "".join(self._texts))
        self._texts.clear()

    def close(self) -> None:
        """Nothing is left to be done."""


def quote_element(name: str) -> Callable[[BinaryIO, str, int], str]:
    """Return how to quote an element of this name as it stands in the file, the first being row 1."""
    found = re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|"
        rb"<((?:[\w.-]+:)?" + name.encode() + rb")\b(?:[^\"'>]|\"[^\"]*\"|'[^']*')*?(?:/>|>.*?</\1\s*>)",
        re.DOTALL,
    )

    def quote(stream: BinaryIO, untrusted_name: str, row: int) -> str:
        data = content.text(content.whole(stream, untrusted_name, silent), untrusted_name)
        elements = (match for match in found.finditer(data) if match[1])
        for number, match in enumerate(elements, 1):
            if number == row:
                return plain(" ".join(match[0].decode("utf-8", "replace").split()), quoting.LONGEST)
        raise ReadError("The file has no such row.", where=f"{plain(untrusted_name)}, row {row}")

    return quote
