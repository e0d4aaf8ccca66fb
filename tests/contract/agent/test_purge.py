"""What a server destroys or takes out of sight, posts forget: at once or when they are back.

LIF-01, LIF-03, LIF-07, VLT-24; a real agent on real databases, a server over HTTPS and near.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.crypto.encoding import enc
from kiosk.crypto.statements import make
from kiosk.domain.retention import DRAFT_S
from sync.agent.aside import load_aside
from sync.agent.forget import PENDING
from sync.agent.loop import KEPT_HOUSE_AT, sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.server import NotNow
from sync.server.retention import forget_person, keep_time
from sync.server.upkeep import store_of
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral

DAY = 86400


def exchanged(post: AgentPost) -> None:
    assert sync_once(post.exchange()) == Idle()


def opened(relay, server, post):
    """A worker opens a safe at a post, with one paper of one page."""
    pro, person = relay.pro(), Person.new()
    server.send()
    exchanged(post)
    page = post.write_part(300)
    post.keep(*person.open_at(post.actor, pro))
    post.keep(person.paper(by=pro, parts=[part_line(*page)]))
    exchanged(post)
    return pro, person, page


def destroy(server, person: Person) -> None:
    """Destroy a safe as whoever runs the server does."""
    if isinstance(server, NearCentral):
        now = server.central.now()
        assert forget_person(store_of(server.central), person.id, now=now)
    else:
        assert main(["admin", "forget", person.login, "--yes", "--data", str(server.data)]) == 0


def words(post: AgentPost, action: str) -> list[object]:
    found = [entry.fields for entry in post.vault.journal_entries()]
    return [each.get("why") for each in found if each["action"] == action]


def holds_nothing(post: AgentPost, person: Person, page: tuple[bytes, bytes]) -> bool:
    return (
        post.vault.identity(person.id) is None
        and post.vault.heads(person.id) == []
        and post.vault.statements("item", owner=person.id) == []
        and post.parts.size(page[0]) is None
    )


def test_a_post_that_was_away_forgets_a_destroyed_safe_when_it_is_back(server, relay, new_post):
    here, there = new_post(), new_post()
    _, person, page = opened(relay, server, here)
    exchanged(there)
    assert there.has_part(*page)
    destroy(server, person)
    assert not holds_nothing(there, person, page), "it was away"
    for post in (there, here):
        exchanged(post)
        assert holds_nothing(post, person, page)
        assert words(post, "person_forgotten") == ["deleted"]
    late = new_post()
    exchanged(late)
    assert holds_nothing(late, person, page), "a post of tomorrow never hears of them"


def test_work_that_was_not_handed_over_is_refused_in_words_and_goes_when_taken_out(
    server, relay, new_post
):
    """Nothing unsent is destroyed on a server's word: somebody there decides."""
    here, there = new_post(), new_post()
    pro, person, page = opened(relay, server, here)
    exchanged(there)
    late = person.paper(by=pro)
    there.keep(late)
    destroy(server, person)
    exchanged(there)
    (row,) = there.vault.outgoing()
    assert (row.name, row.code) == (late.name, "deleted")
    assert not holds_nothing(there, person, page)
    with there.vault.transaction() as tx:
        assert tx.take_out(late.name)
    exchanged(there)
    assert holds_nothing(there, person, page)


def test_words_that_nobody_can_take_out_keep_no_destroyed_safe_at_a_post(server, relay, new_post):
    """Keys and withdrawals of a safe that is destroyed are refused for good: the post that was
    away with them would hold the person for ever."""
    here, there = new_post(), new_post()
    pro, person, page = opened(relay, server, here)
    exchanged(there)
    late, keys, end = person.paper(by=pro), person.new_epoch(), person.affiliate(relay, "remove")
    there.keep(late)
    there.keep(keys)
    there.keep(end)
    destroy(server, person)
    exchanged(there)
    assert {row.code for row in there.vault.outgoing()} == {"deleted"}
    assert not holds_nothing(there, person, page), "a paper is somebody's to decide about"
    with there.vault.transaction() as tx:
        assert not tx.take_out(keys.name)
        assert not tx.take_out(end.name)
        assert tx.take_out(late.name)
    exchanged(there)
    assert holds_nothing(there, person, page)
    assert there.vault.outgoing() == []


