"""What a session refuses before the first sign-in is complete (ROL-07)."""

from __future__ import annotations

import inspect

import pytest

from kiosk.errors import Refused
from kiosk.flows.api import WorkerSession
from tests.fakes.world import PRO_PASSWORD, entrance, new_safe

OWN_PASSWORD = "vélo-Rouge7-matin"
BEFORE_A_PASSWORD = {"profile", "change_password", "check_password", "sync_status", "close"}
"""The session's own words and its end; the sending line, which counts and names nobody."""


def acts(session: type) -> set[str]:
    """Return every name a screen may ask of a session."""
    return {name for name in vars(session) if not name.startswith("_")}


def call(session: object, act: str) -> object:
    """Do an act with nothing for each thing that it asks for."""
    done = getattr(session, act)
    asked = inspect.signature(done).parameters.values()
    return done(*[None for each in asked if each.default is each.empty])


@pytest.fixture
def first(structure, tmp_path, clock):
    structure.hire("chef.a-4cde", "Chef A.", role="manager", once=True)
    post = structure.post(tmp_path / "first", clock)
    return entrance(post).worker_sign_in("chef.a-4cde", PRO_PASSWORD)


@pytest.mark.parametrize("act", sorted(acts(WorkerSession) - BEFORE_A_PASSWORD))
def test_nothing_is_done_with_a_first_password_but_to_replace_it(first, act):
    with pytest.raises(Refused, match=r"sign_in\.password_of_another"):
        call(first, act)


def test_a_desk_locks_and_unlocks_with_a_first_password_too(first):
    first.check_password(PRO_PASSWORD)
    with pytest.raises(Refused, match="wrong_password"):
        first.check_password("not it")
    assert first.sync_status().to_check == 0


def test_a_replaced_password_opens_the_space(first):
    first.change_password(PRO_PASSWORD, OWN_PASSWORD)
    first.accept_terms("2026-11", bytes(32))
    assert first.open_safe(new_safe()).login
    assert first.home().people_count == 1
