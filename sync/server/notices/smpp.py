"""Short messages straight to an operator's centre, by SMPP 3.4 as a transceiver.

One line, bound when it is first needed and kept; whoever sends holds it until the centre
answers, and takes in receipts that come in between. A line on which anything is unexpected
is given up: half a message read is no place to go on from.
"""

from __future__ import annotations

import logging
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import smpplib.client
import smpplib.consts as smpp
import smpplib.exceptions
import smpplib.smpp

from kiosk.domain.segment import alphabet_of, encoded
from kiosk.errors import InvalidInput, Unavailable
from sync.server.notices.addresses import GatewayAddress
from sync.server.notices.port import Delivery, Receipt, Receipts, Sent, Text

__all__ = ["SmppTexts"]

log = logging.getLogger("reconnect.notices")

PORTS = {"smpp": 2775, "smpps": 3550}
MORE = frozenset({"system_type"})
TIMEOUT_S = 15.0
PAUSE_S = 10.0
"""After a centre did not answer nobody waits for it again so soon."""
ENQUIRE_S = 30.0
PDU_MAX_BYTES = 64 * 1024
VERSION = 0x34
INTERNATIONAL, NETWORK, ALPHANUMERIC = 1, 3, 5
ISDN = 1
RECEIPT_OF_END = 1
"""`registered_delivery`: say what became of it, whatever that is (SMPP 3.4, 5.2.17)."""
ESM_RECEIPT, ESM_TYPE_BITS = 0x04, 0x3C
LOGIN_REFUSED = {smpp.SMPP_ESME_RBINDFAIL, smpp.SMPP_ESME_RINVPASWD, smpp.SMPP_ESME_RINVSYSID}
NEVER = {
    smpp.SMPP_ESME_RINVDSTADR,
    smpp.SMPP_ESME_RINVSRCADR,
    smpp.SMPP_ESME_RINVMSGLEN,
}
"""The centre will say the same tomorrow: number, sender or text are not to its liking."""
STATES = {2: Delivery.DELIVERED, 3: Delivery.EXPIRED, 4: Delivery.FAILED, 5: Delivery.FAILED}
STATES |= {8: Delivery.FAILED}
WORDS = {
    b"DELIVRD": Delivery.DELIVERED,
    b"EXPIRED": Delivery.EXPIRED,
    b"DELETED": Delivery.FAILED,
    b"UNDELIV": Delivery.FAILED,
    b"REJECTD": Delivery.FAILED,
}
"""States of the end (SMPP 3.4, 5.2.28 and appendix B); the others say that it goes on."""
RECEIPT_TEXT = re.compile(rb"id:(?P<id>[^ ]{1,64}) .*stat:(?P<stat>[A-Z]{7})", re.DOTALL)
BROKEN: tuple[type[Exception], ...] = (
    OSError,
    smpplib.exceptions.ConnectionError,
    smpplib.exceptions.PDUError,
    smpplib.exceptions.UnknownCommandError,
    struct.error,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
)
"""What the library raises for a line that ends, and for bytes that are no SMPP."""


