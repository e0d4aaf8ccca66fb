"""Draws `kiosk/capture/srgb.icc` anew: `python -m tests.fakes.srgb`."""

from __future__ import annotations

from pathlib import Path

from PIL import ImageCms

PROFILE = Path(__file__).parents[2] / "kiosk/capture/srgb.icc"

if __name__ == "__main__":
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes.fromhex("07ea00010001000000000000")  # when it was made: no moment of ours
    PROFILE.write_bytes(made)
