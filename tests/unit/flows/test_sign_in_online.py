"""A person this post does not know: custody judges the password, the agent brings the rest
(flow 6.2; the lock of 6.4 counts alike)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from kiosk.crypto.credentials import custody_check, custody_hash, keys_of
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.flows.api import ConsentKind, SyncStatus
from tests.fakes.exchange import copy_parts, hand_over, persons_statements
from tests.fakes.world import (
    CHEAP,
    CHEAP_FLOORS,
    PASSWORD,
    PRO_PASSWORD,
    consent,
    entrance,
    new_safe,
)


@dataclass(frozen=True)
class Facts:
    id: bytes
    salt: bytes
    m: int = CHEAP.m
    t: int = CHEAP.t
    p: int = CHEAP.p


@dataclass
class ConnectedAgent:
    """An agent that reaches a server where the safe opened on `home` is known."""

    post: object
    home: object
    login: str
    is_online: bool = True
    is_cut_while_judging: bool = False
    locked_s: int = 0
    wanted: list = field(default_factory=list)
    tries: int = 0

    def __post_init__(self):
        identity = self.home.vault.identity_by_login(self.login)
        self.person = identity.id("person")
        self.cred = self.home.vault.credential(self.person)
        auth = keys_of(self.cred, PASSWORD, floors=CHEAP_FLOORS).auth
        self.kept = custody_hash(auth, cost=4)
        self.brings = persons_statements(self.home)

    def kick(self) -> None:
        pass

    def status(self) -> SyncStatus | None:
        return None

    def fetch_part(self, part: bytes) -> None:
        self.wanted.append(part)

    def fetch_person(self, login: str, auth: bytes) -> None:
        pass

    def account(self, login: str) -> Facts:
        if not self.is_online:
            raise Unavailable("sync.server_away")
        if login == self.login:
            return Facts(self.person, self.cred.data("salt"))
        return Facts(b"\x77" * 16, b"\x66" * 16)  # as stable as a true one

    def bring_person(self, login: str, auth: bytes) -> bytes:
        self.tries += 1
        if self.is_cut_while_judging:
            raise Unavailable("sync.cut")
        if self.locked_s:
            raise Refused("sync.locked", seconds=self.locked_s)
        if login != self.login or not custody_check(self.kept, auth):
            raise Refused("sync.bad_proof")
        assert hand_over(self.post, self.brings) == []
        return self.person


@pytest.fixture
def home(structure, tmp_path, clock):
    """Another post, where the safe was opened."""
    home = structure.post(tmp_path / "home", clock)
    entrance(home).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    return home


@pytest.fixture
def opened(home):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    worker = entrance(home).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    return worker.open_safe(new_safe(is_affiliated=False, consents=consents))


@pytest.fixture
def agent(post, worker, home, opened):
    post.agent = ConnectedAgent(post, home, opened.login)
    return post.agent


def failures(post, account):
    return post.device_store.lock_record(account).failures


def test_somebody_unknown_here_signs_in_with_their_own_password(post, agent, opened):
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert (person.person, person.given_names) == (opened.person, "Awa")
    assert failures(post, opened.person) == 0


def test_their_papers_are_listed_at_once_and_read_when_their_pages_have_come(
    post, agent, opened, home
):
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    (paper,) = person.papers()
    assert not paper.is_here
    agent.wanted.clear()
    with pytest.raises(Unavailable, match=r"paper\.not_here"):
        person.read(paper.item)
    assert len(agent.wanted) == 1
    copy_parts(post, home)
    assert person.read(paper.item).pdf
    assert person.papers()[0].is_here


def test_moving_a_paper_whose_pages_are_elsewhere_asks_for_all_of_them_and_is_tried_again(
    post, agent, opened, home
):
    from kiosk.flows.api import Sharing

    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    (paper,) = person.papers()
    agent.wanted.clear()
    with pytest.raises(Unavailable, match=r"paper\.not_here"):
        person.set_sharing(paper.item, Sharing.PRIVATE)
    assert len(set(agent.wanted)) == 2
    copy_parts(post, home)
    assert person.set_sharing(paper.item, Sharing.PRIVATE).sharing is Sharing.PRIVATE


def test_an_affiliation_by_sign_in_brings_somebody_unknown_here(post, worker, agent, opened):
    yes = consent(ConsentKind.AFFILIATION)
    summary = worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)
    assert (summary.given_names, summary.is_readable) == ("Awa", True)


def test_a_wrong_password_counts_here_as_it_does_there(post, agent, opened):
    for left in range(9, 0, -1):
        with pytest.raises(Refused) as refused:
            entrance(post).person_sign_in(opened.login, "Wrong-one7")
        assert refused.value.message_key == "sign_in.wrong_password"
        assert refused.value.context == {"left": left}
    with pytest.raises(Refused, match="locked"):
        entrance(post).person_sign_in(opened.login, "Wrong-one7")
    asked = agent.tries
    with pytest.raises(Refused, match="locked"):
        entrance(post).person_sign_in(opened.login, PASSWORD)
    assert agent.tries == asked  # not even asked
    actions = [each.fields["action"] for each in post.device_store.journal_entries()]
    assert actions.count("sign_in.failed") == 10


def test_an_identifier_nobody_has_is_answered_like_a_wrong_password(post, agent):
    with pytest.raises(Refused, match="wrong_password"):
        entrance(post).person_sign_in("nobody.x-aaaa", PASSWORD)


def test_without_a_line_an_unknown_identifier_is_said_to_be_unknown_just_now(post, agent, opened):
    agent.is_online = False
    with pytest.raises(Unavailable, match="unknown_offline"):
        entrance(post).person_sign_in(opened.login, PASSWORD)


def test_a_post_without_an_agent_says_that_it_does_not_know_the_identifier(post, worker, opened):
    with pytest.raises(InvalidInput, match=r"sign_in\.unknown"):
        entrance(post).person_sign_in(opened.login, PASSWORD)


def test_a_try_that_nobody_judged_is_not_counted(post, agent, opened):
    agent.is_cut_while_judging = True
    for _ in range(12):
        with pytest.raises(Unavailable, match="unknown_offline"):
            entrance(post).person_sign_in(opened.login, PASSWORD)
    assert failures(post, opened.person) == 0


def test_a_lock_of_the_server_is_kept_here_as_long(post, agent, opened, clock):
    agent.locked_s = 240
    with pytest.raises(Refused) as refused:
        entrance(post).person_sign_in(opened.login, PASSWORD)
    assert (refused.value.message_key, refused.value.context) == (
        "sign_in.locked",
        {"seconds": 240},
    )
    agent.locked_s = 0
    clock.pass_(239)
    with pytest.raises(Refused, match="locked"):
        entrance(post).person_sign_in(opened.login, PASSWORD)
    clock.pass_(1)
    assert entrance(post).person_sign_in(opened.login, PASSWORD)


@pytest.mark.parametrize(
    "changes", [{"m": 8}, {"t": 0}, {"m": 2**24}, {"p": 9}, {"salt": b"short"}, {"id": b"short"}]
)
def test_costs_or_a_salt_that_no_credential_has_stop_the_sign_in_before_a_guess_is_paid(
    post, agent, opened, changes
):
    asked = agent.account
    agent.account = lambda login: replace(asked(login), **changes)
    with pytest.raises(IntegrityFailure, match="server_wrong"):
        entrance(post).person_sign_in(opened.login, PASSWORD)
    assert agent.tries == 0


def test_another_persons_records_do_not_pass_for_the_ones_asked_for(post, agent, opened):
    brought = agent.bring_person

    def another(login, auth):
        brought(login, auth)
        return b"\x55" * 16

    agent.bring_person = another
    with pytest.raises(IntegrityFailure, match="server_wrong"):
        entrance(post).person_sign_in(opened.login, PASSWORD)


def test_records_that_have_not_come_yet_are_waited_for_without_counting(post, agent, opened):
    agent.bring_person = lambda *_: opened.person
    with pytest.raises(Unavailable, match="unknown_offline"):
        entrance(post).person_sign_in(opened.login, PASSWORD)
    assert failures(post, opened.person) == 0


def test_the_second_time_the_post_knows_them_and_asks_nobody(post, agent, opened):
    entrance(post).person_sign_in(opened.login, PASSWORD)
    agent.is_online = False
    assert entrance(post).person_sign_in(opened.login, PASSWORD)
    with pytest.raises(Refused, match="wrong_password"):
        entrance(post).person_sign_in(opened.login, "Wrong-one7")
