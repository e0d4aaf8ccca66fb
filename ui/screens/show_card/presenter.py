"""A card shown to the camera: presses in, the next ShowCardModel out. No Qt."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.capture.camera.finder import View
from kiosk.domain.identifier_card import CardContent
from kiosk.errors import KioskError
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_common.ports import Jobs

__all__ = ["CardCameraPort", "CardTools", "ShowCardModel", "ShowCardPresenter"]


class CardCameraPort(Protocol):
    """A camera that reads cards (`kiosk.capture.camera.card_camera`)."""

    def find(self) -> str | None: ...

    def look(
        self,
        camera: str,
        seen: Callable[[View], None],
        refused: Callable[[str], None],
        is_left: Callable[[], bool],
    ) -> CardContent | None: ...


@dataclass(frozen=True, slots=True)
class CardTools:
    """The camera, the lane it is used on, and the way back from it."""

    camera: CardCameraPort
    jobs: Jobs
    on_screen_thread: Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class ShowCardModel:
    """What the page shows; what the camera sees is no part of it."""

    is_offered: bool = False
    """A camera answers: the button is there."""
    is_looking: bool = False
    notice: Notice | None = None
    """Of the code in view."""


class ShowCardPresenter:
    """GUI thread. One look at a time; views come to `show_view`, None when there are none."""

    def __init__(
        self,
        tools: CardTools,
        show: Callable[[ShowCardModel], None],
        show_view: Callable[[View | None], None],
        came: Callable[[CardContent], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        self._tools, self._show, self._show_view = tools, show, show_view
        self._came, self._failed_to = came, failed
        self._camera = ""
        self._left: threading.Event | None = None
        """Set when the look under way is not wanted any more."""
        self._set(ShowCardModel())
        tools.jobs.submit(tools.camera.find, self._found_camera, lambda _error: None)

    @property
    def model(self) -> ShowCardModel:
        """What the page shows now."""
        return self._model

    def show_pressed(self) -> None:
        """*Montrer ma carte*: the camera is on from now until a card is seen."""
        if self._left is not None or not self._camera:
            return
        left, camera, tools = threading.Event(), self._camera, self._tools
        self._left = left
        waiting = _Newest(lambda view: self._seen(left, view), tools.on_screen_thread)

        def refused(key: str) -> None:
            tools.on_screen_thread(lambda: self._refused(left, key))

        self._set(replace(self._model, is_looking=True, notice=None))
        tools.jobs.submit(
            lambda: tools.camera.look(camera, waiting.put, refused, left.is_set),
            lambda card: self._ended(left, card),
            lambda error: self._failed(left, error),
        )

    def stop(self) -> None:
        """The page is left, or the identifier is to be typed: the camera goes off."""
        if self._left is None:
            return
        self._left.set()
        self._left = None
        self._set(replace(self._model, is_looking=False, notice=None))
        self._show_view(None)

    def _found_camera(self, camera: str | None) -> None:
        self._camera = camera or ""
        self._set(replace(self._model, is_offered=camera is not None))

    def _seen(self, left: threading.Event, view: View) -> None:
        if self._left is left:
            self._show_view(view)

    def _refused(self, left: threading.Event, key: str) -> None:
        if self._left is left:
            self._set(replace(self._model, notice=Notice(key)))

    def _ended(self, left: threading.Event, card: CardContent | None) -> None:
        if self._left is left:
            self.stop()
            if card is not None:
                self._came(card)

    def _failed(self, left: threading.Event, error: KioskError) -> None:
        if self._left is left:
            self.stop()
            self._failed_to(error)

    def _set(self, model: ShowCardModel) -> None:
        self._model = model
        self._show(model)


class _Newest:
    """The newest view alone waits for the screen: a slow one misses some."""

    def __init__(
        self,
        show: Callable[[View], None],
        on_screen_thread: Callable[[Callable[[], None]], None],
    ) -> None:
        self._show, self._on_screen_thread = show, on_screen_thread
        self._lock = threading.Lock()
        self._view: View | None = None

    def put(self, view: View) -> None:
        """Take one, on the camera's lane."""
        with self._lock:
            is_news, self._view = self._view is None, view
        if is_news:
            self._on_screen_thread(self._tell)

    def _tell(self) -> None:
        with self._lock:
            view, self._view = self._view, None
        if view is not None:
            self._show(view)
