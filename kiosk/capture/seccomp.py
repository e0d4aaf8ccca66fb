"""System calls that a child with a stranger's file in it may not make (SEC-12).

A small program in the kernel's classic BPF, built here (seccomp(2), linux/seccomp.h): no
socket, no other process, no write, no mount, no namespace, no key ring, no look into another
process. What is asked for in vain fails with EPERM; newer twins of older calls say ENOSYS, so
that the C library falls back to the ones whose arguments can be read. It is a deny list:
decoders and the interpreter need too many ordinary calls for the other way round.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

__all__ = ["forbid_system_calls", "program_for"]

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
REFUSE = 0x00050000 | errno.EPERM
UNKNOWN = 0x00050000 | errno.ENOSYS

LOAD, IF_EQUAL, IF_AT_LEAST, IF_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, JGE, JSET, BPF_RET|K."""

NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16
X32_BIT = 0x40000000
CLONE_THREAD = 0x00010000
WRITES = 0o1 | 0o2 | 0o100 | 0o1000
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC."""

IO_URING = (425, 426, 427)
NEW_MOUNTS = (428, 429, 430, 431, 432, 433, 442)
PIDFD = (424, 434, 438)
SINCE_5_1 = (*IO_URING, *NEW_MOUNTS, *PIDFD)
"""Calls whose numbers are the same everywhere."""

CLONE3, OPENAT2 = 435, 437


@dataclass(frozen=True, slots=True)
class Machine:
    """One architecture: its AUDIT_ARCH and the numbers of its calls."""

    audit: int
    denied: tuple[int, ...]
    clone: int
    prlimit: int
    opens: tuple[tuple[int, int], ...]
    """Calls that open a file, each with the place of its flags."""


MACHINES = {
    "x86_64": Machine(
        audit=0xC000003E,
        denied=(
            *(41, 42, 43, 49, 50, 53, 288),  # socket connect accept bind listen socketpair accept4
            *(57, 58, 59, 322),  # fork vfork execve execveat
            *(62, 200, 234, 129, 297),  # kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo
            *(101, 310, 311, 298),  # ptrace process_vm_readv process_vm_writev perf_event_open
            *(165, 166, 155, 161, 272, 308),  # mount umount2 pivot_root chroot unshare setns
            *(248, 249, 250, 321, 323, 304),  # key rings, bpf, userfaultfd, open_by_handle_at
            *(175, 313, 246, 154, 135),  # modules, kexec_load, modify_ldt, personality
            *(76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 133),  # truncate rename mkdir ... mknod
            *(258, 259, 260, 263, 264, 265, 266, 268, 316),  # their twins with a folder
        ),
        clone=56,
        prlimit=302,
        opens=((2, 1), (257, 2)),
    ),
    "aarch64": Machine(
        audit=0xC00000B7,
        denied=(
            *(198, 199, 200, 201, 202, 203, 242),
            *(221, 281),
            *(129, 130, 131, 138, 240),
            *(117, 270, 271, 241),
            *(40, 39, 41, 51, 97, 268),
            *(217, 218, 219, 280, 282, 265),
            *(105, 273, 104, 92),
            *(33, 34, 35, 36, 37, 38, 276, 45, 53, 54),
        ),
        clone=220,
        prlimit=261,
        opens=((56, 2),),
    ),
}


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def forbid_system_calls() -> bool:
    """Put the filter on this thread and all it starts, for good; False where there is none."""
    machine = MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    code = program_for(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    filter_mode = SECCOMP_MODE_FILTER
    return bool(libc.prctl(PR_SET_SECCOMP, filter_mode, ctypes.byref(program), 0, 0) == 0)


def program_for(machine: Machine) -> bytes:
    """Return the filter as `struct sock_filter`s, little endian as both machines are."""
    code = [_step(LOAD, ARCHITECTURE_AT), _step(IF_EQUAL, machine.audit, 1, 0)]
    code += [_step(RETURN, KILL_PROCESS), _step(LOAD, NUMBER_AT)]
    code += [_step(IF_AT_LEAST, X32_BIT, 0, 1), _step(RETURN, REFUSE)]
    for number in (*machine.denied, *SINCE_5_1):
        code += [_step(IF_EQUAL, number, 0, 1), _step(RETURN, REFUSE)]
    for number in (CLONE3, OPENAT2):
        code += [_step(IF_EQUAL, number, 0, 1), _step(RETURN, UNKNOWN)]
    for number, place in machine.opens:
        code += _only_if(number, place, _step(IF_ANY_BIT, WRITES, 0, 1))
    code += _only_if(machine.clone, 0, _step(IF_ANY_BIT, CLONE_THREAD, 1, 0))
    code += _only_if(machine.prlimit, 0, _step(IF_EQUAL, 0, 1, 0))  # its own limits only
    return b"".join([*code, _step(RETURN, ALLOW)])


def _only_if(number: int, place: int, test: bytes) -> list[bytes]:
    """Judge call `number` by its argument; `test` skips one step where it is allowed."""
    argument = _step(LOAD, ARGUMENTS_AT + 8 * place)
    refused, allowed = _step(RETURN, REFUSE), _step(RETURN, ALLOW)
    return [_step(IF_EQUAL, number, 0, 4), argument, test, refused, allowed]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)
