"""Full disk, damaged database, wrong clock, a sweep at the wrong moment: each has its key, and
nothing that was acknowledged is lost."""

from __future__ import annotations

import errno
from datetime import timedelta

import pytest

from kiosk.errors import IntegrityFailure, Refused, Unavailable
from kiosk.flows.api import Sharing
from kiosk.messages import words
from kiosk.vault.database import open_database
from kiosk.vault.disk import Disk
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from tests.fakes.world import PASSWORD, PDF, PRO_PASSWORD, entrance, new_paper, new_safe

LOGIN = "nadia.k-2abc"


class AgentStarts(Disk):
    """A disk on which an agent comes up and sweeps at the n-th operation."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.sweep = lambda: None

    def write(self, path, data):
        super().write(path, data)
        self._count()

    def rename(self, source, target):
        super().rename(source, target)
        self._count()

    def _count(self):
        self.left -= 1
        if self.left == 0:
            self.sweep()


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_an_agent_that_starts_while_a_paper_is_filed_does_not_take_its_pages_away(
    post, worker, tmp_path, at
):
    opened = worker.open_safe(new_safe())
    vault, disk = post.vault, AgentStarts(at)
    post.parts = vault.parts = PartFiles(tmp_path / "post" / "parts", disk)
    swept = []

    def sweep():
        """The agent's own connection, in another process in truth."""
        other = VaultStore(open_database(vault._database.path, key, "vault"), post.parts, clock)
        swept.append(other.sweep_parts())
        other.close()

    key, clock = vault_key(post), post.clock
    disk.sweep = sweep
    item = worker.file_paper(opened.person, new_paper("Avis"))
    assert swept[0].orphans + swept[0].unfinished > 0
    assert worker.read(opened.person, item).pdf == PDF + b"Avis"


def vault_key(post):
    kept = []
    vault, post.vault = post.vault, None
    post.tell_vault_key = kept.append
    entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    post.vault.close()
    post.vault = vault
    return kept[0]


class FullDisk(Disk):
    def __init__(self) -> None:
        self.is_full = False

    def write(self, path, data):
        if self.is_full:
            raise OSError(errno.ENOSPC, "no room")
        super().write(path, data)


@pytest.fixture
def disk(post, tmp_path):
    disk = FullDisk()
    post.parts = PartFiles(tmp_path / "post" / "parts", disk)
    return disk


def test_a_full_disk_says_so_and_what_was_there_stays(post, worker, disk):
    opened = worker.open_safe(new_safe())
    first = worker.file_paper(opened.person, new_paper("Avant"))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    counts = post.vault.counts()
    disk.is_full = True
    for act in (
        lambda: worker.file_paper(opened.person, new_paper("Plein")),
        lambda: worker.open_safe(new_safe("Ina")),
        lambda: person.file_paper(new_paper("Plein", Sharing.PRIVATE)),
        lambda: person.set_sharing(first, Sharing.PRIVATE),
    ):
        with pytest.raises(Unavailable) as full:
            act()
        assert full.value.message_key == "vault.disk_full"
        assert words(full.value.message_key).what
    assert post.vault.counts() == counts
    assert worker.search("Ina") == []
    assert person.read(first).pdf == PDF + b"Avant"
    disk.is_full = False
    again = worker.file_paper(opened.person, new_paper("Après"))
    assert worker.read(opened.person, again).pdf == PDF + "Après".encode()


def test_a_draft_outlives_a_disk_that_was_full_when_it_was_to_be_filed(post, worker, disk):
    from tests.unit.flows.test_desk import draft

    opened = worker.open_safe(new_safe())
    worker.save_draft(draft())
    paper = new_paper("Avis")
    disk.is_full = True
    with pytest.raises(Unavailable, match="disk_full"):
        worker.file_paper(opened.person, type(paper)(**{**fields(paper), "draft": draft().draft}))
    assert worker.load_draft(draft().draft).pages == draft().pages


def fields(paper):
    return {name: getattr(paper, name) for name in paper.__slots__}


def test_a_damaged_vault_is_kept_aside_and_said_and_the_professional_is_told_at_sign_in(
    post, worker, tmp_path
):
    worker.open_safe(new_safe())
    post.vault.compact_log()
    post.vault.close()
    post.vault = None
    path = tmp_path / "post" / "vault.db"
    whole = path.read_bytes()
    path.write_bytes(b"\x00" * 4096 + whole[4096:])
    with pytest.raises(IntegrityFailure) as damaged:
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert damaged.value.message_key == "vault.damaged"
    kept = tmp_path / "post" / str(damaged.value.context["file"])
    assert kept.read_bytes()[4096:] == whole[4096:]
    with pytest.raises(IntegrityFailure, match="damaged"):  # never replaced in silence
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert post.device_store.lock_record(worker.profile.pro).failures == 0
    kept.rename(path)
    path.write_bytes(whole)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD).search("Awa")


def exchanged(post, clock):
    now = int(clock.now().timestamp())
    with post.device_store.transaction() as tx:
        tx.set_lease_until(now + 7 * 86400)
        tx.set_last_exchange_at(now)
        tx.trust_clock()


def test_a_calendar_a_year_back_changes_nothing_for_those_who_work(post, worker, clock):
    exchanged(post, clock)
    opened = worker.open_safe(new_safe())
    clock.at -= timedelta(days=365)
    again = entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    item = again.file_paper(opened.person, new_paper("Avis"))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    person.set_sharing(item, Sharing.PRIVATE)
    person.stop_relay(person.relays()[0].structure)
    clock.at += timedelta(days=365)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.relays() == []
    assert [paper.sharing for paper in person.papers() if paper.title == "Avis"] == [
        Sharing.PRIVATE
    ]
    assert post.vault.verify_journal()


def test_a_calendar_a_year_ahead_freezes_workers_in_words_and_lets_persons_read(
    post, worker, clock
):
    exchanged(post, clock)
    opened = worker.open_safe(new_safe())
    clock.at += timedelta(days=365)
    with pytest.raises(Refused, match="lease_ended"):
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.read(person.papers()[0].item).pdf
    clock.at -= timedelta(days=365)
    with pytest.raises(Refused, match="clock_set_back"):  # whoever set it, the server tells
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    exchanged(post, clock)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)


def test_a_lease_that_lapses_in_mid_session_loses_nothing_that_is_being_done(post, worker, clock):
    exchanged(post, clock)
    opened = worker.open_safe(new_safe())
    clock.pass_(8 * 86400)
    item = worker.file_paper(opened.person, new_paper("Avis"))
    assert worker.read(opened.person, item).pdf
    with pytest.raises(Refused, match="lease_ended"):
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