class SmppTexts:
    """`smpp://HOST:PORT?from=NAME&credentials=FILE&system_type=…`, `smpps://` with `ca`.

    In clear to this machine alone: elsewhere numbers and words would be anybody's to read.
    """

    def __init__(self, address: str, heard: Receipts) -> None:
        """Raises: InvalidInput for an address or credentials that do not serve."""
        self._address = GatewayAddress.parse(address, PORTS, more=MORE)
        if self._address.path not in {"", "/"}:
            raise InvalidInput("notice.address")
        if self._address.scheme == "smpp":
            self._address.must_be_this_machine()
        self._login = self._address.login()
        self._tls = self._address.tls() if self._address.scheme == "smpps" else None
        self._heard = heard
        self._turn = threading.Lock()
        self._line: _Line | None = None
        self._not_before = 0.0
        self._used_at = 0.0

    def send(self, text: Text) -> Sent:
        with self._turn:
            line = self._bound()
            try:
                number = line.submit(self._fields(text))
            except BROKEN as error:
                # Nothing, or less than all of it, went out: a centre takes no half a message.
                self._give_up()
                raise Unavailable("notice.gateway_away") from error
            try:
                answer = self._answer_to(line, number)
            except BROKEN:
                self._give_up()
                return Sent(text.key, Delivery.UNCERTAIN)
        return _judged(answer)

    def attend(self) -> None:
        """Take in receipts; ask whether the centre is there when nothing was said for long."""
        with self._turn:
            if self._line is None:
                if self._used_at:  # receipts of what was sent come only to a bound line
                    try:
                        self._bound()
                    except Unavailable as error:
                        log.warning("centre away", extra={"key": error.message_key})
                return
            try:
                while self._line.has_more(0.0):
                    self._read(self._line)
                if time.monotonic() - self._used_at > ENQUIRE_S:
                    self._used_at = time.monotonic()
                    self._line.enquire()
            except BROKEN as error:
                log.warning("line lost", extra={"kind": type(error).__name__})
                self._give_up()

    def close(self) -> None:
        with self._turn:
            line, self._line = self._line, None
            self._used_at = 0.0
            if line is not None:
                line.say_goodbye()

    def _bound(self) -> _Line:
        if self._line is not None:
            return self._line
        if time.monotonic() < self._not_before:
            raise Unavailable("notice.gateway_away")
        line = _Line(self._address.host, self._address.port, self._tls)
        name, password = self._login
        try:
            line.open()
            line.bind_transceiver(
                system_id=name,
                password=password,
                system_type=self._address.query.get("system_type", ""),
                interface_version=VERSION,
            )
        except BROKEN as error:
            line.drop()
            self._not_before = time.monotonic() + PAUSE_S
            if _status(error) in LOGIN_REFUSED:
                raise Unavailable("notice.gateway_login") from error
            raise Unavailable("notice.gateway_away") from error
        self._line, self._used_at = line, time.monotonic()
        return line

    def _answer_to(self, line: _Line, number: int) -> Any:
        end = time.monotonic() + TIMEOUT_S
        while True:
            if not line.has_more(end - time.monotonic()):
                raise TimeoutError
            read = self._read(line)
            if read.command == "submit_sm_resp" and read.sequence == number:
                return read

    def _read(self, line: _Line) -> Any:
        """Read one message, answer it if it asks something, and return it."""
        read = line.read_pdu()
        self._used_at = time.monotonic()
        match read.command:
            case "deliver_sm":
                line.answer(read, "deliver_sm_resp", self._take_in(read))
            case "enquire_link":
                line.answer(read, "enquire_link_resp", smpp.SMPP_ESME_ROK)
            case "unbind":
                line.answer(read, "unbind_resp", smpp.SMPP_ESME_ROK)
                raise smpplib.exceptions.ConnectionError("unbound")
            case _:
                pass
        return read

    def _take_in(self, read: Any) -> int:
        """Pass a receipt on; return what to answer: "again later" when nobody could take it."""
        receipt = _receipt(read)
        if receipt is None:
            return int(smpp.SMPP_ESME_ROK)  # a person's answer, or a state in between
        try:
            self._heard(receipt)
        except Unavailable:
            return int(smpp.SMPP_ESME_RX_T_APPN)
        return int(smpp.SMPP_ESME_ROK)

    def _give_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()

    def _fields(self, text: Text) -> dict[str, object]:
        ton, npi, sender = _origin(self._address.sender)
        return {
            "source_addr_ton": ton,
            "source_addr_npi": npi,
            "source_addr": sender,
            "dest_addr_ton": INTERNATIONAL,
            "dest_addr_npi": ISDN,
            "destination_addr": text.to.removeprefix("+"),
            "data_coding": alphabet_of(text.body).value,
            "short_message": encoded(text.body),
            "validity_period": _relative(text.valid_s),
            "registered_delivery": RECEIPT_OF_END,
        }


