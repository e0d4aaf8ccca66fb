"""Pictures, colours and sizes: what mirrors, what reads, what a finger and an eye need."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QTransform

from ui.theme.languages import Speaker
from ui.theme.look import MIRRORED, Look, system_palette
from ui.theme.tokens import (
    CONTRAST,
    DARK,
    LIGHT,
    MM_PER_INCH,
    Palette,
    Tone,
    terminal_scale,
)

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK, CONTRAST], ids=lambda each: each.name)
TEXT, SHAPE = 4.5, 3.0


def drawn(look: Look, name: str) -> QImage:
    return look.picture(name).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def mirrored(image: QImage) -> QImage:
    return image.transformed(QTransform().scale(-1, 1))


@pytest.fixture
def arabic(qapp):
    speaker = Speaker(qapp)
    yield lambda: speaker.speak("ar")
    speaker.speak("fr")


def test_arrows_turn_round_with_the_reading_and_papers_do_not(qapp, arabic) -> None:
    look = Look(LIGHT, terminal_scale(86))
    kept = ("file-text", "clock", "check", "rotate-cw", "printer")
    assert MIRRORED.isdisjoint(kept)
    before = {name: drawn(look, name) for name in (*sorted(MIRRORED), *kept)}
    arabic()
    for name in kept:
        assert drawn(look, name) == before[name], name
    for name in sorted(MIRRORED):
        assert drawn(look, name) != before[name], name
        assert _difference(drawn(look, name), mirrored(before[name])) < 0.02, name


def _difference(one: QImage, other: QImage) -> float:
    """Return how much of two pictures differs, from 0 to 1."""
    assert one.size() == other.size()
    places = itertools.product(range(0, one.width(), 2), range(0, one.height(), 2))
    pairs = [(one.pixelColor(x, y).alpha(), other.pixelColor(x, y).alpha()) for x, y in places]
    return sum(abs(a - b) for a, b in pairs) / (255 * len(pairs))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@PALETTES
def test_every_text_reads_on_every_ground_it_stands_on(palette: Palette) -> None:
    for ground in (palette.surface, palette.ground):
        for text in (palette.ink, palette.ink_soft, palette.petrol, palette.red):
            assert contrast(text, ground) >= TEXT, (text, ground)
    for ground in (palette.petrol, palette.petrol_pressed):
        assert contrast(palette.on_petrol, ground) >= TEXT, ground
    for tone in Tone:
        text, ground = palette.tone(tone)
        assert contrast(text, ground) >= TEXT, tone
        assert contrast(palette.ink, ground) >= TEXT, tone
        assert contrast(palette.ink_soft, ground) >= TEXT, tone


@PALETTES
def test_edges_and_the_focus_can_be_made_out(palette: Palette) -> None:
    for ground in (palette.surface, palette.ground):
        assert contrast(palette.line, ground) >= SHAPE, ground
        ring = max(contrast(palette.focus, ground), contrast(palette.focus_edge, ground))
        assert ring >= SHAPE, ground


@pytest.mark.parametrize("dpi", [70.0, 86.0, 96.0, 141.0, 220.0])
def test_the_glass_is_measured_in_millimetres(dpi: float) -> None:
    normal, large = terminal_scale(dpi), terminal_scale(dpi, is_large=True)
    mm = dpi / MM_PER_INCH
    assert normal.control >= round(16 * mm)
    assert normal.main_control >= round(21 * mm)
    assert normal.gap >= round(3 * mm)
    assert normal.body * 0.72 >= 4.8 * mm - 1
    assert large.body * 0.72 >= 6.1 * mm - 1
    assert large.body > normal.body


@pytest.mark.parametrize(
    ("scheme", "contrast", "palette"),
    [
        (Qt.ColorScheme.Unknown, Qt.ContrastPreference.NoPreference, LIGHT),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.NoPreference, LIGHT),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.NoPreference, DARK),
        (Qt.ColorScheme.Dark, Qt.ContrastPreference.HighContrast, CONTRAST),
        (Qt.ColorScheme.Light, Qt.ContrastPreference.HighContrast, CONTRAST),
    ],
)
def test_a_desk_follows_what_its_system_asks_for(scheme, contrast, palette) -> None:
    assert system_palette(scheme, contrast) is palette
