"""Which certificates of its server a post accepts, and how one follows another.

Pure rules. Enrolment fixes the first; the server announces the next by a word signed with the
key of its receipts, which a post pinned too. Words are numbered, and no post goes back: a
certificate whose key was stolen, and which was replaced for that, is not taken again by who
knows its successor. Nor for ever by who knows it and never met it: the word says until when
the one before serves, and a server that still uses that one signs a later end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["PinWord", "Pinned", "met", "told"]


@dataclass(frozen=True, slots=True)
class PinWord:
    """The server's word, verified: certificate number `n` has this SHA-256, and the one before
    is accepted as well until `before_until`, Unix seconds of the server's clock."""

    n: int
    sha256: bytes
    before_until: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """What a post accepts: the certificate in use, the one announced, the one before."""

    current: bytes
    n: int = 0
    """0: fixed by enrolment, before any word of the server's."""
    next: PinWord | None = None
    before: bytes = b""
    before_until: int = 0

    def accepted(self, now_s: int) -> tuple[bytes, ...]:
        """Return every SHA-256 that is ours at the true time `now_s`, the likeliest first; one
        at least."""
        found = []
        if self.next is None or now_s < self.next.before_until:
            found.append(self.current)
        if self.next is not None:
            found.append(self.next.sha256)
        if self.before and now_s < self.before_until:
            found.append(self.before)
        return tuple(found)


def told(pinned: Pinned, word: PinWord) -> Pinned:
    """Return what is pinned after a word of the server's: older ones change nothing. One about
    the next that is known changes its end, to a later one only."""
    if word.n <= pinned.n:
        return pinned
    if word.sha256 == pinned.current:  # enrolled with it since it was announced
        is_next_behind = pinned.next is not None and pinned.next.n <= word.n
        return replace(pinned, n=word.n, next=None if is_next_behind else pinned.next)
    if pinned.next is not None and not _follows(pinned.next, word):
        return pinned
    return replace(pinned, next=word)


def met(pinned: Pinned, sha256: bytes) -> Pinned:
    """Return what is pinned once the server showed `sha256`, one of those accepted."""
    if pinned.next is None or sha256 != pinned.next.sha256:
        return pinned
    return Pinned(sha256, pinned.next.n, None, pinned.current, pinned.next.before_until)


def _follows(known: PinWord, word: PinWord) -> bool:
    is_later = word.sha256 == known.sha256 and word.before_until > known.before_until
    return word.n > known.n or (word.n == known.n and is_later)
