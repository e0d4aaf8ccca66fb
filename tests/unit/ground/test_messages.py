"""Every error key that is raised has its five parts, a code of its own and no forbidden word."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from kiosk.messages import all_messages

ROOT = Path(__file__).parents[3]
RAISED = {
    "Unavailable",
    "InvalidInput",
    "Refused",
    "Incompatible",
    "IntegrityFailure",
    "KioskError",
}
FORBIDDEN = re.compile(
    r"\b(veuillez|invalide|erreur|échec|token|payload|hash|sync|upload|login|usager|compte)\b|!",
    re.IGNORECASE,
)
"""`ux.md` section 9: words that mean nothing to, or blame, the person in front of the screen."""


def raised_keys() -> dict[str, str]:
    """Return every literal key given to an error of the tree, with where."""
    found = {}
    for room in ("kiosk", "sync", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in RAISED
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                    and isinstance(node.args[0].value, str)
                ):
                    found[node.args[0].value] = str(path.relative_to(ROOT))
    return found


def test_every_key_that_is_raised_has_words():
    known = all_messages()
    keys = raised_keys()
    assert len(keys) > 40
    assert {key: where for key, where in keys.items() if key not in known} == {}


def test_every_message_has_its_five_parts():
    for key, message in all_messages().items():
        assert message.what, key
        assert message.safe, key
        assert message.helper, key
        assert re.fullmatch(r"[A-Z]-\d{3}", message.code), key


def test_codes_are_used_once():
    codes = [message.code for message in all_messages().values()]
    assert sorted(codes) == sorted(set(codes))


def test_words_are_plain():
    for key, message in all_messages().items():
        for part in (message.what, message.safe, message.action, message.helper):
            assert not FORBIDDEN.search(part), (key, part)
