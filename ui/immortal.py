"""Keeps `None`, `True` and `False` alive under PySide6 on Python 3.11.

WORKAROUND: PySide6 6.12 returns these without counting a reference for its caller, as if
they were immortal. They are from Python 3.12 on (PEP 683); on 3.11 each call of a Qt
function that returns nothing takes one reference of `None` away, each `Signal.emit` one of
`True`, and after a few thousand calls the interpreter aborts ("none_dealloc"). Raising
their counts by 2**60 outlasts any process. To be removed with Python 3.11, or once a
PySide6 counts again: `tests/gui/desk/test_immortal.py` then still passes without it.
"""

from __future__ import annotations

import ctypes
import sys

__all__ = ["make_immortal"]

_PLENTY = 1 << 60
_SINGLETONS: tuple[object, ...] = (None, True, False, NotImplemented, ..., (), "", b"")


def make_immortal() -> None:
    """Raise the counts, once per process; nothing to do from Python 3.12 on.

    `ob_refcnt` is the first field of every object of a release build of CPython 3.11.
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for singleton in _SINGLETONS:
        count = ctypes.c_ssize_t.from_address(id(singleton))
        if count.value < _PLENTY // 2:
            count.value += _PLENTY
