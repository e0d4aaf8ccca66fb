"""What every keeper of the server's keys promises: file, OpenBao over TLS, PKCS#11 module.

Sections 2 and 4.3 of the work on the server: one port, one suite, three drivers.
"""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import hvac
import pytest
from pkcs11 import Attribute, ObjectClass, Session
from pkcs11.exceptions import AttributeSensitive

from kiosk.crypto.certificates import self_signed
from kiosk.crypto.encoding import b64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import signed_bytes, verify_signature
from kiosk.crypto.statements import verify_receipt
from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.ports import SystemRng
from sync.server.keys.module import ModuleKeeper
from sync.server.keys.port import KeyKeeper, Placed
from sync.server.keys.rotation import rewrap_custody, rewrap_records
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.keys.transit import TransitAddress, TransitKeeper
from sync.server.store.database import Database
from tests.fakes.actors import Person, Relay
from tests.fakes.bao_process import PrivateBao
from tests.fakes.central import MovedClock, bring, central_server, enrolled, sender
from tests.fakes.soft_token import SoftTokens


class Place:
    """Where the keys of one server are: an address and a key folder."""

    def __init__(self, folder: Path, address: str, rotating: str = "") -> None:
        self.folder = folder
        self.address = address
        self.rotating = rotating or address
        self.clock = MovedClock()

    def opened(self, *, may_rotate: bool = False) -> ServerKeys:
        address = self.rotating if may_rotate else self.address
        return open_keys(address, self.folder, clock=self.clock, rng=SystemRng())


@pytest.fixture(params=["file", "openbao", "pkcs11"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    match request.param:
        case "file":
            return Place(tmp_path / "keys", "")
        case "openbao":
            bao: PrivateBao = request.getfixturevalue("bao")
            address = bao.new_engine()
            return Place(tmp_path / "keys", address, bao.rotating(address))
        case _:
            tokens: SoftTokens = request.getfixturevalue("tokens")
            return Place(tmp_path / "keys", tokens.new_token())


@pytest.fixture
def keeper(place: Place) -> KeyKeeper:
    return place.opened().keeper


def test_what_is_wrapped_opens_in_its_own_place_alone(keeper: KeyKeeper) -> None:
    items = [Placed(b"here", b"one"), Placed(b"there", bytes(100))]
    one, two = keeper.wrap(items)
    assert keeper.unwrap([Placed(b"there", two), Placed(b"here", one)]) == [bytes(100), b"one"]
    bent = one[:-1] + bytes([one[-1] ^ 1])
    for wrong in (Placed(b"there", one), Placed(b"here", two), Placed(b"here", bent)):
        with pytest.raises(CannotOpen):
            keeper.unwrap([Placed(b"here", one), wrong])


def test_each_of_a_batch_is_answered_whatever_becomes_of_the_others(keeper: KeyKeeper) -> None:
    items = [Placed(b"row %d" % n, b"data %d" % n) for n in range(450)]
    wrapped = [
        replace(item, data=data) for item, data in zip(items, keeper.wrap(items), strict=True)
    ]
    for foreign in (0, 210, 449):  # one in each of the batches a key service is sent
        wrapped[foreign] = replace(wrapped[foreign], context=b"elsewhere")
    wrapped[1] = replace(wrapped[1], data=b"\xff" * 80)
    found = keeper.unwrap_each(wrapped)
    assert [n for n, each in enumerate(found) if each is None] == [0, 1, 210, 449]
    assert [each for each in found if each is not None] == [
        item.data for n, item in enumerate(items) if n not in {0, 1, 210, 449}
    ]
    assert keeper.unwrap_each([wrapped[0], wrapped[1]]) == [None, None]


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"x", b"\xff" * 80, b"vault:v1:AAAA", bytes(60)],
    ids=["empty", "short", "long", "transit", "zeros"],
)
def test_nonsense_does_not_open(keeper: KeyKeeper, nonsense: bytes) -> None:
    with pytest.raises(CannotOpen):
        keeper.unwrap([Placed(b"here", nonsense)])


def test_the_same_bytes_are_wrapped_differently_each_time(keeper: KeyKeeper) -> None:
    assert len(set(keeper.wrap([Placed(b"here", b"one")] * 20))) == 20


def test_data_keys_are_fresh_and_open_again(keeper: KeyKeeper) -> None:
    made = keeper.data_keys(b"rows", 5)
    assert len({each.plain for each in made}) == 5
    assert all(len(each.plain) == 32 for each in made)
    assert keeper.unwrap([Placed(b"rows", each.wrapped) for each in made]) == [
        each.plain for each in made
    ]


def test_nothing_asked_is_nothing_answered(keeper: KeyKeeper) -> None:
    assert keeper.wrap([]) == keeper.unwrap([]) == keeper.rewrap([]) == keeper.sign([]) == []


