"""`reconnect-kiosk admin notices try`: does a message arrive, with the server's settings?"""

from __future__ import annotations

import argparse
import json
import queue
import time
from pathlib import Path
from typing import Any

from kiosk.ports import SystemClock, SystemRng
from sync.server.notices.gateways import open_mail, open_texts
from sync.server.notices.port import Delivery, Letter, Receipt, Text, phone
from sync.server.settings import ServerOptions, add_options, given, load_server_options

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server",
    "sms": "as in the server's settings",
    "mail": "as in the server's settings",
}
BODY = "Essai : les messages de votre serveur Reconnect arrivent bien."
SUBJECT = "Essai du serveur Reconnect"
WAIT_S = 30
LOOK_EVERY_S = 0.5
SAID = {
    Delivery.SENT: "Pris par la passerelle ; aucune nouvelle depuis.",
    Delivery.UNCERTAIN: "La ligne a été coupée avant la réponse : parti, ou non.",
    Delivery.DELIVERED: "Arrivé.",
    Delivery.FAILED: "Non distribué.",
    Delivery.EXPIRED: "Trop tard : le téléphone n'a pas été joint à temps.",
}

_clock, _rng = SystemClock(), SystemRng()


def add_to(acts: Any) -> None:
    """Add `notices try` to the acts of `admin`."""
    notices = acts.add_parser("notices", help="short messages and mail")
    text = "send one message to yourself, and say what became of it"
    tried = notices.add_subparsers(required=True).add_parser("try", help=text, description=text)
    tried.add_argument("to", help="telephone number, or mail address")
    tried.add_argument(
        "--wait", type=int, default=WAIT_S, help="seconds to wait for the telephone (default 30)"
    )
    add_options(tried, ServerOptions, HELP, only="data sms mail")
    tried.add_argument("--json", action="store_true", help="answer with one JSON object")
    tried.set_defaults(act=_try)


def _try(options: argparse.Namespace) -> int:
    settings = load_server_options(given(options, ServerOptions)).settings
    folder = Path(settings.data) / "log"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = f"try-{_rng.bytes(8).hex()}"
    way = settings.mail if "@" in options.to else settings.sms
    if "@" in options.to:
        open_mail(way, folder, clock=_clock).send(Letter(options.to, SUBJECT, BODY, key))
        found = Delivery.SENT
    else:
        text = Text(phone(options.to), BODY, key)
        found = _texted(text, way, folder, wait_s=options.wait)
    said = SAID[found] if way else f"Aucune passerelle : écrit dans {folder}, rien n'est parti."
    print(json.dumps({"delivery": found}) if options.json else said, flush=True)
    return 0


def _texted(text: Text, sms: str, folder: Path, *, wait_s: int) -> Delivery:
    """Send, and return the last that was heard of it within the time."""
    heard: queue.SimpleQueue[Receipt] = queue.SimpleQueue()
    texts = open_texts(sms, folder, heard.put, clock=_clock, rng=_rng)
    try:
        sent = texts.send(text)
        end = time.monotonic() + (wait_s if sms else 0)
        while sent.delivery is Delivery.SENT and time.monotonic() < end:
            texts.attend()
            try:
                receipt = heard.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                continue
            if receipt.reference == sent.reference:
                return receipt.delivery
        return sent.delivery
    finally:
        texts.close()
