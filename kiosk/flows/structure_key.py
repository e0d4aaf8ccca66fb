"""A structure's own keys, as one professional opens them: the newest, and all before it.

FORMAT.md section 3 and flow 6.12: the newest seed is boxed to each professional (`mkey`);
each newer seed seals the one before it (`skprev`), so what was written earlier stays
readable after somebody has left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.crypto.records import Label, open_sealed
from kiosk.domain.ids import StructureId
from kiosk.errors import Refused
from kiosk.vault.device_store import DeviceStore

__all__ = ["StructureKeys", "open_structure"]


@dataclass(frozen=True, slots=True)
class StructureKeys:
    """One structure under each version of its key that is held; 1 is the oldest."""

    skv: int
    versions: Mapping[int, Identity]

    @property
    def newest(self) -> Identity:
        """What is written now is sealed under this one."""
        return self.versions[self.skv]

    @property
    def id(self) -> StructureId:
        return StructureId(self.newest.id)

    @property
    def holders(self) -> tuple[Identity, ...]:
        """Every version, the newest first."""
        return tuple(self.versions[skv] for skv in sorted(self.versions, reverse=True))

    @property
    def boxes(self) -> Mapping[int, BoxKey]:
        """What opens boxes to this structure, by the version they name."""
        return {skv: identity.box_key for skv, identity in self.versions.items()}

    def at(self, skv: int) -> Identity:
        """Return the structure at a version. Raises CannotOpen when it is not held."""
        try:
            return self.versions[skv]
        except KeyError:
            raise CannotOpen from None


def open_structure(store: DeviceStore, structure: StructureId, pro: Identity) -> StructureKeys:
    """Open the newest key boxed to this professional, and walk back to the older ones.

    Raises Refused("sign_in.not_a_member") when none is boxed to them.
    """
    boxed = store.member_key(structure, pro.id)
    if boxed is None:
        raise Refused("sign_in.not_a_member")
    skv = boxed.number("skv")
    try:
        seed = open_sealed(
            Label.MEMBER,
            pro.box_key,
            boxed.data("box"),
            structure=structure,
            skv=skv,
            pro=pro.id,
        )
    except CannotOpen as error:
        raise Refused("sign_in.not_a_member") from error
    return StructureKeys(skv, _with_older(store, structure, skv, Identity(structure, seed)))


def _with_older(
    store: DeviceStore, structure: StructureId, skv: int, newest: Identity
) -> dict[int, Identity]:
    """Open each seed by the one after it. What does not match its certificate is left out."""
    versions = {skv: newest}
    said = sorted(store.previous_keys(structure), key=lambda each: -each.number("skv"))
    for statement in said:
        newer, prev = statement.number("skv"), statement.number("prev")
        certified = store.structure_key(structure, prev)
        if newer not in versions or prev in versions or certified is None:
            continue
        try:
            seed = open_sealed(
                Label.SKV,
                versions[newer].private_space_key,
                statement.data("envelope"),
                structure=structure,
                skv=newer,
                prev=prev,
            )
        except CannotOpen:
            continue
        older = Identity(structure, seed)
        if older.x_public == certified.data("x"):
            versions[prev] = older
    return versions
