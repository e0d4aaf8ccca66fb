"""Empty this account's print queue and end: what the wipe runs beside the killing (VLT-28).

python -m kiosk.printing.cancel [SOCKET]
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.errors import Unavailable
from kiosk.printing.cups import CupsPrinters
from kiosk.printing.ports import SOCKET

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Return 0 once nothing of this account is in a queue, 1 where that is not known."""
    try:
        CupsPrinters(Path(arguments[0]) if arguments else SOCKET).cancel_mine()
    except Unavailable:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
