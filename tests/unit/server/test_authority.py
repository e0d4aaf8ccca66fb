"""The enrolment authority makes what posts can verify, and keeps its secrets to itself."""

from __future__ import annotations

import json
import stat
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.credentials import open_credential
from kiosk.crypto.encoding import parse_canon
from kiosk.crypto.keys import ticket_identity
from kiosk.crypto.records import Label, open_sealed
from kiosk.crypto.statements import parse
from kiosk.domain.passwords import PRO_MINIMUM, missing_rules
from kiosk.errors import IntegrityFailure, InvalidInput, KioskError, Refused, Unavailable
from kiosk.messages import all_messages
from kiosk.ports import SystemRng
from sync.agent.code import parse_code
from sync.server.authority import (
    PASSWORD_ALPHABET,
    PASSWORD_LENGTH,
    Authority,
    AuthorityFolder,
    PostLine,
    new_password,
)
from sync.server.commands import admin, server
from tests.fakes.actors import CHEAP_FLOORS, CLOCK, RNG, Relay
from tests.fakes.server_process import ServerProcess, server_process


def test_generated_passwords_are_readable_and_meet_the_rule_of_professionals() -> None:
    made = {new_password(SystemRng()) for _ in range(300)}
    assert len(made) == 300
    for password in made:
        assert len(password) == PASSWORD_LENGTH
        assert set(password) <= set(PASSWORD_ALPHABET)
    assert not set("0Oo1lI") & set(PASSWORD_ALPHABET)
    assert set(PASSWORD_ALPHABET) < set(string.ascii_letters + string.digits)
    assert not missing_rules(made.pop(), minimum=PRO_MINIMUM)


def test_a_first_password_opens_the_account_with_the_structures_pepper_alone() -> None:
    relay = Relay.alone()
    pro = relay.pro("Zoé Petit", role="manager")
    wires = [parse(wire) for wire in relay.statements()]
    assert [st.type for st in wires] == ["charter", "skey", "member", "mkey", "cred"]
    credential = wires[-1]
    assert credential.body["once"] is True
    assert wires[2].text("role") == "manager"
    box = wires[3].data("box")
    seed = open_sealed(
        Label.MEMBER,
        pro.identity.box_key,
        box,
        structure=relay.id,
        skv=1,
        pro=pro.identity.id,
    )
    assert seed == relay.structure.seeds[0]
    with pytest.raises(IntegrityFailure):
        open_credential(credential, "any", pepper=bytes(32), floors=CHEAP_FLOORS)


def test_an_enrolment_code_is_read_by_the_agent_and_opens_the_pepper() -> None:
    relay = Relay.alone()
    made = relay.authority.post_code(relay.structure, clock=CLOCK, rng=RNG)
    ticket = parse(relay.statements()[-1])
    code = parse_code(made.code)
    assert code.structure == relay.id
    assert code.root_ed == relay.authority.root.ed_public
    holder = ticket_identity(code.key, code.ticket)
    assert ticket.data("ed") == holder.ed_public
    pepper = open_sealed(
        Label.PEPPER,
        holder.box_key,
        ticket.data("pepper"),
        structure=relay.id,
        device=code.ticket,
        n=1,
    )
    assert pepper == relay.structure.pepper


def test_a_leaver_costs_the_structure_a_new_key_that_opens_the_older_one() -> None:
    relay = Relay.alone()
    pro = relay.pro()
    stays = relay.pro("Boris Petit")
    relay.statements()
    relay.remove(pro)
    made = [parse(wire) for wire in relay.statements()]
    assert [st.type for st in made] == ["member", "skey", "skprev", "mkey"]
    assert made[3].id("pro") == stays.identity.id
    previous = open_sealed(
        Label.SKV,
        relay.structure.keys(2).private_space_key,
        made[2].data("envelope"),
        structure=relay.id,
        skv=2,
        prev=1,
    )
    assert previous == relay.structure.seeds[0]
    with pytest.raises(InvalidInput):
        relay.remove(pro)


