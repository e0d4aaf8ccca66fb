"""The main job in real windows, from an empty post to a paper on a second one, then the proof.

Every act is fingers on screens of real processes; the network is cut (the server is
stopped) from the enrolment to the last act. Nothing here calls the functions below the
screens. Afterwards what was typed is looked for everywhere and found nowhere.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.capture.paper import make_pdf
from ui.tour.display import virtual_display
from ui.tour.network import Account, DemoNetwork, DemoPost
from ui.tour.pages import page_jpeg
from ui.tour.report import Report
from ui.tour.stage import Hand, NeverCame, Stage, wait_for
from ui.tour.traces import children_of, in_files, in_memory, middle_of

__all__ = ["run_tour"]

WORKER_PASSWORD = "Mouette-grise-81-quai"  # noqa: S105 - of a made-up worker, on temporary data
PERSON_PASSWORD = "Kanari-Xylo-4417"  # noqa: S105 - the canary: made up, looked for afterwards
GIVEN, FAMILY = "Zanzibarine", "Quetzalcoatl"
TITLE = "Attestation Xylophage"
PAGE_WORDS = "CANARI-DE-PAGE-77-ORNITHORYNQUE"
READ_WORD = "PHACOCHERE"
"""Drawn on the page and typed nowhere: whoever knows it has read it there."""
SIGNATURE = ((0.1, 0.6), (0.2, 0.3), (0.25, 0.7), (0.4, 0.2), (0.5, 0.7), (0.6, 0.4), (0.85, 0.5))
WELCOME_S = 30.0


def run_tour(out: Path, folder: Path) -> int:
    """Drive everything; leave pictures and report.json in `out`. 0 when every check is good."""
    out.mkdir(parents=True, exist_ok=True)
    report = Report(out)
    with virtual_display() as display, DemoNetwork(folder, display) as network:
        tour = _Tour(network, report, _machine(folder))
        try:
            tour.play()
        except (NeverCame, LookupError, OSError, RuntimeError) as stopped:
            report.broken_off = f"{type(stopped).__name__}: {stopped}"
            print(f"\nThe tour broke off: {report.broken_off}", flush=True)
            tour.last_pictures()
        finally:
            report.write()
    print(f"{'Good' if report.is_good else 'NOT GOOD'}: {out / 'report.json'}", flush=True)
    return 0 if report.is_good else 1


@dataclass(frozen=True, slots=True)
class _Machine:
    """What is plugged in: a scanner with a page on its glass, a folder of files."""

    environment: dict[str, str]
    page_file: Path


def _machine(folder: Path) -> _Machine:
    sane = folder / "sane"
    sane.mkdir(exist_ok=True)
    (sane / "dll.conf").write_text("test\n", encoding="ascii")
    (sane / "test.conf").write_text("number_of_devices 1\nresolution 75\n", encoding="ascii")
    files = folder / "cle-usb"
    files.mkdir(exist_ok=True)
    page = make_pdf([page_jpeg(TITLE, f"{GIVEN} {FAMILY} {READ_WORD}")])
    page_file = files / "attestation.pdf"
    page_file.write_bytes(page + b"\n%" + PAGE_WORDS.encode() + b"\n")
    environment = {
        "SANE_CONFIG_DIR": str(sane),
        "RECONNECT_KIOSK_FILES": str(files),
        "RECONNECT_KIOSK_TERMINAL_WARN_AFTER_S": "45",
        "RECONNECT_KIOSK_TERMINAL_GRACE_S": "20",
        "RECONNECT_KIOSK_NETWORK_SCANNERS": "off",
        "RECONNECT_KIOSK_SCANNER_OPTIONS": "test-picture=Color pattern",
    }
    return _Machine(environment, page_file)


@dataclass(slots=True)
class _Running:
    """One post at work."""

    post: DemoPost
    process: subprocess.Popen[bytes]
    stage: Stage

    @property
    def supervisor(self) -> Hand:
        return self.stage.hand("supervisor")


@dataclass(slots=True)
class _Tour:
    network: DemoNetwork
    report: Report
    machine: _Machine
    canaries: dict[str, str | bytes] = field(default_factory=dict)
    login: str = ""
    last_session: int = 0
    running: _Running | None = None
    _open_memory: dict[str, int] = field(default_factory=dict)

    def play(self) -> None:
        """The whole main job, then the proof."""
        self.canaries = {
            "password": PERSON_PASSWORD,
            "given names": GIVEN,
            "family name": FAMILY,
            "title": TITLE,
            "page": PAGE_WORDS,
            "read": READ_WORD,
        }
        with self.report.step("make the structure, its manager and workers (admin)"):
            structure = self.network.add_structure("Relais du Port")
            manager = self.network.add_manager(structure, "Camille Roux")
            worker = self.network.add_worker(structure, "Nadia Karim")
            self.network.add_worker(structure, "Paul Meyer")
        first = self.network.new_post("poste-1")
        second = self.network.enrol(structure, "poste-2", "Bureau 2")
        code = self.network.enrolment_code(structure)
        self._enrol(first, code)
        with self.report.step("cut the network (the server is stopped)"):
            self.network.stop_server()
        self._first_sign_in(manager)
        self._work(worker)
        self._terminal(first, worker)
        self._send(first, worker)
        self._second_post(second, worker)
        self._prove([first, second])

    # --- acts -----------------------------------------------------------------------

    def _enrol(self, post: DemoPost, code: str) -> None:
        with self.report.step("enrol the post on its screen"):
            post.state_dir.mkdir(mode=0o700, exist_ok=True)
            self._start(post, "desk")
            self._picture(self._running().supervisor, "bienvenue-bureau")
            session = self._begin()
            session.until("enrol_code", timeout_s=40)
            self._picture(session, "installer-le-poste")
            session.type("enrol_place", "Bureau 1", instead=True)
            session.type("enrol_code", code)
            session.press("enrol_start")
            session.until("enrol_finish", timeout_s=60)
            self._picture(session, "poste-installe")
            session.press("enrol_finish")
            session.until("sign_in")

    def _first_sign_in(self, manager: Account) -> None:
        with self.report.step("the manager signs in first: new password, terms (ROL-07, CNS-01)"):
            session = self._session()
            session.type("login", manager.login)
            session.type("password", "pas le bon")
            session.press("sign_in")
            session.until("error_what")
            self._picture(session, "mauvais-mot-de-passe")
            session.type("password", manager.password)
            session.press("sign_in")
            self._renew_password(session, manager)
            self._picture(session, "accueil-responsable")
        with self.report.step("lock, unlock, sign out, wipe"):
            session.press("lock_desk")
            session.until("unlock")
            self._picture(session, "verrouille")
            session.type("password", WORKER_PASSWORD)
            session.press("unlock")
            session.until("sign_out")
            self._finish(session, "sign_out")

    def _work(self, worker: Account) -> None:
        with self.report.step("a worker signs in, offline"):
            session = self._begin()
            session.type("login", worker.login)
            session.type("password", worker.password)
            session.press("sign_in")
            self._renew_password(session, worker)
        self._refusal(session)
        self._open_safe(session)
        self._affiliate_later(session)
        self._scan(session)
        self._add_file(session)
        with self.report.step("search, dossier, a page"):
            session.type("search", GIVEN[:4].lower())
            session.until("result_0")
            self._picture(session, "recherche")
            session.press("result_0")
            session.until("papers")
            session.until("paper_card")
            self._picture(session, "dossier")
        with self.report.step("found in the open session's memory: the search works"):
            now = in_memory({"session": session.pid}, self.canaries)["session"]
            # Password and signature were looked for when they were given: they are soon forgotten.
            found = {**now, **self._open_memory}
            missing = sorted(name for name, count in found.items() if not count)
            self.report.check("canaries found while the session is open", not missing, found)
        with self.report.step("sign out, wipe"):
            self._home_and_out(session)
        self._prove_memory("after the worker's session")

    def _open_safe(self, session: Hand) -> None:
        with self.report.step("open a safe: who"):
            session.press("open_safe")
            session.type("given_names", GIVEN)
            session.type("family_name", FAMILY)
            session.type("birth", "vers 1991")
            self._picture(session, "ouvrir-un-coffre")
        with self.report.step("open a safe: information, mandate, signature, affiliation"):
            session.press("language_ar")
            session.press("consent_start")
            session.until("consent_next")
            self._picture(session, "accord-ar")
            session.press("consent_leave")
            session.press("language_fr")
            session.press("consent_start")
            self._cards(session)
            self._picture(session, "information-question")
            session.press("answer_yes")
            self._cards(session)
            self._picture(session, "mandat-question")
            session.press("answer_yes")
            session.draw("signature_pad", SIGNATURE)
            drawn = base64.b64decode(session.ask("signature", name="signature_pad"))
            self.canaries["signature"] = middle_of(drawn)
            self._picture(session, "signature")
            session.press("signature_done")
            self._cards(session)
            self._picture(session, "rattachement-question")
            session.press("answer_yes")
            session.press("consent_done")
            signed = {"signature": self.canaries["signature"]}
            self._open_memory.update(in_memory({"s": session.pid}, signed)["s"])
        with self.report.step("open a safe: the person chooses a password alone"):
            session.press("access_start")
            session.press("access_alone")
            session.until("new_password")
            session.type("new_password", PERSON_PASSWORD)
            session.type("new_password_again", PERSON_PASSWORD)
            self._picture(session, "mot-de-passe-personne")
            typed = {"password": PERSON_PASSWORD}
            self._open_memory.update(in_memory({"s": session.pid}, typed)["s"])
            session.press("access_done")
        with self.report.step("open a safe: done, offline"):
            if session.look("access_given_back")["is_visible"]:
                session.press("access_given_back")
            session.until("finish", enabled=True)
            self._picture(session, "ouvrir-pret")
            session.press("finish")
            session.until("opened_login", timeout_s=40)
            self.login = session.text("opened_login").strip("\u2066\u2069 ")
            self._picture(session, "coffre-ouvert")
            session.press("go_on")
            session.until("search")

    def _refusal(self, session: Hand) -> None:
        with self.report.step("a person says no: recorded, nothing else is kept (CNS-14)"):
            session.press("open_safe")
            session.type("given_names", "Refuse")
            session.press("consent_start")
            self._cards(session)
            session.press("answer_yes")
            self._cards(session)
            session.press("answer_no")
            session.press("consent_done")
            wait_for(
                lambda: (
                    session.look("opened_login")["is_visible"]
                    or session.look("go_on")["is_visible"]
                ),
                20,
                "the refusal's page",
            )
            self._picture(session, "refus-note")
            session.press("go_on")
            session.until("search")

    def _affiliate_later(self, session: Hand) -> None:
        """A safe without affiliation, then the yes by the person's own sign-in, then its end."""
        with self.report.step("a second safe, without affiliation (SHR-02)"):
            session.press("open_safe")
            session.type("given_names", "Octave")
            session.type("family_name", "Lemerle")
            session.press("consent_start")
            self._cards(session)
            session.press("answer_yes")
            self._cards(session)
            session.press("answer_yes")
            session.draw("signature_pad", SIGNATURE)
            session.press("signature_done")
            self._cards(session)
            session.press("answer_no")
            session.press("consent_done")
            self._choose_password(session)
            session.press("finish")
            session.until("opened_login", timeout_s=40)
            login = session.text("opened_login").strip("\u2066\u2069 ")
            session.press("go_on")
        with self.report.step("Rattacher: the person's own sign-in, offline (flow 6.7)"):
            session.press("affiliate")
            self._picture(session, "rattacher")
            session.press("consent_start")
            self._cards(session)
            session.press("answer_yes")
            if session.look("consent_done")["is_visible"]:
                session.press("consent_done")
            session.type("person_login", login)
            session.type("person_password", PERSON_PASSWORD)
            self._picture(session, "rattacher-connexion")
            session.press("sign_in_yes")
            session.until("open_dossier", timeout_s=40)
            self._picture(session, "rattachee")
        with self.report.step("Ne plus rattacher, at the person's request (flow 6.8)"):
            session.press("open_dossier")
            session.press("end_affiliation")
            self._picture(session, "ne-plus-rattacher")
            session.press("end_confirm")
            session.until("ended_told")
            self._picture(session, "plus-rattachee")
            session.press("go_home")
            session.until("search")

    def _choose_password(self, session: Hand) -> None:
        session.press("access_start")
        session.press("access_alone")
        session.type("new_password", PERSON_PASSWORD)
        session.type("new_password_again", PERSON_PASSWORD)
        session.press("access_done")

    def _cards(self, session: Hand) -> None:
        """Read every card; stop at the question."""

        def at_question() -> bool:
            if session.look("consent_question")["is_visible"]:
                return True
            if session.look("consent_next")["is_visible"]:
                session.press("consent_next")
            return False

        wait_for(at_question, 30, "the question after the cards")

    def _scan(self, session: Hand) -> None:
        with self.report.step("scan ten pages from the feeder"):
            session.press("scan")
            session.until("scan_start")
            self._picture(session, "numeriser-vide")
            session.type("person_search", FAMILY[:5])
            time.sleep(0.6)  # the list follows the last letter
            session.press("person_result_0")
            session.until("other_person")
            session.press("scan_start")
            session.until("page_turn", enabled=True, timeout_s=90)
            session.press("kind_letter")
            session.type("paper_title", "Mire du scanner", instead=True)
            session.press("sharing_sh")
            session.until("file_paper", enabled=True, timeout_s=90)
            self._picture(session, "numeriser-pages")
            session.press("file_paper")
            session.until("open_dossier", timeout_s=40)
            self._picture(session, "range")

    def _add_file(self, session: Hand) -> None:
        with self.report.step("add a file"):
            session.press("add_file")
            session.until("entry_0")
            self._picture(session, "choisir-un-fichier")
            session.press("entry_0")
            time.sleep(0.6)  # the list follows the folder
            if not session.look("paper_title")["is_visible"]:
                session.press("entry_0")
            session.until("page_turn", enabled=True, timeout_s=60)
            session.press("kind_certificate")
            session.type("paper_title", TITLE, instead=True)
            session.press("sharing_sh")
            session.until("file_paper", enabled=True, timeout_s=30)
            self._picture(session, "fichier-ajoute")
            self._note_pictures(session)
            read = {"read": READ_WORD}
            wait_for(lambda: in_memory({"s": session.pid}, read)["s"]["read"], 120, "the reading")
            session.press("file_paper")
            session.until("open_dossier", timeout_s=40)
            session.key("Escape")
            session.until("search")

    def _note_pictures(self, session: Hand) -> None:
        """Take the page that shows, large and small, among what is looked for afterwards."""
        pictures = {
            name: middle_of(base64.b64decode(session.ask("held", name=name)[0]))
            for name in ("page_picture", "strip")
        }
        self.canaries.update(pictures)
        self._open_memory.update(in_memory({"s": session.pid}, pictures)["s"])

    def _terminal(self, post: DemoPost, worker: Account) -> None:
        with self.report.step("the same post as a terminal, after a restart: closed"):
            self._stop()
            self._start(post, "terminal")
            self._picture(self._running().supervisor, "borne-fermee")
            session = self._begin()
            session.until("login")
            self._picture(session, "borne-ouverture-par-un-professionnel")
            session.type("login", worker.login)
            session.type("password", WORKER_PASSWORD)
            session.press("enter_button")
            self._welcome_again(session.pid)
        for language in ("ar", "fr"):
            self._terminal_session(language)
        self._left_alone()

    def _left_alone(self) -> None:
        """Nobody touches the terminal: the leaving picture, then everything is wiped."""
        with self.report.step("left alone: warning after 45 s, wiped 20 s later"):
            session = self._begin()
            self._enter(session)
            session.until("space_greeting", timeout_s=40)
            session.until("warning_here", timeout_s=70)
            self._picture(session, "borne-attention")
            self._welcome_again(session.pid)
        with self.report.step("a session killed in the middle is wiped"):
            session = self._begin()
            self._enter(session)
            session.until("space_greeting", timeout_s=40)
            os.kill(session.pid, signal.SIGKILL)
            self._welcome_again(session.pid)
        self._prove_memory("after silence and a crash")

    def _enter(self, session: Hand) -> None:
        session.type("login", self.login)
        session.type("password", PERSON_PASSWORD)
        session.press("enter_button")

    def _terminal_session(self, language: str) -> None:
        with self.report.step(f"the person signs in on the terminal ({language})"):
            supervisor = self._running().supervisor
            self._picture(supervisor, f"borne-langues-{language}")
            session = self._begin(language)
            session.until("login")
            session.type("login", self.login.upper())
            session.type("password", PERSON_PASSWORD)
            self._picture(session, f"borne-entrer-{language}")
            session.press("enter_button")
            wait_for(
                lambda: (
                    session.look("terms_title")["is_visible"]
                    or session.look("space_greeting")["is_visible"]
                ),
                40,
                "the person's space",
            )
            if session.look("terms_title")["is_visible"]:
                self._picture(session, f"borne-regles-{language}")
                while session.look("terms_forward")["is_visible"]:
                    session.press("terms_forward")
                session.press("terms_box")
                self._picture(session, f"borne-regles-fin-{language}")
                session.press("terms_accept")
            session.until("space_greeting")
            self._picture(session, f"borne-espace-{language}")
        with self.report.step(f"Mes papiers, a paper, who may see it ({language})"):
            session.press("tile_papers")
            session.until("paper_card")
            self._picture(session, f"borne-papiers-{language}")
            session.press("paper_card")
            session.until("share_private", enabled=True)
            self._picture(session, f"borne-papier-{language}")
            if language == "fr":
                session.press("share_private")
                session.until("undo_action")
                self._picture(session, "borne-plus-partage")
                session.press("undo_action")
                session.until("share_private", enabled=True)
            session.press("frame_home")
            session.press("tile_relays")
            session.until("relay_0")
            self._picture(session, f"borne-qui-peut-voir-{language}")
        with self.report.step(f"Terminer, wipe ({language})"):
            self._finish(session, "frame_finish")
            self._picture(self._running().supervisor, f"borne-accueil-{language}")

    def _send(self, post: DemoPost, worker: Account) -> None:
        with self.report.step("the network is back: everything is sent"):
            self._stop()
            self.network.start_server()
            self._start(post, "desk")
            session = self._sign_in(worker)
            wait_for(
                lambda: "Tout est envoyé" in session.text("sending_line"), 120, "Tout est envoyé"
            )
            self._picture(session, "tout-est-envoye")
            self._finish(session, "sign_out")
            self._stop()

    def _second_post(self, post: DemoPost, worker: Account) -> None:
        with self.report.step("the second post shows the paper"):
            self._start(post, "desk")
            session = self._sign_in(worker)

            def is_found() -> bool:
                session.type("search", GIVEN, instead=True)
                time.sleep(1)
                return bool(session.look("result_0")["is_visible"])

            wait_for(is_found, 90, "the person on the second post")
            session.press("result_0")
            session.until("paper_card", timeout_s=60)
            self._picture(session, "second-poste-dossier")
            session.press("paper_card")
            session.until("paper_page", timeout_s=60)
            time.sleep(1)
            self._picture(session, "second-poste-papier")
            self._home_and_out(session)

    # --- proof ----------------------------------------------------------------------

    def _prove_memory(self, when: str) -> None:
        running = self._running()
        processes = {
            f"{index}:{_name(pid)}": pid
            for index, pid in enumerate([running.process.pid, *children_of(running.process.pid)])
        }
        found = in_memory(processes, self.canaries)
        total = sum(sum(counts.values()) for counts in found.values())
        self.report.check(f"canaries in remaining processes, {when}", total == 0, found)

    def _prove(self, posts: list[DemoPost]) -> None:
        self._prove_memory("at the end")
        found = in_memory({"server": self.network.server_pid}, self.canaries)
        total = sum(found["server"].values())
        self.report.check("canaries in the server's memory", total == 0, found)
        clipboard = self._running().supervisor.ask("clipboard")
        self.report.check("the clipboard is empty", clipboard == "", len(clipboard))
        self._stop()
        folders = [self.network.server_data, *(p.state_dir for p in posts)]
        folders += [p.runtime_dir for p in posts]
        folders += [Path("/var/spool/cups")] if Path("/var/spool/cups").is_dir() else []
        count, files = in_files([*folders, *self._logs()], self.canaries)
        holding = {name: names for name, names in files.items() if names}
        self.report.check(f"canaries in {count} files of posts and server", not holding, holding)

    def _logs(self) -> list[Path]:
        """Put the processes' own words beside the rest, so that they are searched too."""
        logs = self.network.folder / "logs-searched"
        logs.mkdir(exist_ok=True)
        for path in self.network.folder.glob("*.log"):
            shutil.copy(path, logs / path.name)
        return [logs]

    # --- helpers --------------------------------------------------------------------

    def last_pictures(self) -> None:
        """Keep what stands on every window when the tour breaks off."""
        if self.running is None:
            return
        for hand in self.running.stage.hands[-2:]:
            try:
                self._picture(hand, f"dernier-{hand.role}")
            except (OSError, LookupError):
                continue

    def _start(self, post: DemoPost, mode: str) -> None:
        stage = Stage(self.network.folder / f"{post.name}-{mode}-{time.monotonic_ns()}.sock")
        process = self.network.run(
            post,
            mode=mode,
            options=("--drive", str(stage.path)),
            environment=self.machine.environment,
        )
        self.running = _Running(post, process, stage)
        self._until_welcome()

    def _stop(self) -> None:
        running = self._running()
        self.network.stop_post(running.process)
        running.stage.close()
        self.running = None

    def _running(self) -> _Running:
        if self.running is None:
            raise RuntimeError("no post is running")
        return self.running

    def _until_welcome(self) -> None:
        supervisor = self._running().supervisor

        def is_welcome() -> bool:
            names = {name for name, _, _ in supervisor.names()}
            return "begin" in names or any(name.startswith("language-") for name in names)

        wait_for(is_welcome, WELCOME_S, "the welcome")

    def _begin(self, language: str = "fr") -> Hand:
        """Touch the welcome and take hold of the session that covers it."""
        running = self._running()
        self._until_welcome()
        names = {name for name, _, _ in running.supervisor.names()}
        button = "begin" if "begin" in names else f"language-{language}"
        running.supervisor.press(button)
        session = running.stage.hand("session", after=self.last_session)
        self.last_session = session.pid
        return session

    def _session(self) -> Hand:
        return next(h for h in self._running().stage.hands if h.pid == self.last_session)

    def _sign_in(self, worker: Account) -> Hand:
        session = self._begin()
        session.type("login", worker.login)
        session.type("password", WORKER_PASSWORD)
        session.press("sign_in")
        session.until("search", timeout_s=40)
        return session

    def _renew_password(self, session: Hand, account: Account) -> None:
        session.type("old_password", account.password)
        session.type("new_password", WORKER_PASSWORD)
        session.type("new_password_again", WORKER_PASSWORD)
        self._picture(session, "premiere-connexion")
        session.press("change_password")
        session.until("accept_box", timeout_s=40)
        self._picture(session, "regles-professionnel")
        session.press("accept_box")
        session.press("accept_terms")
        session.until("search", timeout_s=40)

    def _home_and_out(self, session: Hand) -> None:
        """Go back as many pages as it takes, then sign out."""

        def is_home() -> bool:
            if session.look("sign_out")["is_visible"]:
                return True
            session.press("back")
            time.sleep(0.3)
            return False

        wait_for(is_home, 20, "the way back")
        self._finish(session, "sign_out")

    def _finish(self, session: Hand, button: str) -> None:
        session.press(button)
        self._welcome_again(session.pid)

    def _welcome_again(self, ended: int) -> None:
        wait_for(lambda: not os.path.exists(f"/proc/{ended}"), 40, "the session's end")
        self._until_welcome()

    def _picture(self, hand: Hand, name: str) -> None:
        time.sleep(0.4)  # let animations and late answers settle: a picture is for people
        self.report.picture(hand, name)


def _name(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "gone"
    for wanted in (b"--session", b"agent", b"run"):
        if wanted in words:
            return wanted.decode().strip("-")
    return words[0].rsplit(b"/", 1)[-1].decode()
