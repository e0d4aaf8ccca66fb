"""What a probe of somebody else's finds about the real server's TLS (SEC-06, SEC-07)."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.fakes.server_process import ServerProcess, server_process

SUITES_1_3 = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
SUITES_1_2 = re.compile(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)")
CURVES = {"x25519", "secp256r1 (NIST P-256)", "secp384r1 (NIST P-384)"}
ALSO_ALLOWED = {"secp521r1 (NIST P-521)", "x448"} | {
    f"ffdhe{bits}" for bits in (2048, 3072, 4096, 6144, 8192)
}
"""What OpenSSL adds where Python cannot choose (before 3.15)."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("tls") / "central") as server:
        yield server


@pytest.fixture(scope="module")
def probed(server: ServerProcess) -> ElementTree.Element:
    program = shutil.which("sslscan")
    assert program, "sslscan comes with `packaging/setup test`"
    target = server.url.removeprefix("https://")
    done = subprocess.run(
        [program, "--no-colour", "--xml=-", target], capture_output=True, timeout=120, check=True
    )
    found = ElementTree.fromstring(done.stdout).find("ssltest")  # noqa: S314 - the probe's own
    assert found is not None
    return found


def test_versions_are_1_2_and_1_3_and_none_older(probed: ElementTree.Element) -> None:
    found = {
        (each.get("type"), each.get("version")): each.get("enabled")
        for each in probed.findall("protocol")
    }
    assert found == {
        ("ssl", "2"): "0",
        ("ssl", "3"): "0",
        ("tls", "1.0"): "0",
        ("tls", "1.1"): "0",
        ("tls", "1.2"): "1",
        ("tls", "1.3"): "1",
    }


def test_suites_are_those_of_the_national_guide_strongest_first(
    probed: ElementTree.Element,
) -> None:
    found: dict[str, list[tuple[str, str, int]]] = {}
    for each in probed.findall("cipher"):
        suite = (each.get("status", ""), each.get("cipher", ""), int(each.get("bits", "0")))
        found.setdefault(each.get("sslversion", ""), []).append(suite)
    assert set(found) == {"TLSv1.3", "TLSv1.2"}
    assert {name for _, name, _ in found["TLSv1.3"]} == SUITES_1_3
    assert all(SUITES_1_2.fullmatch(name) for _, name, _ in found["TLSv1.2"])
    for suites in found.values():
        assert all(bits >= 128 for _, _, bits in suites)
        assert [name for status, name, _ in suites if status == "preferred"] == [suites[0][1]]
        assert suites[0][2] == 256


def test_keys_are_exchanged_over_groups_of_the_national_guide_x25519_first(
    probed: ElementTree.Element,
) -> None:
    found = {each.get("name") for each in probed.findall("group")}
    can_choose = hasattr(ssl.SSLContext, "set_groups")
    assert found >= CURVES
    assert found <= (CURVES if can_choose else CURVES | ALSO_ALLOWED)
    assert {each.get("curve") for each in probed.findall("cipher")} == {"25519"}


def test_nothing_is_renegotiated_compressed_or_bled(probed: ElementTree.Element) -> None:
    renegotiation = probed.find("renegotiation")
    assert renegotiation is not None
    assert renegotiation.get("supported") == "0"
    compression = probed.find("compression")
    assert compression is None or compression.get("supported") == "0"
    bled = {each.get("vulnerable") for each in probed.findall("heartbleed")}
    assert bled == {"0"}


def test_the_certificate_is_of_an_elliptic_curve_signed_with_sha_2(
    probed: ElementTree.Element,
) -> None:
    certificate = probed.find("certificates/certificate")
    assert certificate is not None
    assert "sha256" in (certificate.findtext("signature-algorithm") or "").lower()
    key = certificate.find("pk")
    assert key is not None
    assert (key.get("type"), key.get("error")) == ("EC", "false")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_without_compression_or_old_ways_gets_in_by_both_versions(
    server: ServerProcess, version: ssl.TLSVersion
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    parts = urlsplit(server.url)
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain,
        context.wrap_socket(plain) as secured,
    ):
        assert secured.compression() is None
        name, _, bits = secured.cipher() or ("", "", 0)
        assert bits >= 128
        assert name in SUITES_1_3 or SUITES_1_2.fullmatch(name)


PROBES_OWN = {"engine_problem", "RC4"}
"""What testssl says of the machine it runs on: no GOST, no RC4 to try with."""


def test_testssl_finds_nothing_to_say_against_it(server: ServerProcess, tmp_path: Path) -> None:
    program = shutil.which("testssl")
    assert program, "testssl.sh comes with `packaging/setup test`"
    asked = ["--protocols", "--std", "--fs", "--headers", "--vulnerable", "--fast"]
    told_how = ["--quiet", "--color", "0", "--warnings", "off", "--severity", "LOW", "--jsonfile"]
    told = tmp_path / "found.json"
    done = subprocess.run(
        [program, *asked, *told_how, told, server.url.removeprefix("https://")],
        capture_output=True,
        timeout=180,
        check=True,
        text=True,
    )
    assert "Strict Transport Security    730 days" in done.stdout
    assert "DROWN" in done.stdout, "it came to its end"
    found = [each for each in json.loads(told.read_text()) if each["id"] not in PROBES_OWN]
    assert found == []


def test_plain_http_gets_no_answer(server: ServerProcess) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain:
        plain.sendall(b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            answer = plain.recv(4096)
        except ConnectionError:
            answer = b""
        assert not answer.startswith(b"HTTP/")
