"""What may be sent at all: one segment, a number, a mailbox, an address of a gateway."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.segment import Alphabet, alphabet_of, encoded, is_one_segment, places
from kiosk.errors import InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server.notices.gateways import open_mail, open_texts
from sync.server.notices.port import Letter, Text, phone
from tests.fakes.smpp_centre import GSM, GSM_MORE

NUMBER = "+33612345678"


@pytest.mark.parametrize(
    ("text", "alphabet", "taken"),
    [
        ("", Alphabet.GSM7, 0),
        ("Rendez-vous demain à 9h30", Alphabet.GSM7, 25),
        ("é" * 160, Alphabet.GSM7, 160),
        ("10 €", Alphabet.GSM7, 5),
        ("[{|}]", Alphabet.GSM7, 10),
        ("`", Alphabet.UCS2, 1),
        ("ê", Alphabet.UCS2, 1),
        ("موعد", Alphabet.UCS2, 4),
        ("☺", Alphabet.UCS2, 1),
        ("😀", Alphabet.UCS2, 2),
        ("\x1b", Alphabet.UCS2, 1),
    ],
)
def test_a_text_takes_the_places_of_its_alphabet(text: str, alphabet: Alphabet, taken: int) -> None:
    assert alphabet_of(text) is alphabet
    assert places(text)[0] == taken


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("€" * 80, True),
        ("€" * 80 + "a", False),
        ("ê" * 70, True),
        ("ê" * 71, False),
        ("😀" * 35, True),
        ("😀" * 36, False),
    ],
)
def test_one_segment_is_160_places_or_70(text: str, fits: bool) -> None:
    assert is_one_segment(text) is fits
    if fits:
        assert Text(NUMBER, text, "key").body == text
    else:
        with pytest.raises(InvalidInput):
            Text(NUMBER, text, "key")


@given(st.text(st.sampled_from(GSM.replace("\x1b", "") + "".join(GSM_MORE.values()))))
def test_what_is_coded_in_gsms_alphabet_is_read_back_by_a_table_of_its_own(text: str) -> None:
    assert alphabet_of(text) is Alphabet.GSM7
    codes = iter(encoded(text))
    assert "".join(GSM_MORE[next(codes)] if c == 0x1B else GSM[c] for c in codes) == text


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("06 12 34 56 78", NUMBER),
        ("06.12.34.56.78", NUMBER),
        ("+33 (0)6 12-34-56-78", NUMBER),
        ("0033612345678", NUMBER),
        ("+213 551 23 45 67", "+213551234567"),
        ("0690 12 34 56", "+590690123456"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, number: str) -> None:
    assert phone(written) == number


@pytest.mark.parametrize(
    "written",
    ["", "17", "612345678", "+33 6 12 34 56", "+0612345678", "06 12 34 56 7a", "+" + "1" * 16],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        phone(written)
    assert refused.value.message_key == "notice.number"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "a",
        "a@b",
        "a@b.fr\nBcc: c@d.fr",
        "a b@c.fr",
        "a@-b.fr",
        "a@b.fr,c@d.fr",
        "a" * 250 + "@b.fr",
    ],
)
def test_what_is_no_mailbox_is_refused(to: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Letter(to, "s", "b", "key")
    assert refused.value.message_key == "notice.mailbox"


def test_a_subject_cannot_bring_a_header() -> None:
    with pytest.raises(ValueError, match="one line"):
        Letter("a@b.fr", "s\r\nBcc: c@d.fr", "b", "key")


def test_neither_number_nor_words_are_shown_by_accident() -> None:
    assert "612" not in repr(Text(NUMBER, "secret", "key"))
    assert "secret" not in repr(Text(NUMBER, "secret", "key"))
    assert "a@b" not in repr(Letter("a@b.fr", "secret", "secret", "key"))


@pytest.mark.parametrize(
    "address",
    [
        "http://gateway.example/cgi-bin/sendsms?from=R",  # in clear, elsewhere
        "smpp://centre.example?from=R",
        "https://name:password@gateway.example/?from=R",
        "https://gateway.example/",
        "https://gateway.example/?from=R&unknown=1",
        "https://gateway.example:99999/?from=R",
        "https://gateway.example/?from=R&receipts=here",
        "smpps://centre.example/path?from=R",
        "gopher://centre.example/?from=R",
        "smpps://?from=R",
        "https://gateway.example/?from=R&ca=/nowhere/ca.pem",
    ],
)
def test_an_address_that_does_not_serve_or_would_talk_in_clear_is_refused(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_texts(address, tmp_path, print, clock=SystemClock(), rng=SystemRng())
    assert refused.value.message_key == "notice.address"


@pytest.mark.parametrize(
    "address",
    [
        "smtp://mail.example?from=a@b.fr&tls=no",
        "smtp://127.0.0.1?from=a@b.fr&tls=yes",
        "smtps://127.0.0.1?from=a@b.fr&tls=no",
        "smtp://mail.example",
        "smtp://mail.example/path?from=a@b.fr",
        "https://mail.example?from=a@b.fr",
    ],
)
def test_a_mail_address_that_does_not_serve_or_would_talk_in_clear_is_refused(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_mail(address, tmp_path, clock=SystemClock())
    assert refused.value.message_key == "notice.address"


def test_a_sender_that_is_no_mailbox_and_a_secret_others_may_read_are_refused(
    tmp_path: Path,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_mail("smtp://mail.example?from=nobody", tmp_path, clock=SystemClock())
    assert refused.value.message_key == "notice.mailbox"
    secret = tmp_path / "credentials"
    secret.write_text("name:password")
    secret.chmod(0o644)
    with pytest.raises(InvalidInput) as refused:
        open_mail(
            f"smtp://mail.example?from=a@b.fr&credentials={secret}", tmp_path, clock=SystemClock()
        )
    assert refused.value.message_key == "server.secret_open"
