"""A 2D reader that types: keys of an American keyboard, on a machine with another one."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LAYOUTS", "typed_on"]

AMERICAN = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
AMERICAN_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'

LAYOUTS: Mapping[str, tuple[str, str]] = {
    "us": (AMERICAN, AMERICAN_SHIFTED),
    "fr": (
        "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!",
        "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§",
    ),
    "be": (
        "²&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùµwxcvbn,;:=",
        "³1234567890°_AZERTYUIOP¨*QSDFGHJKLM%£WXCVBN?./+",
    ),
    "de": (
        "^1234567890ß´qwertzuiopü+asdfghjklöä#yxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_",
    ),
    "tr": (
        '"1234567890*-qwertyuıopğüasdfghjklşi,zxcvbnmöç.',
        "é!'^+%&/()=?_QWERTYUIOPĞÜASDFGHJKLŞİ;ZXCVBNMÖÇ:",
    ),
}
"""What stands on the keys, row by row from the top, without and with Shift."""


def typed_on(layout: str, text: str) -> str:
    """Return what a machine with `layout` writes when a reader types `text` American."""
    plain, shifted = LAYOUTS[layout]
    keys = dict(zip(AMERICAN + AMERICAN_SHIFTED, plain + shifted, strict=True))
    return "".join(keys[sign] for sign in text)
