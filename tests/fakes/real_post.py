"""One post with everything real around it, for journeys through its windows.

A display of its own, the server, a structure with a worker, a scanner with a page on its
glass, a folder of files; supervisor, sessions and agent are the product's own processes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.capture.paper import make_pdf
from ui.tour.display import virtual_display
from ui.tour.network import Account, DemoNetwork, DemoPost
from ui.tour.pages import page_jpeg

__all__ = [
    "FILES_PLACE",
    "FILE_NAME",
    "PERSON_PASSWORD",
    "STRUCTURE",
    "WORKER_PASSWORD",
    "RealPost",
    "real_post",
]

STRUCTURE = "Relais du Port"
WORKER_PASSWORD = "Mouette-grise-81-quai"
PERSON_PASSWORD = "Lune-verte-42"
FILES_PLACE, FILE_NAME = "cle-usb", "attestation.pdf"


@dataclass
class RealPost:
    """A post not yet installed, and what is needed to install it and to sign in."""

    network: DemoNetwork
    post: DemoPost
    worker: Account
    code: str
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self, mode: str, *options: str) -> int:
        """Start the post; return its supervisor's process number."""
        self.process = self.network.run(
            self.post, mode=mode, options=options, environment=self.environment
        )
        return self.process.pid

    def stop(self) -> int:
        """End it in order; return its exit status (0: wiped at the end)."""
        assert self.process is not None
        process, self.process = self.process, None
        return self.network.stop_post(process)


@contextmanager
def real_post(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[RealPost]:
    """Yield a post on a display of its own; end everything that was started."""
    with virtual_display() as display:
        given = {**display, **(environment or {})}
        with DemoNetwork(folder, given) as network:
            structure = network.add_structure(STRUCTURE)
            worker = network.add_worker(structure, "Nadia Karim")
            post = network.new_post("poste")
            post.state_dir.mkdir(mode=0o700)
            code = network.enrolment_code(structure)
            yield RealPost(network, post, worker, code, _machine(folder))


def _machine(folder: Path) -> dict[str, str]:
    """What is plugged in: SANE's own test scanner, and a key with one file."""
    sane = folder / "sane"
    sane.mkdir()
    (sane / "dll.conf").write_text("test\n", encoding="ascii")
    (sane / "test.conf").write_text("number_of_devices 1\nresolution 75\n", encoding="ascii")
    files = folder / FILES_PLACE
    files.mkdir()
    (files / FILE_NAME).write_bytes(make_pdf([page_jpeg("Attestation", "Awa Diop")]))
    return {
        "SANE_CONFIG_DIR": str(sane),
        "RECONNECT_KIOSK_FILES": str(files),
        "RECONNECT_KIOSK_NETWORK_SCANNERS": "off",
        "RECONNECT_KIOSK_SCANNER_OPTIONS": "test-picture=Color pattern",
    }
