"""Messages reach a real centre and a real mail server, and what became of them is heard.

Short messages: one suite over SMPP to a centre of ours, and over HTTP through Kannel to the
same centre (section 4.3 of the work on the server; VLT-06, CNS-33). Mail: a real SMTP server.
"""

from __future__ import annotations

import asyncio
import email.policy
import json
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from kiosk.cli import main
from kiosk.crypto.certificates import self_signed
from kiosk.errors import InvalidInput, Unavailable
from kiosk.ports import SystemClock, SystemRng
from sync.server.notices import smpp
from sync.server.notices.gateways import open_mail, open_texts
from sync.server.notices.port import Attachment, Delivery, Letter, Receipt, Sent, Text, Texts
from tests.fakes.kannel_process import BEARERBOX, Kannel, kannel
from tests.fakes.postgres_process import free_port
from tests.fakes.smpp_centre import Centre, smpp_centre

NUMBER = "+33612345678"
WAIT_S = 15.0


@dataclass
class Heard:
    """Receipts as they come in; refuses some first when it is told to."""

    receipts: list[Receipt] = field(default_factory=list)
    refuses: int = 0

    def __call__(self, receipt: Receipt) -> None:
        if self.refuses:
            self.refuses -= 1
            raise Unavailable("server.store_away")
        self.receipts.append(receipt)


@dataclass
class Gateway:
    """One way to the centre."""

    texts: Texts
    centre: Centre
    heard: Heard

    def send(
        self, body: str = "Rendez-vous demain.", to: str = NUMBER, valid_s: int = 3600
    ) -> Sent:
        return self.texts.send(Text(to, body, "key-1", valid_s))

    def hear(self, count: int) -> list[Receipt]:
        """Wait until so many receipts came."""
        end = time.monotonic() + WAIT_S
        while len(self.heard.receipts) < count:
            assert time.monotonic() < end, self.heard
            self.texts.attend()
            threading.Event().wait(0.02)
        return self.heard.receipts


def written(place: Path, login: str) -> Path:
    path = place / "credentials"
    path.touch(mode=0o600)
    path.write_text(login + "\n")
    return path


@contextmanager
def opened(address: str, place: Path, heard: Heard) -> Iterator[Texts]:
    texts = open_texts(address, place, heard, clock=SystemClock(), rng=SystemRng())
    try:
        yield texts
    finally:
        texts.close()


def smpp_address(centre: Centre, place: Path, login: str = "relais:secret") -> str:
    return f"smpp://127.0.0.1:{centre.port}?from=RELAIS&credentials={written(place, login)}"


@pytest.fixture(scope="module")
def boxes() -> Iterator[tuple[Centre, Kannel]]:
    if not BEARERBOX.exists():
        if os.environ.get("CI"):
            pytest.fail("Kannel is part of CI")
        pytest.skip("Debian's kannel is not installed")
    with smpp_centre() as centre, kannel(centre) as box:
        yield centre, box


@pytest.fixture(params=["smpp", "kannel"])
def gateway(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Gateway]:
    heard = Heard()
    if request.param == "smpp":
        yield from _line(tmp_path)
        return
    centre, box = request.getfixturevalue("boxes")
    centre.forget()
    address = (
        f"http://127.0.0.1:{box.port}/cgi-bin/sendsms?from=RELAIS"
        f"&credentials={written(tmp_path, box.login)}&receipts=127.0.0.1:0"
    )
    with opened(address, tmp_path, heard) as texts:
        yield Gateway(texts, centre, heard)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Gateway]:
    yield from _line(tmp_path)


def _line(place: Path) -> Iterator[Gateway]:
    heard = Heard()
    with smpp_centre() as centre, opened(smpp_address(centre, place), place, heard) as texts:
        yield Gateway(texts, centre, heard)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        ("Rendez-vous le 3 à 9h30 {salle 2} : 10 € & 100 % + d'été ?", 0),
        ("@£$¥èéùìòÇØøÅåΔ_ÆæßÉ!#¤&'()*+,-./:;<=>¡ÄÖÑÜ§¿äöñüà^{}\\[~]|€", 0),
        ("Pensez à vos rendez-vous. Forêt ☺", 8),
        ("موعدك غدا", 8),
        ("é" * 160, 0),
        ("ê" * 70, 8),
    ],
)
def test_a_text_arrives_as_it_was_written_in_one_message(
    gateway: Gateway, body: str, coding: int
) -> None:
    assert gateway.send(body).delivery is Delivery.SENT
    gateway.centre.wait_for(1)
    (found,) = gateway.centre.messages
    assert (found.text, found.coding) == (body, coding)
    assert (found.sender, found.to, found.is_split) == ("RELAIS", NUMBER[1:], False)
    assert found.wants_receipt


