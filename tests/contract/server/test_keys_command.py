"""`reconnect-kiosk admin keys rotate`, beside a server that runs and goes on running."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.errors import Unavailable
from sync.protocol.messages import Presence, PresentRequest
from sync.server import commands
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from tests.fakes.actors import Person
from tests.fakes.bao_process import PrivateBao
from tests.fakes.central import acts_of
from tests.fakes.custody_process import custody_alone
from tests.fakes.server_process import server_process


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, int]:
    assert commands.admin(["keys", *argv, "--json"]) == 0
    found: dict[str, int] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("kind", ["file", "openbao"])
def test_keys_are_rotated_under_a_running_server_and_everything_opens_after(
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    use: tuple[str, ...] = ()
    rotate: tuple[str, ...] = ()
    if kind == "openbao":
        bao: PrivateBao = request.getfixturevalue("bao")
        address = bao.new_engine()
        use, rotate = ("--keys", address), ("--keys", bao.rotating(address))
    data = tmp_path / "central"
    with server_process(data, *use) as server:
        relay = server.relay()
        claire = relay.pro()
        server.send()
        post, line = server.enrolled(relay)
        person = Person.new()
        made = person.open_at(post, claire, custody_x=line.hello().custody)
        line.push([each.wire for each in made])
        auth = person.auth(made[1])
        present = PresentRequest(person.login, auth).encode()
        assert line.ask("POST", "/v1/present", present).status == 200
        if kind == "openbao":
            with pytest.raises(Unavailable):
                commands.admin(["keys", "rotate", "--data", str(data), *use])
        counts = told(capsys, "rotate", "--data", str(data), *rotate)
        assert counts["records"] > 3
        assert counts["custody"] == 1
        before = set(line.pull()[0])
        assert len(before) > len(made)
        assert line.ask("POST", "/v1/present", present).status == 200
        late = Person.new()
        line.push([each.wire for each in late.open_at(post, claire, is_affiliated=False)])
        assert told(capsys, "rewrap", "--data", str(data), *rotate)["records"] > counts["records"]
        server.kill()
        server.start()
        again = server.line()
        again.enter(post)
        assert before <= set(again.pull()[0])
        assert Presence.parse(again.ask("POST", "/v1/present", present).body).person == person.id
    database = SqliteDatabase(data / "records.db", MIGRATIONS / "sqlite")
    renewed = [each["rotated"] for each in acts_of(database) if each["action"] == "rewrap"]
    database.close()
    assert renewed == [True, False], "the journal tells of both (TRC-04)"


def test_custodys_keys_are_rotated_where_custody_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with custody_alone(tmp_path / "custody"):
        counts = told(capsys, "rotate", "--of", "custody", "--data", str(tmp_path / "custody"))
    assert counts == {"records": 0, "custody": 0}
