from __future__ import annotations

import gzip
import io
import os
import tarfile
import warnings
import zipfile

import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest import members, members_of
from watchfield.core.ingest.containers import bytes_of

pytestmark = pytest.mark.usefixtures("parsing")


def listed(path):
    found = []
    for member in members(path):
        with member.open() as stream:
            found.append((os.path.relpath(member.untrusted_name, path), stream.read()))
    return found


def outcomes(path):
    """Return for each member its bytes, or the beginning of why not, opening each before the next is asked for."""
    found = []
    for member in members(path):
        try:
            with member.open() as stream:
                found.append(stream.read())
        except ReadError as error:
            found.append(error.what)
    return found


def make_zip(path, files, **options):
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        warnings.simplefilter("ignore")  # that a name is there twice is the point
        for name, data in files:
            archive.writestr(name, data)
    return path


def make_tar(path, files, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


FILES = [("b/2.json", b"two"), ("a.csv", b"one"), ("c.json", gzip.compress(b"three"))]


def test_a_plain_file_is_its_own_only_member(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(gzip.compress(b"data"))
    ((name, data),) = listed(path)
    assert (name, gzip.decompress(data)) == (".", b"data")


def test_a_folder_gives_its_files_in_order_and_follows_no_link(tmp_path):
    for name in ("b/2", "b/1", "a", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [name for name, _ in listed(tmp_path)] == ["a", "c", "b/1", "b/2"]


@pytest.mark.parametrize("make", [make_zip, make_tar, lambda path, files: make_tar(path, files, "w:gz")])
def test_an_archive_gives_its_files_under_any_name(tmp_path, make):
    path = make(tmp_path / "archive.kmz", FILES)
    assert listed(path) == [(name, data) for name, data in FILES]


def test_a_tree_is_as_large_as_the_files_in_it_and_links_count_for_nothing(tmp_path):
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name, data in (("a", b"1"), ("b/a", b"22"), ("b/c/a", b"333")):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "link").symlink_to(tmp_path / "b" / "c" / "a")
    (tmp_path / "circle").symlink_to(tmp_path)
    assert [name for name, _ in listed(tmp_path)] == ["a", "b/a", "b/c/a"]
    assert (bytes_of(tmp_path), bytes_of(tmp_path / "a"), bytes_of(tmp_path / "nothing")) == (6, 1, 0)


def test_archives_in_a_folder_are_opened_too(tmp_path):
    make_zip(tmp_path / "x.zip", FILES)
    (tmp_path / "y.csv").write_bytes(b"plain")
    assert [name for name, _ in listed(tmp_path)] == ["x.zip/b/2.json", "x.zip/a.csv", "x.zip/c.json", "y.csv"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "\u202eevil"])
def test_a_name_that_wants_out_is_only_a_name(tmp_path, name):
    path = make_zip(tmp_path / "x.zip", [(name, b"data")])
    assert outcomes(path) == [b"data"]
    (member,) = members(path)
    assert member.untrusted_name.endswith(name)
    assert [file.name for file in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("make", [make_zip, make_tar, lambda path, files: make_tar(path, files, "w:gz")])
def test_a_second_file_of_one_name_is_refused_and_the_first_taken(tmp_path, make):
    path = make(tmp_path / "x", [("a", b"first"), ("a", b"second"), ("b", b"third")])
    assert outcomes(path) == [b"first", "The archive holds a second file of this name.", b"third"]


def test_a_member_that_expands_a_thousandfold_is_stopped(tmp_path):
    path = make_zip(tmp_path / "x.zip", [("bomb", bytes(64 * 2**20)), ("good", b"data")])
    bomb, good = outcomes(path)
    assert "expand" in bomb
    assert good == b"data"


def test_a_gzipped_tar_that_expands_a_thousandfold_is_stopped(tmp_path):
    path = make_tar(tmp_path / "x.tgz", [("bomb", bytes(64 * 2**20))], "w:gz")
    with pytest.raises(ReadError, match="expand"):
        listed(path)


def test_links_and_devices_in_a_tar_hold_no_recording(tmp_path):
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo(f"odd{kind!r}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert list(members(path)) == []


@pytest.mark.parametrize("cut", [30, 60, -10])
def test_a_zip_cut_short_is_said(tmp_path, cut):
    path = make_zip(tmp_path / "x.zip", FILES)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ReadError):
        listed(path)


def test_a_broken_archive_in_a_folder_does_not_end_the_walk(tmp_path):
    path = make_zip(tmp_path / "a.zip", FILES)
    path.write_bytes(path.read_bytes()[:40])
    (tmp_path / "b.csv").write_bytes(b"good")
    broken, good = outcomes(tmp_path)
    assert "unpacked" in broken
    assert good == b"good"


def test_a_wrong_checksum_is_that_files_fault_alone(tmp_path):
    path = make_zip(tmp_path / "x.zip", [("a", b"first" * 100), ("b", b"second")])
    data = bytearray(path.read_bytes())
    data[data.index(b"a") + 3] ^= 0xFF
    path.write_bytes(bytes(data))
    bad, good = outcomes(path)
    assert "unpacked" in bad
    assert good == b"second"


def test_an_encrypted_member_is_said(tmp_path):
    path = make_zip(tmp_path / "x.zip", [("a", b"data")])
    data = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(mark) + (6 if mark[2] == 3 else 8)] |= 1  # the flag “encrypted”
    path.write_bytes(bytes(data))
    (why,) = outcomes(path)
    assert "encrypted" in why


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(ReadError, match="opened"):
        list(members(tmp_path / "nothing"))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReadError, match="neither"):
        list(members(tmp_path / "pipe"))
    assert list(members(tmp_path)) == []


def test_an_open_file_is_taken_as_it_is():
    stream = io.BytesIO(b"data")
    (member,) = members_of(stream, "name")
    assert member.open() is stream
