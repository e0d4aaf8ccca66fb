"""Whom a shared key is written for, whatever others say of it (FORMAT.md sections 4.3, 7)."""

from __future__ import annotations

import itertools

import pytest

from kiosk.crypto.encoding import b64
from kiosk.crypto.records import Label, seal
from kiosk.crypto.statements import make
from kiosk.domain.ids import EpochId, PersonId
from kiosk.flows.api import ConsentKind, Sharing
from kiosk.flows.shared_key import Recipient, first_epoch, grant, held_keys
from kiosk.ports import SystemRng
from tests.fakes.world import PASSWORD, Structure, consent, entrance, new_paper, new_safe

RNG = SystemRng()


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


@pytest.fixture
def person(post, opened):
    return entrance(post).person_sign_in(opened.login, PASSWORD)


class FormerProfessional:
    """Somebody who left, keeps what they knew, and is helped by the operator: what they sign
    is dated before they left, and is brought to the post."""

    def __init__(self, structure, post, person, at):
        self.identity = structure.pros[0].identity
        self.structure, self.post, self.person, self.at = structure, post, person, at
        held = held_keys(post.vault, person, structure.identity)
        self.known = dict(held.keys)

    def epoch(self, parents, *, sealed=None, greatest=True):
        """Return (id, key, statement) of an epoch above `parents`, named to win by its id."""
        epoch = EpochId((b"\xff" if greatest else b"\x00") * 4 + RNG.bytes(12))
        key = RNG.bytes(32)
        envelopes = [
            seal(
                Label.EPOCH,
                key,
                (self.known if sealed is None else sealed).get(parent, RNG.bytes(32)),
                rng=RNG,
                person=self.person,
                epoch=epoch,
                parent=parent,
            )
            for parent in parents
        ]
        fields = {
            "person": self.person.hex(),
            "epoch": epoch.hex(),
            "parents": [parent.hex() for parent in parents],
            "envelopes": [b64(each) for each in envelopes],
        }
        return epoch, key, make("epoch", fields, signers=[self.identity], at=self.at)

    def grant(self, epoch, key, to):
        return grant(self.person, epoch, key, to, signer=self.identity, at=self.at, rng=RNG)

    def plant(self, *statements):
        with self.post.vault.transaction() as tx:
            for statement in statements:
                tx.put_statement(statement, queue=False)


@pytest.fixture
def former(structure, post, worker, opened, clock):
    at = int(clock.now().timestamp())
    clock.pass_(60)
    return FormerProfessional(structure, post, opened.person, at)


def x_of(post, person):
    return Recipient(person, post.vault.identity(person).data("x"))


def written_under(post, person, item):
    statement = post.vault.statement(post.vault.item_heads(person, item)[0].name)
    return EpochId(statement.id("epoch"))


def knows(post, former, epoch):
    """Say whether somebody with `former.known` opens `epoch`, by any envelope or grant."""
    known = set(former.known)
    for statement in post.vault.statements("epoch", owner=former.person):
        if EpochId(statement.id("epoch")) in known:
            known |= {EpochId(bytes.fromhex(each)) for each in statement.body["parents"]}
    return epoch in known


def test_a_backdated_epoch_beside_the_newest_is_joined_before_anything_is_written(
    post, opened, person, former
):
    person.stop_relay(person.relays()[0].structure)
    first = EpochId(post.vault.statements("epoch", owner=opened.person)[0].id("epoch"))
    epoch, key, planted = former.epoch([first])
    former.known[epoch] = key
    former.plant(planted, former.grant(epoch, key, x_of(post, opened.person)))
    assert post.vault.current_epoch(opened.person) == epoch  # by its id, it would be written under
    item = person.file_paper(new_paper("Après", Sharing.SHARED))
    assert not knows(post, former, written_under(post, opened.person, item))
    assert len(held_keys(post.vault, opened.person, person._identity).heads) == 1
    assert person.read(item).pdf


def test_an_epoch_whose_envelopes_do_not_open_to_the_keys_held_is_never_written_under(
    post, opened, person, former
):
    person.stop_relay(person.relays()[0].structure)
    newest = held_keys(post.vault, opened.person, person._identity).current
    epoch, key, planted = former.epoch([newest])
    former.known[epoch] = key
    former.plant(planted, former.grant(epoch, key, x_of(post, opened.person)))
    item = person.file_paper(new_paper("Après"))
    assert written_under(post, opened.person, item) == newest


def test_an_epoch_above_a_forged_one_is_not_believed_either(post, opened, person, former):
    newest = held_keys(post.vault, opened.person, person._identity).current
    forged, key, below = former.epoch([newest], sealed={newest: RNG.bytes(32)})
    above, key_above, second = former.epoch([forged], sealed={forged: key})
    to = x_of(post, opened.person)
    former.plant(below, former.grant(forged, key, to))
    former.plant(second, former.grant(above, key_above, to))
    item = person.file_paper(new_paper("Après"))
    assert written_under(post, opened.person, item) == newest


