"""Adapting to the line, the enrolment code, the network's return, the sending line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.ids import StructureId
from kiosk.errors import InvalidInput
from kiosk.flows.api import SyncState
from kiosk.vault.outbox import OutboxCounts
from kiosk.vault.vault_store import PartRow, PartState
from sync.agent.adapt import after_answer, after_cut, bundles
from sync.agent.code import EnrolmentCode, format_code, parse_code
from sync.agent.https import checked_url
from sync.agent.machine import (
    Connecting,
    Idle,
    Incompatible,
    Pulling,
    Pushing,
    Refused,
    Uploading,
    Waiting,
)
from sync.agent.network import NetworkWatch
from sync.agent.status import sync_status
from tests.fakes.actors import Relay

AT = datetime(2026, 11, 21, tzinfo=UTC)
NOTHING = OutboxCounts()
SOME = OutboxCounts(waiting=4, done_since_idle=3, to_check=0)
TO_CHECK = OutboxCounts(waiting=4, done_since_idle=0, to_check=1)


@pytest.mark.parametrize(
    ("amount", "took_s", "after"),
    [
        (100, 0.01, 400),
        (100, 0.1, 200),
        (100, 2.0, 100),
        (100, 20.0, 50),
        (900, 0.1, 1000),
        (12, 20.0, 10),
    ],
)
def test_the_next_amount_follows_how_long_the_last_one_took(amount, took_s, after):
    assert after_answer(amount, took_s=took_s, least=10, most=1000) == after


def test_a_cut_halves_the_next_amount_down_to_the_least():
    assert after_cut(100, least=10) == 50
    assert after_cut(11, least=10) == 10


def part_row(size):
    return PartRow(bytes(16), bytes(16), bytes(32), size, PartState.LOCAL, 0)


def test_parts_are_shared_out_in_order_within_what_one_request_bears():
    parts = [part_row(size) for size in (10, 40, 60, 200, 30, 30)]
    assert [[p.size for p in share] for share in bundles(parts, most_bytes=100)] == [
        [10, 40], [60], [200], [30, 30],
    ]  # fmt: skip
    assert bundles([], most_bytes=100) == ()
    many = bundles([part_row(1)] * 130, most_bytes=10**9)
    assert [len(share) for share in many] == [64, 64, 2]
    big = bundles([part_row(3 * 1024 * 1024)] * 2, most_bytes=10**9)
    assert [len(share) for share in big] == [1, 1]


CODE = EnrolmentCode(
    "https://serveur.example:8443", bytes(32), bytes(range(32)), StructureId(b"s" * 16), b"t" * 16,
    b"k" * 10,
)  # fmt: skip


def test_a_code_says_what_was_put_in_however_it_was_pasted():
    line = format_code(CODE)
    assert parse_code(line) == CODE
    assert parse_code(f"  {line[:40]}\n {line[40:]}\r\n") == CODE
    assert "k" * 10 not in repr(CODE)


def test_the_authority_makes_codes_that_a_post_reads():
    relay = Relay.alone()
    from tests.fakes.actors import CLOCK, RNG

    made = relay.authority.post_code(relay.structure, clock=CLOCK, rng=RNG)
    code = parse_code(made.code)
    assert (code.structure, code.ticket) == (relay.id, made.ticket)
    assert code.root_ed == relay.authority.root.ed_public


@given(st.text(max_size=100) | st.binary(max_size=60).map(lambda b: "rk1-" + b.hex()))
def test_any_other_text_is_refused_as_a_code(text):
    with pytest.raises(InvalidInput) as refused:
        parse_code(text)
    assert refused.value.message_key == "enrol.bad_code"


@given(st.integers(4, 200), st.characters(codec="ascii", categories=["L", "N"]))
def test_a_code_with_a_wrong_character_is_never_read_as_another(at, letter):
    line = format_code(CODE)
    bent = line[:at] + letter + line[at + 1 :]
    try:
        assert parse_code(bent) != CODE or bent == line
    except InvalidInput:
        pass


@pytest.mark.parametrize(
    "url",
    [
        "http://serveur.example",
        "https://",
        "https://user:pw@serveur.example",
        "https://serveur.example?x",
        "https://serveur.example:99999",
        "ftp://serveur.example",
        "serveur.example",
        "https://serveur central.example",
        "https://serveur..example",
        "https://\u202eserveur.example",
        "https://" + 64 * "é" + ".example",
        "https://[::1",
        "https://serveur.example/un chemin",
        "https://serveur.example/très",
        "",
    ],
)
def test_only_plain_https_addresses_are_used(url):
    with pytest.raises(InvalidInput):
        checked_url(url)


@pytest.mark.parametrize(
    ("url", "travels"),
    [
        ("https://Serveur.example/", "https://serveur.example"),
        ("https://serveur.example:8443/a/", "https://serveur.example:8443/a"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://münchen.example:8443", "https://xn--mnchen-3ya.example:8443"),
    ],
)
def test_a_name_with_other_letters_travels_as_dns_knows_it(url, travels):
    assert checked_url(url) == travels


def test_the_network_has_returned_when_routes_come_and_not_when_they_go(tmp_path):
    routes = tmp_path / "route"
    head = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
    routes.write_text(head)
    watch = NetworkWatch((routes, tmp_path / "none"))
    assert not watch.has_returned()
    assert not watch.has_returned()
    routes.write_text(head + "eth0 00000000 0102A8C0 0003 0 0 100 00000000 0 0 0\n")
    assert watch.has_returned()
    routes.write_text(head + "eth0 00000000 0102A8C0 0003 7 9 100 00000000 0 0 0\n")
    assert not watch.has_returned()
    routes.write_text(head)
    assert not watch.has_returned()


@pytest.mark.parametrize(
    ("state", "counts", "shown", "reason"),
    [
        (Idle(), NOTHING, SyncState.UP_TO_DATE, None),
        (Idle(), SOME, SyncState.WAITING, None),
        (Connecting(), SOME, SyncState.SENDING, None),
        (Pushing(), SOME, SyncState.SENDING, None),
        (Uploading(), SOME, SyncState.SENDING, None),
        (Pulling(), SOME, SyncState.SENDING, None),
        (Pulling(), NOTHING, SyncState.UP_TO_DATE, None),
        (Pushing(), TO_CHECK, SyncState.TO_CHECK, None),
        (Waiting(9, "sync.no_network", 1), SOME, SyncState.WAITING, "sync.no_network"),
        (Waiting(9, "sync.no_network", 1), NOTHING, SyncState.UP_TO_DATE, "sync.no_network"),
        (
            Waiting(9, "sync.wrong_certificate", 1),
            TO_CHECK,
            SyncState.FAULT,
            "sync.wrong_certificate",
        ),
        (Refused("sync.device_removed", 9), SOME, SyncState.FAULT, "sync.device_removed"),
        (Incompatible("sync.build_too_old", 9), NOTHING, SyncState.FAULT, "sync.build_too_old"),
    ],
)
def test_the_sending_line_shows_what_somebody_must_act_on_first(state, counts, shown, reason):
    status = sync_status(state, counts, AT)
    assert (status.state, status.reason_key) == (shown, reason)
    assert (
        status.waiting,
        status.done,
        status.total,
        status.to_check,
        status.last_exchange_at,
    ) == (
        counts.waiting,
        counts.done_since_idle,
        counts.waiting + counts.done_since_idle,
        counts.to_check,
        AT,
    )
