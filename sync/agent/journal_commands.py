"""`reconnect-kiosk journal`: check a post's journal, show it, export it, check an export.

`verify EXPORT` needs nothing but the file and a key to compare: this machine's own when it is
a post, or a fingerprint that was told by another way. Status 0 only when everything holds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.instants import moment
from kiosk.errors import IntegrityFailure, InvalidInput, KioskError, Unavailable
from kiosk.flows.journal_file import write_journal
from kiosk.journal.checkpoint import Checkpoint
from kiosk.journal.export import Head, Proved, ProvedChain, fingerprint, verify_export
from kiosk.messages import all_messages
from kiosk.ports import SystemClock, SystemRng
from kiosk.settings import Settings, load_settings, state_dir_of
from kiosk.vault.database import KEY_BYTES, open_database
from kiosk.vault.device_secret import load_or_create
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent.loop import sync_once
from sync.agent.prove import prove_chains
from sync.agent.proxy import proxy_of
from sync.agent.witness import accept_again

__all__ = ["journal"]

CLOCK_SLACK_S = 3600
"""A server that puts its clock right is not one whose journal became shorter."""


def journal(argv: list[str]) -> int:
    """Do one of the acts of `reconnect-kiosk journal`."""
    asked = _parser().parse_args(argv)
    act: Callable[[argparse.Namespace], int] = asked.act
    return act(asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reconnect-kiosk journal",
        description="the post's own journal: a chain nobody can cut or change unseen",
    )
    acts = parser.add_subparsers(required=True, metavar="ACT")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--state-dir", default="", help="the post's folder (default: the usual one)"
    )
    common.add_argument("--json", action="store_true", help="one JSON object on stdout")

    text = "check this post's own journal, or an exported one with nothing but the file and a key"
    verify = acts.add_parser("verify", help=text, description=text, parents=[common])
    verify.add_argument("export", nargs="?", type=Path, help="a file that `export` wrote")
    verify.add_argument(
        "--fingerprint",
        action="append",
        default=[],
        metavar="HEX",
        help="of the post's or the server's key, as `export` printed it; may be given twice",
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a head of the server's journal that came by mail; may be given again",
    )
    verify.set_defaults(act=_verify)

    text = "print every entry that is kept, one JSON object a line"
    acts.add_parser("show", help=text, description=text, parents=[common]).set_defaults(act=_show)

    text = "the server's journal is looked into: believe it again from here"
    accept = acts.add_parser("accept", help=text, description=text, parents=[common])
    accept.set_defaults(act=_accept)

    text = "write the journal to a new file that anybody can check"
    export = acts.add_parser("export", help=text, description=text, parents=[common])
    export.add_argument("file", type=Path, help="a file that does not exist yet")
    export.add_argument("--offline", action="store_true", help="ask the server for no proof")
    export.add_argument(
        "--vault-key-fd",
        type=int,
        metavar="FD",
        help="a descriptor that gives the 32-byte key: what was done for persons is there too",
    )
    export.set_defaults(act=_export)
    return parser


# --- this post's own ------------------------------------------------------------------


def _verify(asked: argparse.Namespace) -> int:
    if asked.export is not None:
        return _verify_file(asked)
    post = _Post.open(asked)
    try:
        length, head = post.store.verify_journal(), post.store.journal_head()
    finally:
        post.close()
    told = {"entries": length, "head": head.h.hex() if head else ""}
    said = f"Journal du poste : {length} lignes, aucune changée, enlevée ni déplacée."
    print(json.dumps(told) if asked.json else said)
    return 0


def _show(asked: argparse.Namespace) -> int:
    post = _Post.open(asked)
    try:
        post.store.verify_journal()
        for entry in post.store.journal_entries(limit=-1):
            print(json.dumps({"seq": entry.seq, **entry.fields}, ensure_ascii=False))
    finally:
        post.close()
    return 0


def _accept(asked: argparse.Namespace) -> int:
    post = _Post.open(asked)
    try:
        device = post.store.device_identity()
        if device is None:
            raise Unavailable("sign_in.not_enrolled")
        alarm = accept_again(post.store, device.id)
    finally:
        post.close()
    if asked.json:
        print(json.dumps({"alarm": alarm}))
    elif alarm is None:
        print("Aucune alerte : rien n’a changé.")
    else:
        said = all_messages()[alarm].what
        print(f"Alerte levée : {said} C’est noté au journal de ce poste.")
    return 0


def _export(asked: argparse.Namespace) -> int:
    post = _Post.open(asked, vault_key_fd=asked.vault_key_fd)
    try:
        post.store.verify_journal()
        why = None if asked.offline else post.ask_for_proofs()
        at = int(SystemClock().now().timestamp())
        count = write_journal(asked.file, post.store, post.vault, at=at)
        device, server_ed = post.store.device_identity(), post.store.server_ed()
        if device is None or server_ed is None:
            raise Unavailable("sign_in.not_enrolled")
        prints = {
            "post": fingerprint(device.ed_public).hex(),
            "server": fingerprint(server_ed).hex(),
        }
        holds_persons = post.vault is not None
    finally:
        post.close()
    if asked.json:
        told = {"file": str(asked.file), "entries": count, **prints, "persons": holds_persons}
        print(json.dumps({**told, "no_proof": why}, ensure_ascii=False))
        return 0
    lines = [
        f"Journal écrit : {asked.file}, {count} lignes.",
        f"Empreinte du poste    {prints['post']}",
        f"Empreinte du serveur  {prints['server']}",
        "Donnez ces empreintes par un autre chemin que le fichier.",
    ]
    if not holds_persons:
        lines.append("Sans la clé du coffre du poste : ce qui fut fait pour des personnes manque.")
    if why is not None:
        lines.append(f"Sans nouvelle preuve du serveur : {all_messages()[why].what}")
    print("\n".join(lines))
    return 0


@dataclass(slots=True)
class _Post:
    """The stores of this machine's post, and what reaches its server."""

    settings: Settings
    paths: PostPaths
    store: DeviceStore
    vault: VaultStore | None

    @classmethod
    def open(cls, asked: argparse.Namespace, *, vault_key_fd: int | None = None) -> _Post:
        """Raises Unavailable("sign_in.not_enrolled")."""
        given = {"state_dir": asked.state_dir} if asked.state_dir else {}
        settings = load_settings(given).settings
        paths = PostPaths(state_dir_of(settings))
        if not paths.device_db.exists():
            raise Unavailable("sign_in.not_enrolled")
        secret, _ = load_or_create(paths)
        clock = SystemClock()
        store = DeviceStore(
            open_database(paths.device_db, secret, "device", wipes_memory=False), clock
        )
        vault = None
        if vault_key_fd is not None:
            with open(vault_key_fd, "rb") as source:
                key = source.read(KEY_BYTES + 1)
            database = open_database(paths.vault_db, key, "vault", wipes_memory=False)
            vault = VaultStore(database, PartFiles(paths.parts), clock)
        return cls(settings, paths, store, vault)

    def ask_for_proofs(self) -> str | None:
        """Hand in what is new and ask for the proofs; return why there is none, as a key."""
        from sync.agent.service import exchange_of

        try:
            x = exchange_of(
                self.store,
                self.paths,
                SystemClock(),
                SystemRng(),
                vault=self.vault,
                proxy=proxy_of(self.settings, self.paths),
            )
            try:
                sync_once(x)
                prove_chains(x)
            finally:
                x.close()
        except KioskError as error:
            return error.message_key
        return None

    def close(self) -> None:
        self.store.close()
        if self.vault is not None:
            self.vault.close()


