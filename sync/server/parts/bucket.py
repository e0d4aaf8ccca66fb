"""The bucket of parts: any S3-compatible store, with nothing kept in between elsewhere.

An object under `stored/` is a whole part, its hash checked before it was put. Pieces lie
under `coming/PART/OFFSET`, each put only if nothing is there (`If-None-Match: *`, answered
412 by every store that may be used, tried at start): of two API processes that get the
same piece one keeps it, and the other is told where the part has come to. How far a part
is, is the unbroken run of pieces from 0, asked of the store each time: it needs no memory,
so any process goes on where another stopped.

S3's own multipart upload is not used: it wants 5 MiB a piece, 14 minutes on a line of
50 kbit/s, it is never create-only, and one that was cut lies there unseen and paid for.
"""

from __future__ import annotations

import configparser
import hashlib
import itertools
import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from kiosk.errors import Incompatible, InvalidInput, Unavailable
from sync.protocol.frames import WholePart
from sync.server.parts.port import HashMismatch, Received, TooLong, WrongOffset, hex_name
from sync.server.secret_files import read_secret_file

if TYPE_CHECKING:
    from obstore import ObjectMeta

__all__ = ["BucketAddress", "BucketParts"]

SHELVES = 256
SHELVES_A_SWEEP = 4
"""Listing a bucket costs one request for 1,000 parts: a sweep looks at a 64th, half a day all."""
JOINS = 4
"""Wholes put together at once: each is held in memory, 100 MiB at most."""
PUTS_TOGETHER = 8
"""Parts of one bundle put side by side."""
STREAM_BYTES = 1024 * 1024
CONNECT_TIMEOUT = timedelta(seconds=5)
REQUEST_TIMEOUT = timedelta(seconds=60)
RETRY_FOR = timedelta(seconds=15)
"""Below the posts' own patience: they ask again, and find what was kept."""
QUERY_KEYS = frozenset({"endpoint", "region", "credentials"})


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket is: `s3://BUCKET/PREFIX?endpoint=URL&region=R&credentials=FILE`.

    `credentials` is a file in the form of AWS's own (`[default]`, `aws_access_key_id`,
    `aws_secret_access_key`, `aws_session_token`), for the server's user alone; without it
    the same names in capitals are read from the environment. Never in the address.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    """"" = AWS's own for the region."""
    region: str = "us-east-1"
    credentials: Path | None = None

    @classmethod
    def parse(cls, text: str) -> BucketAddress:
        """Read an address. Raises InvalidInput("server.parts_address")."""
        invalid = InvalidInput("server.parts_address")
        try:
            parts = urlsplit(text)
            query = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))
        except ValueError as error:
            if "?" in text:
                raise invalid from error
            query = {}
        is_plain = parts.netloc == parts.hostname and len(parts.netloc) >= 3
        if parts.scheme != "s3" or not is_plain or parts.fragment or not query.keys() <= QUERY_KEYS:
            raise invalid
        endpoint = query.get("endpoint", "")
        if endpoint and not _is_private(endpoint):
            raise invalid
        credentials = query.get("credentials")
        return cls(
            bucket=parts.netloc,
            prefix=parts.path.strip("/"),
            endpoint=endpoint,
            region=query.get("region", "us-east-1"),
            credentials=Path(credentials) if credentials else None,
        )

    def opened(self, environment: Mapping[str, str] = os.environ) -> S3Store:
        """Return the store. Raises InvalidInput for credentials that are not there."""
        key_id, secret, session = self._credentials(environment)
        return S3Store(
            self.bucket,
            prefix=self.prefix or None,
            config={
                "region": self.region,
                "access_key_id": key_id,
                "secret_access_key": secret,
                "virtual_hosted_style_request": False,
                **({"endpoint": self.endpoint} if self.endpoint else {}),
                **({"session_token": session} if session else {}),
            },
            client_options={
                "allow_http": self.endpoint.startswith("http://"),
                "connect_timeout": CONNECT_TIMEOUT,
                "timeout": REQUEST_TIMEOUT,
            },
            retry_config={"max_retries": 3, "retry_timeout": RETRY_FOR},
        )

    def _credentials(self, environment: Mapping[str, str]) -> Sequence[str]:
        found: Mapping[str, str]
        if self.credentials is None:
            found = {key.lower(): value for key, value in environment.items()}
        else:
            read = configparser.ConfigParser(interpolation=None)
            try:
                read.read_string(read_secret_file(self.credentials).decode())
                found = read["default"]
            except (configparser.Error, KeyError, UnicodeDecodeError) as error:
                raise InvalidInput("server.secret_missing", path=str(self.credentials)) from error
        names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
        values = [found.get(name, "") for name in names]
        if not values[0] or not values[1]:
            raise InvalidInput("server.secret_missing", path=str(self.credentials or "AWS_…"))
        return values