def test_somebody_who_comes_back_is_not_forgotten_by_an_order_that_waited(server, relay, new_post):
    """Found by the simulator: the order waited for work made in the middle of a pass; when that
    was handed over the person shared with the structure anew, and was forgotten all the same."""
    here, there = new_post(), new_post()
    pro, person, _page = opened(relay, server, here)
    exchanged(there)
    here.keep(person.affiliate(relay, "remove"))
    exchanged(here)
    late, x = person.paper(by=pro), there.exchange()
    x.server = BentServer(x.server)

    def work_meanwhile(changes, *asked):
        if late.name not in there.known():
            there.keep(late)
        return changes(*asked)

    def cut(send, wires):
        if late.wire in wires:
            raise NotNow("sync.cut")
        return send(wires)

    x.server.bend |= {"changes": work_meanwhile, "send_statements": cut}
    assert isinstance(sync_once(x), Waiting)
    assert there.vault.setting(PENDING) is not None
    there.keep(person.affiliate(relay))
    there.keep(person.grant(relay))
    exchanged(there)
    exchanged(there)
    assert there.vault.outgoing() == []
    assert there.vault.setting(PENDING) is None
    assert there.vault.affiliated(person.id) == {relay.id}
    assert late.name in {head.name for head in there.vault.heads(person.id)}


def test_a_post_that_missed_words_about_an_affiliation_believes_the_last(server, relay, new_post):
    """Found by the simulator: they are numbered one by one, and the server told the last alone:
    work that was refused kept the person at the post, as if they still shared."""
    here, there, late = new_post(), new_post(), new_post()
    pro, person, _page = opened(relay, server, here)
    exchanged(there)
    there.keep(person.grant(relay, by=pro.identity))
    for state in ("remove", "add", "remove"):
        here.keep(person.affiliate(relay, state))
        exchanged(here)
    exchanged(there)
    assert [row.code for row in there.vault.outgoing()] == ["withdrawn"]
    assert there.vault.affiliated(person.id) == frozenset()
    exchanged(late)
    assert late.vault.identity(person.id) is None
    assert load_aside(late.vault) == [], "nothing waits there for ever"


def test_an_order_kept_by_a_newer_version_is_carried_out_as_a_withdrawal(server, relay, new_post):
    """An update was taken back: the reason it had noted is not among ours."""
    post = new_post()
    _, person, page = opened(relay, server, post)
    with post.vault.transaction() as tx:
        tx.set_setting(PENDING, enc(person.id, b"later"))
    exchanged(post)
    assert holds_nothing(post, person, page)
    assert words(post, "person_forgotten") == ["withdrawn"]
    assert post.vault.setting(PENDING) is None


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def timed(tmp_path: Path, clock: MovedClock):
    made = NearCentral(tmp_path / "timed", clock)
    yield made
    made.close()


def test_what_nobody_used_for_two_years_is_forgotten_and_the_persons_next_yes_brings_it_back(
    timed, clock, tmp_path
):
    relay = timed.relay()
    post = AgentPost.enrolled(tmp_path / "post", timed, relay, clock)
    _, person, page = opened(relay, timed, post)
    clock.ahead_s += 3 * 365 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(post)
    assert not holds_nothing(post, person, page), "a notice is only a notice"
    clock.ahead_s += 32 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(post)
    assert holds_nothing(post, person, page)
    post.keep(person.affiliate(relay))
    exchanged(post)
    exchanged(post)
    assert post.vault.affiliated(person.id) == {relay.id}
    assert len(post.vault.heads(person.id)) == 1
    assert post.has_part(*page)
    post.close()


def deleted(relay, timed, post):
    """A paper that was filed, acknowledged and deleted at a post, and the deletion."""
    pro, person, page = opened(relay, timed, post)
    (paper,) = post.vault.statements("item", owner=person.id)
    deletion = person.paper(by=pro, item=paper.id("item"), previous=[paper], **{"del": True})
    post.keep(deletion)
    exchanged(post)
    return pro, person, page, paper, deletion


def papers(post: AgentPost, person: Person) -> list[bytes]:
    return [each.name for each in post.vault.statements("item", owner=person.id)]


def test_a_post_that_missed_the_middle_of_a_papers_story_lets_its_beginning_go(
    timed, clock, tmp_path
):
    """Found by the simulator: what lay between was destroyed at the server before the post was
    back. It showed the first version beside the deletion, of which it was no child it knew,
    and its pages were gone."""
    relay = timed.relay()
    here, there = (
        AgentPost.enrolled(tmp_path / name, timed, relay, clock) for name in ("here", "there")
    )
    pro, person, page = opened(relay, timed, here)
    (first,) = here.vault.statements("item", owner=person.id)
    bare = person.paper(by=pro)
    here.keep(bare)
    exchanged(here)
    exchanged(there)
    assert there.has_part(*page)
    deletions = []
    for begun in (first, bare):
        middle = person.paper(by=pro, item=begun.id("item"), previous=[begun])
        last = person.paper(by=pro, item=begun.id("item"), previous=[middle], **{"del": True})
        here.keep(middle, last)
        deletions.append(last.name)
    exchanged(here)
    clock.ahead_s += 32 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(there)
    assert sorted(papers(there, person)) == sorted(deletions)
    assert all(head.is_deleted for head in there.vault.heads(person.id))
    assert there.parts.size(page[0]) is None
    told = [entry.fields for entry in there.vault.journal_entries()]
    assert sum(each["action"] == "papers_forgotten" for each in told) == 2
    here.close()
    there.close()


