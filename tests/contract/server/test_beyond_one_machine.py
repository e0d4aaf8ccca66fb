"""The whole server beyond one machine, by configuration only (sync.md section 5).

PostgreSQL, an S3 store, keys in OpenBao, custody in a process and a database of its own,
and two API processes: the same wire, the same promises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.crypto.statements import parse, verify_receipt
from sync.protocol.messages import Failure, Presence, PresentRequest
from tests.fakes.actors import Person, new_part, part_line
from tests.fakes.bao_process import PrivateBao
from tests.fakes.custody_process import CustodyAlone, custody_alone
from tests.fakes.postgres_process import PrivatePostgres
from tests.fakes.s3_process import PrivateS3
from tests.fakes.server_process import ServerProcess, server_process

pytestmark = pytest.mark.postgres


@dataclass(frozen=True, slots=True)
class Site:
    """Two API processes over the same pieces."""

    first: ServerProcess
    second: ServerProcess
    custody: CustodyAlone
    data: Path


@pytest.fixture
def site(
    tmp_path: Path, postgres: PrivatePostgres, s3: PrivateS3, bao: PrivateBao
) -> Iterator[Site]:
    apart = ("--database", postgres.new_database(), "--keys", bao.new_engine())
    with custody_alone(tmp_path / "custody", *apart) as custody:
        pieces = (
            *("--database", postgres.new_database()),
            *("--parts", s3.new_address()),
            *("--keys", bao.new_engine()),
            *("--custody", str(custody.pairing)),
        )
        data = tmp_path / "central"
        with (
            server_process(data, *pieces) as first,
            server_process(data, *pieces, serve_root=False) as second,
        ):
            yield Site(first, second, custody, data)


def test_a_safe_its_papers_and_its_person_go_through_every_piece(site: Site) -> None:
    relay = site.first.relay()
    claire = relay.pro()
    site.first.send()
    post, line = site.first.enrolled(relay)
    hello = line.hello()
    person = Person.new()
    made = person.open_at(post, claire, custody_x=hello.custody)
    for statement, answer in zip(made, line.push([each.wire for each in made]), strict=True):
        verify_receipt(hello.ed, statement.name, answer.sequence, answer.receipt)

    # A part whose pieces come to two API processes, and is read from either.
    other = site.second.line()
    other.enter(post)
    assert replace(other.hello(), time=hello.time) == hello
    id, sealed = new_part(300_000)
    sha = hashlib.sha256(sealed).hexdigest()
    assert line.upload(id, sealed, sha256=sha, piece=sealed[:100_000]).status == 204
    told = other.upload(id, sealed, sha256=sha, offset=100_000, piece=sealed[100_000:])
    assert (told.status, told.headers["upload-offset"]) == (204, "300000")
    assert line.push([person.paper(by=claire, parts=[part_line(id, sealed)]).wire])[0].sequence
    path = f"/v1/parts/{id.hex()}"
    assert other.ask("GET", path).body == sealed
    assert line.ask("GET", path, headers={"Range": "bytes=299000-"}).body == sealed[299_000:]

    # Custody dies: a clear "not now", and nothing that is entrusted meanwhile is lost.
    auth = person.auth(made[1])
    present = PresentRequest(person.login, auth).encode()
    elsewhere, _ = site.first.enrolled(relay)
    far = site.second.line()
    far.enter(elsewhere)
    site.custody.kill()
    told = far.ask("POST", "/v1/present", present)
    assert (told.status, told.headers["retry-after"]) == (503, "5")
    assert Failure.parse(told.body).message_key == "server.custody_away"
    late = Person.new()
    entrusted = late.open_at(post, claire, custody_x=hello.custody)
    assert all(answer.sequence for answer in line.push([each.wire for each in entrusted]))
    site.custody.start()
    for each, credential in ((person, made[1]), (late, entrusted[1])):
        asked = PresentRequest(each.login, each.auth(credential)).encode()
        assert Presence.parse(far.ask("POST", "/v1/present", asked).body).person == each.id
    seen = {st.body.get("person") for st in map(parse, far.pull()[0]) if st.type == "identity"}
    assert {person.id.hex(), late.id.hex()} <= seen

    # Nothing of custody, and no key in clear, lies with the API.
    assert not list(site.data.rglob("custody*"))
    assert [each.name for each in (site.data / "keys").iterdir()] == ["sealed.json"]

    # The power goes everywhere.
    site.first.kill()
    site.first.start()
    again = site.first.line()
    again.enter(post)
    assert replace(again.hello(), time=hello.time) == hello
    assert set(again.pull()[0]) == set(other.pull()[0])
    assert again.ask("GET", path).body == sealed
    assert site.custody.stop() == 0


def test_its_backup_is_one_sealed_file_that_is_proved_and_goes_back_onto_one_machine(
    tmp_path: Path, postgres: PrivatePostgres, s3: PrivateS3, bao: PrivateBao
) -> None:
    """PostgreSQL, bucket and key service, drilled and restored into SQLite and a folder."""
    keys = ("--keys", bao.new_engine())
    stores = ("--database", postgres.new_database(), "--parts", s3.new_address(), *keys)
    data = tmp_path / "central"
    with server_process(data, *stores) as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        made = person.open_at(post, claire, custody_x=line.hello().custody)
        line.push([each.wire for each in made])
        id, sealed = new_part(200_000)
        line.upload(id, sealed, sha256=hashlib.sha256(sealed).hexdigest())
        line.push([person.paper(by=claire, parts=[part_line(id, sealed)]).wire])
        said = set(line.pull()[0])
        backup = ["admin", "backup", str(tmp_path / "out"), "--data", str(data)]
        assert main([*backup, *stores]) == 0
    (archive,) = (tmp_path / "out").iterdir()
    assert sealed[1000:1032] not in archive.read_bytes()
    folder = ("--keys-folder", str(data / "keys"))
    assert main(["admin", "restore-drill", str(archive), *folder, *keys]) == 0
    one = tmp_path / "one"
    assert main(["admin", "restore", str(archive), "--data", str(one), *folder, *keys]) == 0
    with server_process(one, *keys, serve_root=False) as server:
        line = server.line()
        line.enter(post)
        assert said <= set(line.pull()[0])
        assert line.ask("GET", f"/v1/parts/{id.hex()}").body == sealed
        present = PresentRequest(person.login, person.auth(made[1])).encode()
        assert Presence.parse(line.ask("POST", "/v1/present", present).body).person == person.id