@pytest.mark.parametrize(
    ("state", "delivery"), [("DELIVRD", Delivery.DELIVERED), ("UNDELIV", Delivery.FAILED)]
)
def test_what_became_of_a_text_is_heard_under_its_reference(
    gateway: Gateway, state: str, delivery: Delivery
) -> None:
    first, second = gateway.send("one"), gateway.send("two")
    gateway.centre.wait_for(2)
    told = {each.text: each for each in gateway.centre.messages}
    gateway.centre.tell(told["two"], state)
    assert gateway.hear(1) == [Receipt(second.reference, delivery)]
    gateway.centre.tell(told["one"], "DELIVRD")
    assert gateway.hear(2)[1] == Receipt(first.reference, Delivery.DELIVERED)


def test_the_time_after_which_it_is_of_no_use_goes_with_it(gateway: Gateway) -> None:
    gateway.send(valid_s=2 * 3600 + 60)
    gateway.centre.wait_for(1)
    validity = gateway.centre.messages[0].validity
    if validity.endswith("R"):
        assert validity == "000000020100000R"
        return
    ends = time.mktime(time.strptime(validity[:12] + " UTC", "%y%m%d%H%M%S %Z"))
    left = ends - time.mktime(time.gmtime())
    assert 7000 < left <= 2 * 3600 + 120


def test_a_number_nobody_has_is_told_sooner_or_later(gateway: Gateway) -> None:
    """The centre's own "no" is an answer over SMPP, and a receipt where Kannel stands between."""
    if isinstance(gateway.texts, smpp.SmppTexts):
        with pytest.raises(InvalidInput) as refused:
            gateway.send(to="+33612344041")
        assert refused.value.message_key == "notice.refused"
        return
    sent = gateway.send(to="+33612344041")
    assert gateway.hear(1) == [Receipt(sent.reference, Delivery.FAILED)]


# SMPP alone.


@pytest.mark.parametrize("uses_tlv", [False, True], ids=["text", "tlv"])
@pytest.mark.parametrize(
    ("state", "delivery"),
    [
        ("DELIVRD", Delivery.DELIVERED),
        ("EXPIRED", Delivery.EXPIRED),
        ("UNDELIV", Delivery.FAILED),
        ("REJECTD", Delivery.FAILED),
        ("ENROUTE", None),
    ],
)
def test_receipts_are_read_from_their_words_or_their_fields(
    line: Gateway, state: str, delivery: Delivery | None, uses_tlv: bool
) -> None:
    sent = line.send()
    line.centre.uses_tlv = uses_tlv
    line.centre.tell(line.centre.messages[0], state)
    line.centre.tell(line.centre.messages[0], "DELIVRD")
    expected = [delivery, Delivery.DELIVERED] if delivery else [Delivery.DELIVERED]
    found = line.hear(len(expected))
    assert [each.delivery for each in found] == expected
    assert {each.reference for each in found} == {sent.reference}
    line.centre.wait_for_answers(2)
    assert line.centre.receipts_answered == [0, 0]


def test_a_receipt_nobody_could_take_is_asked_for_again(line: Gateway) -> None:
    line.send()
    line.heard.refuses = 1
    line.centre.tell(line.centre.messages[0], "DELIVRD")
    line.centre.tell(line.centre.messages[0], "DELIVRD")
    line.hear(1)
    line.centre.wait_for_answers(2)
    assert line.centre.receipts_answered == [0x64, 0]


def test_a_persons_answer_is_no_receipt(line: Gateway) -> None:
    line.send()
    line.centre.say("id:0000000001 stat:DELIVRD")
    line.centre.tell(line.centre.messages[0], "UNDELIV")
    assert [each.delivery for each in line.hear(1)] == [Delivery.FAILED]


