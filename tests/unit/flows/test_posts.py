"""A manager's posts: codes for new ones, the end of lost ones, on real databases (ROL-08)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.crypto.trust import check
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import PostState
from kiosk.vault.directory import PostDirectory
from sync.agent.code import parse_code
from tests.fakes.world import PRO_PASSWORD, Structure, entrance


@pytest.fixture
def structure(root):
    made = Structure("Relais du Port", root)
    made.hire("nadia.k-2abc", "Nadia K.")
    made.hire("rose.b-2abc", "Rose B.", role="manager")
    return made


@pytest.fixture
def manager(post):
    return entrance(post).worker_sign_in("rose.b-2abc", PRO_PASSWORD)


@pytest.fixture
def lost(structure, post, tmp_path, clock):
    """A second post, as the first one hears of it."""
    other = structure.post(tmp_path / "lost", clock)
    with post.device_store.transaction() as tx:
        for statement in structure.statements:
            tx.put_statement(statement, queue=False)
    return other.device.id


def waiting(post, kind):
    return [row for row in post.device_store.outgoing() if row.type == kind]


def states(session):
    return {line.id: line.state for line in session.posts()}


def test_a_code_is_signed_by_the_manager_and_believed_by_the_rules(post, manager):
    new = manager.add_post()
    code = parse_code(new.code)
    pins = post.device_store.pins()
    assert (code.url, code.certificate_sha256) == (pins.url, pins.certificate_sha256)
    assert (code.root_ed, code.structure) == (pins.root_ed, pins.structure)
    ticket = post.device_store.ticket(code.ticket)
    assert ticket.by == manager.profile.pro
    check(ticket, PostDirectory(post.device_store, None, root_ed=pins.root_ed))
    assert len(waiting(post, "ticket")) == 1
    assert states(manager)[code.ticket] is PostState.EXPECTED


def test_no_two_codes_are_alike_and_none_is_kept(post, manager):
    one, other = (parse_code(manager.add_post().code) for _ in range(2))
    assert one.ticket != other.ticket
    assert one.key != other.key
    kept = [each.wire for each in post.device_store.statements("ticket", owner=post.structure)]
    assert not any(one.key in wire for wire in kept)


def test_a_code_that_ran_out_is_expected_no_more(manager, clock):
    ticket = parse_code(manager.add_post().code).ticket
    clock.pass_(86_400)
    assert ticket not in states(manager)


def test_the_end_of_a_post_goes_before_all_that_waits(post, manager, lost):
    manager.add_post()
    manager.end_post(lost)
    first = post.device_store.outbox_batch(10, 1 << 20)[0]
    assert first.type == "device"
    assert states(manager)[lost] is PostState.ENDING
    assert manager.posts()[0].id == lost, "who needs somebody stands first"


def test_the_last_exchange_is_told_where_it_is_known(post, manager, lost, clock):
    told = {line.id: line.last_exchange_at for line in manager.posts()}
    assert told == {post.device.id: None, lost: None}
    at = int(clock.now().timestamp())
    with post.device_store.transaction() as tx:
        tx.set_last_exchange_at(at)
        tx.note_post_seen(lost, at - 3600)
        tx.note_post_seen(lost, at - 7200)
    told = {line.id: line.last_exchange_at for line in manager.posts()}
    assert told == {post.device.id: clock.now(), lost: clock.now() - timedelta(hours=1)}


def test_a_clock_that_was_ahead_says_of_no_post_for_good_that_it_was_just_seen(post, lost, clock):
    """A manager who looks for a lost post goes by that day."""
    year_s = 365 * 86_400
    clock.pass_(year_s)
    with post.device_store.transaction() as tx:
        tx.note_post_seen(lost, post.now_s())
    clock.pass_(-year_s)
    true = post.now_s() - 3600
    with post.device_store.transaction() as tx:
        tx.note_post_seen(lost, true)
    assert post.device_store.post_seen_at(lost) == true
    with post.device_store.transaction() as tx:
        tx.note_post_seen(lost, post.now_s() + year_s)
    assert post.device_store.post_seen_at(lost) == post.now_s(), "nobody is seen tomorrow"


def test_a_post_is_ended_once(post, manager, lost):
    manager.end_post(lost)
    manager.end_post(lost)
    assert len(waiting(post, "device")) == 1


def test_the_end_of_a_post_is_said_in_the_journal(post, manager, lost):
    manager.end_post(lost)
    actions = [each.fields["action"] for each in post.device_store.journal_entries(0, 1000)]
    assert "post.ended" in actions


def test_a_post_neither_ends_itself_nor_one_it_has_never_seen(post, manager):
    with pytest.raises(Refused, match=r"posts\.own_post"):
        manager.end_post(post.device.id)
    with pytest.raises(InvalidInput, match=r"posts\.unknown"):
        manager.end_post(bytes(15) + b"\x01")
    assert waiting(post, "device") == []


@pytest.mark.parametrize(
    "act",
    [
        lambda session, _lost: session.posts(),
        lambda session, _lost: session.add_post(),
        lambda session, lost: session.end_post(lost),
    ],
)
def test_a_worker_does_none_of_it(post, worker, lost, act):
    with pytest.raises(Refused, match=r"membership\.not_allowed"):
        act(worker, lost)
    assert not waiting(post, "device")
    assert not waiting(post, "ticket")
