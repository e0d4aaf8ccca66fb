"""HTTPS to one pinned server: sends requests and translates every failure once.

PROTOCOL.md section 1. Nothing of the environment changes where bytes go: no proxy
variables (a proxy is a setting, `proxy.py`), no netrc, no redirects, no plain HTTP. The
certificate is known by its SHA-256 and checked before the first byte of a request leaves;
its dates and names do not count, so that a post whose clock is a year wrong still finds
its server.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlsplit

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter

from kiosk.errors import Incompatible, InvalidInput, KioskError, Refused
from sync.agent.introduction import Introduced, introduced
from sync.agent.portal import WEB_PORT, look_for_portal
from sync.agent.proxy import Proxy
from sync.agent.server import (
    BadCursor,
    BatchRefused,
    HashMismatch,
    NotFound,
    NotNow,
    NotSignedIn,
    Piece,
    WrongOffset,
)
from sync.protocol.codes import ErrorCode, error_key
from sync.protocol.fields import Malformed
from sync.protocol.frames import (
    Page,
    WholePart,
    decode_page,
    decode_world,
    each_content,
    encode_parts,
    encode_statements,
)
from sync.protocol.journal import ChainProof, JournalPage, TreeHead
from sync.protocol.limits import (
    ANSWER_MAX_BYTES,
    BUNDLE_FRAME_MAX_BYTES,
    CONTENT_BINARY,
    CONTENT_JSON,
    CONTENT_PARTS,
    FRAME_MAX_BYTES,
    JSON_MAX_BYTES,
    PART_MAX_BYTES,
    PROTOCOL_HEADER,
    PROTOCOL_VERSION,
    WORLD_MAX_BYTES,
)
from sync.protocol.messages import (
    Account,
    Answers,
    Challenge,
    ChallengeRequest,
    Failure,
    Hello,
    PageHead,
    PartAnswers,
    Presence,
    PresentRequest,
    SessionGrant,
    SessionRequest,
)
from sync.protocol.reminders import Fates
from sync.protocol.search import SearchAnswer, SearchRequest

__all__ = ["HttpsServer", "Timeouts", "checked_url"]

READ_BYTES = 64 * 1024
SLOWEST_BYTES_PER_S = 500
"""A tenth of the worst line we serve (50 kbit/s): below, somebody keeps us waiting."""
PAGE_BODY_MAX_BYTES = FRAME_MAX_BYTES + PageHead.MAX_BYTES
OFFSET_HEADER = "Upload-Offset"
WRONG_CERTIFICATE_TEXT: Final = "Fingerprints did not match"
"""What urllib3 says of a certificate that is not the pinned one; a test holds us to it."""
PORTAL_LEAVES: Final = frozenset(
    {"sync.wrong_certificate", "sync.no_secure_line", "sync.server_away", "sync.cut"}
)
"""How a portal leaves our line: its own certificate, no TLS at all, nothing, or a cut."""
HOST: Final = re.compile(r"[a-z0-9._-]+")
PATH: Final = re.compile(r"[!-~]*")
IN_CLEAR: Final = "WRONG_VERSION_NUMBER"
"""What OpenSSL says of a peer that answers without TLS; a test holds us to it."""
PROXY_ASKS_WHO: Final = "Tunnel connection failed: 407"
"""What http.client says when a proxy does not know us; a test holds us to it."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long silence may last. They bound silence, not slowness: 50 kbit/s must get through."""

    connect_s: float = 15.0
    read_s: float = 45.0


@dataclass(slots=True)
class _Shared:
    """What the lines of one agent share: the token, replaced when the server ends it, and the
    certificates that are the server's."""

    accepted: tuple[bytes, ...]
    token: str = field(default="", repr=False)