def test_an_authority_comes_back_from_its_folder_as_it_was(tmp_path: Path) -> None:
    relay = Relay.alone()
    relay.pro()
    folder = AuthorityFolder(tmp_path / "authority")
    folder.save(relay.authority)
    assert stat.S_IMODE(folder.file.stat().st_mode) == 0o600
    back = folder.load()
    assert back.unsent == relay.authority.unsent
    assert back.structure(relay.structure.name).members == relay.structure.members
    assert back.structure(relay.id.hex()).seeds == relay.structure.seeds
    assert back.root.seed == relay.authority.root.seed
    folder.file.write_bytes(folder.file.read_bytes()[:-9])
    with pytest.raises(IntegrityFailure):
        folder.load()


def test_no_secret_of_an_authority_shows_in_a_representation() -> None:
    relay = Relay.alone()
    shown = repr(relay.structure) + repr(relay.authority.line)
    assert repr(relay.structure.pepper) not in shown
    assert repr(relay.structure.seeds[0]) not in shown
    assert "token'" not in shown


@pytest.mark.parametrize("name", ["", "x" * 300, "a\nb"])
def test_a_name_that_cannot_be_written_is_refused_and_leaves_nothing(name: str) -> None:
    authority = Authority.new(PostLine("https://x", bytes(32), "t"), RNG)
    with pytest.raises(InvalidInput) as refused:
        authority.add_structure(name, clock=CLOCK, rng=RNG)
    assert refused.value.message_key == "server.name_refused"
    assert authority.unsent == []
    assert authority.structures == []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("commands") / "central") as found:
        yield found


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert admin([*arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_operators_commands_make_a_structure_with_people_and_a_post(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_process(tmp_path / "fresh", serve_root=False) as fresh:
        here = ("--authority", str(tmp_path / "authority"))
        told(capsys, "init", *here, "--server-data", str(fresh.data))
        structure = told(capsys, "structure", "add", "Relais Nord", *here)["structure"]
        manager = told(capsys, "manager", "add", "Relais Nord", "Claire Martin", *here)
        worker = told(capsys, "worker", "add", str(structure), "Zoé Petit", *here)
        code = told(capsys, "device", "code", "Relais Nord", *here)
        assert parse_code(str(code["code"])).structure.hex() == structure
        assert len(str(manager["password"])) == PASSWORD_LENGTH
        kept = (tmp_path / "authority" / "authority.json").read_text()
        assert str(worker["password"]) not in kept
        told(capsys, "worker", "remove", "Relais Nord", str(worker["login"]), *here)
        listed = told(capsys, "list", *here)
        structures: Any = listed["structures"]
        assert {(m["role"], m["state"]) for m in structures[0]["members"]} == {
            ("manager", "active"),
            ("worker", "removed"),
        }
        assert admin(["list", *here]) == 0
        assert "Claire Martin" in capsys.readouterr().out
        with pytest.raises(InvalidInput):
            admin(["init", *here, "--server-data", str(fresh.data)])
        second = ("--authority", str(tmp_path / "second"))
        with pytest.raises(Refused) as other:
            admin(["init", *second, "--server-data", str(fresh.data)])
        assert other.value.message_key == "server.other_root"
        assert not (tmp_path / "second").exists()


def test_the_operators_lists_say_who_and_what_there_is_and_codes_are_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with server_process(tmp_path / "fresh", serve_root=False) as fresh:
        here = ("--authority", str(tmp_path / "authority"))
        told(capsys, "init", *here, "--server-data", str(fresh.data))
        told(capsys, "structure", "add", "Relais Nord", *here)
        told(capsys, "manager", "add", "Relais Nord", "Claire Martin", *here)
        code = told(capsys, "device", "code", "Relais Nord", *here)
        days = ("--from", "2020-01-01", "--to", "2020-12-31")
        told(capsys, "structure", "agreement", "Relais Nord", *days, *here)
        structures: Any = told(capsys, "structure", "list", *here)["structures"]
        assert (structures[0]["state"], structures[0]["last"]) == ("ended", "2020-12-31")
        days = ("--from", "2020-01-01", "--to", "2099-12-31")
        assert admin(["structure", "agreement", "Relais Nord", *days, *here]) == 0
        assert "2099-12-31" in capsys.readouterr().out
        for act, expected in (
            (("structure", "list"), "Relais Nord  active"),
            (("manager", "list"), "Claire Martin"),
            (("worker", "list"), "Personne."),
            (("device", "list"), "Aucun poste."),
            (("device", "codes"), str(code["ticket"])),
        ):
            assert admin([*act, *here]) == 0
            assert expected in capsys.readouterr().out
        told(capsys, "device", "cancel-code", str(code["ticket"]), *here)
        assert told(capsys, "device", "codes", *here) == {"codes": []}
        for ticket in (str(code["ticket"]), "xyz", "00"):
            with pytest.raises(InvalidInput) as refused:
                admin(["device", "cancel-code", ticket, *here])
            assert refused.value.message_key == "server.code_unknown"
        with pytest.raises(InvalidInput) as refused:
            admin(["structure", "agreement", "Relais Nord", "--from", "x", "--to", "y", *here])
        assert refused.value.message_key == "server.agreement_dates"


def test_a_password_made_while_the_server_is_away_is_told_and_sent_later(
    running: ServerProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = AuthorityFolder(tmp_path / "authority")
    folder.save(running.authority)
    here = ("--authority", str(folder.path))
    told(capsys, "structure", "add", "Relais Sud", *here)
    running.kill()
    with pytest.raises(Unavailable) as away:
        admin(["worker", "add", "Relais Sud", "Zoé Petit", *here, "--json"])
    assert away.value.message_key == "server.away"
    made = json.loads(capsys.readouterr().out)
    assert (len(made["password"]), made["sent"]) == (PASSWORD_LENGTH, False)
    running.start()
    assert made["login"] in json.dumps(told(capsys, "list", *here))
    assert folder.load().unsent == []


def test_a_strangers_server_gets_nothing_not_even_the_token(
    running: ServerProcess, tmp_path: Path
) -> None:
    operator = parse_canon((running.data / "operator.json").read_bytes())
    wrong = tmp_path / "operator.json"
    wrong.write_text(json.dumps(operator | {"certificate": "00" * 32}, separators=(",", ":")))
    folder = AuthorityFolder(tmp_path / "authority")
    folder.save(running.authority)
    with pytest.raises(IntegrityFailure) as refused:
        admin(["list", "--authority", str(folder.path), "--operator", str(wrong)])
    assert refused.value.message_key == "server.other_certificate"


@pytest.mark.parametrize("command", [server, admin])
def test_each_command_says_how_it_is_used(
    command: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(command)
    with pytest.raises(SystemExit) as left:
        command(["--help"])
    assert left.value.code == 0
    assert "reconnect-kiosk" in capsys.readouterr().out


def test_a_port_that_is_taken_is_said_in_words(running: ServerProcess, tmp_path: Path) -> None:
    port = running.url.rsplit(":", 1)[1]
    with pytest.raises(KioskError) as refused:
        server(["--data", str(tmp_path / "other"), "--port", port])
    assert refused.value.message_key == "server.port_taken"


def test_every_failure_of_the_server_has_its_words() -> None:
    keys = set()
    for path in (Path(__file__).parents[3] / "sync" / "server").rglob("*.py"):
        for word in path.read_text(encoding="utf-8").split('"'):
            if word.startswith("server.") and word.removeprefix("server.").isidentifier():
                keys.add(word)
    assert len(keys) > 15
    assert keys - {"server.json"} <= set(all_messages())