def test_a_centre_that_is_busy_is_tried_again(line: Gateway) -> None:
    with pytest.raises(Unavailable) as busy:
        line.send(to="+33612345031")
    assert busy.value.message_key == "notice.gateway_busy"
    assert line.send().delivery is Delivery.SENT, "on the same line"


def test_a_line_cut_before_the_answer_says_that_nobody_knows(line: Gateway) -> None:
    assert line.send(to="+33612346661").delivery is Delivery.UNCERTAIN
    assert len(line.centre.messages) == 1, "it had arrived: sent again it would come twice"
    assert line.send().delivery is Delivery.SENT, "on a new line"


def test_a_lost_line_is_bound_again_for_receipts_and_garbage_is_a_lost_line(line: Gateway) -> None:
    line.send()
    for break_it in (line.centre.cut, line.centre.garble):
        break_it()
        end = time.monotonic() + WAIT_S
        before = len(line.heard.receipts)
        while len(line.heard.receipts) == before:
            assert time.monotonic() < end
            line.texts.attend()
            line.centre.tell(line.centre.messages[0], "DELIVRD")
            threading.Event().wait(0.05)


def test_a_quiet_line_is_asked_whether_it_is_there(
    line: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.send()
    line.texts.attend()
    assert line.centre.enquiries == 0
    monkeypatch.setattr(smpp, "ENQUIRE_S", 0.0)
    line.texts.attend()
    assert line.send().delivery is Delivery.SENT
    assert line.centre.enquiries == 1


def test_a_wrong_password_is_told_apart_from_a_centre_that_is_away(tmp_path: Path) -> None:
    with (
        smpp_centre() as centre,
        opened(smpp_address(centre, tmp_path, "relais:wrong"), tmp_path, Heard()) as texts,
    ):
        with pytest.raises(Unavailable) as refused:
            texts.send(Text(NUMBER, "x", "key"))
        assert refused.value.message_key == "notice.gateway_login"
    with opened(smpp_address(centre, tmp_path), tmp_path, Heard()) as texts:
        for _ in range(2):
            with pytest.raises(Unavailable) as away:
                texts.send(Text(NUMBER, "x", "key"))
            assert away.value.message_key == "notice.gateway_away"


@dataclass(frozen=True)
class Tls:
    """A certificate for the loopback, and a server that shows it."""

    ca: Path
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    place = tmp_path_factory.mktemp("tls")
    certificate, key = self_signed(["localhost"], ["127.0.0.1"], days=2, clock=SystemClock())
    (place / "ca.pem").write_bytes(certificate)
    (place / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "ca.pem", place / "key.pem")
    return Tls(place / "ca.pem", context)


def test_a_centre_over_tls_is_believed_by_its_certificate_alone(tls: Tls, tmp_path: Path) -> None:
    login = written(tmp_path, "relais:secret")
    with smpp_centre(tls=tls.context) as centre:
        address = f"smpps://localhost:{centre.port}?from=12345&credentials={login}"
        with opened(f"{address}&ca={tls.ca}", tmp_path, Heard()) as texts:
            assert texts.send(Text(NUMBER, "x", "key")).delivery is Delivery.SENT
            assert (centre.messages[0].sender, centre.messages[0].sender_kind) == ("12345", 3)
        with opened(address, tmp_path, Heard()) as texts, pytest.raises(Unavailable):
            texts.send(Text(NUMBER, "x", "key"))
    assert len(centre.messages) == 1


# HTTP alone: what gateways answer, and do not.


@contextmanager
def answering(
    answer: Callable[[BaseHTTPRequestHandler], None], tls: ssl.SSLContext | None = None
) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """A gateway of ours: port, and what it was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            asked.append({key: values[0] for key, values in query.items()})
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def status(code: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@pytest.mark.parametrize(
    ("code", "key", "kind"),
    [
        (400, "notice.refused", InvalidInput),
        (403, "notice.gateway_login", Unavailable),
        (500, "notice.gateway_busy", Unavailable),
        (503, "notice.gateway_busy", Unavailable),
        (302, "notice.gateway_busy", Unavailable),
    ],
)
def test_a_gateways_no_is_told_apart(
    code: int, key: str, kind: type[Exception], tmp_path: Path
) -> None:
    with answering(status(code)) as (port, _):
        address = f"http://127.0.0.1:{port}/send?from=RELAIS"
        with opened(address, tmp_path, Heard()) as texts, pytest.raises(kind) as refused:
            texts.send(Text(NUMBER, "x", "key"))
    assert refused.value.message_key == key  # type: ignore[attr-defined]


def test_a_gateway_that_took_the_words_and_said_nothing_leaves_it_uncertain(tmp_path: Path) -> None:
    def hang_up(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    with answering(hang_up) as (port, asked):
        address = f"http://127.0.0.1:{port}/send?from=RELAIS"
        with opened(address, tmp_path, Heard()) as texts:
            assert texts.send(Text(NUMBER, "x", "key")).delivery is Delivery.UNCERTAIN
    assert len(asked) == 1
    with opened(address, tmp_path, Heard()) as texts, pytest.raises(Unavailable) as away:
        texts.send(Text(NUMBER, "x", "key"))
    assert away.value.message_key == "notice.gateway_away"


def test_a_gateway_over_tls_gets_nothing_unless_it_shows_its_certificate(
    tls: Tls, tmp_path: Path
) -> None:
    with answering(status(202), tls.context) as (port, asked):
        address = f"https://localhost:{port}/send?from=RELAIS"
        with opened(f"{address}&ca={tls.ca}", tmp_path, Heard()) as texts:
            assert texts.send(Text(NUMBER, "été", "key", 600)).delivery is Delivery.SENT
        with opened(address, tmp_path, Heard()) as texts, pytest.raises(Unavailable):
            texts.send(Text(NUMBER, "x", "key"))
    assert asked == [
        {
            "username": "",
            "password": "",
            "from": "RELAIS",
            "to": NUMBER,
            "text": "été",
            "charset": "UTF-8",
            "coding": "0",
            "validity": "10",
        }
    ]


def test_receipts_of_nothing_are_turned_away_and_those_nobody_could_take_come_again(
    tmp_path: Path,
) -> None:
    import http.client

    heard = Heard(refuses=1)
    port = free_port()
    address = f"http://127.0.0.1:1/send?from=RELAIS&receipts=127.0.0.1:{port}"
    with opened(address, tmp_path, heard):
        answers = []
        for path in (
            "/receipt/abc?state=1",
            "/receipt/abc?state=1",
            "/receipt/abc?state=8",
            "/receipt/?state=1",
            "/receipt/a/b?state=1",
            "/elsewhere/abc?state=1",
            "/receipt/abc",
        ):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            answers.append(connection.getresponse().status)
            connection.close()
    assert answers == [503, 200, 404, 404, 404, 404, 404]
    assert heard.receipts == [Receipt("abc", Delivery.DELIVERED)]


# Mail.


@dataclass
class Mailbox:
    """What a real SMTP server took."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "450 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        read = message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.letters.append(read)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def smtp_server(context: ssl.SSLContext | None, **options: object) -> Iterator[Mailbox]:
    mailbox = Mailbox()

    def right(_server, _session, _envelope, _mechanism, login):
        is_right = (login.login, login.password) == (b"relais", b"secret")
        return AuthResult(success=is_right, handled=False)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        authenticator=right,
        auth_required=context is not None,
        require_starttls=context is not None,
        auth_require_tls=context is not None,
        **options,
    )
    controller.start()
    mailbox.port = controller.port
    try:
        yield mailbox
    finally:
        controller.stop()
        asyncio.set_event_loop(None)


