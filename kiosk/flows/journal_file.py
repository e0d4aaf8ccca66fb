"""A post's journal written to one file, for whoever has to check it (TRC-14).

The file is `kiosk.journal.export`'s; this page gathers it from the stores that are open. A
session writes it through the child that touches media (`copies.asking`), a command by itself:
either way it is there whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.copies.files import write_file
from kiosk.crypto.encoding import parse_canon, unb64
from kiosk.errors import InvalidInput, Unavailable
from kiosk.journal.export import Chain, Head, ServerProof, export_lines
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.vault_store import VaultStore

__all__ = ["JournalFile", "gather_journal", "write_journal"]


@dataclass(frozen=True, slots=True, repr=False)
class JournalFile:
    """A whole export, in memory: ids and words of the code, no name (TRC-06)."""

    content: bytes
    entries: int


def gather_journal(store: DeviceStore, vault: VaultStore | None, *, at: int) -> JournalFile:
    """Return the journals of the open databases in one file.

    Raises: Unavailable("sign_in.not_enrolled").
    """
    device, pins, server_ed = store.device_identity(), store.pins(), store.server_ed()
    if device is None or pins is None or server_ed is None:
        raise Unavailable("sign_in.not_enrolled")
    chains = [_chain("device", store, store)]
    if vault is not None:
        chains.append(_chain("vault", vault, store))
    lines = export_lines(device, pins.structure, server_ed, chains, _heads(store), at=at)
    return JournalFile(b"".join(lines), sum(len(chain.entries) for chain in chains))


def write_journal(path: Path, store: DeviceStore, vault: VaultStore | None, *, at: int) -> int:
    """Write the journals of the open databases to a new file; return how many entries.

    It waits for the medium: for a command, never for a session.

    Raises: as `gather_journal`, InvalidInput("journal.export_exists"),
    Unavailable("journal.export_not_written").
    """
    file = gather_journal(store, vault, at=at)
    try:
        write_file(path.parent, path.name, file.content)
    except FileExistsError as error:
        raise InvalidInput("journal.export_exists", file=path.name) from error
    except OSError as error:
        raise Unavailable("journal.export_not_written") from error
    return file.entries


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
