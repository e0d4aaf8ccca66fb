"""*Les postes* (`ux.md` M1): who they are, a code for a new one, the end of a lost one.

For managers only (ROL-08). No person's data is here, ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from kiosk.errors import KioskError
from kiosk.flows.api import NewPostCode, PostLine, PostState, WorkerSession
from ui.printed.facts import Documents, PostCode
from ui.screens.desk_common.notices import Notice, notice_of
from ui.screens.desk_common.ports import Jobs, Printer

__all__ = ["PostsModel", "PostsPage", "PostsPresenter"]


class PostsPage(Enum):
    """Which page is on the screen."""

    LIST = "list"
    CODE = "code"
    """A code for a new post: told once, kept by nobody."""
    ENDING = "ending"
    """A post is to be ended: asked once more, because it cannot be undone."""


@dataclass(frozen=True, slots=True)
class PostsModel:
    """One state of the page."""

    structure_name: str
    page: PostsPage = PostsPage.LIST
    lines: tuple[PostLine, ...] = ()
    is_loaded: bool = False
    busy: bool = False
    code: NewPostCode | None = field(default=None, repr=False)
    ending: PostLine | None = None
    ended: PostLine | None = None
    """The post just ended, until the next gesture."""
    is_printed: bool = False
    notice: Notice | None = None

    @property
    def is_alone(self) -> bool:
        """True when this post is the only one there is or will be."""
        return self.is_loaded and all(
            line.state in {PostState.HERE, PostState.ENDED} for line in self.lines
        )


class PostsPresenter:
    """Turns presses into the next PostsModel. GUI thread, no Qt."""

    def __init__(
        self,
        session: WorkerSession,
        jobs: Jobs,
        device_jobs: Jobs,
        *,
        printer: Printer,
        documents: Documents,
        show: Callable[[PostsModel], None],
        home: Callable[[], None],
    ) -> None:
        self._session, self._jobs, self._device_jobs = session, jobs, device_jobs
        self._printer, self._documents = printer, documents
        self._show, self._home = show, home
        self._is_asked = False
        self._set(PostsModel(session.profile.structure_name))
        self.refresh()

    def refresh(self) -> None:
        """Ask for the list: on opening, after each gesture and once a second, one at a time."""
        if not self._is_asked:
            self._is_asked = True
            self._jobs.submit(self._session.posts, self._loaded, self._not_loaded)

    def add_pressed(self) -> None:
        """Make a code for one new post, off line too."""
        if not self._model.busy:
            self._set(replace(self._model, busy=True, ended=None, notice=None))
            self._jobs.submit(self._session.add_post, self._made, self._failed)

    def print_pressed(self) -> None:
        """Print the sheet that brings the code to the machine."""
        code = self._model.code
        if code is None:
            return
        pdf = self._documents.post_code(
            PostCode(self._model.structure_name, code.code, code.expires_at)
        )
        self._set(replace(self._model, is_printed=False, notice=None))
        self._device_jobs.submit(
            lambda: self._printer.print_pdf(pdf, title="post code"), self._printed, self._failed
        )

    def end_pressed(self, line: PostLine) -> None:
        """Show what ending `line` means, then ask."""
        if line.state is PostState.ACTIVE:
            self._set(
                replace(self._model, page=PostsPage.ENDING, ending=line, ended=None, notice=None)
            )

    def end_confirmed(self) -> None:
        """End it: signed here and now, sent before everything else (DER-07)."""
        line = self._model.ending
        if line is None or self._model.busy or self._model.page is not PostsPage.ENDING:
            return
        self._set(replace(self._model, busy=True, notice=None))
        self._jobs.submit(
            lambda: self._session.end_post(line.id), lambda _none: self._ended(line), self._failed
        )

    def escape_pressed(self) -> None:
        """One step back; a code that was shown is shown no more."""
        if self._model.page is PostsPage.LIST:
            self._home()
        else:
            self._to_list()

    def notice_closed(self) -> None:
        self._set(replace(self._model, notice=None))

    def _to_list(self, ended: PostLine | None = None) -> None:
        self._set(
            replace(
                self._model,
                page=PostsPage.LIST,
                busy=False,
                code=None,
                ending=None,
                ended=ended,
                is_printed=False,
                notice=None,
            )
        )
        self.refresh()

    def _loaded(self, lines: Sequence[PostLine]) -> None:
        self._is_asked = False
        self._set(replace(self._model, lines=tuple(lines), is_loaded=True))

    def _not_loaded(self, error: KioskError) -> None:
        self._is_asked = False
        self._failed(error)

    def _made(self, code: NewPostCode) -> None:
        self._set(replace(self._model, busy=False, page=PostsPage.CODE, code=code))
        self.refresh()

    def _printed(self, _none: None) -> None:
        self._set(replace(self._model, is_printed=True))

    def _ended(self, line: PostLine) -> None:
        self._to_list(ended=line)

    def _failed(self, error: KioskError) -> None:
        self._set(replace(self._model, busy=False, notice=notice_of(error)))

    def _set(self, model: PostsModel) -> None:
        self._model = model
        self._show(model)
