"""A private OpenBao on a free port of the loopback, in production form: TLS, raft, audit.

Its keys are those an operator makes (README, "Beyond one machine"): one role that uses
them, one that may also rotate.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hvac

from kiosk.crypto.certificates import self_signed
from kiosk.ports import SystemClock

__all__ = ["PrivateBao", "private_bao"]

BAO = Path(sys.executable).with_name("bao")
START_S = 60.0

CONFIGURATION = """
api_addr = "https://127.0.0.1:{port}"
cluster_addr = "https://127.0.0.1:{cluster}"
storage "raft" {{
  path = "{folder}/data"
  node_id = "one"
  performance_multiplier = 1
}}
listener "tcp" {{
  address = "127.0.0.1:{port}"
  cluster_address = "127.0.0.1:{cluster}"
  tls_cert_file = "{folder}/cert.pem"
  tls_key_file = "{folder}/key.pem"
  tls_min_version = "tls13"
}}
seal "static" {{
  current_key_id = "one"
  current_key = "file://{folder}/unseal.key"
}}
audit "file" "to-file" {{
  options {{ file_path = "{folder}/audit.log" }}
}}
"""

USE = """
path "{mount}/encrypt/reconnect-rest" {{ capabilities = ["update"] }}
path "{mount}/decrypt/reconnect-rest" {{ capabilities = ["update"] }}
path "{mount}/sign/reconnect-receipts" {{ capabilities = ["update"] }}
path "{mount}/keys/reconnect-receipts" {{ capabilities = ["read"] }}
"""
ROTATE = """
path "{mount}/keys/reconnect-rest/rotate" {{ capabilities = ["update"] }}
"""
MOVE = """
path "{mount}/wrapping_key" {{ capabilities = ["read"] }}
path "{mount}/keys/reconnect-receipts/import" {{ capabilities = ["update"] }}
path "{mount}/export/signing-key/reconnect-receipts" {{ capabilities = ["read"] }}
"""


@dataclass(slots=True)
class PrivateBao:
    """A running server that makes an engine with fresh keys and roles for whoever asks."""

    port: int
    folder: Path
    root: Any
    process: subprocess.Popen[bytes]
    _names: Iterator[int]

    def new_engine(self, *, has_receipts: bool = True) -> str:
        """Return the address of a new transit engine, with the role that uses its keys.

        Without `has_receipts` the key that signs is to come from another keeper.
        """
        mount = f"transit-{next(self._names)}"
        self.root.sys.enable_secrets_engine("transit", path=mount)
        kinds = {"reconnect-rest": "aes256-gcm96", "reconnect-receipts": "ed25519"}
        for name, kind in kinds.items() if has_receipts else [("reconnect-rest", "aes256-gcm96")]:
            self.root.secrets.transit.create_key(name, key_type=kind, mount_point=mount)
        for role, policy in (("use", USE), ("rotate", USE + ROTATE), ("move", USE + MOVE)):
            self._new_role(f"{mount}-{role}", policy.format(mount=mount))
        return self.address(mount, "use")

    def address(self, mount: str, role: str) -> str:
        ca, file = self.folder / "cert.pem", self.folder / f"{mount}-{role}.json"
        return f"vault://127.0.0.1:{self.port}/{mount}?role={file}&ca={ca}"

    def rotating(self, address: str) -> str:
        """Return the same engine's address with the role that may rotate."""
        return address.replace("-use.json", "-rotate.json")

    def moving(self, address: str) -> str:
        """Return the same engine's address with the role that may take in and hand over."""
        return address.replace("-use.json", "-move.json")

    def let_out(self, address: str) -> None:
        """Let the key that signs be taken out, as its operator may: a key service asks for it."""
        mount = address.split("/")[3].partition("?")[0]
        path = f"/v1/{mount}/keys/reconnect-receipts/config"
        self.root.adapter.post(path, json={"exportable": True})

    def end_engine(self, address: str) -> None:
        """Destroy an engine with its keys."""
        self.root.sys.disable_secrets_engine(address.split("/")[3].partition("?")[0])

    def audited(self) -> list[dict[str, Any]]:
        """Return what the audit device has written down."""
        lines = (self.folder / "audit.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def _new_role(self, name: str, policy: str) -> None:
        self.root.sys.create_or_update_policy(name, policy)
        roles = self.root.auth.approle
        roles.create_or_update_approle(name, token_policies=[name], token_ttl="1h")
        file = self.folder / f"{name}.json"
        role = {
            "role_id": roles.read_role_id(name)["data"]["role_id"],
            "secret_id": roles.generate_secret_id(name)["data"]["secret_id"],
        }
        file.write_text(json.dumps(role))
        file.chmod(0o600)


@contextmanager
def private_bao() -> Iterator[PrivateBao]:
    """Start a server in a temporary folder and end it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="relay-bao-"))
    try:
        certificate, key = self_signed(["localhost"], ["127.0.0.1"], days=2, clock=SystemClock())
        (folder / "cert.pem").write_bytes(certificate)
        (folder / "key.pem").write_bytes(key)
        (folder / "unseal.key").write_bytes(os.urandom(32))
        (folder / "data").mkdir()
        port, cluster = _free_port(), _free_port()
        configuration = CONFIGURATION.format(port=port, cluster=cluster, folder=folder)
        (folder / "bao.hcl").write_text(configuration)
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [str(BAO), "server", f"-config={folder / 'bao.hcl'}"],
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                env={"HOME": str(folder), "PATH": "/usr/bin:/bin"},
            )
        try:
            root = hvac.Client(f"https://127.0.0.1:{port}", "", verify=str(folder / "cert.pem"))
            root.adapter.session.trust_env = False
            _begin(root, process, folder / "output")
            yield PrivateBao(port, folder, root, process, itertools.count(1))
            root.adapter.close()
        finally:
            process.kill()
            process.wait(timeout=START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _begin(root: Any, process: subprocess.Popen[bytes], output: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(output.read_text(errors="replace")[-4000:])
        try:
            if not root.sys.is_initialized():
                found = root.sys.initialize(
                    secret_shares=None,
                    secret_threshold=None,
                    recovery_shares=1,
                    recovery_threshold=1,
                )
                root.token = found["root_token"]
            if root.token and root.sys.read_leader_status()["is_self"]:
                root.sys.enable_auth_method("approle")
                return
        except (OSError, hvac.exceptions.VaultError):
            pass
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
