"""Whether professionals may sign in at this post just now (DER-08, ROL-28, ROL-33).

Persons are not asked: what is in their safe stays theirs to read (sync.md section 4).
"""

from __future__ import annotations

from typing import assert_never

from kiosk.domain.lease import Admission
from kiosk.errors import Refused
from kiosk.flows.post import Post

__all__ = ["refuse_without_lease", "refuse_without_rights", "unsent"]


def refuse_without_lease(post: Post) -> None:
    """Freeze workers' sign-ins at a post that lost its rights, or was away too long.

    The time of this try is kept, so that a calendar set back afterwards prolongs nothing;
    an exchange with the server takes it back (`kiosk.domain.lease`).

    Raises: Refused("sign_in.lease_ended"), Refused("sign_in.clock_set_back"), and as
    `refuse_without_rights`.
    """
    refuse_without_rights(post)
    store = post.device_store
    with store.transaction() as tx:
        seen = tx.see_time()
    until = store.lease_until()
    if until is None or seen.at_s <= until:
        return
    is_set_back = post.now_s() <= until
    raise Refused("sign_in.clock_set_back" if is_set_back else "sign_in.lease_ended")


def refuse_without_rights(post: Post) -> None:
    """Turn professionals away at a post that was removed, or whose structure may not work.

    Asked at the unlocking of a desk too: a session that was open when the server said so ends
    with its next pause, a lease that merely lapses lets it finish.

    Raises: Refused, with a key for each reason and how many changes are kept here:
    `sign_in.post_withdrawn`, `sign_in.structure_suspended`, `sign_in.structure_ended`.
    """
    match post.device_store.admission():
        case Admission.WITHDRAWN:
            raise Refused("sign_in.post_withdrawn", count=unsent(post))
        case Admission.SUSPENDED:
            raise Refused("sign_in.structure_suspended", count=unsent(post))
        case Admission.ENDED:
            raise Refused("sign_in.structure_ended", count=unsent(post))
        case Admission.ADMITTED:
            pass
        case _ as never:
            assert_never(never)


def unsent(post: Post) -> int:
    """Return how many changes wait here. While the vault is closed, those of persons are
    as many as when the agent last had it open."""
    vault = post.vault
    persons = vault.counts().waiting if vault is not None else post.device_store.persons_unsent()
    return post.device_store.counts().waiting + persons
