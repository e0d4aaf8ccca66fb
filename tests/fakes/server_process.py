"""A real central server over HTTPS, in a process of its own, for one test or many.

    with server_process(tmp_path / "central") as server:
        relay = server.relay()                  # a structure of its authority
        claire = relay.pro(); server.send()     # a member, sent to the server
        code = server.enrolment_code(relay)     # what `reconnect-kiosk enrol` takes
        server.url, server.certificate_sha256, server.root_ed

`Line` speaks to it without any of the product's client code.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.crypto.encoding import parse_canon
from kiosk.ports import SystemRng
from sync.protocol.frames import decode_page, decode_world, encode_statements
from sync.protocol.messages import Answer, Answers, Challenge, Hello, SessionGrant, SessionRequest
from sync.protocol.proofs import AUTH_TYPE, auth_body
from sync.server.authority import Authority, PostLine
from sync.server.operator_line import OperatorLine, send_unsent
from tests.fakes.actors import CLOCK, RNG, Post, Relay

__all__ = ["Line", "ServerProcess", "Told", "server_process"]

ROOT = Path(__file__).resolve().parents[2]
START_S = 30.0


@dataclass(frozen=True, slots=True)
class Told:
    """What came back for one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of a failure."""
        return str(parse_canon(self.body)["code"])


class ServerProcess:
    """A server that can be killed and started again on the same data and port."""

    def __init__(
        self, data: Path, arguments: Sequence[str] = (), *, serve_root: bool = True
    ) -> None:
        self.data = data
        self.ahead_s = 0.0
        """How far its clock is ahead, from its next start on."""
        self._arguments = list(arguments)
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: list[Line] = []
        self.start()
        try:
            self.authority = Authority.new(self._post_line(), SystemRng())
            if serve_root:
                OperatorLine(self.authority.line).set_root(self.authority.root.ed_public)
        except BaseException:
            self.kill()
            raise

    @property
    def root_ed(self) -> bytes:
        return self.authority.root.ed_public

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text(encoding="utf-8")

    def start(self) -> None:
        log = (self.data.parent / f"{self.data.name}.log").open("ab")
        command = [sys.executable, "-m", "tests.fakes.server_program"]
        command += ["--data", str(self.data), "--port", str(self._port), *self._arguments]
        command += ["--ahead-s", str(self.ahead_s)]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        log.close()
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(self.log)
        told = json.loads(line)
        self.url = str(told["url"])
        self.certificate_sha256 = bytes.fromhex(told["certificate"])
        self._port = urlsplit(self.url).port or 0

    def kill(self) -> None:
        """End it as a power cut would end the process: nothing is said, nothing flushed."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Kill it and close every line to it."""
        self.kill()
        for line in self._lines:
            line.close()

    def stop(self) -> int:
        """Ask it to stop and return its exit status."""
        return self._end(signal.SIGTERM)

    def relay(self, name: str = "") -> Relay:
        """Make a structure and send it."""
        relay = Relay.of(self.authority, name)
        self.send()
        return relay

    def send(self) -> None:
        """Send what the authority has made."""
        send_unsent(self.authority, OperatorLine(self.authority.line))

    def enrolment_code(self, relay: Relay) -> str:
        made = self.authority.post_code(relay.structure, clock=CLOCK, rng=RNG)
        self.send()
        return made.code

    def restart(self, *arguments: str) -> None:
        """Kill it and start it again on the same data, with these arguments."""
        self.kill()
        self._arguments = list(arguments)
        self.start()

    def line(self) -> Line:
        """Return a new line; the server's end closes it at the latest."""
        line = Line(self.url, self.certificate_sha256)
        self._lines.append(line)
        return line

    def enrolled(self, relay: Relay, place: str = "accueil") -> tuple[Post, Line]:
        """Enrol a post and let it in; return it with its line."""
        post = relay.post(place)
        self.send()
        line = self.line()
        told = line.ask("POST", "/v1/enrol", encode_statements([post.enrolment.wire]))
        assert told.status == 200, told.body
        line.enter(post)
        return post, line

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(how)
        status = process.wait(timeout=START_S)
        if process.stdout is not None:
            process.stdout.close()
        return status

    def _post_line(self) -> PostLine:
        found = parse_canon((self.data / "operator.json").read_bytes())
        return PostLine(found["url"], bytes.fromhex(found["certificate"]), found["token"])


