"""A SANE of one's own: only the `test` and `pnm` back ends, in a folder of the test."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FEEDER_OPTIONS", "write_sane_config"]

FEEDER_OPTIONS = {"test-picture": "Color pattern"}


def write_sane_config(folder: Path, *, back_ends: tuple[str, ...] = ("test", "pnm")) -> Path:
    """Write what SANE_CONFIG_DIR must point to and return it.

    `test:0` has a glass and a feeder of ten pages (at most 200 x 200 mm) and injects
    faults by its option `read-return-value`; `pnm:0` scans the picture its option
    `filename` names. An empty `back_ends` is a machine without a scanner.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dll.conf").write_text("".join(f"{name}\n" for name in back_ends), encoding="ascii")
    (folder / "test.conf").write_text(
        "number_of_devices 1\nmode Gray\nresolution_min 1\nresolution_max 1200\n"
        "resolution_quant 1\nresolution 50\ngeometry_min 0\ngeometry_max 200\n"
        "geometry_quant 1\ntl_x 0\ntl_y 0\nbr_x 80\nbr_y 100\n",
        encoding="ascii",
    )
    return folder
