"""The door of a post whose lease ended, whose calendar was moved or that lost its rights
(DER-08, ROL-28, ROL-33)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.crypto.statements import make
from kiosk.domain.lease import Admission
from kiosk.errors import Refused
from tests.fakes.world import PASSWORD, PRO_PASSWORD, entrance, new_safe

LOGIN = "nadia.k-2abc"
DAY_S = 86_400


def exchanged(post, clock, admission=Admission.ADMITTED):
    """What an exchange with the server leaves behind."""
    now = int(clock.now().timestamp())
    with post.device_store.transaction() as tx:
        tx.set_lease_until(now + 7 * DAY_S)
        tx.set_last_exchange_at(now)
        tx.trust_clock()
        tx.set_admission(admission)


def refusal(post):
    with pytest.raises(Refused) as refused:
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    return refused.value.message_key


def restart(clock, name, off_days=0):
    clock.boot, clock.boottime = name, 5.0
    clock.at += timedelta(days=off_days)


def test_a_calendar_set_back_after_the_lease_ended_opens_nothing(post, worker, clock):
    exchanged(post, clock)
    clock.pass_(8 * DAY_S)
    assert refusal(post) == "sign_in.lease_ended"
    clock.at -= timedelta(days=6)
    assert refusal(post) == "sign_in.clock_set_back"
    restart(clock, "boot-2")
    assert refusal(post) == "sign_in.clock_set_back"


def test_a_calendar_set_back_each_evening_does_not_prolong_a_lease(post, worker, clock):
    exchanged(post, clock)
    for _ in range(7):
        assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
        clock.pass_(DAY_S)
        clock.at -= timedelta(days=1)
    clock.pass_(60)
    assert refusal(post) == "sign_in.clock_set_back"


def told(post):
    entries = post.device_store.journal_entries(limit=-1)
    return [e.fields["seconds"] for e in entries if e.fields["action"] == "clock_set_back"]


def test_a_calendar_set_back_while_the_machine_is_off_is_told_once_in_the_journal(
    post, worker, clock
):
    exchanged(post, clock)
    for off_days in (-3, 2, -3):
        restart(clock, f"boot {off_days}", off_days=off_days)
        for _ in range(2):
            assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert told(post) == [pytest.approx(3 * DAY_S, abs=60)]
    clock.at += timedelta(days=4)  # put right
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    clock.at -= timedelta(days=1)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert len(told(post)) == 2


def test_a_lease_is_stretched_by_no_more_than_the_machine_was_off(post, worker, clock):
    """A calendar set each morning to just after what was seen: the night before is lost, and
    what the machine ran counts (the limit that `kiosk.domain.lease` states)."""
    exchanged(post, clock)
    for day in range(13):
        clock.pass_(DAY_S / 2)
        assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
        restart(clock, f"day {day}")
    clock.pass_(DAY_S / 2 + 60)
    assert refusal(post) == "sign_in.lease_ended"
    assert told(post) == []


def test_what_was_seen_before_a_restart_counts_after_it(post, worker, clock):
    exchanged(post, clock)
    clock.pass_(6 * DAY_S)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    restart(clock, "boot-2", off_days=-6)  # switched off, its battery taken out
    clock.pass_(DAY_S - 120)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    clock.pass_(240)
    assert refusal(post) == "sign_in.clock_set_back"


def test_an_exchange_takes_back_a_time_that_was_a_year_ahead(post, worker, clock):
    exchanged(post, clock)
    clock.at += timedelta(days=365)
    assert refusal(post) == "sign_in.lease_ended"
    clock.at -= timedelta(days=365)
    assert refusal(post) == "sign_in.clock_set_back"
    exchanged(post, clock)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    clock.pass_(7 * DAY_S + 60)
    assert refusal(post) == "sign_in.lease_ended"


def test_a_clock_that_is_put_right_by_some_minutes_locks_nobody_out(post, worker, clock):
    exchanged(post, clock)
    clock.pass_(DAY_S)
    clock.at -= timedelta(minutes=3)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)


@pytest.mark.parametrize(
    ("admission", "key"),
    [
        (Admission.WITHDRAWN, "sign_in.post_withdrawn"),
        (Admission.SUSPENDED, "sign_in.structure_suspended"),
        (Admission.ENDED, "sign_in.structure_ended"),
    ],
)
def test_a_post_without_rights_says_why_and_how_much_is_kept_and_persons_go_on_reading(
    post, worker, clock, admission, key
):
    opened = worker.open_safe(new_safe())
    waiting = post.vault.counts().waiting + post.device_store.counts().waiting
    assert waiting
    exchanged(post, clock, admission)
    with pytest.raises(Refused) as refused:
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert refused.value.message_key == key
    assert refused.value.context == {"count": waiting}
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.read(person.papers()[0].item).pdf
    exchanged(post, clock)
    assert entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)


def test_while_the_vault_is_closed_the_last_known_count_is_told(post, worker, clock):
    exchanged(post, clock, Admission.WITHDRAWN)
    with post.device_store.transaction() as tx:
        tx.set_persons_unsent(4)
    post.vault.close()
    post.vault = None
    with pytest.raises(Refused) as refused:
        entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)
    assert refused.value.context == {"count": 4 + post.device_store.counts().waiting}


def test_a_desk_that_was_open_is_not_unlocked_once_its_post_lost_its_rights(post, worker, clock):
    exchanged(post, clock)
    worker.check_password(PRO_PASSWORD)
    exchanged(post, clock, Admission.WITHDRAWN)
    with pytest.raises(Refused, match="post_withdrawn"):
        worker.check_password(PRO_PASSWORD)


def test_a_desk_is_unlocked_after_its_lease_lapsed_so_that_work_begun_is_finished(
    post, worker, clock
):
    exchanged(post, clock)
    clock.pass_(8 * DAY_S)
    worker.check_password(PRO_PASSWORD)


def test_who_was_removed_meanwhile_does_not_unlock_the_desk(post, worker, structure, clock):
    exchanged(post, clock)
    nadia = structure.pros[0]
    member = next(each for each in nadia.statements if each.type == "member")
    removed = make(
        "member",
        {k: v for k, v in member.body.items() if k not in {"v", "type", "by", "at"}}
        | {"state": "removed", "n": member.number("n") + 1},
        signers=[structure.registrar],
        at=post.now_s(),
    )
    with post.device_store.transaction() as tx:
        tx.put_statement(removed, queue=False)
    with pytest.raises(Refused, match="not_a_member"):
        worker.check_password(PRO_PASSWORD)
