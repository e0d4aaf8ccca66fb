"""A pipeline worker that dies of the first page, as a decoder with a hole would."""

import os
import signal

from kiosk.capture.confinement import Link, die_with_parent

if __name__ == "__main__":
    die_with_parent()
    link = Link(1 << 30)
    link.send({"is": "ready", "network_gone": True})
    link.receive()
    os.kill(os.getpid(), signal.SIGSEGV)
