"""A filter of system calls, as the kernel's seccomp takes it: what only parses needs no socket, no program, no file.

The filter is a list of instructions for the kernel's little machine (BPF). It is asked at every call, cannot be taken
off, and holds for all threads.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

from watchfield.isolation.syscalls import Machine, this_machine

__all__ = ["filter_calls", "program"]

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_KILL = 0x80000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
_X32 = 0x40000000  # calls of 32-bit pointers on x86-64 have numbers of their own from here on

_CLONE_THREAD = 0x00010000
_WRITING = (
    os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | (getattr(os, "O_TMPFILE", 0) & ~os.O_DIRECTORY)
)
_FIOCLEX, _FIONCLEX, _TCGETS, _FIONREAD = 0x5451, 0x5450, 0x5401, 0x541B  # what open() and isatty() ask
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41  # names of threads and of memory

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_SECCOMP = {0xC000003E: 317, 0xC00000B7: 277}
_SET_MODE_FILTER, _ALL_THREADS = 1, 1

_Instruction = tuple[int, int, int, int]


def filter_calls() -> bool:
    """Refuse all system calls that parsing does not need, from now on and for all threads; tell whether it holds."""
    machine = this_machine()
    if machine is None:
        return False
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program(machine, os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    fprog = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    where = ctypes.create_string_buffer(fprog, len(fprog))
    return int(libc.syscall(_SECCOMP[machine.audit], _SET_MODE_FILTER, _ALL_THREADS, where)) == 0


def program(machine: Machine, pid: int) -> list[_Instruction]:
    """Return the filter for a process: each rule either decides or leaves the number loaded for the next."""
    code: list[_Instruction] = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]
    for number in machine.free:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    if machine.open is not None:
        code += _without_bits(machine.open, 1, _WRITING, errno.EACCES)
    code += _without_bits(machine.openat, 2, _WRITING, errno.EACCES)
    code += _with_bits(machine.clone, 0, _CLONE_THREAD)
    code += [(_EQUAL, 0, 1, machine.clone3), (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]  # the C library then uses clone
    code += _one_of(machine.ioctl, 1, (_FIOCLEX, _FIONCLEX, _TCGETS, _FIONREAD), errno.ENOTTY)
    code += _one_of(machine.prctl, 0, (_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA), errno.EPERM)
    code += _only_asks(machine.prlimit64)
    code += _one_of(machine.kill, 0, (pid,), errno.EPERM)  # abort() sends a signal to itself
    code += _one_of(machine.tgkill, 0, (pid,), errno.EPERM)
    for number in machine.denied:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | errno.EACCES)]
    code.append((_RETURN, 0, 0, _ERRNO | errno.EPERM))
    return code


def _argument(which: int) -> int:
    """Return where the low half of an argument lies; flags and numbers of calls fit in it."""
    return _ARGUMENTS_AT + 8 * which


def _without_bits(number: int, argument: int, bits: int, refusal: int) -> list[_Instruction]:
    """Allow a call where none of these bits is set."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _argument(argument)),
        (_ANY_BIT, 1, 0, bits),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | refusal),
    ]


def _with_bits(number: int, argument: int, bits: int) -> list[_Instruction]:
    """Allow a call where one of these bits is set."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _argument(argument)),
        (_ANY_BIT, 0, 1, bits),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]


def _one_of(number: int, argument: int, values: Iterable[int], refusal: int) -> list[_Instruction]:
    """Allow a call whose argument is one of these."""
    rule: list[_Instruction] = [(_LOAD, 0, 0, _argument(argument))]
    for value in values:
        rule += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    rule.append((_RETURN, 0, 0, _ERRNO | refusal))
    return [(_EQUAL, 0, len(rule), number), *rule]


def _only_asks(number: int) -> list[_Instruction]:
    """Allow prlimit64 where its third argument, the new limit, is no address."""
    return [
        (_EQUAL, 0, 6, number),
        (_LOAD, 0, 0, _argument(2)),
        (_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _argument(2) + 4),
        (_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EPERM),
    ]