def letter(to: str = "accueil@relais.example") -> Letter:
    pdf = Attachment("rapport été.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    return Letter(to, "Rapport d'août — été", "Bonjour,\n\nÇa y est.\n", "report-1", (pdf,))


def test_a_letter_arrives_whole_under_starttls(tls: Tls, tmp_path: Path) -> None:
    login = written(tmp_path, "relais:secret")
    with smtp_server(tls.context) as mailbox:
        address = f"smtp://localhost:{mailbox.port}?from=central@server.example&credentials={login}"
        mail = open_mail(f"{address}&ca={tls.ca}", tmp_path, clock=SystemClock())
        mail.send(letter())
        mail.send(letter())
    found = mailbox.letters[0]
    assert mailbox.was_encrypted == [True, True]
    assert mailbox.envelopes[0] == ("central@server.example", ["accueil@relais.example"])
    assert found["Subject"] == "Rapport d'août — été"
    assert found["Auto-Submitted"] == "auto-generated"
    assert [each["Message-ID"] for each in mailbox.letters] == ["<report-1@server.example>"] * 2
    body = found.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Bonjour,\n\nÇa y est.\n"
    (attached,) = found.iter_attachments()
    assert attached.get_filename() == "rapport été.pdf"
    assert attached.get_content() == b"%PDF-1.7 \x00\xff"


def test_nothing_is_said_to_a_mail_server_that_is_not_the_one_or_cannot_encrypt(
    tls: Tls, tmp_path: Path
) -> None:
    login = written(tmp_path, "relais:secret")
    with smtp_server(tls.context) as mailbox:
        address = f"smtp://localhost:{mailbox.port}?from=a@b.example&credentials={login}"
        mail = open_mail(address, tmp_path, clock=SystemClock())
        with pytest.raises(Unavailable) as refused:
            mail.send(letter())
        assert refused.value.message_key == "notice.gateway_unknown"
        assert mailbox.letters == []
    with smtp_server(None) as mailbox:
        address = f"smtp://localhost:{mailbox.port}?from=a@b.example&ca={tls.ca}"
        with pytest.raises(Unavailable) as refused:
            open_mail(address, tmp_path, clock=SystemClock()).send(letter())
        assert refused.value.message_key == "notice.gateway_unknown"
        assert mailbox.letters == []


@pytest.mark.parametrize(
    ("login", "to", "key", "kind"),
    [
        ("relais:wrong", "a@b.example", "notice.gateway_login", Unavailable),
        ("relais:secret", "nobody@b.example", "notice.refused", InvalidInput),
        ("relais:secret", "later@b.example", "notice.gateway_busy", Unavailable),
    ],
)
def test_a_mail_servers_no_is_told_apart(
    tls: Tls, tmp_path: Path, login: str, to: str, key: str, kind: type[Exception]
) -> None:
    with smtp_server(tls.context) as mailbox:
        address = (
            f"smtp://localhost:{mailbox.port}?from=a@b.example&ca={tls.ca}"
            f"&credentials={written(tmp_path, login)}"
        )
        with pytest.raises(kind) as refused:
            open_mail(address, tmp_path, clock=SystemClock()).send(letter(to))
    assert refused.value.message_key == key  # type: ignore[attr-defined]
    assert mailbox.letters == []


def test_a_relay_on_this_machine_may_be_talked_to_in_clear_and_one_that_is_away_is_told(
    tmp_path: Path,
) -> None:
    with smtp_server(None) as mailbox:
        address = f"smtp://127.0.0.1:{mailbox.port}?from=a@b.example&tls=no"
        mail = open_mail(address, tmp_path, clock=SystemClock())
        mail.send(letter())
        assert mailbox.was_encrypted == [False]
    with pytest.raises(Unavailable) as away:
        mail.send(letter())
    assert away.value.message_key == "notice.gateway_away"


# What an operator sees.


def test_an_operator_tries_the_way_and_is_told_what_became_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with smpp_centre() as centre:

        def deliver() -> None:
            centre.wait_for(1)
            centre.tell(centre.messages[0], "DELIVRD")

        telling = threading.Thread(target=deliver)
        telling.start()
        tried = ["admin", "notices", "try", "--data", str(tmp_path), "06 12 34 56 78"]
        assert main([*tried, "--sms", smpp_address(centre, tmp_path)]) == 0
        telling.join()
        assert capsys.readouterr().out == "Arrivé.\n"
    with smtp_server(None) as mailbox:
        tried = ["admin", "notices", "try", "--data", str(tmp_path), "a@b.example", "--json"]
        way = f"smtp://127.0.0.1:{mailbox.port}?from=a@b.example&tls=no"
        assert main([*tried, "--mail", way]) == 0
        assert json.loads(capsys.readouterr().out) == {"delivery": "sent"}
        assert mailbox.letters[0]["To"] == "a@b.example"


def test_without_a_gateway_words_go_to_a_file_for_this_user_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for to in ("0612345678", "a@b.example"):
        assert main(["admin", "notices", "try", "--data", str(tmp_path), to]) == 0
        assert "rien n'est parti" in capsys.readouterr().out
    for name, to in (("sms.log", "…78"), ("mail.log", "a@b.example")):
        path = tmp_path / "log" / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert json.loads(path.read_text())["to"] == to
        assert "12345678" not in path.read_text(), "whose number it was, custody alone knows"
