"""Where a post keeps its things, all under one state folder for this user only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PostPaths"]

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own inside, 0700


@dataclass(frozen=True, slots=True)
class PostPaths:
    """The files of one post. `runtime_dir` is emptied at each wipe and at each start."""

    state_dir: Path
    runtime_base: Path | None = None
    """Where short-lived files go; found when None: the session's runtime folder, else memory."""

    @property
    def device_db(self) -> Path:
        return self.state_dir / "device.db"

    @property
    def vault_db(self) -> Path:
        return self.state_dir / "vault.db"

    @property
    def parts(self) -> Path:
        return self.state_dir / "parts"

    @property
    def log(self) -> Path:
        return self.state_dir / "log"

    @property
    def secret_file(self) -> Path:
        """The device secret when nothing better keeps it (degraded)."""
        return self.state_dir / "device.secret"

    @property
    def proxy_secret(self) -> Path:
        """Who we are to the site's proxy: one line, name:password."""
        return self.state_dir / "proxy.secret"

    @property
    def runtime(self) -> Path:
        """On memory where there is one, so that nothing short-lived touches the disk."""
        if self.runtime_base is not None:
            return self.runtime_base
        if folder := os.environ.get("XDG_RUNTIME_DIR"):
            return Path(folder) / "reconnect-kiosk"
        if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
            return SHARED_MEMORY / f"reconnect-kiosk-{os.getuid()}"
        return self.state_dir / "runtime"

    def make(self) -> None:
        """Create the folders, readable by this user only."""
        for folder in (self.state_dir, self.parts, self.log, self.runtime):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
