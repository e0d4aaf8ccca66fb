"""Windows in tests are drawn without a screen; a lane in tests ends with its test."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.garbage import GarbageCollector
from ui.jobs import Lane

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LANE = "lane under test"


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    """What lives as long as the test."""
    return QObject()


@pytest.fixture
def collector(owner: QObject) -> Iterator[GarbageCollector]:
    made = GarbageCollector(owner)
    yield made
    made.close()


@pytest.fixture
def lane(owner: QObject, collector: GarbageCollector) -> Iterator[Lane]:
    made = Lane(LANE, owner)
    yield made
    made.close()
    for thread in threading.enumerate():
        if thread.name == LANE:
            thread.join(20)
