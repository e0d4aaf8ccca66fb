"""The server as one process: data folder, certificate, TLS, jobs, and an end in good order.

The embedded default needs nothing but a folder. What is beside it (`--database`) replaces
one piece and no code.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from kiosk.crypto.certificates import (
    MAX_DAYS,
    fingerprint,
    names_and_addresses,
    self_signed,
)
from kiosk.crypto.encoding import b64, canon, parse_canon
from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.ports import Clock, Rng
from sync.protocol.limits import ANNOUNCEMENTS_MAX
from sync.protocol.messages import Announcement
from sync.server import checkpoints
from sync.server.announcements import announced
from sync.server.app import Bell, RateLimits, build_app
from sync.server.central import LEASE_S, CentralServer
from sync.server.certificates import Announced, TlsFiles
from sync.server.custody.local import Custody, custody_tables, local_custody
from sync.server.custody.port import Custodian
from sync.server.custody.reminding import Reminding
from sync.server.custody.remote import RemoteCustody
from sync.server.custody.wire import Pairing
from sync.server.doors import Doors
from sync.server.jobs import alert
from sync.server.jobs.worker import watch
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.notices.gateways import open_mail
from sync.server.parts.folder import DEFAULT_RESERVE_BYTES, FolderParts
from sync.server.parts.port import Parts
from sync.server.patience import Patience, patient_protocol
from sync.server.secret_files import write_secret_file
from sync.server.settings import APART, ServerOptions
from sync.server.store.database import Database
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase
from sync.server.upkeep import GRACE_S, Upkeep, kinds_of

__all__ = [
    "DataFolder",
    "RunningJobs",
    "RunningServer",
    "ServerSettings",
    "open_parts",
    "open_records",
    "start",
    "start_jobs",
    "tls_context",
]

log = logging.getLogger("reconnect.server")

KEEP_ALIVE_S = 90
"""Longer than the longest pause of a client between two passes of its long poll."""
BACKLOG = 1024
GOODBYE_S = 0.5

TLS_GROUPS = ("X25519", "P-256", "P-384")
TLS_1_2_SUITES = ":".join(
    (
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-RSA-CHACHA20-POLY1305",
    )
)
"""ANSSI, "Recommandations de sécurité relatives à TLS" (2020), R9 to R11: ephemeral keys,
authenticated encryption, SHA-2, no SHA-1, no CBC. TLS 1.3 brings its own three suites."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the operator chooses.

    `database` is "" for SQLite in the data folder, `parts` "" for a folder in it, else
    the address of a bucket (`BucketAddress`), `keys` "" for a file in it, else the address
    of a key service or module (`open_keys`), `custody` "" for custody in this process, else
    the pairing file of its own, `jobs` "" for jobs in this process, else `APART` or `ONLY`,
    `sms` and `mail` "" for a log file, else a gateway's address, `alerts` "" for nobody.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8443
    names: tuple[str, ...] = ()
    database: str = ""
    parts: str = ""
    keys: str = ""
    custody: str = ""
    jobs: str = ""
    sms: str = ""
    mail: str = ""
    alerts: str = ""
    lease_s: int = LEASE_S
    reserve_bytes: int = DEFAULT_RESERVE_BYTES

    @classmethod
    def of(cls, options: ServerOptions) -> ServerSettings:
        return cls(
            data=Path(options.data),
            host=options.host,
            port=options.port,
            names=tuple(name for name in options.name.split(",") if name),
            database=options.database,
            parts=options.parts,
            keys=options.keys,
            custody=options.custody,
            jobs=options.jobs,
            sms=options.sms,
            mail=options.mail,
            alerts=options.alerts,
            lease_s=options.lease_days * 86400,
            reserve_bytes=options.reserve_mib * 1024 * 1024,
        )


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything of one server lies, readable by its user alone."""

    root: Path

    def prepare(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("keys", "tls", "log", "parts"):
            (self.root / name).mkdir(exist_ok=True, mode=0o700)

    @property
    def records(self) -> Path:
        return self.root / "records.db"

    @property
    def parts(self) -> Path:
        return self.root / "parts"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def keys(self) -> Path:
        """Where a key file lies, or what a key service wrapped."""
        return self.root / "keys"

    @property
    def tls(self) -> Path:
        return self.root / "tls"

    @property
    def certificate(self) -> Path:
        return self.tls / "cert.pem"

    @property
    def certificate_key(self) -> Path:
        return self.tls / "key.pem"

    @property
    def operator(self) -> Path:
        """Address, certificate and token for the operator's tool, written at each start."""
        return self.root / "operator.json"

    @property
    def announcements(self) -> Path:
        """What the operator tells every post; a JSON list, read at each hello."""
        return self.root / "announcements.json"


