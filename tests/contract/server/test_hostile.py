"""What a hostile client tries on a real server: each attack by name, and none gets in."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from kiosk.crypto.encoding import Z, b64, canon, enc
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make, parse
from sync.protocol.frames import encode_statements
from sync.protocol.limits import CHUNK_MAX_BYTES, FRAME_MAX_BYTES
from sync.protocol.messages import Answers, SessionRequest
from sync.protocol.proofs import AUTH_TYPE, auth_body
from tests.fakes.actors import (
    CLOCK,
    RNG,
    Person,
    Post,
    Pro,
    Relay,
    affiliation,
    new_part,
    now,
    part_line,
)
from tests.fakes.server_process import Line, ServerProcess, Told, server_process


@dataclass
class Victims:
    """A relay at work, and a person with one shared and one private paper."""

    server: ServerProcess
    relay: Relay
    claire: Pro
    post: Post
    line: Line
    person: Person
    shared: Statement
    part: bytes
    sealed: bytes


@dataclass
class Attacker:
    """A true member of another true structure, with an enrolled post: the strongest stranger."""

    relay: Relay
    pro: Pro
    post: Post
    line: Line

    def push(self, *statements: Statement) -> list[str]:
        return [a.code or a.status.value for a in self.line.push([s.wire for s in statements])]


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victims]:
    with server_process(tmp_path_factory.mktemp("hostile") / "central") as server:
        relay = server.relay()
        claire = relay.pro()
        post, line = server.enrolled(relay)
        person = Person.new()
        made = person.open_at(post, claire, custody_x=line.hello().custody)
        part, sealed = new_part(5000)
        line.upload(part, sealed, sha256=hashlib.sha256(sealed).hexdigest())
        shared = person.paper(by=claire, parts=[part_line(part, sealed)])
        answers = line.push([each.wire for each in [*made, shared, person.paper(space="prv")]])
        assert {a.status for a in answers} == {"stored"}
        yield Victims(server, relay, claire, post, line, person, shared, part, sealed)
        line.close()


@pytest.fixture(scope="module")
def attacker(victims: Victims) -> Iterator[Attacker]:
    relay = victims.server.relay()
    pro = relay.pro("Mallory Martin")
    post, line = victims.server.enrolled(relay)
    yield Attacker(relay, pro, post, line)
    line.close()


@pytest.fixture(autouse=True)
def nothing_got_in(victims: Victims) -> Iterator[None]:
    """Whatever was tried, the victims' post hears of nothing but posts of its own structure."""
    _, cursor = victims.line.pull()
    yield
    heard = {parse(wire).type for wire in victims.line.pull(cursor)[0]}
    assert heard <= {"ticket", "device"}


def test_another_devices_token_is_no_token(victims: Victims, attacker: Attacker) -> None:
    stolen = victims.server.line()
    for token in ("", "x", attacker.line.token[:-1], attacker.line.token + "A", "é" * 10):
        with contextlib.suppress(UnicodeEncodeError):
            told = stolen.ask("GET", "/v1/changes", headers={"Authorization": f"Bearer {token}"})
            assert (told.status, told.code) == (401, "not_signed_in")
    told = stolen.ask(
        "GET", "/v1/changes", headers={"Authorization": f"Basic {victims.line.token}"}
    )
    assert told.status == 401
    stolen.close()


def test_a_challenge_answered_by_another_device_opens_nothing(
    victims: Victims, attacker: Attacker
) -> None:
    line = victims.server.line()
    challenge = line.challenge(victims.post.id)
    body = auth_body(victims.post.id, challenge, victims.server.certificate_sha256)
    forged = SessionRequest(
        victims.post.id, challenge, attacker.post.identity.sign(AUTH_TYPE, body)
    )
    told = line.ask("POST", "/v1/session", forged.encode())
    assert (told.status, told.code) == (401, "bad_proof")
    line.close()


