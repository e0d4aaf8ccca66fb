"""Names of things: 16 random bytes each, 32 hex digits in JSON."""

from __future__ import annotations

from typing import NewType

__all__ = [
    "ID_BYTES",
    "NOBODY",
    "DeviceId",
    "EpochId",
    "Id",
    "ItemId",
    "PartId",
    "PersonId",
    "ProId",
    "StatementName",
    "StructureId",
]

ID_BYTES = 16

Id = bytes
PersonId = NewType("PersonId", bytes)
ProId = NewType("ProId", bytes)
StructureId = NewType("StructureId", bytes)
DeviceId = NewType("DeviceId", bytes)
ItemId = NewType("ItemId", bytes)
PartId = NewType("PartId", bytes)
EpochId = NewType("EpochId", bytes)
StatementName = NewType("StatementName", bytes)
"""SHA-256 of a statement: 32 bytes, its idempotency key on the wire."""

NOBODY = bytes(ID_BYTES)
"""`Z` of FORMAT.md: no structure, no author, no version key."""
