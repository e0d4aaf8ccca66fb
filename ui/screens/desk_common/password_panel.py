"""A password being chosen: two fields, the live list of rules, strength in words, a proposal.

Its words are handed in, because a person chooses in their own language on a desk that
speaks French.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.domain.passwords import Rule, Strength
from ui.screens.desk_common.passwords import PasswordState
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, quiet_button
from ui.widgets.fields import PasswordField
from ui.widgets.notices import announce
from ui.widgets.texts import label

__all__ = ["PasswordPanel"]

_STRENGTHS = {
    None: ("strength_none", Tone.INDIGO),
    Strength.WEAK: ("strength_weak", Tone.RED),
    Strength.FAIR: ("strength_fair", Tone.AMBER),
    Strength.GOOD: ("strength_good", Tone.OK),
    Strength.STRONG: ("strength_strong", Tone.OK),
}
_SHOWN = (Rule.LENGTH, Rule.UPPER, Rule.LOWER, Rule.DIGIT_OR_SPECIAL, Rule.NOT_COMMON)
"""NOT_TOO_LONG shows only when it is broken: nobody needs to read it otherwise."""


class PasswordPanel(QWidget):
    """Reports what is typed; shows what a PasswordState says of it."""

    typed = Signal(str, str)
    propose_pressed = Signal()
    entered = Signal()

    def __init__(
        self, look: Look, words: Mapping[str, str], minimum: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._words = look, words
        self.password = PasswordField(
            look, "new_password", words["password"], show_text=words["show"]
        )
        self.again = PasswordField(
            look, "new_password_again", words["password_again"], show_text=words["show"]
        )
        self._rules = {rule: _RuleLine(look, f"rule_{rule.value}") for rule in Rule}
        self._same = _RuleLine(look, "rule_same")
        self._texts = {rule: words[f"rule_{rule.value}"] for rule in Rule}
        self._texts[Rule.LENGTH] = self._texts[Rule.LENGTH].format(minimum=minimum)
        self._strength = label("", "bold", "strength")
        self._build()
        self._bind()

    def tell(self, state: PasswordState, proposal: str) -> None:
        """Show which rules are met, how strong it is, and the four words if offered."""
        for rule, line in self._rules.items():
            is_shown = rule in _SHOWN or (rule not in state.met and state.strength is not None)
            line.setVisible(is_shown)
            line.tell(self._texts[rule], is_met=rule in state.met, words=self._words)
        self._same.tell(self._words["rule_same"], is_met=state.is_same, words=self._words)
        name, tone = _STRENGTHS[state.strength]
        if self._strength.text() != self._words[name]:
            announce(self._strength, self._words[name])
        self._strength.setText(self._words[name])
        self._strength.setProperty("tone", tone.value)
        self._strength.style().unpolish(self._strength)
        self._strength.style().polish(self._strength)
        self._proposal.setText(proposal)
        self._proposal.setAccessibleName(proposal)
        self._offer.setVisible(bool(proposal))
        self.propose.setVisible(not proposal)
        self._propose_help.setVisible(not proposal)

    def take(self) -> tuple[str, str]:
        """Return what stands in both fields and empty them."""
        return self.password.take(), self.again.take()

    def texts(self) -> tuple[str, str]:
        """Return what stands in both fields."""
        return self.password.text(), self.again.text()

    def _build(self) -> None:
        look, words = self._look, self._words
        rules = QFrame()
        rules.setObjectName("rules")
        rules_page = QGridLayout(rules)
        rules_page.setContentsMargins(0, 0, 0, 0)
        rules_page.setHorizontalSpacing(SPACE_M)
        rules_page.setVerticalSpacing(SPACE_S // 2)
        lines = [self._rules[rule] for rule in _SHOWN]
        lines += [self._same, self._rules[Rule.NOT_TOO_LONG]]
        for index, line in enumerate(lines):
            rules_page.addWidget(line, index // 2, index % 2)
        self._offer = QFrame()
        self._offer.setObjectName("proposal_card")
        self._offer.setProperty("kind", "note")
        self._offer.setProperty("tone", Tone.PETROL.value)
        self._proposal = label("", "lead", "proposal")
        self._proposal.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._proposal.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.use = button(look, "use_proposal", words["use_proposal"], "check")
        self.another = quiet_button(
            look, "another_proposal", words["another_proposal"], "refresh-cw"
        )
        choices = QHBoxLayout()
        choices.addWidget(self.use)
        choices.addWidget(self.another)
        choices.addStretch(1)
        offer_page = QVBoxLayout(self._offer)
        offer_page.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        offer_page.setSpacing(SPACE_S // 2)
        offer_page.addWidget(self._proposal)
        offer_page.addLayout(choices)
        self._offer.hide()
        self.propose = quiet_button(look, "propose", words["propose"], "refresh-cw")
        propose_row = QHBoxLayout()
        propose_row.addWidget(self.propose)
        self._propose_help = label(words["propose_help"], "soft", "propose_help")
        propose_row.addWidget(self._propose_help, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_M - 4)
        page.addLayout(propose_row)
        page.addWidget(self._offer)
        page.addWidget(self.password)
        page.addWidget(self.again)
        page.addWidget(rules)
        page.addWidget(self._strength)

    def _bind(self) -> None:
        for field in (self.password, self.again):
            field.line.textChanged.connect(lambda _text: self.typed.emit(*self.texts()))
        self.password.entered.connect(self.again.line.setFocus)
        self.again.entered.connect(self.entered)
        self.propose.clicked.connect(self.propose_pressed)
        self.another.clicked.connect(self.propose_pressed)
        self.use.clicked.connect(self._use_proposal)

    def _use_proposal(self) -> None:
        """Fill both fields; the words stay beside until the person has read them."""
        words = self._proposal.text()
        self.password.line.setText(words)
        self.again.line.setText(words)
        self.again.line.setFocus()


class _RuleLine(QWidget):
    """One rule: a picture, its words, and its state for those who listen."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._look = look
        self._picture = QLabel()
        self._text = label("", "body", f"{name}_text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)

    def tell(self, text: str, *, is_met: bool, words: Mapping[str, str]) -> None:
        palette, size = self._look.palette, self._look.scale.icon - 2
        icon, colour = ("circle-check", palette.ok) if is_met else ("minus", palette.ink_soft)
        self._picture.setPixmap(self._look.picture(icon, colour, size))
        self._text.setText(text)
        state = words["rule_met" if is_met else "rule_missing"]
        self._text.setAccessibleName(f"{text} : {state}")