# --- an export, anywhere --------------------------------------------------------------


def _verify_file(asked: argparse.Namespace) -> int:
    given = {_fingerprint(each) for each in asked.fingerprint}
    pinned = _pinned(asked)
    if not given and not pinned:
        raise InvalidInput("journal.export_no_key")
    try:
        with asked.export.open("rb") as lines:
            proved = verify_export(lines, given=given, pinned=pinned)
    except OSError as error:
        raise IntegrityFailure("journal.export_unreadable", line=0) from error
    compared = _compared(proved, asked.head)
    told = {**_as_json(proved), "mailed_heads": len(asked.head), "mailed_heads_compared": compared}
    words = _words(proved)
    if asked.head:
        words.append(
            f"Têtes reçues par courrier : {len(asked.head)}, du même journal ;"
            f" {compared} avec exactement les mêmes lignes qu’une tête du poste."
        )
    print(json.dumps(told) if asked.json else "\n".join(words))
    return 0


def _compared(proved: Proved, files: Sequence[Path]) -> int:
    """Compare heads that came by mail with those the post believed; return how many could be.

    Raises: IntegrityFailure as `Checkpoint.parse`, "journal.export_other_key" for another
    server's, "journal.tree_forked" or "journal.tree_shorter" when they are of two journals.
    """
    count = 0
    believed = [head for head in proved.heads if not head.is_refused]
    for path in files:
        try:
            mailed = Checkpoint.parse(path.read_bytes())
        except OSError as error:
            raise IntegrityFailure("journal.checkpoint_unreadable") from error
        if mailed.server_ed != proved.server_ed:
            raise IntegrityFailure("journal.export_other_key")
        same = [_is_same(mailed.head, head) for head in believed]
        count += any(same)
    return count


