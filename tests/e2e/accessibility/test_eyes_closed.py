"""The main job with eyes closed: every screen says its controls, and they are enough.

Real windows of real processes; all that is known of them and done to them goes through the
accessibility tree (AT-SPI), read by a program that imports nothing of this project.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.fakes.accessibility_bus import accessibility_bus
from tests.fakes.real_post import (
    FILE_NAME,
    FILES_PLACE,
    PERSON_PASSWORD,
    STRUCTURE,
    WORKER_PASSWORD,
    RealPost,
    real_post,
)
from tests.fakes.screen_reader import Node, ScreenReader, screen_reader, system_python_reads_trees

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.skipif(
        not system_python_reads_trees(),
        reason="NOT TESTED: /usr/bin/python3 has no pyatspi (apt-get install python3-pyatspi)",
    ),
]

DESK_SCREENS = (
    "desk welcome",
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
    "end of an affiliation",
    "affiliate",
    "outgoing",
    "report of an access",
    "search",
    "identity",
    "lock",
)
TERMINAL_SCREENS = (
    "closed",
    "enter of a professional",
    "languages",
    "enter",
    "display",
    "terms",
    "last of the terms",
    "space",
    "papers",
    "paper",
    "relays",
    "stop a relay",
    "who looked",
)


@dataclass
class Journey:
    """The main job as it went: what was heard, and what broke it off."""

    heard: dict[str, list[Node]] = field(default_factory=dict)
    broken_off: BaseException | None = None
    login: str = ""
    done: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def journey(tmp_path_factory):
    folder = tmp_path_factory.mktemp("eyes-closed")
    made = Journey()
    with (
        accessibility_bus(folder / "bus") as bus,
        real_post(folder, bus) as post,
        screen_reader({**os.environ, **bus}) as reader,
    ):
        made.heard = reader.heard
        try:
            _desk(made, post, reader)
            _terminal(made, post, reader)
        except (AssertionError, subprocess.SubprocessError, LookupError) as error:
            made.broken_off = error
    return made


def test_the_main_job_is_done_through_the_tree_alone(journey):
    if journey.broken_off is not None:
        raise journey.broken_off
    assert journey.done == [
        "installed",
        "signed in",
        "opened a safe",
        "filed a paper",
        "read it",
        "locked and unlocked",
        "signed out",
        "opened the terminal",
        "read it on the terminal",
        "kept a relay",
        "saw who looked",
        "left",
    ]


@pytest.mark.parametrize("screen", [*DESK_SCREENS, *TERMINAL_SCREENS])
def test_everything_to_press_or_fill_has_a_name_and_a_way(journey, screen):
    assert screen in journey.heard, "never reached"
    controls = [node for node in journey.heard[screen] if node.is_control]
    assert controls, "a screen without any control"
    reached = [node for node in journey.heard[screen] if node.is_control or node.can_be_reached]
    assert [node for node in reached if not node.name.strip()] == []
    assert [node for node in controls if node.can_be_used and not node.actions] == []
    assert _said_twice(controls) == []


def _said_twice(controls: list[Node]) -> list[str]:
    """Two controls of one name on a screen cannot be told apart by who only listens."""
    names = Counter((node.role, node.name) for node in controls)
    return [name for (_, name), count in names.items() if count > 1]


# --- the desk -------------------------------------------------------------------------


def _desk(journey: Journey, post: RealPost, reader: ScreenReader) -> None:
    reader.supervisor = post.start("desk")
    reader.hear("desk welcome", "Se connecter")
    reader.press("Se connecter")
    _install(journey, post, reader)
    _sign_in(journey, post, reader)
    _open_safe(journey, reader)
    _file_a_paper(journey, reader)
    _read_it(journey, reader)
    _look_around(journey, reader)
    _lock_and_leave(journey, reader)
    assert post.stop() == 0


def _install(journey: Journey, post: RealPost, reader: ScreenReader) -> None:
    reader.hear("install", "Code du poste")
    reader.write("Nom de ce poste", "Bureau 1")
    reader.write("Code du poste", post.code)
    reader.press("Installer")
    reader.hear("installed", "Ce poste est prêt")
    reader.press("Ouvrir le poste")
    journey.done.append("installed")


def _sign_in(journey: Journey, post: RealPost, reader: ScreenReader) -> None:
    reader.hear("sign in", "Identifiant")
    reader.write("Identifiant", post.worker.login)
    reader.write("Mot de passe", post.worker.password)
    reader.press("Ouvrir le poste")
    reader.hear("first sign-in", "Mot de passe reçu")
    reader.write("Mot de passe reçu", post.worker.password)
    reader.write("Mot de passe", WORKER_PASSWORD)
    reader.write("Encore une fois", WORKER_PASSWORD)
    reader.press("Continuer")
    heard = reader.hear("terms of professionals", "Version du")
    reader.press(next(node.name for node in heard if node.role == "check box"))
    reader.press("Continuer")
    reader.hear("home", "Chercher une personne")
    journey.done.append("signed in")


def _open_safe(journey: Journey, reader: ScreenReader) -> None:
    reader.press("Ouvrir un coffre")
    reader.hear("open a safe", "Date de naissance")
    reader.write("Prénoms", "Awa")
    reader.write("Nom", "Diop")
    reader.write("Date de naissance", "vers 1991")
    reader.press("Tourner l’écran")
    reader.hear("consent card", "Carte 1 sur")
    _cards(reader, "J’ai compris")
    reader.hear("consent question", "Avez-vous compris")
    reader.press("J’ai compris")
    _cards(reader, "Oui")
    reader.press("Oui")
    # The tree cannot draw: signing on paper is the way of who cannot draw on the screen.
    reader.hear("signature", "Votre signature")
    reader.press("Signer sur papier")
    reader.hear("signature on paper", "Numériser le papier signé")
    reader.press("Numériser le papier signé")
    _cards(reader, "Oui")
    reader.press("Oui")
    reader.hear("end of consent", "Merci.")
    reader.press("C’est fini")
    reader.press("Passer la main")
    reader.hear("access", "Le professionnel ne regarde pas.")
    reader.write("Mot de passe", PERSON_PASSWORD)
    reader.write("Encore une fois", PERSON_PASSWORD)
    reader.press("C’est fini")
    reader.press("Terminer et ouvrir le coffre")
    heard = reader.hear("opened", "Identifiant de la personne", "Donnez la carte")
    shapes = (re.fullmatch(r"[a-z.]+-[0-9a-z]{4}", node.plain_name) for node in heard)
    journey.login = next(shape[0] for shape in shapes if shape)
    reader.press("Accueil")
    journey.done.append("opened a safe")


def _cards(reader: ScreenReader, answer: str) -> None:
    """Listen to every card until the question and its answer."""

    def next_card() -> str | None:
        return "" if reader.can_use(answer) else _place(reader) or None

    while card := reader.until_known(next_card, f"a card, or {answer}"):
        reader.press("Suivant")
        reader.until(lambda seen=card: _place(reader) != seen, f"what follows {card}")


def _place(reader: ScreenReader) -> str:
    return next((n.name for n in reader.read() if re.fullmatch(r"Carte \d+ sur \d+", n.name)), "")


def _file_a_paper(journey: Journey, reader: ScreenReader) -> None:
    reader.press("Numériser")
    reader.hear("scan", "Quel papier")
    reader.write("Chercher une personne", "Diop")
    reader.press("Awa Diop", starts=True)
    reader.press("Ajouter un fichier")
    reader.hear("picker", "Où est le fichier ?")
    reader.press(FILES_PLACE)
    reader.press(FILE_NAME, starts=True)
    reader.press("Attestation")
    reader.press("La personne et ses services")
    reader.until(lambda: reader.can_use("Ranger"), "a paper to file")
    reader.hear("scan with a page", "Page 1 sur 1")
    reader.press("Ranger")
    reader.hear("filed", "C’est rangé.")
    journey.done.append("filed a paper")


def _read_it(journey: Journey, reader: ScreenReader) -> None:
    reader.press("Voir le dossier")
    reader.hear("dossier", "Ajouter un papier", "Attestation")
    reader.press("Attestation", starts=True)
    reader.hear("paper of a dossier", "Page 1 sur 1")
    reader.press("Revenir")
    journey.done.append("read it")
    reader.press("Ne plus rattacher")
    reader.hear("end of an affiliation", STRUCTURE)
    reader.press("Garder le rattachement")
    reader.hear("dossier", "Ajouter un papier")
    reader.press("Revenir")


def _look_around(journey: Journey, reader: ScreenReader) -> None:
    """The screens that the main job does not need."""
    reader.press("Rattacher une personne")
    reader.hear("affiliate", "Rattacher une personne", "Tourner l’écran")
    reader.press("Revenir")
    reader.press("Envoi", starts=True)
    reader.hear("outgoing", "Envoi")
    reader.press("Revenir")
    reader.press("Accès perdu ou volé")
    reader.hear("report of an access", "Arrêter cet accès")
    reader.press("Garder cet accès")
    reader.write("Chercher une personne", "awa")
    reader.hear("search", "Awa Diop")
    reader.press("Awa Diop", starts=True)
    reader.press("Identité")
    reader.hear("identity", "Corriger l’identité", "Date de naissance")
    reader.press("Revenir")
    reader.until(lambda: reader.can_use("Ajouter un papier"), "the dossier again")
    reader.press("Revenir")


def _lock_and_leave(journey: Journey, reader: ScreenReader) -> None:
    reader.press("Verrouiller")
    reader.hear("lock", "Verrouillé par")
    reader.write("Mot de passe", WORKER_PASSWORD)
    reader.press("Déverrouiller")
    journey.done.append("locked and unlocked")
    session = reader.window()
    reader.press("Se déconnecter")
    reader.until(lambda: _has_ended(session), "the end of the session")
    journey.done.append("signed out")


# --- the terminal ---------------------------------------------------------------------


def _terminal(journey: Journey, post: RealPost, reader: ScreenReader) -> None:
    reader.supervisor = post.start("terminal")
    reader.hear("closed", "Je suis un professionnel")
    reader.press("Je suis un professionnel")
    reader.hear("enter of a professional", "Un professionnel ouvre ce poste")
    session = reader.window()
    reader.write("Mon identifiant", post.worker.login)
    reader.write("Mon mot de passe", WORKER_PASSWORD)
    reader.press("Ouvrir")
    reader.until(lambda: _has_ended(session), "the post to open")
    journey.done.append("opened the terminal")
    reader.hear("languages", "Français")
    reader.press("Français")
    _enter(journey, reader)
    _look_at_papers(journey, reader)
    session = reader.window()
    reader.press("Terminer")
    reader.until(lambda: _has_ended(session), "the end of the session")
    journey.done.append("left")
    assert post.stop() == 0


def _enter(journey: Journey, reader: ScreenReader) -> None:
    reader.hear("enter", "Ouvrir mon coffre")
    reader.press("Affichage")
    reader.hear("display", "Grand texte")
    reader.press("Affichage")
    reader.write("Mon identifiant", journey.login)
    reader.write("Mon mot de passe", PERSON_PASSWORD)
    reader.press("Ouvrir")
    reader.hear("terms", "1 sur")
    while reader.can_use("Suite"):
        reader.press("Suite")
        reader.pause()
    heard = reader.hear("last of the terms", "J’accepte")
    reader.press(next(node.name for node in heard if node.role == "check box"))
    reader.press("J’accepte")
    reader.hear("space", "Bonjour Awa")


def _look_at_papers(journey: Journey, reader: ScreenReader) -> None:
    reader.press("Mes papiers")
    reader.hear("papers", "Attestation")
    reader.press("Attestation", starts=True)
    reader.hear("paper", "Page 1 sur 1", "Qui peut voir ce papier ?")
    journey.done.append("read it on the terminal")
    reader.press("Accueil")
    reader.press("Qui peut voir")
    reader.hear("relays", STRUCTURE)
    reader.press("Arrêter le partage avec", starts=True)
    reader.hear("stop a relay", "Garder le partage")
    reader.press("Garder le partage")
    reader.until(lambda: reader.says("Depuis le"), "the relays")
    journey.done.append("kept a relay")
    reader.press("Qui a regardé mon coffre")
    reader.hear("who looked", "Papier ajouté", "Entrée avec le mot de passe")
    reader.press("Qui peut voir")
    reader.until(lambda: reader.says("Depuis le"), "the relays")
    journey.done.append("saw who looked")


def _has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False
