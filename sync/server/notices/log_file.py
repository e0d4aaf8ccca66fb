"""Without a gateway: what would be sent is written to a file, one JSON line each.

Of a telephone number its two last digits: a server whose gateway nobody set must not gather in
clear, for good, what custody keeps wrapped and forgets with the person (LIF-01, LIF-07).
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.ports import Clock
from sync.server.notices.port import Delivery, Letter, Sent, Text

__all__ = ["LogMail", "LogTexts"]


@dataclass(slots=True)
class _Log:
    path: Path
    clock: Clock
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def write(self, **said: object) -> None:
        """Add a line, for this user alone."""
        line = json.dumps({"at": self.clock.now().isoformat(), **said}, ensure_ascii=False)
        with self._guard:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as target:
                target.write(line + "\n")


class LogTexts:
    """`Texts` into `sms.log` of a folder. Nobody gets anything."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._log = _Log(folder / "sms.log", clock)

    def send(self, text: Text) -> Sent:
        self._log.write(key=text.key, to=_end_of(text.to), text=text.body, valid_s=text.valid_s)
        return Sent(text.key, Delivery.NOWHERE)

    def attend(self) -> None:
        """A file sends no receipts."""

    def close(self) -> None:
        """A file is not kept open."""


class LogMail:
    """`Mail` into `mail.log` of a folder. Nobody gets anything."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._log = _Log(folder / "mail.log", clock)

    def send(self, letter: Letter) -> None:
        self._log.write(
            key=letter.key,
            to=letter.to,
            subject=letter.subject,
            text=letter.body,
            attachments=[each.name for each in letter.attachments],
        )


def _end_of(number: str) -> str:
    return f"…{number[-2:]}"