def test_a_challenge_serves_once(victims: Victims, attacker: Attacker) -> None:
    line = victims.server.line()
    request = line.session_request(attacker.post, line.challenge(attacker.post.id))
    assert line.ask("POST", "/v1/session", request).status == 200
    told = line.ask("POST", "/v1/session", request)
    assert (told.status, told.code) == (401, "bad_proof")
    line.close()


def test_a_challenge_made_for_another_device_or_by_nobody_is_worth_nothing(
    victims: Victims, attacker: Attacker
) -> None:
    line = victims.server.line()
    for challenge in (line.challenge(victims.post.id), RNG.bytes(32), bytes(32)):
        told = line.ask("POST", "/v1/session", line.session_request(attacker.post, challenge))
        assert (told.status, told.code) == (401, "bad_proof")
    line.close()


def test_a_signature_gathered_behind_another_certificate_is_worth_nothing(
    victims: Victims, attacker: Attacker
) -> None:
    line = victims.server.line()
    challenge = line.challenge(attacker.post.id)
    body = auth_body(attacker.post.id, challenge, RNG.bytes(32))
    request = SessionRequest(
        attacker.post.id, challenge, attacker.post.identity.sign(AUTH_TYPE, body)
    )
    assert line.ask("POST", "/v1/session", request.encode()).status == 401
    line.close()


def test_an_unknown_device_is_answered_like_a_known_one(victims: Victims) -> None:
    line = victims.server.line()
    unknown = Relay.alone().post()
    assert len(line.challenge(unknown.id)) == 32
    told = line.ask(
        "POST", "/v1/session", line.session_request(unknown, line.challenge(unknown.id))
    )
    known_but_wrong = SessionRequest(victims.post.id, line.challenge(victims.post.id), bytes(64))
    other = line.ask("POST", "/v1/session", known_but_wrong.encode())
    assert (told.status, told.body) == (other.status, other.body)
    line.close()


def test_an_unsigned_or_resigned_statement_is_refused(victims: Victims, attacker: Attacker) -> None:
    paper = victims.person.paper(by=victims.claire)
    unsigned = enc(paper.raw, bytes(64), paper.sealed)
    resigned = enc(paper.raw, attacker.pro.identity.sign("item", paper.raw), paper.sealed)
    other_type = enc(paper.raw, victims.claire.identity.sign("grant", paper.raw), paper.sealed)
    answers = victims.line.push([unsigned, resigned, other_type])
    assert [a.code for a in answers] == ["bad_signature"] * 3


def test_a_reattributed_statement_is_refused(victims: Victims, attacker: Attacker) -> None:
    """The same paper said to be by somebody else, under their own true signature."""
    mine = victims.person.paper(by=victims.claire)
    body = dict(mine.body) | {
        "by": attacker.pro.identity.id.hex(),
        "author": attacker.pro.identity.id.hex(),
    }
    raw = canon(body)
    stolen = enc(raw, attacker.pro.identity.sign("item", raw), mine.sealed)
    answers = (*attacker.line.push([stolen]), *victims.line.push([stolen]))
    assert [a.status for a in answers] == ["waiting"] * 2  # for such a member of that relay


def test_sealed_metadata_exchanged_under_a_signature_is_refused(victims: Victims) -> None:
    paper, other = (victims.person.paper(by=victims.claire, title=t) for t in ("a", "b"))
    answer = victims.line.push([enc(paper.raw, paper.sigs[0], other.sealed)])[0]
    assert answer.code == "unreadable"


def test_a_structure_the_root_did_not_sign_is_nobody(victims: Victims, attacker: Attacker) -> None:
    forged = Relay.alone()
    wires = forged.statements()
    assert {a.code for a in attacker.line.push(wires)} == {"not_a_member"}
    told = attacker.line.ask("POST", "/v1/admin/statements", encode_statements(wires))
    assert told.status == 401
    operator = Line(
        victims.server.url,
        victims.server.certificate_sha256,
        victims.server.authority.line.token,
    )
    told = operator.ask("POST", "/v1/admin/statements", encode_statements(wires))
    assert {a.status for a in Answers.parse(told.body).answers} <= {"refused", "waiting"}
    told = operator.ask("POST", "/v1/admin/root", canon({"ed": b64(RNG.bytes(32))}))
    assert told.status == 409
    operator.close()


