"""A manager's journal (`ux.md` M3): the team's acts on this post, and an export of it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.copies.asking import MediumChild
from kiosk.crypto.encoding import canon
from kiosk.crypto.statements import make
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import Birth, ConsentAnswer, ConsentKind, Draft, TeamDeed
from kiosk.journal.export import verify_export
from kiosk.vault.vault_store import ToldAbout
from tests.fakes.world import PASSWORD, PRO_PASSWORD, consent, entrance, new_paper, new_safe

WORKER, MANAGER = "nadia.k-2abc", "rose.b-3def"
SERVER_ED = bytes(range(32))


@pytest.fixture
def post(structure, tmp_path, clock):
    structure.hire(MANAGER, "Rose B.", role="manager")
    made = structure.post(tmp_path / "post", clock)
    with made.device_store.transaction() as tx:
        tx.set_setting("pin.server_ed", SERVER_ED)
    return made


@pytest.fixture
def manager(post):
    return entrance(post).worker_sign_in(MANAGER, PRO_PASSWORD)


@pytest.fixture
def long_ago(clock):
    return clock.now() - timedelta(days=300)


def said(manager, since):
    return [(act.deed, act.name, act.person) for act in manager.team_journal(since).acts]


def test_who_did_what_and_for_whom_newest_first(post, manager, clock, long_ago):
    worker = entrance(post).worker_sign_in(WORKER, PRO_PASSWORD)
    clock.pass_(60)
    opened = worker.open_safe(new_safe())
    clock.pass_(60)
    item = worker.file_paper(opened.person, new_paper("Avis"))
    clock.pass_(60)
    worker.read(opened.person, item)
    told = said(manager, long_ago)
    assert told[:3] == [
        (TeamDeed.READ, "Nadia K.", opened.login),
        (TeamDeed.ADDED, "Nadia K.", opened.login),
        (TeamDeed.OPENED, "Nadia K.", opened.login),
    ]
    assert {(TeamDeed.SIGNED_IN, "Nadia K.", ""), (TeamDeed.SIGNED_IN, "Rose B.", "")} <= set(told)
    assert [name for _, name in manager.team_journal(long_ago).team] == ["Nadia K.", "Rose B."]


def test_a_manager_who_is_none_any_more_decides_nothing_here(
    post, manager, worker, structure, clock
):
    """A session may stay open for long after its access, or its role, was taken (AUT-20)."""
    colleague = worker.profile.pro
    person = worker.open_safe(new_safe()).person
    acts = (
        lambda: manager.report_access(colleague),
        lambda: manager.end_post(b"p" * 16),
        lambda: manager.export_journal("/nowhere"),
        lambda: manager.team_journal(datetime.now(UTC)),
        manager.posts,
        manager.add_post,
    )
    held = post.device_store.member(structure.identity.id, manager.profile.pro)
    for changed, key in (
        ({"role": "worker", "n": 2}, "membership.not_allowed"),
        ({"role": "worker", "n": 3, "state": "removed"}, "sign_in.not_a_member"),
    ):
        body = {name: held.body[name] for name in ("structure", "pro", "ed", "x", "login", "name")}
        said = make(
            "member",
            {"state": "active", **body, **changed},
            signers=[structure.registrar],
            at=held.at + 1,
        )
        with post.device_store.transaction() as tx:
            tx.put_statement(said, queue=False)
        for act in acts:
            with pytest.raises(Refused, match=key.replace(".", r"\.")):
                act()
    for act in (manager.retry, manager.keep_unsent, manager.take_out, manager.put_back):
        with pytest.raises(Refused, match=r"sign_in\.not_a_member"):
            act(b"s" * 32)
    with pytest.raises(Refused, match=r"sign_in\.not_a_member"):
        manager.remove_affiliation(person)
    work = Draft(b"d" * 16, "capture", clock.now())
    for read_or_write in (
        lambda: manager.load_draft(b"d" * 16),
        lambda: manager.save_draft(work),
        lambda: manager.possible_duplicates("Awa", "Diop", Birth(1990)),
        lambda: manager.record_refusal([consent(ConsentKind.MANDATE, ConsentAnswer.NO)]),
    ):
        with pytest.raises(Refused, match=r"sign_in\.not_a_member"):
            read_or_write()
    assert post.device_store.member(structure.identity.id, colleague).text("state") == "active"
    assert worker.papers(person)


def test_what_a_person_does_in_their_own_safe_is_theirs(post, manager, worker, long_ago):
    opened = worker.open_safe(new_safe())
    before = said(manager, long_ago)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    person.close()
    assert said(manager, long_ago) == before


def test_a_person_no_longer_affiliated_is_told_without_their_identifier(
    post, manager, worker, long_ago
):
    opened = worker.open_safe(new_safe())
    worker.remove_affiliation(opened.person)
    told = said(manager, long_ago)
    assert (TeamDeed.OPENED, "Nadia K.", "") in told
    assert not any(person for _, _, person in told)


def test_a_wrong_password_of_one_of_the_team_is_told_by_name(post, manager, long_ago):
    with pytest.raises(Refused):
        entrance(post).worker_sign_in(WORKER, "Wrong-one7")
    assert (TeamDeed.TRIED, "Nadia K.", "") in said(manager, long_ago)


def test_what_has_no_word_is_something_else_and_what_the_program_does_is_not_the_teams(
    post, manager, long_ago
):
    before = len(said(manager, long_ago))
    with post.device_store.transaction() as tx:
        tx.journal(manager.profile.pro, None, "worker.juggled")
        tx.journal(post.device.id, None, "parts_forgotten", count=3)
        tx.journal(post.device.id, None, "papers_forgotten", count=3, parts=4)
        tx.journal(post.device.id, None, "server_certificate_changed", n=2)
        tx.journal(post.device.id, None, "server_tree_refused", why="tree_forked", known=2, told=1)
        tx.journal(post.device.id, None, "clock_set_back", seconds=90_000)
        tx.refuse_tree_head("journal.tree_forked", b"")
    found = manager.team_journal(long_ago)
    assert len(found.acts) == before + 3
    assert {TeamDeed.OTHER, TeamDeed.ALARM, TeamDeed.CLOCK} <= {act.deed for act in found.acts}
    assert found.alarm_key == "journal.tree_forked"


def test_only_what_was_done_since_then_is_told(manager, clock):
    clock.pass_(3600)
    assert manager.team_journal(clock.now()).acts == ()


def test_a_worker_is_refused_both(worker, tmp_path, long_ago):
    with pytest.raises(Refused, match="not_allowed"):
        worker.team_journal(long_ago)
    with pytest.raises(Refused, match="not_allowed"):
        worker.export_journal(str(tmp_path))


def test_an_export_is_proved_by_the_fingerprint_that_was_shown(manager, tmp_path):
    done = manager.export_journal(str(tmp_path))()
    with (tmp_path / done.file).open("rb") as lines:
        found = verify_export(lines, given={bytes.fromhex(done.post_fingerprint)})
    assert sum(chain.last for chain in found.chains) == done.entries > 0
    assert not done.is_server_asked


def test_an_export_that_cannot_be_whole_is_not_there(manager, tmp_path):
    """Neither where there is no folder, nor where its name is taken."""
    with pytest.raises(Unavailable, match="journal.export_not_written"):
        manager.export_journal(str(tmp_path / "gone"))()
    write = manager.export_journal(str(tmp_path))
    done = write()
    before = (tmp_path / done.file).read_bytes()
    with pytest.raises(Unavailable, match="journal.export_not_written"):
        write()
    assert [path.name for path in tmp_path.glob("*.jsonl")] == [done.file]
    assert (tmp_path / done.file).read_bytes() == before
    assert list(tmp_path.glob(".*.part")) == []


def test_a_medium_that_hangs_keeps_no_session(post, manager, tmp_path, long_ago):
    """What is written is in memory before the medium is touched: the stores' lane goes on."""
    post.medium = MediumChild("tests.fakes.silent_child", write_s=2.0)
    write, ended = manager.export_journal(str(tmp_path)), []

    def in_the_lane_of_media():
        with pytest.raises(Unavailable, match="journal.export_silent"):
            write()
        ended.append(True)

    lane = threading.Thread(target=in_the_lane_of_media)
    lane.start()
    assert manager.team_journal(long_ago).acts
    assert not ended, "the medium hangs still"
    lane.join(30)
    assert ended
    assert list(tmp_path.glob("*.jsonl")) == []
    post.medium = MediumChild()
    assert (tmp_path / manager.export_journal(str(tmp_path))().file).exists()