def test_a_batch_of_any_size_is_answered_in_order(keeper: KeyKeeper) -> None:
    items = [Placed(b"%d" % n, b"data %d" % n) for n in range(450)]
    wrapped = keeper.wrap(items)
    assert keeper.unwrap(
        [Placed(item.context, data) for item, data in zip(items, wrapped, strict=True)]
    ) == [item.data for item in items]


def test_a_rotation_leaves_what_was_wrapped_open_and_rewrap_brings_it_on(place: Place) -> None:
    keeper = place.opened().keeper
    (before,) = keeper.wrap([Placed(b"here", b"one")])
    place.opened(may_rotate=True).keeper.rotate()
    (after,) = keeper.wrap([Placed(b"here", b"one")])
    (rewrapped,) = keeper.rewrap([Placed(b"here", before)])
    assert _version(before) != _version(after) == _version(rewrapped)
    found = [Placed(b"here", each) for each in (before, after, rewrapped)]
    assert place.opened().keeper.unwrap(found) == [b"one"] * 3


def test_signatures_are_ed25519_under_the_public_key_told(place: Place) -> None:
    keeper = place.opened().keeper
    raws = [b"{%d}" % n for n in range(450)]
    signatures = keeper.sign([signed_bytes("receipt", raw) for raw in raws])
    for raw, signature in zip(raws, signatures, strict=True):
        verify_signature(keeper.signer_ed, "receipt", raw, signature)
    assert place.opened().keeper.signer_ed == keeper.signer_ed


def test_a_server_has_the_same_keys_at_its_next_start(place: Place) -> None:
    first, again = place.opened(), place.opened()
    assert (first.server, first.receipt_ed, first.custody.public, first.digest("a", b"b")) == (
        again.server,
        again.receipt_ed,
        again.custody.public,
        again.digest("a", b"b"),
    )
    rows = [
        Placed(b"row", first.wrap(b"row", b"one")),
        Placed(b"other", first.wrap(b"other", b"2")),
    ]
    assert again.unwrap_all(rows) == [b"one", b"2"]
    with pytest.raises(CannotOpen):
        again.unwrap(b"other", rows[0].data)
    name = bytes(32)
    verify_receipt(first.receipt_ed, name, 7, again.receipts([(name, 7)])[0])


def test_no_secret_lies_in_clear_beside_a_keeper(place: Place) -> None:
    keys = place.opened()
    if place.address:
        kept = b"".join(path.read_bytes() for path in place.folder.iterdir())
        for secret in (keys.custody.private, keys.secrets.made_up):
            assert secret not in kept
            assert b64(secret).encode() not in kept


def test_everything_at_rest_is_wrapped_anew_after_a_rotation(
    place: Place, database: Database, tmp_path: Path
) -> None:
    keys = place.opened()
    central = central_server(database, tmp_path, clock=place.clock, keys=keys)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    person = Person.new()
    made = person.open_at(post, claire, custody_x=keys.custody.public)
    bring(central, post, *(each.wire for each in made))
    central.serve_custody()
    rows_before = _wrapped_rows(database)
    assert len(rows_before) > 3
    rotating = place.opened(may_rotate=True)
    rotating.rotate()
    assert rewrap_records(database, rotating.for_records) == len(rows_before)
    assert rewrap_custody(central.custody.database, rotating.for_custody) == 1
    rows_after = _wrapped_rows(database)
    assert not set(rows_before) & set(rows_after)
    restarted = place.opened()
    assert (restarted.server, restarted.custody.public) == (keys.server, keys.custody.public)
    again = central_server(database, tmp_path, clock=place.clock, keys=restarted)
    told = again.changes(sender(post), "", limit=500).wires
    assert told == central.changes(sender(post), "", limit=500).wires
    assert len(told) > 3
    assert again.custody.check(b"account", person.id, person.auth(made[1])) is True
    for each in (central, again):
        each.custody.close()


# OpenBao alone.


def test_the_servers_role_uses_the_keys_and_nothing_else(bao: PrivateBao, tmp_path: Path) -> None:
    address = bao.new_engine()
    keeper = _transit(address)
    mount = TransitAddress.parse(address).mount
    with pytest.raises(Unavailable) as refused:
        keeper.rotate()
    assert refused.value.message_key == "server.keys_refused"
    for verb, path in (
        ("get", f"{mount}/keys/reconnect-rest"),
        ("get", f"{mount}/export/encryption-key/reconnect-rest"),
        ("post", f"{mount}/keys/reconnect-rest/config"),
        ("delete", f"{mount}/keys/reconnect-rest"),
        ("get", "sys/mounts"),
    ):
        with pytest.raises(hvac.exceptions.Forbidden):
            getattr(keeper._client.adapter, verb)(f"/v1/{path}")


