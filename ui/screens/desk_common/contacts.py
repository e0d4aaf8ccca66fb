"""Phone numbers and e-mail addresses: complete enough to reach somebody, no more asked."""

from __future__ import annotations

import re

__all__ = ["is_email", "is_phone"]

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")


def is_phone(untrusted_text: str) -> bool:
    """Return whether the text has the digits of a number: 8 to 15 as E.164 allows."""
    text = re.sub(r"[\s.\-()/]", "", untrusted_text)
    return re.fullmatch(r"\+?[0-9]{8,15}", text) is not None


def is_email(untrusted_text: str) -> bool:
    """Return whether the text looks like one address; only a message would prove it."""
    text = untrusted_text.strip()
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None