def test_an_edit_made_meanwhile_outlives_the_version_it_was_made_from(timed, clock, tmp_path):
    relay = timed.relay()
    here, there = (
        AgentPost.enrolled(tmp_path / name, timed, relay, clock) for name in ("here", "there")
    )
    pro, person, _page = opened(relay, timed, here)
    exchanged(there)
    (first,) = here.vault.statements("item", owner=person.id)
    here.keep(person.paper(by=pro, item=first.id("item"), previous=[first], **{"del": True}))
    exchanged(here)
    part = there.write_part(400)
    edit = person.paper(by=pro, item=first.id("item"), previous=[first], parts=[part_line(*part)])
    there.keep(edit)
    clock.ahead_s += 32 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(there)
    exchanged(here)
    for post in (here, there):
        heads = post.vault.item_heads(person.id, first.id("item"))
        assert heads[0].name == edit.name
        assert post.has_part(*part)
        post.close()


def test_a_paper_deleted_for_thirty_days_leaves_every_post_pages_and_titles(timed, clock, tmp_path):
    relay = timed.relay()
    post, late = (
        AgentPost.enrolled(tmp_path / name, timed, relay, clock) for name in ("post", "late")
    )
    _, person, page, paper, deletion = deleted(relay, timed, post)
    clock.ahead_s += 29 * DAY
    exchanged(post)
    assert papers(post, person) == [paper.name, deletion.name], "it can still be taken back"
    assert post.has_part(*page)
    clock.ahead_s += 3 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(post)
    exchanged(post)
    assert papers(post, person) == [deletion.name]
    assert post.parts.size(page[0]) is None
    (head,) = post.vault.heads(person.id)
    assert head.is_deleted
    exchanged(late)
    assert papers(late, person) == [deletion.name]
    assert late.vault.heads(person.id) == post.vault.heads(person.id)
    post.close()
    late.close()


@pytest.mark.parametrize("days_off", [-400, 400], ids=["long ago", "next year"])
def test_the_thirty_days_of_a_deletion_are_counted_here_whatever_date_it_bears(
    timed, clock, tmp_path, days_off
):
    relay = timed.relay()
    post = AgentPost.enrolled(tmp_path / "post", timed, relay, clock)
    pro, person, page = opened(relay, timed, post)
    (paper,) = post.vault.statements("item", owner=person.id)
    said = person.paper(by=pro, item=paper.id("item"), previous=[paper], **{"del": True})
    fields = {k: v for k, v in said.body.items() if k not in {"v", "type", "by", "at"}}
    at = said.at + days_off * DAY
    deletion = make("item", fields, signers=[pro.identity], at=at, sealed=said.sealed)
    post.keep(deletion)
    exchanged(post)
    clock.ahead_s += 29 * DAY
    exchanged(post)
    assert papers(post, person) == [paper.name, deletion.name], "it can still be taken back"
    assert post.has_part(*page)
    clock.ahead_s += 2 * DAY
    exchanged(post)
    assert papers(post, person) == [deletion.name]
    post.close()


def test_an_edit_made_elsewhere_meanwhile_brings_the_paper_back(timed, clock, tmp_path):
    relay = timed.relay()
    here, there = (
        AgentPost.enrolled(tmp_path / name, timed, relay, clock) for name in ("here", "there")
    )
    pro, person, _, paper, _ = deleted(relay, timed, here)
    page = there.write_part(200)
    edit = person.paper(
        by=pro, item=paper.id("item"), previous=[paper], parts=[part_line(*page)], title="Neuf"
    )
    clock.ahead_s += 32 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    exchanged(here)
    there.keep(edit)
    exchanged(there)
    clock.ahead_s += 32 * DAY
    keep_time(store_of(timed.central), now=timed.central.now())
    for post in (here, there, here, there):
        exchanged(post)
    for post in (here, there):
        assert edit.name in {head.name for head in post.vault.heads(person.id)}
        assert post.has_part(*page)
        post.close()


def test_work_that_nobody_went_on_with_is_forgotten_whether_its_author_comes_back_or_not(
    server, relay, new_post
):
    post, author = new_post(), relay.pro().identity
    kept = {b"o" * 16: "opening", b"c" * 16: "capture"}
    exchanged(post)
    post.clock.ahead_s = -(DRAFT_S + 60)  # left yesterday
    with post.vault.transaction() as tx:
        for draft, kind in kept.items():
            tx.put_draft_chunk(draft, author.id, kind, 0, b"sealed facts")
    post.clock.ahead_s = 0
    with post.store.transaction() as tx:
        tx.set_setting(KEPT_HOUSE_AT, 0)
    exchanged(post)
    rows = {row.kind: row.has_ended for row in post.vault.drafts(author.id)}
    assert rows == {"opening": True, "capture": False}
    assert post.vault.draft_chunks(b"o" * 16) == []