def test_a_post_of_a_forged_structure_cannot_enrol(victims: Victims) -> None:
    forged = Relay.alone()
    line = victims.server.line()
    told = line.ask("POST", "/v1/enrol", encode_statements([forged.post().enrolment.wire]))
    assert (told.status, told.code) == (404, "ticket_unknown")
    line.close()


def test_a_ticket_of_one_structure_enrols_nobody_into_another(
    victims: Victims, attacker: Attacker
) -> None:
    post = attacker.relay.post()
    victims.server.send()
    moved = victims.relay.device(post.holder, post.identity)
    line = victims.server.line()
    told = line.ask("POST", "/v1/enrol", encode_statements([moved.wire]))
    assert (told.status, told.code) == (404, "ticket_unknown")
    unsigned = enc(post.enrolment.raw, post.enrolment.sigs[1] + post.enrolment.sigs[0], b"")
    told = line.ask("POST", "/v1/enrol", encode_statements([unsigned]))
    assert (told.status, told.code) == (401, "bad_proof")
    assert len(line.world(post)) > 3, "the ticket was not used up by the attempts"
    line.close()


def test_someone_elses_person_is_neither_read_nor_written(
    victims: Victims, attacker: Attacker
) -> None:
    person = victims.person
    pro = attacker.pro
    assert attacker.push(
        person.paper(by=pro),
        person.paper(by=pro, space="drop"),
        person.grant(attacker.relay, by=pro.identity),
        affiliation(pro.identity, person.id, attacker.relay.id, n=1, state="add"),
        affiliation(pro.identity, person.id, victims.relay.id, n=2, state="remove"),
    ) == ["waiting", "not_a_member", "waiting", "not_a_member", "waiting"]
    heard, _ = attacker.line.pull()
    assert person.id.hex().encode() not in b"".join(heard)
    assert victims.shared.name not in heard


def test_a_persons_part_is_not_handed_to_a_stranger_nor_claimed_by_one(
    victims: Victims, attacker: Attacker
) -> None:
    path = f"/v1/parts/{victims.part.hex()}"
    assert attacker.line.ask("GET", path).status == 404
    assert attacker.line.ask("HEAD", path).status == 404
    own = Person.new()
    line = part_line(victims.part, victims.sealed)
    made = own.open_at(attacker.post, attacker.pro)
    assert set(attacker.push(*made)) == {"stored"}
    assert attacker.push(own.paper(by=attacker.pro, parts=[line])) == ["not_a_member"]
    told = attacker.line.upload(
        victims.part, victims.sealed, sha256=hashlib.sha256(victims.sealed).hexdigest()
    )
    assert (told.status, told.code) == (409, "not_allowed")
    assert attacker.line.ask("GET", path).status == 404


def test_a_part_not_yet_named_by_an_item_is_its_senders_alone(
    victims: Victims, attacker: Attacker
) -> None:
    part, sealed = new_part()
    sha = hashlib.sha256(sealed).hexdigest()
    assert victims.line.upload(part, sealed, sha256=sha).status == 204
    assert attacker.line.ask("GET", f"/v1/parts/{part.hex()}").status == 404
    own = Person.new()
    attacker.push(*own.open_at(attacker.post, attacker.pro))
    claimed = own.paper(by=attacker.pro, parts=[part_line(part, sealed)])
    assert attacker.push(claimed) == ["not_a_member"]
    assert victims.line.ask("GET", f"/v1/parts/{part.hex()}").body == sealed


