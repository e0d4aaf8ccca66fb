"""Who is known is not told by how much work an answer takes: work is counted, not timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.protocol.messages import PresentRequest, SessionRequest
from sync.server import doors
from sync.server.central import CentralServer
from sync.server.custody import local
from sync.server.no import No
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase, SqliteRows
from tests.fakes.actors import RNG, Person, Post, Relay
from tests.fakes.central import bring, central_server, enrolled, sender

EACH = 20
FEW = 40
"""Instructions of the engine by which reading a row that is there differs from none."""


class Work:
    """Counts queries, the engine's instructions and password hashes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        for name in ("one", "all", "run"):
            monkeypatch.setattr(SqliteRows, name, self._counted(getattr(SqliteRows, name)))
        check = local.custody_check

        def hashed(*values: object) -> bool:
            self.done["hashes"] += 1
            return check(*values)  # type: ignore[arg-type]

        monkeypatch.setattr(local, "custody_check", hashed)
        verify = doors.verify_signature

        def verified(*values: object) -> None:
            self.done["signatures"] += 1
            verify(*values)  # type: ignore[arg-type]

        monkeypatch.setattr(doors, "verify_signature", verified)

    def of(self, act: Callable[[], object]) -> dict[str, int]:
        self.done.clear()
        try:
            act()
        except No as no:
            self.done[f"said {no.code.value}"] += 1
        return dict(self.done)

    def _counted(self, method: Callable[..., object]) -> Callable[..., object]:
        def counted(rows: SqliteRows, *values: object) -> object:
            # What an entry of the journal costs depends on the tree's size, and on nobody.
            self.done["journal" if "journal_" in str(values[0]) else "queries"] += 1

            def step() -> int:
                self.done["instructions"] += 1
                return 0

            rows.connection.set_progress_handler(step, 1)
            try:
                return method(rows, *values)
            finally:
                rows.connection.set_progress_handler(None, 0)

        return counted


@pytest.fixture
def central(tmp_path: Path) -> CentralServer:
    return central_server(SqliteDatabase(tmp_path / "r.db", MIGRATIONS / "sqlite"), tmp_path)


@pytest.fixture
def post(central: CentralServer) -> Post:
    return enrolled(central, Relay.alone())


@pytest.fixture
def people(central: CentralServer, post: Post) -> list[Person]:
    claire = post.relay.pro()
    enrolled(central, post.relay)
    found = [Person.new() for _ in range(EACH)]
    for person in found:
        made = person.open_at(post, claire, custody_x=central.hello().custody)
        bring(central, post, *(each.wire for each in made))
    central.serve_custody()
    return found


def strangers() -> list[str]:
    return [f"nobody.{RNG.bytes(2).hex()}-2222" for _ in range(EACH)]


def alike(known: list[dict[str, int]], unknown: list[dict[str, int]]) -> None:
    """Same queries, hashes and answers for all; instructions as good as the same on average."""
    whole = [{k: v for k, v in each.items() if k != "instructions"} for each in known + unknown]
    assert all(each == whole[0] for each in whole)
    means = [sum(each["instructions"] for each in group) / EACH for group in (known, unknown)]
    assert abs(means[0] - means[1]) < FEW, means


def test_values_of_an_account_cost_the_same_for_a_login_nobody_has(
    central: CentralServer, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    known = [work.of(lambda p=p: central.account(p.login)) for p in people]  # type: ignore[misc]
    alike(known, [work.of(lambda s=s: central.account(s)) for s in strangers()])  # type: ignore[misc]
    assert known[0]["queries"] == 2


def test_a_wrong_password_costs_one_hash_whoever_is_named(
    central: CentralServer, post: Post, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)

    def tried(login: str) -> dict[str, int]:
        request = PresentRequest(login, bytes(32))
        return work.of(lambda: central.present(sender(post), request))

    known = [tried(person.login) for person in people]
    unknown = [tried(login) for login in strangers()]
    assert {each["hashes"] for each in known + unknown} == {1}
    assert {each["said bad_proof"] for each in known + unknown} == {1}
    assert all(each["journal"] for each in known + unknown)
    # One row more is read in custody's own tables, beside a hash of some 100 ms.
    assert {each["queries"] for each in known} == {each["queries"] + 1 for each in unknown}


def test_a_device_nobody_knows_is_refused_by_as_little_work_as_a_wrong_signature(
    central: CentralServer, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    asked = {}
    for name, device in (("known", post.id), ("unknown", RNG.bytes(16))):
        request = SessionRequest(device, central.challenge(device), bytes(64))
        asked[name] = work.of(lambda r=request: central.enter(r))  # type: ignore[misc]
    assert asked["known"]["signatures"] == asked["unknown"]["signatures"] == 1
    assert asked["known"]["queries"] == asked["unknown"]["queries"]
    assert asked["known"]["said bad_proof"] == asked["unknown"]["said bad_proof"] == 1
