"""A pipeline worker that dies of the first page, as a decoder with a hole would."""

import os
import signal

from kiosk.capture.confinement import Link

if __name__ == "__main__":
    link = Link(1 << 30)
    link.send({"is": "ready", "network_gone": True})
    link.receive()
    os.kill(os.getpid(), signal.SIGSEGV)
