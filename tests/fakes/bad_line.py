"""A bad line between two network namespaces of this test: slow, far, lossy, cut at will.

    with bad_line(Quality(kbit_s=50, delay_s=0.3, loss=0.1)) as line:
        with line.there():  server = …        # processes started here listen on THERE
        with line.here():   …                 # sockets opened here reach THERE by the line

The kernel of a test machine may lack `netem`, so packets pass through this process: a TUN
device on each side, and a thread that decides when, and whether, each one arrives. Both
namespaces are anonymous and vanish with their descriptors. Needs root and /dev/net/tun.
"""

from __future__ import annotations

import ctypes
import fcntl
import heapq
import itertools
import os
import random
import select
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["HERE", "THERE", "BadLine", "Quality", "bad_line", "can_be_made"]

HERE, THERE = "10.77.0.1", "10.77.0.2"
MTU = 1500
QUEUE_S = 1.5
"""What a modem keeps before it drops: longer than most, as cheap ones do."""

TUNSETIFF = 0x400454CA
TUN_WITHOUT_HEADER = 0x1001
NEW_NETWORK = 0x40000000
DEVICE = b"wan0"
LOOK_AGAIN_S = 0.2

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Quality:
    """Of each direction: rate, delay one way, share of packets lost, and the luck's seed."""

    kbit_s: float = 50.0
    delay_s: float = 0.3
    loss: float = 0.1
    seed: int = 1


@dataclass(slots=True)
class _Way:
    """One direction: when the next bit can leave, and what has passed."""

    out: int
    free_at_s: float = 0.0
    carried_bytes: int = 0


@dataclass(slots=True)
class BadLine:
    """See the module. `is_cut`: nothing passes, and nobody is told, as with a pulled plug."""

    quality: Quality
    is_cut: bool = False
    _namespaces: dict[str, int] = field(default_factory=dict)
    _ways: dict[int, _Way] = field(default_factory=dict)
    _is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def here(self) -> Iterator[None]:
        """Be on the post's side, in this thread and what it starts."""
        with _inside(self._namespaces[HERE]):
            yield

    @contextmanager
    def there(self) -> Iterator[None]:
        """Be on the server's side, in this thread and what it starts."""
        with _inside(self._namespaces[THERE]):
            yield

    @property
    def sent_bytes(self) -> int:
        """What has left the post, headers and repetitions included."""
        return next(iter(self._ways.values())).carried_bytes

    def open(self) -> None:
        devices = []
        for own, other in ((HERE, THERE), (THERE, HERE)):
            self._namespaces[own] = _new_namespace()
            with _inside(self._namespaces[own]):
                devices.append(_tun())
                _ip("link", "set", "lo", "up")
                _ip("addr", "add", own, "peer", other, "dev", "wan0")
                _ip("link", "set", "wan0", "mtu", str(MTU), "up")
        first, second = devices
        self._ways = {first: _Way(second), second: _Way(first)}
        threading.Thread(target=self._carry, name="bad-line", daemon=True).start()

    def close(self) -> None:
        self._is_over.set()
        for descriptor in (*self._ways, *self._namespaces.values()):
            os.close(descriptor)

    def _carry(self) -> None:
        luck = random.Random(self.quality.seed)
        order = itertools.count()
        under_way: list[tuple[float, int, int, bytes]] = []
        while not self._is_over.is_set():
            wait_s = LOOK_AGAIN_S
            if under_way:
                wait_s = max(0.0, min(wait_s, under_way[0][0] - time.monotonic()))
            try:
                readable, _, _ = select.select(list(self._ways), [], [], wait_s)
                for device in readable:
                    packet = os.read(device, 1 << 16)
                    way = self._ways[device]
                    if (at_s := self._arrival(way, len(packet), luck)) is not None:
                        heapq.heappush(under_way, (at_s, next(order), way.out, packet))
                while under_way and under_way[0][0] <= time.monotonic():
                    _, _, out, packet = heapq.heappop(under_way)
                    if not self.is_cut:
                        os.write(out, packet)
            except OSError:
                if self._is_over.is_set():
                    return

    def _arrival(self, way: _Way, size: int, luck: random.Random) -> float | None:
        now_s = time.monotonic()
        begins_s = max(now_s, way.free_at_s)
        if self.is_cut or begins_s - now_s > QUEUE_S:
            return None
        way.free_at_s = begins_s + size * 8 / (self.quality.kbit_s * 1000)
        way.carried_bytes += size
        if luck.random() < self.quality.loss:
            return None
        return way.free_at_s + self.quality.delay_s


@contextmanager
def bad_line(quality: Quality) -> Iterator[BadLine]:
    """Make both sides and the line between them; end all of it with the block."""
    line = BadLine(quality)
    line.open()
    try:
        yield line
    finally:
        line.close()


def can_be_made() -> bool:
    """Whether this machine lets us: containers often have no TUN device."""
    return os.geteuid() == 0 and Path("/dev/net/tun").exists()


def _new_namespace() -> int:
    """Return a descriptor of a new, empty network namespace; closing it ends it."""
    made: list[int] = []

    def make() -> None:
        _check(_libc.unshare(NEW_NETWORK))
        made.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY))

    maker = threading.Thread(target=make)
    maker.start()
    maker.join()
    return made[0]


@contextmanager
def _inside(namespace: int) -> Iterator[None]:
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _check(_libc.setns(namespace, NEW_NETWORK))
        yield
    finally:
        _check(_libc.setns(home, NEW_NETWORK))
        os.close(home)


def _tun() -> int:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", DEVICE, TUN_WITHOUT_HEADER))
    return device


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "not allowed to make or enter a network namespace")
