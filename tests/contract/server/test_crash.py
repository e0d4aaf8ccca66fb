"""A server killed at any moment keeps every statement it acknowledged, once."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.crypto.statements import parse, verify_receipt
from tests.fakes.actors import Person, new_part, part_line
from tests.fakes.postgres_process import PrivatePostgres
from tests.fakes.server_process import Line, server_process

ROUNDS = 6


def test_a_server_killed_during_pushes_loses_no_acknowledged_statement(tmp_path: Path) -> None:
    rng = random.Random(20261121)
    with server_process(tmp_path / "central") as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        ed = line.hello().ed
        person = Person.new()
        line.push([each.wire for each in person.open_at(post, claire)])
        acknowledged: dict[bytes, int] = {}
        sent: list[bytes] = []
        for _ in range(ROUNDS):
            papers = [person.paper(by=claire) for _ in range(40)]
            sent += [each.name for each in papers]
            killer = threading.Timer(rng.uniform(0.0, 0.15), server.kill)
            killer.start()
            _push_until_cut(line, [each.wire for each in papers], acknowledged)
            killer.join()
            server.start()
            line.close()
            again = line.push([each.wire for each in papers])
            for answer in again:
                verify_receipt(ed, answer.name, answer.sequence, answer.receipt)
                if answer.name in acknowledged:
                    assert (answer.status, answer.sequence) == (
                        "known",
                        acknowledged[answer.name],
                    )
                acknowledged[answer.name] = answer.sequence
        heard = [each.name for each in map(parse, line.pull()[0]) if each.type == "item"]
        assert sorted(heard) == sorted(sent) == sorted(acknowledged)
        line.close()


def _push_until_cut(line: Line, wires: list[bytes], acknowledged: dict[bytes, int]) -> None:
    """Push small batches over and over until the line is cut; note what was acknowledged."""
    starts = itertools.cycle(range(0, len(wires), 4))
    with contextlib.suppress(OSError, http.client.HTTPException):
        while True:
            start = next(starts)
            for answer in line.push(wires[start : start + 4]):
                assert acknowledged.setdefault(answer.name, answer.sequence) == answer.sequence
    line.close()


def test_an_upload_cut_by_a_kill_goes_on_where_the_server_stands(tmp_path: Path) -> None:
    with server_process(tmp_path / "central") as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        line.push([each.wire for each in person.open_at(post, claire)])
        part, sealed = new_part(900_000)
        told = part_line(part, sealed)
        line.upload(part, sealed, sha256=told["sha256"], piece=sealed[:300_000])
        server.kill()
        server.start()
        line.close()
        offset = int(line.ask("HEAD", f"/v1/parts/{part.hex()}").headers["upload-offset"])
        assert offset == 300_000
        line.upload(part, sealed, sha256=told["sha256"], offset=offset, piece=sealed[offset:])
        server.kill()
        server.start()
        line.close()
        assert line.ask("GET", f"/v1/parts/{part.hex()}").body == sealed
        assert line.push([person.paper(by=claire, parts=[told]).wire])[0].status == "stored"
        line.close()


def test_a_server_asked_to_stop_ends_its_requests_and_says_so(tmp_path: Path) -> None:
    with server_process(tmp_path / "central") as server:
        relay = server.relay()
        _, line = server.enrolled(relay)
        _, cursor = line.pull()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(line.pull, cursor, 25)
            threading.Event().wait(0.3)
            assert server.stop() == 0
            assert waiting.result(timeout=5) == ([], cursor)
        assert '"event": "stopped"' in server.log
        line.close()


@pytest.mark.postgres
def test_the_same_server_runs_on_postgresql(tmp_path: Path, postgres: PrivatePostgres) -> None:
    with server_process(tmp_path / "central", "--database", postgres.new_database()) as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        made = person.open_at(post, claire, custody_x=line.hello().custody)
        assert {a.status for a in line.push([each.wire for each in made])} == {"stored"}
        assert not (server.data / "records.db").exists()
        server.kill()
        server.start()
        line.close()
        names = {parse(wire).name for wire in line.pull()[0]}
        assert {each.name for each in made if each.type != "custody"} <= names
        line.close()
