"""Which gateway a setting names: "" for a log file, else an address by its scheme."""

from __future__ import annotations

from pathlib import Path

from kiosk.errors import InvalidInput
from kiosk.ports import Clock, Rng
from sync.server.notices.log_file import LogMail, LogTexts
from sync.server.notices.port import Mail, Receipts, Texts

__all__ = ["open_mail", "open_texts"]


def open_texts(setting: str, folder: Path, heard: Receipts, *, clock: Clock, rng: Rng) -> Texts:
    """Return the gateway of `sms` in the settings; `folder` is for the log file.

    Raises: InvalidInput("notice.address") and what the gateway raises.
    """
    scheme = setting.partition(":")[0]
    match scheme:
        case "":
            return LogTexts(folder, clock)
        case "http" | "https":
            from sync.server.notices.http_gateway import HttpTexts

            return HttpTexts(setting, heard, rng)
        case "smpp" | "smpps":
            from sync.server.notices.smpp import SmppTexts

            return SmppTexts(setting, heard)
        case _:
            raise InvalidInput("notice.address")


def open_mail(setting: str, folder: Path, *, clock: Clock) -> Mail:
    """Return the way of `mail` in the settings; `folder` is for the log file."""
    match setting.partition(":")[0]:
        case "":
            return LogMail(folder, clock)
        case "smtp" | "smtps":
            from sync.server.notices.mail import SmtpMail

            return SmtpMail(setting, clock)
        case _:
            raise InvalidInput("notice.address")
