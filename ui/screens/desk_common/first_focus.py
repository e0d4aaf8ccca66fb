"""Where the keys go when a page appears: each view names its `first` control.

Not a focus proxy: Qt takes a widget whose proxy lies inside it for one compound control,
and Tab then skips what stands before the proxy.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

__all__ = ["focus_first"]


def focus_first(view: QWidget) -> None:
    """Give the keyboard to the first control of `view`, or to `view` itself."""
    first = getattr(view, "first", None)
    if isinstance(first, QWidget):
        focus_first(first)
    else:
        view.setFocus()
