"""`reconnect-kiosk admin keys adopt` and `move`: a living server gets another keeper of its keys.

1. `adopt --to NEW` makes it ready. 2. Servers restart with `--keys 'NEW OLD'`. 3. `move` with
the same, as often as needed. 4. Servers restart with `--keys NEW`. People notice nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.errors import InvalidInput
from kiosk.ports import SystemClock, SystemRng
from sync.server.settings import (
    CustodyOptions,
    ServerOptions,
    add_options,
    given,
    load_custody_options,
    load_server_options,
)

if TYPE_CHECKING:
    from sync.server.keys.at_rest import AtRest
    from sync.server.keys.rotation import Progress, Table
    from sync.server.keys.server_keys import ServerKeys
    from sync.server.store.database import Database

__all__ = ["add_to"]

BATCH = 200
HELP = {
    "data": "data folder of the server, or of custody with --of custody",
    "database": "postgresql://… when it is not in the data folder",
    "keys": "the keeper of today; for `move` both, new one first, with a space between",
}
SAID = {"records": "écrits", "custody": "secrets"}

_clock, _rng = SystemClock(), SystemRng()


def add_to(keys: Any) -> None:
    """Add `adopt` and `move` to the acts of `admin keys`."""
    text = "make another keeper ready to take over: a key service or a module"
    adopt = keys.add_parser("adopt", help=text, description=text)
    adopt.add_argument("--to", required=True, help="vault://… (role may import) or pkcs11:…")
    _add_common(adopt, _adopt)
    text = "bring everything at rest under the first of two keepers; may be stopped and run again"
    move = keys.add_parser("move", help=text, description=text)
    move.add_argument("--dry-run", action="store_true", help="only count what would be moved")
    move.add_argument("--batch", type=int, default=BATCH, help="rows a batch (default 200)")
    _add_common(move, _move)


def _add_common(parser: argparse.ArgumentParser, act: Callable[..., int]) -> None:
    parser.add_argument("--of", choices=("server", "custody"), default="server")
    add_options(parser, ServerOptions, HELP, only="data database keys")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser.set_defaults(act=act)


@dataclass(frozen=True, slots=True)
class _Site:
    """What is moved: the server, with custody's tables where they lie beside, or custody."""

    root: Path
    keys: str
    database: str
    has_records: bool
    has_custody: bool

    @property
    def key_folder(self) -> Path:
        return self.root / "keys"

    @classmethod
    def of(cls, options: argparse.Namespace) -> _Site:
        if options.of == "custody":
            custody = load_custody_options(given(options, CustodyOptions)).settings
            return cls(Path(custody.data), custody.keys, custody.database, False, True)
        server = load_server_options(given(options, ServerOptions)).settings
        return cls(Path(server.data), server.keys, server.database, True, not server.custody)


@dataclass(frozen=True, slots=True)
class _Store:
    """Rows of one database under the keys of one purpose."""

    name: str
    database: Database
    tables: tuple[Table, ...]
    at_rest: AtRest


def _adopt(options: argparse.Namespace) -> int:
    from sync.server.keys.moving import adopt
    from sync.server.keys.server_keys import FILE, open_kept_keys

    site = _Site.of(options)
    old = open_kept_keys(site.keys, site.key_folder, clock=_clock, rng=_rng)
    keeper = adopt(old, options.to, site.key_folder, clock=_clock, rng=_rng)
    before = site.keys or FILE
    said = (
        "Le nouveau dépôt de clés est prêt. Ensuite :\n"
        f"1. redémarrer avec --keys '{options.to} {before}'\n"
        f"   (s'il y a plusieurs serveurs, d'abord tous avec --keys '{before} {options.to}') ;\n"
        "2. admin keys move avec ces deux dépôts ; --dry-run compte sans rien changer ;\n"
        "3. redémarrer avec le nouveau dépôt seul. L'ancien sert encore à ouvrir les sauvegardes"
        " faites avant."
    )
    told = {"receipt_ed": keeper.signer_ed.hex()}
    print(json.dumps(told) if options.json else said, flush=True)
    return 0


def _move(options: argparse.Namespace) -> int:
    """Move, look again whether anything is left, and say so."""
    from sync.server.keys.server_keys import open_kept_keys

    site = _Site.of(options)
    if options.batch < 1:
        raise InvalidInput("settings.invalid", key="batch", place="--batch")
    keys = open_kept_keys(site.keys, site.key_folder, clock=_clock, rng=_rng)
    with _stores(site, keys) as stores:
        moved = {each.name: _pass(each, keys, options, told=_telling(each)) for each in stores}
        if options.dry_run:
            _say(options, {"to_move": moved}, "À remettre sous les nouvelles clés", moved)
            return 0
        # A process that still seals under the keeper before may have written since.
        left = sum(_pass(each, keys, options, told=None) for each in stores)
        if left == 0 and keys.sealed is not None:
            keys.secrets.save(keys.sealed, keys.keeper)
        _note(stores, moved, left)
    _say(options, {**moved, "left": left}, "Remis sous les nouvelles clés", moved)
    if left:
        raise InvalidInput("server.keys_left", count=left)
    return 0


@contextmanager
def _stores(site: _Site, keys: ServerKeys) -> Iterator[list[_Store]]:
    from sync.server.custody.local import custody_tables
    from sync.server.keys.rotation import CUSTODY_TABLES, RECORD_TABLES
    from sync.server.serve import DataFolder, open_records

    with ExitStack() as held:
        found = []
        if site.has_records:
            records = open_records(site.database, DataFolder(site.root))
            held.enter_context(closing(records))
            found.append(_Store("records", records, RECORD_TABLES, keys.for_records))
        if site.has_custody:
            tables = custody_tables("" if site.has_records else site.database, site.root)
            held.enter_context(closing(tables))
            found.append(_Store("custody", tables, CUSTODY_TABLES, keys.for_custody))
        yield found


def _pass(
    store: _Store,
    keys: ServerKeys,
    options: argparse.Namespace,
    *,
    told: Callable[[Progress], None] | None,
) -> int:
    """Go over a store once; return how many rows were moved, or (not `told`) would be."""
    from sync.server.keys.moving import Mover
    from sync.server.keys.rotation import renew
    from sync.server.keys.two import TwoKeepers

    if not isinstance(keys.keeper, TwoKeepers):
        raise InvalidInput("server.keys_one")
    return renew(
        store.database,
        store.tables,
        Mover(keys.keeper, store.at_rest).moved,
        told=told or (lambda _: None),
        batch=options.batch,
        is_dry=options.dry_run or told is None,
    ).changed


def _telling(store: _Store) -> Callable[[Progress], None]:
    def tell(progress: Progress) -> None:
        line = (
            f"{SAID[store.name]} : {progress.seen} sur {progress.total}, remis {progress.changed}"
        )
        print(line, file=sys.stderr, flush=True)

    return tell


def _note(stores: list[_Store], moved: dict[str, int], left: int) -> None:
    """Tell the journal, which lies with the records; custody alone keeps none."""
    from sync.server.maintenance import Act, maintenance

    for store in stores:
        if store.name == "records":
            with store.database.writing() as rows:
                now = int(_clock.now().timestamp())
                maintenance(rows, Act.KEYS_MOVED, now=now, left=left, **moved)


def _say(
    options: argparse.Namespace, told: dict[str, Any], what: str, counts: dict[str, int]
) -> None:
    listed = ", ".join(f"{count} {SAID[name]}" for name, count in counts.items())
    print(json.dumps(told) if options.json else f"{what} : {listed}.", flush=True)
