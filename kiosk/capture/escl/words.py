"""What a network scanner says of itself and of a job, and how a job is asked for.

Pure rules over `documents.Node`. Names and units are those of the Mopria eSCL technical
specification 2.97; lengths are in 1/300 inch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kiosk.capture.escl.documents import Node
from kiosk.capture.sane_words import Choices, Fault, Range

__all__ = [
    "JPEG",
    "Capabilities",
    "JobEnd",
    "Status",
    "Way",
    "Wish",
    "capabilities_of",
    "job_request",
    "path_of",
    "status_of",
]

JPEG = "image/jpeg"
A4 = (2480, 3508)
MAX_TEXT = 100

SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
"""The two namespaces every eSCL document is written in."""

FEEDER_FAULTS: Mapping[str, Fault] = {
    "ScannerAdfEmpty": Fault.NO_DOCS,
    "ScannerAdfJam": Fault.JAMMED,
    "ScannerAdfMispick": Fault.JAMMED,
    "ScannerAdfMultipickDetected": Fault.JAMMED,
    "ScannerAdfDuplexPageTooShort": Fault.JAMMED,
    "ScannerAdfDuplexPageTooLong": Fault.JAMMED,
    "ScannerAdfInputTrayOverloaded": Fault.JAMMED,
    "ScannerAdfInputTrayFailed": Fault.FAILED,
    "ScannerAdfHatchOpen": Fault.COVER_OPEN,
}


class JobEnd:
    """States of a job (JobState)."""

    CANCELLED = frozenset({"Canceled", "Cancelled"})
    ABORTED = "Aborted"


@dataclass(frozen=True, slots=True)
class Way:
    """One way paper goes in; `name` follows the rules by which sources are chosen."""

    name: str
    input_source: str
    is_duplex: bool
    modes: tuple[str, ...]
    resolutions: Range | Choices | None
    formats: tuple[str, ...]
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a scanner is and can do."""

    uuid: str
    model: str
    ways: tuple[Way, ...]

    def way(self, name: str | None) -> Way | None:
        """Return the way called `name`, else the first one."""
        return next((way for way in self.ways if way.name == name), next(iter(self.ways), None))


@dataclass(frozen=True, slots=True)
class Status:
    """What a scanner says it is doing."""

    state: str
    feeder: str
    jobs: Mapping[str, str]
    """State of each job by the path of its address."""

    @property
    def feeder_fault(self) -> Fault | None:
        """What stands in the way of the feeder, if it says so."""
        return FEEDER_FAULTS.get(self.feeder)

    @property
    def is_at_work(self) -> bool:
        return self.state == "Processing"

    def job(self, path: str) -> str:
        """Return the state of the job at `path`, "" when it is not listed."""
        return self.jobs.get(path.rstrip("/"), "")


@dataclass(frozen=True, slots=True)
class Wish:
    """How a job should scan."""

    way: Way
    dpi: int
    mode: str | None
    is_plain: bool = False
    """Ask only for what no scanner can refuse: input, resolution and colour."""


def capabilities_of(root: Node) -> Capabilities:
    """Read ScannerCapabilities. A way without a profile of its own has the shared ones."""
    shared = list(root.all("SettingProfile"))
    ways = []
    for element, name, source in (
        ("PlatenInputCaps", "Platen", "Platen"),
        ("AdfSimplexInputCaps", "ADF", "Feeder"),
        ("AdfDuplexInputCaps", "ADF Duplex", "Feeder"),
    ):
        caps = root.first(element)
        if caps is not None:
            ways.append(_way(caps, shared, name, source))
    return Capabilities(
        uuid=root.said("UUID").lower().removeprefix("urn:uuid:")[:MAX_TEXT],
        model=plain(root.said("MakeAndModel")),
        ways=tuple(ways),
    )


def status_of(root: Node) -> Status:
    """Read ScannerStatus; what is missing is ""."""
    own = next((child.text for child in root.children if child.name == "State"), "")
    jobs = {
        path_of(info.said("JobUri")).rstrip("/"): info.said("JobState")
        for info in root.all("JobInfo")
    }
    return Status(own, root.said("AdfState"), jobs)


def job_request(wish: Wish) -> bytes:
    """Return the ScanSettings document of a job."""
    way = wish.way
    width, height = min(A4[0], way.width), min(A4[1], way.height)
    lines = [
        "<pwg:Version>2.0</pwg:Version>",
        "<pwg:ScanRegions><pwg:ScanRegion>",
        f"<pwg:Height>{height}</pwg:Height>",
        "<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>",
        f"<pwg:Width>{width}</pwg:Width>",
        "<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>",
        "</pwg:ScanRegion></pwg:ScanRegions>",
        f"<pwg:InputSource>{way.input_source}</pwg:InputSource>",
    ]
    if wish.mode is not None:
        lines.append(f"<scan:ColorMode>{wish.mode}</scan:ColorMode>")
    lines += [
        f"<scan:XResolution>{wish.dpi}</scan:XResolution>",
        f"<scan:YResolution>{wish.dpi}</scan:YResolution>",
    ]
    if not wish.is_plain:
        lines += [
            "<scan:Intent>Document</scan:Intent>",
            f"<pwg:DocumentFormat>{JPEG}</pwg:DocumentFormat>",
            f"<scan:DocumentFormatExt>{JPEG}</scan:DocumentFormatExt>",
        ]
    if way.input_source == "Feeder":
        lines.append(f"<scan:Duplex>{str(way.is_duplex).lower()}</scan:Duplex>")
    inside = "\n".join(lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<scan:ScanSettings xmlns:scan="{SCAN}" xmlns:pwg="{PWG}">\n{inside}\n'
        "</scan:ScanSettings>\n"
    ).encode()


def path_of(untrusted: str) -> str:
    """Return the path of an address a device gave, "" for what is no address."""
    try:
        return urlsplit(untrusted).path
    except ValueError:  # "http://[": brackets that hold no IPv6 address
        return ""


def plain(untrusted: str) -> str:
    """Return a device's word for itself fit to be shown: printable and short."""
    return "".join(c for c in untrusted if c.isprintable())[:MAX_TEXT].strip()


def _way(caps: Node, shared: list[Node], name: str, source: str) -> Way:
    profiles = list(caps.all("SettingProfile")) or shared
    modes = [mode.text for profile in profiles for mode in profile.all("ColorMode")]
    formats = [
        said.text
        for profile in profiles
        for element in ("DocumentFormatExt", "DocumentFormat")
        for said in profile.all(element)
    ]
    known = [mode for mode in modes if mode in {"RGB24", "Grayscale8"}]
    return Way(
        name=name,
        input_source=source,
        is_duplex="Duplex" in name,
        modes=tuple(known),
        resolutions=_resolutions(profiles),
        formats=tuple(formats),
        width=caps.number("MaxWidth", A4[0]),
        height=caps.number("MaxHeight", A4[1]),
    )


def _resolutions(profiles: list[Node]) -> Range | Choices | None:
    discrete = [
        one.said("XResolution") for profile in profiles for one in profile.all("DiscreteResolution")
    ]
    numbers = tuple(text for text in discrete if text.isascii() and text.isdigit())
    if numbers:
        return Choices(numbers)
    for profile in profiles:
        span = profile.first("XResolutionRange") or profile.first("ResolutionRange")
        if span is not None:
            return Range(float(span.number("Min", 75)), float(span.number("Max", 600)))
    return None