@contextmanager
def server_process(data: Path, *arguments: str, serve_root: bool = True) -> Iterator[ServerProcess]:
    """Run a server on `data` (made when it is not there) until the block ends.

    Without `serve_root` it serves no authority yet, as after its first start.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    server = ServerProcess(data, arguments, serve_root=serve_root)
    try:
        yield server
    finally:
        server.close()


@dataclass(slots=True)
class Line:
    """One kept-alive connection, with a token once a post entered. Says what it is told to."""

    url: str
    certificate_sha256: bytes
    token: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"X-Protocol": "1"})
    _held: http.client.HTTPSConnection | None = None

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        connection = self._connection()
        given = dict(self.headers)
        if self.token:
            given["Authorization"] = f"Bearer {self.token}"
        given |= headers or {}
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        found = {key.lower(): value for key, value in response.getheaders()}
        return Told(response.status, found, answer)

    def hello(self) -> Hello:
        return Hello.parse(self.ask("GET", "/v1/hello").body)

    def challenge(self, device: bytes) -> bytes:
        told = self.ask("POST", "/v1/challenge", b'{"device":"%s"}' % device.hex().encode())
        return Challenge.parse(told.body).challenge

    def session_request(self, post: Post, challenge: bytes) -> bytes:
        signed = auth_body(post.id, challenge, self.certificate_sha256)
        return SessionRequest(post.id, challenge, post.identity.sign(AUTH_TYPE, signed)).encode()

    def enter(self, post: Post) -> SessionGrant:
        told = self.ask("POST", "/v1/session", self.session_request(post, self.challenge(post.id)))
        assert told.status == 200, told.body
        grant = SessionGrant.parse(told.body)
        self.token = grant.token
        return grant

    def push(self, wires: Sequence[bytes]) -> tuple[Answer, ...]:
        told = self.ask("POST", "/v1/statements", encode_statements(wires))
        assert told.status == 200, told.body
        return Answers.parse(told.body).answers

    def pull(self, cursor: str = "", wait_s: int = 0) -> tuple[list[bytes], str]:
        """Return every statement after `cursor`, and the new cursor."""
        found: list[bytes] = []
        while True:
            query = f"?limit=500&wait={wait_s}" + (f"&after={cursor}" if cursor else "")
            told = self.ask("GET", "/v1/changes" + query)
            assert told.status == 200, told.body
            page = decode_page(told.body)
            found.extend(page.wires)
            cursor = page.head.next
            if not page.head.more:
                return found, cursor

    def world(self, post: Post) -> list[bytes]:
        told = self.ask("POST", "/v1/enrol", encode_statements([post.enrolment.wire]))
        return decode_world(told.body)

    def upload(
        self,
        part: bytes,
        sealed: bytes,
        *,
        sha256: str,
        offset: int = 0,
        piece: bytes | None = None,
        length: int | None = None,
    ) -> Told:
        return self.ask(
            "PATCH",
            f"/v1/parts/{part.hex()}",
            sealed if piece is None else piece,
            {
                "Upload-Offset": str(offset),
                "Part-Sha256": sha256,
                "Part-Length": str(len(sealed) if length is None else length),
            },
        )

    def close(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _connection(self) -> http.client.HTTPSConnection:
        if self._held is None:
            parts = urlsplit(self.url)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # a test's own server on the loopback
            self._held = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=START_S, context=context
            )
        return self._held
