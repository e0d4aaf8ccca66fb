"""One label, one use; one room for ciphers: FORMAT.md sections 3 and 4.1."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kiosk.crypto.at_rest import AT_REST_LABEL
from kiosk.crypto.kdf import Purpose
from kiosk.crypto.records import RECORDS, Label
from sync.server.archive import LABEL as BACKUP_LABEL

ROOT = Path(__file__).parents[3]
HASHES = {"cfn/1/log", "cfn/1/req"}
SIGNATURES = {"cfn/1/sig/"}
ROOMS = ("kiosk", "sync", "ui", "resources")


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def label_literals() -> list[str]:
    """Every text constant of the product that starts as a label does, docstrings left out."""
    found = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        spoken = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in spoken:
                value = (
                    node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
                )
                if isinstance(value, str) and value.startswith("cfn/"):
                    found.append(value)
    return found


def test_every_label_is_in_the_table_and_the_table_knows_no_other():
    assert set(RECORDS) == set(Label)


def test_every_label_of_the_product_is_registered_and_written_once():
    counted = Counter(label_literals())
    registered = {*Label, *Purpose, AT_REST_LABEL, BACKUP_LABEL} | HASHES | SIGNATURES
    assert set(counted) == registered
    assert [label for label, times in counted.items() if times > 1] == []


def test_no_label_has_two_uses():
    uses = [*Label, *Purpose, AT_REST_LABEL, *HASHES]
    assert len(uses) == len(set(uses))
    assert not any(use.startswith("cfn/1/sig/") for use in uses)


def test_every_label_is_in_the_specification():
    page = (ROOT / "kiosk" / "crypto" / "FORMAT.md").read_text(encoding="utf-8")
    for label in (*Label, *Purpose, AT_REST_LABEL, *HASHES):
        assert f"`{label}`" in page, f"{label} is not specified"


def test_ciphers_and_hashes_of_passwords_are_imported_in_one_room():
    wrong = []
    for path in sources():
        if path.is_relative_to(ROOT / "kiosk" / "crypto"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            wrong += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in names
                if name.split(".")[0] in ("cryptography", "bcrypt", "nacl", "Crypto", "pyargon2")
            ]
    assert wrong == []
