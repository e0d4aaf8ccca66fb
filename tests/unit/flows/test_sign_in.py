"""Signing in offline, locks, leases, the post's closed door (flows 6.3, 6.4; AUT-05, DER-08)."""

from __future__ import annotations

import pytest

from kiosk.errors import InvalidInput, Refused, Unavailable
from tests.fakes.world import PASSWORD, PRO_PASSWORD, Structure, entrance, new_safe


def wrong(post, times, login="nadia.k-2abc"):
    said = []
    for _ in range(times):
        with pytest.raises(Refused) as refused:
            entrance(post).worker_sign_in(login, "not it")
        said.append((refused.value.message_key, dict(refused.value.context)))
    return said


def test_a_wrong_password_says_how_many_tries_are_left(post):
    assert wrong(post, 2) == [
        ("sign_in.wrong_password", {"left": 9}),
        ("sign_in.wrong_password", {"left": 8}),
    ]


def test_ten_failures_lock_two_minutes_even_for_the_right_password(post, clock):
    assert wrong(post, 10)[-1] == ("sign_in.locked", {"seconds": 120})
    with pytest.raises(Refused, match="locked"):
        entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    clock.pass_(120)
    assert entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert wrong(post, 1)[0][1] == {"left": 9}


def test_the_lock_survives_a_restart_and_a_changed_calendar(post, clock):
    wrong(post, 10)
    clock.at = clock.at.replace(year=2031)
    clock.boot, clock.boottime = "boot-2", 3.0
    with pytest.raises(Refused) as refused:
        entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert refused.value.context == {"seconds": 120}


def test_an_unknown_identifier_is_told_apart_in_words(post):
    with pytest.raises(InvalidInput, match="sign_in.unknown"):
        entrance(post).worker_sign_in("nobody-aaaa", PRO_PASSWORD)


def test_a_terminal_is_closed_until_a_professional_has_signed_in(post, worker):
    login = worker.open_safe(new_safe()).login
    post.vault = None
    with pytest.raises(Unavailable, match="post_closed"):
        entrance(post).person_sign_in(login, PASSWORD)
    entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert entrance(post).person_sign_in(login, PASSWORD)


def test_worker_sign_ins_freeze_when_the_lease_has_lapsed(post, clock):
    with post.device_store.transaction() as tx:
        tx.set_lease_until(int(clock.now().timestamp()) + 3600)
        tx.set_last_exchange_at(int(clock.now().timestamp()))
    assert entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    clock.pass_(3601)
    with pytest.raises(Refused, match="lease_ended"):
        entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)


def test_somebody_of_another_structure_does_not_open_this_post(post, root, structure):
    other = Structure("Autre relais", root)
    other.hire("paul.m-3bcd", "Paul M.")
    with post.device_store.transaction() as tx:
        for statement in other.statements:
            tx.put_statement(statement, queue=False)
    with pytest.raises(Refused):
        entrance(post).worker_sign_in("paul.m-3bcd", PRO_PASSWORD)


def test_a_generated_password_must_be_changed_and_then_is(structure, tmp_path, clock):
    structure.hire("chef.a-4cde", "Chef A.", role="manager", once=True)
    post = structure.post(tmp_path / "p", clock)
    session = entrance(post).worker_sign_in("chef.a-4cde", PRO_PASSWORD)
    assert session.profile.must_change_password
    with pytest.raises(InvalidInput, match="too_weak"):
        session.change_password(PRO_PASSWORD, PRO_PASSWORD)
    assert not session.change_password(PRO_PASSWORD, "vélo-Rouge7-matin").must_change_password
    again = entrance(post).worker_sign_in("chef.a-4cde", "vélo-Rouge7-matin")
    assert not again.profile.must_change_password


def test_a_text_longer_than_any_password_is_a_wrong_password(post, worker):
    opened = worker.open_safe(new_safe())
    with pytest.raises(Refused, match="wrong_password"):
        entrance(post).person_sign_in(opened.login, "é" * 2000)
    with pytest.raises(Refused, match="wrong_password"):
        entrance(post).worker_sign_in("nadia.k-2abc", "é" * 2000)
