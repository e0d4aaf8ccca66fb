"""Writes machine-readable zones from facts, by another way than the product reads them.

Nobody real: names come from the caller. Layouts of ICAO Doc 9303 parts 4 to 7 and of the
French card of 1988.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

__all__ = ["LAYOUTS", "Zone", "digit", "random_zone", "write"]

LAYOUTS = ("td1", "td2", "td3", "mrv_a", "mrv_b", "french")
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYLLABLES = (
    "BA",
    "KO",
    "MI",
    "LU",
    "TE",
    "SAN",
    "RI",
    "DO",
    "NE",
    "FA",
    "GU",
    "ZO",
    "QUI",
    "XA",
    "VU",
    "YE",
)


@dataclass(frozen=True)
class Zone:
    """Facts of a paper that nobody holds; dates as YYMMDD."""

    family: tuple[str, ...] = ("EXEMPLE",)
    given: tuple[str, ...] = ("CAMILLE",)
    number: str = "X0000000Z"
    issuer: str = "UTO"
    nationality: str = "UTO"
    birth: str = "900214"
    sex: str = "F"
    expiry: str = "310930"
    code: str = field(default="")
    optional: str = ""


def digit(text: str) -> str:
    """Return the check digit by the letter of ICAO 9303-3: 7, 3, 1, 7, 3, 1, …"""
    total, weight = 0, 7
    for sign in text:
        total += max(0, SIGNS.find(sign)) * weight
        weight = {7: 3, 3: 1, 1: 7}[weight]
    return str(total)[-1]


def write(layout: str, zone: Zone) -> list[str]:
    """Return the lines of a zone."""
    names = "<<".join("<".join(part) for part in (zone.family, zone.given) if part)
    number, born, ends = zone.number.ljust(9, "<"), zone.birth, zone.expiry
    middle = f"{born}{digit(born)}{zone.sex}{ends}{digit(ends)}"
    numbered = f"{number}{digit(number)}"
    match layout:
        case "td3":
            own = zone.optional.ljust(14, "<")
            own += digit(own) if zone.optional else "<"
            tail = f"{middle}{own}"
            whole = digit(numbered + tail[:7] + tail[8:])
            return [
                f"{zone.code or 'P'}".ljust(2, "<") + zone.issuer + _fit(names, 39),
                f"{numbered}{zone.nationality}{tail}{whole}",
            ]
        case "td2":
            tail = middle + zone.optional.ljust(7, "<")
            whole = digit(numbered + tail[:7] + tail[8:])
            return [
                f"{zone.code or 'I'}".ljust(2, "<") + zone.issuer + _fit(names, 31),
                f"{numbered}{zone.nationality}{tail}{whole}",
            ]
        case "td1":
            first = numbered + zone.optional.ljust(15, "<")
            whole = digit(first + middle[:7] + middle[8:] + "<" * 11)
            return [
                f"{zone.code or 'I'}".ljust(2, "<") + zone.issuer + first,
                f"{middle}{zone.nationality}{'<' * 11}{whole}",
                _fit(names, 30),
            ]
        case "mrv_a" | "mrv_b":
            width = 44 if layout == "mrv_a" else 36
            return [
                f"{zone.code or 'V'}".ljust(2, "<") + zone.issuer + _fit(names, width - 5),
                f"{numbered}{zone.nationality}{middle}".ljust(width, "<"),
            ]
        case "french":
            first = "IDFRA" + _fit("<".join(zone.family), 25) + "075012"
            number = zone.number.ljust(12, "0")[:12]
            given = _fit("<<".join(zone.given), 14)
            second = f"{number}{digit(number)}{given}{born}{digit(born)}{zone.sex}"
            return [first, second + digit(first + second)]
        case other:
            raise ValueError(other)


def random_zone(rng: random.Random, layout: str) -> Zone:
    """Return a zone of made-up syllables; every few, with unknown days or a long number."""
    digits = "0123456789"
    length = 12 if layout == "french" else rng.choice((8, 9))
    signs = digits if layout == "french" else SIGNS
    number = "".join(rng.choice(signs) for _ in range(length))
    birth = f"{rng.randrange(100):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    code = {"td1": ("I", "ID", "IR", "AR"), "td3": ("P", "PD")}.get(layout, ("",))
    return Zone(
        family=_name(rng, rng.choice((1, 1, 1, 2))),
        given=_name(rng, rng.choice((1, 1, 2, 3))),
        number=number,
        issuer=rng.choice(("FRA", "UTO", "D<<", "MLI", "ROU")),
        nationality=rng.choice(("FRA", "UTO", "D<<", "SOM", "GIN")),
        birth=rng.choice((birth, birth, birth[:2] + "<<<<")),
        sex=rng.choice("FM<" if layout != "french" else "FM"),
        expiry=f"{rng.randint(20, 40):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}",
        code=rng.choice(code),
    )


def _name(rng: random.Random, words: int) -> tuple[str, ...]:
    return tuple("".join(rng.sample(SYLLABLES, rng.randint(2, 3))) for _ in range(words))


def _fit(text: str, width: int) -> str:
    return text[:width].ljust(width, "<")
