"""Draws the in-window file picker: a few places, their folders, files that can be added."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.capture.antivirus.health import Health, Standing
from kiosk.capture.antivirus.screening import Mode
from ui.screens.desk_common.widgets import PICKED_WIDTH, DeskPage, Rows, centred, scrolled
from ui.screens.desk_scan.model import PickerModel
from ui.screens.desk_scan.ports import FileEntry
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.notices import NoticeLine
from ui.widgets.texts import label

__all__ = ["PickerView"]


class PickerView(DeskPage):
    """No native dialog: only the folders this desk may show exist here."""

    chosen = Signal(object)
    """FileEntry."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_picker", "", parent=parent)
        self.title.setText(self.tr("Ajouter un fichier"))
        self.setAccessibleName(self.title.text())
        self._entries: tuple[FileEntry, ...] = ()
        self._trail = label("", "bold", "picker_trail")
        self._hint = label(
            self.tr(
                "Un PDF, une photo, un texte ou un tableau. Le fichier d’origine reste où il est."
            ),
            "soft",
            "picker_hint",
        )
        self._empty = label(
            self.tr("Rien à ajouter ici. Revenez ou branchez une clé."), "lead", "picker_empty"
        )
        self._rows = Rows(look, "entry")
        self._rows.chosen.connect(lambda at: self.chosen.emit(self._entries[at]))
        self._antivirus = NoticeLine(look, "picker_antivirus", Tone.AMBER)
        for part in (self._trail, self._hint, self._antivirus, self._empty):
            self.body.addWidget(centred(part, PICKED_WIDTH))
        self.body.addWidget(scrolled(centred(self._rows, PICKED_WIDTH), "picker_scroll"), 1)

    def show_picker(self, picker: PickerModel) -> None:
        self._entries = picker.entries
        names = [entry.listed_name for entry in picker.trail]
        self._trail.setText(" › ".join(names) or self.tr("Où est le fichier ?"))
        self._empty.setVisible(not picker.entries)
        lines = [
            ("folder", entry.listed_name)
            if entry.is_folder
            else ("file-text", f"{entry.listed_name}   ·   {_size(entry.size_bytes)}")
            for entry in picker.entries
        ]
        if self._rows.tell(lines):
            self._rows.focus_first_row()

    def tell_antivirus(self, health: Health | None) -> None:
        """Say how the antivirus is where it is not as it should be (VLT-17)."""
        self._antivirus.tell("" if health is None else self._antivirus_words(health), Tone.AMBER)

    def _antivirus_words(self, health: Health) -> str:
        match health.standing, health.mode:
            case Standing.OFF, _:
                return self.tr("Antivirus arrêté sur ce poste. Les fichiers ne sont pas vérifiés.")
            case Standing.ABSENT, Mode.REQUIRED:
                return self.tr(
                    "Antivirus absent. Les fichiers seront mis de côté, sans être ouverts."
                )
            case Standing.ABSENT, _:
                return self.tr("Antivirus absent. Les fichiers seront vérifiés plus tard.")
            case Standing.BLIND, _:
                return self.tr("L’antivirus ne reconnaît rien. Prévenez le support.")
            case Standing.LENIENT, _:
                return self.tr("L’antivirus ne dit pas tout. Prévenez le support.")
            case Standing.OLD, _:
                #: %1 is a number of days, 8 or more
                told = self.tr(
                    "L’antivirus n’est plus à jour depuis %1 jours. Prévenez le support."
                )
                return told.replace("%1", str(health.age_days))
            case _:
                return ""


def _size(size_bytes: int) -> str:
    """Return a size as people read it."""
    if size_bytes < 1_000_000:
        return f"{max(1, size_bytes // 1000)} ko"
    return f"{size_bytes / 1_000_000:.1f} Mo".replace(".", ",")