class _PinnedAdapter(HTTPAdapter):
    """Opens TLS 1.2 or above to the one certificate that has this SHA-256."""

    def __init__(self, certificate_sha256: bytes, proxy: Proxy | None) -> None:
        self._fingerprint = certificate_sha256.hex()
        self._proxy = proxy
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(self._pinned())
        super().init_poolmanager(*args, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Pin the far end of the tunnel as the near one is where there is no proxy."""
        return super().proxy_manager_for(proxy, **kwargs, **self._pinned())

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        return self._proxy.headers if self._proxy is not None else {}

    def _pinned(self) -> dict[str, Any]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the fingerprint is the whole check
        return {
            "ssl_context": context,
            "assert_fingerprint": self._fingerprint,
            "assert_hostname": False,
            "cert_reqs": "CERT_NONE",
        }

    def build_connection_pool_key_attributes(
        self, request: Any, verify: Any, cert: Any = None
    ) -> Any:
        """Take scheme, host and port of the request, and nothing of what requests would verify."""
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {"cert_reqs": "CERT_NONE"}

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the pool as it was made: requests would replace the pin by a bundle."""


def checked_url(untrusted_url: str) -> str:
    """Return the address of a server without its last slash, as it travels: ASCII, a name with
    other letters as DNS knows it (RFC 3490).

    Raises: InvalidInput for anything but https://host[:port][/path].
    """
    try:
        parts = urlsplit(untrusted_url)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError as error:  # no port, no name that DNS could hold
        raise InvalidInput("enrol.bad_code") from error
    if (
        parts.scheme != "https"
        or not (":" in host or HOST.fullmatch(host))
        or not PATH.fullmatch(parts.path)
        or parts.username is not None
        or parts.query
        or parts.fragment
        or port == 0
    ):
        raise InvalidInput("enrol.bad_code")
    name = f"[{host}]" if ":" in host else host
    place = name if port is None else f"{name}:{port}"
    return f"https://{place}{parts.path.rstrip('/')}"


class HttpsServer:
    """`sync.agent.server.Server` over one kept-alive connection. For one thread at a time;
    `close` alone may come from another."""

    def __init__(
        self,
        url: str,
        certificate_sha256: bytes,
        timeouts: Timeouts = Timeouts(),
        *,
        others: Sequence[bytes] = (),
        shared: _Shared | None = None,
        proxy: Proxy | None = None,
        web_port: int = WEB_PORT,
    ) -> None:
        if len(certificate_sha256) != 32:
            raise ValueError("a certificate's SHA-256 has 32 bytes")
        self._url = checked_url(url)
        self._certificate_sha256 = certificate_sha256
        self._timeouts = timeouts
        self._shared = shared or _Shared((certificate_sha256, *others))
        self._http = requests.Session()
        self._http.trust_env = False
        self._proxy = proxy
        self._web_port = web_port
        if proxy is not None:
            self._http.proxies = {"https": proxy.url}
        self._pin(certificate_sha256)
        self._http.headers.update(
            {
                PROTOCOL_HEADER: str(PROTOCOL_VERSION),
                "Accept-Encoding": "identity",
                "User-Agent": "reconnect-kiosk",
            }
        )

    @property
    def certificate_sha256(self) -> bytes:
        return self._certificate_sha256

    def hello(self) -> Hello:
        return Hello.parse(self._call("GET", "/v1/hello", max_bytes=JSON_MAX_BYTES))

    def challenge(self, device: bytes) -> Challenge:
        body = ChallengeRequest(device).encode()
        return Challenge.parse(self._call("POST", "/v1/challenge", body=body))

    def session(self, request: SessionRequest) -> SessionGrant:
        grant = SessionGrant.parse(self._call("POST", "/v1/session", body=request.encode()))
        self._shared.token = grant.token
        return grant

    def enrol(self, device_wire: bytes) -> Sequence[bytes]:
        body = encode_statements([device_wire])
        answer = self._call(
            "POST", "/v1/enrol", content=CONTENT_BINARY, body=body, max_bytes=WORLD_MAX_BYTES
        )
        return decode_world(answer)

    def send_statements(self, wires: Sequence[bytes]) -> Answers:
        body = encode_statements(wires)
        answer = self._call(
            "POST",
            "/v1/statements",
            content=CONTENT_BINARY,
            body=body,
            max_bytes=ANSWER_MAX_BYTES,
            meaning=_of_a_batch,
        )
        answers = Answers.parse(answer)
        if len(answers.answers) != len(wires):
            raise Malformed("answers: count")
        return answers

    def changes(self, after: str, limit: int, wait_s: int = 0, spare_own: bool = False) -> Page:
        query = f"?limit={limit}"
        if after:
            query += f"&after={quote(after, safe='')}"
        if wait_s:
            query += f"&wait={wait_s}"
        if spare_own:
            query += "&spare_own=1"
        body = self._call(
            "GET",
            "/v1/changes" + query,
            max_bytes=PAGE_BODY_MAX_BYTES,
            read_s=self._timeouts.read_s + wait_s,
        )
        return decode_page(body)

    def knows_place(self, place: str) -> bool:
        try:
            self.changes(place, 1)
        except BadCursor:
            return False
        return True

    def part_offset(self, part: bytes) -> int:
        try:
            with self._open("HEAD", f"/v1/parts/{part.hex()}") as reply:
                return _offset(reply.headers)
        except NotFound:
            return 0

    def send_piece(self, piece: Piece) -> int:
        headers = {
            OFFSET_HEADER: str(piece.offset),
            "Part-Sha256": piece.sha256.hex(),
            "Part-Length": str(piece.total_bytes),
            "Content-Type": CONTENT_BINARY,
        }
        path = f"/v1/parts/{piece.part.hex()}"
        with self._open("PATCH", path, body=piece.content, headers=headers) as reply:
            _read(reply, JSON_MAX_BYTES, self._timeouts.read_s)
            return _offset(reply.headers)

    def send_parts(self, wholes: Sequence[WholePart]) -> PartAnswers:
        body = encode_parts(wholes)
        answer = self._call("POST", "/v1/parts", body=body, content=CONTENT_PARTS)
        answers = PartAnswers.parse(answer)
        if [each.part for each in answers.answers] != [each.part for each in wholes]:
            raise Malformed("part answers: others")
        return answers

    def read_parts(self, parts: Sequence[bytes]) -> Iterator[bytes]:
        asked = ",".join(part.hex() for part in parts)
        with self._open("GET", f"/v1/parts?ids={asked}") as reply:
            pieces = _pieces(reply, BUNDLE_FRAME_MAX_BYTES, self._timeouts.read_s)
            yield from each_content(pieces, len(parts))

    def read_part(self, part: bytes, start: int) -> Iterator[bytes]:
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._open("GET", f"/v1/parts/{part.hex()}", headers=headers) as reply:
            if start and reply.status_code != 206:
                raise Malformed("part: not the range asked for")
            yield from _pieces(reply, 2 * PART_MAX_BYTES, self._timeouts.read_s)

    def account(self, login: str) -> Account:
        return Account.parse(self._call("GET", f"/v1/account/{quote(login, safe='')}"))

    def present(self, login: str, auth: bytes) -> Presence:
        body = PresentRequest(login, auth).encode()
        return Presence.parse(self._call("POST", "/v1/present", body=body))

    def search(self, request: SearchRequest) -> SearchAnswer:
        body = request.encode()
        return SearchAnswer.parse(self._call("POST", "/v1/search", body=body))

    def fates_of(self, person: bytes) -> Fates:
        path = f"/v1/reminders/{person.hex()}"
        return Fates.parse(self._call("GET", path, max_bytes=ANSWER_MAX_BYTES))

    def journal_head(self, known: int) -> TreeHead:
        return TreeHead.parse(self._call("GET", f"/v1/journal/head?known={known}"))

    def journal_of(self, about: bytes, after: int, size: int, since: int = 0) -> JournalPage:
        path = f"/v1/journal/{about.hex()}?after={after}&size={size}"
        if since:
            path += f"&since={since}"
        return JournalPage.parse(self._call("GET", path, max_bytes=2 * ANSWER_MAX_BYTES))

    def journal_chain(self, chain: str, size: int) -> ChainProof:
        return ChainProof.parse(self._call("GET", f"/v1/journal/chain/{chain}?size={size}"))

    def sibling(self) -> HttpsServer:
        return HttpsServer(
            self._url,
            self._certificate_sha256,
            self._timeouts,
            shared=self._shared,
            proxy=self._proxy,
            web_port=self._web_port,
        )

    def close(self) -> None:
        self._http.close()

    def accept(self, certificates: Sequence[bytes]) -> None:
        self._shared.accepted = tuple(certificates)

    def introduced(self) -> Introduced | None:
        return introduced(self._url, timeout_s=self._timeouts.connect_s, proxy=self._proxy)

    def is_behind_portal(self, error: NotNow) -> bool:
        """Look for a portal when the line was as one would leave it; not through a site's proxy,
        which answers for itself."""
        if self._proxy is not None or error.message_key not in PORTAL_LEAVES:
            return False
        host = urlsplit(self._url).hostname
        sign = look_for_portal(host, self._web_port) if host is not None else None
        return sign is not None and (sign.is_sure or _has_stranger_answered(error))

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        content: str = CONTENT_JSON,
        max_bytes: int = JSON_MAX_BYTES,
        read_s: float | None = None,
        meaning: Callable[[_Answered], KioskError] | None = None,
    ) -> bytes:
        headers = {"Content-Type": content} if body is not None else {}
        with self._open(
            method, path, body=body, headers=headers, read_s=read_s, meaning=meaning
        ) as reply:
            return _read(reply, max_bytes, self._timeouts.read_s)

    def _open(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        read_s: float | None = None,
        meaning: Callable[[_Answered], KioskError] | None = None,
    ) -> requests.Response:
        """Send one request; return an answer whose body is still to be read.

        Raises: NotNow when nothing came back, and what `meaning` (or the usual one)
        makes of an answer that is not 2xx.
        """
        sent = dict(headers or {})
        if self._shared.token:
            sent["Authorization"] = f"Bearer {self._shared.token}"
        reply = self._sent(method, path, body, sent, read_s or self._timeouts.read_s)
        if 200 <= reply.status_code < 300:
            return reply
        with reply:
            answered = _Answered.read(reply, self._timeouts.read_s)
        raise (meaning or _Answered.translated)(answered)

    def _sent(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        read_s: float,
    ) -> requests.Response:
        """Send to whichever accepted certificate answers: one that does not match gets nothing,
        so the same request may go to the next. One that is accepted no more is not asked."""
        if self._certificate_sha256 not in self._shared.accepted:
            self._pin(self._shared.accepted[0])
        untried = [each for each in self._shared.accepted if each != self._certificate_sha256]
        while True:
            try:
                return self._http.request(
                    method,
                    self._url + path,
                    data=body,
                    headers=headers,
                    timeout=(self._timeouts.connect_s, read_s),
                    allow_redirects=False,
                    stream=True,
                )
            except requests.RequestException as error:
                key = _line_key(error)
                if key != "sync.wrong_certificate" or not untried:
                    raise NotNow(key) from error
                self._pin(untried.pop(0))

    def _pin(self, certificate_sha256: bytes) -> None:
        """Talk to this certificate and to no other."""
        self._certificate_sha256 = certificate_sha256
        self._http.close()
        self._http.adapters.clear()
        self._http.mount("https://", _PinnedAdapter(certificate_sha256, self._proxy))


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer that is not 2xx, before it has a meaning."""

    status: int
    failure: Failure | None
    headers: Mapping[str, str]

    @property
    def code(self) -> ErrorCode | None:
        return self.failure.code if self.failure else None

    @classmethod
    def read(cls, reply: requests.Response, silence_s: float) -> _Answered:
        try:
            failure = Failure.parse(_read(reply, JSON_MAX_BYTES, silence_s))
        except (Malformed, NotNow):
            failure = None  # a gateway's page: the status alone counts
        return cls(reply.status_code, failure, reply.headers)

    def translated(self) -> KioskError:
        """Return the meaning of this answer (PROTOCOL.md section 8)."""
        key = error_key(self.code) if self.code else _key_of_status(self.status, self.headers)
        match self.code, self.status:
            case ErrorCode.BAD_PROOF, _:
                return Refused(key)
            case ErrorCode.LOCKED, _:
                return Refused(key, seconds=self.failure.seconds if self.failure else 0)
            case ((ErrorCode.TICKET_UNKNOWN | ErrorCode.TICKET_USED | ErrorCode.TICKET_EXPIRED), _):
                return Refused(key)
            case ErrorCode.WRONG_OFFSET, _:
                return WrongOffset(_offset(self.headers))
            case ErrorCode.HASH_MISMATCH, _:
                return HashMismatch()
            case ErrorCode.BAD_CURSOR, _:
                return BadCursor()
            case _, 401:
                return NotSignedIn()
            case ErrorCode(), 403:
                return Refused(key)
            case _, 404:
                return NotFound()
            case _, 426:
                return Incompatible(self._which_is_old())
            case _:
                return NotNow(key, _retry_after_s(self.headers))

    def _which_is_old(self) -> str:
        theirs = self.failure.protocol if self.failure else ()
        is_server_old = max(theirs, default=0) < PROTOCOL_VERSION
        return "sync.server_too_old" if is_server_old else "sync.build_too_old"


def _key_of_status(status: int, headers: Mapping[str, str]) -> str:
    """Return the words' key for an answer without a body of ours: to HEAD there never is one."""
    match status:
        case 429:
            return "sync.too_many"
        case 507:
            return "sync.server_full"
        case 503 if _retry_after_s(headers) is not None:
            return "sync.too_many"
        case _:
            return "sync.server_fault"