# --- the structure's other posts ------------------------------------------------------


class Asked:
    """An agent that notes whose journal it is asked for."""

    def __init__(self):
        self.about = []

    def kick(self):
        pass

    def fetch_journal(self, person):
        self.about.append(person)


def entry(device, actor, action, at, person=None):
    fields = {"at": at, "actor": actor.hex(), "action": action}
    if person is not None:
        fields["person"] = person.hex()
    told = {"chain": "vault", "device": device.hex(), "entry": fields, "h": "00" * 32, "seq": 1}
    return canon(told)


def test_what_was_told_of_other_posts_stands_among_this_ones_with_its_place(
    post, manager, worker, structure, clock, long_ago, tmp_path
):
    elsewhere = structure.post(tmp_path / "elsewhere", clock)
    opened = worker.open_safe(new_safe())
    before = manager.team_journal(long_ago)
    assert (before.told_at, before.told_from) == (None, None)
    now = int(clock.now().timestamp())
    there, pro = elsewhere.device.id, worker.profile.pro
    bodies = [
        b"\xff not canonical",
        canon({"entry": {"at": "noon", "actor": "zz", "action": "paper.read"}, "device": "00"}),
        canon({"entry": {"at": now, "actor": "zz", "action": "paper.read"}, "device": "00"}),
        entry(there, pro, "paper.read", now - 50, opened.person),
        entry(there, there, "post_enrolled", now - 60),
        entry(there, opened.person, "person.signed_in", now - 10, opened.person),
        entry(post.device.id, pro, "paper.read", now - 20, opened.person),
        entry(b"s" * 16, b"x" * 16, "paper.read", now - 30, opened.person),
    ]
    with post.vault.transaction() as tx:
        told = ToldAbout(0, 9, now - 5)
        tx.keep_told(structure.identity.id, told, dict(enumerate(bodies)))
    found = manager.team_journal(long_ago)
    added = [act for act in found.acts if act.place is not None]
    assert [(act.deed, act.name, act.person) for act in added] == [
        (TeamDeed.READ, "Nadia K.", opened.login),
        (TeamDeed.POST_INSTALLED, "", ""),
    ]
    assert len(found.acts) == len(before.acts) + 2
    assert found.acts == tuple(sorted(found.acts, key=lambda act: act.at, reverse=True))
    assert found.told_at == datetime.fromtimestamp(now - 5, UTC)
    assert found.told_from == datetime.fromtimestamp(now - 60, UTC)
    today = manager.team_journal(clock.now() - timedelta(seconds=55))
    assert [act.deed for act in today.acts if act.place is not None] == [TeamDeed.READ]


def test_a_manager_asks_for_the_structures_and_a_worker_for_nothing(post, manager, worker):
    post.agent = asked = Asked()
    manager.ask_team_elsewhere()
    assert asked.about == [manager.profile.structure]
    with pytest.raises(Refused, match="not_allowed"):
        worker.ask_team_elsewhere()
    assert len(asked.about) == 1


def test_asked_again_the_journal_is_read_anew_only_once_something_changed(
    post, manager, worker, long_ago, clock
):
    first = manager.team_journal(long_ago)
    assert manager.team_journal(long_ago) is first
    assert manager.team_journal(clock.now()) is not first, "another period is another question"
    first = manager.team_journal(long_ago)
    opened = worker.open_safe(new_safe())
    again = manager.team_journal(long_ago)
    assert (TeamDeed.OPENED, opened.login) in {(act.deed, act.person) for act in again.acts}
    with post.device_store.transaction() as tx:
        tx.set_setting("of.another.store", 1)
    assert manager.team_journal(long_ago) is not again