def test_every_use_of_a_key_is_in_the_audit_log_without_its_bytes(bao: PrivateBao) -> None:
    address = bao.new_engine()
    keeper = _transit(address)
    mount = TransitAddress.parse(address).mount
    wrapped = keeper.wrap([Placed(b"here", b"secret of a person")])
    keeper.unwrap([Placed(b"here", wrapped[0])])
    keeper.sign([b"message"])
    entries = [each for each in bao.audited() if each["type"] == "request"]
    paths = [each["request"]["path"] for each in entries]
    for path in ("encrypt/reconnect-rest", "decrypt/reconnect-rest", "sign/reconnect-receipts"):
        assert f"{mount}/{path}" in paths
    log = (bao.folder / "audit.log").read_text()
    assert base64.b64encode(b"secret of a person").decode() not in log
    assert keeper._client.token not in log


def test_a_token_is_renewed_before_it_ends_and_replaced_when_it_was_revoked(
    bao: PrivateBao,
) -> None:
    clock = MovedClock()
    keeper = TransitKeeper(TransitAddress.parse(bao.new_engine()), clock, SystemRng())
    first = keeper._client.token
    clock.ahead_s += 3000
    keeper.wrap([Placed(b"here", b"one")])
    assert keeper._client.token == first
    assert "auth/token/renew-self" in [each["request"]["path"] for each in bao.audited()]
    bao.root.auth.token.revoke(first)
    keeper.wrap([Placed(b"here", b"one")])
    assert keeper._client.token != first


def test_another_authority_a_wrong_role_and_silence_are_said_in_words(
    bao: PrivateBao, tmp_path: Path
) -> None:
    address = TransitAddress.parse(bao.new_engine())
    stranger, _ = self_signed(["localhost"], ["127.0.0.1"], days=1, clock=MovedClock())
    (tmp_path / "ca.pem").write_bytes(stranger)
    role = json.loads(address.role.read_bytes())
    (tmp_path / "role.json").write_text(json.dumps({**role, "secret_id": "no"}))
    (tmp_path / "role.json").chmod(0o600)
    for wrong, key in (
        (replace(address, ca=tmp_path / "ca.pem"), "server.keys_away"),
        (replace(address, url="https://127.0.0.1:9"), "server.keys_away"),
        (replace(address, role=tmp_path / "role.json"), "server.keys_refused"),
        (replace(address, rest="none"), "server.keys_refused"),
    ):
        with pytest.raises(Unavailable) as refused:
            TransitKeeper(wrong, MovedClock(), SystemRng()).wrap([Placed(b"here", b"one")])
        assert refused.value.message_key == key


# The module alone.


def test_a_token_without_our_keys_never_gets_new_ones_beside_old_data(
    tokens: SoftTokens, tmp_path: Path
) -> None:
    place = Place(tmp_path, tokens.new_token())
    place.opened()
    place.address = tokens.new_token()
    with pytest.raises(IntegrityFailure) as stopped:
        place.opened()
    assert stopped.value.message_key == "server.keys_damaged"


def test_keys_never_leave_the_module(tokens: SoftTokens, tmp_path: Path) -> None:
    keeper = Place(tmp_path, tokens.new_token()).opened().keeper
    assert isinstance(keeper, ModuleKeeper)

    def taken_out(session: Session, kind: ObjectClass) -> object:
        (key,) = session.get_objects({Attribute.CLASS: kind})
        with pytest.raises(AttributeSensitive):
            return key[Attribute.VALUE]

    for kind in (ObjectClass.SECRET_KEY, ObjectClass.PRIVATE_KEY):
        assert keeper._asked(lambda session, kind=kind: taken_out(session, kind)) is None


def test_a_wrong_pin_or_an_absent_token_is_said_in_words(
    tokens: SoftTokens, tmp_path: Path
) -> None:
    address = tokens.new_token()
    (tmp_path / "pin").write_text("0000")
    (tmp_path / "pin").chmod(0o600)
    for wrong, key in (
        (address.replace(str(tokens.folder / "pin"), str(tmp_path / "pin")), "server.keys_refused"),
        (address.replace("token=relay", "token=nobody"), "server.keys_away"),
        (address.replace("libsofthsm2", "libnothing"), "server.keys_away"),
    ):
        with pytest.raises(Unavailable) as refused:
            Place(tmp_path / "keys", wrong).opened()
        assert refused.value.message_key == key


def _transit(address: str) -> TransitKeeper:
    return TransitKeeper(TransitAddress.parse(address), MovedClock(), SystemRng())


def _wrapped_rows(database: Database) -> list[bytes]:
    with database.reading() as rows:
        return [bytes(r[0]) for r in rows.all("SELECT wire FROM statement WHERE is_wrapped = 1")]


def _version(wrapped: bytes) -> bytes:
    return wrapped[:9] if wrapped.startswith(b"vault:") else wrapped[:4]
