"""A structure with a worker, and posts of it on real databases."""

from __future__ import annotations

import pytest

from tests.fakes.world import PRO_PASSWORD, FakeClock, Structure, entrance, new_root


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def root():
    return new_root()


@pytest.fixture
def structure(root):
    made = Structure("Relais du Port", root)
    made.hire("nadia.k-2abc", "Nadia K.")
    return made


@pytest.fixture
def post(structure, tmp_path, clock):
    return structure.post(tmp_path / "post", clock)


@pytest.fixture
def worker(post):
    return entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
