"""A manager's posts: who they are, a code for a new one, the end of one that is lost.

Off line like everything else: what is signed here waits in the outbox, the end of a post
before all other words (DER-07), and travels with the next exchange (FORMAT.md 3.4). The
server and every post check it by the same rules (`kiosk.crypto.trust`): that this page
opens for managers only (ROL-08) is a courtesy, not the lock.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.crypto.tickets import code_text, end_of_post, make_ticket
from kiosk.domain.instants import moment
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import NewPostCode, PostLine, PostState, Role, WorkerProfile
from kiosk.flows.entrance import open_pepper
from kiosk.flows.post import Post

__all__ = ["add_post", "end_post", "posts"]

_ORDER = (PostState.ENDING, PostState.EXPECTED, PostState.HERE, PostState.ACTIVE, PostState.ENDED)
"""Who needs somebody stands first, who is gone last."""


def posts(post: Post, profile: WorkerProfile) -> Sequence[PostLine]:
    """Return every post of the structure this one knows of, and every code still good.

    Raises: Refused("membership.not_allowed") for who is no manager.
    """
    _check_manager(profile)
    store = post.device_store
    devices = store.devices(profile.structure)
    unsent = {row.name for row in store.outgoing()}
    lines = [_device_line(post, each, is_unsent=each.name in unsent) for each in devices]
    used = {
        each.by
        for each in store.statements("device", owner=profile.structure)
        if each.text("state") == "active"
    }
    lines += [
        PostLine(
            id=each.id("ticket"),
            place="",
            state=PostState.EXPECTED,
            since=moment(each.number("exp")),
            is_unsent=each.name in unsent,
        )
        for each in store.statements("ticket", owner=profile.structure)
        if each.number("exp") > post.now_s() and each.id("ticket") not in used
    ]
    return sorted(lines, key=lambda line: (_ORDER.index(line.state), line.place, line.id))


def add_post(post: Post, profile: WorkerProfile, manager: Identity) -> NewPostCode:
    """Make a code for one new post, good once and for 24 hours; nobody keeps it.

    Raises: Refused("membership.not_allowed"), Unavailable("sign_in.not_enrolled").
    """
    _check_manager(profile)
    store = post.device_store
    pins, held = store.pins(), store.pepper_box()
    if pins is None or held is None:
        raise Unavailable("sign_in.not_enrolled")
    made = make_ticket(
        profile.structure,
        open_pepper(post),
        held[1],
        signer=manager,
        at=post.now_s(),
        rng=post.rng,
    )
    with store.transaction() as tx:
        tx.put_statement(made.statement, queue=True)
        tx.journal(manager.id, None, "post.code_made", ticket=made.id)
    post.kick()
    text = code_text(pins.url, pins.certificate_sha256, pins.root_ed, profile.structure, made)
    return NewPostCode(text, moment(made.expires_at))


def end_post(post: Post, profile: WorkerProfile, manager: Identity, device: bytes) -> None:
    """End a post that is lost, stolen or given up: it goes first, and counts at once.

    Harmless for one that has ended already. The post this is said at cannot end itself: what
    waits on it could never be sent.

    Raises: Refused("membership.not_allowed" | "posts.own_post"), InvalidInput("posts.unknown").
    """
    _check_manager(profile)
    if device == post.device.id:
        raise Refused("posts.own_post")
    held = post.device_store.device(device)
    if held is None or held.id("structure") != profile.structure:
        raise InvalidInput("posts.unknown")
    if held.text("state") == "removed":
        return
    said = end_of_post(
        profile.structure,
        device,
        ed=held.data("ed"),
        x=held.data("x"),
        n=held.number("n") + 1,
        place=held.text("place"),
        signer=manager,
        at=max(post.now_s(), held.at + 1),
    )
    with post.device_store.transaction() as tx:
        tx.put_statement(said, queue=True)
        tx.journal(manager.id, None, "post.ended", device=device)
    post.kick()


def _device_line(post: Post, device: Statement, *, is_unsent: bool) -> PostLine:
    id = device.id("device")
    if device.text("state") == "removed":
        state = PostState.ENDING if is_unsent else PostState.ENDED
    else:
        state = PostState.HERE if id == post.device.id else PostState.ACTIVE
    store = post.device_store
    last = store.last_exchange_at() if state is PostState.HERE else store.post_seen_at(id)
    return PostLine(
        id=id,
        place=device.text("place"),
        state=state,
        since=moment(device.at),
        is_unsent=is_unsent,
        last_exchange_at=None if last is None else moment(last),
    )


def _check_manager(profile: WorkerProfile) -> None:
    if profile.role is not Role.MANAGER:
        raise Refused("membership.not_allowed")
