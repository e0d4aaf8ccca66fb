"""The server's TLS certificate, the next one, and the signed words by which posts follow.

Files of the data folder's `tls`: `cert.pem` and `key.pem` in use with `word.json`, the word
about it (none for the first, which enrolments carry by hand); beside them `next-cert.pem`,
`next-key.pem` and `next-word.json` from when a next one is prepared until it is in use.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.crypto.certificates import MAX_DAYS, fingerprint, renewed
from kiosk.crypto.encoding import b64, canon, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.ports import Clock
from sync.protocol.messages import Announcement
from sync.protocol.pins import pin_announcement
from sync.server.keys.server_keys import ServerKeys
from sync.server.secret_files import write_secret_file

__all__ = ["Announced", "TlsFiles", "Word", "activate", "prepare"]

log = logging.getLogger("reconnect.server")

WINDOW_DAYS = 30
"""How long posts take the certificate before as well, once they know the next."""
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Word:
    """The server's signed word about certificate number `n`."""

    n: int
    sha256: bytes
    starts_at: int
    ends_at: int
    sig: bytes

    def encode(self) -> bytes:
        return canon(
            {
                "n": self.n,
                "sha256": self.sha256.hex(),
                "starts_at": self.starts_at,
                "ends_at": self.ends_at,
                "sig": b64(self.sig),
            }
        )

    @classmethod
    def read(cls, path: Path) -> Word | None:
        """Return the word in a file, None when there is none. Raises IntegrityFailure."""
        try:
            found = parse_canon(path.read_bytes())
            return cls(
                found["n"],
                bytes.fromhex(found["sha256"]),
                found["starts_at"],
                found["ends_at"],
                unb64(found["sig"]),
            )
        except FileNotFoundError:
            return None
        except (IntegrityFailure, KeyError, TypeError, ValueError) as error:
            raise IntegrityFailure("server.certificate_damaged") from error

    def announcement(self) -> Announcement:
        return pin_announcement(self.n, self.sha256, self.starts_at, self.ends_at, self.sig)


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """The files of one server's certificates."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "cert.pem"

    @property
    def key(self) -> Path:
        return self.folder / "key.pem"

    @property
    def word(self) -> Path:
        return self.folder / "word.json"

    @property
    def next_certificate(self) -> Path:
        return self.folder / "next-cert.pem"

    @property
    def next_key(self) -> Path:
        return self.folder / "next-key.pem"

    @property
    def next_word(self) -> Path:
        return self.folder / "next-word.json"


def prepare(
    tls: TlsFiles, keys: ServerKeys, clock: Clock, *, window_days: int = WINDOW_DAYS
) -> Word:
    """Make the next certificate, for the same names, and sign the word about it.

    A running server announces it from its next hello on. The word is written last: what is
    not whole is announced by nobody, and made anew.

    Raises: InvalidInput("server.certificate_none") before the first start,
    Refused("server.certificate_prepared") while another waits to be used.
    """
    if not tls.certificate.exists():
        raise InvalidInput("server.certificate_none")
    if tls.next_word.exists():
        raise Refused("server.certificate_prepared")
    try:
        certificate, key = renewed(tls.certificate.read_bytes(), days=MAX_DAYS, clock=clock)
    except CannotOpen as error:
        raise IntegrityFailure("server.certificate_damaged") from error
    held = Word.read(tls.word)
    n = held.n + 1 if held is not None else 1
    now, sha256 = int(clock.now().timestamp()), fingerprint(certificate)
    ends_at = now + window_days * DAY_S
    word = Word(n, sha256, now, ends_at, keys.pin(n, sha256, now, ends_at))
    write_secret_file(tls.next_key, key)
    write_secret_file(tls.next_certificate, certificate)
    write_secret_file(tls.next_word, word.encode())
    return word


def activate(tls: TlsFiles) -> Word:
    """Put the next certificate in use, from the server's next start on.

    Cut short anywhere, it is done by doing it again: the next one's files stay until the last
    of them is in place.

    Raises: InvalidInput("server.certificate_not_prepared").
    """
    word = Word.read(tls.next_word)
    if word is None:
        raise InvalidInput("server.certificate_not_prepared")
    write_secret_file(tls.key, tls.next_key.read_bytes())
    write_secret_file(tls.certificate, tls.next_certificate.read_bytes())
    write_secret_file(tls.word, word.encode())
    os.unlink(tls.next_word)
    tls.next_key.unlink(missing_ok=True)
    tls.next_certificate.unlink(missing_ok=True)
    return word


class Announced:
    """What every hello says: the word about the certificate in use, for posts that were away,
    and about the next, for the others. Read again when a file changes.

    Posts that know the next leave the one in use at the end of its word. While the next one is
    not in use, that end moves on: `refresh` signs the word anew, in memory, once half its time
    is over. As it is put in use nothing moves any more.
    """

    def __init__(self, tls: TlsFiles, keys: ServerKeys, clock: Clock) -> None:
        self._tls, self._keys, self._clock = tls, keys, clock
        self._changed_at: tuple[int, ...] = ()
        self._in_use: Word | None = None
        self._next: Word | None = None

    def read(self) -> tuple[Announcement, ...]:
        """Return the announcements; none of a damaged file, which is logged once.

        Asked at every request: the keys' keeper, who may be far, is not asked here.
        """
        self._look()
        return tuple(word.announcement() for word in (self._in_use, self._next) if word is not None)

    def refresh(self) -> None:
        """Let the next one's end move on when that is due. May ask the keys' keeper."""
        self._look()
        if self._next is not None:
            self._next = self._prolonged(self._next)

    def _look(self) -> None:
        changed_at = (_changed_at(self._tls.word), _changed_at(self._tls.next_word))
        if changed_at != self._changed_at:
            self._in_use, self._next = _read(self._tls.word), _read(self._tls.next_word)
            self._changed_at = changed_at

    def _prolonged(self, word: Word) -> Word:
        """Return the word with a later end, when that is due and the keys' keeper answers."""
        now, window_s = int(self._clock.now().timestamp()), word.ends_at - word.starts_at
        if now < word.ends_at - window_s // 2:
            return word
        ends_at = now + window_s
        try:
            sig = self._keys.pin(word.n, word.sha256, now, ends_at)
        except Unavailable:  # half the time is left, or posts ask again
            log.warning("a word about a certificate cannot be signed anew")
            return word
        return Word(word.n, word.sha256, now, ends_at, sig)


def _read(path: Path) -> Word | None:
    try:
        return Word.read(path)
    except IntegrityFailure:
        log.warning("a word about a certificate cannot be read", extra={"file": path.name})
        return None


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