def test_a_second_key_for_an_epoch_is_not_its_key(post, structure, worker, opened, person, former):
    """A grant boxed by somebody else with a key of their own, first in every list."""
    newest = held_keys(post.vault, opened.person, person._identity).current
    false = RNG.bytes(32)
    relay = Recipient(structure.identity.id, structure.identity.x_public, 1)
    former.plant(former.grant(newest, false, relay))
    former.plant(former.grant(newest, false, x_of(post, opened.person)))
    item = worker.file_paper(opened.person, new_paper("Avis"))
    assert held_keys(post.vault, opened.person, structure.identity).key(newest) != false
    assert entrance(post).person_sign_in(opened.login, PASSWORD).read(item).pdf


def test_a_second_statement_on_an_epoch_does_not_replace_the_persons(
    post, structure, opened, person, former
):
    person.stop_relay(person.relays()[0].structure)
    held = held_keys(post.vault, opened.person, person._identity)
    false = RNG.bytes(32)
    fields = {
        "person": opened.person.hex(),
        "epoch": held.current.hex(),
        "parents": [],
        "envelopes": [],
    }
    former.plant(make("epoch", fields, signers=[former.identity], at=former.at))
    former.plant(former.grant(held.current, false, x_of(post, opened.person)))
    again = held_keys(post.vault, opened.person, person._identity)
    assert again.current == held.current
    assert again.key(again.current) == held.key(held.current)


def test_a_forged_epoch_cannot_make_the_true_one_look_torn(post, structure, opened, former, worker):
    """Two epochs tell a different first key; the person's own word decides, whatever the order."""
    vault = post.vault
    first = EpochId(vault.statements("epoch", owner=opened.person)[0].id("epoch"))
    relay = Recipient(structure.identity.id, structure.identity.x_public, 1)
    for greatest in (True, False):
        epoch, key, planted = former.epoch([first], sealed={}, greatest=greatest)
        former.plant(planted, former.grant(epoch, key, relay))
    held = held_keys(vault, opened.person, structure.identity)
    assert held.heads == (first,)
    assert held.key(first) == former.known[first]
    assert not held.is_overtaken  # what is proved false is no reason to renew


def test_an_epoch_that_only_others_open_is_outrun_by_the_person_and_not_written_under(
    post, worker, opened, former
):
    """It may be a renewal that left somebody out: what is written must not go below it."""
    first = held_keys(post.vault, opened.person, former.structure.identity).current
    unopened, _, planted = former.epoch([first])
    former.plant(planted)
    left = worker.file_paper(opened.person, new_paper("Avis"))
    assert post.vault.item_heads(opened.person, left)[0].space == "drop"
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    item = person.file_paper(new_paper("Après"))
    assert written_under(post, opened.person, item) not in {first, unopened}
    assert not knows(post, former, written_under(post, opened.person, item))
    assert worker.read(opened.person, left).pdf  # taken in, and shared under the new key
    again = worker.file_paper(opened.person, new_paper("Encore"))
    assert written_under(post, opened.person, again) == written_under(post, opened.person, item)


def test_a_worker_joins_the_heads_that_two_posts_left_before_sharing_a_paper(
    post, structure, worker, opened, person
):
    held = held_keys(post.vault, opened.person, person._identity)
    from kiosk.flows.shared_key import recipients_of, rotate

    for _ in range(2):  # as two posts do apart, each from the same head
        made = rotate(
            opened.person,
            held,
            recipients_of(post, opened.person),
            signer=person._identity,
            at=post.now_s(),
            rng=RNG,
        )
        with post.vault.transaction() as tx:
            for statement in made:
                tx.put_statement(statement, queue=False)
    assert len(held_keys(post.vault, opened.person, structure.identity).heads) == 2
    item = worker.file_paper(opened.person, new_paper("Avis"))
    joined = held_keys(post.vault, opened.person, structure.identity)
    assert joined.heads == (written_under(post, opened.person, item),)
    assert person.read(item).pdf
    count = len(post.vault.statements("epoch", owner=opened.person))
    worker.file_paper(opened.person, new_paper("Bail"))
    assert len(post.vault.statements("epoch", owner=opened.person)) == count


