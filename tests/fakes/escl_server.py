"""A network scanner on loopback that keeps to eSCL, and to the habits makers really have.

A habit is a lawful or tolerated way to say the same thing (which status ends a feeder,
how a job's address is written, prefixes, chunks); a fault is what breaks a scan. Nothing
here shares code with the client.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image, ImageDraw
from zeroconf import ServiceInfo, Zeroconf

__all__ = ["HABITS", "EsclServer", "Faults", "Habits", "page_jpeg"]

FEEDER_SAYS = {
    "jam": "ScannerAdfJam",
    "jam-silent": "ScannerAdfJam",
    "cover": "ScannerAdfHatchOpen",
}
UUID = "4509a320-00a0-008f-00b6-002507510eca"


@dataclass(frozen=True, slots=True)
class Habits:
    """How one maker says it."""

    ends_with: int = 404
    """The answer to NextDocument once there is no more paper."""
    location: str = "absolute"
    """"absolute", "relative", "nameless" (path alone) or "foreign" (a host of its own)."""
    is_chunked: bool = False
    is_prefixed: bool = True
    has_bom: bool = False
    busy_before_page: int = 0
    """How many times 503 before every page."""
    busy_before_job: int = 0
    retry_after: str = "0"
    tells_feeder: bool = True
    """False: ScannerStatus has no AdfState."""
    tells_range: bool = False
    has_duplex: bool = True
    has_feeder: bool = True
    is_one_at_a_time: bool = False
    refuses_intent: bool = False
    """409 for a job that asks for more than input, colour and resolution."""
    knows_delete: bool = True
    shares_profiles: bool = False
    is_cmyk: bool = False
    root: str = "/eSCL"


HABITS: Mapping[str, Habits] = {
    "plain": Habits(),
    "conflict-relative-chunked": Habits(
        ends_with=409, location="relative", is_chunked=True, tells_range=True
    ),
    "gone-foreign-busy": Habits(
        ends_with=410,
        location="foreign",
        busy_before_page=1,
        busy_before_job=1,
        has_bom=True,
        knows_delete=False,
        root="/eSCL/v2",
    ),
    "terse-picky-alone": Habits(
        location="nameless",
        is_prefixed=False,
        tells_feeder=False,
        is_one_at_a_time=True,
        refuses_intent=True,
        shares_profiles=True,
        is_cmyk=True,
    ),
}
"""Four temperaments; the contract holds with each of them."""


@dataclass(slots=True)
class Faults:
    """What goes wrong after `after` pages; `kind` "" is nothing.

    "jam", "cover", "jam-silent" (a jam that only the status tells), "panel" (stopped at
    the device), "short" (a body shorter than it said), "cut" (a picture that ends early
    though its length is true), "unplugged", "frozen" (connections are taken and nothing
    is said), "frozen-job" (only the page does not come), "refused" (every job), "denied",
    "busy", "error" (500), "noise" (what should be XML or a page is neither), "bomb"
    (entities), "flood" (a page without an end).
    """

    kind: str = ""
    after: int = 0


@dataclass(slots=True)
class _Job:
    number: int
    is_feeder: bool
    is_duplex: bool
    is_colour: bool
    dpi: int
    given: int = 0
    asked: int = 0
    state: str = "Processing"


@dataclass(slots=True)
class EsclServer:
    """The machine: `sheets` in its feeder, always a paper on its glass."""

    habits: Habits = field(default_factory=Habits)
    faults: Faults = field(default_factory=Faults)
    sheets: int = 3
    model: str = "Papier Maquette 3"
    uuid: str = UUID
    page_s: float = 0.0
    tls: tuple[Path, Path] | None = None
    """Certificate and key."""
    jobs: dict[int, _Job] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _release: threading.Event = field(default_factory=threading.Event)
    _refused_once: int = 0

    @property
    def address(self) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self.port}{self.habits.root}"

    @contextmanager
    def running(self) -> Iterator[EsclServer]:
        """Serve while the block runs."""
        machine = self
        turn = threading.Lock()

        class Handler(_Handler):
            scanner = machine
            one_at_a_time = turn

        self._server = server = _Quiet(("127.0.0.1", 0), Handler)
        if self.tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.tls)
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self._release.set()
            self.unplug()
            server.shutdown()
            thread.join()
            server.server_close()

    @contextmanager
    def announced(self, name: str = "Maquette") -> Iterator[None]:
        """Announce it by mDNS, on loopback alone, while the block runs."""
        kind = "_uscans._tcp.local." if self.tls else "_uscan._tcp.local."
        info = ServiceInfo(
            kind,
            f"{name}.{kind}",
            addresses=[socket.inet_aton("127.0.0.1")],
            port=self.port,
            properties={"rs": self.habits.root.strip("/"), "UUID": self.uuid, "ty": self.model},
            server="maquette.local.",
        )
        zeroconf = Zeroconf(interfaces=["127.0.0.1"])
        try:
            zeroconf.register_service(info, cooperating_responders=True)
            yield
        finally:
            zeroconf.close()

    def unplug(self) -> None:
        """Drop every connection and take no new one."""
        server = self._server
        if server is not None:
            server.is_unplugged = True
            with suppress(OSError):
                server.socket.close()

    def fails_now(self, job: _Job | None) -> str:
        given = job.given if job is not None else 0
        return self.faults.kind if given >= self.faults.after else ""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    is_unplugged = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients break off, that is the point."""

    def get_request(self) -> tuple[socket.socket, object]:
        if self.is_unplugged:
            raise OSError
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    scanner: EsclServer
    one_at_a_time: threading.Lock
    protocol_version = "HTTP/1.1"
    timeout = 20

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""

    def handle_one_request(self) -> None:
        if self.scanner.habits.is_one_at_a_time:
            self.close_connection = True
        super().handle_one_request()

    def do_GET(self) -> None:
        self._answered(self._get)

    def do_POST(self) -> None:
        self._answered(self._post)

    def do_DELETE(self) -> None:
        self._answered(self._delete)

    def _answered(self, answer: object) -> None:
        scanner = self.scanner
        scanner.requests.append(f"{self.command} {self.path}")
        held = scanner.habits.is_one_at_a_time
        if held:
            self.one_at_a_time.acquire()
        try:
            answer()  # type: ignore[operator]
        finally:
            if held:
                self.close_connection = True
                self.one_at_a_time.release()

    def _get(self) -> None:
        scanner, root = self.scanner, self.scanner.habits.root
        current = max(scanner.jobs.values(), key=lambda job: job.number, default=None)
        fault = scanner.fails_now(current)
        if fault == "frozen" and current is not None:
            scanner._release.wait(60)
            return
        if self.path == f"{root}/ScannerCapabilities":
            self._xml(_capabilities(scanner))
        elif self.path == f"{root}/ScannerStatus":
            self._xml(_status(scanner, fault))
        elif self.path.endswith("/NextDocument"):
            number = int(self.path.split("/")[-2])
            self._next(scanner.jobs.get(number))
        else:
            self._send(404)

    def _post(self) -> None:
        scanner = self.scanner
        habits = scanner.habits
        wish = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if scanner.faults.kind in {"refused", "denied", "busy"}:
            self._send({"refused": 409, "denied": 403, "busy": 503}[scanner.faults.kind])
            return
        if scanner._refused_once < habits.busy_before_job:
            scanner._refused_once += 1
            self._send(503, {"Retry-After": habits.retry_after})
            return
        if habits.refuses_intent and "Intent" in wish:
            self._send(409)
            return
        is_feeder = "<pwg:InputSource>Feeder" in wish
        if is_feeder and not scanner.sheets:
            self._send(409)
            return
        dpi = int(wish.split("<scan:XResolution>")[1].split("<")[0])
        number = len(scanner.jobs) + 1
        scanner.jobs[number] = _Job(
            number, is_feeder, "<scan:Duplex>true" in wish, "RGB24" in wish, dpi
        )
        path = f"{habits.root}/ScanJobs/{number}"
        location = {
            "absolute": f"http://127.0.0.1:{scanner.port}{path}",
            "foreign": f"http://maquette.invalid:80{path}",
            "nameless": path,
            "relative": f"ScanJobs/{number}",
        }[habits.location]
        self._send(201, {"Location": location})

    def _delete(self) -> None:
        number = int(self.path.rstrip("/").split("/")[-1])
        job = self.scanner.jobs.get(number)
        self.scanner.deleted.append(number)
        if job is not None:
            job.state = "Canceled"
        self._send(200 if self.scanner.habits.knows_delete else 405)

    def _next(self, job: _Job | None) -> None:
        scanner, habits = self.scanner, self.scanner.habits
        if job is None or job.state == "Canceled":
            self._send(404)
            return
        sides = 2 if job.is_duplex else 1
        left = scanner.sheets * sides - (job.given % sides) if job.is_feeder else 1 - job.given
        if left <= 0:
            job.state = "Completed"
            self._send(habits.ends_with)
            return
        fault = scanner.fails_now(job)
        if fault == "panel":
            job.state = "Canceled"
        if fault in {"jam", "cover", "panel"}:
            job.state = "Canceled" if fault == "panel" else "Aborted"
            self._send(habits.ends_with)
            return
        if fault == "error":
            self._send(500)
            return
        if fault in {"frozen-job", "jam-silent"}:
            scanner._release.wait(60)
            return
        if job.asked < habits.busy_before_page:
            job.asked += 1
            self._send(503, {"Retry-After": habits.retry_after})
            return
        time.sleep(scanner.page_s)
        if job.state == "Canceled":
            self._send(404)
            return
        page = page_jpeg(job.given + 1, job.dpi, job.is_colour, is_cmyk=habits.is_cmyk)
        if fault == "unplugged":
            self._begin(page, len(page))
            self.wfile.write(page[: len(page) // 2])
            self.wfile.flush()
            scanner.unplug()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if fault == "short":
            self._begin(page, len(page))
            self.wfile.write(page[: len(page) // 2])
            self.close_connection = True
            return
        if fault == "flood":
            self._flood()
            return
        if fault == "cut":
            page = page[: len(page) // 2]
        elif fault == "noise":
            page = b"no picture"
        job.asked = 0
        job.given += 1
        if job.is_feeder and job.given % sides == 0:
            scanner.sheets -= 1
        if habits.is_chunked:
            self._chunks(page)
        else:
            self._begin(page, len(page))
            self.wfile.write(page)

    def _begin(self, _: bytes, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _chunks(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(body), 700):
            piece = body[start : start + 700]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def _flood(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        piece = b"x" * (1 << 20)
        with suppress(OSError):
            while not self.scanner._release.is_set():
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.close_connection = True

    def _xml(self, text: str) -> None:
        body = text.encode()
        if self.scanner.habits.has_bom:
            body = b"\xef\xbb\xbf" + body
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


def page_jpeg(number: int, dpi: int, is_colour: bool, *, is_cmyk: bool = False) -> bytes:
    """Return A4 at `dpi` with bars that tell its number."""
    size = (round(8.27 * dpi), round(11.69 * dpi))
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for bar in range(number):
        left = size[0] * (2 * bar + 1) // 40
        draw.rectangle((left, size[1] // 4, left + size[0] // 40, size[1] // 2), fill=(160, 20, 20))
    mode = "L" if not is_colour else "CMYK" if is_cmyk else "RGB"
    out = io.BytesIO()
    image.convert(mode).save(out, "JPEG", dpi=(dpi, dpi))
    return out.getvalue()


def _capabilities(scanner: EsclServer) -> str:
    if scanner.faults.kind == "noise" and scanner.faults.after == 0:
        return "<<<"
    if scanner.faults.kind == "bomb":
        entities = "".join(
            f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(9)
        )
        return f"<!DOCTYPE x [{entities}]><x>&e8;</x>"
    habits = scanner.habits
    discrete = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution>"
        f"<scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in (75, 100, 300, 600)
    )
    resolutions = f"<scan:DiscreteResolutions>{discrete}</scan:DiscreteResolutions>"
    if habits.tells_range:
        span = "<scan:Min>75</scan:Min><scan:Max>1200</scan:Max>"
        resolutions = (
            f"<scan:ResolutionRange><scan:XResolutionRange>{span}</scan:XResolutionRange>"
            f"<scan:YResolutionRange>{span}</scan:YResolutionRange></scan:ResolutionRange>"
        )
    profiles = (
        "<scan:SettingProfiles><scan:SettingProfile><scan:ColorModes>"
        "<scan:ColorMode>BlackAndWhite1</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode>"
        "<scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes><scan:DocumentFormats>"
        "<pwg:DocumentFormat>application/pdf</pwg:DocumentFormat>"
        "<pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>"
        f"<scan:SupportedResolutions>{resolutions}</scan:SupportedResolutions>"
        "</scan:SettingProfile></scan:SettingProfiles>"
    )
    inside = "" if habits.shares_profiles else profiles

    def caps(name: str, height: int) -> str:
        return (
            f"<scan:{name}><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>"
            f"<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>{height}</scan:MaxHeight>"
            f"{inside}</scan:{name}>"
        )

    duplex = caps("AdfDuplexInputCaps", 4200) if habits.has_duplex else ""
    feeder = f"<scan:Adf>{caps('AdfSimplexInputCaps', 4200)}{duplex}</scan:Adf>"
    body = (
        f"<pwg:Version>2.63</pwg:Version><pwg:MakeAndModel>{scanner.model}</pwg:MakeAndModel>"
        f"<scan:UUID>{scanner.uuid}</scan:UUID>"
        f"{profiles if habits.shares_profiles else ''}"
        f"<scan:Platen>{caps('PlatenInputCaps', 3508)}</scan:Platen>"
        f"{feeder if habits.has_feeder else ''}"
    )
    return _document(scanner, "ScannerCapabilities", body)


def _status(scanner: EsclServer, fault: str) -> str:
    at_work = any(job.state == "Processing" for job in scanner.jobs.values())
    feeder = "ScannerAdfLoaded" if scanner.sheets else "ScannerAdfEmpty"
    feeder = FEEDER_SAYS.get(fault, feeder)
    tells = scanner.habits.tells_feeder or fault in FEEDER_SAYS
    jobs = "".join(
        f"<scan:JobInfo><pwg:JobUri>{scanner.habits.root}/ScanJobs/{job.number}</pwg:JobUri>"
        f"<pwg:JobState>{job.state}</pwg:JobState></scan:JobInfo>"
        for job in scanner.jobs.values()
    )
    body = (
        f"<pwg:Version>2.63</pwg:Version>"
        f"<pwg:State>{'Processing' if at_work else 'Idle'}</pwg:State>"
        f"{f'<scan:AdfState>{feeder}</scan:AdfState>' if tells else ''}"
        f"<scan:Jobs>{jobs}</scan:Jobs>"
    )
    return _document(scanner, "ScannerStatus", body)


def _document(scanner: EsclServer, name: str, body: str) -> str:
    spaces = (
        'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
        'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
    )
    text = f"<scan:{name} {spaces}>{body}</scan:{name}>"
    if not scanner.habits.is_prefixed:
        text = text.replace("<scan:", "<").replace("</scan:", "</").replace("<pwg:", "<")
        text = text.replace("</pwg:", "</").replace("xmlns:scan", "xmlns")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'
