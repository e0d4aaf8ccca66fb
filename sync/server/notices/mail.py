"""Mail by SMTP (RFC 5321), over TLS from the start or after STARTTLS (RFC 3207)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import Clock
from sync.server.notices.addresses import GatewayAddress
from sync.server.notices.port import Letter, check_mailbox

__all__ = ["SmtpMail"]

PORTS = {"smtp": 587, "smtps": 465}
MORE = frozenset({"tls"})
TIMEOUT_S = 30.0
TRY_AGAIN = range(400, 500)
LOGIN_REFUSED = 530, 535, 538, 534


class SmtpMail:
    """`smtp://HOST:PORT?from=A@B&credentials=FILE&ca=FILE`, STARTTLS wanted; or `smtps://`.

    `tls=no` talks in clear to a relay on this machine, and to no other. A connection lives
    for one letter: few are sent, and a kept line is one that may be dead.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        """Raises: InvalidInput for an address or credentials that do not serve."""
        self._address = GatewayAddress.parse(address, PORTS, more=MORE)
        self._clock = clock
        check_mailbox(self._address.sender)
        self._in_clear = self._address.query.get("tls") == "no"
        if self._address.path not in {"", "/"} or self._address.query.get("tls", "no") != "no":
            raise InvalidInput("notice.address")
        if self._in_clear:
            self._address.must_be_this_machine()
            if self._address.scheme == "smtps":
                raise InvalidInput("notice.address")
        self._login = self._address.login()
        self._tls = self._address.tls()

    def send(self, letter: Letter) -> None:
        message = self._composed(letter)
        with _translated(), self._connected() as line:
            if self._login[0]:
                line.login(*self._login)
            line.send_message(message, self._address.sender, [letter.to])

    def _composed(self, letter: Letter) -> EmailMessage:
        domain = self._address.sender.rpartition("@")[2]
        message = EmailMessage(policy=SMTP)
        message["From"] = self._address.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{letter.key}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
        message.set_content(letter.body)
        for each in letter.attachments:
            main, _, sub = each.kind.partition("/")
            message.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
        return message

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        host, port = self._address.host, self._address.port
        if self._address.scheme == "smtps":
            with smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=self._tls) as line:
                yield line
            return
        with smtplib.SMTP(host, port, timeout=TIMEOUT_S) as line:
            if not self._in_clear:
                line.starttls(context=self._tls)
            yield line


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if any(code in TRY_AGAIN for code in codes):
            raise Unavailable("notice.gateway_busy") from error
        raise InvalidInput("notice.refused") from error
    except smtplib.SMTPResponseException as error:
        if error.smtp_code in LOGIN_REFUSED:
            raise Unavailable("notice.gateway_login") from error
        if error.smtp_code in TRY_AGAIN or error.smtp_code < 0:
            raise Unavailable("notice.gateway_busy") from error
        raise InvalidInput("notice.refused") from error
    except ssl.SSLCertVerificationError as error:
        raise Unavailable("notice.gateway_unknown") from error
    except smtplib.SMTPNotSupportedError as error:  # no STARTTLS: nothing is said in clear
        raise Unavailable("notice.gateway_unknown") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable("notice.gateway_away") from error
