"""The supervisor: one open session at most, one warm behind it, the agent, and the wipe between.

No window and no waiting here: `step` is called when one of `filenos` is readable and
when `next_step_s` has passed, and does what is due. Everything that ends a session, a
crash of its own included, leads through the wipe; only a clean wipe leads to the welcome.
"""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Final, assert_never

from kiosk.domain.announced import Maintenance
from kiosk.ports import Clock
from kiosk.session import channel as ch
from kiosk.session import idle
from kiosk.session.channel import Begin, ChannelBroken, Message, Mode, VaultKey
from kiosk.session.children import Child, spawn
from kiosk.session.keeper import Keeper, SilenceWatch
from kiosk.session.wipe import Surroundings, Wipe, WipeReport, purge_folder

__all__ = ["Face", "Limits", "Post", "PostView", "Supervisor", "post_mark"]

AGENT_FOLDER: Final = "agent"
WIPE_STEP_S: Final = 0.02
REST_STEP_S: Final = 0.25
GIVE_UP_FAILURES: Final = 4
"""So many early ends in a row, and the post says that it pauses."""

log = logging.getLogger("kiosk.session")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long the supervisor waits for what, in seconds."""

    silence_s: float = 8.0
    """A session says `alive` every 2 s; four missing, and it hangs."""
    ready_s: float = 30.0
    paint_s: float = 10.0
    agent_silence_s: float = 60.0
    wipe_s: float = 1.8
    """After that the pause page is shown, and wiping goes on."""
    wiped_shown_s: float = 1.2
    spare_delay_s: float = 1.0
    """After the open session has painted, its spare starts: not while someone waits."""
    retry_wipe_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Post:
    """What a post is told at its start; `repr` hides the secret.

    The commands get the number of their channel's descriptor as last argument.
    """

    mode: Mode
    state_dir: Path
    runtime_dir: Path
    session_command: Sequence[str]
    agent_command: Sequence[str] | None
    device_secret: bytes = field(repr=False)
    policy: idle.IdlePolicy
    limits: Limits = Limits()


class Face(Enum):
    """What stands on the supervisor's own window."""

    WIPING = "wiping"
    WIPED = "wiped"
    CLOSED = "closed"
    """A terminal before a worker's first sign-in since the machine started."""
    WELCOME = "welcome"
    COVERED = "covered"
    """A session's window has painted itself in front; nothing is drawn but the ground."""
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class PostView:
    """All that the supervisor's window shows."""

    face: Face
    mode: Mode
    is_offline: bool = False
    is_starting: bool = False
    """Someone touched the welcome, and no session's window is there yet."""
    paused_since: datetime | None = None
    code: str = ""
    maintenance: Maintenance | None = None
    """The network's pause to be told of at the welcome (OPS-02)."""
    is_maintained: bool = False
    """It is under way."""


@dataclass(slots=True)
class _Wiping:
    wipe: Wipe
    reason: str
    since: float
    is_shown_after: bool


@dataclass(slots=True)
class _Wiped:
    until: float


@dataclass(slots=True)
class _AtWelcome:
    language: str | None = None
    """Asked for, while the warm session is not ready."""
    is_for_staff: bool = False


@dataclass(slots=True)
class _InSession:
    child: Child
    began_at: float
    idle: idle.IdleState
    watch: SilenceWatch
    is_for_staff: bool = False
    is_painted: bool = False
    is_worker_here: bool = False


@dataclass(slots=True)
class _PausedUnclean:
    """A wipe that does not get done: no welcome until it is."""

    wipe: Wipe
    reason: str
    retry_at: float


@dataclass(slots=True)
class _Stopped:
    pass


_Phase = _Wiping | _Wiped | _AtWelcome | _InSession | _PausedUnclean | _Stopped


def post_mark(state_dir: Path) -> str:
    """Return the name by which this post's children are found again after a crash."""
    return hashlib.sha256(str(state_dir.resolve()).encode()).hexdigest()[:16]


