"""`reconnect-kiosk demo`: the whole product on temporary data, one command.

An embedded server, a made-up structure with a manager and two workers, a few made-up
people, an enrolled post and its window. `--tour OUT` drives the real screens through the
main job instead and leaves pictures and a report. Everything is done by the product's own
commands and flows; nothing outlives the demo but what `--keep` names.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from ui.tour.network import DemoNetwork, Person
from ui.tour.people import settle_in

__all__ = ["command"]

PEOPLE = (
    Person("Awa", "Diop", 1991, ("Titre de séjour", "Attestation d’hébergement")),
    Person("Karim", "Benali", 1978, ("Avis d’impôt 2026",)),
    Person("Olena", "Marchenko", 1984, ("Passeport", "Courrier de la CAF")),
)


def command(arguments: list[str]) -> int:
    """Run the demo or its tour; 0 when it ended well."""
    parser = argparse.ArgumentParser(prog="reconnect-kiosk demo", description=__doc__)
    parser.add_argument("--tour", metavar="OUT", help="drive the real screens; pictures and report")
    parser.add_argument("--mode", choices=["desk", "terminal"], default="desk")
    parser.add_argument("--keep", metavar="DIR", help="use and keep this folder")
    asked = parser.parse_args(arguments)
    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="reconnect-demo-")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if asked.tour or not has_screen:
            from ui.tour.tour import run_tour

            out = Path(asked.tour or "demo-tour").absolute()
            if not has_screen and not asked.tour:
                print(
                    "No display here, so no window. To see it, run this where there is a desktop.\n"
                    f"Meanwhile the tour drives the same screens and leaves pictures in {out}.",
                    flush=True,
                )
            return run_tour(out, folder)
        return _windows(folder, asked.mode)
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _windows(folder: Path, mode: str) -> int:
    """Open the post's window and wait until it is closed."""
    with DemoNetwork(folder) as network:
        structure = network.add_structure("Relais du Port")
        worker = network.add_worker(structure, "Nadia Karim")
        network.add_worker(structure, "Paul Meyer")
        manager = network.add_manager(structure, "Camille Roux")
        post = network.enrol(structure, "desk", "Bureau 1")
        print("Préparation des coffres d’exemple…", flush=True)
        settled = settle_in(post, worker, PEOPLE)
        lines = [
            "",
            "Made-up people, temporary data. Sign in with:",
            f"  worker   {settled.worker.login}   {settled.worker.password}",
            f"  manager  {manager.login}   {manager.password}   (asks for a password of your own)",
            *(
                f"  person   {login}   {settled.person_password}   (terminal: --mode terminal)"
                for login in settled.logins
            ),
            "Close the window to end the demo.",
            "",
        ]
        print("\n".join(lines), flush=True)
        running = network.run(post, mode=mode, is_windowed=True)
        return running.wait()


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:]))