class RunningServer:
    """A server that listens; `wait` until it is asked to stop."""

    def __init__(
        self,
        server: uvicorn.Server,
        listener: socket.socket,
        central: CentralServer,
        upkeep: Upkeep,
        url: str,
        operator_token: str,
    ) -> None:
        self._server = server
        self._listener = listener
        self._upkeep = upkeep
        self.central = central
        self.url = url
        self.operator_token = operator_token

    @property
    def certificate_sha256(self) -> bytes:
        return self.central.doors.certificate_sha256

    def run(self) -> None:
        """Serve until a signal or `stop`; requests under way end first."""
        self._upkeep.start()
        try:
            self._server.run(sockets=[self._listener])
        finally:
            self._upkeep.stop()
            self.central.close()
            self._listener.close()
            log.info("stopped")

    def stop(self) -> None:
        """Ask the server to end; from any thread."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Ends in good order: long polls at once, other requests first, idle lines last."""

    def __init__(self, config: uvicorn.Config, bell: Bell) -> None:
        super().__init__(config)
        self._bell = bell

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and let the process end with the status of its command.

        The library would raise the signal again once all is closed: status 0 is only
        for what is done, and being asked to stop is no failure.
        """
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._bell.close()
        hanging_up = asyncio.create_task(self._hang_up())
        await super().shutdown(sockets=sockets)
        hanging_up.cancel()

    async def _hang_up(self) -> None:
        """Cut lines that stay open once no request is under way: an idle client answers a
        TLS goodbye when it next looks, which may be in a minute."""
        while self.server_state.tasks:
            await asyncio.sleep(0.05)
        await asyncio.sleep(GOODBYE_S)
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def start(
    settings: ServerSettings,
    *,
    clock: Clock,
    rng: Rng,
    bcrypt_cost: int | None = None,
    limits: RateLimits | None = None,
    patience: Patience | None = None,
) -> RunningServer:
    """Open the data folder, listen, and return the server ready to `run`.

    Raises: Unavailable("server.port_taken"), IntegrityFailure for damaged keys,
    Incompatible for data of a newer server.
    """
    folder = DataFolder(settings.data)
    folder.prepare()
    keys = open_keys(settings.keys, folder.keys, clock=clock, rng=rng)
    certificate_sha256 = _certificate(folder, settings, clock)
    listener = _listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    bell = Bell()
    central = _central(settings, folder, keys, certificate_sha256, clock, rng, bcrypt_cost)
    central.ring = bell.ring
    watch(central.metrics, central.database, clock)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"https://{_told_host(settings, host)}:{port}"
    token = _operator(folder, url, certificate_sha256, rng)
    app = build_app(central, bell=bell, operator_token=token, limits=limits, patience=patience)
    config = uvicorn.Config(
        app,
        http=patient_protocol(patience or Patience()),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=folder.certificate,
        ssl_keyfile=folder.certificate_key,
        ssl_context_factory=lambda _config, _default: tls_context(folder),
    )
    log.info("listening", extra={"port": port, "server": keys.server.hex()})
    upkeep = _upkeep(central, settings, clock, rng)
    return RunningServer(_Server(config, bell), listener, central, upkeep, url, token)


class RunningJobs:
    """A process that does the queue's jobs and answers nobody; `run` until `stop`."""

    def __init__(self, central: CentralServer, upkeep: Upkeep) -> None:
        self._central, self._upkeep = central, upkeep
        self._is_over = threading.Event()

    def run(self) -> None:
        log.info("jobs only")
        try:
            self._upkeep.wait(self._is_over)
        finally:
            self._central.close()
            log.info("stopped")

    def stop(self) -> None:
        """Ask it to end; from any thread, or a signal's handler."""
        self._is_over.set()


def start_jobs(settings: ServerSettings, *, clock: Clock, rng: Rng) -> RunningJobs:
    """Open what `start` opens, but no port: any number of these share the queue.

    Raises: as `start`.
    """
    folder = DataFolder(settings.data)
    folder.prepare()
    keys = open_keys(settings.keys, folder.keys, clock=clock, rng=rng)
    certificate_sha256 = _certificate(folder, settings, clock)
    central = _central(settings, folder, keys, certificate_sha256, clock, rng, None)
    return RunningJobs(central, _upkeep(central, settings, clock, rng))


def _upkeep(central: CentralServer, settings: ServerSettings, clock: Clock, rng: Rng) -> Upkeep:
    """Return what goes on between requests; reminders are custody's, wherever that is."""
    if settings.jobs == APART:
        return Upkeep(central, rng, kinds={})
    reminding = None
    if isinstance(central.custody, Custody):
        folder = DataFolder(settings.data).log
        reminding = Reminding(
            central.custody,
            settings.sms,
            folder,
            mail=settings.mail,
            clock=clock,
            rng=rng,
            metrics=central.metrics,
        )
    mail = open_mail(settings.mail, DataFolder(settings.data).log, clock=clock)
    kinds = {
        **kinds_of(central),
        **checkpoints.kinds_of(central.database, central.keys, mail, central.now),
        **alert.kinds_of(central.database, mail, settings.alerts, central.now),
    }
    return Upkeep(central, rng, kinds=kinds, reminding=reminding)