def test_an_item_may_not_lie_about_a_part_that_is_there(victims: Victims) -> None:
    part, sealed = new_part()
    victims.line.upload(part, sealed, sha256=hashlib.sha256(sealed).hexdigest())
    for lie in ({"sha256": RNG.bytes(32).hex()}, {"len": len(sealed) + 1}):
        paper = victims.person.paper(by=victims.claire, parts=[part_line(part, sealed) | lie])
        assert victims.line.push([paper.wire])[0].code == "not_a_member"


def test_a_grant_to_a_key_nobody_certified_is_refused(victims: Victims) -> None:
    fake = Identity.new(RNG)
    grant = victims.person.grant(victims.relay, by=victims.claire.identity, x=fake.x_public)
    assert victims.line.push([grant.wire])[0].code == "not_a_member"


def test_a_removed_post_gets_nothing_and_brings_nothing(victims: Victims) -> None:
    server = victims.server
    post, line = server.enrolled(victims.relay)
    device = {
        "device": post.id.hex(),
        "ed": post.enrolment.text("ed"),
        "x": post.enrolment.text("x"),
        "n": 1,
        "place": "accueil",
    }
    _, cursor = victims.line.pull()
    server.authority.remove_device(victims.relay.structure, device, clock=CLOCK)
    server.send()
    paper = victims.person.paper(by=victims.claire)
    assert line.ask("POST", "/v1/statements", encode_statements([paper.wire])).status == 401
    assert line.ask("GET", f"/v1/parts/{victims.part.hex()}").status == 401
    told = line.ask("POST", "/v1/session", line.session_request(post, line.challenge(post.id)))
    assert (told.status, told.code) == (403, "device_removed")
    again = line.ask("POST", "/v1/enrol", encode_statements([post.enrolment.wire]))
    assert (again.status, again.code) == (409, "ticket_used")
    line.close()
    assert len(victims.line.pull(cursor)[0]) == 1, "its removal, and nothing by it"


def test_a_removed_member_writes_nothing_through_any_post(
    victims: Victims, attacker: Attacker
) -> None:
    relay = attacker.relay
    leaver = relay.pro("Denis Durand")
    victims.server.send()
    own = Person.new()
    assert set(attacker.push(*own.open_at(attacker.post, leaver))) == {"stored"}
    relay.remove(leaver)
    victims.server.send()
    late = own.new_epoch()
    by_pro = make(
        "epoch",
        {k: v for k, v in late.body.items() if k not in {"v", "type", "by", "at"}},
        signers=[leaver.identity],
        at=now(),
    )
    assert set(
        attacker.push(
            own.paper(by=leaver),
            own.paper(by=leaver, space="drop"),
            by_pro,
            own.grant(relay, by=leaver.identity),
            affiliation(leaver.identity, own.id, relay.id, n=2, state="remove"),
            Person.new().identified(attacker.post, leaver),
        )
    ) <= {"not_a_member", "waiting"}


def test_a_structure_that_was_left_cannot_go_on_under_the_old_epoch(
    victims: Victims, attacker: Attacker
) -> None:
    own = Person.new()
    assert set(attacker.push(*own.open_at(attacker.post, attacker.pro))) == {"stored"}
    old = own.epoch
    paper = own.paper(by=attacker.pro)
    gone = own.affiliate(attacker.relay, "remove")
    assert attacker.push(paper, gone, own.new_epoch()) == ["stored"] * 3
    backdated = affiliation(
        attacker.pro.identity, own.id, attacker.relay.id, n=3, state="add", at=now() - 9999
    )
    before = own.grant(attacker.relay, by=attacker.pro.identity)
    fields = {k: v for k, v in before.body.items() if k not in {"v", "type", "by", "at"}}
    early_grant = make("grant", fields, signers=[attacker.pro.identity], at=now() - 9999)
    assert attacker.push(
        own.paper(by=attacker.pro, epoch=old),
        own.paper(by=attacker.pro),
        before,
        early_grant,
        backdated,
    ) == ["withdrawn"] * 4 + ["not_a_member"]


def test_a_journal_of_another_device_is_not_taken(victims: Victims, attacker: Attacker) -> None:
    assert attacker.push(victims.post.log("act")) == ["not_a_member"]
    victims.post.chains.clear()


