"""A post's wall clock is named by the machine's own link, else it is France's (DER-17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.ports import machine_zone


@pytest.mark.parametrize(
    ("target", "zone"),
    [
        ("zoneinfo/Indian/Reunion", "Indian/Reunion"),
        ("zoneinfo/America/Argentina/Salta", "America/Argentina/Salta"),
        ("zoneinfo/UTC", "Europe/Paris"),
        ("elsewhere/file", "Europe/Paris"),
    ],
)
def test_the_zone_is_read_from_the_link(target: str, zone: str, tmp_path: Path) -> None:
    real = tmp_path / target
    real.parent.mkdir(parents=True)
    real.touch()
    link = tmp_path / "localtime"
    link.symlink_to(real)
    assert machine_zone(str(link)) == zone


def test_a_machine_without_a_link_is_in_france(tmp_path: Path) -> None:
    assert machine_zone(str(tmp_path / "none")) == "Europe/Paris"
