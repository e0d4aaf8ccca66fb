"""Custody in another process, asked over mutual TLS. The API holds none of its tables."""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kiosk.crypto.encoding import b64
from kiosk.crypto.finding import ANSWER_BYTES
from kiosk.errors import Unavailable
from sync.protocol.fields import Fields, Malformed
from sync.protocol.reminders import FATES_MAX_COUNT, Fate
from sync.server.custody.port import Locked, Place, Seeking, Waiting
from sync.server.custody.wire import Ask, Outcome, Pairing, read_message, tls, write_message

__all__ = ["RemoteCustody"]

TIMEOUT_S = 20.0
"""A full batch is twenty bcrypt hashes, 5 s; a check may queue behind others."""
CONNECT_S = 3.0
PAUSE_S = 5.0
"""After a machine did not even answer nobody waits for it again so soon: each request that
waits holds a thread of the server. A port that is closed says so at once."""


class RemoteCustody:
    """`Custodian` by its few calls; each asks once, on a line of its own."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing
        self._not_before = 0.0
        # `ssl` takes a client's key from a file alone: one that is gone when this returns.
        with tempfile.TemporaryDirectory(prefix="custody-") as folder:
            certificate, key = Path(folder, "cert.pem"), Path(folder, "key.pem")
            certificate.write_text(pairing.client_certificate)
            key.touch(mode=0o600)
            key.write_text(pairing.client_key)
            self._tls = tls(certificate, key, other=pairing.certificate, is_server=False)

    @property
    def public(self) -> bytes:
        return self._pairing.public

    def take_in(self, waiting: Waiting) -> int:
        count = 0
        while batch := waiting(self._place()):
            sent = [{"seq": each.sequence, "wire": b64(each.statement.wire)} for each in batch]
            self._ask(Ask.TAKE, batch=sent).close()
            count += len(batch)
        return count

    def check(self, account: bytes, id: bytes | None, auth: bytes) -> bool | Locked:
        asked: dict[str, Any] = {"account": account.hex(), "auth": b64(auth)}
        if id is not None:
            asked["id"] = id.hex()
        answer = self._ask(Ask.CHECK, **asked)
        match answer.one_of("outcome", Outcome):
            case Outcome.RIGHT:
                return True
            case Outcome.WRONG:
                return False
            case Outcome.LOCKED:
                return Locked(answer.number("seconds", low=1))
            case _:
                raise Unavailable("server.custody_away")

    def forget(self, person: bytes, account: bytes) -> None:
        self._ask(Ask.FORGET, id=person.hex(), account=account.hex()).close()

    def search(self, seeking: Seeking) -> bytes | Locked | None:
        answer = self._ask(
            Ask.SEARCH,
            search=seeking.search.hex(),
            device=seeking.device.hex(),
            pro=seeking.pro.hex(),
            box=b64(seeking.box),
        )
        try:
            match answer.one_of("outcome", Outcome):
                case Outcome.ANSWERED:
                    return answer.sealed("box", ANSWER_BYTES)
                case Outcome.LOCKED:
                    return Locked(answer.number("seconds", low=1))
                case Outcome.UNREADABLE:
                    return None
                case _:
                    raise Unavailable("server.custody_away")
        except Malformed as error:
            raise Unavailable("server.custody_away") from error

    def fates(self, person: bytes) -> Sequence[Fate]:
        answer = self._ask(Ask.FATES, id=person.hex())
        try:
            found = [Fate.read(each) for each in answer.items("fates", FATES_MAX_COUNT)]
            answer.close()
        except Malformed as error:
            raise Unavailable("server.custody_away") from error
        return found

    def sweep(self) -> None:
        self._ask(Ask.SWEEP)

    def close(self) -> None:
        """Nothing is held between two calls."""

    def _place(self) -> Place:
        answer = self._ask(Ask.PLACE)
        try:
            return Place(answer.number("seq"), answer.hexed("name", 32))
        except Malformed as error:  # a custody of before: it is not the API's to guess
            raise Unavailable("server.custody_away") from error

    def _ask(self, ask: Ask, **fields: Any) -> Fields:
        """Return what is answered. Raises Unavailable("server.custody_away") whatever went
        wrong: nothing is decided without custody, and it keeps what it was told."""
        try:
            with self._connected() as plain, self._tls.wrap_socket(plain) as line:
                write_message(line, {"v": 1, "ask": ask.value, **fields})
                return _answered(read_message(line))
        except (OSError, EOFError, Malformed) as error:
            raise Unavailable("server.custody_away") from error

    def _connected(self) -> socket.socket:
        if time.monotonic() < self._not_before:
            raise Unavailable("server.custody_away")
        try:
            line = socket.create_connection((self._pairing.host, self._pairing.port), CONNECT_S)
        except TimeoutError:
            self._not_before = time.monotonic() + PAUSE_S
            raise
        line.settimeout(TIMEOUT_S)
        return line


def _answered(answer: Fields) -> Fields:
    if answer.has("failure"):
        raise Malformed(f"custody: {answer.one_of('failure', Outcome)}")
    return answer