def test_duplicate_json_keys_are_not_a_statement(victims: Victims) -> None:
    paper = victims.person.paper(by=victims.claire)
    doubled = paper.raw.replace(b'{"at":', b'{"at":1,"at":', 1)
    spaced = paper.raw.replace(b'"at":', b'"at": ', 1)
    for raw in (doubled, spaced):
        sig = victims.claire.identity.sign("item", raw)
        assert victims.line.push([enc(raw, sig, paper.sealed)])[0].code == "unreadable"
    body = b'{"device":"%s","device":"%s"}' % (b"0" * 32, victims.post.id.hex().encode())
    assert victims.line.ask("POST", "/v1/challenge", body).status == 400


def test_numbers_of_affiliations_cannot_be_put_out_of_reach(
    victims: Victims, attacker: Attacker
) -> None:
    far = affiliation(
        victims.claire.identity, victims.person.id, victims.relay.id, n=2**32 - 1, state="remove"
    )
    assert victims.line.push([far.wire])[0].status == "waiting"


@pytest.mark.parametrize(
    "id",
    [
        "..%2f..%2f..%2fkeys%2fserver.json",
        "%2e%2e",
        "../../etc/passwd",
        "A" * 32,
        "0" * 31,
        "0" * 33,
        "0" * 30 + "%00",
        "٠" * 32,
    ],
)
def test_no_trick_in_an_id_reaches_a_path(victims: Victims, id: str) -> None:
    path = "/v1/parts/" + id.encode("ascii", "backslashreplace").decode()
    for method in ("GET", "HEAD", "PATCH"):
        told = victims.line.ask(
            method, path, b"x" if method == "PATCH" else None, {"Upload-Offset": "0"}
        )
        assert told.status in {400, 404}
    found = sorted(p.name for p in victims.server.data.rglob("*") if p.is_file())
    assert not [name for name in found if name.startswith((".", "A", "%"))]


def test_oversized_bodies_are_cut_off_whatever_they_announce(victims: Victims) -> None:
    for path, limit in (
        ("/v1/statements", FRAME_MAX_BYTES),
        ("/v1/challenge", 64 * 1024),
        ("/v1/present", 64 * 1024),
    ):
        assert said(victims, "POST", path, bytes(limit + 1)).status == 413
        assert said(victims, "POST", path, chunks(limit + 1)).status == 413
    part, sealed = new_part()
    big = bytes(CHUNK_MAX_BYTES + 1)
    with contextlib.suppress(OSError):  # cut off before it had sent everything: as good
        told = victims.line.upload(part, big, sha256=hashlib.sha256(big).hexdigest())
        assert told.status == 413
    victims.line.close()
    assert victims.line.ask("HEAD", f"/v1/parts/{part.hex()}").status == 404
    huge = victims.line.upload(part, sealed, sha256=bytes(32).hex(), length=10**12)
    assert (huge.status, huge.code) == (413, "too_large")
    past = victims.line.upload(part, sealed, sha256=bytes(32).hex(), length=len(sealed) - 1)
    assert (past.status, past.code) == (413, "too_large")


def test_a_body_shorter_than_announced_stores_nothing(victims: Victims) -> None:
    paper = victims.person.paper(by=victims.claire)
    body = encode_statements([paper.wire])
    for announced, sent in ((len(body), body[:-1]), (len(body) + 1, body)):
        with raw_connection(victims.server) as secured:
            head = (
                "POST /v1/statements HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\n"
                f"Authorization: Bearer {victims.line.token}\r\nContent-Length: {announced}\r\n\r\n"
            )
            secured.sendall(head.encode() + sent)


