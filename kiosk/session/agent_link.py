"""What a session says to the sync agent over agent.sock, and hears from it.

The client side of a local socket: JSON lines, one answer each. The agent may be away
(starting again, not enrolled): then nothing is asked and nobody waits; what was written
to the outbox is found by the agent when it comes back.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.crypto.encoding import b64, unb64
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import SyncState, SyncStatus

__all__ = ["SOCKET_NAME", "AccountFacts", "SocketAgentLink"]

SOCKET_NAME = "agent.sock"
AT_ONCE_S = 0.25
"""A screen does not wait longer than this for the agent's view."""
PERSON_S = 30.0
PROOF_S = 10.0
ENROL_S = 90.0
ANSWER_MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What deriving a password's keys needs, as the server tells it (FORMAT.md flow 6.2)."""

    id: bytes
    salt: bytes
    m: int
    t: int
    p: int
    ver: int


class SocketAgentLink:
    """`kiosk.flows.post.AgentLink` over the socket in `runtime_dir`. Any thread may use it."""

    def __init__(self, runtime_dir: Path) -> None:
        self._path = runtime_dir / SOCKET_NAME

    def kick(self) -> None:
        """Say that there is something to send; never waits."""
        self._tell({"do": "kick"})

    def fetch_part(self, part: bytes) -> None:
        """Ask for a part that is elsewhere; never waits."""
        self._tell({"do": "fetch_part", "part": part.hex()})

    def fetch_journal(self, person: bytes) -> None:
        """Ask what the server's journal tells of a person; never waits."""
        self._tell({"do": "fetch_journal", "person": person.hex()})

    def prove_journal(self) -> None:
        """Ask for the server's proof that it keeps this post's journal, and wait for it.

        Raises: Unavailable with the reason.
        """
        self._ask({"do": "prove_journal"}, PROOF_S)

    def fetch_person(self, login: str, auth: bytes) -> None:
        """Ask for a person's records, with the proof of their password; never waits."""
        self._tell({"do": "fetch_person", "login": login, "auth": b64(auth)})

    def status(self) -> SyncStatus | None:
        """Return the agent's own view, or None when it does not answer at once."""
        try:
            return _status(self._ask({"do": "status"}, AT_ONCE_S))
        except Unavailable:
            return None

    def account(self, login: str) -> AccountFacts:
        """Return what the server says of an identifier; made-up values for unknown ones.

        Raises: Unavailable("sync.agent_away") or another reason; the caller checks costs.
        """
        found = self._ask({"do": "account", "login": login}, PERSON_S)
        match found:
            case {
                "id": str(id_),
                "salt": str(salt),
                "m": int(m),
                "t": int(t),
                "p": int(p),
                "ver": int(ver),
            }:
                return AccountFacts(bytes.fromhex(id_), bytes.fromhex(salt), m, t, p, ver)
            case _:
                raise Unavailable("sync.agent_away")

    def bring_person(self, login: str, auth: bytes) -> bytes:
        """Do what `fetch_person` asks and wait for it; return the person's id.

        Raises: Refused("sync.bad_proof"), Refused("sync.locked", seconds=n), Unavailable.
        """
        ask = {"do": "fetch_person", "login": login, "auth": b64(auth)}
        match self._ask(ask, PERSON_S):
            case {"person": str(person)}:
                return bytes.fromhex(person)
            case _:
                raise Unavailable("sync.agent_away")

    def search(self, search: bytes, pro: bytes, box: bytes, signature: bytes) -> bytes:
        """Carry a boxed question to custody; return its boxed answer.

        Raises: Refused("sync.locked", seconds=n), Unavailable.
        """
        ask = {
            "do": "search",
            "search": search.hex(),
            "pro": pro.hex(),
            "box": b64(box),
            "sig": b64(signature),
        }
        match self._ask(ask, PERSON_S):
            case {"box": str(found)}:
                return unb64(found)
            case _:
                raise Unavailable("sync.agent_away")

    def bring_part(self, part: bytes) -> None:
        """Do what `fetch_part` asks and wait for it. Raises Unavailable."""
        self._ask({"do": "fetch_part", "part": part.hex()}, PERSON_S)

    def enrol(self, code: str, place: str) -> Mapping[str, object]:
        """Use an enrolment code, by the one process that may reach the network.

        Returns structure, structure_name, device, place, professionals.
        Raises: Refused and Unavailable with the keys `enrol.*` and `sync.*`.
        """
        return self._ask({"do": "enrol", "code": code, "place": place}, ENROL_S)

    def _tell(self, ask: Mapping[str, object]) -> None:
        try:
            with self._connected(AT_ONCE_S) as end:
                end.sendall(_line(ask))
        except OSError:
            return

    def _ask(self, ask: Mapping[str, object], patience_s: float) -> Mapping[str, object]:
        try:
            with self._connected(patience_s) as end:
                end.sendall(_line(ask))
                line = _read_line(end)
        except OSError as error:
            raise Unavailable("sync.agent_away") from error
        return _checked(line)

    def _connected(self, patience_s: float) -> socket.socket:
        end = socket.socket(socket.AF_UNIX)
        try:
            end.settimeout(patience_s)
            end.connect(str(self._path))
        except BaseException:
            end.close()
            raise
        return end


def _line(ask: Mapping[str, object]) -> bytes:
    return json.dumps(dict(ask), ensure_ascii=False).encode() + b"\n"


def _read_line(end: socket.socket) -> bytes:
    held = bytearray()
    while not held.endswith(b"\n"):
        got = end.recv(8192)
        if not got or len(held) > ANSWER_MAX_BYTES:
            raise OSError("the agent closed the line")
        held += got
    return bytes(held)


def _checked(line: bytes) -> Mapping[str, object]:
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise Unavailable("sync.agent_away") from error
    match answer:
        case {"error": "sync.locked", "seconds": int(seconds)}:
            raise Refused("sync.locked", seconds=seconds)
        case {"error": str(key)} if key in _REFUSALS:
            raise Refused(key)
        case {"error": str(key)}:
            raise Unavailable(key)
        case {"ok": True}:
            return dict(answer)
        case _:
            raise Unavailable("sync.agent_away")


_REFUSALS = frozenset(
    {
        "sync.bad_proof",
        "enrol.bad_code",
        "enrol.already_enrolled",
        "enrol.ticket_used",
        "enrol.ticket_expired",
        "enrol.ticket_unknown",
        "enrol.not_certified",
        "enrol.world_wrong",
    }
)


def _status(answer: Mapping[str, object]) -> SyncStatus:
    match answer:
        case {
            "state": str(state),
            "waiting": int(waiting),
            "done": int(done),
            "total": int(total),
            "to_check": int(to_check),
            "last_exchange_at": int(at),
            "reason_key": str(reason),
        }:
            try:
                shown = SyncState(state)
            except ValueError as error:
                raise Unavailable("sync.agent_away") from error
            return SyncStatus(
                state=shown,
                waiting=waiting,
                done=done,
                total=total,
                to_check=to_check,
                last_exchange_at=None if at < 0 else datetime.fromtimestamp(at, UTC),
                reason_key=reason or None,
            )
        case _:
            raise Unavailable("sync.agent_away")
