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
from watchfield.core.ingest.files import archives
from watchfield.core.ingest.files.containers import bytes_of

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
    with pytest.raises(ReadError, match="no file"):
        list(members(path))
    with tarfile.open(path, "a") as archive:
        archive.addfile(tarfile.TarInfo("real"))
    assert listed(path) == [("real", b"")]


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


# ---------------------------------------------------------------- archives in archives, zstd, large files


def packed(make, files, name):
    path = make(name, files)
    return path.read_bytes()


def test_archives_in_an_archive_are_opened_too(tmp_path):
    inner_zip = packed(make_zip, [("deep.csv", b"deep")], tmp_path / "1")
    inner_tar = packed(lambda path, files: make_tar(path, files, "w:gz"), [("flat.csv", b"flat")], tmp_path / "2")
    path = make_zip(tmp_path / "x.zip", [("a.bin", inner_zip), ("b", b"two"), ("c.bin", inner_tar)])
    assert listed(path) == [("a.bin/deep.csv", b"deep"), ("b", b"two"), ("c.bin/flat.csv", b"flat")]


def test_archives_are_opened_three_deep_and_no_deeper(tmp_path):
    data = b"data"
    for depth in range(4):
        data = packed(make_zip, [(f"{depth}.zip", data), (f"{depth}.csv", b"beside")], tmp_path / "x.zip")
    assert [str(found)[:40] for found in outcomes(tmp_path / "x.zip")] == [
        "More than 3 archives lie inside each oth",
        "b'beside'",
        "b'beside'",
        "b'beside'",
    ]


def test_archives_that_hold_the_same_bomb_many_times_are_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_FREE_BYTES", 10**6)
    data = bytes(10**5)
    for _ in range(2):
        data = packed(make_zip, [(f"{number}", data) for number in range(8)], tmp_path / "x.zip")
    found = outcomes(tmp_path / "x.zip")
    assert sum(isinstance(said, bytes) for said in found) < 10
    assert "200 times" in str(found[-1])


def test_files_in_the_same_bytes_of_a_zip_are_refused(tmp_path):
    path = make_zip(tmp_path / "x.zip", [("a", b"first"), ("b", b"secnd"), ("c", b"third")])
    with zipfile.ZipFile(path) as archive:
        first, second, _ = (info.header_offset for info in archive.infolist())
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    assert int.from_bytes(data[at + 42 : at + 46], "little") == second
    data[at + 42 : at + 46] = first.to_bytes(4, "little")
    path.write_bytes(bytes(data))
    shared, also, alone = outcomes(path)
    assert ("same bytes" in shared, "same bytes" in also, alone) == (True, True, b"third")


def test_a_zip_that_lies_about_a_size_is_that_files_fault(tmp_path):
    path = make_zip(tmp_path / "x.zip", [("a", b"first" * 100), ("b", b"second")])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (7).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    lies, good = outcomes(path)
    assert ("unpacked" in str(lies), good) == (True, b"second")


def test_pictures_beside_the_places_of_a_kmz_are_no_recordings(tmp_path):
    files = [("doc.kml", b"<kml/>"), ("files/a.PNG", b"picture"), ("files/b.txt", b"text")]
    assert [name for name, _ in listed(make_zip(tmp_path / "x.kmz", files))] == ["doc.kml", "files/b.txt"]
    assert len(listed(make_zip(tmp_path / "x.zip", files[1:]))) == 2


def test_a_workbook_is_one_file_though_it_is_a_zip(tmp_path):
    path = make_zip(tmp_path / "x.xlsx", [("[Content_Types].xml", b""), ("xl/workbook.xml", b"")])
    assert [name for name, _ in listed(path)] == ["."]


def test_a_tar_packed_with_zstd_is_opened(tmp_path, parsing):
    files = [*FILES, ("d", os.urandom(400_000))]
    path = make_tar(tmp_path / "x.tar", files)
    path.write_bytes(pytest.importorskip("backports.zstd").compress(path.read_bytes()))
    if parsing == "standard":
        assert [name for name, _ in listed(path)] == ["."]  # without the library it is left to whoever says so
        return
    assert listed(path) == files
    path.write_bytes(path.read_bytes()[:-20_000])
    with pytest.raises(ReadError, match="unpacked"):
        listed(path)


@pytest.fixture
def large(monkeypatch):
    """Take 100 kB for large."""
    monkeypatch.setattr(archives, "_LARGE_BYTES", 100_000)


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_a_large_file_of_an_archive_is_unpacked_as_it_is_read(tmp_path, make, large):
    data = os.urandom(300_000)
    listing = members(make(tmp_path / "x", [("large", data)]))
    with next(listing).open() as stream:
        assert not isinstance(stream, io.BytesIO)
        assert stream.seek(0, 2) == len(data)
        for at, count in ((0, 10), (299_990, 20), (150_000, 100_000), (5, 3), (299_000, 500), (400_000, 5)):
            stream.seek(at)
            assert stream.read(count) == data[at : at + count]
        stream.seek(0)
        assert stream.read() == data


def test_a_large_file_that_is_damaged_or_a_bomb_is_said_when_it_is_read(tmp_path, large):
    path = make_zip(tmp_path / "x.zip", [("bomb", bytes(64 * 2**20)), ("bad", os.urandom(200_000))])
    data = bytearray(path.read_bytes())
    data[-3000] ^= 0xFF
    path.write_bytes(bytes(data))
    bomb, bad = outcomes(path)
    assert ("expand" in str(bomb), "unpacked" in str(bad)) == (True, True)


def test_a_file_with_holes_in_a_tar_is_no_larger_than_the_tar(tmp_path):
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("holes")
        info.size = 512
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**33)}
        archive.addfile(info, io.BytesIO(b"1\n0\n0\n".ljust(512, b"\0")))
    (said,) = outcomes(path)
    assert "expand" in str(said)
