"""Two posts use the same safes while both are offline; what they say is then exchanged in
any order, repeated (sync rules, section 2; FORMAT.md sections 4.3 and 9 (f))."""

from __future__ import annotations

import itertools
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.flows.api import ConsentKind, Sharing
from kiosk.flows.shared_key import held_keys
from tests.fakes.exchange import bring_all, copy_parts, hand_over, persons_statements
from tests.fakes.world import (
    PASSWORD,
    PDF,
    PRO_PASSWORD,
    FakeClock,
    Structure,
    consent,
    entrance,
    new_paper,
    new_root,
    new_safe,
)

LOGIN = "nadia.k-2abc"
_numbers = itertools.count()


def new_world():
    structure = Structure("Relais du Port", new_root())
    structure.hire(LOGIN, "Nadia K.")
    return structure


@contextmanager
def two_posts(structure):
    """Two posts of a structure that both know one safe with a paper in it."""
    with tempfile.TemporaryDirectory(prefix="rk-two-") as folder:
        posts = [structure.post(Path(folder) / name, FakeClock(), known=()) for name in ("a", "b")]
        workers = [entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD) for post in posts]
        for post, other in ((posts[0], posts[1]), (posts[1], posts[0])):
            with post.device_store.transaction() as tx:
                for each in structure.statements:
                    tx.put_statement(each, queue=False)
            assert other is not post
        opened = workers[0].open_safe(new_safe())
        item = workers[0].file_paper(opened.person, new_paper("Commun"))
        bring_all(posts)
        try:
            yield posts, workers, opened, item
        finally:
            for post in posts:
                post.vault.close()
                post.device_store.close()


def shown(post, person):
    vault = post.ready_vault()
    return (
        [(head.item, head.rank, head.name) for head in vault.heads(person)],
        sorted(vault.affiliated(person)),
        vault.current_epoch(person),
        {each.name for each in persons_statements(post)},
    )


def do(act, post, worker, opened, item, number):
    """One thing people do at a post that hears nothing from the other one."""
    if act == "worker files":
        worker.file_paper(opened.person, new_paper(f"Avis {number}"))
        return f"Avis {number}"
    if act == "worker leaves one":
        worker.file_paper(opened.person, new_paper(f"Courrier {number}", Sharing.PRIVATE))
        return f"Courrier {number}"
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    if act == "person files":
        person.file_paper(new_paper(f"Bail {number}"))
        return f"Bail {number}"
    if act == "person unshares":
        person.set_sharing(item, Sharing.PRIVATE)
    elif act == "person shares":
        person.set_sharing(item, Sharing.SHARED)
    elif act == "person renews":
        relays = person.relays()
        if relays:
            person.stop_relay(relays[0].structure)
            worker.affiliate_by_sign_in(opened.login, PASSWORD, consent(ConsentKind.AFFILIATION))
    return None


ACTS = st.lists(
    st.sampled_from(
        [
            "worker files",
            "worker leaves one",
            "person files",
            "person shares",
            "person unshares",
            "person renews",
        ]
    ),
    max_size=3,
)


@given(acts=st.tuples(ACTS, ACTS), data=st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_two_posts_end_the_same_whatever_was_done_apart_and_however_it_is_exchanged(acts, data):
    with two_posts(new_world()) as (posts, workers, opened, item):
        titles = ["Commun", "Mandat"]
        for post, worker, todo in zip(posts, workers, acts, strict=True):
            for act in todo:
                title = do(act, post, worker, opened, item, next(_numbers))
                titles += [title] if title else []
        said = [persons_statements(post) for post in posts]
        for post, other in ((posts[0], said[1]), (posts[1], said[0])):
            order = data.draw(st.permutations(other + other[: len(other) // 2]))
            assert hand_over(post, order) == []
        copy_parts(posts[0], posts[1])
        copy_parts(posts[1], posts[0])
        assert shown(posts[0], opened.person) == shown(posts[1], opened.person)
        for post in posts:
            person = entrance(post).person_sign_in(opened.login, PASSWORD)
            papers = person.papers()
            assert sorted(paper.title for paper in papers) == sorted(titles)
            assert all(person.read(paper.item).pdf for paper in papers)
        bring_all(posts)
        assert shown(posts[0], opened.person) == shown(posts[1], opened.person)
        # Each made the other's drops its own, apart: the next sessions make one of them.
        for post in posts:
            entrance(post).person_sign_in(opened.login, PASSWORD)
            bring_all(posts)
        assert {head.rank for head in posts[0].vault.heads(opened.person)} == {0}
        person = entrance(posts[1]).person_sign_in(opened.login, PASSWORD)
        assert sorted(paper.title for paper in person.papers()) == sorted(titles)
        assert len(held_keys(posts[1].vault, opened.person, person._identity).heads) == 1


@pytest.fixture
def world():
    return new_world()


def test_keys_renewed_on_two_posts_are_joined_and_the_joined_one_opens_both_papers(world):
    with two_posts(world) as (posts, _, opened, _item):
        items = []
        for number, post in enumerate(posts):
            person = entrance(post).person_sign_in(opened.login, PASSWORD)
            person.stop_relay(person.relays()[0].structure)
            items.append(person.file_paper(new_paper(f"Bail {number}")))
        bring_all(posts)
        assert len(held_keys(posts[0].vault, opened.person, person._identity).heads) == 2
        session = entrance(posts[0]).person_sign_in(opened.login, PASSWORD)
        assert len(held_keys(posts[0].vault, opened.person, person._identity).heads) == 1
        for number, item in enumerate(items):
            assert session.read(item).pdf == PDF + f"Bail {number}".encode()
        bring_all(posts)
        assert posts[0].vault.current_epoch(opened.person) == posts[1].vault.current_epoch(
            opened.person
        )


def test_a_paper_kept_back_on_one_post_and_shared_on_the_other_ends_kept_back(world):
    with two_posts(world) as (posts, workers, opened, item):
        first = entrance(posts[0]).person_sign_in(opened.login, PASSWORD)
        second = entrance(posts[1]).person_sign_in(opened.login, PASSWORD)
        first.set_sharing(item, Sharing.PRIVATE)
        for sharing in (Sharing.PRIVATE, Sharing.SHARED, Sharing.PRIVATE, Sharing.SHARED):
            second.set_sharing(item, sharing)
        bring_all(posts)
        merged = entrance(posts[0]).person_sign_in(opened.login, PASSWORD)
        paper = next(paper for paper in merged.papers() if paper.item == item)
        assert paper.sharing is Sharing.PRIVATE
        bring_all(posts)
        assert "Commun" not in [each.title for each in workers[1].papers(opened.person)]
        assert merged.read(item).pdf == PDF + b"Commun"


def test_a_paper_left_and_taken_in_on_two_posts_is_one_paper(world):
    with two_posts(world) as (posts, workers, opened, _item):
        left = workers[0].file_paper(opened.person, new_paper("Courrier", Sharing.PRIVATE))
        bring_all(posts)
        for post in posts:
            entrance(post).person_sign_in(opened.login, PASSWORD)
        bring_all(posts)
        assert len(posts[0].vault.item_heads(opened.person, left)) == 2
        person = entrance(posts[0]).person_sign_in(opened.login, PASSWORD)
        assert len(posts[0].vault.item_heads(opened.person, left)) == 1
        assert [paper.title for paper in person.papers()].count("Courrier") == 1
        assert person.read(left).pdf == PDF + b"Courrier"