def _of_a_batch(answered: _Answered) -> KioskError:
    if answered.status in {400, 413}:
        return BatchRefused(error_key(answered.code or ErrorCode.MALFORMED))
    return answered.translated()


def _read(reply: requests.Response, max_bytes: int, silence_s: float) -> bytes:
    return b"".join(_pieces(reply, max_bytes, silence_s))


def _pieces(reply: requests.Response, max_bytes: int, silence_s: float) -> Iterator[bytes]:
    """Yield the body as it comes.

    Raises: NotNow when it is cut, stops coming or comes slower than any line of ours,
    Malformed when it does not end.
    """
    began_s = time.monotonic()
    size = 0
    while True:
        try:
            piece = reply.raw.read1(READ_BYTES, decode_content=False)
        except urllib3.exceptions.ReadTimeoutError as error:
            raise NotNow("sync.server_slow") from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError, AttributeError) as error:
            # AttributeError, ValueError: a line closed by another thread under a running read.
            raise NotNow("sync.cut") from error
        if not piece:
            return
        size += len(piece)
        if size > max_bytes:
            raise Malformed("answer: too large")
        if time.monotonic() - began_s > silence_s + size / SLOWEST_BYTES_PER_S:
            raise NotNow("sync.server_slow")
        yield piece


def _offset(headers: Mapping[str, str]) -> int:
    text = headers.get(OFFSET_HEADER, "")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise Malformed("part: offset")
    return int(text)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks for; a date is not believed (whose clock?)."""
    text = headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _line_key(error: requests.RequestException) -> str:
    """Return the words' key for a line that failed: who is away, and what to look at."""
    if isinstance(error, requests.exceptions.ProxyError):
        return "sync.proxy_who" if PROXY_ASKS_WHO in str(error) else "sync.proxy_away"
    if isinstance(error, requests.exceptions.SSLError):
        if WRONG_CERTIFICATE_TEXT in str(error):
            return "sync.wrong_certificate"
        return "sync.no_secure_line"
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "sync.server_away"
    if isinstance(error, requests.exceptions.Timeout) or _is_caused_by(error, TimeoutError):
        return "sync.server_slow"
    if _is_caused_by(error, socket.gaierror, urllib3.exceptions.NameResolutionError):
        return "sync.no_network"
    if any(isinstance(e, OSError) and e.errno in _NO_NETWORK for e in _causes(error)):
        return "sync.no_network"
    if _is_caused_by(error, urllib3.exceptions.ProtocolError):
        return "sync.cut"
    return "sync.server_away"


def _has_stranger_answered(error: NotNow) -> bool:
    """Return whether somebody else spoke where our server should have, with TLS or without."""
    return error.message_key == "sync.wrong_certificate" or any(
        isinstance(cause, ssl.SSLError) and cause.reason == IN_CLEAR for cause in _causes(error)
    )


_NO_NETWORK = {100, 101, 113}
"""ENETDOWN, ENETUNREACH, EHOSTUNREACH."""


def _is_caused_by(error: BaseException, *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all it wraps: urllib3 hides causes in `reason` and in arguments."""
    seen: list[BaseException] = [error]
    while seen:
        current = seen.pop()
        yield current
        inner = [current.__cause__, getattr(current, "reason", None), *current.args]
        seen.extend(e for e in inner if isinstance(e, BaseException) and e is not current)
