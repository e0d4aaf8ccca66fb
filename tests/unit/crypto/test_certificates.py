"""The server's certificate and the hash posts pin: FORMAT.md section 11."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest

from kiosk.crypto.certificates import fingerprint, self_signed
from kiosk.crypto.failures import CannotOpen


class StillClock:
    """A clock that shows today."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def boottime_s(self) -> float:
        return 0.0

    def boot_id(self) -> str:
        return "boot"


def test_a_client_that_pins_the_certificate_talks_to_it_and_to_no_other(tmp_path):
    files = {}
    for name in ("ours", "theirs"):
        cert, key = self_signed(["localhost"], ["127.0.0.1", "::1"], days=2, clock=StillClock())
        (tmp_path / f"{name}.pem").write_bytes(cert + key)
        files[name] = (tmp_path / f"{name}.pem", cert)
    ours = ssl.create_default_context(cadata=files["ours"][1].decode())
    for name, is_trusted in (("ours", True), ("theirs", False)):
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(files[name][0])
        left, right = socket.socketpair()
        with left, right:
            served = threading.Thread(target=_serve, args=(serving, right))
            served.start()
            try:
                with ours.wrap_socket(left, server_hostname="localhost") as line:
                    seen = line.getpeercert(binary_form=True)
                    assert fingerprint(seen) == fingerprint(files["ours"][1])
                    assert is_trusted
            except ssl.SSLCertVerificationError:
                assert not is_trusted
            finally:
                served.join(5)


def _serve(context: ssl.SSLContext, line: socket.socket) -> None:
    try:
        context.wrap_socket(line, server_side=True).close()
    except (ssl.SSLError, ConnectionError):
        line.close()


def test_the_fingerprint_is_sha_256_of_the_der_whichever_form_is_given():
    cert, _ = self_signed(["localhost"], [], days=1, clock=StillClock())
    der = ssl.PEM_cert_to_DER_cert(cert.decode())
    assert fingerprint(cert) == fingerprint(der) == hashlib.sha256(der).digest()


@pytest.mark.parametrize("junk", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nAA\n"])
def test_bytes_that_are_no_certificate_have_no_fingerprint(junk):
    with pytest.raises(CannotOpen):
        fingerprint(junk)


@pytest.mark.parametrize(
    ("hosts", "ips", "days"),
    [([], [], 1), (["a"], [], 0), (["a"], [], 3651), ([], ["not an address"], 1)],
)
def test_a_certificate_for_nobody_or_for_ever_is_a_bug_in_the_caller(hosts, ips, days):
    with pytest.raises(ValueError):
        self_signed(hosts, ips, days=days, clock=StillClock())
