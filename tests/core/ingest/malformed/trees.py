"""JSON and XML that are made to exhaust a parser, or are not what a reader expects."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.ingest.malformed.kind import Fate, Kind, of_bytes
from core.ingest.malformed.texts import named
from core.ingest.samples import Family

__all__ = ["TREES"]

DEEP = 100_000
KEYED = frozenset({Family.JSON, Family.LINES})
OF_XML = frozenset({Family.XML})
_MEMBER = re.compile(rb'"(\w+)"\s*:\s*("[^"]*"|[-0-9.]+)')


def _key_twice(data: bytes) -> bytes:
    return _MEMBER.sub(lambda found: b'"' + found[1] + b'": [], ' + found[0], data)


_JSON = (
    Kind("100,000 brackets", Fate.ANY, lambda sample: sample.planted("lat", "[" * DEEP), KEYED),
    of_bytes("100,000 brackets in front", lambda data: b"[" * DEEP + data, Fate.REFUSED, KEYED),
    of_bytes("100,000 braces in front", lambda data: b'{"a":' * DEEP + data, Fate.ANY, KEYED),
    of_bytes("every key twice", _key_twice, Fate.ANY, KEYED),
    of_bytes("every value null", lambda data: _MEMBER.sub(rb'"\1": null', data), Fate.ANY, KEYED),
    of_bytes("every value a list", lambda data: _MEMBER.sub(rb'"\1": [\2]', data), Fate.ANY, KEYED),
    of_bytes("every value a text", lambda data: _MEMBER.sub(rb'"\1": "x"', data), Fate.ANY, KEYED),
    of_bytes("no commas", lambda data: data.replace(b",", b" "), Fate.ANY, KEYED),
    Kind("half a surrogate in a name", Fate.ANY, lambda sample: named(sample, b"\\ud800"), KEYED),
    Kind("a whole number above 2^63", Fate.ROW_OFF, lambda sample: sample.planted("lat", str(2**63 + 1)), KEYED),
)

_PROLOG = re.compile(rb"^\s*(<\?xml[^>]*\?>)?\s*")
_ROOT = re.compile(rb"<([\w:]+)[^>]*>")
_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
_MILLIARD = b'[<!ENTITY l0 "ha">' + _LAUGHS + b'<!ENTITY x "&l9;">]'
_QUADRATIC = b'[<!ENTITY x "' + b"x" * 100_000 + b'">]'


def _inside(data: bytes, more: bytes) -> tuple[bytes, bytes]:
    """Return (name of the root, document without its prolog and with something put into its root)."""
    bare = _PROLOG.sub(b"", data, count=1)
    root = _ROOT.match(bare)
    name, end = (root[1], root.end()) if root else (b"x", 0)
    return name, bare[:end] + more + bare[end:]


def _with_dtd(declared: bytes, uses: bytes = b"&x;") -> Callable[[bytes], bytes]:
    """Return how to give a document a document type, and use its entity in the first text of it."""

    def changed(data: bytes) -> bytes:
        name, document = _inside(data, uses)
        return b'<?xml version="1.0"?><!DOCTYPE ' + name + b" " + declared + b">" + document

    return changed


_XML = (
    of_bytes("a thousand million laughs", _with_dtd(_MILLIARD), Fate.REFUSED, OF_XML),
    of_bytes("a quadratic bomb", _with_dtd(_QUADRATIC, b"&x;" * 10_000), Fate.REFUSED, OF_XML),
    of_bytes("an entity outside", _with_dtd(b'[<!ENTITY x SYSTEM "file:///etc/passwd">]'), Fate.REFUSED, OF_XML),
    of_bytes("a document type elsewhere", _with_dtd(b'SYSTEM "http://127.0.0.1/x.dtd"', b""), Fate.REFUSED, OF_XML),
    of_bytes(
        "a parameter entity", _with_dtd(b'[<!ENTITY % y SYSTEM "file:///etc/passwd"> %y;]', b""), Fate.REFUSED, OF_XML
    ),
    of_bytes(
        "100,000 elements deep", lambda data: _inside(data, b"<a>" * DEEP + b"</a>" * DEEP)[1], Fate.REFUSED, OF_XML
    ),
    of_bytes(
        "an element of 100,000 attributes",
        lambda data: _inside(data, b"<a " + b" ".join(b'a%d=""' % i for i in range(DEEP)) + b"/>")[1],
        Fate.ANY,
        OF_XML,
    ),
    of_bytes("no end tags", lambda data: re.sub(rb"</\w+>", b"", data), Fate.ANY, OF_XML),
    of_bytes(
        "an encoding that is none",
        lambda data: b'<?xml version="1.0" encoding="x-7"?>' + _inside(data, b"")[1],
        Fate.REFUSED,
        OF_XML,
    ),
    of_bytes(
        "an encoding of seven bits",
        lambda data: b'<?xml version="1.0" encoding="utf-7"?>' + _inside(data, b"")[1],
        Fate.ANY,
        OF_XML,
    ),
)

TREES = (*_JSON, *_XML)
