"""Files bent by seed, through the whole road of an added file: `python -m tests.capture.fuzz`.

    python -m tests.capture.fuzz --first 0 --count 10000

Each seed bends one of the good files below, always alike; it must be drawn or refused in
words, in bounded time (SEC-12). Odd seeds run without bubblewrap, whose worker's memory can
be measured; even ones run as a post does. Every third file also has its members taken out.
A long run is done in parts: what one seed does depends on nothing but the seed.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pikepdf
from PIL import Image

from kiosk.capture.antivirus.screening import TooMuchInside
from kiosk.capture.file_kinds import FileKind
from kiosk.capture.files import FileReader
from kiosk.capture.inside import Inside
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.sandbox import is_bubblewrap_usable
from kiosk.errors import KioskError
from kiosk.messages import all_messages
from tests.fakes.office_files import office_file, pdf_with_attachment

__all__ = ["HANG_S", "MEMORY_MB", "Outcomes", "bent", "main", "pdf_of", "picture", "run"]

HANG_S = 20.0
MEMORY_MB = 2200
"""The worker may take two gibibytes of address space, and what it shares besides."""


@dataclass(slots=True)
class Outcomes:
    """What became of bent files."""

    drawn: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Seeds that did something else; must be empty."""
    slowest_s: float = 0.0
    slowest_seed: int = -1
    most_memory_mb: int = 0
    """Of the largest child that ended by itself, the pages' pipeline included."""

    @property
    def count(self) -> int:
        return self.drawn + self.refused.total() + len(self.faults)


def pdf_of(objects: int = 0, pages: int = 1) -> bytes:
    """Return a PDF with a script, a link that runs a program, and `objects` idle objects."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(200, 280))
        script = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("while(true){app.alert(1)}")
        )
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("/bin/sh"))
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array([0, 0, 200, 280]),
            A=launch,
        )
        document.Root.OpenAction = script
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([link]))
        if objects:
            idle = [document.make_indirect(pikepdf.Dictionary(N=n)) for n in range(objects)]
            document.Root.Idle = pikepdf.Array(idle)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


def picture(form: str, mode: str = "RGB", **saving: object) -> bytes:
    """Return a small picture of noise."""
    written = io.BytesIO()
    noise = Image.frombytes("L", (120, 90), random.Random(1).randbytes(120 * 90))
    noise.convert(mode).save(written, form, **saving)
    return written.getvalue()


def page_of(jpeg: bytes) -> bytes:
    """Return a PDF whose page is a picture, words and a shading: what scanners and offices make."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(300, 300))
        image = document.make_stream(jpeg)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 120, 90, 8
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=document.make_indirect(image)),
            Font=pikepdf.Dictionary(F=font),
        )
        page.Contents = document.make_stream(
            b"q 200 0 0 150 20 20 cm /I Do Q BT /F 20 Tf 20 250 Td (Attestation) Tj ET"
        )
        written = io.BytesIO()
        document.save(written, compress_streams=False)
    return written.getvalue()


def sources() -> Sequence[bytes]:
    """Return the good files, in the order of the seeds."""
    return (
        pdf_of(),
        picture("JPEG"),
        picture("PNG"),
        page_of(picture("JPEG")),
        picture("JPEG", progressive=True),
        picture("PNG", "P"),
        pdf_with_attachment(b"an attachment" * 20),
    )


def bent(seed: int, good: bytes) -> bytes:
    """Return `good` with some bytes changed, moved, doubled or cut, always alike for a seed."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(8, len(data)), chance.randint(1, 64)
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at : at + length] = chance.randbytes(length)
            case 2:
                data[at:at] = data[at : at + length]
            case _ if len(data) > 200:
                del data[at : at + length]
    return bytes(data)


def run(
    pipeline: Pipeline, first: int, count: int, tell: Callable[[Outcomes], None] = lambda _: None
) -> Outcomes:
    """Bend and add `count` files from seed `first` on; `tell` hears of it every hundred."""
    good, words, found = sources(), all_messages(), Outcomes()
    for seed in range(first, first + count):
        untrusted = bent(seed, good[seed % len(good)])
        is_sandboxed = seed % 2 == 0 and is_bubblewrap_usable()
        began_at = time.monotonic()
        try:
            if seed % 3 == 0:
                _take_out(bent(seed, office_file(FileKind.ODT)), FileKind.ODT, is_sandboxed)
                _take_out(untrusted, FileKind.PDF, is_sandboxed)
            _add(FileReader(pipeline, is_sandboxed=is_sandboxed), untrusted, found)
        except KioskError as refusal:
            if refusal.message_key not in words:
                found.faults.append(f"{seed}: no words for {refusal.message_key}")
            else:
                found.refused[refusal.message_key] += 1
        except Exception as fault:  # the one place that must hear of everything
            found.faults.append(f"{seed}: {type(fault).__name__} {fault}")
        took_s = time.monotonic() - began_at
        if took_s > HANG_S:
            found.faults.append(f"{seed}: {took_s:.0f} s")
        if took_s > found.slowest_s:
            found.slowest_s, found.slowest_seed = took_s, seed
        if (seed + 1 - first) % 100 == 0:
            tell(found)
    found.most_memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    return found


def _add(reader: FileReader, untrusted: bytes, found: Outcomes) -> None:
    added = reader.read(untrusted, "papier")
    if added is None or not added.pages:
        raise AssertionError("neither drawn nor refused")
    found.drawn += 1


def _take_out(untrusted: bytes, kind: FileKind, is_sandboxed: bool) -> None:
    """Take out what a file holds; being refused, or too much, is as good as an end."""
    with Inside(untrusted, kind, is_sandboxed=is_sandboxed) as inside:
        try:
            for _ in inside.members():
                pass
        except (TooMuchInside, KioskError):
            return


def main() -> int:
    """Run a part and print what became of it, as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m tests.capture.fuzz", description=__doc__)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=10_000, help="how many seeds")
    asked = parser.parse_args()
    began_at = time.monotonic()
    with Pipeline() as pipeline:
        found = run(pipeline, asked.first, asked.count, _progress)
    print(
        json.dumps(
            {
                "first": asked.first,
                "count": found.count,
                "drawn": found.drawn,
                "refused": dict(found.refused),
                "faults": found.faults,
                "slowest_s": round(found.slowest_s, 2),
                "slowest_seed": found.slowest_seed,
                "most_memory_mb": found.most_memory_mb,
                "took_s": round(time.monotonic() - began_at),
            }
        )
    )
    return 1 if found.faults else 0


def _progress(found: Outcomes) -> None:
    print(f"{found.count} files, {len(found.faults)} faults", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
