"""Every job leaves the queue at a wipe, whatever becomes of the others (VLT-28)."""

from __future__ import annotations

import re
import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from kiosk.printing.cups import NOT_FOUND, CupsPrinters
from kiosk.printing.ipp import Attribute, Group, Operation, Tag, request

GOOD, REFUSED = 0x0000, 0x0403


@contextmanager
def scheduler(path: Path, jobs: Mapping[int, int]) -> Iterator[list[int]]:
    """Listen at `path`; answer a job's cancelling with its status. Gives the jobs asked for."""
    asked: list[int] = []

    class Told(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            (operation,) = struct.unpack_from(">H", body, 2)
            status, groups = GOOD, [(Group.OPERATION, list[Attribute]())]
            if operation == Operation.GET_JOBS:
                listed = [[Attribute.of(Tag.INTEGER, "job-id", number)] for number in jobs]
                groups += [(Group.JOB, each) for each in listed]
            elif named := re.search(rb"/jobs/(\d+)", body):
                asked.append(int(named[1]))
                status = jobs[asked[-1]]
            # An answer is laid out as a request is; its status stands for the operation.
            told = bytearray(request(Operation.GET_JOBS, 1, groups))
            struct.pack_into(">H", told, 2, status)
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with socketserver.UnixStreamServer(str(path), Told) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()


def test_a_job_forgotten_meanwhile_keeps_no_other_in_the_queue(tmp_path: Path) -> None:
    with scheduler(tmp_path / "s", {1: NOT_FOUND, 2: GOOD}) as asked:
        CupsPrinters(tmp_path / "s").cancel_mine()
    assert asked == [1, 2]


def test_a_job_that_is_refused_is_told_once_all_were_asked(tmp_path: Path) -> None:
    with (
        scheduler(tmp_path / "s", {1: REFUSED, 2: GOOD}) as asked,
        pytest.raises(Unavailable, match=r"print\.failed"),
    ):
        CupsPrinters(tmp_path / "s").cancel_mine()
    assert asked == [1, 2]