class _Line(smpplib.client.Client):  # type: ignore[misc]
    """The library's client, over TLS and IPv6 as well, and with an end to what it reads."""

    def __init__(self, host: str, port: int, tls: Any) -> None:
        super().__init__(
            host, port, timeout=TIMEOUT_S, logger_name="smpp", allow_unknown_opt_params=True
        )
        self.logger.disabled = True  # it writes whole messages
        self._tls = tls

    def open(self) -> None:
        plain = socket.create_connection((self.host, self.port), TIMEOUT_S)
        try:
            self._socket = (
                plain
                if self._tls is None
                else self._tls.wrap_socket(plain, server_hostname=self.host)
            )
        except OSError:
            plain.close()
            raise
        self.state = smpp.SMPP_CLIENT_STATE_OPEN

    def submit(self, fields: dict[str, object]) -> int:
        """Send a message and return its number on this line."""
        return int(self.send_message(**fields).sequence)

    def answer(self, asked: Any, command: str, status: int) -> None:
        said = smpplib.smpp.make_pdu(command, client=self, status=status)
        said.sequence = asked.sequence
        self.send_pdu(said)

    def enquire(self) -> None:
        self.send_pdu(smpplib.smpp.make_pdu("enquire_link", client=self))

    def has_more(self, wait_s: float) -> bool:
        """Say whether something comes within `wait_s`; TLS may hold it back already read."""
        pending = getattr(self._socket, "pending", None)
        if pending is not None and pending():
            return True
        return bool(select.select([self._socket], [], [], max(0.0, wait_s))[0])

    def say_goodbye(self) -> None:
        with _ignored():
            self.send_pdu(smpplib.smpp.make_pdu("unbind", client=self))
        self.drop()

    def drop(self) -> None:
        if self._socket is not None:
            with _ignored():
                self._socket.close()
            self._socket = None
        self.state = smpp.SMPP_CLIENT_STATE_CLOSED

    def _recv_exact(self, exact_size: int) -> bytes:
        if not 0 <= exact_size <= PDU_MAX_BYTES:
            raise ValueError("no length of a message")
        read: bytes = super()._recv_exact(exact_size)
        return read


@contextmanager
def _ignored() -> Iterator[None]:
    try:
        yield
    except BROKEN:
        log.info("line was gone")


def _judged(answer: Any) -> Sent:
    status = int(answer.status)
    if status == smpp.SMPP_ESME_ROK:
        return Sent(bytes(answer.message_id or b"").decode(errors="replace"), Delivery.SENT)
    if status in NEVER:
        raise InvalidInput("notice.refused")
    raise Unavailable("notice.gateway_busy")


def _receipt(read: Any) -> Receipt | None:
    """Return what a `deliver_sm` says of a message of ours; None when it says no such thing."""
    if (int(read.esm_class or 0) & ESM_TYPE_BITS) != ESM_RECEIPT:
        return None
    told = RECEIPT_TEXT.search(bytes(read.short_message or b""))
    reference = bytes(read.receipted_message_id or b"") or (told["id"] if told else b"")
    delivery = STATES.get(read.message_state) or (WORDS.get(told["stat"]) if told else None)
    if not reference or delivery is None:
        return None
    return Receipt(reference.decode(errors="replace"), delivery)


def _origin(sender: str) -> tuple[int, int, str]:
    """Return (type of number, numbering plan, address) of who sends: a number, a short one, or
    a name of up to 11 characters."""
    if sender.startswith("+"):
        return INTERNATIONAL, ISDN, sender[1:]
    return (NETWORK, 0, sender) if sender.isdecimal() else (ALPHANUMERIC, 0, sender)


def _relative(seconds: int) -> str:
    """Return a time from now on as SMPP has it (3.4, 7.1.1): `YYMMDDhhmmsstnnR`."""
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    return f"0000{days:02}{h:02}{m:02}{s:02}000R"


def _status(error: BaseException) -> int:
    """Return the status in the library's error for a refused command, -1 for any other."""
    is_refusal = isinstance(error, smpplib.exceptions.PDUError) and len(error.args) > 1
    return int(error.args[1]) if is_refusal else -1
