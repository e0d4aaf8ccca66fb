"""The server's HTTP face (PROTOCOL.md): reads strictly, asks `CentralServer`, writes out.

Blocking work runs in threads; nothing here waits but for bodies and for news. Unknown
sizes are never believed: bodies are read up to a limit and not beyond.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.crypto.encoding import canon
from kiosk.errors import Unavailable
from sync.protocol.codes import ErrorCode
from sync.protocol.fields import Malformed
from sync.protocol.frames import (
    Page,
    contents_bytes,
    decode_parts,
    decode_statements,
    encode_contents,
    encode_page,
    encode_world,
)
from sync.protocol.journal import CHAINS
from sync.protocol.limits import (
    ADMIN_STATEMENTS_PATH,
    BUNDLE_FRAME_MAX_BYTES,
    BUNDLE_MAX_COUNT,
    CHUNK_MAX_BYTES,
    CONTENT_BINARY,
    CONTENT_JSON,
    FRAME_MAX_BYTES,
    JSON_MAX_BYTES,
    PAGE_MAX_COUNT,
    PROTOCOL_HEADER,
    PROTOCOL_VERSIONS,
    WAIT_MAX_S,
)
from sync.protocol.messages import (
    Challenge,
    ChallengeRequest,
    Failure,
    PresentRequest,
    SessionRequest,
    StructureState,
)
from sync.protocol.search import SearchRequest
from sync.server.acceptance import Operator, Post
from sync.server.central import CentralServer
from sync.server.limits import Limit, Limits
from sync.server.metrics import CONTENT_TYPE, Metrics
from sync.server.no import No
from sync.server.openapi import document
from sync.server.operator_messages import (
    AgreementTold,
    CodeCancelled,
    Done,
    RootTold,
    StructureTold,
)
from sync.server.patience import Patience, TooSlow, patient_stream

__all__ = ["Bell", "RateLimits", "build_app"]

log = logging.getLogger("reconnect.server")

POLL_S = 2.0
"""How often a waiting request looks by itself: another process may have written."""
READ_BYTES = 1024 * 1024
PLACE_MAX = 10**15 - 1
HSTS = "max-age=63072000; includeSubDomains"


class _Gone(Exception):
    """A part cannot be read any more, after the answer began."""


Result = TypeVar("Result")
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class RateLimits:
    """How much is borne: of one device, of one address before it is known, of passwords."""

    device: Limits = field(default_factory=lambda: Limits(Limit(burst=3000, per_s=200)))
    address: Limits = field(default_factory=lambda: Limits(Limit(burst=300, per_s=20)))
    accounts: Limits = field(default_factory=lambda: Limits(Limit(burst=40, per_s=0.5)))


class Bell:
    """Wakes requests that wait for news. Rung from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next = asyncio.Event()
        self.is_closing = False

    def hang(self) -> None:
        """Belong to the running loop."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """Let every waiting request end with what it has."""
        self.is_closing = True
        self._wake()

    async def heard(self, timeout_s: float) -> None:
        """Return at the next ring, or after `timeout_s`."""
        if not self.is_closing:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._next.wait(), timeout_s)

    def _wake(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()


def build_app(
    central: CentralServer,
    *,
    bell: Bell,
    operator_token: str,
    limits: RateLimits | None = None,
    patience: Patience | None = None,
) -> ASGIApp:
    """Return the application; `central.ring` should be `bell.ring`."""
    http = _Http(central, bell, operator_token, limits or RateLimits(), patience or Patience())
    routes = [
        Route("/healthz", http.healthy, methods=["GET"]),
        Route("/readyz", http.ready, methods=["GET"]),
        Route("/metrics", http.for_operator(http.metrics), methods=["GET"]),
        Route("/v1/openapi.json", http.openapi, methods=["GET"]),
        Route("/v1/hello", http.hello, methods=["GET"]),
        Route("/v1/challenge", http.versioned(http.challenge), methods=["POST"]),
        Route("/v1/session", http.versioned(http.session), methods=["POST"]),
        Route("/v1/enrol", http.versioned(http.enrol), methods=["POST"]),
        Route("/v1/statements", http.versioned(http.statements), methods=["POST"]),
        Route("/v1/changes", http.versioned(http.changes), methods=["GET"]),
        Route("/v1/account/{login}", http.versioned(http.account), methods=["GET"]),
        Route("/v1/present", http.versioned(http.present), methods=["POST"]),
        Route("/v1/search", http.versioned(http.search), methods=["POST"]),
        Route("/v1/reminders/{person}", http.versioned(http.fates_of), methods=["GET"]),
        Route("/v1/journal/head", http.versioned(http.journal_head), methods=["GET"]),
        Route("/v1/journal/chain/{chain}", http.versioned(http.journal_chain), methods=["GET"]),
        Route("/v1/journal/{about}", http.versioned(http.journal_of), methods=["GET"]),
        Route("/v1/parts", http.versioned(http.parts), methods=["GET", "POST"]),
        Route("/v1/parts/{part}", http.versioned(http.part), methods=["HEAD", "GET", "PATCH"]),
        Route(ADMIN_STATEMENTS_PATH, http.operators(http.admin_statements), methods=["POST"]),
        Route("/v1/admin/root", http.operators(http.admin_root), methods=["POST"]),
        Route("/v1/admin/structure", http.operators(http.admin_structure), methods=["POST"]),
        Route("/v1/admin/agreement", http.operators(http.admin_agreement), methods=["POST"]),
        Route("/v1/admin/code", http.operators(http.admin_code), methods=["POST"]),
        Route("/v1/admin/overview", http.operators(http.admin_overview), methods=["GET"]),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        bell.hang()
        yield

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            No: _say_no,
            Malformed: _say_malformed,
            Unavailable: _say_unavailable,
            HTTPException: _say_http,
            Exception: _say_fault,
        },
    )
    return _Outermost(app, central.metrics)


class _Http:
    """One method a route: from request to response."""

    def __init__(
        self,
        central: CentralServer,
        bell: Bell,
        operator_token: str,
        limits: RateLimits,
        patience: Patience,
    ) -> None:
        self._central = central
        self._bell = bell
        self._operator_token = hashlib.sha256(operator_token.encode()).digest()
        self._limits = limits
        self._patience = patience

    def versioned(self, handler: Handler) -> Handler:
        """Answer only who speaks a version of ours, and not while maintenance goes on."""

        async def checked(request: Request) -> Response:
            if request.headers.get(PROTOCOL_HEADER) not in {str(v) for v in PROTOCOL_VERSIONS}:
                raise No(ErrorCode.PROTOCOL)
            self._check_maintenance()
            return await handler(request)

        return checked

    def operators(self, handler: Handler) -> Handler:
        """Answer only who speaks a version of ours and holds the operator's token."""
        return self.versioned(self.for_operator(handler))

    def for_operator(self, handler: Handler) -> Handler:
        """Answer only who holds the operator's token."""

        async def checked(request: Request) -> Response:
            self._spend(self._limits.address, _address(request))
            given = hashlib.sha256(_bearer(request).encode()).digest()
            if not hmac.compare_digest(given, self._operator_token):
                raise No(ErrorCode.NOT_SIGNED_IN)
            return await handler(request)

        return checked

    async def healthy(self, _request: Request) -> Response:
        return _json(canon({"ok": True}))

    async def ready(self, request: Request) -> Response:
        """Tell balancers whether to send anybody here, and which piece is away."""
        self._spend(self._limits.address, _address(request))
        found = await _run(self._central.readiness)
        is_ready = all(found.values())
        body = canon({"ok": is_ready, "checks": found})
        return Response(body, status_code=200 if is_ready else 503, media_type=CONTENT_JSON)

    async def metrics(self, _request: Request) -> Response:
        return Response(await _run(self._central.metrics.text), media_type=CONTENT_TYPE)

    async def openapi(self, _request: Request) -> Response:
        return _json(json.dumps(await _run(document), ensure_ascii=False).encode())

    async def hello(self, _request: Request) -> Response:
        return _json(self._central.hello().encode())

    async def challenge(self, request: Request) -> Response:
        self._spend(self._limits.address, _address(request))
        asked = ChallengeRequest.parse(await self._body(request, JSON_MAX_BYTES))
        return _json(Challenge(self._central.challenge(asked.device)).encode())

    async def session(self, request: Request) -> Response:
        self._spend(self._limits.address, _address(request))
        asked = SessionRequest.parse(await self._body(request, JSON_MAX_BYTES))
        return _json((await _run(self._central.enter, asked)).encode())

    async def enrol(self, request: Request) -> Response:
        self._spend(self._limits.address, _address(request))
        wires = await self._statements_of(request)
        if len(wires) != 1:
            raise No(ErrorCode.MALFORMED)
        return _binary(encode_world(await _run(self._central.enrol, wires[0])))

    async def statements(self, request: Request) -> Response:
        post = await self._post(request)
        if post.state is StructureState.ENDED:
            raise No(ErrorCode.STRUCTURE_ENDED)
        wires = await self._statements_of(request)
        answers = await _run(self._central.accept, post, wires)
        return _json(await _run(answers.encode))

    async def changes(self, request: Request) -> Response:
        post = await self._post(request)
        cursor = request.query_params.get("after", "")
        limit = _number(request.query_params, "limit", PAGE_MAX_COUNT, 1, PAGE_MAX_COUNT)
        wait_s = _number(request.query_params, "wait", 0, 0, WAIT_MAX_S)
        spare_own = bool(_number(request.query_params, "spare_own", 0, 0, 1))
        until = time.monotonic() + wait_s
        while True:
            page: Page = await _run(
                partial(self._central.changes, post, cursor, limit=limit, spare_own=spare_own)
            )
            left = until - time.monotonic()
            is_over = page.is_news or left <= 0 or self._bell.is_closing
            if is_over or await request.is_disconnected():
                return _binary(await _run(encode_page, page))
            self._central.metrics.waits(1)
            try:
                await self._bell.heard(min(left, POLL_S))
            finally:
                self._central.metrics.waits(-1)

    async def account(self, request: Request) -> Response:
        post = await self._post(request)
        self._spend(self._limits.accounts, post.device)
        login = request.path_params["login"]
        if len(login) > 100:
            raise No(ErrorCode.MALFORMED)
        return _json((await _run(self._central.account, login)).encode())

    async def present(self, request: Request) -> Response:
        post = await self._post(request)
        self._spend(self._limits.accounts, post.device)
        asked = PresentRequest.parse(await self._body(request, JSON_MAX_BYTES))
        return _json((await _run(self._central.present, post, asked)).encode())

    async def search(self, request: Request) -> Response:
        post = await self._post(request)
        self._spend(self._limits.accounts, post.device)
        asked = SearchRequest.parse(await self._body(request, JSON_MAX_BYTES))
        return _json((await _run(self._central.search, post, asked)).encode())

    async def fates_of(self, request: Request) -> Response:
        post = await self._post(request)
        person = _hexed(request.path_params["person"], 16)
        return _json((await _run(self._central.fates_of, post, person)).encode())

    async def journal_head(self, request: Request) -> Response:
        post = await self._post(request)
        known = _number(request.query_params, "known", 0, 0, PLACE_MAX)
        return _json((await _run(self._central.journal_head, post, known)).encode())

    async def journal_of(self, request: Request) -> Response:
        post = await self._post(request)
        about = _hexed(request.path_params["about"], 16)
        after = _number(request.query_params, "after", 0, 0, PLACE_MAX)
        size = _number(request.query_params, "size", 0, 0, PLACE_MAX)
        since = _number(request.query_params, "since", 0, 0, PLACE_MAX)
        page = await _run(self._central.journal_of, post, about, after, size, since)
        return _json(await _run(page.encode))

    async def journal_chain(self, request: Request) -> Response:
        post = await self._post(request)
        chain = request.path_params["chain"]
        if chain not in CHAINS:
            raise No(ErrorCode.NOT_FOUND)
        size = _number(request.query_params, "size", 0, 0, PLACE_MAX)
        return _json((await _run(self._central.journal_chain, post, chain, size)).encode())

    async def part(self, request: Request) -> Response:
        post = await self._post(request)
        part = _hexed(request.path_params["part"], 16)
        match request.method:
            case "HEAD":
                offset, size = await _run(self._central.part_offset, post, part)
                return Response(headers={"Upload-Offset": str(offset), "Upload-Length": str(size)})
            case "PATCH":
                return await self._receive_part(request, post, part)
            case _:
                return await self._send_part(request, post, part)

    async def parts(self, request: Request) -> Response:
        """Take or give several whole parts at once."""
        post = await self._post(request)
        if request.method == "POST":
            body = await self._long_body(request, BUNDLE_FRAME_MAX_BYTES)
            wholes = decode_parts(memoryview(body))
            answers = await _run(self._central.receive_parts, post, wholes)
            return _json(answers.encode())
        asked = request.query_params.get("ids", "").split(",", BUNDLE_MAX_COUNT)
        if len(asked) > BUNDLE_MAX_COUNT:
            raise No(ErrorCode.MALFORMED)
        parts = [_hexed(each, 16) for each in asked]
        sizes = await _run(self._central.readable_parts, post, parts)
        return StreamingResponse(
            self._bundle(parts, sizes),
            media_type=CONTENT_BINARY,
            headers={"Content-Length": str(contents_bytes(sizes))},
        )

    async def _bundle(self, parts: Sequence[bytes], sizes: Sequence[int]) -> AsyncIterator[bytes]:
        """Give a frame piece by piece; one that ends early says that a part went meanwhile."""
        left = list(zip(parts, sizes, strict=True))
        while left:
            count = _together(size for _, size in left)
            try:
                yield await _run(self._frame_of, left[:count])
            except _Gone:
                return
            del left[:count]

    def _frame_of(self, parts: Sequence[tuple[bytes, int]]) -> bytes:
        """Return the frame of parts and their sizes. Raises _Gone."""
        contents = []
        for part, size in parts:
            try:
                content = self._central.parts.read(part, 0, size) if size else b""
            except Unavailable as error:  # said too late for a status
                log.warning("unavailable", extra={"key": error.message_key})
                raise _Gone from error
            if len(content) != size:
                raise _Gone
            contents.append(content)
        return encode_contents(contents)

    async def _receive_part(self, request: Request, post: Post, part: bytes) -> Response:
        offset = _number(request.headers, "Upload-Offset", None, 0, 2**40)
        size = _number(request.headers, "Part-Length", None, 1, 2**40)
        sha256 = _hexed(request.headers.get("Part-Sha256", ""), 32)
        piece = await self._body(request, CHUNK_MAX_BYTES)
        if not piece:
            raise No(ErrorCode.MALFORMED)
        received = await _run(
            partial(self._central.receive_part, post, part, offset, piece, sha256=sha256, size=size)
        )
        return Response(status_code=204, headers={"Upload-Offset": str(received)})

    async def _send_part(self, request: Request, post: Post, part: bytes) -> Response:
        size = await _run(self._central.readable_part, post, part)
        start, end, is_partial = _range(request.headers.get("Range"), size)
        headers = {"Content-Length": str(end - start), "Accept-Ranges": "bytes"}
        if is_partial:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        return StreamingResponse(
            self._sent(part, start, end),
            status_code=206 if is_partial else 200,
            media_type=CONTENT_BINARY,
            headers=headers,
        )

    async def _sent(self, part: bytes, start: int, end: int) -> AsyncIterator[bytes]:
        while start < end:
            count = min(READ_BYTES, end - start)
            try:
                piece = await _run(self._central.parts.read, part, start, count)
            except Unavailable as error:  # said too late for a status: a short body says it
                log.warning("unavailable", extra={"key": error.message_key})
                return
            if not piece:  # deleted meanwhile: the client sees a short body
                return
            start += len(piece)
            yield piece

    async def admin_statements(self, request: Request) -> Response:
        wires = await self._statements_of(request)
        answers = await _run(self._central.accept, Operator(), wires)
        return _json(answers.encode())

    async def admin_root(self, request: Request) -> Response:
        told = RootTold.parse(await self._body(request, JSON_MAX_BYTES))
        await _run(self._central.set_root, told.ed)
        return _json(Done().encode())

    async def admin_structure(self, request: Request) -> Response:
        told = StructureTold.parse(await self._body(request, JSON_MAX_BYTES))
        await _run(self._central.set_structure_state, told.structure, told.state)
        return _json(Done().encode())

    async def admin_agreement(self, request: Request) -> Response:
        told = AgreementTold.parse(await self._body(request, JSON_MAX_BYTES))
        await _run(self._central.set_agreement, told)
        return _json(Done().encode())

    async def admin_code(self, request: Request) -> Response:
        told = CodeCancelled.parse(await self._body(request, JSON_MAX_BYTES))
        await _run(self._central.cancel_code, told.ticket)
        return _json(Done().encode())

    async def admin_overview(self, _request: Request) -> Response:
        return _json(canon(await _run(self._central.overview)))

    async def _post(self, request: Request) -> Post:
        token = _bearer(request)
        if not token:
            raise No(ErrorCode.NOT_SIGNED_IN)
        post = await _run(self._central.post, token)
        request.scope["state"]["device"] = post.device.hex()
        self._spend(self._limits.device, post.device)
        return post

    async def _body(self, request: Request, max_bytes: int) -> bytes:
        return bytes(await self._long_body(request, max_bytes))

    async def _long_body(self, request: Request, max_bytes: int) -> bytearray:
        """Read a body of at most `max_bytes`, whatever its headers say.

        Raises: No(TOO_LARGE), No(TOO_MANY) with status 408; the line then ends, because
        a client that lies about its body may go on sending it forever.
        """
        announced = request.headers.get("Content-Length", "0")
        if announced.isascii() and announced.isdigit() and int(announced) > max_bytes:
            raise No(ErrorCode.TOO_LARGE, closes=True)
        held = bytearray()
        try:
            async for piece in patient_stream(request.stream(), self._patience):
                if len(held) + len(piece) > max_bytes:
                    raise No(ErrorCode.TOO_LARGE, closes=True)
                held += piece
        except TooSlow as error:
            raise No(ErrorCode.TOO_MANY, status=408, retry_after_s=5, closes=True) from error
        request.scope["state"]["body_bytes"] = len(held)
        return held

    async def _statements_of(self, request: Request) -> list[bytes]:
        wires = decode_statements(await self._body(request, FRAME_MAX_BYTES))
        if not wires:
            raise No(ErrorCode.MALFORMED)
        return wires

    def _check_maintenance(self) -> None:
        now = self._central.now()
        for each in self._central.announcements():
            if each.kind == "maintenance" and each.starts_at <= now < each.ends_at:
                raise No(ErrorCode.MAINTENANCE, retry_after_s=min(each.ends_at - now, 3600))

    @staticmethod
    def _spend(limits: Limits, name: bytes) -> None:
        wait_s = limits.wait_s(name, now_s=time.monotonic())
        if wait_s > 0:
            raise No(ErrorCode.TOO_MANY, retry_after_s=int(wait_s) + 1)


