"""Draws which source scans: one line on the page, and the list to choose from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.capture.device_list import Listed
from kiosk.capture.ports import ScannerDevice
from ui.screens.desk_common.widgets import PICKED_WIDTH, DeskPage, Rows, centred, scrolled
from ui.screens.desk_scan.sources import SourcesModel
from ui.theme.look import Look
from ui.widgets.buttons import button, quiet_button
from ui.widgets.texts import label

__all__ = ["SourceLine", "SourcesView"]

ICONS = {"network scanner": "printer", "folder": "folder", "camera": "camera"}


class SourceLine(QWidget):
    """Names the source that scans, and leads to the others."""

    change_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source_line")
        self._name = label("", "soft", "source_name")
        self.change = quiet_button(look, "source_change", self.tr("Changer"))
        self.change.clicked.connect(self.change_pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name, 1)
        row.addWidget(self.change)

    def tell(self, sources: SourcesModel, *, can_change: bool) -> None:
        self._name.setText(self._words(sources))
        self.change.setText(self.tr("Changer") if sources.entries else self.tr("Chercher"))
        self.change.setAccessibleName(self.tr("Choisir le scanner"))
        self.change.setEnabled(can_change)

    def _words(self, sources: SourcesModel) -> str:
        chosen = sources.chosen
        if chosen is None and sources.is_looking:
            return self.tr("On cherche les scanners…")
        if chosen is None:
            return self.tr("Aucun scanner pour le moment. Vous pouvez ajouter un fichier.")
        if sources.answers(chosen) is False:
            #: %1 is the name of a scanner
            return self.tr("%1 : ne répond pas").replace("%1", source_word(chosen))
        return source_word(chosen)


class SourcesView(DeskPage):
    """Every source this desk knows, each with how it is."""

    chosen = Signal(int)
    look_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_sources", "", parent=parent)
        self.title.setText(self.tr("Choisir le scanner"))
        self.setAccessibleName(self.title.text())
        self._told = label("", "soft", "sources_told")
        self._empty = label(
            self.tr("Aucun scanner ici. Branchez-en un, ou allumez celui du réseau."),
            "lead",
            "sources_empty",
        )
        self.look = button(look, "sources_look", self.tr("Chercher encore"), "search")
        self.look.clicked.connect(self.look_pressed)
        self._rows = Rows(look, "source")
        self._rows.chosen.connect(self.chosen)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._told, 1)
        row.addWidget(self.look)
        for part in (head, self._empty):
            self.body.addWidget(centred(part, PICKED_WIDTH))
        self.body.addWidget(scrolled(centred(self._rows, PICKED_WIDTH), "sources_scroll"), 1)

    def show_sources(self, sources: SourcesModel) -> None:
        self.look.setEnabled(not sources.is_looking)
        self._told.setText(
            self.tr("On cherche les scanners. La liste se corrige seule.")
            if sources.is_looking
            else self.tr("Celui que vous choisissez reste celui de ce poste.")
        )
        self._empty.setVisible(not sources.entries and not sources.is_looking)
        lines = [
            (ICONS.get(one.device.kind, "scan-line"), self._row(one, sources))
            for one in sources.entries
        ]
        if self._rows.tell(lines):
            self._rows.focus_first_row()

    def _row(self, one: Listed, sources: SourcesModel) -> str:
        unknown = self.tr("on le cherche") if sources.is_looking else self.tr("pas encore vérifié")
        states = {True: self.tr("prêt"), False: self.tr("ne répond pas"), None: unknown}
        parts = [source_word(one.device), states[one.answers]]
        if sources.chosen is not None and sources.chosen.name == one.device.name:
            parts.append(self.tr("choisi"))
        return "   ·   ".join(parts)


def source_word(device: ScannerDevice) -> str:
    """Return the name people know a source by."""
    words = f"{device.vendor} {device.model}".replace("_", " ").split()
    return " ".join(words) or device.name
