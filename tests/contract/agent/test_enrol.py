"""A code makes a machine a post once; whatever is wrong is said, and nothing is kept by half."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kiosk.crypto.encoding import dec, enc
from kiosk.crypto.keys import BoxKey, Identity, database_key
from kiosk.crypto.records import Label, open_sealed
from kiosk.errors import InvalidInput, KioskError
from kiosk.messages import all_messages
from kiosk.ports import SystemClock, SystemRng
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from sync.agent import commands
from sync.agent.code import parse_code
from sync.agent.enrol import enrol, is_enrolled
from sync.agent.exchange import CUSTODY_X, SERVER_ED
from sync.agent.https import HttpsServer, Timeouts
from sync.agent.server import NotNow
from tests.fakes.actors import RNG
from tests.fakes.agents import AgentPost, open_line
from tests.fakes.bad_server import Fault, bad_server
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral
from tests.fakes.server_process import server_process


@pytest.fixture
def machine(relay, tmp_path, server):
    made = AgentPost.fresh(tmp_path / "machine", relay)
    if isinstance(server, NearCentral):
        made.line = server.line
    yield made
    made.close()


def failure(machine, code) -> str:
    """Enrol, and return the key of what went wrong; nothing may be left of it."""
    with pytest.raises(KioskError) as failed:
        machine.enrol(code)
    assert not is_enrolled(machine.store)
    assert machine.store.statements("charter") == []
    assert failed.value.message_key in all_messages()
    return failed.value.message_key


def test_a_code_gives_a_post_all_it_needs(server, relay, machine):
    pro = relay.pro()
    server.send()
    machine.enrol(parse_code(server.enrolment_code(relay)))
    store = machine.store
    pins, device = store.pins(), store.device_identity()
    assert pins is not None
    assert device is not None
    assert (pins.url, pins.structure, pins.root_ed) == (server.url, relay.id, server.root_ed)
    assert store.device(device.id).text("place") == "Bureau"
    assert store.member(relay.id, pro.identity.id) is not None
    assert store.credential(pro.identity.id) is not None
    assert len(store.setting(SERVER_ED)) == len(store.setting(CUSTODY_X)) == 32
    box, n = store.pepper_box()
    pepper = open_sealed(
        Label.PEPPER, device.box_key, box, structure=relay.id, device=device.id, n=n
    )
    assert pepper == relay.structure.pepper
    box, skv = store.shift_box()
    shift = open_sealed(
        Label.SHIFT,
        relay.structure.keys(skv).box_key,
        box,
        device=device.id,
        structure=relay.id,
        skv=skv,
    )
    assert database_key(device_secret=bytes(32), shift_secret=shift, device=device.id)
    lease_until = store.lease_until()
    assert lease_until is not None
    assert lease_until > SystemClock().now().timestamp()


def test_a_code_serves_once(server, relay, machine, tmp_path):
    code = parse_code(server.enrolment_code(relay))
    machine.enrol(code)
    second = AgentPost.fresh(tmp_path / "second", relay)
    second.line = machine.line
    assert failure(second, code) == "enrol.ticket_used"
    second.close()


def test_a_post_is_not_enrolled_again(server, relay, machine):
    machine.enrol(parse_code(server.enrolment_code(relay)))
    before = machine.store.pins(), machine.identity.id
    with pytest.raises(KioskError) as failed:
        machine.enrol(parse_code(server.enrolment_code(relay)))
    assert failed.value.message_key == "enrol.already_enrolled"
    assert (machine.store.pins(), machine.identity.id) == before


def test_a_code_nobody_made_is_unknown(server, relay, machine):
    code = parse_code(server.enrolment_code(relay))
    assert failure(machine, replace(code, ticket=b"t" * 16)) == "enrol.ticket_unknown"


def test_a_code_with_a_wrong_secret_is_not_accepted(server, relay, machine):
    code = parse_code(server.enrolment_code(relay))
    assert failure(machine, replace(code, key=bytes(10))) == "enrol.not_certified"


def test_a_code_of_another_root_believes_nothing_the_server_says(server, relay, machine):
    code = parse_code(server.enrolment_code(relay))
    stranger = Identity.new(SystemRng())
    assert failure(machine, replace(code, root_ed=stranger.ed_public)) == "enrol.world_wrong"


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("request_number", [1, 2])
def test_a_line_cut_while_enrolling_is_mended_by_the_same_code(
    server, relay, machine, request_number, is_after
):
    code = parse_code(server.enrolment_code(relay))
    straight = machine.line

    def cut(url, certificate):
        line = BentServer(straight(url, certificate))
        line.cut_at, line.is_cut_after = request_number, is_after
        return line

    machine.line = cut
    assert failure(machine, code) == "sync.cut"
    machine.line = straight
    machine.enrol(code)
    assert is_enrolled(machine.store)


def test_a_world_bent_on_the_way_is_not_believed(server, relay, machine):
    code = parse_code(server.enrolment_code(relay))
    straight = machine.line

    def bent_line(url, certificate):
        line = BentServer(straight(url, certificate))
        line.bend["enrol"] = lambda call, wire: [bent(each) for each in call(wire)]
        return line

    def bent(wire):
        raw, sigs, sealed = dec(wire)
        return enc(raw, bytes([sigs[0] ^ 1]) + sigs[1:], sealed)

    machine.line = bent_line
    assert failure(machine, code) == "enrol.world_wrong"


def test_a_structure_key_swapped_by_the_server_is_not_used(server, relay, machine):
    """Else the shift secret would be boxed to the operator."""
    code = parse_code(server.enrolment_code(relay))
    straight = machine.line
    thief = BoxKey.of(SystemRng().bytes(32))
    from kiosk.crypto.encoding import b64

    right = b64(relay.structure.keys(1).x_public).encode()

    def bent_line(url, certificate):
        line = BentServer(straight(url, certificate))
        line.bend["enrol"] = lambda call, wire: [
            each.replace(right, b64(thief.public).encode()) for each in call(wire)
        ]
        return line

    machine.line = bent_line
    assert failure(machine, code) == "enrol.world_wrong"


def test_an_expired_code_is_told_so(relay, tmp_path):
    clock = MovedClock()
    near = NearCentral(tmp_path / "near", clock)
    own = near.relay()
    code = parse_code(near.enrolment_code(own))
    clock.ahead_s = 86_401
    machine = AgentPost.fresh(tmp_path / "late", own)
    machine.line = near.line
    assert failure(machine, code) == "enrol.ticket_expired"
    machine.close()
    near.close()


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault.SERVER_FAULT, "sync.server_fault"),
        (Fault.HANG, "enrol.server_away"),
        (Fault.NEWER_PROTOCOL, "sync.build_too_old"),
        (Fault.OLDER_PROTOCOL, "sync.server_too_old"),
    ],
)
def test_a_server_that_cannot_enrol_is_said_and_the_code_stays_good(
    server, relay, machine, tmp_path, fault, key
):
    code = parse_code(server.enrolment_code(relay))
    straight = machine.line
    with bad_server(fault, tmp_path) as bad:
        machine.line = lambda _u, _c: HttpsServer(
            bad.url, bad.certificate_sha256, Timeouts(1.0, 0.5)
        )
        assert failure(machine, code) == key
    machine.line = straight
    machine.enrol(code)


def test_a_server_with_another_certificate_is_not_spoken_to(server, relay, machine, tmp_path):
    code = parse_code(server.enrolment_code(relay))
    machine.line = open_line
    with bad_server(Fault.SERVER_FAULT, tmp_path) as bad:
        assert failure(machine, replace(code, url=bad.url)) == "enrol.wrong_certificate"
        assert bad.requests == []


def test_an_expired_certificate_that_is_the_pinned_one_is_still_the_server(tmp_path):
    from kiosk.crypto.certificates import self_signed

    tls = tmp_path / "data" / "tls"
    tls.mkdir(parents=True)
    long_ago = MovedClock(ahead_s=-3 * 365 * 86_400)
    certificate, key = self_signed(["localhost"], ["127.0.0.1"], days=2, clock=long_ago)
    (tls / "cert.pem").write_bytes(certificate)
    (tls / "key.pem").write_bytes(key)
    with server_process(tmp_path / "data") as running:
        assert open_line(running.url, running.certificate_sha256).hello().protocol == (1,)
        with pytest.raises(NotNow):
            open_line(running.url, bytes(32)).hello()


def test_the_command_enrols_once_and_says_so_in_json(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    where = ["--state-dir", str(tmp_path / "state"), "--json"]
    with server_process(tmp_path / "central") as running:
        relay = running.relay()
        code = running.enrolment_code(relay)
        assert commands.enrol([code, "--place", "Borne accueil", *where]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["structure_name"], told["place"]) == (relay.structure.name, "Borne accueil")
        with pytest.raises(KioskError):
            commands.enrol([code, *where])
        assert commands.sync(where) == 0
        assert json.loads(capsys.readouterr().out)["state"] == "up_to_date"
    with pytest.raises(KioskError) as failed:
        commands.sync(where)
    assert failed.value.message_key == "sync.server_away"


def test_a_name_no_statement_can_hold_is_mended_by_the_person(server, relay, machine):
    code = parse_code(server.enrolment_code(relay))
    for place in ("x" * 81, "deux\nlignes"):
        with pytest.raises(InvalidInput) as failed:
            enrol(code, machine.store, machine.line, clock=machine.clock, rng=RNG, place=place)
        assert failed.value.message_key == "enrol.bad_place"
    machine.enrol(code)


def test_the_command_refuses_half_a_code_before_anything_is_made(tmp_path):
    with pytest.raises(InvalidInput):
        commands.enrol(["rk1-abc", "--state-dir", str(tmp_path / "state")])
    assert not (tmp_path / "state").exists()


def test_a_pass_on_a_machine_that_is_no_post_says_so(tmp_path):
    with pytest.raises(KioskError) as failed:
        commands.sync(["--state-dir", str(tmp_path / "state")])
    assert failed.value.message_key == "sign_in.not_enrolled"


def test_a_stores_keys_survive_a_restart(server, relay, machine):
    machine.enrol(parse_code(server.enrolment_code(relay)))
    device = machine.identity.id
    machine.store.close()
    from tests.fakes.agents import KEY

    machine.store = DeviceStore(
        open_database(machine.folder / "device.db", KEY, "device"), machine.clock
    )
    assert machine.identity.id == device