def test_a_key_held_by_who_left_is_renewed_before_the_next_writing_on_any_post(
    post, structure, worker, opened, person, root, clock
):
    """The worker ended it; no session of the person came since; another structure writes."""
    other = Structure("Autre relais", root)
    other.hire("paul.m-3bcd", "Paul M.")
    with post.device_store.transaction() as tx:
        for statement in other.statements:
            tx.put_statement(statement, queue=False)
    held = held_keys(post.vault, opened.person, person._identity)
    at = post.now_s()
    affil = {"person": opened.person.hex(), "structure": other.identity.id.hex(), "req": ""}
    signer = person._identity
    with post.vault.transaction() as tx:
        tx.put_statement(
            make("affil", {**affil, "n": 1, "state": "add"}, signers=[signer], at=at), queue=False
        )
        tx.put_statement(
            grant(
                opened.person,
                held.current,
                held.key(held.current),
                Recipient(other.identity.id, other.identity.x_public, 1),
                signer=signer,
                at=at,
                rng=RNG,
            ),
            queue=False,
        )
        removal = {**affil, "n": 2, "state": "remove"}
        pro = other.pros[0].identity
        tx.put_statement(make("affil", removal, signers=[pro], at=at + 1), queue=False)
    item = worker.file_paper(opened.person, new_paper("Avis"))
    epoch = written_under(post, opened.person, item)
    assert epoch != held.current
    assert post.vault.granted_to(opened.person, epoch).keys() == {
        opened.person,
        structure.identity.id,
    }


def test_who_shares_and_was_not_given_the_key_is_given_it_at_the_persons_next_session(
    post, structure, worker
):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    fields = {
        "person": opened.person.hex(),
        "structure": structure.identity.id.hex(),
        "n": 1,
        "state": "add",
        "req": "",
    }
    added = make("affil", fields, signers=[person._identity], at=post.now_s())
    with post.vault.transaction() as tx:
        tx.put_statement(added, queue=False)
    assert person.relays()[0].is_waiting
    again = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert not again.relays()[0].is_waiting
    assert [paper.title for paper in worker.papers(opened.person)] == ["Mandat"]


def test_the_order_in_which_epochs_and_grants_are_known_changes_nothing(structure, tmp_path, clock):
    """Three epochs, one forged: the same heads and keys for each order of arrival."""
    made = structure.post(tmp_path / "first", clock)
    worker = entrance(made).worker_sign_in("nadia.k-2abc", "Kz7bq!xptw-mouette")
    opened = worker.open_safe(new_safe())
    former = FormerProfessional(structure, made, opened.person, made.now_s())
    person = entrance(made).person_sign_in(opened.login, PASSWORD)
    first = held_keys(made.vault, opened.person, person._identity).current
    person.stop_relay(person.relays()[0].structure)
    epoch, key, planted = former.epoch([first], sealed={})
    former.plant(planted, former.grant(epoch, key, x_of(made, opened.person)))
    epochs = made.vault.statements("epoch", owner=opened.person)
    grants = made.vault.statements("grant", owner=opened.person)
    found = set()

    class Shelf:
        def __init__(self, order):
            self.order = order

        def statements(self, kind, owner):
            return list(self.order)

        def grants(self, person, recipient):
            return [each for each in self.turned if each.id("to") == recipient]

    for number, order in enumerate(itertools.permutations(epochs)):
        shelf = Shelf(order)
        shelf.turned = grants[number % len(grants) :] + grants[: number % len(grants)]
        held = held_keys(shelf, opened.person, person._identity)
        found.add((held.heads, held.is_overtaken, tuple(sorted(held.keys.items()))))
    assert len(found) == 1
    assert epoch not in next(iter(found))[0]


def test_a_loop_of_epochs_is_no_epoch(post, structure, opened, former):
    """Ids are chosen by their makers: two epochs may name each other."""
    one, two = EpochId(b"\x01" * 16), EpochId(b"\x02" * 16)
    keys = {one: RNG.bytes(32), two: RNG.bytes(32)}
    relay = Recipient(structure.identity.id, structure.identity.x_public, 1)
    for epoch, parent in ((one, two), (two, one)):
        envelope = seal(
            Label.EPOCH,
            keys[epoch],
            keys[parent],
            rng=RNG,
            person=opened.person,
            epoch=epoch,
            parent=parent,
        )
        fields = {
            "person": opened.person.hex(),
            "epoch": epoch.hex(),
            "parents": [parent.hex()],
            "envelopes": [b64(envelope)],
        }
        former.plant(make("epoch", fields, signers=[former.identity], at=former.at))
        former.plant(former.grant(epoch, keys[epoch], relay))
    held = held_keys(post.vault, opened.person, structure.identity)
    assert not {one, two} & set(held.heads)
    assert len(held.heads) == 1


def test_a_first_epoch_of_somebody_else_is_joined_and_never_written_under(
    post, opened, person, former
):
    epoch, key, planted = first_epoch(
        PersonId(opened.person), signer=former.identity, at=former.at, rng=RNG
    )
    former.known[epoch] = key
    former.plant(planted, former.grant(epoch, key, x_of(post, opened.person)))
    item = person.file_paper(new_paper("Après"))
    assert not knows(post, former, written_under(post, opened.person, item))
