"""Identities, costs and logins: FORMAT.md section 3."""

from __future__ import annotations

import re
import time

import pytest

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import (
    FORMAT_COSTS,
    FORMAT_FLOORS,
    Costs,
    Identity,
    check_costs,
    database_key,
    derive_password_keys,
    is_small_order,
    new_login,
    ticket_identity,
    verify_signature,
)
from kiosk.crypto.records import BoxKey
from tests.vectors.cast import StreamRng, some, who

FIELD = 2**255 - 19
CURVE_D = (-121665 * pow(121666, -1, FIELD)) % FIELD


def test_nothing_secret_is_shown():
    identity = who("amina")
    keys = derive_password_keys(
        "x", id=identity.id, salt=some("salt"), costs=FORMAT_COSTS, pepper=some("pepper", 32)
    )
    shown = repr(identity) + repr(identity.box_key) + repr(keys) + str(identity)
    for secret in (
        identity.seed,
        identity.private_space_key,
        identity.box_key.private,
        keys.kek,
        keys.auth,
    ):
        assert repr(secret) not in shown
        assert secret.hex() not in shown


def test_two_identities_with_one_seed_share_no_key():
    one, two = Identity(some("id 1"), some("seed", 32)), Identity(some("id 2"), some("seed", 32))
    assert one.x_public != two.x_public
    assert one.ed_public != two.ed_public
    assert one.private_space_key != two.private_space_key


def test_a_new_identity_takes_the_given_id_or_a_fresh_one():
    assert Identity.new(StreamRng("a"), some("id")).id == some("id")
    assert Identity.new(StreamRng("a")).id != Identity.new(StreamRng("b")).id


@pytest.mark.parametrize(("id_", "seed"), [(b"short", bytes(32)), (bytes(16), bytes(31))])
def test_an_identity_of_another_size_is_a_bug_in_the_caller(id_, seed):
    with pytest.raises(ValueError):
        Identity(id_, seed)


def test_a_signature_is_good_for_its_type_its_bytes_and_its_signer_alone():
    identity, other = who("amina"), who("paul")
    signature = identity.sign("affil", b"{}")
    verify_signature(identity.ed_public, "affil", b"{}", signature)
    for ed, type_, raw, signed in (
        (other.ed_public, "affil", b"{}", signature),
        (identity.ed_public, "grant", b"{}", signature),
        (identity.ed_public, "affil", b"{ }", signature),
        (identity.ed_public, "affil", b"{}", signature[:-1]),
        (identity.ed_public, "affil", b"{}", b""),
        (identity.ed_public[:-1], "affil", b"{}", signature),
        (b"", "affil", b"{}", signature),
    ):
        with pytest.raises(CannotOpen):
            verify_signature(ed, type_, raw, signed)


def test_every_bit_of_a_signature_counts():
    identity = who("amina")
    signature = identity.sign("affil", b"{}")
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(CannotOpen):
            verify_signature(identity.ed_public, "affil", b"{}", bytes(changed))


def test_a_signature_with_a_greater_number_for_the_same_point_is_refused():
    """Ed25519 signatures have one spelling: S is below the group's order (RFC 8032)."""
    order = 2**252 + 27742317777372353535851937790883648493
    identity = who("amina")
    signature = identity.sign("affil", b"{}")
    again = int.from_bytes(signature[32:], "little") + order
    with pytest.raises(CannotOpen):
        verify_signature(
            identity.ed_public, "affil", b"{}", signature[:32] + again.to_bytes(32, "little")
        )