def test_two_lengths_or_a_length_and_chunks_are_not_two_requests(victims: Victims) -> None:
    paper = victims.person.paper(by=victims.claire)
    inner = encode_statements([paper.wire])
    smuggled = (
        b"POST /v1/statements HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\nAuthorization: Bearer "
        + victims.line.token.encode()
        + b"\r\nContent-Length: %d\r\n\r\n" % len(inner)
        + inner
    )
    for lengths in (
        b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(smuggled),
        b"Content-Length: -5\r\n",
        b"Content-Length: 1e3\r\n",
    ):
        with raw_connection(victims.server) as secured:
            secured.sendall(
                b"POST /v1/challenge HTTP/1.1\r\nHost: x\r\n" + lengths + b"\r\n" + smuggled
            )
            with contextlib.suppress(OSError):
                assert b" 400 " in secured.recv(200)


def test_headers_of_an_upload_are_numbers_and_a_hash_or_nothing(victims: Victims) -> None:
    part, sealed = new_part()
    good = {
        "Upload-Offset": "0",
        "Part-Length": str(len(sealed)),
        "Part-Sha256": hashlib.sha256(sealed).hexdigest(),
    }
    for wrong in (
        {"Upload-Offset": "-1"},
        {"Upload-Offset": "0x10"},
        {"Upload-Offset": " "},
        {"Part-Length": "0"},
        {"Part-Length": "1" * 30},
        {"Part-Sha256": "zz"},
        {"Part-Sha256": good["Part-Sha256"].upper()},
    ):
        told = victims.line.ask("PATCH", f"/v1/parts/{part.hex()}", sealed, good | wrong)
        assert told.status == 400, wrong
    for missing in good:
        given = {key: value for key, value in good.items() if key != missing}
        assert victims.line.ask("PATCH", f"/v1/parts/{part.hex()}", sealed, given).status == 400


@pytest.mark.parametrize(
    "asked", ["bytes=²-", "bytes=-5", "bytes=a-", "bytes=0-0,2-3", "bits=0-", "bytes=" + "9" * 90]
)
def test_a_range_that_is_not_two_numbers_is_malformed(victims: Victims, asked: str) -> None:
    path = f"/v1/parts/{victims.part.hex()}"
    told = victims.line.ask("GET", path, headers={"Range": asked})
    assert (told.status, told.code) == (400, "malformed")


def test_a_device_that_floods_is_slowed_down_and_no_other(
    victims: Victims, attacker: Attacker
) -> None:
    statuses = set()
    for _ in range(60):
        told = attacker.line.ask("GET", "/v1/account/nobody.x-2222")
        statuses.add(told.status)
    assert statuses == {200, 429}
    assert told.code == "too_many"
    assert int(told.headers["retry-after"]) >= 1
    assert victims.line.ask("GET", "/v1/account/nobody.x-2222").status == 200


def test_a_consent_in_another_structures_name_is_refused(
    victims: Victims, attacker: Attacker
) -> None:
    fields = {
        "consent": RNG.bytes(16).hex(),
        "kind": "mandate",
        "answer": "yes",
        "person": victims.person.id.hex(),
        "structure": victims.relay.id.hex(),
        "pro": attacker.pro.identity.id.hex(),
        "device": attacker.post.id.hex(),
        "text_version": "2026-11",
        "text_sha256": bytes(32).hex(),
        "language": "fr",
        "scope": [],
        "method": "screen",
        "evidence_sha256": "",
    }
    theirs = make("consent", fields, signers=[attacker.pro.identity], at=now())
    own = make(
        "consent",
        fields | {"structure": attacker.relay.id.hex()},
        signers=[attacker.pro.identity],
        at=now(),
    )
    assert attacker.push(theirs, own) == ["waiting", "not_a_member"]
    refused = make(
        "consent",
        fields | {"structure": attacker.relay.id.hex(), "person": Z.hex(), "answer": "no"},
        signers=[attacker.pro.identity],
        at=now(),
    )
    assert attacker.push(refused) == ["stored"]


# A client that takes its time, on a server that is told to wait for nobody.


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("slow") / "central", "--impatient") as server:
        yield server


@pytest.fixture(scope="module")
def slow(impatient: ServerProcess) -> tuple[Post, Line]:
    return impatient.enrolled(impatient.relay())


