"""A lane runs jobs in order on its own thread and answers on the window's thread."""

from __future__ import annotations

import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from kiosk.errors import KioskError, Unavailable
from ui.jobs import Lane


def unexpected(error: KioskError) -> None:
    raise AssertionError(error.message_key)


def test_a_job_runs_elsewhere_and_its_result_comes_back_here(qtbot, lane: Lane) -> None:
    here, seen = threading.current_thread(), []
    lane.submit(
        threading.current_thread,
        lambda worked: seen.append((worked, threading.current_thread())),
        unexpected,
    )
    qtbot.waitUntil(lambda: bool(seen))
    (worked, delivered) = seen[0]
    assert worked.name == "lane under test"
    assert worked is not here
    assert delivered is here


def test_jobs_run_one_after_the_other_in_the_order_they_were_given(qtbot, lane: Lane) -> None:
    ended: list[tuple[int, threading.Thread]] = []
    for number in range(20):
        lane.submit(
            lambda number=number: (number, threading.current_thread()), ended.append, unexpected
        )
    qtbot.waitUntil(lambda: len(ended) == 20)
    assert [number for number, _ in ended] == list(range(20))
    assert len({thread for _, thread in ended}) == 1


def test_a_failure_with_words_comes_back_here_as_a_failure(qtbot, lane: Lane) -> None:
    failed: list[tuple[str, threading.Thread]] = []

    def refuse() -> None:
        raise Unavailable("vault.disk_full")

    lane.submit(
        refuse,
        lambda _none: pytest.fail("a failure is no result"),
        lambda error: failed.append((error.message_key, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(failed))
    assert failed == [("vault.disk_full", threading.current_thread())]


@pytest.mark.parametrize("bug", [ZeroDivisionError("a bug"), RuntimeError("a bug of ours")])
def test_a_bug_ends_in_the_hook_that_ends_the_process(
    qtbot, lane: Lane, monkeypatch, bug: Exception
) -> None:
    hooked: list[tuple[type[BaseException], bool]] = []
    monkeypatch.setattr(
        sys,
        "excepthook",
        lambda kind, _error, traceback: hooked.append((kind, traceback is not None)),
    )

    def broken() -> None:
        raise bug

    lane.submit(broken, lambda _none: pytest.fail("a bug is no result"), unexpected)
    qtbot.waitUntil(lambda: bool(hooked))
    assert hooked == [(type(bug), True)]


def test_the_lane_goes_on_after_a_bug(qtbot, lane: Lane, monkeypatch) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_error: None)
    ended: list[str] = []
    lane.submit(lambda: 1 // 0, lambda _none: None, unexpected)
    lane.submit(lambda: "still there", ended.append, unexpected)
    qtbot.waitUntil(lambda: ended == ["still there"])


def test_any_thread_may_ask_for_something_to_be_done_on_the_windows_thread(
    qtbot, lane: Lane
) -> None:
    seen: list[threading.Thread] = []
    asking = threading.Thread(
        target=lambda: lane.on_screen_thread(lambda: seen.append(threading.current_thread()))
    )
    asking.start()
    asking.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [threading.current_thread()]


def test_a_closed_lane_ends_its_thread(owner, collector) -> None:
    made = Lane("lane that closes", owner)
    made.close()
    thread = next((each for each in threading.enumerate() if each.name == "lane that closes"), None)
    if thread is not None:
        thread.join(5)
        assert not thread.is_alive()


@dataclass(eq=False)
class Presenter:
    """Held by its job alone, as when somebody left its page while it loaded."""

    fault: Callable[[], BaseException] | None
    told: list[str]

    def load(self) -> str:
        if self.fault is not None:
            raise self.fault()
        return "loaded"

    def failed(self, error: KioskError) -> None:
        self.told.append(error.message_key)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (None, "loaded"),
        (lambda: Unavailable("vault.disk_full"), "vault.disk_full"),
        (KeyError, "bug"),
    ],
)
def test_what_a_job_held_dies_on_the_windows_thread(
    qtbot, lane: Lane, monkeypatch, fault: Callable[[], BaseException] | None, told: str
) -> None:
    heard: list[str] = []
    died: list[threading.Thread] = []
    monkeypatch.setattr(sys, "excepthook", lambda *_error: heard.append("bug"))

    def hold() -> None:
        presenter = Presenter(fault, heard)
        weakref.finalize(presenter, lambda: died.append(threading.current_thread()))
        lane.submit(presenter.load, heard.append, presenter.failed)

    hold()
    qtbot.waitUntil(lambda: bool(heard))
    lane.submit(lambda: "next", heard.append, unexpected)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [told, "next"]
    assert died == [threading.current_thread()]


def test_a_lane_starts_only_where_garbage_waits_for_the_windows_thread(owner) -> None:
    with pytest.raises(RuntimeError, match="garbage waits"):
        Lane("lane that never starts", owner)
    assert "lane that never starts" not in [each.name for each in threading.enumerate()]