def small_order_heights() -> set[int]:
    """Compute them: y such that eight times the point (x, y) is nothing."""

    def add(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
        (x1, y1), (x2, y2) = p, q
        k = CURVE_D * x1 * x2 * y1 * y2 % FIELD
        x = (x1 * y2 + x2 * y1) * pow(1 + k, -1, FIELD) % FIELD
        return x, (y1 * y2 + x1 * x2) * pow(1 - k, -1, FIELD) % FIELD

    def times(n: int, p: tuple[int, int]) -> tuple[int, int]:
        total = (0, 1)
        while n:
            total, p, n = (add(total, p) if n & 1 else total), add(p, p), n >> 1
        return total

    order = 2**252 + 27742317777372353535851937790883648493
    found: set[tuple[int, int]] = set()
    y = 2
    while len(found) < 8:
        square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
        x = pow(square, (FIELD + 3) // 8, FIELD)
        if (x * x - square) % FIELD:
            x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
        if (x * x - square) % FIELD == 0:
            small = times(order, (x, y))
            found |= {times(n, small) for n in range(8)}
        y += 1
    return {height for _, height in found}


def test_keys_that_bind_nobody_are_known_in_every_spelling():
    heights = small_order_heights()
    assert len(heights) == 5
    spellings = {y + more for y in heights for more in (0, FIELD) if y + more < 2**255}
    for y in spellings:
        for sign in (0, 1 << 255):
            encoded = (y | sign).to_bytes(32, "little")
            assert is_small_order(encoded)
            with pytest.raises(CannotOpen):
                verify_signature(encoded, "affil", b"{}", b"\1" + bytes(63))
    assert not is_small_order(who("amina").ed_public)


@pytest.mark.parametrize(
    "costs",
    [
        Costs(65535, 3, 4),
        Costs(8, 3, 4),
        Costs(65536, 2, 4),
        Costs(65536, 3, 0),
        Costs(65536, 3, 5),
        Costs(65536, 11, 4),
        Costs(1024 * 1024 + 1, 3, 4),
        Costs(2**32 - 1, 2**32 - 1, 2**32 - 1),
    ],
)
def test_costs_outside_the_floors_are_refused_before_any_work(costs):
    started = time.monotonic()
    with pytest.raises(CannotOpen):
        derive_password_keys("Motdepasse1", id=some("id"), salt=some("salt"), costs=costs)
    assert time.monotonic() - started < 0.05


@pytest.mark.parametrize(
    "costs", [FORMAT_COSTS, Costs(65536, 3, 1), Costs(1024 * 1024, 10, 4), Costs(131072, 4, 2)]
)
def test_costs_within_the_floors_are_accepted(costs):
    check_costs(costs)


def test_the_format_costs_are_the_floors_of_memory_and_passes():
    assert (FORMAT_COSTS.m, FORMAT_COSTS.t) == (FORMAT_FLOORS.least.m, FORMAT_FLOORS.least.t)


def test_salt_pepper_and_password_of_another_size_are_bugs_in_the_caller():
    good = {"id": some("id"), "salt": some("salt"), "costs": FORMAT_COSTS}
    for wrong in ({"salt": b"short"}, {"pepper": b"short"}):
        with pytest.raises(ValueError):
            derive_password_keys("x", **{**good, **wrong})
    with pytest.raises(ValueError):
        derive_password_keys("x" * 1025, **good)


def test_the_database_opens_with_neither_secret_alone():
    one, two, device = some("one", 32), some("two", 32), some("device")
    key = database_key(device_secret=one, shift_secret=two, device=device)
    others = {
        database_key(device_secret=two, shift_secret=one, device=device),
        database_key(device_secret=one, shift_secret=two, device=some("other device")),
        database_key(device_secret=one, shift_secret=bytes(32), device=device),
        database_key(device_secret=bytes(32), shift_secret=two, device=device),
    }
    assert key not in others
    assert len(others) == 4
    with pytest.raises(ValueError):
        database_key(device_secret=b"", shift_secret=two, device=device)


def test_a_code_and_its_ticket_make_one_identity_and_no_other():
    code, ticket = some("code", 10), some("ticket")
    identity = ticket_identity(code, ticket)
    assert identity.id == ticket
    assert identity.seed == ticket_identity(code, ticket).seed
    assert identity.seed != ticket_identity(some("code 2", 10), ticket).seed
    assert identity.seed != ticket_identity(code, some("ticket 2")).seed
    with pytest.raises(ValueError):
        ticket_identity(code[:9], ticket)


@pytest.mark.parametrize(
    ("given", "family", "stem"),
    [
        ("Amina", "Diallo", "amina.d"),
        ("  Jean-Marc Luc ", "d'Été", "jeanmarc.d"),
        ("Éloïse", "Œuvrard", "eloise.o"),
        ("Łukasz", "Ślusarski", "lukasz.s"),
        ("Amina", "", "amina"),
        ("Wolfeschlegelsteinhausenbergerdorff", "X", "wolfeschlegelsteinha.x"),
    ],
)
def test_a_login_is_a_first_name_an_initial_and_four_characters(given, family, stem):
    login = new_login(given, family, StreamRng("login"))
    assert re.fullmatch(re.escape(stem) + r"-[a-z2-7]{4}", login)


@pytest.mark.parametrize(
    ("given", "family"), [("محمد", "علي"), ("", ""), ("李", "Wei"), ("'", "-")]
)
def test_a_name_without_latin_letters_gets_more_chance_instead(given, family):
    login = new_login(given, family, StreamRng("login"))
    assert re.fullmatch(r"p[a-z2-7]{4}(\.w)?-[a-z2-7]{4}", login)


def test_logins_of_the_same_name_differ():
    rng = StreamRng("logins")
    assert len({new_login("Amina", "Diallo", rng) for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "u",
    [
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        FIELD - 1,
        FIELD,
        FIELD + 1,
    ],
)
def test_a_public_key_of_low_order_is_boxed_to_by_nobody_and_opens_nothing(u):
    from kiosk.crypto.box import B1, open_box, seal_box

    for top_bit in (0, 1 << 255):
        public = (u | top_bit).to_bytes(32, "little")
        with pytest.raises(CannotOpen):
            seal_box(public, b"info", b"secret")
        with pytest.raises(CannotOpen):
            open_box(BoxKey.of(some("mine", 32)), b"info", B1 + public + bytes(48))