def tls_context(folder: DataFolder) -> ssl.SSLContext:
    """Return TLS 1.2 at least, 1.3 by preference, with the suites ANSSI recommends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(TLS_1_2_SUITES)
    _choose_groups(context)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    context.load_cert_chain(folder.certificate, folder.certificate_key)
    return context


def _choose_groups(context: ssl.SSLContext) -> None:
    """Exchange keys over three curves where Python can name several (from 3.15 on).

    Before, it can name one, which would turn away whoever has another: OpenSSL's own list
    stays, X25519 first. ANSSI's guide allows all of it, finite fields of 2048
    bits included for now; a client of ours never goes beyond the first.
    """
    if hasattr(context, "set_groups"):
        context.set_groups(":".join(TLS_GROUPS))


def _central(
    settings: ServerSettings,
    folder: DataFolder,
    keys: ServerKeys,
    certificate_sha256: bytes,
    clock: Clock,
    rng: Rng,
    bcrypt_cost: int | None,
) -> CentralServer:
    database = open_records(settings.database, folder)
    custody: Custodian
    if settings.custody:
        custody = RemoteCustody(Pairing.load(Path(settings.custody)))
    else:
        custody = local_custody(custody_tables("", folder.root), keys, clock, rng, bcrypt_cost)
    of_server = Announced(TlsFiles(folder.tls), keys, clock)
    of_server.refresh()
    return CentralServer(
        database=database,
        parts=open_parts(settings, folder),
        custody=custody,
        keys=keys,
        doors=Doors(database, keys, rng, certificate_sha256),
        clock=clock,
        announcements=_all_announcements(of_server, folder),
        refresh_announcements=of_server.refresh,
        lease_s=settings.lease_s,
    )


def open_records(database: str, folder: DataFolder) -> Database:
    """Open the records: "" for SQLite in the data folder, else PostgreSQL's address."""
    if not database:
        return SqliteDatabase(folder.records, MIGRATIONS / "sqlite")
    from sync.server.store.postgres import PostgresDatabase  # only beyond one machine

    return PostgresDatabase(database, MIGRATIONS / "postgresql")


def open_parts(settings: ServerSettings, folder: DataFolder) -> Parts:
    """Open the parts: a folder in the data folder, or a bucket."""
    if not settings.parts:
        return FolderParts(folder.parts, reserve_bytes=settings.reserve_bytes)
    from sync.server.parts.bucket import BucketAddress, BucketParts  # only beyond one machine

    parts = BucketParts(BucketAddress.parse(settings.parts).opened())
    parts.check()
    return parts


def _certificate(folder: DataFolder, settings: ServerSettings, clock: Clock) -> bytes:
    """Return the certificate's SHA-256; one is made when there is none."""
    if not folder.certificate.exists():
        hosts = [settings.host, *settings.names, "localhost", "127.0.0.1"]
        certificate, key = self_signed(*names_and_addresses(hosts), days=MAX_DAYS, clock=clock)
        write_secret_file(folder.certificate_key, key)
        write_secret_file(folder.certificate, certificate)
    return fingerprint(folder.certificate.read_bytes())


def _told_host(settings: ServerSettings, host: str) -> str:
    """Return the name posts are told: the first given, else where the server listens."""
    if settings.names:
        return settings.names[0]
    return "127.0.0.1" if host in {"0.0.0.0", "[::]"} else host  # noqa: S104 - compared, not bound


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio does not switch Nagle's algorithm off: 40 ms more a request.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)  # from here on callers wait instead of being turned away
    except OSError as error:
        listener.close()
        raise Unavailable("server.port_taken", port=port) from error
    return listener


def _operator(folder: DataFolder, url: str, certificate_sha256: bytes, rng: Rng) -> str:
    token = b64(rng.bytes(32))
    if folder.operator.exists():
        try:
            token = str(parse_canon(folder.operator.read_bytes())["token"])
        except (IntegrityFailure, KeyError) as error:
            raise IntegrityFailure("server.keys_damaged") from error
    fields = {"url": url, "certificate": certificate_sha256.hex(), "token": token}
    write_secret_file(folder.operator, canon(fields))
    return token


def _all_announcements(
    of_server: Announced, folder: DataFolder
) -> Callable[[], tuple[Announcement, ...]]:
    """Return a reader of what every hello says: words about certificates, then the operator's."""
    of_operator = _announcements(folder.announcements)

    def read() -> tuple[Announcement, ...]:
        return (*of_server.read(), *of_operator())[:ANNOUNCEMENTS_MAX]

    return read


def _announcements(path: Path) -> Callable[[], tuple[Announcement, ...]]:
    """Return a reader of the announcements' file, which parses it again when it changes."""
    held: tuple[int, tuple[Announcement, ...]] = (0, ())

    def read() -> tuple[Announcement, ...]:
        nonlocal held
        try:
            changed_at = path.stat().st_mtime_ns
        except FileNotFoundError:
            changed_at = 0
        if changed_at != held[0]:
            try:
                held = (changed_at, announced(path))
            except IntegrityFailure:  # what was announced before goes on; said once
                held = (changed_at, held[1])
                log.warning("announcements cannot be read")
        return held[1]

    return read