@contextlib.contextmanager
def others_are_served(server: ServerProcess) -> Iterator[None]:
    """Whatever goes on inside the block, somebody else gets answers at its end as before."""
    line = server.line()
    assert line.ask("GET", "/v1/hello").status == 200
    yield
    for _ in range(20):
        assert line.ask("GET", "/v1/hello").status == 200
    line.close()


def dropped_after_s(
    secured: ssl.SSLSocket, drop: bytes, *, every_s: float, at_most_s: float
) -> float:
    """Send `drop` again and again until the other end hangs up; return how long it took."""
    begun = time.monotonic()
    secured.settimeout(every_s)
    while time.monotonic() - begun < at_most_s:
        try:
            secured.sendall(drop)
            if not secured.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begun


def test_a_head_that_comes_by_drops_is_hung_up_on(impatient: ServerProcess) -> None:
    with others_are_served(impatient), raw_connection(impatient) as secured:
        secured.sendall(b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n")
        assert dropped_after_s(secured, b"A: b\r\n", every_s=0.1, at_most_s=6) < 5


def test_a_line_that_says_nothing_is_hung_up_on(impatient: ServerProcess) -> None:
    with others_are_served(impatient), raw_connection(impatient) as secured:
        secured.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert secured.recv(1) == b""


def test_a_second_head_that_comes_by_drops_is_hung_up_on(impatient: ServerProcess) -> None:
    with raw_connection(impatient) as secured:
        secured.sendall(b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " in secured.recv(4096)
        secured.sendall(b"GET /v1/hello HTTP/1.1\r\n")
        assert dropped_after_s(secured, b"A: b\r\n", every_s=0.1, at_most_s=6) < 5


@pytest.mark.parametrize("framing", ["Content-Length: 60000", "Transfer-Encoding: chunked"])
def test_a_body_that_comes_by_drops_is_cut_off(
    impatient: ServerProcess, slow: tuple[Post, Line], framing: str
) -> None:
    drop = b"1\r\nx\r\n" if "chunked" in framing else b"x"
    with others_are_served(impatient), raw_connection(impatient) as secured:
        secured.sendall(
            b"POST /v1/statements HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\nAuthorization: Bearer "
            + slow[1].token.encode()
            + f"\r\n{framing}\r\n\r\n".encode()
        )
        assert dropped_after_s(secured, drop, every_s=0.1, at_most_s=6) < 5


def test_a_body_that_stops_is_answered_so_and_the_line_ends(
    impatient: ServerProcess, slow: tuple[Post, Line]
) -> None:
    with raw_connection(impatient) as secured:
        secured.settimeout(5)
        secured.sendall(
            b"POST /v1/challenge HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\n"
            b"Content-Length: 48\r\n\r\n{"
        )
        told = b"".join(iter(lambda: secured.recv(4096), b""))
        assert b" 408 " in told
        assert b'"code":"too_many"' in told
        assert b"connection: close" in told.lower()


def test_an_answer_that_nobody_reads_is_given_up(
    impatient: ServerProcess, slow: tuple[Post, Line]
) -> None:
    _, line = slow
    part, sealed = new_part(1024 * 1024)
    sha = hashlib.sha256(sealed).hexdigest()
    assert line.upload(part, sealed, sha256=sha).status == 204
    ask = (
        f"GET /v1/parts/{part.hex()} HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\n"
        f"Authorization: Bearer {line.token}\r\n\r\n"
    ).encode()
    with others_are_served(impatient), raw_connection(impatient, buffer_bytes=4096) as secured:
        secured.sendall(ask * 20)
        time.sleep(2.0)  # what is tried is that time passes for the other end
        secured.settimeout(5)
        received = 0
        with contextlib.suppress(OSError):
            while piece := secured.recv(65536):
                received += len(piece)
        assert received < 20 * len(sealed)


def test_an_upload_without_end_is_cut_off_at_the_limit(
    impatient: ServerProcess, slow: tuple[Post, Line]
) -> None:
    piece = b"10000\r\n" + bytes(65536) + b"\r\n"
    sent = 0
    with others_are_served(impatient), raw_connection(impatient) as secured:
        secured.settimeout(5)
        secured.sendall(
            b"POST /v1/statements HTTP/1.1\r\nHost: x\r\nX-Protocol: 1\r\nAuthorization: Bearer "
            + slow[1].token.encode()
            + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            while sent < 4096:
                secured.sendall(piece)
                sent += 1
    assert sent * 65536 < 40 * FRAME_MAX_BYTES, "the server went on reading"


def test_one_address_holds_so_many_lines_and_no_more(impatient: ServerProcess) -> None:
    held: list[ssl.SSLSocket] = []
    with contextlib.ExitStack() as lines:
        for _ in range(40):
            with contextlib.suppress(OSError):
                secured = lines.enter_context(raw_connection(impatient))
                secured.sendall(b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n")
                if secured.recv(4096):
                    held.append(secured)
        assert 1 <= len(held) <= 12
    line = impatient.line()
    for _ in range(50):  # the lines that ended make room
        with contextlib.suppress(OSError, http.client.HTTPException):
            if line.ask("GET", "/v1/hello").status == 200:
                break
        time.sleep(0.05)
    assert line.ask("GET", "/v1/hello").status == 200
    line.close()


def test_a_statement_replayed_by_anybody_counts_once(victims: Victims, attacker: Attacker) -> None:
    """Whoever heard it may send it again, in one batch or many: one number, and no news."""
    wire = victims.shared.wire
    first = victims.line.push([wire])[0]
    assert first.status == "known"
    _, cursor = victims.line.pull()
    for answer in (*victims.line.push([wire] * 100), *victims.line.push([wire])):
        assert (answer.status, answer.sequence) == ("known", first.sequence)
    foreign = attacker.line.push([wire] * 3)
    assert {(a.status, a.sequence) for a in foreign} == {("known", first.sequence)}
    assert victims.line.pull(cursor)[0] == []


def test_a_session_is_its_servers_alone_and_ends_with_its_device(
    victims: Victims, attacker: Attacker
) -> None:
    """A token heard somewhere opens the same device's list and nothing of another's."""
    stolen = victims.server.line()
    stolen.token = attacker.line.token
    heard = {parse(wire).name for wire in stolen.pull()[0]}
    assert victims.shared.name not in heard
    told = stolen.ask("GET", f"/v1/parts/{victims.part.hex()}")
    assert (told.status, told.code) == (404, "not_found")
    stolen.close()


def test_a_flood_of_strangers_is_slowed_down_by_address(victims: Victims) -> None:
    """Before a device is known, its address is what is counted; whoever is in stays served."""
    line = victims.server.line()
    statuses = [line.ask("POST", "/v1/challenge", b"{}").status for _ in range(420)]
    assert set(statuses) == {400, 429}
    assert statuses.index(429) >= 200
    assert victims.line.ask("GET", "/v1/changes").status == 200
    line.close()


def said(victims: Victims, method: str, path: str, body: bytes | Iterator[bytes]) -> Told:
    line = Line(victims.server.url, victims.server.certificate_sha256, victims.line.token)
    try:
        return line.ask(method, path, body)
    except (OSError, http.client.HTTPException):
        return Told(413, {}, b"")  # cut off before it had sent everything: as good
    finally:
        line.close()


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 65536):
        yield bytes(65536)


@contextlib.contextmanager
def raw_connection(server: ServerProcess, buffer_bytes: int = 0) -> Iterator[ssl.SSLSocket]:
    parts = urlsplit(server.url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.socket() as plain, contextlib.ExitStack() as lines:
        if buffer_bytes:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        plain.settimeout(10)
        plain.connect((parts.hostname or "", parts.port or 0))
        secured = lines.enter_context(context.wrap_socket(plain))
        yield secured
