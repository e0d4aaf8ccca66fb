"""Machine-readable zones are read as ICAO 9303 has them, and only when their digits prove it."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest

from kiosk.capture.reading.dates import PartialDate, born_in, ends_in
from kiosk.capture.reading.mrz import Mrz, MrzFormat, check_digit, parse
from tests.fakes.zones import LAYOUTS, Zone, digit, random_zone, write

TODAY = datetime.date(2026, 11, 28)
FORMATS = dict(zip(LAYOUTS, ("TD1", "TD2", "TD3", "MRV_A", "MRV_B", "FRENCH_CARD"), strict=True))


def read(layout: str, zone: Zone) -> Mrz:
    found = parse(write(layout, zone), TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zone_of_each_layout_says_what_was_written(layout: str) -> None:
    said = read(layout, Zone(family=("DE", "EXEMPLE"), given=("CAMILLE", "LOU")))
    assert said.format is MrzFormat[FORMATS[layout]]
    assert (said.family_name, said.given_names) == ("De Exemple", "Camille Lou")
    assert said.birth == PartialDate(1990, 2, 14)
    assert said.sex == "F"
    ends = None if layout == "french" else datetime.date(2031, 9, 30)
    assert said.expires_on == ends
    assert (said.exchanged, said.is_name_cut) == (0, False)


@pytest.mark.parametrize(
    ("signs", "wanted"),
    [("520727", "3"), ("D23145890", "7"), ("AB2134<<<", "5"), ("<<<<<<", "0")],
)
def test_the_check_digit_is_that_of_icao_9303_part_3(signs: str, wanted: str) -> None:
    assert check_digit(signs) == digit(signs) == wanted


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zone_with_one_other_digit_is_not_believed(layout: str) -> None:
    lines = write(layout, Zone())
    at = lines[-1 if layout != "td1" else 1].index("900214")
    line = 1
    for wrong in "13479":
        changed = lines[line][: at + 1] + wrong + lines[line][at + 2 :]
        assert parse([lines[0], changed, *lines[2:]], TODAY) is None


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [("O", "0"), ("I", "1"), ("B", "8"), ("S", "5"), ("Z", "2"), ("G", "6")],
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_letter_in_a_date_is_the_digit_it_looks_like(
    layout: str, read_as: str, meant: str
) -> None:
    birth = {"0": "900214", "1": "900114", "8": "880214", "5": "950214"}.get(meant)
    birth = birth or {"2": "920214", "6": "960214"}[meant]
    zone = Zone(birth=birth)
    lines = write(layout, zone)
    at = lines[1].index(birth) + birth.index(meant)
    lines[1] = lines[1][:at] + read_as + lines[1][at + 1 :]
    said = parse(lines, TODAY)
    assert said is not None
    assert said.exchanged == 1
    assert said.birth == read(layout, zone).birth


def test_a_letter_of_a_number_is_exchanged_where_its_digits_prove_it() -> None:
    zone = Zone(number="K70B21M4Q")
    lines = write("td3", zone)
    misread = lines[1].replace("K70B21M4Q", "K7OB21M4Q")
    said = parse([lines[0], misread], TODAY)
    assert said is not None
    assert (said.number, said.exchanged) == ("K70B21M4Q", 1)


def test_no_digit_tells_g_from_6_in_a_number_so_it_stays_as_read() -> None:
    lines = write("td3", Zone(number="K76G21M4Q"))
    misread = lines[1].replace("K76G21M4Q", "K76621M4Q")
    assert check_digit("G") == check_digit("6")
    said = parse([lines[0], misread], TODAY)
    assert said is not None
    assert (said.number, said.exchanged) == ("K76621M4Q", 0)


def test_a_digit_in_a_name_is_no_name_and_none_is_invented() -> None:
    lines = write("td3", Zone(family=("BOLOTA",)))
    said = parse([lines[0].replace("BOLOTA", "B0LOTA"), lines[1]], TODAY)
    assert said is not None
    assert (said.family_name, said.given_names) == ("", "Camille")


def test_on_the_french_card_a_digit_covers_the_names_and_mends_them() -> None:
    lines = write("french", Zone(family=("BOLOTA",), number="900475012345"))
    said = parse([lines[0].replace("BOLOTA", "B0LOTA"), lines[1]], TODAY)
    assert said is not None
    assert (said.family_name, said.exchanged) == ("Bolota", 1)


@pytest.mark.parametrize(
    ("birth", "told"),
    [
        ("85<<<<", PartialDate(1985)),
        ("8507<<", PartialDate(1985, 7)),
        ("850700", PartialDate(1985, 7)),
        ("<<<<<<", PartialDate()),
        ("261128", PartialDate(2026, 11, 28)),
        ("270101", PartialDate(1927, 1, 1)),
        ("000229", PartialDate(2000, 2, 29)),
    ],
)
def test_what_is_unknown_of_a_birth_date_stays_unknown(birth: str, told: PartialDate) -> None:
    assert read("td3", Zone(birth=birth)).birth == told


@pytest.mark.parametrize("birth", ["901314", "900232", "9<0214"])
def test_a_day_that_no_calendar_has_is_no_zone(birth: str) -> None:
    assert parse(write("td1", Zone(birth=birth)), TODAY) is None


def test_the_century_is_the_latest_for_births_and_the_nearest_for_ends() -> None:
    assert [born_in(year, TODAY) for year in (0, 26, 27, 99)] == [2000, 2026, 1927, 1999]
    assert [ends_in(year, TODAY) for year in (0, 26, 76, 77, 99)] == [2000, 2026, 2076, 1977, 1999]


def test_a_number_longer_than_its_field_goes_on_in_the_optional_data() -> None:
    number, rest = "D23145890", "734"
    zone = Zone(number=number, optional=rest + digit(number + rest))
    first, second, third = write("td1", zone)
    first = first[:14] + "<" + first[15:]
    covered = first[5:30] + second[:7] + second[8:15] + second[18:29]
    said = parse([first, second[:29] + digit(covered), third], TODAY)
    assert said is not None
    assert said.number == number + rest


def test_a_name_that_fills_its_field_may_be_cut() -> None:
    zone = Zone(family=("ANDRIANTSIMITOVIAMINANDRIANDEHIBE",), given=("RAKOTO",))
    assert read("td1", zone).is_name_cut
    assert read("french", replace(zone, given=("JEAN", "CHRISTOPHE"))).is_name_cut


def test_two_readings_that_are_as_good_leave_the_number_untold() -> None:
    """On a visa one digit alone covers the number: under one weight, any 0 may have been O."""
    lines = write("mrv_b", Zone(number="0000000"))
    other_digit = str((int(lines[1][9]) + 8) % 10)  # 24 times 7: as if one of three had been O
    said = parse([lines[0], lines[1][:9] + other_digit + lines[1][10:]], TODAY)
    assert said is not None
    assert (said.number, said.family_name) == ("", "Exemple")


def test_another_digit_in_a_birth_date_is_never_believed() -> None:
    """One exchange of unlike digits in a date never passes: each is weighed by 7, 3 or 1."""
    rng = random.Random(11)
    believed = 0
    for _ in range(2_000):
        layout = rng.choice(LAYOUTS)
        lines = write(layout, random_zone(rng, layout))
        row = 1
        at = {"td1": 0, "french": 27}.get(layout, 13) + rng.randrange(6)
        if lines[row][at] == "<":
            continue
        wrong = rng.choice("0123456789".replace(lines[row][at], ""))
        lines[row] = lines[row][:at] + wrong + lines[row][at + 1 :]
        believed += parse(lines, TODAY) is not None
    assert believed == 0
