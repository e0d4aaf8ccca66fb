"""A PKCS#11 token of SoftHSM, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MODULE", "SoftTokens", "soft_tokens"]

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "relay-1234"
TOKENS = 40


@dataclass(slots=True)
class SoftTokens:
    """Gives a token to whoever asks. The module sees those that were there when it began."""

    folder: Path
    _names: Iterator[str]

    def new_token(self) -> str:
        """Return the address of a new, empty token."""
        pin = self.folder / "pin"
        return f"pkcs11:token={next(self._names)}?module-path={MODULE}&pin-source=file:{pin}"


@contextmanager
def soft_tokens() -> Iterator[SoftTokens]:
    """Give tokens in a temporary folder. The module reads one configuration a process."""
    folder = Path(tempfile.mkdtemp(prefix="relay-hsm-"))
    try:
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(
            f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
        )
        (folder / "pin").write_text(PIN + "\n")
        (folder / "pin").chmod(0o600)
        os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
        names = [f"relay-{n}" for n in range(TOKENS)]
        for name in names:
            made = ["--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", PIN]
            subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
        yield SoftTokens(folder, iter(names))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
