from __future__ import annotations

import gzip
import io
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.errors import Cancelled, ReadError
from watchfield.core.ingest.files import content
from watchfield.core.task import silent

pytestmark = pytest.mark.usefixtures("parsing")

TEXT = b"a line of a recording\n" * 1000


def whole(data):
    return content.whole(io.BytesIO(data), "file", silent)


def test_gzip_is_unpacked_and_anything_else_taken_as_it_is():
    assert whole(TEXT) == TEXT
    assert whole(gzip.compress(TEXT)) == TEXT


def test_members_that_follow_each_other_are_one_and_may_be_padded():
    assert whole(gzip.compress(b"a") + gzip.compress(b"b") + bytes(600)) == b"ab"


@pytest.mark.parametrize("length", [0, 1, 2, 9, 30, 100, -9, -4, -1])
def test_gzip_cut_short_is_refused_wherever_it_is_cut(length):
    with pytest.raises(ReadError) as caught:
        whole(gzip.compress(TEXT)[:length]) if length != 1 else content.text(whole(b""), "file")
    assert caught.value.where == "file"


def test_gzip_with_one_wrong_byte_is_refused():
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1  # in the checksum
    with pytest.raises(ReadError, match="damaged"):
        whole(bytes(packed))


def test_a_bomb_is_stopped_before_it_grows():
    bomb = gzip.compress(bytes(64 * 2**20), 9)
    with pytest.raises(ReadError, match="expand"):
        whole(bomb)


def test_small_files_may_shrink_as_they_like():
    assert len(whole(gzip.compress(bytes(2**20)))) == 2**20


def test_a_head_shows_the_beginning_and_leaves_the_stream_there():
    stream = io.BytesIO(gzip.compress(b"x" * 100_000))
    head = content.head(stream, "file")
    assert head.data == b"x" * content.HEAD_BYTES
    assert stream.tell() == 0


@pytest.mark.parametrize("data", [b"", gzip.compress(b""), b"\x1f\x8b", b"\x1f\x8bnonsense that is no gzip"])
def test_nothing_is_no_recording(data):
    with pytest.raises(ReadError):
        content.head(io.BytesIO(data), "file")


@pytest.mark.parametrize("data", [b"\xff\xfea\0b\0", b"\xfe\xff\0a\0b", b"\xef\xbb\xbfab"])
def test_a_byte_order_mark_is_obeyed(data):
    assert content.text(data, "file") == b"ab"


def test_a_nul_byte_is_said_with_its_row():
    with pytest.raises(ReadError, match="NUL") as caught:
        content.text(b"a\nb\nc\0d", "file")
    assert caught.value.where == "file, row 3"


def test_reading_can_be_stopped():
    def stop(*_):
        raise Cancelled

    with pytest.raises(Cancelled):
        content.whole(io.BytesIO(gzip.compress(TEXT)), "file", stop)


def _pieces(data: bytes, **options) -> list[tuple[int, bytes]]:
    return list(content.pieces(io.BytesIO(data), "file", silent, **options))


@given(st.lists(st.sampled_from(["a", "bb", "", "é"]), min_size=1), st.sampled_from(["\n", "\r\n"]), st.integers(1, 9))
def test_pieces_are_whole_lines_and_know_their_numbers(lines, end, size):
    text = end.join(lines).encode()
    if not text.strip():
        return
    pieces = _pieces(text, size=size)
    assert b"".join(piece for _, piece in pieces) == text
    for (first, piece), (following, _) in pairwise(pieces):
        assert piece.endswith(b"\n")
        assert following == first + piece.count(b"\n")


def test_a_line_break_in_quotes_does_not_end_a_piece():
    text = b'a,"b\nc",d\ne,f\n' * 50
    for size in range(1, 40):
        assert all(piece.count(b'"') % 2 == 0 for _, piece in _pieces(text, size=size, quoted=True))


def test_pieces_of_utf16_are_utf8():
    assert _pieces("\ufeffä\nö\n".encode("utf-16-le"), size=2)[0][1].startswith("ä\n".encode())


def test_a_nul_byte_in_a_piece_is_named_by_its_row():
    with pytest.raises(ReadError, match="row 3"):
        _pieces(b"a\nb\n\0\n")
