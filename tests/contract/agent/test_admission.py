"""A post that is removed, or whose structure is, hears it and keeps it (ROL-28, ROL-33)."""

from __future__ import annotations

import pytest

from kiosk.domain.lease import Admission
from kiosk.errors import Unavailable
from kiosk.ports import SystemClock
from kiosk.vault.device_store import DeviceStore
from sync.agent.loop import Loop, sync_once
from sync.agent.machine import Idle, Refused, Waiting
from sync.agent.server import NotNow
from sync.protocol.messages import StructureState
from sync.server.operator_line import OperatorLine
from tests.fakes.actors import Person
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral

DAY_S = 86_400


def is_away(_hello):
    raise NotNow("sync.server_away")


def no_room(_store):
    raise Unavailable("vault.disk_full")


def set_state(server, relay, state: StructureState) -> None:
    if isinstance(server, NearCentral):
        server.central.set_structure_state(relay.id, state)
    else:
        OperatorLine(server.authority.line).set_structure_state(relay.id, state.value)


def remove(server, relay, post) -> None:
    device = post.store.device(post.identity.id)
    assert device is not None
    server.authority.remove_device(relay.structure, dict(device.body), clock=SystemClock())
    server.send()


def journalled(post) -> list[str]:
    return [
        str(entry.fields["state"])
        for entry in post.store.journal_entries(limit=-1)
        if entry.fields["action"] == "post_admission"
    ]


def test_a_removed_post_knows_it_at_its_next_exchange_and_keeps_what_was_not_sent(
    server, relay, new_post
):
    post = new_post()
    assert sync_once(post.exchange()) == Idle()
    remove(server, relay, post)
    post.keep(*Person.new().open_at(post.actor, relay.pro()))
    waiting = post.vault.counts().waiting
    state = sync_once(post.exchange())
    assert isinstance(state, Refused)
    assert state.why == "sync.device_removed"
    assert post.store.admission() is Admission.WITHDRAWN
    assert post.vault.counts().waiting == waiting == post.store.persons_unsent()
    assert journalled(post) == ["withdrawn"]


@pytest.mark.parametrize(
    ("state", "admission", "why"),
    [
        (StructureState.SUSPENDED, Admission.SUSPENDED, "sync.structure_suspended"),
        (StructureState.ENDED, Admission.ENDED, "sync.structure_ended"),
    ],
)
def test_a_structures_state_is_known_at_the_next_exchange_and_its_return_too(
    server, relay, new_post, state, admission, why
):
    post = new_post()
    x = post.exchange()
    loop = Loop(x)
    assert loop.run_pass() == Idle()
    set_state(server, relay, state)
    found = loop.run_pass()  # the token it has would still serve for hours
    assert isinstance(found, Refused)
    assert found.why == why
    assert post.store.admission() is admission
    set_state(server, relay, StructureState.ACTIVE)
    assert sync_once(post.exchange()) == Idle()
    assert post.store.admission() is Admission.ADMITTED
    assert journalled(post) == [admission.value, "admitted"]


def test_a_line_that_is_away_takes_no_right(new_post):
    post = new_post()
    away = BentServer(post.exchange().server)
    away.bend["hello"] = is_away
    assert isinstance(sync_once(post.exchange(away)), Waiting)
    assert post.store.admission() is Admission.ADMITTED


def test_passes_without_a_server_keep_the_latest_time_and_an_exchange_takes_it_back(new_post):
    clock = MovedClock()
    post = new_post(clock=clock)
    assert sync_once(post.exchange()) == Idle()
    began = post.store.time_seen().at_s
    away = BentServer(post.exchange().server)
    away.bend["hello"] = is_away
    clock.ahead_s = 30 * DAY_S
    assert isinstance(sync_once(post.exchange(away)), Waiting)
    clock.ahead_s, clock.boot = 0.0, "boot-2"
    assert post.store.time_seen().at_s >= began + 30 * DAY_S
    assert isinstance(sync_once(post.exchange(away)), Waiting)
    assert post.store.time_seen().at_s >= began + 30 * DAY_S
    assert sync_once(post.exchange()) == Idle()
    assert abs(post.store.time_seen().at_s - clock.now().timestamp()) < 60


def test_a_full_disk_stops_neither_the_agent_nor_what_it_hears(
    server, relay, new_post, monkeypatch
):
    post = new_post()
    loop = Loop(post.exchange())
    assert loop.run_pass() == Idle()
    remove(server, relay, post)
    post.keep(*Person.new().open_at(post.actor, relay.pro()))
    with monkeypatch.context() as full:
        full.setattr(DeviceStore, "transaction", no_room)
        assert isinstance(loop.run_pass(), Refused)
    assert post.store.admission() is Admission.ADMITTED
    assert isinstance(sync_once(post.exchange()), Refused)
    assert post.store.admission() is Admission.WITHDRAWN
