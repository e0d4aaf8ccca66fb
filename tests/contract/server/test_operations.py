"""What an operator sees of a real server: health, readiness, numbers, and how it stops."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kiosk.crypto.encoding import parse_canon
from sync.protocol.frames import encode_statements
from tests.fakes.actors import Person, Post, Pro, Relay, new_part, part_line
from tests.fakes.server_process import Line, ServerProcess, server_process


@dataclass
class Site:
    """A server with one structure, one worker and one post."""

    server: ServerProcess
    relay: Relay
    claire: Pro
    post: Post
    line: Line
    operator: Line


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with server_process(tmp_path_factory.mktemp("operations") / "central") as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        operator = server.line()
        operator.token = server.authority.line.token
        yield Site(server, relay, claire, post, line, operator)


def numbers(site: Site) -> dict[str, float]:
    told = site.operator.ask("GET", "/metrics", headers={"X-Protocol": ""})
    assert told.status == 200
    assert told.headers["content-type"].startswith("text/plain; version=")
    return {
        sample.name + "".join(f"{{{v}}}" for _, v in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(told.body.decode())
        for sample in family.samples
    }


def test_the_numbers_count_what_happened_by_route_verdict_and_code(site: Site) -> None:
    person = Person.new()
    made = person.open_at(site.post, site.claire, custody_x=site.line.hello().custody)
    part, sealed = new_part()
    paper = person.paper(by=site.claire, parts=[part_line(part, sealed)])
    site.line.push([each.wire for each in [*made, paper]])
    site.line.push([made[0].wire, b"not a statement"])
    assert site.line.ask("GET", "/v1/parts/xyz").status == 400
    found = numbers(site)
    assert found["reconnect_requests_total{POST}{/v1/statements}{200}"] == 2
    assert found["reconnect_request_seconds_count{/v1/statements}"] == 2
    assert found["reconnect_request_body_bytes_count{/v1/statements}"] == 2
    assert found["reconnect_statements_total{known}"] == 1
    assert found["reconnect_statement_refusals_total{unreadable}"] == 1
    assert found["reconnect_request_refusals_total{malformed}"] == 1
    assert found["reconnect_queue_depth{parts_awaited}"] == 1
    assert found["reconnect_queue_up{parts_coming}"] == 1
    assert found["process_resident_memory_bytes"] > 0


def test_the_numbers_are_the_operators_alone_and_name_nobody(site: Site) -> None:
    person = Person.new()
    made = person.open_at(site.post, site.claire, custody_x=site.line.hello().custody)
    site.line.push([each.wire for each in made])
    site.line.ask("GET", f"/v1/account/{person.login}")
    site.line.ask("GET", f"/{person.login}/{person.id.hex()}")
    site.line.ask("X" * 12, "/v1/hello")
    for line in (site.line, site.server.line()):
        assert line.ask("GET", "/metrics").status == 401
    told = site.operator.ask("GET", "/metrics").body.decode()
    secrets = (person.login, site.line.token, site.relay.id.hex(), site.post.id.hex(), "127.0.0.1")
    for secret in (*secrets, person.id.hex(), "XXXX"):
        assert secret not in told
    assert not re.search(r"[0-9a-f]{32}", told)


def test_a_server_without_its_parts_is_alive_and_says_what_is_not_ready(site: Site) -> None:
    told = site.server.line().ask("GET", "/readyz")
    checks = {"custody": True, "database": True, "keys": True, "parts": True}
    assert (told.status, parse_canon(told.body)) == (200, {"ok": True, "checks": checks})
    shutil.rmtree(site.server.data / "parts")
    (site.server.data / "parts").write_text("not a folder")
    told = site.server.line().ask("GET", "/readyz")
    assert told.status == 503
    assert parse_canon(told.body) == {"ok": False, "checks": checks | {"parts": False}}
    assert site.server.line().ask("GET", "/healthz").status == 200


def test_a_server_asked_to_stop_ends_what_is_under_way_and_says_so(site: Site) -> None:
    """A batch and a long poll under way: the first is stored whole, the second ends at once."""
    person = Person.new()
    made = person.open_at(site.post, site.claire, custody_x=site.line.hello().custody)
    site.line.push([each.wire for each in made])
    papers = [person.paper(by=site.claire, title=f"paper {n}") for n in range(150)]
    _, cursor = site.line.pull()
    answers: list[int] = []
    waiting = site.server.line()
    waiting.token = site.line.token
    poll = threading.Thread(target=lambda: waiting.pull(cursor, wait_s=25))
    body = encode_statements([each.wire for each in papers])
    push = threading.Thread(
        target=lambda: answers.append(site.line.ask("POST", "/v1/statements", body).status)
    )
    poll.start()
    push.start()
    time.sleep(0.05)  # the request is on its way; whether it began is the server's affair
    begun = time.monotonic()
    assert site.server.stop() == 0
    assert time.monotonic() - begun < 8
    push.join(timeout=5)
    poll.join(timeout=5)
    assert answers == [200]
    assert not poll.is_alive()
    lines = [json.loads(each) for each in site.server.log.splitlines()]
    assert lines[-1]["event"] == "stopped"
    assert not [each for each in lines if each["level"] == "error"]
    site.server.start()
    site.line.close()
    assert {a.status for a in site.line.push([papers[-1].wire])} == {"known"}


def test_headers_let_no_browser_do_anything_with_an_answer(site: Site) -> None:
    for path in ("/v1/hello", "/metrics", "/nowhere", "/readyz"):
        told = site.operator.ask("GET", path)
        assert told.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
        assert told.headers["content-security-policy"].startswith("default-src 'none'")
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["referrer-policy"] == "no-referrer"
