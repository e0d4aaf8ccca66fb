"""Draws what a camera sees while it is looked through, the paper found in it, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look as Thought
from ui.screens.desk_common.widgets import add_key
from ui.theme.look import Look
from ui.theme.tokens import SPACE_S, Tone
from ui.widgets.buttons import button, main_button
from ui.widgets.notices import NoticeLine

__all__ = ["FinderView"]

TONES = {
    Thought.NO_PAPER: Tone.PETROL,
    Thought.MOVING: Tone.PETROL,
    Thought.BLURRED: Tone.AMBER,
    Thought.SHOOT: Tone.OK,
    Thought.TAKEN: Tone.OK,
}


class FinderView(QWidget):
    """A live picture; the button takes one whatever is found in it."""

    take_pressed = Signal()
    finish_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finder")
        self.setAccessibleName(self.tr("Ce que voit la caméra"))
        self._picture = _Picture(look)
        self._told = NoticeLine(look, "finder_told")
        #: Button: the camera takes a picture of the page now
        self.take = main_button(look, "finder_take", self.tr("Prendre la page"), "camera")
        add_key(look, self.take, "F8")
        #: Button: no page is left to be taken by the camera
        self.finish = button(look, "finder_finish", self.tr("C’est fini"), "check")
        add_key(look, self.finish, "F7")
        self.take.clicked.connect(self.take_pressed)
        self.finish.clicked.connect(self.finish_pressed)
        doing = QHBoxLayout()
        doing.setSpacing(SPACE_S)
        doing.addWidget(self.take)
        doing.addWidget(self.finish)
        doing.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_S)
        page.addWidget(self._told)
        page.addWidget(self._picture, 1)
        page.addLayout(doing)

    def tell(self, view: View) -> None:
        """Show `view` and say what is thought of it, aloud only when that changes."""
        self._picture.tell(view)
        words = {
            Thought.NO_PAPER: self.tr("Posez la page à plat, tout entière dans l’image."),
            Thought.MOVING: self.tr("Ne bougez plus. La photo se prend seule."),
            Thought.BLURRED: self.tr("L’image est floue. Éloignez un peu la page ou éclairez-la."),
            Thought.SHOOT: self.tr("C’est pris."),
            Thought.TAKEN: self.tr(
                "C’est pris. Posez la page suivante, ou appuyez sur C’est fini."
            ),
        }[view.told]
        self._told.tell(words, TONES[view.told])

    def clear(self) -> None:
        """Forget the last view: it is a person's paper."""
        self._picture.tell(None)
        self._told.tell("")


class _Picture(QWidget):
    """One view as large as it fits, the paper's edge drawn over it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._view: View | None = None
        self.setObjectName("finder_picture")
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def tell(self, view: View | None) -> None:
        self._view = view
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
        painter.drawImage(where, image)
        painter.setPen(QColor(self._look.palette.line))
        painter.drawRect(where)
        if view.corners is None:
            return
        scale = fitted.width() / view.width
        places = zip(view.corners[::2], view.corners[1::2], strict=True)
        edge = QPolygonF([QPointF(left + x * scale, top + y * scale) for x, y in places])
        colour = QColor(self._look.palette.tone(TONES[view.told])[0])
        # Light below, colour above: it is seen on a dark table and on a white one.
        for pen in (QPen(QColor("white"), 7), QPen(colour, 4)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(edge)
