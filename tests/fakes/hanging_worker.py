"""A pipeline worker that never answers."""

import time

from kiosk.capture.confinement import Link, die_with_parent

if __name__ == "__main__":
    die_with_parent()
    link = Link(1 << 30)
    link.send({"is": "ready", "network_gone": True})
    while link.receive():
        time.sleep(3600)
