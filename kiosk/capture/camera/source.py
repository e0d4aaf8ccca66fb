"""Cameras from the session's side: the child that looks, and the finder it shows views in."""

from __future__ import annotations

from kiosk.capture.camera.finder import Finder
from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command

__all__ = ["PREFIX", "V4L2", "cameras"]

V4L2 = "kiosk.capture.camera.v4l2"
PREFIX = "camera:"
"""What the names of cameras begin with."""

USUAL = ScanLimits(list_s=10.0, start_s=20.0, lines_s=8.0)
"""A view comes ten times a second; opening a camera and its first picture take a few seconds."""


def cameras(finder: Finder, module: str = V4L2, limits: ScanLimits = USUAL) -> ChildScanner:
    """Return the way to cameras; imports and starts nothing."""
    return ChildScanner(child_command(module), limits=limits, finder=finder)
