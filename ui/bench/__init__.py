"""`reconnect-kiosk bench`: the numbers the product holds, on real processes.

`tests/bench/README.md` says how each is measured and what was found.
"""

from ui.bench.command import command

__all__ = ["command"]
