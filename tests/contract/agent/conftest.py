"""A real server, over HTTPS and without, and posts enrolled with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.ports import Clock
from tests.fakes.actors import Relay
from tests.fakes.agents import AgentPost
from tests.fakes.near_server import NearCentral
from tests.fakes.server_process import ServerProcess, server_process


@pytest.fixture(scope="session", params=["https", "near"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServerProcess | NearCentral]:
    folder = tmp_path_factory.mktemp("central")
    if request.param == "near":
        near = NearCentral(folder)
        yield near
        near.close()
        return
    # One server for all these tests: it would take their posts for one address that floods.
    with server_process(folder / "data", "--boundless") as running:
        yield running


@pytest.fixture
def relay(server: ServerProcess | NearCentral) -> Relay:
    return server.relay()


@pytest.fixture
def new_post(
    server: ServerProcess | NearCentral, relay: Relay, tmp_path: Path
) -> Iterator[Callable[..., AgentPost]]:
    """Enrol posts; they are closed when the test ends."""
    made: list[AgentPost] = []

    def enrolled(of: Relay | None = None, clock: Clock | None = None) -> AgentPost:
        made.append(AgentPost.enrolled(tmp_path / f"post{len(made)}", server, of or relay, clock))
        return made[-1]

    yield enrolled
    for post in made:
        post.close()
