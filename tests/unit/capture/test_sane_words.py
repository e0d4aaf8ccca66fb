"""What back ends call their sources and modes is understood as people would."""

from __future__ import annotations

import pytest

from kiosk.capture.ports import Source
from kiosk.capture.sane_words import (
    Choices,
    Fault,
    Range,
    choose_mode,
    choose_resolution,
    choose_source,
    fault_of_text,
    has_feeder,
    parse_options,
)

EPSON = ("Flatbed", "Automatic Document Feeder", "Transparency Unit")
FUJITSU = ("ADF Front", "ADF Back", "ADF Duplex")
AIRSCAN = ("Flatbed", "ADF", "ADF Duplex")
FILM = ("Negative", "Slide", "Platen")


@pytest.mark.parametrize(
    ("sources", "wanted", "both", "chosen"),
    [
        (EPSON, Source.FEEDER, False, "Automatic Document Feeder"),
        (EPSON, Source.GLASS, False, "Flatbed"),
        (FUJITSU, Source.FEEDER, False, "ADF Front"),
        (FUJITSU, Source.FEEDER, True, "ADF Duplex"),
        (FUJITSU, Source.GLASS, False, None),
        (AIRSCAN, Source.FEEDER, True, "ADF Duplex"),
        (AIRSCAN, Source.FEEDER, False, "ADF"),
        (FILM, Source.GLASS, False, "Platen"),
        (("Normal", "ADF"), Source.GLASS, False, "Normal"),
        (("ADF Duplex",), Source.FEEDER, False, "ADF Duplex"),
        ((), Source.GLASS, False, None),
    ],
)
def test_sources(sources: tuple[str, ...], wanted: Source, both: bool, chosen: str | None) -> None:
    assert choose_source(sources, wanted, is_both_sides=both) == chosen


def test_a_feeder_is_known_by_its_name() -> None:
    assert has_feeder(EPSON)
    assert has_feeder(FUJITSU)
    assert not has_feeder(FILM)


@pytest.mark.parametrize(
    ("modes", "colour", "grey"),
    [
        (("Lineart", "Gray", "Color"), "Color", "Gray"),
        (("Black & White", "True Gray", "24bit Color[Fast]"), "24bit Color[Fast]", "True Gray"),
        (("Binary", "Gray", "Binary Color", "Colour"), "Colour", "Gray"),
        (("Lineart",), None, None),
    ],
)
def test_modes(modes: tuple[str, ...], colour: str | None, grey: str | None) -> None:
    assert choose_mode(modes, is_colour=True) == colour
    assert choose_mode(modes, is_colour=False) == grey


@pytest.mark.parametrize(
    ("option", "dpi"),
    [
        (Range(1, 1200), 300),
        (Range(1, 200), 200),
        (Range(400, 800), 400),
        (Choices(("75", "200", "400", "600")), 400),
        (Choices(("75", "150")), 150),
        (Choices(("auto",)), None),
        (None, None),
    ],
)
def test_the_next_resolution_up_is_taken(option: Range | Choices | None, dpi: int | None) -> None:
    assert choose_resolution(option, 300) == dpi


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("scanimage: sane_start: Document feeder jammed", Fault.JAMMED),
        ("Document feeder out of documents", Fault.NO_DOCS),
        ("Operation was canceled", Fault.CANCELLED),
        ("Operation was cancelled", Fault.CANCELLED),
        ("scanimage: open of device x failed: Invalid argument", Fault.NO_SCANNER),
        ("scanimage: open of device x failed: Device busy", Fault.BUSY),
        ("Invalid argument", Fault.FAILED),
        ("", Fault.FAILED),
    ],
)
def test_status_texts(text: str, fault: Fault) -> None:
    assert fault_of_text(text) is fault


def test_options_of_scanimage_are_read_as_it_prints_them() -> None:
    printed = (
        "All options specific to device `x:0':\n"
        "  Scan Mode:\n"
        "    --mode Lineart|Gray|Color [Color]\n"
        "        Selects the scan mode.\n"
        "    --resolution 75|150|300dpi [75]\n"
        "    --source Flatbed|ADF [Flatbed]\n"
        "    --three-pass[=(yes|no)] [inactive]\n"
        "    --preview[=(yes|no)] [no]\n"
        "  Geometry:\n"
        "    -l 0..215.9mm [0]\n"
        "    -x 0..215.9mm (in steps of 0.1) [215.9]\n"
        "    --y-offset -5..5mm [0]\n"
    )
    assert parse_options(printed) == {
        "mode": Choices(("Lineart", "Gray", "Color")),
        "resolution": Choices(("75", "150", "300")),
        "source": Choices(("Flatbed", "ADF")),
        "preview": Choices(("yes", "no")),
        "l": Range(0, 215.9),
        "x": Range(0, 215.9),
        "y-offset": Range(-5, 5),
    }


@pytest.mark.parametrize(
    ("offered", "wanted", "taken"),
    [
        (("75", "100", "300", "600"), 400, 300),
        (("300", "400", "600"), 400, 400),
        (("75", "150", "600"), 300, 600),
        (("75", "150"), 300, 150),
        (("600",), 300, 600),
    ],
)
def test_a_resolution_far_above_gives_way_to_one_not_far_below(offered, wanted, taken):
    assert choose_resolution(Choices(offered), wanted) == taken
