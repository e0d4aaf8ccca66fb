"""A child that takes every request and never says a word."""

from kiosk.capture.confinement import Link, die_with_parent

if __name__ == "__main__":
    die_with_parent()
    link = Link(1 << 30)
    while True:
        link.receive()
