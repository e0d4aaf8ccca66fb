"""What a window's process does about a bug of its own: say where, and end."""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import Final

__all__ = ["EXIT_BUG", "end_on_bug"]

EXIT_BUG: Final = 71


def end_on_bug() -> None:
    """End the process at an exception nobody caught; Qt alone would print it and carry on.

    Only kinds and places are written, never a message: it may quote what someone typed.
    A session is then wiped by the supervisor; a supervisor takes its children along, and
    the next one wipes before it shows anything.
    """
    sys.excepthook = _end


def _end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del error
    places = " < ".join(
        f"{os.path.basename(place.filename)}:{place.lineno}"
        for place in reversed(traceback.extract_tb(trace))
    )
    print(f"bug: {kind.__name__} at {places}", file=sys.stderr, flush=True)
    os._exit(EXIT_BUG)
