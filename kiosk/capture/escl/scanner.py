"""One network scanner over its wire: capabilities, status, jobs, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from kiosk.capture.escl.documents import BadDocument, parse
from kiosk.capture.escl.wire import (
    Answer,
    Wire,
    WireFault,
    WireTrouble,
    certificate_of,
    is_reachable,
)
from kiosk.capture.escl.words import (
    Capabilities,
    Status,
    Wish,
    capabilities_of,
    job_request,
    status_of,
)

__all__ = ["MAX_PAGE_BYTES", "EsclScanner", "meet"]

MAX_PAGE_BYTES = 128 << 20
STATUS_S = 2.0
END_S = 1.0
JOB_S = 8.0


@dataclass(frozen=True, slots=True)
class EsclScanner:
    """A scanner that answered once; every call may raise WireFault."""

    address: str
    certificate: str
    capabilities: Capabilities
    wire: Wire

    def status(self) -> Status:
        """Return what it is doing; empty words when it answers something else."""
        answer = self.wire.ask("GET", f"{self.wire.root}/ScannerStatus", whole_s=STATUS_S)
        try:
            return status_of(parse(answer.body))
        except BadDocument:
            return Status("", "", {})

    def create_job(self, wish: Wish) -> Answer:
        """Ask for a job; where it was made, `location` is the job's path."""
        path = f"{self.wire.root}/ScanJobs"
        answer = self.wire.ask("POST", path, body=job_request(wish), whole_s=JOB_S)
        return Answer(
            answer.status,
            answer.body,
            # A relative Location is relative to what was asked (RFC 9110, 10.2.2).
            urljoin(path, answer.location) if answer.location else "",
            answer.retry_after_s,
        )

    def next_page(self, job: str, came: Callable[[int], None]) -> Answer:
        """Wait for the job's next page."""
        return self.wire.ask(
            "GET",
            f"{job.rstrip('/')}/NextDocument",
            whole_s=None,
            most_bytes=MAX_PAGE_BYTES,
            came=came,
        )

    def end_job(self, job: str) -> None:
        """End the job, if it still is one; a scanner that does not listen ends by itself."""
        try:
            self.wire.ask("DELETE", job.rstrip("/"), whole_s=END_S)
        except WireFault:
            return

    def is_there(self) -> bool:
        """Return whether its machine still takes connections."""
        return is_reachable(self.address)


def meet(address: str, known_certificate: str = "") -> EsclScanner:
    """Return the scanner at `address`, checked by its capabilities.

    `known_certificate` is what it showed before: it must show the same, and it may not
    fall back to plain HTTP. Raises WireFault.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WireFault(WireTrouble.UNREACHABLE)
    certificate = ""
    if parts.scheme == "https":
        certificate = certificate_of(parts.hostname, parts.port or 443)
    if known_certificate and certificate != known_certificate:
        raise WireFault(WireTrouble.OTHER_CERTIFICATE)
    wire = Wire(address, certificate)
    answer = wire.ask("GET", f"{wire.root}/ScannerCapabilities")
    try:
        capabilities = capabilities_of(parse(answer.body))
    except BadDocument as cause:
        raise WireFault(WireTrouble.BROKEN) from cause
    if answer.status != 200 or not capabilities.ways:
        raise WireFault(WireTrouble.BROKEN)
    return EsclScanner(address, certificate, capabilities, wire)
