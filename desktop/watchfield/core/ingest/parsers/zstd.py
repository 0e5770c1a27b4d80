"""zstd as the library that Python 3.14 brings along unpacks it; reached through ``parsers`` alone.

It speaks as zlib's objects do, so that one loop unpacks both.
"""

from __future__ import annotations

from typing import Any

__all__ = ["BLOCK_BYTES", "MAGIC", "Decompressor", "ZstdError", "is_here"]

MAGIC = b"\x28\xb5\x2f\xfd"
BLOCK_BYTES = 132 * 1024  # of so many at most nothing comes out before the last: a block of 128 kB that did not shrink
_STEP_BYTES = 64 * 1024
_WINDOW_LOG = 27  # 128 MB: what zstd itself takes without being told, and all of its levels keep to


class ZstdError(Exception):
    """The compressed bytes are not what they should be."""


def is_here() -> bool:
    """Tell whether the library is installed."""
    return _library() is not None


class Decompressor:
    """Unpacks one frame; of what it is given it takes a little at a time, and no more comes out than is asked for."""

    def __init__(self) -> None:
        library = _library()
        options = {library.DecompressionParameter.window_log_max: _WINDOW_LOG}
        self._stream = library.ZstdDecompressor(options=options)
        self._error = library.ZstdError
        self.unconsumed_tail = b""
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        """Whether the frame has ended."""
        return bool(self._stream.eof)

    def decompress(self, data: bytes, longest: int) -> bytes:
        """Return what comes out; what is left of ``data`` stands in ``unconsumed_tail``. Raises ZstdError."""
        taken = data[:_STEP_BYTES] if self._stream.needs_input else b""
        self.unconsumed_tail = data[len(taken) :]
        try:
            out = bytes(self._stream.decompress(taken, longest))
        except self._error as error:
            raise ZstdError(str(error)) from error
        if self._stream.eof:
            self.unused_data = bytes(self._stream.unused_data) + self.unconsumed_tail
        return out


def _library() -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 - from Python 3.14 on
    except ImportError:
        try:
            from backports import zstd  # noqa: PLC0415 - only the desktop has it
        except ImportError:
            return None
    return zstd
