"""A post's journal written to one file, for whoever has to check it (TRC-14).

The file is `kiosk.journal.export`'s; this page gathers it from the stores that are open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kiosk.crypto.encoding import parse_canon, unb64
from kiosk.errors import InvalidInput, Unavailable
from kiosk.journal.export import Chain, Head, ServerProof, export_lines
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.vault_store import VaultStore

__all__ = ["write_journal"]


def write_journal(path: Path, store: DeviceStore, vault: VaultStore | None, *, at: int) -> int:
    """Write the journals of the open databases to a new file; return how many entries.

    Raises: Unavailable("sign_in.not_enrolled"), InvalidInput("journal.export_exists"),
    Unavailable("journal.export_not_written").
    """
    device, pins, server_ed = store.device_identity(), store.pins(), store.server_ed()
    if device is None or pins is None or server_ed is None:
        raise Unavailable("sign_in.not_enrolled")
    chains = [_chain("device", store, store)]
    if vault is not None:
        chains.append(_chain("vault", vault, store))
    lines = export_lines(device, pins.structure, server_ed, chains, _heads(store), at=at)
    _write(path, lines)
    return sum(len(chain.entries) for chain in chains)


def _chain(name: str, source: DeviceStore | VaultStore, store: DeviceStore) -> Chain:
    """Take one chain; a proof of an entry that was let go since proves nothing here."""
    base, before = source.journal_base()
    held = store.chain_proof(name)
    proof = ServerProof.parse(held) if held is not None else None
    if proof is not None and proof.seq <= base:
        proof = None
    return Chain(name, before, source.journal_entries(limit=-1), proof)


def _heads(store: DeviceStore) -> Iterator[Head]:
    """Give each day's head, the one believed now, and the one that was refused."""
    believed = dict.fromkeys([*store.tree_days(), store.tree_head()])
    told = [(held, False) for held in believed] + [(store.tree_evidence(), True)]
    for held, is_refused in told:
        if held:
            fields = parse_canon(held)
            yield Head(
                fields["size"],
                bytes.fromhex(fields["root"]),
                fields["at"],
                unb64(fields["sig"]),
                is_refused,
            )


def _write(path: Path, lines: Iterator[bytes]) -> None:
    try:
        with path.open("xb") as target:
            try:
                target.writelines(lines)
                target.flush()
                os.fsync(target.fileno())
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise InvalidInput("journal.export_exists", file=path.name) from error
    except OSError as error:
        raise Unavailable("journal.export_not_written") from error
