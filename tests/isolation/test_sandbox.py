from __future__ import annotations

import struct

import pytest

from watchfield import isolation
from watchfield.core.errors import ReadError
from watchfield.core.ingest.recordings import Request
from watchfield.isolation import landlock, seccomp
from watchfield.isolation.level import ATTEMPTS, Level
from watchfield.isolation.syscalls import MACHINES, this_machine


def said_by_worker(tmp_path, evil, does):
    (tmp_path / "file").write_text(f"EVIL {does}")
    recordings = isolation.read([tmp_path], Request(), start=evil)
    with pytest.raises(ReadError) as caught:
        list(next(recordings).parts)
    recordings.close()
    return caught.value.what


@pytest.mark.parametrize("what", ["read", "write", "maps"])
def test_a_worker_opens_no_file(tmp_path, evil, what):
    if not landlock.version():
        pytest.skip("this kernel has no Landlock")
    assert said_by_worker(tmp_path, evil, f"tries {what}").startswith("refused")


@pytest.mark.parametrize("what", ["write", "socket", "unix", "exec", "fork", "signal", "memfd", "limits"])
def test_a_worker_reaches_nothing(tmp_path, evil, what):
    if this_machine() is None:
        pytest.skip("the system calls of this machine are not known here")
    assert said_by_worker(tmp_path, evil, f"tries {what}").startswith("refused")


def test_what_holds_is_told_by_a_worker_that_has_tried():
    level = isolation.level()
    assert (level.landlock > 0, level.seccomp) == (landlock.version() > 0, this_machine() is not None)
    if level.landlock and level.seccomp:
        assert level.complete
        assert "still open" not in str(level)


def test_what_lacks_is_said():
    assert "No process" in str(isolation.level(("/nowhere/at/all",)))
    assert not Level(landlock=0, seccomp=True, refused=frozenset(ATTEMPTS[1:])).complete
    assert "still open to them: files" in str(Level(landlock=0, seccomp=True, refused=frozenset(ATTEMPTS[1:])))


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_the_filter_is_a_program_that_the_kernel_takes(name):
    """Jumps go forward and stay inside, lengths fit, and the last instruction decides."""
    code = seccomp.program(MACHINES[name], 4711)
    assert len(code) < 4096
    assert code[-1][0] == 0x06
    for at, (operation, yes, no, _) in enumerate(code):
        if operation in {0x15, 0x35, 0x45}:
            assert at + 1 + max(yes, no) < len(code)
    assert all(len(struct.pack("=HBBI", *instruction)) == 8 for instruction in code)


def run(code, number, machine, arguments=(), low_only=True):
    """Return what a filter says of a call, as the kernel's machine would."""
    words = [number, machine.audit, 0, 0]
    for value in [*arguments, 0, 0, 0, 0, 0, 0][:6]:
        words += [value & 0xFFFFFFFF, value >> 32]
    at, loaded = 0, 0
    while True:
        operation, yes, no, value = code[at]
        at += 1
        if operation == 0x20:
            loaded = words[value // 4]
        elif operation == 0x06:
            return value
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[operation]
            at += yes if holds else no


@pytest.mark.parametrize("name", sorted(MACHINES))
def test_the_filter_lets_through_what_parsing_needs_and_nothing_else(name):
    machine = MACHINES[name]
    code = seccomp.program(machine, 4711)
    allowed = 0x7FFF0000

    def allows(number, *arguments):
        return run(code, number, machine, arguments) == allowed

    assert all(allows(number) for number in machine.free)
    assert not any(allows(number) for number in machine.denied)
    assert allows(machine.openat, 0, 0, 0o2000000)  # to read
    assert not any(allows(machine.openat, 0, 0, flags) for flags in (1, 2, 0o100, 0o1000, 0o2000))
    assert (allows(machine.clone, 0x3D0F00), allows(machine.clone, 0x1200011), allows(machine.clone3)) == (
        True,
        False,
        False,
    )
    assert (allows(machine.kill, 4711, 6), allows(machine.kill, 1, 9)) == (True, False)
    assert (allows(machine.tgkill, 4711, 4711, 6), allows(machine.tgkill, 1, 1, 9)) == (True, False)
    assert (allows(machine.prlimit64, 0, 7, 0, 1), allows(machine.prlimit64, 0, 7, 2**40, 0)) == (True, False)
    assert (allows(machine.ioctl, 3, 0x5451), allows(machine.ioctl, 0, 0x5412)) == (True, False)
    assert (allows(machine.prctl, 15), allows(machine.prctl, 4)) == (True, False)
    assert not allows(9999)
    assert not allows(0x40000000)
