"""A render worker taken over by its file: it lies in the way the file's last word says."""

import os
import signal
import time

from kiosk.capture.confinement import Link, die_with_parent

PAGE = {"is": "page", "width": 4, "height": 4, "dpi": 150, "colour": True}

if __name__ == "__main__":
    die_with_parent()
    link = Link(1 << 30)
    link.send({"is": "ready", "network_gone": True})
    lie = link.receive().payload[4:].decode()
    if lie == "size":
        link.send({**PAGE, "width": 60_000, "height": 60_000}, bytes(48))
    elif lie == "crash":
        link.send(PAGE, bytes(48))
        os.kill(os.getpid(), signal.SIGSEGV)
    elif lie == "silence":
        time.sleep(3600)
    elif lie == "pages":
        while True:
            link.send({**PAGE, "width": 1, "height": 1}, bytes(3))
    else:
        link.send({"is": "refused", "why": "../../etc/passwd"})
