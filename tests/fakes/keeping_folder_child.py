"""The folder's real child on a share from which nothing may be removed."""

import os

from kiosk.capture import folder_child


def refuse(*_: object, **__: object) -> None:
    raise PermissionError


if __name__ == "__main__":
    os.unlink = refuse
    folder_child.main()
