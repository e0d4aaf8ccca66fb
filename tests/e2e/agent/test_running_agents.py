"""Agents as they run on posts: processes, a socket for sessions, a long poll."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kiosk.crypto.finding import ask, make_find, open_answer
from kiosk.domain.finding import Findable, Found, Sought
from kiosk.errors import Refused
from kiosk.flows.api import SyncState
from kiosk.ports import SystemRng
from kiosk.session.channel import Online, Ready
from sync.agent.exchange import CUSTODY_X
from sync.agent.loop import sync_once
from tests.fakes.actors import Person, now, part_line
from tests.fakes.agent_process import PATIENCE_S, agent_process
from tests.fakes.agents import AgentPost
from tests.fakes.server_process import server_process

SECONDS_TO_SHOW = 2.0
"""A change shows elsewhere within this long (sync.md section 3)."""
AT_REST_MB = 45


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with server_process(tmp_path_factory.mktemp("central") / "data") as running:
        yield running


def wait_until(holds, patience_s=PATIENCE_S):
    """Look until `holds()`; return how long it took."""
    began_s = time.monotonic()
    while not holds():
        assert time.monotonic() - began_s < patience_s
        time.sleep(0.01)
    return time.monotonic() - began_s


@pytest.fixture
def posts(server, tmp_path):
    relay = server.relay()
    pro = relay.pro()
    server.send()
    made = [AgentPost.enrolled(tmp_path / name, server, relay) for name in ("a", "b")]
    for post in made:
        sync_once(post.exchange(is_open=False))
    yield pro, *made
    for post in made:
        post.close()


def opened(pro, post):
    person = Person.new()
    part = post.write_part(5000)
    post.keep(*person.open_at(post.actor, pro), person.paper(by=pro, parts=[part_line(*part)]))
    return person, part


def test_a_change_shows_at_another_post_within_moments(posts, tmp_path):
    pro, here, there = posts
    with (
        agent_process(here.folder, tmp_path / "run-a") as one,
        agent_process(there.folder, tmp_path / "run-b") as other,
    ):
        for running in (one, other):
            running.give_vault_key()
            running.hear(Online(True))
        person, _ = opened(pro, here)
        one.link.kick()
        wait_until(lambda: there.vault.identity(person.id) is not None)
        wait_until(lambda: one.link.status().state is SyncState.UP_TO_DATE)
        paper, part = person.paper(by=pro), here.write_part(5000)
        paper = person.paper(by=pro, parts=[part_line(*part)])
        here.keep(paper)
        one.link.kick()
        took_s = wait_until(lambda: there.vault.statement(paper.name) is not None)
        assert took_s < SECONDS_TO_SHOW
        wait_until(lambda: there.has_part(*part))


def test_before_anyone_signed_in_nothing_of_persons_is_exchanged(posts, tmp_path):
    pro, here, _ = posts
    person, _ = opened(pro, here)
    with agent_process(here.folder, tmp_path / "run") as running:
        running.hear(Online(True))
        running.link.kick()
        wait_until(lambda: running.link.status() is not None)
        assert {row.type for row in here.vault.outgoing()} >= {"identity", "item"}
        running.give_vault_key()
        wait_until(lambda: not here.vault.has_unsent())
    assert here.vault.identity(person.id) is not None


def test_a_session_asks_for_a_part(posts, tmp_path):
    pro, here, there = posts
    _, part = opened(pro, here)
    sync_once(here.exchange())
    x = there.exchange()
    x.quota_bytes = 0
    sync_once(x)
    assert there.parts.size(part[0]) is None
    with agent_process(there.folder, tmp_path / "run") as running:
        running.hear(Online(True))
        running.give_vault_key()
        running.link.bring_part(part[0])
        assert there.has_part(*part)


def test_a_person_of_another_relay_signs_in_and_their_papers_come(server, posts, tmp_path):
    pro, here, _ = posts
    elsewhere = AgentPost.enrolled(tmp_path / "elsewhere", server, server.relay())
    person = Person.new()
    custody_x = here.store.setting(CUSTODY_X)
    opening = person.open_at(here.actor, pro, custody_x=custody_x)
    paper = person.paper(by=pro)
    here.keep(*opening, paper)
    sync_once(here.exchange())
    with agent_process(elsewhere.folder, tmp_path / "run") as running:
        running.hear(Online(True))
        running.give_vault_key()
        facts = running.link.account(person.login)
        assert (facts.id, facts.ver) == (person.id, 1)
        with pytest.raises(Refused) as refused:
            running.link.bring_person(person.login, bytes(32))
        assert refused.value.message_key == "sync.bad_proof"
        assert elsewhere.vault.identity(person.id) is None
        assert running.link.bring_person(person.login, person.auth(opening[1])) == person.id
        assert elsewhere.vault.identity(person.id) is not None
        assert elsewhere.vault.statement(paper.name) is not None
    elsewhere.close()


def test_a_safe_is_found_over_socket_agent_https_and_custody(posts, tmp_path):
    pro, here, there = posts
    custody_x, person = here.store.setting(CUSTODY_X), Person.new()
    told = make_find(
        person.identity,
        Findable("1990-03-12", ("amina", "diallo"), "A. D.", "2026-03"),
        n=1,
        custody_x=custody_x,
        at=now(),
    )
    here.keep(*person.open_at(here.actor, pro), told)
    sync_once(here.exchange())
    with agent_process(there.folder, tmp_path / "run") as running:
        running.hear(Online(True))
        for words, safes in ((("amina", "diallo"), (Found("A. D."),)), (("a", "b"), ())):
            sought = Sought("1990-03-12", words)
            device = there.actor.id
            asked = ask(pro.identity, sought, device=device, custody_x=custody_x, rng=SystemRng())
            told_back = (asked.search, asked.pro, asked.box, asked.signature)
            assert open_answer(asked, running.link.search(*told_back)).safes == safes


def test_the_agent_ends_with_its_supervisor(posts, tmp_path):
    _, here, _ = posts
    with agent_process(here.folder, tmp_path / "run") as running:
        running.hear(Ready())
        running.hear(Online(True))
        assert running.end() == 0
    assert not (tmp_path / "run" / "agent.sock").exists()


def test_an_agent_of_a_machine_that_is_no_post_waits_and_enrols_when_asked(server, tmp_path):
    relay = server.relay()
    with agent_process(tmp_path / "fresh", tmp_path / "run") as running:
        running.hear(Ready())
        wait_until(lambda: running.link.status() is not None)
        done = running.link.enrol(server.enrolment_code(relay), "Borne accueil")
        assert done["structure_name"] == relay.structure.name
        running.hear(Online(True))


def test_an_agent_at_rest_takes_little_memory_and_hides_it(posts, tmp_path):
    _, here, _ = posts
    with agent_process(here.folder, tmp_path / "run") as running:
        running.hear(Online(True))
        running.give_vault_key()
        wait_until(lambda: running.link.status() is not None)
        proc = Path(f"/proc/{running.process.pid}")
        rollup = (proc / "smaps_rollup").read_text() if os.geteuid() == 0 else ""
        pss_kb = [int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")]
        assert all(kb < AT_REST_MB * 1024 for kb in pss_kb), pss_kb
        loaded = (proc / "maps").read_text() if os.geteuid() == 0 else ""
        assert "numpy" not in loaded
        assert "PySide6" not in loaded
