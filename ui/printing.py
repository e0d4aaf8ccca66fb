"""What a session prints papers with, put together: scheduler, worker, memory, a lane."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from kiosk.capture.files import FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.printing.chosen import MEMORY_NAME, ChosenPrinter
from kiosk.printing.cups import CupsPrinters
from kiosk.printing.pages import RenderedPages
from ui.jobs import Lane
from ui.screens.paper_print.presenter import PrintTools

__all__ = ["print_tools"]


def print_tools(
    parent: QObject, state_dir: Path, preferred: str = "", *, only: str = ""
) -> PrintTools:
    """Return the real tools. `only` is the one queue of a terminal, remembered by nobody."""
    memory = None if only else state_dir / MEMORY_NAME
    return PrintTools(
        CupsPrinters(),
        RenderedPages(FileReader(Pipeline())),
        ChosenPrinter(memory, only or preferred),
        Lane("printing", parent),
        only,
    )
