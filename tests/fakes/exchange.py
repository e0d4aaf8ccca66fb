"""What a server does between posts, and nothing else: statements handed from one to another.

A statement is kept only if the rules of trust accept it, as the agent does. What waits for
something else is tried again as long as that helps; what is refused too, because a server
hands things out in an order in which each was acceptable, and here the order is any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.crypto.statements import Statement
from kiosk.crypto.trust import Waiting, check
from kiosk.errors import Refused
from kiosk.flows.post import Post
from kiosk.vault.directory import PostDirectory

__all__ = ["PERSONS_TYPES", "bring_all", "copy_parts", "hand_over", "persons_statements"]

PERSONS_TYPES = (
    *("identity", "cred", "custody", "consent", "req", "affil", "epoch", "grant", "item"),
)


def persons_statements(post: Post) -> list[Statement]:
    """Return what a post holds of persons."""
    vault = post.ready_vault()
    return [each for kind in PERSONS_TYPES for each in vault.statements(kind)]


def hand_over(post: Post, statements: Iterable[Statement]) -> list[Statement]:
    """Give statements to a post in this order; return those it does not keep."""
    vault, given = post.ready_vault(), list(statements)
    known = vault.names_known([each.name for each in given])
    waiting = [each for each in given if each.name not in known]
    while True:
        left: list[Statement] = []
        for statement in waiting:
            try:
                check(statement, PostDirectory(post.device_store, vault))
            except (Waiting, Refused):
                left.append(statement)
                continue
            with vault.transaction() as tx:
                tx.put_statement(statement, queue=False)
        if len(left) == len(waiting):
            return left
        waiting = left


def copy_parts(to: Post, source: Post) -> None:
    """Bring every part that `to` knows of and `source` has."""
    vault = to.ready_vault()
    for head in [head for person in vault.persons() for head in vault.heads(person)]:
        for part in vault.parts_of(head.name):
            if not part.is_here and source.parts.size(part.id) == part.size:
                to.parts.write(part.id, source.parts.read(part.id))
                with vault.transaction() as tx:
                    tx.part_fetched(part.id)


def bring_all(posts: Sequence[Post]) -> None:
    """Let every post know what the others know, statements and parts."""
    for to in posts:
        for source in posts:
            if source is not to:
                assert hand_over(to, persons_statements(source)) == []
    for to in posts:
        for source in posts:
            if source is not to:
                copy_parts(to, source)
