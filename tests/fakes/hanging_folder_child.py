"""The real child that touches media, where whatever lies in a folder called "hangs" hangs."""

import os
import time
from pathlib import Path

from kiosk.copies import child

HANGS = "hangs"


def hanging(folder: str | Path) -> bool:
    while Path(folder).name == HANGS:
        time.sleep(60)
    return os.path.isdir(folder)


if __name__ == "__main__":
    child._is_writable = hanging
    child.main()
