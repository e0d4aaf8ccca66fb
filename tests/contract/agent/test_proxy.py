"""Through a site's proxy: a tunnel, the pin at its far end, words when it says no."""

from __future__ import annotations

import pytest

from kiosk.errors import InvalidInput
from kiosk.messages import all_messages
from kiosk.settings import Settings
from kiosk.vault.locations import PostPaths
from sync.agent.https import HttpsServer
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.proxy import Proxy, proxy_of
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import PATIENCE, AgentPost
from tests.fakes.connect_proxy import connect_proxy
from tests.fakes.server_process import server_process

CREDENTIAL = "poste:un mot:de passe é"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with server_process(tmp_path_factory.mktemp("central") / "data") as running:
        yield running


@pytest.fixture
def post(server, tmp_path):
    """A post with a safe and a page that wait to be sent."""
    relay = server.relay()
    pro = relay.pro()
    server.send()
    made = AgentPost.enrolled(tmp_path / "post", server, relay)
    person = Person.new()
    page = made.write_part(200_000)
    made.keep(*person.open_at(made.actor, pro), person.paper(by=pro, parts=[part_line(*page)]))
    yield made
    made.close()


@pytest.fixture
def paths(tmp_path):
    made = PostPaths(tmp_path / "state", runtime_base=tmp_path / "run")
    made.make()
    return made


def proxy_with(paths: PostPaths, address: str, credential: str = "") -> Proxy:
    if credential:
        paths.proxy_secret.write_text(credential + "\n", encoding="utf-8")
        paths.proxy_secret.chmod(0o600)
    found = proxy_of(Settings(proxy=address), paths)
    assert found is not None
    return found


def exchange(post, server, proxy):
    pin = server.certificate_sha256
    x = post.exchange(HttpsServer(server.url, pin, PATIENCE, proxy=proxy))
    x.goes_side_by_side = True
    state = sync_once(x)
    x.close()
    return state


@pytest.mark.parametrize("credential", ["", CREDENTIAL], ids=["open to all", "asks who"])
def test_everything_arrives_through_a_proxy_that_sees_nothing(post, server, paths, credential):
    with connect_proxy(credential) as proxy:
        state = exchange(post, server, proxy_with(paths, proxy.address, credential))
    assert state == Idle()
    assert not post.vault.has_unsent()
    assert proxy.tunnelled_bytes > 200_000
    assert {head.split(" ")[0] for head in proxy.seen} == {"CONNECT"}


@pytest.mark.parametrize("credential", ["", "poste:faux"], ids=["nobody", "wrong password"])
def test_a_proxy_that_does_not_know_us_is_said_and_nothing_is_lost(post, server, paths, credential):
    with connect_proxy(CREDENTIAL) as proxy:
        state = exchange(post, server, proxy_with(paths, proxy.address, credential))
        assert isinstance(state, Waiting)
        assert state.why == "sync.proxy_who"
        assert proxy.tunnelled_bytes == 0
    assert post.vault.has_unsent()


def test_a_proxy_that_is_away_is_said(post, server, paths):
    state = exchange(post, server, proxy_with(paths, "127.0.0.1:9"))
    assert isinstance(state, Waiting)
    assert state.why == "sync.proxy_away"


def test_the_certificate_is_pinned_at_the_far_end_of_the_tunnel(post, server, paths):
    with connect_proxy() as proxy:
        line = HttpsServer(server.url, bytes(32), PATIENCE, proxy=proxy_with(paths, proxy.address))
        state = sync_once(post.exchange(line))
    assert isinstance(state, Waiting)
    assert state.why == "sync.wrong_certificate"


def test_no_variable_of_the_environment_is_a_proxy(post, server, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert exchange(post, server, None) == Idle()


@pytest.mark.parametrize(
    "address",
    ["https://proxy:3128", "proxy", "proxy:none", "http://a:b@proxy:3128", "http://proxy:3128/x"],
)
def test_a_setting_of_another_form_is_refused_in_words(paths, address):
    with pytest.raises(InvalidInput) as caught:
        proxy_of(Settings(proxy=address), paths)
    assert caught.value.message_key == "sync.proxy_setting"
    assert caught.value.message_key in all_messages()


@pytest.mark.parametrize(
    ("text", "mode"),
    [("poste:secret", 0o644), ("secret", 0o600), (":secret", 0o600), ("a:b\nc:d", 0o600)],
    ids=["others may read it", "no colon", "no name", "two lines"],
)
def test_a_secret_that_is_open_or_of_another_form_is_refused_in_words(paths, text, mode):
    paths.proxy_secret.write_text(text)
    paths.proxy_secret.chmod(mode)
    with pytest.raises(InvalidInput) as caught:
        proxy_of(Settings(proxy="proxy:3128"), paths)
    assert caught.value.message_key == "sync.proxy_secret"
    assert caught.value.message_key in all_messages()


def test_a_proxy_does_not_show_its_password(paths):
    proxy = proxy_with(paths, "[::1]:3128", "poste:secret")
    assert "secret" not in repr(proxy)
    assert proxy.url == "http://[::1]:3128"