class _Outermost:
    """Adds what every answer carries, writes one log line a request, and turns a bug into 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()
        status = 0
        scope["state"] = dict(scope.get("state") or {})

        async def send_more(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"strict-transport-security", HSTS.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"cache-control", b"no-store"),
                    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        try:
            await self._app(scope, receive, send_more)
        except ClientDisconnect:
            status = status or 499
        except Exception:  # the outermost place: a bug is logged by type and place, never by text
            log.exception("fault", extra={"route": _route(scope)})
            if not status:
                await _failure(Failure(ErrorCode.SERVER_FAULT), 500)(scope, receive, send_more)
        seconds = time.monotonic() - begun
        self._metrics.answered(_route(scope), scope["method"], status, seconds)
        if code := scope["state"].get("code"):
            self._metrics.said_no(code)
        if "body_bytes" in scope["state"]:
            self._metrics.body(_route(scope), scope["state"]["body_bytes"])
        log.info(
            "request",
            extra={
                "method": scope["method"],
                "route": _route(scope),
                "status": status,
                "ms": round(seconds * 1000, 1),
                "device": scope["state"].get("device", ""),
            },
        )


def _together(sizes: Iterable[int]) -> int:
    """Return how many of the next parts to read at once: one, or as many as fit a read."""
    total = count = 0
    for size in sizes:
        total += size
        if count and total > READ_BYTES:
            break
        count += 1
    return count


async def _run(call: Callable[..., Result], *values: object) -> Result:
    return await run_in_threadpool(call, *values)


def _range(header: str | None, size: int) -> tuple[int, int, bool]:
    """Return (start, end, whether a part of it) for `bytes=N-` and `bytes=N-M`."""
    if header is None:
        return 0, size, False
    unit, _, asked = header.partition("=")
    first, dash, last = asked.partition("-")
    numbers_ok = asked.isascii() and first.isdigit() and (not last or last.isdigit())
    if unit != "bytes" or not dash or not numbers_ok or len(asked) > 40:
        raise No(ErrorCode.MALFORMED)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if not start < end:
        raise No(ErrorCode.MALFORMED, status=416)
    return start, end, True


def _number(values: Mapping[str, str], key: str, default: int | None, low: int, high: int) -> int:
    text = values.get(key)
    if text is None:
        if default is None:
            raise No(ErrorCode.MALFORMED)
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 15 and low <= int(text) <= high):
        raise No(ErrorCode.MALFORMED)
    return int(text)


def _hexed(text: str, size_bytes: int) -> bytes:
    """Return bytes written in lower-case hex, the only spelling: nothing else reaches a path."""
    if len(text) != 2 * size_bytes or any(c not in "0123456789abcdef" for c in text):
        raise No(ErrorCode.MALFORMED)
    return bytes.fromhex(text)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" and len(token) <= 200 else ""


def _address(request: Request) -> bytes:
    return (request.client.host if request.client else "").encode()


def _route(scope: Scope) -> str:
    """Return the route's pattern: a path may hold a login."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else ""