def _all_shelves() -> Iterator[int]:
    """Go round from anywhere: processes that restart daily would never come to the last ones."""
    return itertools.islice(itertools.cycle(range(SHELVES)), secrets.randbelow(SHELVES), None)


@dataclass(slots=True)
class BucketParts:
    """`Parts` as objects of a bucket."""

    store: S3Store
    shelves_a_sweep: int = SHELVES_A_SWEEP
    _next_shelf: Iterator[int] = field(default_factory=_all_shelves, repr=False)
    _joins: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(JOINS), repr=False
    )

    def check(self) -> None:
        """Try what parts rest on: credentials, putting only once, reading what was put.

        Raises: Incompatible("server.parts_unfit"); Unavailable("server.parts_refused"),
        Unavailable("server.parts_away").
        """
        path = f"tried/{secrets.token_hex(16)}"
        try:
            with _translated():
                self._put_new(path, b"one")
                is_overwritten = self._put_new(path, b"two")
                found = obstore.get(self.store, path).bytes().to_bytes()
                obstore.delete(self.store, path)
        except FileNotFoundError as error:  # no such bucket
            raise Unavailable("server.parts_refused") from error
        if is_overwritten or found != b"one":
            raise Incompatible("server.parts_unfit")

    def received(self, part: bytes) -> Received:
        with _translated():
            size = self._stored_size(part)
            if size is not None:
                return Received(size, is_complete=True)
            return Received(_end(self._pieces(part)), is_complete=False)

    def receive(
        self, part: bytes, offset: int, piece: bytes, *, sha256: bytes, size: int
    ) -> Received:
        with _translated():
            if not offset and len(piece) == size and hashlib.sha256(piece).digest() == sha256:
                return self._keep_whole(part, piece)
            stored = self._stored_size(part)
            if stored is not None:
                return Received(stored, is_complete=True)
            pieces = self._pieces(part)
            there = _end(pieces)
            if offset != there:
                raise WrongOffset(there)
            if offset + len(piece) > size:
                raise TooLong
            if offset + len(piece) < size:
                if piece and not self._put_new(_piece_path(part, offset), piece):
                    raise WrongOffset(_end(self._pieces(part)))
                return Received(offset + len(piece), is_complete=False)
            return self._join(part, pieces, piece, sha256=sha256, size=size)

    def keep(self, wholes: Sequence[WholePart]) -> list[bool]:
        """Put parts side by side: a bucket far away answers each of them late."""

        def put(whole: WholePart) -> bool:
            with _translated():
                return self._keep_whole(whole.part, bytes(whole.content)).is_new

        with ThreadPoolExecutor(max(1, min(PUTS_TOGETHER, len(wholes)))) as pool:
            return list(pool.map(put, wholes))

    def sha256(self, part: bytes) -> bytes:
        found = hashlib.sha256()
        with _translated(), suppress(FileNotFoundError):
            for block in obstore.get(self.store, _stored_path(part)).stream(STREAM_BYTES):
                found.update(block)
        return found.digest()

    def read(self, part: bytes, offset: int, count: int) -> bytes:
        with _translated(), suppress(FileNotFoundError):
            path = _stored_path(part)
            return obstore.get_range(self.store, path, start=offset, length=count).to_bytes()
        return b""

    def remove(self, part: bytes) -> None:
        with _translated():
            paths = [each["path"] for each in self._listed(_coming_path(part))]
            for path in [_stored_path(part), *paths]:
                with suppress(FileNotFoundError):
                    obstore.delete(self.store, path)

    def idle_uploads(self, older_than_s: float) -> list[bytes]:
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        moved_at: dict[bytes, datetime] = {}
        with _translated():
            for each in self._listed("coming"):
                part = bytes.fromhex(each["path"].split("/")[-2])
                moved_at[part] = max(each["last_modified"], moved_at.get(part, before))
            idle = [part for part, at in moved_at.items() if at <= before]
            for part in idle:
                if self._stored_size(part) is not None:  # came whole in the end, elsewhere
                    self._drop_pieces(part)
        return idle

    def stored_before(self, older_than_s: float) -> Iterator[bytes]:
        before = datetime.now(UTC) - timedelta(seconds=older_than_s)
        for shelf in itertools.islice(self._next_shelf, self.shelves_a_sweep):
            with _translated():
                for each in self._listed(f"stored/{shelf:02x}"):
                    if each["last_modified"] < before:
                        yield bytes.fromhex(each["path"].rpartition("/")[2])

    def _keep_whole(self, part: bytes, whole: bytes | bytearray) -> Received:
        """Put a whole whose hash is checked, unless one is there, which is then somebody's."""
        if self._put_new(_stored_path(part), whole):
            return Received(len(whole), is_complete=True, is_new=True)
        return Received(self._stored_size(part) or len(whole), is_complete=True)

    def _join(
        self,
        part: bytes,
        pieces: Sequence[ObjectMeta],
        last: bytes,
        *,
        sha256: bytes,
        size: int,
    ) -> Received:
        """Make the part of its pieces and the last one, or drop them. Raises HashMismatch."""
        whole = bytearray()
        with self._joins:
            try:
                for each in pieces:
                    whole += obstore.get(self.store, each["path"]).bytes()
            except FileNotFoundError as error:  # another process joined or dropped them
                stored = self._stored_size(part)
                if stored is None:
                    raise WrongOffset(_end(self._pieces(part))) from error
                return Received(stored, is_complete=True)
            whole += last
            is_right = len(whole) == size and hashlib.sha256(whole).digest() == sha256
            received = self._keep_whole(part, whole) if is_right else None
        self._drop_pieces(part)
        if received is None:
            raise HashMismatch
        return received

    def _drop_pieces(self, part: bytes) -> None:
        """Remove pieces from the end on, so that what is left never looks further than it is."""
        for each in sorted(
            self._listed(_coming_path(part)), key=lambda each: each["path"], reverse=True
        ):
            with suppress(FileNotFoundError):
                obstore.delete(self.store, each["path"])

    def _pieces(self, part: bytes) -> list[ObjectMeta]:
        """Return the unbroken run of pieces from 0."""
        run: list[ObjectMeta] = []
        end = 0
        for each in sorted(self._listed(_coming_path(part)), key=lambda each: each["path"]):
            if int(each["path"].rpartition("/")[2], 16) != end:
                break
            run.append(each)
            end += each["size"]
        return run

    def _listed(self, prefix: str) -> Iterator[ObjectMeta]:
        for page in obstore.list(self.store, prefix, chunk_size=1000):
            yield from page

    def _stored_size(self, part: bytes) -> int | None:
        try:
            return obstore.head(self.store, _stored_path(part))["size"]
        except FileNotFoundError:
            return None

    def _put_new(self, path: str, content: bytes | bytearray) -> bool:
        """Put an object unless one is there; return whether it was put."""
        try:
            obstore.put(self.store, path, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        return True


def _end(pieces: Sequence[ObjectMeta]) -> int:
    return sum(each["size"] for each in pieces)


def _stored_path(part: bytes) -> str:
    name = hex_name(part)
    return f"stored/{name[:2]}/{name}"


def _coming_path(part: bytes) -> str:
    name = hex_name(part)
    return f"coming/{name[:2]}/{name}"


def _piece_path(part: bytes, offset: int) -> str:
    return f"{_coming_path(part)}/{offset:010x}"


def _is_private(endpoint: str) -> bool:
    """Say whether what is sent there stays between the two: TLS, or this very machine."""
    found = urlsplit(endpoint)
    if found.scheme == "http":
        try:
            return ip_address(found.hostname or "").is_loopback
        except ValueError:
            return False
    return found.scheme == "https" and bool(found.hostname)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise Unavailable("server.parts_refused") from error
    except BaseError as error:
        raise Unavailable("server.parts_away") from error
