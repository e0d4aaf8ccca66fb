"""A page in two layers, as one run of bytes: a picture, and black print that lies over it.

Print alone, without a picture behind it, takes a twentieth of a JPEG's bytes as CCITT G4, and
its edges stay sharp. Both layers have the same size in pixels. The bytes live in memory only,
between the worker that makes a page, the reader of its words and the PDF that is sealed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

__all__ = ["LAYERED", "Ink", "Layers"]

LAYERED = b"2layers\n"
"""What the bytes of a page in layers begin with."""

_HEAD = struct.Struct(f">{len(LAYERED)}s3BI")

Ink = tuple[int, int, int]
"""Red, green, blue of 0 to 255."""


@dataclass(frozen=True, slots=True, repr=False)
class Layers:
    """What a page in layers is made of."""

    picture: bytes
    """A JPEG: stamps, photos, handwriting in colour, everything that is not black print."""
    print: bytes
    """A TIFF of one G4 strip, black where there is print."""
    ink: Ink
    """What the print is drawn in."""

    def to_bytes(self) -> bytes:
        """Return the bytes from which `from_bytes` makes these layers again."""
        return _HEAD.pack(LAYERED, *self.ink, len(self.picture)) + self.picture + self.print

    @classmethod
    def from_bytes(cls, untrusted: bytes) -> Layers:
        """Return the layers in `untrusted`. Raises ValueError for anything else."""
        if len(untrusted) < _HEAD.size or not untrusted.startswith(LAYERED):
            raise ValueError("not a page in layers")
        _, red, green, blue, length = _HEAD.unpack_from(untrusted)
        picture, print_ = untrusted[_HEAD.size :][:length], untrusted[_HEAD.size + length :]
        if len(picture) < length or not print_:
            raise ValueError("a page in layers lacks one")
        return cls(picture, print_, (red, green, blue))
