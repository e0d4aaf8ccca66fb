"""How SANE says things: status texts, names of sources and modes, lists of options.

Pure rules, shared by both adapters. SANE has no machine-readable feeder or colour flag:
back ends name their sources in free English text, so names are matched by what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kiosk.capture.ports import Source

__all__ = [
    "Choices",
    "Fault",
    "Range",
    "ScanFault",
    "choose_mode",
    "choose_resolution",
    "choose_source",
    "fault_of_text",
    "has_feeder",
    "is_duplex",
    "parse_options",
]


class Fault(Enum):
    """What can be wrong with a scan, as the driver's process tells it."""

    NO_SCANNER = "no_scanner"
    UNPLUGGED = "unplugged"
    JAMMED = "jammed"
    COVER_OPEN = "cover_open"
    BUSY = "busy"
    DENIED = "denied"
    NO_DOCS = "no_docs"
    NOT_ANSWERING = "not_answering"
    OTHER_CERTIFICATE = "other_certificate"
    CANCELLED = "cancelled"
    FAILED = "failed"


class ScanFault(Exception):
    """Raised by a driver with the one thing that matters: which fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


STATUS_TEXTS: Mapping[str, Fault] = {
    # sane_strstatus() of sane-backends; both spellings of "cancelled" are in use
    "document feeder jammed": Fault.JAMMED,
    "document feeder out of documents": Fault.NO_DOCS,
    "scanner cover is open": Fault.COVER_OPEN,
    "device busy": Fault.BUSY,
    "error during device i/o": Fault.UNPLUGGED,
    "access to resource has been denied": Fault.DENIED,
    "operation was canceled": Fault.CANCELLED,
    "operation was cancelled": Fault.CANCELLED,
}


def fault_of_text(text: str) -> Fault:
    """Return the fault a SANE status text (or a line that ends with one) stands for."""
    words = text.strip().lower()
    for status, fault in STATUS_TEXTS.items():
        if words.endswith(status):
            return fault
    if "open of device" in words or "no sane devices found" in words:
        return Fault.NO_SCANNER
    return Fault.FAILED


def _is_feeder(name: str) -> bool:
    words = name.lower()
    return "adf" in words or "feeder" in words


def _is_film(name: str) -> bool:
    words = name.lower()
    return any(film in words for film in ("transparen", "tpu", "negative", "slide", "film", "tma"))


def has_feeder(sources: Sequence[str]) -> bool:
    """Return whether one of the named sources feeds sheets by itself."""
    return any(map(_is_feeder, sources))


def is_duplex(name: str) -> bool:
    """Return whether the source so named gives both sides of a sheet."""
    return _is_feeder(name) and "duplex" in name.lower()


def choose_source(sources: Sequence[str], wanted: Source, *, is_both_sides: bool) -> str | None:
    """Return the source's name to set, or None to leave the device as it is.

    `wanted` is FEEDER or GLASS. A device without sources has only one way to scan.
    """
    if wanted is Source.FEEDER:
        feeders = [name for name in sources if _is_feeder(name)]
        duplex = [name for name in feeders if "duplex" in name.lower()]
        simple = [name for name in feeders if name not in duplex and "back" not in name.lower()]
        order = (*duplex, *simple) if is_both_sides else (*simple, *duplex)
        return next(iter((*order, *feeders)), None)
    glass = [name for name in sources if not _is_feeder(name) and not _is_film(name)]
    named = [name for name in glass if re.search(r"flatbed|glass|platen|table", name, re.I)]
    return next(iter((*named, *glass)), None)


def choose_mode(modes: Sequence[str], *, is_colour: bool) -> str | None:
    """Return the mode's name for colour or grey pixels, or None when there is no choice."""
    exact = ("color", "colour") if is_colour else ("gray", "grey")
    for mode in modes:
        if mode.lower() in exact:
            return mode
    held = [mode for mode in modes if any(word in mode.lower() for word in exact)]
    whole = [mode for mode in held if "binary" not in mode.lower() and "half" not in mode.lower()]
    return next(iter((*whole, *held)), None)


@dataclass(frozen=True, slots=True)
class Range:
    """An option that takes any number between two."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Choices:
    """An option that takes one of some words."""

    words: tuple[str, ...]


def choose_resolution(option: Range | Choices | None, wanted_dpi: int) -> int | None:
    """Return the offered resolution that serves best: the next one up, else the highest.

    A next one far above gives way to one not far below: from 400 wanted, 600 would more
    than double the work of a page for which 300 is nearly as good.
    """
    match option:
        case None:
            return None
        case Range(low, high):
            return int(min(max(wanted_dpi, low), high))
        case Choices(words):
            offered = sorted(int(word) for word in words if word.isdigit())
            above = [dpi for dpi in offered if dpi >= wanted_dpi]
            below = [dpi for dpi in offered if dpi < wanted_dpi]
            if above and below and above[0] > FAR_ABOVE * wanted_dpi:
                near = below[-1] >= NOT_FAR_BELOW * wanted_dpi
                return below[-1] if near else above[0]
            return next(iter((*above, *below[::-1])), None)


FAR_ABOVE, NOT_FAR_BELOW = 1.4, 0.7

_OPTION = re.compile(r"^ {4}(?:--(?P<long>[a-z0-9-]+)|-(?P<short>[a-z]))(?:\[=\(| )(?P<rest>.*)$")
_RANGE = re.compile(r"^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_UNIT = re.compile(r"(?<=\d)(dpi|mm|pel|us|%|bit)$")


def parse_options(untrusted: str) -> dict[str, Range | Choices]:
    """Return the active options in the output of `scanimage --all-options`.

    Only what can be set is returned; short geometry options are named `l`, `t`, `x`,
    `y`. Lines that are not understood are left out.
    """
    options: dict[str, Range | Choices] = {}
    for line in untrusted.splitlines():
        found = _OPTION.match(line)
        if found is None or found["rest"].endswith(("[inactive]", "[read-only]")):
            continue
        values = re.sub(r"\)?\]?\s*\[[^\]]*\]$", "", found["rest"])
        values = values.split(" (in steps of")[0].rstrip()
        name = found["long"] or found["short"]
        if span := _RANGE.match(values):
            options[name] = Range(float(span[1]), float(span[2]))
        elif values:
            words = _UNIT.sub("", values).split("|")
            options[name] = Choices(tuple(words))
    return options
