"""The machine's own print scheduler (CUPS), spoken to in IPP over its local socket.

Not QPrinter: it writes the whole document in clear to a temporary file first (libcups'
`cupsTempFd`), and so does whatever prints "a file". Here the bytes go from memory into the
socket; what the scheduler keeps of them while it prints is its own, in its spool, and goes
with the job (`checks.py`, DECISIONS.md). Not `lp` either: it says in words of its own
language whether a job was taken, and never how it went on.

A scheduler that keeps no history has forgotten a job as soon as it is over: how it ended
is told by events of the printer, subscribed to before the job is made (RFC 3995, 3996).
"""

from __future__ import annotations

import getpass
import itertools
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from kiosk.errors import Unavailable
from kiosk.printing.ipp import Answer, Attribute, BadAnswer, Group, Operation, Tag, parse, request
from kiosk.printing.ports import (
    SOCKET,
    PrinterLine,
    PrintJob,
    PrintOrder,
    Progress,
    Stage,
    Trouble,
)

__all__ = ["CupsPrinters"]

PATIENCE_S = 20.0
"""A scheduler that takes longer to take a page is not there."""
ANSWER_LIMIT_BYTES = 4 << 20
NOT_FOUND = 0x0406
LEASE_S = 3600
"""Of a subscription; a queue without paper waits as long."""
STAGES = {
    3: Stage.WAITING,
    4: Stage.WAITING,
    5: Stage.PRINTING,
    6: Stage.WAITING,
    7: Stage.CANCELLED,
    8: Stage.FAILED,
    9: Stage.DONE,
}
"""job-state (RFC 8011, section 5.3.7)."""
PRINTER_STOPPED = 5
TROUBLES = {
    "media-empty": Trouble.NO_PAPER,
    "media-needed": Trouble.NO_PAPER,
    "input-tray-missing": Trouble.NO_PAPER,
    "media-jam": Trouble.JAMMED,
    "cover-open": Trouble.COVER_OPEN,
    "door-open": Trouble.COVER_OPEN,
    "interlock-open": Trouble.COVER_OPEN,
    "toner-empty": Trouble.NO_INK,
    "marker-supply-empty": Trouble.NO_INK,
    "offline": Trouble.OFFLINE,
    "shutdown": Trouble.OFFLINE,
    "timed-out": Trouble.OFFLINE,
    "paused": Trouble.STOPPED,
}
"""printer-state-reasons (RFC 8011, section 5.4.12; PWG 5100.9) that somebody has to see to."""
WANTED = (
    "printer-name",
    "printer-info",
    "color-supported",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
)