def _json(body: bytes) -> Response:
    return Response(body, media_type=CONTENT_JSON)


def _binary(body: bytes) -> Response:
    return Response(body, media_type=CONTENT_BINARY)


def _failure(failure: Failure, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(failure.encode(), status_code=status, headers=headers, media_type=CONTENT_JSON)


async def _say_no(request: Request, error: Exception) -> Response:
    if not isinstance(error, No):
        raise error
    request.scope["state"]["code"] = error.code.value
    headers = {"Connection": "close"} if error.closes else {}
    if error.retry_after_s:
        headers["Retry-After"] = str(error.retry_after_s)
    if error.offset is not None:
        headers["Upload-Offset"] = str(error.offset)
    protocol = PROTOCOL_VERSIONS if error.code is ErrorCode.PROTOCOL else ()
    failure = Failure(error.code, seconds=error.seconds, protocol=protocol)
    return _failure(failure, error.status, headers)


async def _say_malformed(request: Request, _error: Exception) -> Response:
    request.scope["state"]["code"] = ErrorCode.MALFORMED.value
    return _failure(Failure(ErrorCode.MALFORMED), 400)


async def _say_unavailable(_request: Request, error: Exception) -> Response:
    if isinstance(error, Unavailable) and error.message_key == "server.full":
        return _failure(Failure(ErrorCode.SERVER_FULL), 507, {"Retry-After": "300"})
    key = error.message_key if isinstance(error, Unavailable) else ""
    log.warning("unavailable", extra={"key": key})
    return _failure(Failure(ErrorCode.SERVER_FAULT, message_key=key), 503, {"Retry-After": "5"})


async def _say_fault(request: Request, _error: Exception) -> Response:
    """Answer for a bug; the framework raises it again, and the outermost place logs it."""
    request.scope["state"]["code"] = ErrorCode.SERVER_FAULT.value
    return _failure(Failure(ErrorCode.SERVER_FAULT), 500)


async def _say_http(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    code = ErrorCode.NOT_FOUND if error.status_code == 404 else ErrorCode.MALFORMED
    return _failure(Failure(code), error.status_code, dict(error.headers or {}))
