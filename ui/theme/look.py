"""The look in force: one palette and one scale, handed to every screen that is built.

Built once per session by the composition root; widgets take it as an argument, so that a
test renders the same screen in any theme and size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import CONTRAST, DARK, DESK, LIGHT, Palette, Scale

__all__ = ["Look", "apply_look", "load_fonts", "system_palette"]

FAMILIES = ("Andika", "Noto Sans Arabic")
MIRRORED = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "corner-down-left",
        "door-open",
        "log-in",
        "log-out",
        "send",
        "undo-2",
    }
)
"""Pictures that point along the reading: turned round where it goes from the right.
Papers, clocks, ticks and what turns a page stay as they are (`ux.md` 8.8)."""


@dataclass(frozen=True, slots=True)
class Look:
    """Palette and scale together, and what is drawn from them."""

    palette: Palette = LIGHT
    scale: Scale = DESK

    def icon(self, name: str, color: str | None = None, size: int | None = None) -> QIcon:
        """Return a picture of resources/icons in one colour, with air before its word."""
        side = size or self.scale.icon
        width = side + 2 * self._air(side)
        turned = _is_mirrored(name)
        icon = QIcon(_drawn(name, color or self.palette.ink, side, width, turned))
        resting = _drawn(name, self.palette.ink_soft, side, width, turned)
        icon.addPixmap(resting, QIcon.Mode.Disabled)
        return icon

    def picture(self, name: str, color: str | None = None, size: int | None = None) -> QPixmap:
        """Return the same as a pixmap, drawn at twice its size for sharp screens."""
        side = size or self.scale.icon
        return _drawn(name, color or self.palette.ink, side, side, _is_mirrored(name))

    def icon_size(self, size: int | None = None) -> QSize:
        """Return the room an icon of `size` takes in a button."""
        side = size or self.scale.icon
        return QSize(side + 2 * self._air(side), side)

    @staticmethod
    def _air(side: int) -> int:
        """Room on both sides, so that it stands right in either direction of writing."""
        return max(3, side // 6)


APPLIED = "kiosk_look"
"""Property of the application: the look it wears."""


def load_fonts() -> None:
    """Make the fonts that travel with the product known to Qt; harmless when repeated."""
    folder = resources.files("resources") / "fonts"
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".ttf"):
            _add_font(entry.name)


def apply_look(app: QApplication, look: Look) -> None:
    """Give the whole application its style, font, colours and focus ring."""
    applied = f"{look!r}"
    if app.property(APPLIED) == applied:
        return  # styling again costs every widget there is
    app.setProperty(APPLIED, applied)
    load_fonts()
    app.setStyle(QStyleFactory.create("Fusion"))
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(look.scale.body)
    app.setFont(font)
    app.setPalette(_qt_palette(look.palette))
    app.setStyleSheet(stylesheet(look.palette, look.scale))


def system_palette(scheme: Qt.ColorScheme, contrast: Qt.ContrastPreference) -> Palette:
    """Return the palette that follows what the machine's user asked the system for."""
    if contrast is Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if scheme is Qt.ColorScheme.Dark else LIGHT


@cache
def _add_font(name: str) -> int:
    content = (resources.files("resources") / "fonts" / name).read_bytes()
    return QFontDatabase.addApplicationFontFromData(content)


def _is_mirrored(name: str) -> bool:
    is_rtl = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return is_rtl and name in MIRRORED


@cache
def _drawn(name: str, color: str, side: int, width: int, is_mirrored: bool) -> QPixmap:
    source = (resources.files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", color).encode()))
    pixmap = QPixmap(width * 2, side * 2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if is_mirrored:
        painter.translate(width * 2, 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(width - side, 0, side * 2, side * 2))
    painter.end()
    pixmap.setDevicePixelRatio(2.0)
    return pixmap


def _qt_palette(palette: Palette) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: palette.ground,
        QPalette.ColorRole.WindowText: palette.ink,
        QPalette.ColorRole.Base: palette.surface,
        QPalette.ColorRole.AlternateBase: palette.ground,
        QPalette.ColorRole.Text: palette.ink,
        QPalette.ColorRole.Button: palette.surface,
        QPalette.ColorRole.ButtonText: palette.ink,
        QPalette.ColorRole.Highlight: palette.petrol,
        QPalette.ColorRole.HighlightedText: palette.on_petrol,
        QPalette.ColorRole.PlaceholderText: palette.ink_soft,
    }
    made = QPalette()
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    return made
