"""The main job by keys alone, and on every screen a round by Tab: everything is reached and seen.

Real windows of real processes, from an empty post to a paper read on the terminal. No mouse:
`Tab`, `Shift+Tab`, arrows, `Enter`, `Space`, `Escape`, and the keys of `ux.md` section 11.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.fakes.keyboard_hand import Keys, Round
from tests.fakes.real_post import PERSON_PASSWORD, WORKER_PASSWORD, RealPost, real_post
from ui.tour.stage import Stage, wait_for

pytestmark = pytest.mark.xvfb

DESK_SCREENS = (
    "install",
    "installed",
    "sign in",
    "first sign-in",
    "terms of professionals",
    "home",
    "open a safe",
    "consent card",
    "consent question",
    "signature",
    "signature on paper",
    "end of consent",
    "access",
    "opened",
    "scan",
    "picker",
    "scan with a page",
    "filed",
    "dossier",
    "paper of a dossier",
    "dossier again",
    "identity",
    "end of an affiliation",
    "affiliate",
    "outgoing",
    "report of an access",
    "lock",
)
TERMINAL_SCREENS = (
    "enter of a professional",
    "languages",
    "enter",
    "terms",
    "last of the terms",
    "space",
    "papers",
    "paper",
    "papers again",
    "relays",
    "stop a relay",
    "who looked",
)


@dataclass
class Journey:
    """The main job as it went: what Tab met, and what broke it off."""

    rounds: dict[str, Round] = field(default_factory=dict)
    broken_off: BaseException | None = None
    login: str = ""
    done: list[str] = field(default_factory=list)


@dataclass
class Desk:
    """One running post and the keyboards of its windows."""

    stage: Stage
    rounds: dict[str, Round]
    last: int = 0

    @property
    def supervisor(self) -> Keys:
        return Keys(self.stage.hand("supervisor"), self.rounds)

    def begin(self, *keys: str) -> Keys:
        """Open a session by keys on the welcome; return its keyboard."""
        self.supervisor.key(*keys)
        hand = self.stage.hand("session", after=self.last)
        self.last = hand.pid
        return Keys(hand, self.rounds)

    def until_ended(self) -> None:
        gone = Path(f"/proc/{self.last}")
        wait_for(lambda: not gone.exists(), 30, "the end of the session")


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    made = Journey()
    with real_post(tmp_path_factory.mktemp("keys-alone")) as post:
        try:
            with _running(post, "desk", made) as desk:
                _desk(made, post, desk)
            with _running(post, "terminal", made) as terminal:
                _terminal(made, post, terminal)
        except (AssertionError, LookupError, OSError) as error:
            made.broken_off = error
    return made


def test_the_main_job_is_done_by_keys_alone(journey):
    if journey.broken_off is not None:
        raise journey.broken_off
    assert journey.done == [
        "installed",
        "signed in",
        "opened a safe",
        "took back a gesture",
        "filed a paper",
        "read it",
        "locked and unlocked",
        "found a person",
        "signed out",
        "opened the terminal",
        "read it on the terminal",
        "kept a relay",
        "saw who looked",
        "left",
    ]


@pytest.mark.parametrize("screen", [*DESK_SCREENS, *TERMINAL_SCREENS])
def test_tab_comes_to_everything_shows_where_it_is_and_comes_back(journey, screen):
    met = journey.rounds.get(screen)
    assert met is not None, "never reached"
    assert met.reachable, "a screen without anything to reach"
    assert met.begins_at, "nothing has the keys"
    assert met.missed == ()
    assert met.unseen == ()
    assert met.comes_back, met.stops


@contextmanager
def _running(post: RealPost, mode: str, journey: Journey) -> Iterator[Desk]:
    stage = Stage(post.network.folder / f"{mode}.sock")
    post.start(mode, "--drive", str(stage.path))
    desk = Desk(stage, journey.rounds)
    try:
        wait_for(lambda: desk.supervisor.focus, 60, "the welcome")
        yield desk
        assert post.stop() == 0
    finally:
        stage.close()


# --- the desk -------------------------------------------------------------------------


def _desk(journey: Journey, post: RealPost, desk: Desk) -> None:
    keys = desk.begin("Return")
    _install(journey, post, keys)
    _sign_in(journey, post, keys)
    _open_safe(journey, keys)
    _file_a_paper(journey, keys)
    _read_it(journey, keys)
    _look_around(keys)
    _lock_and_find(journey, keys)
    keys.press("sign_out", "Return")
    desk.until_ended()
    journey.done.append("signed out")


def _install(journey: Journey, post: RealPost, keys: Keys) -> None:
    keys.until("enrol_code")
    keys.look_round("install")
    keys.write("enrol_code", post.code)
    keys.write("enrol_place", "Bureau 1")
    keys.press("enrol_start")
    keys.until("enrol_finish", enabled=True)
    keys.look_round("installed")
    keys.press("enrol_finish", "Return")
    journey.done.append("installed")


def _sign_in(journey: Journey, post: RealPost, keys: Keys) -> None:
    keys.until("sign_in")
    keys.look_round("sign in")
    keys.write("login", post.worker.login)
    keys.key("Return")
    keys.type(post.worker.password)
    keys.key("Return")
    keys.until("old_password")
    keys.look_round("first sign-in")
    keys.write("old_password", post.worker.password)
    keys.write("new_password", WORKER_PASSWORD)
    keys.write("new_password_again", WORKER_PASSWORD)
    keys.press("change_password")
    keys.until("accept_box")
    keys.look_round("terms of professionals")
    keys.press("accept_box")
    keys.press("accept_terms")
    keys.until("search")
    keys.look_round("home")
    journey.done.append("signed in")


def _open_safe(journey: Journey, keys: Keys) -> None:
    keys.key("Ctrl+N")
    keys.until("given_names")
    keys.look_round("open a safe")
    keys.write("given_names", "Awa")
    keys.key("Return")
    keys.type("Diop")
    keys.key("Return")
    keys.type("vers 1991")
    keys.key("Ctrl+T")
    keys.until_focus("consent_next")
    keys.look_round("consent card")
    _cards(keys)
    keys.look_round("consent question")
    keys.press("answer_yes")
    _cards(keys)
    keys.press("answer_yes")
    keys.until_focus("signature_pad")
    keys.look_round("signature")
    keys.press("sign_on_paper")
    keys.until("paper_scan")
    keys.look_round("signature on paper")
    keys.press("sign_on_screen")
    keys.go("signature_pad")
    keys.key("Right", "Right", "Down", "Right", "Space", "Up", "Space", "Right", "Right")
    keys.press("signature_done")
    _cards(keys)
    keys.press("answer_yes")
    keys.until_focus("consent_done")
    keys.look_round("end of consent")
    keys.press("consent_done")
    keys.until("access_start")
    keys.key("Ctrl+M")
    keys.until_focus("new_password")
    keys.look_round("access")
    keys.go("new_password")
    keys.type(PERSON_PASSWORD)
    keys.key("Return")
    keys.type(PERSON_PASSWORD)
    keys.press("access_done")
    keys.until("finish", enabled=True)
    keys.key("Ctrl+Return")
    keys.until("opened_login")
    keys.look_round("opened")
    journey.login = keys.hand.text("opened_login").strip("\u2066\u2069 ")
    keys.press("go_on", "Return")
    keys.until("search")
    journey.done.append("opened a safe")


def _cards(keys: Keys) -> None:
    """Read every card until the question, the signature or the end."""

    def is_read() -> bool:
        if keys.focus == "consent_next":
            keys.key("Return")
            return False
        return any(map(keys.shows, ("consent_question", "signature_pad", "consent_done")))

    wait_for(is_read, 30, "the end of the cards")


def _file_a_paper(journey: Journey, keys: Keys) -> None:
    keys.key("F9")
    keys.until("scan_start")
    keys.look_round("scan")
    keys.write("person_search", "Diop")
    keys.until("person_result_0")
    keys.key("Return")
    keys.until("other_person")
    keys.key("Ctrl+O")
    keys.until("entry_0")
    keys.look_round("picker")
    keys.press("entry_0", "Return")
    wait_for(lambda: ".pdf" in keys.hand.text("entry_0"), 20, "the files of the key")
    keys.press("entry_0", "Return")
    keys.until("page_turn", enabled=True)
    keys.look_round("scan with a page")
    keys.key("Ctrl+Delete")
    keys.until("undo_action")
    keys.key("Ctrl+Z")
    keys.until("page_turn", enabled=True)
    journey.done.append("took back a gesture")
    keys.choose("kind_certificate", "Right", "Right", "Down")
    keys.choose("sharing_sh", "Right")
    keys.until("file_paper", enabled=True)
    keys.key("Ctrl+Return")
    keys.until("open_dossier")
    keys.look_round("filed")
    journey.done.append("filed a paper")


def _read_it(journey: Journey, keys: Keys) -> None:
    keys.press("open_dossier")
    keys.until("paper_card")
    keys.look_round("dossier")
    keys.press("paper_card", "Return")
    keys.until("zoom_in", enabled=True)
    keys.look_round("paper of a dossier")
    keys.key("Escape")
    keys.until("paper_card")
    keys.look_round("dossier again")
    keys.key("F4")
    keys.until("given_names", enabled=True)
    keys.look_round("identity")
    keys.key("Escape")
    keys.until("paper_card")
    keys.press("end_affiliation")
    keys.until("end_keep")
    keys.look_round("end of an affiliation")
    keys.key("Escape")
    keys.until("paper_card")
    keys.key("Escape")
    keys.until("sign_out")
    journey.done.append("read it")


def _look_around(keys: Keys) -> None:
    """The screens that the main job does not need."""
    keys.key("F1")
    keys.until("help_keys")
    told = keys.hand.text("help_keys")
    for each in ("F1 : Aide", "F2 : Chercher", "Ctrl+N : Ouvrir un coffre", "Ctrl+L : Verrouiller"):
        assert each in told
    keys.key("F1")
    keys.hand.until_gone("help_keys")
    keys.key("Ctrl+R")
    keys.until("affiliate_1")
    keys.look_round("affiliate")
    keys.key("Escape")
    keys.press("sending_line", "Return")
    keys.until("desk_outgoing_heading")
    keys.look_round("outgoing")
    keys.key("Escape")
    keys.until("search")
    keys.key("F7")
    keys.until("report_keep")
    keys.look_round("report of an access")
    keys.key("Escape")
    keys.until("search")


def _lock_and_find(journey: Journey, keys: Keys) -> None:
    keys.key("Ctrl+L")
    keys.until("unlock")
    keys.look_round("lock")
    keys.write("password", WORKER_PASSWORD)
    keys.key("Return")
    keys.until("search")
    journey.done.append("locked and unlocked")
    keys.key("F2")
    keys.until_focus("search")
    keys.type("awa")
    keys.until("result_0")
    keys.key("Down", "Up", "Return")
    keys.until("paper_card")
    keys.key("Escape")
    keys.until("sign_out")
    journey.done.append("found a person")


# --- the terminal ---------------------------------------------------------------------


def _terminal(journey: Journey, post: RealPost, desk: Desk) -> None:
    keys = desk.begin("Return")
    keys.until("login")
    keys.look_round("enter of a professional")
    keys.write("login", post.worker.login)
    keys.key("Return")
    keys.type(WORKER_PASSWORD)
    keys.key("Return")
    desk.until_ended()
    journey.done.append("opened the terminal")
    desk.supervisor.until("language-fr", enabled=True)
    desk.supervisor.until_focus("language-fr")
    desk.supervisor.look_round("languages")
    keys = desk.begin("Right", "Left", "Return")
    keys.until("login")
    _enter(journey, keys)
    _look_at_papers(journey, keys)
    keys.press("frame_finish", "Return")
    desk.until_ended()
    journey.done.append("left")


def _enter(journey: Journey, keys: Keys) -> None:
    keys.look_round("enter")
    keys.write("login", journey.login)
    keys.key("Return")
    keys.type(PERSON_PASSWORD)
    keys.key("Return")
    keys.until("terms_title")
    keys.look_round("terms")
    while keys.shows("terms_forward"):
        keys.press("terms_forward")
        keys.settle()
    keys.look_round("last of the terms")
    keys.press("terms_box")
    keys.press("terms_accept")
    keys.until("space_greeting")
    keys.look_round("space")


def _look_at_papers(journey: Journey, keys: Keys) -> None:
    keys.press("tile_papers", "Return")
    keys.until("paper_card")
    keys.look_round("papers")
    keys.press("paper_card", "Return")
    keys.until("share_private", enabled=True)
    keys.look_round("paper")
    journey.done.append("read it on the terminal")
    keys.key("Escape")
    keys.until("paper_card")
    keys.look_round("papers again")
    keys.press("frame_home")
    keys.press("tile_relays")
    keys.until("relay_stop_0", enabled=True)
    keys.look_round("relays")
    keys.press("relay_stop_0")
    keys.until("relays_keep")
    keys.look_round("stop a relay")
    keys.press("relays_keep")
    keys.until("relay_stop_0")
    journey.done.append("kept a relay")
    keys.press("relays_looks", "Return")
    keys.until("looks_back")
    keys.look_round("who looked")
    keys.key("Escape")
    keys.until("relay_stop_0")
    journey.done.append("saw who looked")