@dataclass(slots=True)
class CupsPrinters:
    """`Printers` of this machine. One lane uses it."""

    path: Path = SOCKET
    preferred: str = ""
    """The queue `print_pdf` uses; "" is the scheduler's default."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def printers(self) -> tuple[PrinterLine, ...]:
        default = self._default()
        answer = self._ask(
            Operation.CUPS_GET_PRINTERS,
            [Attribute.of(Tag.KEYWORD, "requested-attributes", *WANTED)],
        )
        found = [
            _line(told, default) for told in answer.of(Group.PRINTER) if "printer-name" in told
        ]
        if not found:
            raise Unavailable("print.no_printer")
        return tuple(sorted(found, key=lambda each: (not each.is_default, each.title)))

    def send(self, printer: str, pdf: bytes, order: PrintOrder, *, title: str) -> PrintJob:
        subscription = self._subscribe(printer)
        made = self._ask(
            Operation.CREATE_JOB,
            [_printer(printer), _me(), Attribute.of(Tag.NAME, "job-name", title)],
            [
                Attribute.of(Tag.INTEGER, "copies", order.copies),
                Attribute.of(Tag.KEYWORD, "media", "iso_a4_210x297mm"),
                Attribute.of(
                    Tag.KEYWORD, "print-color-mode", "color" if order.is_colour else "monochrome"
                ),
                # No sheet with a name on it before or after, whatever the queue's own is.
                Attribute.of(Tag.NAME, "job-sheets", "none"),
            ],
            place=f"/printers/{quote(printer)}",
        )
        job = PrintJob(printer, _number(made, Group.JOB, "job-id"), subscription)
        try:
            self._ask(
                Operation.SEND_DOCUMENT,
                [
                    *_job(job),
                    Attribute.of(Tag.MIME_TYPE, "document-format", "application/pdf"),
                    Attribute.of(Tag.BOOLEAN, "last-document", True),
                ],
                document=pdf,
                place=f"/printers/{quote(printer)}",
            )
        except Unavailable:
            with suppress(Unavailable):  # what did arrive of it lies in the spool
                self.cancel(job)
            raise
        return job

    def look(self, job: PrintJob) -> Progress:
        wanted = Attribute.of(Tag.KEYWORD, "requested-attributes", "job-state")
        answer = self._ask(
            Operation.GET_JOB_ATTRIBUTES, [*_job(job), wanted], may_be=NOT_FOUND, place="/jobs/"
        )
        stage = (
            self._told_end(job)
            if answer.status == NOT_FOUND
            else STAGES.get(_number(answer, Group.JOB, "job-state"), Stage.WAITING)
        )
        if stage.is_over:
            self._unsubscribe(job)
            return Progress(stage)
        return Progress(stage, self._trouble(job.printer))

    def cancel(self, job: PrintJob) -> None:
        purge = Attribute.of(Tag.BOOLEAN, "purge-job", True)
        # Refused means that it is over, and then nothing of it is left to be cancelled.
        self._ask(Operation.CANCEL_JOB, [*_job(job), purge], may_be=None, place="/jobs/")
        self._unsubscribe(job)

    def cancel_mine(self) -> int:
        """Take every job of this account out of every queue, over or not, with what is kept of
        its pages; return how many. Other accounts' jobs stay. Raises as `look`.

        One by one: asked for all of them at once (Cancel-My-Jobs, Purge-Jobs; the program
        `cancel -a -x`), CUPS 2.4 refuses an account without rights over printers, and keeps
        the pages of jobs that were cancelled where it keeps pages at all.
        """
        numbers = [number for number in self._mine("all") if isinstance(number, int)]
        refused: Unavailable | None = None
        for number in numbers:
            try:
                self._purge(number)
            except Unavailable as fault:  # one that stays keeps no other there
                refused = refused or fault
        if refused is not None:
            raise refused
        return len(numbers)

    def waiting(self) -> int:
        return len(self._mine("not-completed"))

    def print_pdf(self, pdf: bytes, *, title: str) -> None:
        """Hand one of our own printed papers to the queue of this post.

        Raises: Unavailable("print.no_printer" | "print.failed").
        """
        printer = self.preferred or self._default() or self.printers()[0].name
        self._unsubscribe(self.send(printer, pdf, PrintOrder(), title=title))

    def _purge(self, number: int) -> None:
        """Take out one job; one that was forgotten since it was listed is out already."""
        uri = Attribute.of(Tag.URI, "job-uri", f"ipp://localhost/jobs/{number}")
        purge = Attribute.of(Tag.BOOLEAN, "purge-job", True)
        self._ask(Operation.CANCEL_JOB, [uri, _me(), purge], may_be=NOT_FOUND, place="/jobs/")

    def _mine(self, which: str) -> list[object]:
        """Return the numbers of this account's jobs in every queue."""
        answer = self._ask(
            Operation.GET_JOBS,
            [
                Attribute.of(Tag.URI, "printer-uri", "ipp://localhost/"),
                _me(),
                Attribute.of(Tag.KEYWORD, "requested-attributes", "job-id"),
                Attribute.of(Tag.KEYWORD, "which-jobs", which),
                Attribute.of(Tag.BOOLEAN, "my-jobs", True),
            ],
        )
        return [each for told in answer.of(Group.JOB) for each in told.get("job-id", ())]

    def _default(self) -> str:
        wanted = Attribute.of(Tag.KEYWORD, "requested-attributes", "printer-name")
        answer = self._ask(Operation.CUPS_GET_DEFAULT, [wanted], may_be=NOT_FOUND)
        told = answer.of(Group.PRINTER)
        return _text(told[0], "printer-name") if told else ""

    def _trouble(self, printer: str) -> Trouble | None:
        answer = self._ask(
            Operation.GET_PRINTER_ATTRIBUTES,
            [_printer(printer), Attribute.of(Tag.KEYWORD, "requested-attributes", *WANTED)],
            place=f"/printers/{quote(printer)}",
        )
        told = answer.of(Group.PRINTER)
        return trouble_of(told[0]) if told else None

    def _subscribe(self, printer: str) -> int:
        """Return a subscription to how jobs of a queue end, 0 where none is granted."""
        try:
            answer = self._ask(
                Operation.CREATE_PRINTER_SUBSCRIPTIONS,
                [_printer(printer), _me()],
                [
                    Attribute.of(Tag.KEYWORD, "notify-events", "job-completed"),
                    Attribute.of(Tag.KEYWORD, "notify-pull-method", "ippget"),
                    Attribute.of(Tag.INTEGER, "notify-lease-duration", LEASE_S),
                ],
                group=Group.SUBSCRIPTION,
            )
            return _number(answer, Group.SUBSCRIPTION, "notify-subscription-id")
        except Unavailable as error:
            if error.message_key == "print.no_printer":
                raise
            return 0

    def _unsubscribe(self, job: PrintJob) -> None:
        if job.subscription:
            number = Attribute.of(Tag.INTEGER, "notify-subscription-id", job.subscription)
            with suppress(Unavailable):  # its lease ends by itself
                self._ask(
                    Operation.CANCEL_SUBSCRIPTION,
                    [_printer(job.printer), _me(), number],
                    may_be=None,
                )

    def _told_end(self, job: PrintJob) -> Stage:
        """Return how a job ended that the scheduler has already forgotten."""
        if not job.subscription:
            return Stage.DONE
        numbers = Attribute.of(Tag.INTEGER, "notify-subscription-ids", job.subscription)
        answer = self._ask(
            Operation.GET_NOTIFICATIONS, [_printer(job.printer), _me(), numbers], may_be=NOT_FOUND
        )
        for event in answer.of(Group.EVENT):
            if job.number in event.get("notify-job-id", ()):
                match event.get("job-state"):
                    case (int(state),):
                        return STAGES.get(state, Stage.DONE)
        return Stage.DONE

    def _ask(
        self,
        operation: Operation,
        attributes: Iterable[Attribute],
        further: Iterable[Attribute] = (),
        *,
        group: Group = Group.JOB,
        document: bytes = b"",
        may_be: int | None = 0,
        place: str = "/",
    ) -> Answer:
        """Ask, and return an answer that is good or whose status is `may_be` (None: any)."""
        first = [
            Attribute.of(Tag.CHARSET, "attributes-charset", "utf-8"),
            Attribute.of(Tag.LANGUAGE, "attributes-natural-language", "en"),
        ]
        groups = [(Group.OPERATION, [*first, *attributes])]
        if further := list(further):
            groups.append((group, further))
        answer = self._exchange(place, request(operation, next(self._numbers), groups) + document)
        if answer.is_good or may_be is None or answer.status == may_be:
            return answer
        raise Unavailable("print.no_printer" if answer.status == NOT_FOUND else "print.failed")

    def _exchange(self, place: str, body: bytes) -> Answer:
        connection = _LocalConnection(self.path)
        headers = {
            "Content-Type": "application/ipp",
            # Who we are, proved by the kernel's own word of the socket's other end.
            "Authorization": f"PeerCred {_user()}",
        }
        try:
            connection.request("POST", place, body, headers)
            response = connection.getresponse()
            untrusted = response.read(ANSWER_LIMIT_BYTES)
            if response.status != 200:
                raise Unavailable("print.failed")
            return parse(untrusted)
        except (FileNotFoundError, ConnectionRefusedError) as cause:
            raise Unavailable("print.no_printer") from cause
        except (OSError, HTTPException, BadAnswer) as cause:
            raise Unavailable("print.failed") from cause
        finally:
            connection.close()


