"""The driver's process for Debian's `scanimage`: scanning without a compiled module.

Batch mode wants to write a file per page. The files it finds are named pipes that were
there first, in a folder of the runtime directory, so pages go from its memory into ours;
with a file size limit of zero it could not write a real file if it tried.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from PIL import Image

from kiosk.capture.sane_words import (
    Choices,
    Fault,
    Range,
    ScanFault,
    choose_mode,
    choose_resolution,
    fault_of_text,
    parse_options,
)
from kiosk.capture.scan_child import Feed, RawPage, ScanRequest, serve

__all__ = ["Picture", "ScanimageDriver", "main", "parse_pnm_header"]

A4_MM = (210.0, 297.0)
MAX_PIPES = 500
READ_BYTES = 1 << 20
MAX_PAGE_BYTES = 600 << 20
"""A3 at 600 dpi in colour is 210 MB."""

QUIET_S = 0.05
END_S = 3.0


class ScanimageDriver:
    """Scanners through the `scanimage` program."""

    def __init__(self) -> None:
        # The program dies with this process, even if this one is killed.
        self._program = ("setpriv", "--pdeathsig", "KILL", "scanimage")

    def devices(self, options: Mapping[str, str]) -> Sequence[tuple[str, str, str, str]]:
        """Return every device it lists."""
        listed = _run([*self._program, "--formatted-device-list=%d\t%v\t%m\t%t%n"])
        rows = [line.split("\t") for line in listed.stdout.decode(errors="replace").splitlines()]
        return [(row[0], row[1], row[2], row[3]) for row in rows if len(row) == 4]

    def open(self, request: ScanRequest) -> Feed:
        """Ask the device for its options."""
        given = [f"--{name}={value}" for name, value in request.options.items()]
        asked = _run([*self._program, "-d", request.device, *given, "--all-options"])
        if asked.returncode != 0:
            last = asked.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise ScanFault(fault_of_text(last[0] if last else ""))
        options = parse_options(asked.stdout.decode(errors="replace"))
        return _ScanimageFeed(self._program, request, options)


class _ScanimageFeed:
    """One device; one run of the program per source."""

    def __init__(
        self, program: Sequence[str], request: ScanRequest, options: dict[str, Range | Choices]
    ) -> None:
        self._program = program
        self._request = request
        self._options = options
        self._resolution = choose_resolution(options.get("resolution"), request.dpi)
        self._folder = Path(os.environ["TMPDIR"])  # made for this child, removed by the session
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._is_feeder = False

    @property
    def sources(self) -> Sequence[str]:
        """The names of the sources, as the back end spells them."""
        offered = self._options.get("source")
        return offered.words if isinstance(offered, Choices) else ()

    @property
    def dpi(self) -> int:
        """The resolution asked of the device, or the wanted one if it has no such option."""
        return self._resolution or self._request.dpi

    def take_from(self, source: str | None, *, is_feeder: bool) -> None:
        """Start the program on `source`, with pipes where it expects to make files."""
        self._end()
        self._is_feeder = is_feeder
        self._number = 0
        count = MAX_PIPES if is_feeder else 1
        for number in range(1, count + 1):
            with suppress(FileExistsError):  # the pipes of the feeder that was empty
                os.mkfifo(self._folder / f"{number}.part", 0o600)
        self._process = subprocess.Popen(
            [
                *self._program,
                *("-d", self._request.device, "--format=pnm"),
                *self._settings(source),
                *(f"--batch={self._folder}/%d", f"--batch-count={count}"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def next_page(self, lines_came: Callable[[], None]) -> RawPage:
        """Read the next pipe until the program closes it or ends."""
        process = self._process
        if process is None:
            raise ScanFault(Fault.FAILED)
        self._number += 1
        data = self._read_pipe(process, lines_came)
        if not data:
            raise ScanFault(self._why_it_ended(process, unsaid=Fault.FAILED))
        picture = parse_pnm_header(data)
        if picture is None:
            raise ScanFault(Fault.FAILED)
        is_whole = len(data) - picture.offset == picture.size_bytes
        if not is_whole:  # cut short: by a fault, or by a cancel that says nothing
            raise ScanFault(self._why_it_ended(process, unsaid=Fault.CANCELLED))
        with memoryview(data) as view:
            image = Image.frombytes(
                picture.mode, (picture.width, picture.height), bytes(view[picture.offset :])
            )
        return RawPage(image, is_whole)

    def cancel(self) -> None:
        """Ask the program to stop; it cancels the device and closes the pipe."""
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """End the program; the session removes the folder of pipes."""
        self._end()

    def _settings(self, source: str | None) -> list[str]:
        chosen: dict[str, str | int | None] = {"source": source}
        modes = self._options.get("mode")
        if isinstance(modes, Choices):
            chosen["mode"] = choose_mode(modes.words, is_colour=self._request.is_colour)
        depths = self._options.get("depth")
        if isinstance(depths, Choices) and "8" in depths.words:
            chosen["depth"] = 8
        chosen["resolution"] = self._resolution
        settings = [f"--{name}={value}" for name, value in chosen.items() if value is not None]
        for name, size_mm in zip("xy", A4_MM, strict=True):
            span = self._options.get(name)
            if isinstance(span, Range):
                settings += [f"-{name}", f"{min(span.high, size_mm):g}"]
        return [*settings, *(f"--{name}={value}" for name, value in self._request.options.items())]

    def _read_pipe(self, process: subprocess.Popen[bytes], came: Callable[[], None]) -> bytearray:
        data = bytearray()
        # Without O_NONBLOCK, opening would wait for ever once the program has ended.
        pipe = os.open(self._folder / f"{self._number}.part", os.O_RDONLY | os.O_NONBLOCK)
        try:
            waiting = select.poll()
            waiting.register(pipe, select.POLLIN)
            while True:
                has_ended = process.poll() is not None
                if not waiting.poll(QUIET_S * 1000):
                    if has_ended:
                        return data
                    continue
                try:
                    chunk = os.read(pipe, READ_BYTES)
                except BlockingIOError:
                    continue
                if not chunk:
                    return data
                data += chunk
                if len(data) > MAX_PAGE_BYTES:
                    raise ScanFault(Fault.FAILED)
                came()
        finally:
            os.close(pipe)  # the program renames the pipe now; were it gone, it would stop

    def _why_it_ended(self, process: subprocess.Popen[bytes], *, unsaid: Fault) -> Fault:
        """Return the fault it printed; `unsaid` when it ended, or goes on, without one."""
        try:
            said = process.communicate(timeout=END_S)[1].decode(errors="replace")
        except subprocess.TimeoutExpired:
            return unsaid
        faults = [fault_of_text(line) for line in said.splitlines()]
        named = [fault for fault in faults if fault is not Fault.FAILED]
        return next(iter(named), Fault.FAILED if process.returncode else unsaid)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stderr is not None:
            process.stderr.close()


class Picture:
    """What a PNM header announces."""

    __slots__ = ("height", "mode", "offset", "width")

    def __init__(self, mode: str, width: int, height: int, offset: int) -> None:
        self.mode, self.width, self.height, self.offset = mode, width, height, offset

    @property
    def size_bytes(self) -> int:
        """How many bytes of pixels follow the header."""
        return self.width * self.height * (3 if self.mode == "RGB" else 1)


def parse_pnm_header(untrusted: bytes | bytearray) -> Picture | None:
    """Read the header of an 8-bit P5 or P6 picture (Netpbm); None for anything else."""
    head = bytes(untrusted[:512])
    mode = {b"P5": "L", b"P6": "RGB"}.get(head[:2])
    numbers: list[int] = []
    at = 2
    while mode is not None and len(numbers) < 3:
        while at < len(head) and head[at : at + 1].isspace():
            at += 1
        if head[at : at + 1] == b"#":
            at = head.find(b"\n", at)
            if at < 0:
                return None
            continue
        start = at
        while at < len(head) and head[at : at + 1].isdigit():
            at += 1
        if start == at or at - start > 6 or at >= len(head):
            return None
        numbers.append(int(head[start:at]))
    if mode is None or numbers[2] != 255 or not all(numbers) or not head[at : at + 1].isspace():
        return None
    return Picture(mode, numbers[0], numbers[1], at + 1)


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run to the end; the session kills this whole process if it takes too long."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def main() -> None:
    """Serve one request."""
    serve(ScanimageDriver)


if __name__ == "__main__":
    main()
