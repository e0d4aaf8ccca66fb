"""A pipeline worker that never answers."""

import time

from kiosk.capture.confinement import Link

if __name__ == "__main__":
    link = Link(1 << 30)
    link.send({"is": "ready", "network_gone": True})
    while link.receive():
        time.sleep(3600)
