"""Garbage is collected as often as Python would, and on the window's thread alone."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from ui.garbage import GarbageCollector
from ui.jobs import Lane

MUCH = 50_000
"""Of containers: seventy times what makes Python collect."""


@pytest.fixture
def collections() -> Iterator[list[tuple[int, threading.Thread]]]:
    """Which generation was collected on which thread, as Python itself tells."""
    seen: list[tuple[int, threading.Thread]] = []

    def note(phase: str, told: dict[str, int]) -> None:
        if phase == "start":
            seen.append((told["generation"], threading.current_thread()))

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


def test_a_page_in_a_cycle_dies_on_the_windows_thread_though_a_lane_allocates(
    qtbot, lane: Lane, collections
) -> None:
    kept: list[list[list[int]]] = []
    died: list[threading.Thread] = []

    def leave_a_page() -> None:
        page = QObject()
        page.itself = page  # type: ignore[attr-defined]
        weakref.finalize(page, lambda: died.append(threading.current_thread()))

    leave_a_page()
    lane.submit(
        lambda: [[] for _ in range(MUCH)], kept.append, lambda error: pytest.fail(str(error))
    )
    qtbot.waitUntil(lambda: bool(kept and died))
    assert died == [threading.current_thread()]
    assert {thread for _, thread in collections} == {threading.current_thread()}


@pytest.mark.parametrize(
    ("counted", "generation"),
    [((701, 0, 0), 0), ((0, 11, 0), 1), ((701, 11, 0), 1), ((5, 3, 11), 2)],
)
def test_the_oldest_generation_that_is_due_is_collected(
    collector: GarbageCollector, collections, monkeypatch, counted, generation: int
) -> None:
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "get_count", lambda: counted)
    collector.collect_what_is_due()
    assert [collected for collected, _ in collections] == [generation]


def test_nothing_is_collected_before_it_is_due(
    collector: GarbageCollector, collections, monkeypatch
) -> None:
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "get_count", lambda: (700, 10, 10))
    collector.collect_what_is_due()
    assert collections == []


def test_python_collects_by_itself_again_once_it_is_closed(owner) -> None:
    collector = GarbageCollector(owner)
    collector.spare_what_is_there()
    assert not gc.isenabled()
    assert gc.get_freeze_count() > 0
    collector.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
