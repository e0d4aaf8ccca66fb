"""The wire of PROTOCOL.md, spoken to a real server over HTTPS."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kiosk.crypto.certificates import fingerprint
from kiosk.crypto.encoding import enc, parse_canon
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import make, parse, verify_receipt
from sync.protocol.frames import (
    WholePart,
    decode_page,
    each_content,
    encode_parts,
    encode_statements,
)
from sync.protocol.messages import (
    Account,
    Failure,
    PartAnswers,
    PartFate,
    Presence,
    PresentRequest,
    StructureState,
)
from sync.server.operator_line import OperatorLine
from tests.fakes.actors import (
    CLOCK,
    RNG,
    Person,
    Post,
    Pro,
    Relay,
    new_part,
    now,
    part_line,
)
from tests.fakes.server_process import Line, ServerProcess, server_process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("https") / "central") as running:
        yield running


@pytest.fixture(scope="module")
def relay(server: ServerProcess) -> Relay:
    return server.relay()


@pytest.fixture(scope="module")
def claire(server: ServerProcess, relay: Relay) -> Pro:
    pro = relay.pro()
    server.send()
    return pro


@pytest.fixture
def entered(server: ServerProcess, relay: Relay, claire: Pro) -> Iterator[tuple[Post, Line]]:
    del claire
    post, line = server.enrolled(relay)
    yield post, line
    line.close()


@pytest.fixture
def stranger(server: ServerProcess) -> Iterator[Line]:
    line = server.line()
    yield line
    line.close()


def opened(server: ServerProcess, line: Line, post: Post, pro: Pro) -> Person:
    person = Person.new()
    made = person.open_at(post, pro, custody_x=line.hello().custody)
    assert {a.status for a in line.push([each.wire for each in made])} == {"stored"}
    return person


def test_hello_says_who_the_server_is_whatever_version_is_spoken(
    server: ServerProcess, stranger: Line
) -> None:
    stranger.headers = {}
    hello = stranger.hello()
    assert hello.protocol == (1,)
    assert abs(hello.time - now()) < 5
    assert (
        json.loads((server.data / "keys" / "server.json").read_text())["id"] == hello.server.hex()
    )


def test_another_version_is_told_which_ones_are_spoken(stranger: Line) -> None:
    for headers in ({}, {"X-Protocol": "2"}, {"X-Protocol": "01"}):
        stranger.headers = headers
        told = stranger.ask("GET", "/v1/changes")
        assert told.status == 426
        assert Failure.parse(told.body).protocol == (1,)


def test_a_new_post_gets_its_structures_world_and_a_session_with_a_lease(
    server: ServerProcess, relay: Relay, claire: Pro
) -> None:
    post = relay.post()
    server.send()
    line = server.line()
    world = [parse(wire) for wire in line.world(post)]
    kinds = [each.type for each in world]
    assert {"charter", "skey", "member", "mkey", "cred", "ticket", "device"} <= set(kinds)
    assert kinds[0] == "charter"
    assert claire.identity.id in {each.id("pro") for each in world if each.type == "member"}
    grant = line.enter(post)
    assert grant.structure_state is StructureState.ACTIVE
    assert grant.lease_until - now() == pytest.approx(7 * 86400, abs=10)
    assert grant.sequence > 0
    line.close()


def test_a_ticket_serves_once_but_a_cut_answer_is_given_again(
    server: ServerProcess, relay: Relay, stranger: Line
) -> None:
    post = relay.post()
    server.send()
    assert stranger.world(post) == stranger.world(post)
    thief = relay.device(post.holder, Identity.new(RNG))
    told = stranger.ask("POST", "/v1/enrol", encode_statements([thief.wire]))
    assert (told.status, told.code) == (409, "ticket_used")
    unknown = relay.post()  # its ticket was never sent
    told = stranger.ask("POST", "/v1/enrol", encode_statements([unknown.enrolment.wire]))
    assert (told.status, told.code) == (404, "ticket_unknown")


def test_statements_go_in_and_come_out_at_the_other_post(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    _, other = server.enrolled(relay)
    _, cursor = other.pull()
    person = opened(server, line, post, claire)
    paper = person.paper(by=claire)
    answer = line.push([paper.wire])[0]
    verify_receipt(line.hello().ed, paper.name, answer.sequence, answer.receipt)
    wires, cursor = other.pull(cursor)
    assert paper.wire in wires
    assert other.pull(cursor) == ([], cursor)
    other.close()


def test_a_long_poll_is_answered_as_soon_as_there_is_news(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    _, other = server.enrolled(relay)
    person = opened(server, line, post, claire)
    _, cursor = other.pull()
    paper = person.paper(by=claire)
    heard: list[tuple[list[bytes], float]] = []
    begun = time.monotonic()

    def wait() -> None:
        wires, _ = other.pull(cursor, wait_s=25)
        heard.append((wires, time.monotonic() - begun))

    waiting = threading.Thread(target=wait)
    waiting.start()
    line.push([paper.wire])
    waiting.join(timeout=20)
    wires, took_s = heard[0]
    assert wires == [paper.wire]
    assert took_s < 10
    other.close()


def test_a_long_poll_ends_in_time_when_there_is_nothing(entered: tuple[Post, Line]) -> None:
    _, line = entered
    _, cursor = line.pull()
    begun = time.monotonic()
    assert line.pull(cursor, wait_s=1)[0] == []
    assert 0.9 <= time.monotonic() - begun < 5


def test_a_cursor_of_another_server_or_of_the_future_begins_again(
    entered: tuple[Post, Line],
) -> None:
    _, line = entered
    _, cursor = line.pull()
    server, life, number = cursor.split(".")
    for wrong in (
        "x",
        f"{'0' * 32}.{life}.{number}",
        f"{server}.{'0' * 16}.{number}",
        f"{server}.{number}",
        f"{server}.{life}.{int(number) + 10**6}",
        f"{server}.{life}.-1",
        f"{server}.{life}.{'9' * 400}",
    ):
        told = line.ask("GET", f"/v1/changes?after={wrong}")
        assert (told.status, told.code) == (410, "bad_cursor"), wrong


def test_a_part_comes_in_pieces_goes_on_where_it_stopped_and_is_read_in_ranges(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    person = opened(server, line, post, claire)
    id, sealed = new_part(300_000)
    sha = hashlib.sha256(sealed).hexdigest()
    path = f"/v1/parts/{id.hex()}"
    assert line.ask("HEAD", path).status == 404
    told = line.upload(id, sealed, sha256=sha, piece=sealed[:100_000])
    assert (told.status, told.headers["upload-offset"]) == (204, "100000")
    told = line.upload(id, sealed, sha256=sha, offset=50_000, piece=sealed[50_000:60_000])
    assert (told.status, told.code, told.headers["upload-offset"]) == (
        409,
        "wrong_offset",
        "100000",
    )
    head = line.ask("HEAD", path)
    assert (head.headers["upload-offset"], head.headers["upload-length"]) == ("100000", "300000")
    told = line.upload(id, sealed, sha256=sha, offset=100_000, piece=sealed[100_000:])
    assert (told.status, told.headers["upload-offset"]) == (204, "300000")
    assert line.upload(id, sealed, sha256=sha).headers["upload-offset"] == "300000"
    assert line.ask("GET", path).body == sealed
    assert line.push([person.paper(by=claire, parts=[part_line(id, sealed)]).wire])[0].sequence
    _, other = server.enrolled(relay)
    assert other.ask("GET", path).body == sealed
    told = other.ask("GET", path, headers={"Range": "bytes=299000-"})
    assert (told.status, told.body) == (206, sealed[299_000:])
    assert told.headers["content-range"] == "bytes 299000-299999/300000"
    assert other.ask("GET", path, headers={"Range": "bytes=10-19"}).body == sealed[10:20]
    assert other.ask("GET", path, headers={"Range": "bytes=300000-"}).status == 416
    other.close()


def test_a_part_that_is_not_what_was_announced_is_thrown_away(entered: tuple[Post, Line]) -> None:
    _, line = entered
    id, sealed = new_part()
    told = line.upload(id, sealed, sha256=hashlib.sha256(b"else").hexdigest())
    assert (told.status, told.code) == (422, "hash_mismatch")
    assert line.ask("HEAD", f"/v1/parts/{id.hex()}").status == 404
    assert line.ask("GET", f"/v1/parts/{id.hex()}").status == 404


def whole(size: int = 3000) -> WholePart:
    id, sealed = new_part(size)
    return WholePart(id, hashlib.sha256(sealed).digest(), sealed)


def fates(line: Line, *wholes: WholePart) -> list[PartFate]:
    told = line.ask("POST", "/v1/parts", encode_parts(wholes))
    assert told.status == 200
    answers = PartAnswers.parse(told.body).answers
    assert [each.part for each in answers] == [each.part for each in wholes]
    return [each.fate for each in answers]


def contents(line: Line, *parts: bytes) -> list[bytes]:
    told = line.ask("GET", "/v1/parts?ids=" + ",".join(part.hex() for part in parts))
    assert told.status == 200
    return list(each_content([told.body], len(parts)))


def test_parts_come_and_go_in_bundles_and_each_stands_by_itself(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    person = opened(server, line, post, claire)
    good, bent, late = whole(200_000), whole(), whole()
    lying = WholePart(bent.part, late.sha256, bent.content)
    assert fates(line, good, lying) == [PartFate.STORED, PartFate.HASH_MISMATCH]
    assert fates(line, good, bent, late) == [PartFate.STORED] * 3
    other = WholePart(good.part, late.sha256, late.content)
    assert fates(line, other, late) == [PartFate.NOT_ALLOWED, PartFate.STORED]
    lines = [part_line(each.part, each.content) for each in (good, bent)]
    assert line.push([person.paper(by=claire, parts=lines).wire])[0].sequence
    _, beside = server.enrolled(relay)
    assert contents(beside, good.part, late.part, bent.part) == [good.content, b"", bent.content]
    _, stranger = server.enrolled(server.relay())
    assert contents(stranger, good.part, bytes(16)) == [b"", b""]
    assert fates(stranger, good, whole()) == [PartFate.NOT_ALLOWED, PartFate.STORED]
    for each in (beside, stranger):
        each.close()


def test_a_bundle_is_bounded_up_and_down(entered: tuple[Post, Line]) -> None:
    _, line = entered
    small = whole(10)
    for nonsense in (
        b"",
        encode_parts([small])[:-1],
        encode_parts([small, small]),
        encode_parts([WholePart(small.part, small.sha256, b"")]),
        encode_parts([WholePart(b"short", small.sha256, b"x")]),
        encode_parts([whole(1) for _ in range(65)]),
    ):
        told = line.ask("POST", "/v1/parts", nonsense)
        assert (told.status, told.code) == (400, "malformed")
    with contextlib.suppress(OSError):  # cut off before it had sent everything: as good
        told = line.ask("POST", "/v1/parts", encode_parts([whole(4 * 1024 * 1024 + 8192)]))
        assert (told.status, told.code) == (413, "too_large")
    line.close()
    half = [whole(3 * 1024 * 1024) for _ in range(2)]
    assert [fates(line, each) for each in half] == [[PartFate.STORED]] * 2
    for asked, status in (
        ("", 400),
        ("ab", 400),
        ("AB" * 16, 400),
        (",".join(["00" * 16] * 65), 400),
        (",".join(each.part.hex() for each in half), 413),
    ):
        assert line.ask("GET", f"/v1/parts?ids={asked}").status == status, asked[:40]
    assert contents(line, half[0].part) == [half[0].content]


def test_a_person_signs_in_elsewhere_and_ten_wrong_tries_lock_whoever_is_named(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    person = opened(server, line, post, claire)
    far = server.relay()
    _, away = server.enrolled(far)
    account = Account.parse(away.ask("GET", f"/v1/account/{person.login}").body)
    assert account.id == person.id
    credential = next(
        st
        for st in map(parse, line.pull()[0])
        if st.type == "cred" and st.body["id"] == person.id.hex()
    )
    auth = person.auth(credential)
    told = away.ask("POST", "/v1/present", PresentRequest(person.login, auth).encode())
    assert Presence.parse(told.body).person == person.id
    assert person.id.hex() in {
        st.body.get("person") for st in map(parse, away.pull()[0]) if st.type == "identity"
    }
    locks = {}
    for login in (person.login, "nobody.x-2222"):
        wrong = PresentRequest(login, bytes(32)).encode()
        statuses = [away.ask("POST", "/v1/present", wrong).status for _ in range(11)]
        assert statuses == [401] * 10 + [423]
        told = away.ask("POST", "/v1/present", PresentRequest(login, auth).encode())
        locks[login] = (told.status, told.code, Failure.parse(told.body).seconds)
    (known, unknown) = locks.values()
    assert known[:2] == unknown[:2] == (423, "locked")
    assert 100 < known[2] <= 120
    assert 100 < unknown[2] <= 120
    away.close()


def test_an_unknown_login_has_made_up_values_that_never_change(
    entered: tuple[Post, Line],
) -> None:
    _, line = entered
    first = line.ask("GET", "/v1/account/nobody.z-7777")
    assert first.status == 200
    assert line.ask("GET", "/v1/account/nobody.z-7777").body == first.body
    other = Account.parse(line.ask("GET", "/v1/account/nobody.z-7776").body)
    made_up = Account.parse(first.body)
    assert made_up.id != other.id
    assert (made_up.m, made_up.t, made_up.p, made_up.ver) == (65536, 3, 4, 1)


def test_a_removed_post_is_told_so_and_a_suspended_structure_keeps_no_lease(
    server: ServerProcess,
) -> None:
    relay = server.relay()
    post, line = server.enrolled(relay)
    operator = OperatorLine(server.authority.line)
    operator.set_structure_state(relay.id, "suspended")
    grant = line.enter(post)
    assert grant.structure_state is StructureState.SUSPENDED
    assert grant.lease_until <= now()
    assert line.ask("GET", "/v1/changes").status == 200
    operator.set_structure_state(relay.id, "ended")
    assert line.enter(post).structure_state is StructureState.ENDED
    told = line.ask("GET", "/v1/changes")
    assert (told.status, told.code) == (403, "structure_ended")
    operator.set_structure_state(relay.id, "active")
    devices = next(
        s["devices"] for s in operator.overview()["structures"] if s["structure"] == relay.id.hex()
    )
    server.authority.remove_device(relay.structure, devices[0], clock=CLOCK)
    server.send()
    told = line.ask("GET", "/v1/changes")
    assert (told.status, told.code) == (401, "not_signed_in")
    request = line.session_request(post, line.challenge(post.id))
    told = line.ask("POST", "/v1/session", request)
    assert (told.status, told.code) == (403, "device_removed")
    line.close()


def test_maintenance_is_announced_and_while_it_lasts_said_with_when_to_come_back(
    server: ServerProcess, entered: tuple[Post, Line]
) -> None:
    _, line = entered
    path = server.data / "announcements.json"
    window = {"kind": "maintenance", "starts_at": now() + 86400, "ends_at": now() + 90000}
    path.write_text(json.dumps([window | {"text": "Mise à jour"}]), encoding="utf-8")
    assert [a.text for a in line.hello().announcements] == ["Mise à jour"]
    assert line.ask("GET", "/v1/changes").status == 200
    window = {"kind": "maintenance", "starts_at": now() - 5, "ends_at": now() + 600}
    path.write_text(json.dumps([window | {"text": "En cours !"}]), encoding="utf-8")
    told = line.ask("GET", "/v1/changes")
    assert (told.status, told.code) == (503, "maintenance")
    assert 500 < int(told.headers["retry-after"]) <= 600
    assert line.ask("GET", "/healthz").status == 200
    path.unlink()
    assert line.ask("GET", "/v1/changes").status == 200


def test_health_and_readiness_answer_without_a_token(stranger: Line) -> None:
    stranger.headers = {}
    assert stranger.ask("GET", "/healthz").status == 200
    assert stranger.ask("GET", "/readyz").status == 200


def test_every_answer_is_for_https_alone_and_kept_by_no_cache(stranger: Line) -> None:
    for path in ("/v1/hello", "/nowhere", "/v1/changes"):
        told = stranger.ask("GET", path)
        assert told.headers["strict-transport-security"].startswith("max-age=")
        assert told.headers["cache-control"] == "no-store"
        assert "server" not in told.headers
    assert stranger.ask("GET", "/nowhere").code == "not_found"
    assert stranger.ask("DELETE", "/v1/hello").status == 405


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("version", "suites", "expected"),
    [
        (ssl.TLSVersion.TLSv1_3, None, "TLSv1.3"),
        (ssl.TLSVersion.TLSv1_2, None, "TLSv1.2"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-ECDSA-AES128-SHA", None),
        (ssl.TLSVersion.TLSv1_2, "AES256-GCM-SHA384", None),
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0", None),
    ],
)
def test_tls_is_1_3_or_1_2_with_ephemeral_authenticated_suites(
    server: ServerProcess, version: ssl.TLSVersion, suites: str | None, expected: str | None
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if suites:
        context.set_ciphers(suites)
    if version is ssl.TLSVersion.TLSv1_1:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = version
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain:
        if expected is None:
            with pytest.raises(ssl.SSLError):
                context.wrap_socket(plain)
            return
        with context.wrap_socket(plain) as secured:
            assert secured.version() == expected
            shown = secured.getpeercert(binary_form=True)
            assert shown is not None
            assert fingerprint(shown) == server.certificate_sha256


def test_two_statements_frames_of_hostile_lengths_are_malformed(
    entered: tuple[Post, Line],
) -> None:
    _, line = entered
    for body in (b"\xff\xff\xff\xff", enc(b"a")[:-1] + b"", enc(b"") * 3, enc(b"x") * 501):
        told = line.ask("POST", "/v1/statements", body)
        assert (told.status, told.code) == (400, "malformed"), body[:20]


def test_logs_hold_ids_and_counts_and_no_login_or_token(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    person = opened(server, line, post, claire)
    line.ask("GET", f"/v1/account/{person.login}")
    log = server.log
    lines = [json.loads(each) for each in log.splitlines()]
    assert any(each.get("device") == post.id.hex() for each in lines)
    assert "/v1/account/{login}" in {each.get("route") for each in lines}
    for secret in (person.login, claire.login, line.token, server.authority.line.token):
        assert secret not in log
    assert not [each for each in lines if each["level"] in {"error", "warning"}], log


def test_a_statement_of_a_newer_type_is_refused_by_name(entered: tuple[Post, Line]) -> None:
    post, line = entered
    log = make(
        "log",
        {"device": post.id.hex(), "chain": "device", "seq": 0, "h": bytes(32).hex(), "entries": []},
        signers=[post.identity],
        at=now(),
    )
    newer = enc(log.raw.replace(b'"type":"log"', b'"type":"gol"'), log.sigs[0], b"")
    answer = line.push([newer, log.wire])
    assert [a.code or a.status for a in answer] == ["unreadable", "stored"]
    assert parse_canon(log.raw)["type"] == "log"


def test_the_page_of_a_first_pull_is_closed_by_size(
    server: ServerProcess, relay: Relay, claire: Pro, entered: tuple[Post, Line]
) -> None:
    post, line = entered
    person = opened(server, line, post, claire)
    for _ in range(3):
        big = [person.paper(by=claire, title="x" * 180_000).wire for _ in range(3)]
        assert {a.status for a in line.push(big)} == {"stored"}
    told = line.ask("GET", "/v1/changes?limit=500")
    page = decode_page(told.body)
    assert page.head.more
    wires, _ = line.pull()
    assert sum(parse(w).type == "item" and len(w) > 180_000 for w in wires) == 9
