"""The one style sheet, written from the tokens: what a class of control looks like.

Views choose by the dynamic property `kind` (main, plain, quiet, danger, card, note …),
never by colours of their own.
"""

from __future__ import annotations

from ui.theme.tokens import CARD_RADIUS, RADIUS, SPACE_M, SPACE_S, Palette, Scale, Tone

__all__ = ["stylesheet"]


def stylesheet(palette: Palette, scale: Scale) -> str:
    """Return the Qt style sheet of one palette at one scale."""
    p, s = palette, scale
    side = SPACE_M if not s.is_terminal else s.gap * 2
    notes = "\n".join(_note(p, tone) for tone in Tone)
    return f"""
QWidget {{ color: {p.ink}; }}
QWidget#window, QWidget[kind="page"] {{ background: {p.ground}; }}
QLabel {{ background: transparent; font-size: {s.body}px; }}
QLabel[kind="small"] {{ font-size: {s.small}px; color: {p.ink_soft}; }}
QLabel[kind="soft"] {{ color: {p.ink_soft}; }}
QLabel[kind="lead"] {{ font-size: {s.lead}px; }}
QLabel[kind="title"] {{ font-size: {s.title}px; font-weight: bold; }}
QLabel[kind="huge"] {{ font-size: {s.huge}px; font-weight: bold; }}
QLabel[kind="tile"] {{ font-size: {s.lead}px; font-weight: bold; }}
QLabel[kind="bold"] {{ font-weight: bold; }}
QLabel[kind="wrong"] {{ color: {p.red}; }}

QPushButton, QToolButton {{
    font-size: {s.body}px; min-height: {s.control - 4}px; padding: 0 {side}px;
    border: {p.border_px}px solid {p.line}; border-radius: {RADIUS}px;
    background: {p.surface}; color: {p.ink};
}}
QPushButton:hover, QToolButton:hover {{ border-color: {p.petrol}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {p.petrol_ground}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {p.ink_soft}; border-color: {p.line_soft}; background: {p.ground}; }}
QPushButton[kind="main"] {{
    min-height: {s.main_control - 4}px; font-weight: bold; padding: 0 {side + 8}px;
    background: {p.petrol}; color: {p.on_petrol}; border-color: {p.petrol};
}}
QPushButton[kind="main"]:hover {{ background: {p.petrol_pressed}; }}
QPushButton[kind="main"]:pressed {{ background: {p.petrol_pressed}; border-color: {p.petrol_pressed}; }}
QPushButton[kind="main"]:disabled {{ background: {p.ground}; color: {p.ink_soft}; border: 2px dashed {p.line}; }}
QPushButton[kind="quiet"] {{ border-color: transparent; background: transparent; color: {p.petrol}; font-weight: bold; }}
QPushButton[kind="quiet"]:hover {{ background: {p.petrol_ground}; }}
QPushButton[kind="danger"] {{ color: {p.red}; border-color: {p.red}; }}
QPushButton[kind="danger"]:pressed {{ background: {p.red_ground}; }}
QPushButton[kind="tile"] {{
    background: {p.surface}; border: {p.border_px}px solid {p.line}; border-radius: {CARD_RADIUS}px;
    text-align: left; padding: {side}px; font-size: {s.lead}px; font-weight: bold;
}}
QPushButton[kind="tile"]:hover {{ border-color: {p.petrol}; }}
QPushButton[kind="row"] {{
    background: {p.surface}; border: {p.border_px}px solid {p.line}; text-align: left;
    border-radius: {RADIUS}px; padding: {SPACE_S}px {side}px;
}}
QPushButton[kind="row"]:hover, QPushButton[kind="row"]:checked {{ border-color: {p.petrol}; background: {p.petrol_ground}; }}
QPushButton[kind="place"], QPushButton[kind="paper"] {{
    background: {p.surface}; border: {p.border_px}px solid {p.line}; border-radius: {CARD_RADIUS}px;
}}
QPushButton[kind="place"]:hover, QPushButton[kind="paper"]:hover {{ border-color: {p.petrol}; }}
QPushButton[kind="place"]:pressed, QPushButton[kind="paper"]:pressed {{ background: {p.petrol_ground}; border-color: {p.petrol}; }}
QPushButton[kind="answer"] {{ border: 2px solid {p.line}; padding: 0; }}
QPushButton[kind="answer"]:hover {{ border-color: {p.petrol}; }}
QPushButton[kind="answer"]:checked {{ background: {p.petrol_ground}; border: 2px solid {p.petrol}; }}
QPushButton[kind="choice"], QPushButton[kind="toggle"] {{ border-width: 2px; }}
QPushButton[kind="choice"]:checked {{
    background: {p.petrol_ground}; border: 2px solid {p.petrol}; font-weight: bold; color: {p.petrol};
}}
QPushButton[kind="key"] {{ font-size: {s.lead}px; padding: 0; border-color: {p.line}; border-radius: {RADIUS + 2}px; }}
QPushButton[kind="key"]:pressed, QPushButton[kind="key"]:checked {{ background: {p.petrol}; color: {p.on_petrol}; border-color: {p.petrol}; }}
QPushButton[kind="gesture"] {{ font-size: {min(s.small, 26)}px; padding: 0 {s.gap // 2}px; border-color: {p.line}; background: {p.ground}; border-radius: {RADIUS + 2}px; }}
QPushButton[kind="gesture"]:pressed, QPushButton[kind="gesture"]:checked {{ background: {p.petrol}; color: {p.on_petrol}; border-color: {p.petrol}; }}
QPushButton[kind="tool"] {{ padding: 0; border-color: {p.line}; }}
QPushButton[kind="tool"] QLabel[kind="small"] {{ color: {p.ink}; }}
QPushButton[kind="tool"] QLabel[kind="small"]:disabled {{ color: {p.line}; }}
QPushButton[kind="toggle"] {{ border-color: {p.line}; }}
QPushButton[kind="toggle"]:checked {{ background: {p.petrol_ground}; border: 2px solid {p.petrol}; color: {p.petrol}; font-weight: bold; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {p.petrol}; }}

QLineEdit, QPlainTextEdit {{
    font-size: {s.body}px; min-height: {s.control - 4}px; padding: 0 {SPACE_S + 4}px;
    border: {p.border_px}px solid {p.line}; border-radius: {RADIUS}px;
    background: {p.surface}; color: {p.ink};
    selection-background-color: {p.petrol}; selection-color: {p.on_petrol};
}}
QLineEdit[state="wrong"] {{ border: 2px solid {p.red}; }}
QLineEdit:disabled {{ background: {p.ground}; color: {p.ink_soft}; }}

QCheckBox, QRadioButton {{ font-size: {s.body}px; spacing: {SPACE_S + 4}px; min-height: {s.control}px; border: 3px solid transparent; border-radius: {RADIUS}px; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {s.control // 2}px; height: {s.control // 2}px;
    border: 2px solid {p.line}; border-radius: 4px; background: {p.surface};
}}
QRadioButton::indicator {{ border-radius: {s.control // 4}px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {p.petrol}; border-color: {p.petrol}; }}

QFrame[kind="card"] {{ background: {p.surface}; border: {p.border_px}px solid {p.line_soft}; border-radius: {CARD_RADIUS}px; }}
QFrame[kind="bar"] {{ background: {p.surface}; border: none; border-bottom: {p.border_px}px solid {p.line_soft}; }}
QWidget[kind="keyboard"] {{ background: {p.surface}; border-top: {p.border_px}px solid {p.line_soft}; }}
QFrame[kind="footer"] {{ background: {p.surface}; border: none; border-top: {p.border_px}px solid {p.line_soft}; }}
QFrame[kind="rule"] {{ background: {p.line_soft}; max-height: 1px; border: none; }}
{notes}

QAbstractButton {{ outline: none; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {16 if not s.is_terminal else 28}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {p.line}; border-radius: 5px; min-height: 48px; margin: 3px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {16 if not s.is_terminal else 28}px; }}
QScrollBar::handle:horizontal {{ background: {p.line}; border-radius: 5px; min-width: 48px; margin: 3px; }}
QProgressBar {{ border: none; border-radius: 4px; background: {p.line_soft}; min-height: 8px; max-height: 8px; }}
QProgressBar::chunk {{ border-radius: 4px; background: {p.petrol}; }}
QListView {{ background: {p.surface}; border: {p.border_px}px solid {p.line_soft}; border-radius: {RADIUS}px; outline: 0; }}
"""


def _note(palette: Palette, tone: Tone) -> str:
    text, ground = palette.tone(tone)
    return (
        f'QFrame[kind="note"][tone="{tone.value}"] {{ background: {ground};'
        f" border: {palette.border_px}px solid {text}; border-radius: {CARD_RADIUS}px; }}\n"
        f'QLabel[tone="{tone.value}"], QPushButton[tone="{tone.value}"] {{ color: {text}; }}'
    )
