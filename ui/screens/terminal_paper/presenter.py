"""Un papier: read, page by page, and shared or kept private by one switch (SHR-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from kiosk.errors import KioskError
from kiosk.flows.api import KeptFile, Paper, PaperContent, PersonSession, Sharing
from kiosk.media.sticks import Copier, Stick, copy_name
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs

__all__ = ["CopyTools", "Copying", "PaperModel", "PaperPresenter"]


class Copying(Enum):
    """How far a copy to a person's own stick is."""

    NOT_ASKED = auto()
    LOOKING = auto()
    NO_STICK = auto()
    ASKED = auto()
    """It was told that anybody who holds the stick can read the copy."""
    WRITING = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class CopyTools:
    """What copies, and the lane it does so in: a slow stick keeps no page waiting."""

    copier: Copier
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class PaperModel:
    """The paper, its pages once they are open, who reads it."""

    paper: Paper
    pdf: bytes = b""
    readers: tuple[str, ...] = ()
    """Names of the organisations that may see the shared part."""
    is_busy: bool = True
    just_changed_to: Sharing | None = None
    """What the switch was just set to: the undo bar offers the way back."""
    can_copy: bool = False
    copying: Copying = Copying.NOT_ASKED
    notice: Notice | None = None

    @property
    def is_open(self) -> bool:
        """True once there is something to be done with: pages, or a file kept as it came."""
        return bool(self.pdf) or not (self.paper.can_be_shown or self.is_busy)

    @property
    def may_copy(self) -> bool:
        is_free = self.copying not in (Copying.LOOKING, Copying.WRITING)
        return self.can_copy and is_free and self.is_open and self.paper.can_leave


class PaperPresenter:
    """GUI thread, no Qt. `changed` is told when the list must be asked again."""

    def __init__(
        self,
        session: PersonSession,
        jobs: Jobs,
        paper: Paper,
        show: Callable[[PaperModel], None],
        changed: Callable[[], None],
        copies: CopyTools | None = None,
    ) -> None:
        self._session, self._jobs, self._show, self._changed = session, jobs, show, changed
        self._copies = copies
        self._stick: Stick | None = None
        self._set(PaperModel(paper, can_copy=copies is not None))
        self._read()

    @property
    def content(self) -> PaperContent | None:
        """The paper with its pages, once they are open."""
        return PaperContent(self._model.paper, self._model.pdf) if self._model.pdf else None

    def sharing_pressed(self, sharing: Sharing) -> None:
        """Share this paper, or stop; takes effect at once, on line or off."""
        if self._model.is_busy or sharing is self._model.paper.sharing:
            return
        self._switch(sharing, told=sharing)

    def undo_pressed(self) -> None:
        """Set the switch back."""
        done = self._model.just_changed_to
        if done is None or self._model.is_busy:
            return
        other = Sharing.PRIVATE if done is Sharing.SHARED else Sharing.SHARED
        self._switch(other, told=None)

    def undo_expired(self) -> None:
        self._set(replace(self._model, just_changed_to=None))

    def retry_pressed(self) -> None:
        """Answer a notice: a paper that is not open is tried again, any other notice goes."""
        if self._model.is_open:
            self._set(replace(self._model, notice=None))
            return
        self._set(replace(self._model, notice=None, is_busy=True))
        self._read()

    def copy_pressed(self) -> None:
        """Look for a stick, then say what a copy on it means; nothing is copied yet."""
        copies = self._copies
        if copies is None or not self._model.may_copy:
            return
        self._copy_is(Copying.LOOKING)
        copies.jobs.submit(copies.copier.sticks.plugged, self._looked, self._copy_failed)

    def copy_confirmed(self) -> None:
        """Copy as asked (VLT-26, EXP-01): noted in the safe's journal first, then written."""
        copies, stick, model = self._copies, self._stick, self._model
        if copies is None or stick is None or model.copying is not Copying.ASKED:
            return
        self._copy_is(Copying.WRITING)
        self._jobs.submit(
            lambda: self._taken_away(model),
            lambda file: copies.jobs.submit(
                lambda: copies.copier.copy(
                    stick, copy_name(model.paper.title, file.suffix), file.data
                ),
                lambda _name: self._copy_is(Copying.DONE),
                self._copy_failed,
            ),
            self._copy_failed,
        )

    def _taken_away(self, model: PaperModel) -> KeptFile:
        """Return what is copied, noted as such: the pages, or the file where there are none."""
        item = model.paper.item
        if model.pdf:
            file = KeptFile(model.pdf, "application/pdf", "pdf")
        else:
            file = self._session.original(item)
        self._session.note_copied(item)
        return file

    def copy_left(self) -> None:
        """Copy nothing, or put away that it is done."""
        if self._model.copying is not Copying.WRITING:
            self._copy_is(Copying.NOT_ASKED)

    def _looked(self, sticks: Sequence[Stick]) -> None:
        if self._model.copying is Copying.LOOKING:
            self._stick = next(iter(sticks), None)
            self._copy_is(Copying.NO_STICK if self._stick is None else Copying.ASKED)

    def _copy_failed(self, error: KioskError) -> None:
        self._set(replace(self._model, copying=Copying.NOT_ASKED, notice=notice_of(error)))

    def _copy_is(self, copying: Copying) -> None:
        self._set(replace(self._model, copying=copying, notice=None))

    def _switch(self, sharing: Sharing, *, told: Sharing | None) -> None:
        item = self._model.paper.item
        self._set(replace(self._model, is_busy=True, notice=None, just_changed_to=None))

        def done(paper: Paper) -> None:
            self._set(replace(self._model, paper=paper, is_busy=False, just_changed_to=told))
            self._changed()

        self._jobs.submit(lambda: self._session.set_sharing(item, sharing), done, self._failed)

    def _read(self) -> None:
        item = self._model.paper.item

        paper = self._model.paper

        def load() -> tuple[PaperContent, tuple[str, ...]]:
            readers = tuple(relay.name for relay in self._session.relays())
            if not paper.can_be_shown:  # a file kept as it came: there is nothing to open
                return PaperContent(paper, b""), readers
            return self._session.read(item), readers

        def done(found: tuple[PaperContent, tuple[str, ...]]) -> None:
            content, readers = found
            self._set(
                replace(
                    self._model,
                    paper=content.paper,
                    pdf=content.pdf,
                    readers=readers,
                    is_busy=False,
                )
            )

        self._jobs.submit(load, done, self._failed)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, is_busy=False, notice=notice_of(error)))

    def _set(self, model: PaperModel) -> None:
        self._model = model
        self._show(model)
