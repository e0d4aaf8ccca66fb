"""The real child that copies, on a stick without room: every write says so."""

import errno
import os

from kiosk.media import copy_child


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


if __name__ == "__main__":
    os.fsync = refuse
    copy_child.main()
