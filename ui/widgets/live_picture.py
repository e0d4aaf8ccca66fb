"""What a camera sees now: plain pixels drawn as large as they fit, and forgotten when told."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk.capture.camera.finder import View
from ui.theme.look import Look
from ui.theme.tokens import Tone

__all__ = ["LivePicture"]


class LivePicture(QWidget):
    """One view, a paper's edge over it; `is_mirrored` for one's own hands, as in a mirror."""

    def __init__(self, look: Look, name: str, *, is_mirrored: bool = False) -> None:
        super().__init__()
        self._look, self._is_mirrored = look, is_mirrored
        self._view: View | None = None
        self._tone = Tone.PETROL
        self.setObjectName(name)
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def tell(self, view: View | None, tone: Tone = Tone.PETROL) -> None:
        """Show `view`, its edge in the colour of `tone`; None: nothing, and nothing is kept."""
        self._view, self._tone = view, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self._view is not None:
            self._paint(painter, self._view)
        painter.end()

    def _paint(self, painter: QPainter, view: View) -> None:
        size = QSize(view.width, view.height)
        fitted = size.scaled(self.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - fitted.width()) / 2, (self.height() - fitted.height()) / 2
        where = QRectF(left, top, fitted.width(), fitted.height())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        image = QImage(
            view.rgb, view.width, view.height, 3 * view.width, QImage.Format.Format_RGB888
        )
        if self._is_mirrored:
            image = image.flipped(Qt.Orientation.Horizontal)
        painter.drawImage(where, image)
        painter.setPen(QColor(self._look.palette.line))
        painter.drawRect(where)
        if view.corners is None:
            return
        scale = fitted.width() / view.width
        places = zip(view.corners[::2], view.corners[1::2], strict=True)
        edge = QPolygonF([QPointF(left + x * scale, top + y * scale) for x, y in places])
        colour = QColor(self._look.palette.tone(self._tone)[0])
        # Light below, colour above: it is seen on a dark table and on a white one.
        for pen in (QPen(QColor("white"), 7), QPen(colour, 4)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(edge)
