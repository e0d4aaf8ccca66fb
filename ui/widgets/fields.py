"""Fields: a label above, what is typed, and what to mend beside it (`ux.md` section 7)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.buttons import quiet_button, set_kind
from ui.widgets.texts import label

__all__ = ["PasswordField", "TextField"]


class TextField(QWidget):
    """One line to type, with its label, a hint and its correction."""

    edited = Signal(str)
    entered = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        title: str,
        *,
        hint: str = "",
        is_left_to_right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_field")
        self._title = label(title, "bold", f"{name}_label")
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(hint)
        if is_left_to_right:
            self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._title.setBuddy(self.line)
        self._wrong = label("", "wrong", f"{name}_wrong")
        self._wrong.hide()
        self._row = QHBoxLayout()
        self._row.setSpacing(look.scale.gap)
        self._row.addWidget(self.line, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(look.scale.gap // 2)
        page.addWidget(self._title)
        page.addLayout(self._row)
        page.addWidget(self._wrong)
        self.setFocusProxy(self.line)
        self._is_told = False
        self.line.textChanged.connect(self._changed)
        self.line.returnPressed.connect(self.entered)

    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show `text` unless it is there already, so that the cursor stays where it is."""
        if self.line.text() != text:
            self._tell(text)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.line.setAccessibleName(title)

    def set_wrong(self, message: str) -> None:
        """Say what to mend ("" for nothing); the words start with "À corriger :"."""
        text = ""
        if message:
            #: Before what is to be mended in a field
            start = QCoreApplication.translate("TextField", "À corriger :")
            text = f"{start} {message}"
        self._wrong.setText(text)
        self._wrong.setVisible(bool(message))
        self.line.setProperty("state", "wrong" if message else "")
        set_kind(self.line, str(self.line.property("kind") or ""))
        self.line.setAccessibleDescription(text)

    def _tell(self, text: str) -> None:
        self._is_told = True
        self.line.setText(text)
        self._is_told = False

    def _changed(self, text: str) -> None:
        """Report what came by keys or by an assistive tool: that one sets the whole text.

        Qt's `textEdited` knows keys only, and a dictated name would be lost.
        """
        if not self._is_told:
            self.edited.emit(text)


class PasswordField(TextField):
    """A password: dots, shown only while *Montrer* is pressed, never kept by the widget."""

    def __init__(
        self, look: Look, name: str, title: str, *, show_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, name, title, is_left_to_right=True, parent=parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.show_button: QPushButton = quiet_button(look, f"{name}_show", show_text, "eye")
        self._name_show_button(title)
        self.show_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_button.pressed.connect(self._reveal)
        self.show_button.released.connect(self._hide)
        self.show_button.installEventFilter(self)
        self._row.addWidget(self.show_button)

    def set_title(self, title: str) -> None:
        super().set_title(title)
        self._name_show_button(title)

    def take(self) -> str:
        """Return what was typed and empty the field."""
        typed = self.line.text()
        self._tell("")
        return typed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in {QEvent.Type.FocusOut, QEvent.Type.Leave, QEvent.Type.Hide}:
            self._hide()
        return super().eventFilter(watched, event)

    def _name_show_button(self, title: str) -> None:
        """Say which password: two on a page would have buttons of one name."""
        self.show_button.setAccessibleName(f"{self.show_button.text()}, {title}")

    def _reveal(self) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal)

    def _hide(self) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