class _LocalConnection(HTTPConnection):
    """HTTP over a socket of this machine: it reaches no network."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=PATIENCE_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def trouble_of(told: Mapping[str, tuple[object, ...]]) -> Trouble | None:
    """Return what a printer waits for, by its attributes; None while nothing is the matter.

    A reason that ends in "-report" or "-warning" (one of two trays is empty) stops no page.
    """
    for reason in told.get("printer-state-reasons", ()):
        if isinstance(reason, str) and (found := TROUBLES.get(reason.removesuffix("-error"))):
            return found
    is_stopped = PRINTER_STOPPED in told.get("printer-state", ())
    is_refusing = False in told.get("printer-is-accepting-jobs", ())
    return Trouble.STOPPED if is_stopped or is_refusing else None


def _line(told: Mapping[str, tuple[object, ...]], default: str) -> PrinterLine:
    name = _text(told, "printer-name")
    return PrinterLine(
        name,
        _text(told, "printer-info") or name,
        is_default=name == default,
        has_colour=False not in told.get("color-supported", ()),
        trouble=trouble_of(told),
    )


def _text(told: Mapping[str, tuple[object, ...]], name: str) -> str:
    match told.get(name):
        case (str(text), *_):
            return text
        case _:
            return ""


def _number(answer: Answer, group: Group, name: str) -> int:
    match answer.of(group):
        case [told, *_] if isinstance(number := told.get(name, (None,))[0], int):
            return number
        case _:
            raise Unavailable("print.failed")


def _printer(name: str) -> Attribute:
    return Attribute.of(Tag.URI, "printer-uri", f"ipp://localhost/printers/{quote(name)}")


def _job(job: PrintJob) -> list[Attribute]:
    return [_printer(job.printer), Attribute.of(Tag.INTEGER, "job-id", job.number), _me()]


def _me() -> Attribute:
    return Attribute.of(Tag.NAME, "requesting-user-name", _user())


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "kiosk"
