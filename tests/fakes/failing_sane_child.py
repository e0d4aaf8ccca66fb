"""The real python-sane driver on the real `test` device, with a fault in mid-feed.

Options of the scan: `fail-after` (pages), `fail-how` (jam, crash, hang, or linger: a jam after
which the device is never let go).
"""

import os
import signal
import time
from collections.abc import Callable

from kiosk.capture.sane_child import SaneDriver, SaneFeed
from kiosk.capture.scan_child import Feed, RawPage, ScanRequest, serve


class FailingFeed(SaneFeed):
    """Gives good pages first."""

    def __init__(self, device: object, request: ScanRequest) -> None:
        super().__init__(device, request)
        self._left = int(request.options["fail-after"])
        self._how = request.options["fail-how"]

    def next_page(self, lines_came: Callable[[], None]) -> RawPage:
        if self._left == 0 and self._how in {"jam", "linger"}:
            self._set("read_return_value", "SANE_STATUS_JAMMED")
        elif self._left == 0 and self._how == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif self._left == 0:
            lines_came()
            time.sleep(3600)
        self._left -= 1
        return super().next_page(lines_came)

    def close(self) -> None:
        if self._how == "linger":
            time.sleep(3600)
        super().close()


class FailingDriver(SaneDriver):
    """Opens devices that will fail."""

    def open(self, request: ScanRequest) -> Feed:
        import sane

        return FailingFeed(sane.open(request.device), request)


if __name__ == "__main__":
    serve(FailingDriver)