def _is_same(mailed: Head, head: Head) -> bool:
    """Say whether two heads are of the same lines. Raises when they are of two journals."""
    if mailed.size == head.size and mailed.root != head.root:
        raise IntegrityFailure("journal.tree_forked", size=mailed.size, known=head.size)
    earlier, later = sorted((mailed, head), key=lambda each: each.at)
    if later.size < earlier.size and later.at - earlier.at > CLOCK_SLACK_S:
        raise IntegrityFailure("journal.tree_shorter", size=later.size, known=earlier.size)
    return mailed.size == head.size


def _fingerprint(text: str) -> bytes:
    """Return what a person typed, with or without spaces and colons."""
    try:
        found = bytes.fromhex(text.replace(":", "").replace(" ", ""))
    except ValueError:
        found = b""
    if len(found) != 32:
        raise InvalidInput("journal.export_no_key")
    return found


def _pinned(asked: argparse.Namespace) -> set[bytes]:
    """Return the fingerprints of the keys this machine knows: none when it is no post."""
    try:
        post = _Post.open(asked)
    except Unavailable:
        return set()
    try:
        device, server_ed = post.store.device_identity(), post.store.server_ed()
    finally:
        post.close()
    keys = [device.ed_public if device is not None else None, server_ed]
    return {fingerprint(key) for key in keys if key is not None}


def _words(proved: Proved) -> list[str]:
    lines = [f"Journal du poste {proved.device.hex()}, exporté le {_day(proved.at)}."]
    for chain in proved.chains:
        lines += _chain_words(chain, proved)
    if not proved.chains:
        lines.append("Il n’y a aucune ligne.")
    for name, key, is_known in (
        ("poste  ", proved.device_ed, proved.is_device_known),
        ("serveur", proved.server_ed, proved.is_server_known),
    ):
        said = "connue" if is_known else "que personne n’a comparée"
        lines.append(f"Clé du {name} {fingerprint(key).hex()}, {said}.")
    believed = [head.at for head in proved.heads if not head.is_refused]
    if believed and proved.is_server_known:
        lines.append(
            f"Le poste garde {len(believed)} têtes signées du journal du serveur,"
            f" du {_day(min(believed))} au {_day(max(believed))}."
        )
    if proved.refused_heads:
        lines.append("Attention : le serveur a signé un autre journal que celui connu du poste.")
    return lines


def _chain_words(chain: ProvedChain, proved: Proved) -> list[str]:
    what = {"device": "le poste", "vault": "les coffres"}.get(chain.name, chain.name)
    lines = [
        f"Journal sur {what} : lignes {chain.first} à {chain.last}, du {_day(chain.first_at)}"
        f" au {_day(chain.last_at)} ; aucune changée, enlevée ni déplacée."
    ]
    if chain.first > 1:
        lines.append(f"  Les lignes 1 à {chain.first - 1} ont plus de douze mois : effacées.")
    if proved.is_device_known:
        lines.append("  Prouvé par la signature du poste.")
    if chain.kept:
        kept = f"  Le serveur garde les lignes jusqu’à {chain.kept} ({_day(chain.kept_at)})"
        lines.append(kept + (", prouvé." if proved.is_server_known else ", clé non comparée."))
    else:
        lines.append("  Sans preuve du serveur.")
    return lines


def _as_json(proved: Proved) -> dict[str, object]:
    return {
        "device": proved.device.hex(),
        "at": proved.at,
        "post_key": fingerprint(proved.device_ed).hex(),
        "post_key_known": proved.is_device_known,
        "server_key": fingerprint(proved.server_ed).hex(),
        "server_key_known": proved.is_server_known,
        "heads": len(proved.heads) - proved.refused_heads,
        "refused_heads": proved.refused_heads,
        "chains": [
            {
                "chain": chain.name,
                "first": chain.first,
                "last": chain.last,
                "kept_by_server": chain.kept,
            }
            for chain in proved.chains
        ],
    }


def _day(at: int) -> str:
    return moment(at).astimezone().strftime("%d/%m/%Y")
