"""The process that makes landed pages small, so that none waits while another is improved.

As confined as the one that improves them, and a tenth of its size: it decides nothing. It
holds the page it works on and dies with the session.
"""

from __future__ import annotations

from typing import Any

from kiosk.capture.confinement import Link, confine
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.imaging.small import small_jpeg

__all__ = ["main"]

MEMORY_BYTES = 1 << 30
MAX_PAYLOAD_BYTES = 128 << 20


def main() -> None:
    """Answer requests until the session is gone."""
    is_network_gone = confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    link = Link(MAX_PAYLOAD_BYTES)
    link.send({"is": "ready", "network_gone": is_network_gone})
    link.serve(answer, (ValueError, MemoryError))  # BadFrame is a ValueError


def answer(frame: Frame) -> tuple[dict[str, Any], bytes]:
    """Do what one request asks. Raises ValueError or MemoryError."""
    match frame.header.get("do"):
        case "look":
            return {"is": "small"}, small_jpeg(frame.payload)
        case other:
            raise BadFrame(f"{other!r} is not a request")


if __name__ == "__main__":
    main()
