"""Imports point one way, and each engine has one room (architecture section 2)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ROOMS = ("kiosk", "sync", "ui", "resources")

FORBIDDEN = [
    ("kiosk", ("ui", "sync", "PySide6", "requests", "starlette", "uvicorn", "psycopg")),
    ("kiosk/domain", ("kiosk.crypto", "kiosk.vault", "kiosk.flows", "kiosk.session")),
    ("kiosk/crypto", ("kiosk.vault", "kiosk.flows", "kiosk.session", "kiosk.capture")),
    ("kiosk/vault", ("kiosk.flows", "kiosk.session", "kiosk.capture")),
    ("sync", ("ui", "PySide6")),
    ("sync/protocol", ("kiosk.vault", "kiosk.flows", "kiosk.session", "sync.agent", "sync.server")),
    ("sync/server", ("kiosk.vault", "kiosk.flows", "kiosk.session", "kiosk.capture", "sync.agent")),
    ("sync/agent", ("sync.server", "kiosk.flows.worker", "kiosk.flows.person")),
    ("ui", ("sync.server", "sync.protocol", "starlette", "uvicorn", "requests")),
    ("ui/screens", ("kiosk.vault", "kiosk.crypto", "kiosk.session", "sync")),
]
"""A room, and what nothing in it may import. `ui/demo` alone starts everything (see below)."""

ONE_ROOM = {
    "cryptography": "kiosk/crypto",
    "bcrypt": "kiosk/crypto",
    "sqlcipher3": "kiosk/vault",
    "PySide6": "ui",
    "requests": "sync/agent",
    "starlette": "sync/server",
    "uvicorn": "sync/server",
    "psycopg": "sync/server",
    "obstore": "sync/server/parts",
    "hvac": "sync/server/keys",
    "pkcs11": "sync/server/keys",
    "smpplib": "sync/server/notices",
    "smtplib": "sync/server/notices",
    "cv2": "kiosk/capture",
    "pikepdf": "kiosk/capture",
    "pypdfium2": "kiosk/capture",
    "tesserocr": "kiosk/capture",
    "zxingcpp": "kiosk/capture/reading",
}

EXCEPTIONS = frozenset(
    {
        ("ui/bench/floor.py", "uvicorn"),
        ("kiosk/capture/escl/wire.py", "requests"),
        ("kiosk/capture/escl/wire.py", "requests.adapters"),
        ("kiosk/capture/escl/wire.py", "requests.adapters.HTTPAdapter"),
    }
)
"""The floor that the sync bench compares with is the same engine with nothing above it; a
network scanner's own child speaks HTTP to that scanner (`kiosk/capture/DECISIONS.md`)."""

ESCL_CHILD_ONLY = ("kiosk.capture.escl", "zeroconf")


def modules(room: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / room).rglob("*.py")))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            module = node.module or ""
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def reaches(name: str, forbidden: str) -> bool:
    return name == forbidden or name.startswith(forbidden + ".")


@pytest.mark.parametrize(("room", "forbidden"), FORBIDDEN)
def test_a_room_imports_only_what_it_may(room, forbidden):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imports(path)
        if any(reaches(name, f) for f in forbidden)
        and (path.relative_to(ROOT).as_posix(), name) not in EXCEPTIONS
    ]
    assert wrong == []


@pytest.mark.parametrize(("engine", "home"), sorted(ONE_ROOM.items()))
def test_an_engine_is_imported_in_its_own_room_only(engine, home):
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        for path in modules(room)
        if not path.relative_to(ROOT).as_posix().startswith(home + "/")
        for name in imports(path)
        if reaches(name, engine) and (path.relative_to(ROOT).as_posix(), name) not in EXCEPTIONS
    ]
    assert wrong == []


def test_what_reaches_a_scanner_by_network_is_imported_by_its_own_child_only():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room in ROOMS
        for path in modules(room)
        if not path.relative_to(ROOT).as_posix().startswith("kiosk/capture/escl/")
        for name in imports(path)
        if any(reaches(name, wire) for wire in ESCL_CHILD_ONLY)
    ]
    assert wrong == []


def test_packaging_never_shadows_the_packaging_module():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_import_reader_sees_an_import(tmp_path):
    module = tmp_path / "m.py"
    module.write_text("import a.b\nfrom c import d\n", encoding="utf-8")
    assert list(imports(module)) == ["a.b", "c", "c.d"]
