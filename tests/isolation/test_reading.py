from __future__ import annotations

import os
import threading
import zipfile
from pathlib import Path

import numpy as np
import psutil
import pytest

from watchfield import isolation
from watchfield.core.errors import Cancelled, ReadError
from watchfield.core.ingest import assembled, parsers
from watchfield.core.ingest.recordings import Request, read_here
from watchfield.core.task import silent

SMALL = isolation.Limits(workers=1, memory_bytes=200 * 2**20)
IMPATIENT = isolation.Limits(workers=1, quiet_s=0.8, file_s=0.8)


@pytest.fixture
def fast():
    parsers.enable_fast()
    yield
    parsers.enable_standard()


def taken(recordings):
    """Return for each recording it without its parts, and its reading, or why there is none."""
    found = []
    for recording in recordings:
        try:
            said = recording.error or assembled(recording.format or "", list(recording.parts))
        except ReadError as error:
            said = error.what
        found.append((recording, said))
    return found


def outcomes(tmp_path, start, files, limits=SMALL, **request):
    """Return for each file its fixes, or the beginning of what is said of it."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    read = isolation.read([tmp_path], Request(**request), limits=limits, start=start)
    return {
        Path(recording.untrusted_name).name: said if isinstance(said, str) else len(said.fixes)
        for recording, said in taken(read)
    }


def assert_same(ours, theirs):
    assert [recording.untrusted_name for recording, _ in ours] == [recording.untrusted_name for recording, _ in theirs]
    for (mine, said), (other, expected) in zip(ours, theirs, strict=True):
        for field in ("sha256", "size", "format", "error", "known", "content"):
            assert getattr(mine, field) == getattr(other, field), mine.untrusted_name
        assert isinstance(said, str) == isinstance(expected, str)
        if isinstance(said, str) or isinstance(expected, str):
            assert said == expected
            continue
        for field in ("format", "rows", "tracks", "without_position", "refused", "refusals", "identities"):
            assert getattr(said, field) == getattr(expected, field), mine.untrusted_name
        for name, column in said.fixes.columns().items():
            np.testing.assert_array_equal(column, getattr(expected.fixes, name))


# ---------------------------------------------------------------- the same as in this process


def test_every_recording_is_read_as_in_this_process(recordings, fast):
    chosen = [recordings / name for name in ("readsb_trace_json", "fr24_csv", "fr24_json", "README.md", "nothing")]
    assert_same(taken(isolation.read(chosen, Request())), taken(read_here(chosen, Request())))


def test_archives_are_read_as_in_this_process(recordings, tmp_path, fast):
    files = sorted(file for file in (recordings / "readsb_trace_json").rglob("*") if file.is_file())[:3]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in files:
            archive.write(file, f"day/{file.name}")
        archive.writestr("day/note.txt", "no recording")
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:3000])
    (tmp_path / "c.json").write_bytes(files[0].read_bytes())
    for keep in (False, True):
        request = Request(keep=keep)
        assert_same(taken(isolation.read([tmp_path], request)), taken(read_here([tmp_path], request)))


def test_what_is_known_is_named_and_not_read(recordings, evil, tmp_path, fast):
    (tmp_path / "a").write_text("EVIL crash SIGSEGV")
    ((recording, _),) = taken(read_here([tmp_path / "a"], Request()))
    known = Request(known=frozenset({recording.sha256}))
    ((again, _),) = taken(isolation.read([tmp_path], known, start=evil))
    assert (again.known, again.sha256, again.size) == (True, recording.sha256, 18)


def test_a_name_that_is_no_text_is_kept_as_it_is(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    Path(os.fsdecode(path)).write_text("no recording")
    assert_same(taken(isolation.read([tmp_path], Request())), taken(read_here([tmp_path], Request())))


def test_many_files_come_in_their_order_from_several_workers(tmp_path, evil):
    names = [f"{number:04}" for number in range(300)]
    found = outcomes(tmp_path, evil, dict.fromkeys(names, "EVIL good"), isolation.Limits(workers=3))
    assert list(found) == names
    assert set(found.values()) == {3}


# ---------------------------------------------------------------- workers that die, hang or lie

GOOD = dict.fromkeys("acegi", "EVIL good")
FINE = dict.fromkeys("acegi", 3)


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("crash SIGSEGV", "crashed (SIGSEGV)"),
        ("crash SIGKILL", "crashed (SIGKILL)"),
        ("crash SIGABRT", "crashed (SIGABRT)"),
        ("crash_later SIGSEGV", "crashed (SIGSEGV)"),
        ("memory", "memory"),
        ("fault", "failed (KeyError"),
        ("garbage", "cannot be"),
    ],
)
def test_what_a_file_does_to_its_worker_is_the_fault_of_that_file(tmp_path, evil, does, said):
    found = outcomes(tmp_path, evil, {**GOOD, "d": f"EVIL {does}"})
    assert said in found.pop("d")
    assert found == FINE


@pytest.mark.parametrize("does", ["hang", "chatter"])
def test_a_file_that_takes_for_ever_is_stopped(tmp_path, evil, does):
    found = outcomes(tmp_path, evil, {**GOOD, "d": f"EVIL {does}"}, IMPATIENT)
    assert "far longer" in found.pop("d")
    assert found == FINE


def test_what_cannot_be_is_not_believed(tmp_path, evil):
    lies = ("counts", "order", "track", "key", "text", "length", "lat_deg=90.1", "lon_deg=nan", "time_s=inf")
    lies = (*lies, "speed_kt=-1", "kind=9", "quality=256", "nic=16", "mapping", "fact")
    found = outcomes(tmp_path, evil, {**GOOD, **{f"lie {lie}": f"EVIL lie {lie}" for lie in lies}})
    assert {name: found.pop(name) for name in GOOD} == FINE
    assert len(found) == len(lies)
    assert [name for name, said in found.items() if "cannot be" not in str(said)] == []


def test_a_member_that_crashes_its_worker_costs_no_other_member(tmp_path, evil):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, text in {**GOOD, "d": "EVIL crash SIGSEGV", "h": "EVIL crash_later SIGKILL"}.items():
            archive.writestr(name, text)
    found = outcomes(tmp_path, evil, {"y": "EVIL good"})
    assert ("SIGSEGV" in found.pop("d"), "SIGKILL" in found.pop("h"), found.pop("y")) == (True, True, 3)
    assert found == FINE


def test_where_no_worker_can_be_started_each_file_says_so(tmp_path):
    found = outcomes(tmp_path, ("/nowhere/at/all",), GOOD)
    assert list(found) == sorted(GOOD)
    assert all("No process can be started" in said for said in found.values())


def test_a_program_that_is_no_worker_is_not_taken_for_one(tmp_path):
    found = outcomes(tmp_path, ("/bin/true",), GOOD)
    assert all("No process can be started" in said for said in found.values())


def test_a_file_that_changes_meanwhile_is_refused(tmp_path, evil):
    for name in "ab":
        (tmp_path / name).write_text("EVIL good")
    # The file grows when its worker starts, which is after the parent has opened it.
    grows = ("/bin/sh", "-c", f'echo >> "{tmp_path}/b"; exec "{evil[0]}" -I -c "$0" "$1"', evil[3])
    found = {}
    for recording in isolation.read([tmp_path], Request(), limits=SMALL, start=grows):
        try:
            found[Path(recording.untrusted_name).name] = recording.error or sum(map(len, recording.parts))
        except ReadError as error:
            found[Path(recording.untrusted_name).name] = error.what
    assert found == {"a": 3, "b": "The file changed while it was read."}


# ---------------------------------------------------------------- nothing is left over


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def workers():
    return psutil.Process().children(recursive=True)


def test_nothing_is_left_of_an_import(tmp_path, evil):
    before, others = descriptors(), set(threading.enumerate())  # threads of other tests may still be about
    outcomes(tmp_path, evil, {**GOOD, "d": "EVIL crash SIGSEGV", "f": "EVIL lie counts"})
    assert (workers(), descriptors(), set(threading.enumerate()) - others) == ([], before, set())


def test_cancelled_from_progress_all_workers_end_at_once(tmp_path, evil):
    for number in range(3):
        (tmp_path / f"{number}").write_text("EVIL hang")

    def cancel(done, total, text, /):
        raise Cancelled

    before = descriptors()
    with pytest.raises(Cancelled):
        list(isolation.read([tmp_path], Request(), cancel, start=evil))
    assert (workers(), descriptors()) == ([], before)


def test_who_takes_no_more_ends_the_workers(tmp_path, evil):
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    reading = isolation.read([tmp_path], Request(), start=evil)
    next(reading)
    reading.close()
    assert workers() == []


def test_progress_goes_from_nothing_to_all_bytes(tmp_path, evil):
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    told = []

    def tell(done, total, text, /):
        told.append((done, total))

    taken(isolation.read([tmp_path], Request(), tell, start=evil))
    assert told == sorted(told)
    assert {total for _, total in told} == {45}
    assert silent(0.0, 1.0, "") is None