class Supervisor:
    """See the module. One thread, the main one: its children die with it.

    `hold_post` has been called before; `show` gets every change of the window.
    """

    def __init__(
        self,
        post: Post,
        *,
        clock: Clock,
        surroundings: Surroundings,
        show: Callable[[PostView], None],
    ) -> None:
        self._post = post
        self._clock = clock
        self._surroundings = surroundings
        self._show = show
        self._mark = post_mark(post.state_dir)
        self._vault_key: bytes | None = None
        self._sessions_started = 0
        self._buried: list[Child] = []
        self._is_online: bool | None = None
        self._maintenance: Maintenance | None = None
        self._paused_since: datetime | None = None
        self._view: PostView | None = None
        self.last_wipe: WipeReport | None = None
        self.is_left = False
        """A professional ended the post: whoever runs it calls `stop` now."""
        limits = post.limits
        self._spare = Keeper(
            self._start_session, ready_limit_s=limits.ready_s, silence_limit_s=limits.silence_s
        )
        self._agent = Keeper(
            self._start_agent,
            ready_limit_s=limits.agent_silence_s,
            silence_limit_s=limits.agent_silence_s,
        )
        self._phase: _Phase = _Stopped()

    # What the window calls.

    def start(self) -> None:
        """Wipe what a power cut or a crash may have left, then open the post."""
        post = self._post
        post.runtime_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        wipe = Wipe((), post.runtime_dir, self._surroundings, post_mark=self._mark)
        self._wipe(wipe, "start", is_shown_after=False)
        self.step()

    def begin(self, language: str, *, is_for_staff: bool = False) -> None:
        """Someone touched the welcome: open the warm session, now or as soon as it is ready.

        `is_for_staff`: they know how staff leaves the post, and sign in to do so.
        """
        if isinstance(self._phase, _AtWelcome):
            self._phase.language = language
            self._phase.is_for_staff = is_for_staff
            self.step()

    def skip(self) -> None:
        """Someone touched "C'est effacé": no need to admire it longer."""
        if isinstance(self._phase, _Wiped):
            self._phase.until = -math.inf
            self.step()

    def stop(self) -> bool:
        """End everything, as at shutdown; return whether the last wipe was clean.

        Waits for the kills, within `limits.wipe_s`.
        """
        children = [child for child in (self._spare.child, self._agent.child) if child]
        children += self._buried
        if isinstance(self._phase, _InSession):
            children.append(self._phase.child)
        elif isinstance(self._phase, _Wiping | _PausedUnclean):
            children += self._phase.wipe.children
        wipe = Wipe(children, self._post.runtime_dir, self._surroundings, post_mark=self._mark)
        self._phase = _Stopped()
        self._spare.child = self._agent.child = None
        self._buried = []
        report = _finish(wipe, self._clock, self._post.limits.wipe_s)
        self.last_wipe = report
        return report is not None and report.is_clean

    def filenos(self) -> set[int]:
        """Return the descriptors whose readability calls for a `step`."""
        children = [self._spare.child, self._agent.child]
        if isinstance(self._phase, _InSession):
            children.append(self._phase.child)
        return {child.channel.fileno() for child in children if child is not None}

    @property
    def next_step_s(self) -> float:
        """How long `step` may wait when nothing becomes readable."""
        return WIPE_STEP_S if isinstance(self._phase, _Wiping | _PausedUnclean) else REST_STEP_S

    @property
    def pids(self) -> dict[str, int]:
        """Return the running children by role, for `doctor`, measurements and tests."""
        found = {"spare": self._spare.child, "agent": self._agent.child}
        if isinstance(self._phase, _InSession):
            found["session"] = self._phase.child
        return {role: child.pid for role, child in found.items() if child is not None}

    def step(self) -> None:
        """Read what came, do what is due, show what changed. Never waits."""
        now = self._clock.boottime_s()
        match self._phase:
            case _Stopped():
                return
            case _InSession() as open_session:
                self._step_session(open_session, now)
            case _Wiping() as wiping:
                self._step_wiping(wiping, now)
            case _PausedUnclean() as paused:
                self._step_unclean(paused, now)
            case _Wiped(until) if now >= until:
                self._phase = _AtWelcome()
            case _Wiped() | _AtWelcome():
                pass
            case _:
                assert_never(self._phase)
        if not isinstance(self._phase, _Wiping | _PausedUnclean):
            self._keep_spare(now)
            self._keep_agent(now)
        self._bury()
        if isinstance(self._phase, _AtWelcome):
            self._open_if_asked(self._phase, now)
        self._show_if_changed()

    # The open session.

    def _open_if_asked(self, welcome: _AtWelcome, now: float) -> None:
        if welcome.language is None:
            return
        child = self._spare.take(now)
        if child is None:
            return
        try:
            child.channel.send(
                self._begin_message(welcome.language, is_for_staff=welcome.is_for_staff)
            )
        except ChannelBroken:
            self._buried.append(child)  # it died just now; the next spare takes the request
            return
        self._spare.hold(math.inf)
        self._phase = _InSession(
            child,
            now,
            idle.opening(now),
            SilenceWatch(self._post.limits.silence_s),
            is_for_staff=welcome.is_for_staff,
        )
        log.info("session opens")

    def _step_session(self, session: _InSession, now: float) -> None:
        try:
            session.child.channel.flush()
            for message in session.child.channel.receive():
                session.watch.heard()
                self._hear_session(session, message, now)
                if session is not self._phase:
                    return
            self._advance(session, idle.Ticked(), now)
        except ChannelBroken as broken:
            log.warning("session lost: %s", broken.detail)
            self._wipe_session(session, "crashed")
        if session is not self._phase:
            return
        if session.watch.is_over(now):
            self._wipe_session(session, "silent")
        elif not session.is_painted and now - session.began_at >= self._post.limits.paint_s:
            self._wipe_session(session, "never_painted")

    def _hear_session(self, session: _InSession, message: Message, now: float) -> None:
        match message:
            case ch.Alive() | ch.Ready():
                pass
            case ch.Painted():
                session.is_painted = True
                self._spare.hold(now + self._post.limits.spare_delay_s)
            case ch.Input():
                self._advance(session, idle.Touched(), now)
            case ch.Busy(on):
                self._advance(session, idle.BusyChanged(on), now)
            case ch.SignedIn(who):
                session.is_worker_here = who is ch.Who.WORKER
                self._advance(session, idle.SignInDone(), now)
            case ch.Viewing(on):
                self._advance(session, idle.ViewingChanged(on), now)
            case ch.Slow(on):
                self._advance(session, idle.SlowChanged(on), now)
            case ch.Locked():
                self._advance(session, idle.LockAsked(), now)
            case ch.Unlocked():
                self._advance(session, idle.UnlockDone(), now)
            case VaultKey(key):
                self._keep_vault_key(key, now)
            case ch.Finish(reason):
                self._wipe_session(session, reason)
            case ch.Leave() if session.is_for_staff and session.is_worker_here:
                self.is_left = True
                self._wipe_session(session, "left_by_staff")
            case _:
                raise ChannelBroken("not a session's message")

    def _advance(self, session: _InSession, event: idle.IdleEvent, now: float) -> None:
        before = session.idle
        session.idle = idle.advance(before, event, now, self._post.policy)
        if isinstance(session.idle, idle.Ended):
            self._wipe_session(session, session.idle.reason)
            return
        for order in idle.orders(before, session.idle, self._post.policy):
            session.child.channel.send(order)

    def _wipe_session(self, session: _InSession, reason: str) -> None:
        wipe = Wipe((session.child,), self._post.runtime_dir, self._surroundings)
        self._wipe(wipe, reason, is_shown_after=True)

    # Wiping.

    def _wipe(self, wipe: Wipe, reason: str, *, is_shown_after: bool) -> None:
        now = self._clock.boottime_s()
        wipe.start(now)  # kills before anything is drawn
        self._spare.hold(now)
        self._phase = _Wiping(wipe, reason, now, is_shown_after)
        self._show_if_changed()

    def _step_wiping(self, wiping: _Wiping, now: float) -> None:
        report = wiping.wipe.poll(now)
        if report is not None and report.is_clean:
            self._wiped(report, wiping.reason)
            shown_s = self._post.limits.wiped_shown_s if wiping.is_shown_after else 0.0
            self._phase = _Wiped(now + shown_s) if shown_s else _AtWelcome()
        elif report is not None or now - wiping.since >= self._post.limits.wipe_s:
            log.error("wipe not clean: %s", _words_of(wiping.wipe))
            self._phase = _PausedUnclean(
                wiping.wipe, wiping.reason, now + self._post.limits.retry_wipe_s
            )

    def _step_unclean(self, paused: _PausedUnclean, now: float) -> None:
        report = paused.wipe.poll(now)
        if report is not None and report.is_clean:
            self._wiped(report, paused.reason)
            self._phase = _AtWelcome()
        elif now >= paused.retry_at:
            again = paused.wipe.again()
            again.start(now)
            self._phase = _PausedUnclean(again, paused.reason, now + self._post.limits.retry_wipe_s)

    def _wiped(self, report: WipeReport, reason: str) -> None:
        self.last_wipe = report
        outcomes = " ".join(f"{step.value}={out.value}" for step, out in report.outcomes.items())
        log.info("wiped after %s in %.3f s: %s", reason, report.duration_s, outcomes)

    def _bury(self) -> None:
        """Finish off spares and agents that were given up; their folders go with them."""
        for child in tuple(self._buried):
            if child.has_ended() and not child.family():
                child.channel.close()
                purge_folder(child.folder)
                self._buried.remove(child)
            else:
                child.kill_all()

    # The warm session and the agent.

    def _keep_spare(self, now: float) -> None:
        try:
            for message in self._spare.receive() if self._spare.child else ():
                self._spare.heard(is_ready=isinstance(message, ch.Ready))
        except ChannelBroken:
            self._lose(self._spare, now)
        if lost := self._spare.tick(now):
            self._buried.append(lost)

    def _keep_agent(self, now: float) -> None:
        if self._post.agent_command is None:
            return
        try:
            for message in self._agent.receive() if self._agent.child else ():
                self._agent.heard(is_ready=True)
                if isinstance(message, ch.Online):
                    self._is_online = message.on
                elif isinstance(message, ch.Announced):
                    self._maintenance = _maintenance(message)
            self._flush_agent()
        except ChannelBroken:
            self._lose(self._agent, now)
        had_none = self._agent.child is None
        if lost := self._agent.tick(now):
            self._buried.append(lost)
        if had_none and self._agent.child is not None:
            self._tell_agent(self._begin_message("fr"), now)

    def _flush_agent(self) -> None:
        if self._agent.child is not None:
            self._agent.child.channel.flush()

    def _tell_agent(self, message: Message, now: float) -> None:
        try:
            self._agent.tell(message)
        except ChannelBroken:
            self._lose(self._agent, now)

    def _lose(self, keeper: Keeper, now: float) -> None:
        if lost := keeper.lose(now):
            lost.kill_all()
            self._buried.append(lost)
            log.warning("child lost, %d in a row", keeper.failures)

    def _keep_vault_key(self, key: bytes, now: float) -> None:
        """Keep it until shutdown: the agent and the next sessions open the cache with it."""
        if key != self._vault_key:
            self._vault_key = key
            self._tell_agent(VaultKey(key), now)

    def _start_session(self) -> Child:
        self._sessions_started += 1
        return spawn(
            self._post.session_command,
            folder=self._post.runtime_dir / f"session-{self._sessions_started}",
            accepts=ch.FROM_SESSION,
            post_mark=self._mark,
        )

    def _start_agent(self) -> Child:
        return spawn(
            self._post.agent_command or (),
            folder=self._post.runtime_dir / AGENT_FOLDER,
            accepts=ch.FROM_AGENT,
            post_mark=self._mark,
        )

    def _begin_message(self, language: str, *, is_for_staff: bool = False) -> Begin:
        return Begin(
            mode=self._post.mode,
            language=language,
            device_secret=self._post.device_secret,
            vault_key=self._vault_key,
            runtime_dir=str(self._post.runtime_dir),
            state_dir=str(self._post.state_dir),
            is_for_staff=is_for_staff,
        )

    # What is shown.

    def _show_if_changed(self) -> None:
        view = self._current_view()
        if view != self._view:
            self._view = view
            self._show(view)

    def _current_view(self) -> PostView:
        face = self._face()
        if face is not Face.PAUSED:
            self._paused_since = None
        elif self._paused_since is None:
            self._paused_since = self._clock.now()
        pause = self._maintenance
        return PostView(
            face,
            self._post.mode,
            is_offline=self._is_online is False,
            is_starting=self._is_starting(),
            paused_since=self._paused_since,
            code=self._code(face),
            maintenance=pause,
            is_maintained=pause is not None and pause.is_under_way(self._clock.now()),
        )

    def _is_starting(self) -> bool:
        match self._phase:
            case _AtWelcome(language):
                return language is not None
            case _InSession(is_painted=is_painted):
                return not is_painted
            case _:
                return False

    def _face(self) -> Face:
        match self._phase:
            case _Wiping():
                return Face.WIPING
            case _Wiped():
                return Face.WIPED
            case _InSession(is_painted=True):
                return Face.COVERED
            case _InSession():
                return self._resting_face()  # until its window is there: no empty screen
            case _AtWelcome() if self._spare.is_ready or self._spare.failures < GIVE_UP_FAILURES:
                return self._resting_face()
            case _AtWelcome() | _PausedUnclean() | _Stopped():
                return Face.PAUSED
            case _:
                assert_never(self._phase)

    def _resting_face(self) -> Face:
        is_closed = self._post.mode is Mode.TERMINAL and self._vault_key is None
        return Face.CLOSED if is_closed else Face.WELCOME

    def _code(self, face: Face) -> str:
        if face is not Face.PAUSED:
            return ""
        return "S-104" if isinstance(self._phase, _PausedUnclean) else "S-103"


def _finish(wipe: Wipe, clock: Clock, limit_s: float) -> WipeReport | None:
    started_at = clock.boottime_s()
    wipe.start(started_at)
    while (now := clock.boottime_s()) - started_at < limit_s:
        if report := wipe.poll(now):
            return report
        time.sleep(WIPE_STEP_S)
    return None


def _maintenance(told: ch.Announced) -> Maintenance | None:
    if not told.ends_at:
        return None
    starts_at, ends_at = (datetime.fromtimestamp(at, UTC) for at in (told.starts_at, told.ends_at))
    return Maintenance(starts_at, ends_at)


def _words_of(wipe: Wipe) -> str:
    return " ".join(f"{step.value}={outcome.value}" for step, outcome in wipe.outcomes.items())
