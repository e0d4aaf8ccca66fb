"""The next certificate is prepared, told and put in use; cut short, it is done again."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import pytest
from cryptography import x509

from kiosk.crypto.certificates import fingerprint, self_signed
from kiosk.crypto.statements import verify_pin
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.ports import SystemClock, SystemRng
from sync.protocol.messages import Hello
from sync.protocol.pins import pin_words
from sync.server import certificates
from sync.server.certificates import Announced, TlsFiles, Word, activate, prepare
from sync.server.keys.server_keys import ServerKeys, open_keys
from sync.server.secret_files import write_secret_file
from tests.fakes.central import MovedClock

CLOCK = SystemClock()
DAY_S = 86_400


@pytest.fixture
def keys(tmp_path):
    return open_keys("", tmp_path / "keys", clock=CLOCK, rng=SystemRng())


@pytest.fixture
def tls(tmp_path):
    """A server that was started once."""
    files = TlsFiles(tmp_path / "tls")
    certificate, key = self_signed(["server.example"], ["127.0.0.1"], days=2, clock=CLOCK)
    write_secret_file(files.certificate, certificate)
    write_secret_file(files.key, key)
    return files


def is_a_pair(tls) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls.certificate, tls.key)
    except ssl.SSLError:
        return False
    return True


def names_of(path):
    found = x509.load_pem_x509_certificate(path.read_bytes())
    return found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def said(tls, keys, announced=None):
    announced = announced or Announced(tls, keys, CLOCK)
    announced.refresh()
    hello = Hello((1,), 0, bytes(16), keys.receipt_ed, bytes(32), announced.read())
    return pin_words(keys.receipt_ed, Hello.parse(hello.encode()))


def test_the_word_about_the_next_is_signed_and_told_before_it_is_in_use(tls, keys):
    first = fingerprint(tls.certificate.read_bytes())
    word = prepare(tls, keys, CLOCK, window_days=10)
    verify_pin(keys.receipt_ed, 1, word.sha256, word.starts_at, word.ends_at, word.sig)
    assert word.ends_at - word.starts_at == 10 * 86_400
    assert fingerprint(tls.certificate.read_bytes()) == first
    assert [(each.n, each.sha256) for each in said(tls, keys)] == [(1, word.sha256)]


def test_once_in_use_its_word_is_still_told_and_the_next_is_counted_on(tls, keys):
    first = prepare(tls, keys, CLOCK)
    assert activate(tls) == first
    assert fingerprint(tls.certificate.read_bytes()) == first.sha256
    assert is_a_pair(tls)
    second = prepare(tls, keys, CLOCK)
    assert second.n == 2
    assert [each.n for each in said(tls, keys)] == [1, 2]


def test_the_end_moves_on_while_the_next_one_is_not_in_use_and_stays_once_it_is(tls, keys):
    clock = MovedClock()
    word = prepare(tls, keys, clock, window_days=10)
    announced = Announced(tls, keys, clock)
    clock.ahead_s = 4 * DAY_S
    assert [each.before_until for each in said(tls, keys, announced)] == [word.ends_at]
    clock.ahead_s = 6 * DAY_S
    [longer] = said(tls, keys, announced)
    assert (longer.n, longer.sha256) == (word.n, word.sha256)
    assert longer.before_until == pytest.approx(word.ends_at + 6 * DAY_S, abs=60)
    activate(tls)
    clock.ahead_s = 30 * DAY_S
    assert [each.before_until for each in said(tls, keys, announced)] == [word.ends_at]


@dataclass
class Keeper:
    keys: ServerKeys
    is_away: bool = False

    def pin(self, *values):
        if self.is_away:
            raise Unavailable("server.keys_away")
        return self.keys.pin(*values)


def test_a_keeper_of_keys_that_is_away_leaves_the_word_as_it_was(tls, keys, caplog):
    clock, keeper = MovedClock(), Keeper(keys)
    word = prepare(tls, keys, clock, window_days=10)
    announced = Announced(tls, keeper, clock)
    clock.ahead_s, keeper.is_away = 6 * DAY_S, True
    assert [each.before_until for each in said(tls, keys, announced)] == [word.ends_at]
    assert "cannot be signed anew" in caplog.text
    keeper.is_away = False
    assert [each.before_until > word.ends_at for each in said(tls, keys, announced)] == [True]


def test_the_next_has_the_names_of_the_present_one_and_another_key(tls, keys):
    before = tls.certificate.read_bytes(), tls.key.read_bytes()
    prepare(tls, keys, CLOCK)
    assert tls.next_key.read_bytes() != before[1]
    assert names_of(tls.next_certificate) == names_of(tls.certificate)
    assert tls.next_key.stat().st_mode & 0o777 == 0o600


def test_nothing_is_prepared_twice_nor_used_unprepared_nor_before_a_first_start(
    tls, keys, tmp_path
):
    with pytest.raises(InvalidInput, match="certificate_not_prepared"):
        activate(tls)
    word = prepare(tls, keys, CLOCK)
    with pytest.raises(Refused, match="certificate_prepared"):
        prepare(tls, keys, CLOCK)
    assert Word.read(tls.next_word) == word
    with pytest.raises(InvalidInput, match="certificate_none"):
        prepare(TlsFiles(tmp_path / "nothing"), keys, CLOCK)


@pytest.mark.parametrize("cut_at", range(1, 4))
def test_an_activation_cut_short_at_any_write_is_done_by_doing_it_again(
    tls, keys, monkeypatch, cut_at
):
    word = prepare(tls, keys, CLOCK)
    writes = 0

    def cut(path, content):
        nonlocal writes
        writes += 1
        if writes == cut_at:
            raise OSError("cut")
        write_secret_file(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(certificates, "write_secret_file", cut)
        with pytest.raises(OSError, match="cut"):
            activate(tls)
    assert activate(tls) == word
    assert is_a_pair(tls)
    assert fingerprint(tls.certificate.read_bytes()) == word.sha256


@pytest.mark.parametrize("cut_at", range(1, 4))
def test_a_preparation_cut_short_is_told_to_nobody_and_made_anew(tls, keys, monkeypatch, cut_at):
    writes = 0

    def cut(path, content):
        nonlocal writes
        writes += 1
        if writes == cut_at:
            raise OSError("cut")
        write_secret_file(path, content)

    with monkeypatch.context() as broken:
        broken.setattr(certificates, "write_secret_file", cut)
        with pytest.raises(OSError, match="cut"):
            prepare(tls, keys, CLOCK)
    assert said(tls, keys) == ()
    assert prepare(tls, keys, CLOCK).n == 1
    activate(tls)
    assert is_a_pair(tls)


def test_a_damaged_word_is_told_to_nobody_and_stops_no_hello(tls, keys, caplog):
    prepare(tls, keys, CLOCK)
    tls.next_word.write_bytes(b"{}")
    assert Announced(tls, keys, CLOCK).read() == ()
    assert "cannot be read" in caplog.text
    with pytest.raises(IntegrityFailure, match="certificate_damaged"):
        activate(tls)
