"""The driver's process for python-sane: every SANE back end runs in here, and only here.

Back ends crash, hang and print; python-sane itself ends in a segmentation fault when a
progress callback raises. None of that reaches the session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sane

from kiosk.capture.sane_words import (
    Choices,
    Fault,
    Range,
    ScanFault,
    choose_mode,
    choose_resolution,
    fault_of_text,
)
from kiosk.capture.scan_child import Feed, RawPage, ScanRequest, serve

__all__ = ["SaneDriver", "SaneFeed", "main"]

A4_MM = (210.0, 297.0)
BOOL, INT, FIXED, STRING = range(4)
"""SANE_Value_Type of the SANE standard, section 4.2.9."""

SaneError = (sane._sane.error, RuntimeError)
"""RuntimeError: "Scanner returned no data", the library's word for an empty page."""


class SaneDriver:
    """Scanners through libsane."""

    def __init__(self) -> None:
        sane.init()

    def devices(self, options: Mapping[str, str]) -> Sequence[tuple[str, str, str, str]]:
        """Return every device the configured back ends find."""
        found: list[tuple[str, str, str, str]] = sane.get_devices()
        return found

    def open(self, request: ScanRequest) -> Feed:
        """Open the device and set colour, resolution, depth, area and extra options."""
        try:
            device = sane.open(request.device)
        except SaneError as cause:
            fault = fault_of_text(str(cause))
            raise ScanFault(Fault.NO_SCANNER if fault is Fault.FAILED else fault) from cause
        return SaneFeed(device, request)


class SaneFeed:
    """One open device."""

    def __init__(self, device: Any, request: ScanRequest) -> None:
        self._device = device
        self._request = request
        self._set_all()

    @property
    def sources(self) -> Sequence[str]:
        """The names of the sources, as the back end spells them."""
        offered = self._option("source")
        return offered.words if isinstance(offered, Choices) else ()

    @property
    def dpi(self) -> int:
        """The resolution that was set, or the wanted one if the device has no such option."""
        if self._option("resolution") is None:
            return self._request.dpi
        return round(float(self._device.resolution))

    def take_from(self, source: str | None, *, is_feeder: bool) -> None:
        """Choose the source, and set the rest again: a source may change every option."""
        self._device.cancel()
        if source is not None:
            self._set("source", source)
            self._set_all()

    def next_page(self, lines_came: Callable[[], None]) -> RawPage:
        """Read one page of whatever length was announced."""
        try:
            self._device.start()
            _, _, (width, lines), _, _ = self._device.get_parameters()
            image = self._device.snap(True, lambda *_: lines_came())
        except SaneError as cause:
            raise ScanFault(fault_of_text(str(cause))) from cause
        return RawPage(image, lines < 0 or image.size == (width, lines))

    def cancel(self) -> None:
        """Cancel from another thread: SANE allows it at any moment (SANE standard, 4.3.10)."""
        self._device.cancel()

    def close(self) -> None:
        """End the scan and let the device go."""
        self._device.cancel()
        self._device.close()

    def _set_all(self) -> None:
        modes = self._option("mode")
        if isinstance(modes, Choices):
            self._set("mode", choose_mode(modes.words, is_colour=self._request.is_colour))
        self._set("depth", 8)
        dpi = choose_resolution(self._option("resolution"), self._request.dpi)
        self._set("resolution", dpi)
        for low, high, size_mm in (("tl_x", "br_x", A4_MM[0]), ("tl_y", "br_y", A4_MM[1])):
            span = self._option(high)
            if isinstance(span, Range):
                self._set(low, span.low)
                self._set(high, min(span.high, span.low + size_mm))
        for name, text in self._request.options.items():
            self._set(name.replace("-", "_"), text)

    def _option(self, name: str) -> Range | Choices | None:
        """Return what the option takes now, or None if it is absent, inactive or free."""
        if name not in self._device.optlist or not self._device[name].is_active():
            return None
        match self._device[name].constraint:
            case (low, high, _):
                return Range(float(low), float(high))
            case [*values]:
                return Choices(tuple(f"{v:g}" if isinstance(v, float) else str(v) for v in values))
            case _:
                return None

    def _set(self, name: str, value: str | float | None) -> None:
        """Set an option where the device has it; back ends that refuse keep their own value."""
        if value is None or name not in self._device.optlist:
            return
        option = self._device[name]
        if not option.is_active() or not option.is_settable():
            return
        typed: object = value
        if option.type == BOOL:
            typed = int(value in {"yes", "true", "1"})
        elif option.type == INT:
            typed = int(float(value))
        elif option.type == FIXED:
            typed = float(value)
        try:
            setattr(self._device, name, typed)
        except SaneError as cause:
            fault = fault_of_text(str(cause))
            if fault is not Fault.FAILED:  # FAILED: "Invalid argument" of a picky back end
                raise ScanFault(fault) from cause


def main() -> None:
    """Serve one request."""
    serve(SaneDriver)


if __name__ == "__main__":
    main()
