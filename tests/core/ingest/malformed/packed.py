"""Files in archives that are sound, damaged, or made to do harm."""

from __future__ import annotations

import gzip
import io
import tarfile
import warnings
import zipfile

import pyarrow as pa

from core.ingest.malformed.damaged import NOISE
from core.ingest.malformed.kind import Fate, of_bytes

__all__ = ["PACKED"]

BOMB = bytes(40 * 2**20)  # shrinks to a thousandth; nobody minds the first 32 MiB


def _zipped(data: bytes, name: str = "day.dat", *more: tuple[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # that a name is there twice is the point
        for each, content in ((name, data), *more):
            archive.writestr(zipfile.ZipInfo(each), content, zipfile.ZIP_DEFLATED, 1)
    return sink.getvalue()


def _changed(data: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """Return an archive in which the header that begins so says something else."""
    at = data.index(mark) + offset
    return data[:at] + value + data[at + len(value) :]


def _lying(data: bytes) -> bytes:
    """Return a zip that says its file has five bytes."""
    packed = _changed(_zipped(data), b"PK\x03\x04", 22, b"\5\0\0\0")
    return _changed(packed, b"PK\x01\x02", 24, b"\5\0\0\0")


def _encrypted(data: bytes) -> bytes:
    return _changed(_changed(_zipped(data), b"PK\x03\x04", 6, b"\1\0"), b"PK\x01\x02", 8, b"\1\0")


def _tarred(data: bytes, name: str = "day.dat") -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def _gzipped(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


_ZEROS, _LINE_FEEDS = _gzipped(BOMB), _gzipped(b"\n" * len(BOMB))  # members of one gzip file may follow each other


def _zst(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


PACKED = (
    of_bytes("gzipped", _gzipped, Fate.SAME),
    of_bytes("gzipped and cut", lambda data: _gzipped(data)[:-12], Fate.CUT),
    of_bytes("gzipped with a wrong checksum", lambda data: _gzipped(data)[:-8] + bytes(8), Fate.CUT),
    of_bytes("gzipped with noise behind", lambda data: _gzipped(data) + NOISE),
    of_bytes("gzipped in two", lambda data: _gzipped(data[:50]) + _gzipped(data[50:]), Fate.SAME),
    of_bytes("a gzip bomb", lambda data: _gzipped(data) + _ZEROS, Fate.REFUSED),
    of_bytes("a gzip bomb of line feeds", lambda data: _gzipped(data) + _LINE_FEEDS, Fate.REFUSED),
    of_bytes("zipped", _zipped, Fate.SAME),
    of_bytes("zipped under a name that wants out", lambda data: _zipped(data, "../../etc/cron.d/x"), Fate.SAME),
    of_bytes("zipped with a lying size", _lying, Fate.REFUSED),
    of_bytes("zipped and cut", lambda data: _zipped(data)[:-30], Fate.REFUSED),
    of_bytes("zipped and encrypted", _encrypted, Fate.REFUSED),
    of_bytes("a zip bomb", lambda data: _zipped(data + BOMB), Fate.REFUSED),
    of_bytes("zipped beside a second of its name", lambda data: _zipped(data, "a", ("a", b"7")), Fate.SAME),
    of_bytes("tarred", _tarred, Fate.SAME),
    of_bytes("tarred and cut", lambda data: _tarred(data)[: 512 + len(data) // 2], Fate.CUT),
    of_bytes("packed by zst", _zst, Fate.SAME),
    of_bytes("packed by zst and cut", lambda data: _zst(data)[:-12], Fate.CUT),
    of_bytes("a zst bomb", lambda data: _zst(data + BOMB), Fate.REFUSED),
)
