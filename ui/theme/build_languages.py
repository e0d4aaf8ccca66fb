"""Collect the strings and compile the translations: `python -m ui.theme.build_languages`.

Runs Qt Linguist's own tools from PySide6. The .ts files are edited by translators; the
.qm files are committed beside them, so that an installation needs no build step. With
`--check` it changes nothing and fails when a string people may meet on the terminal has no
translation (`ux.md` 8.7), when a place to fill is lost on the way, or when a .qm is stale.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["Entry", "entries", "faults", "main"]

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "languages"
LANGUAGES = ("ar",)
SOURCES = ("ui", "kiosk/messages")
TERMINAL = (
    "ui/shell",
    "ui/widgets",
    "ui/window.py",
    "ui/terminal.py",
    "ui/screens/terminal_*",
    "ui/screens/show_card",
    "ui/screens/desk_common/words.py",
    "kiosk/messages",
)
"""What people may meet on the terminal; the desk speaks French until it is read too."""
COMMAND_LINE = ("kiosk/messages/server.py", "kiosk/messages/announcements.py")
"""Words of the operator's commands: French, like the commands' own help."""
DESK_ALONE = ("kiosk/messages/desk.py", "kiosk/messages/copies.py")
PLACES = re.compile(r"%n|%\d|\{\w+\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One string of a .ts file; `texts` holds one text, or one for each plural form."""

    context: str
    source: str
    comment: str
    texts: tuple[str, ...]
    is_finished: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.source, self.comment


def entries(path: Path) -> Iterator[Entry]:
    """Read a .ts file of our own."""
    for context in ElementTree.parse(path).getroot().iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            told = message.find("translation")
            if told is None:
                continue
            forms = [form.text or "" for form in told.iter("numerusform")]
            yield Entry(
                context.findtext("name", ""),
                message.findtext("source", ""),
                message.findtext("comment", ""),
                tuple(forms or [told.text or ""]),
                told.get("type") != "unfinished",
            )


def faults(kept: Iterable[Entry], wanted: Iterable[Entry]) -> Iterator[str]:
    """Say what keeps a language from being offered: `wanted` is what the code holds now."""
    known = {entry.key: entry for entry in kept}
    for entry in wanted:
        found = known.get(entry.key)
        if found is None or not found.is_finished or not all(found.texts):
            yield f"no translation: {entry.context}: {entry.source}"
    for entry in known.values():
        if not entry.is_finished:
            continue
        places = set(PLACES.findall(entry.source))
        for text in entry.texts:
            found_places = set(PLACES.findall(text))
            # A plural form may spell its number: "one", "two", "nothing".
            may_lack = {"%n"} if len(entry.texts) > 1 else set()
            if not found_places <= places or not places - may_lack <= found_places:
                yield f"places differ: {entry.context}: {entry.source} -> {text}"


def sources(patterns: Iterable[str], *, without: Iterable[str] = ()) -> list[str]:
    """Return every file under these folders that may hold strings, from the root."""
    left_out = {ROOT / name for name in without}
    found: set[Path] = set()
    for pattern in patterns:
        for path in ROOT.glob(pattern):
            found.update(path.rglob("*.py") if path.is_dir() else [path])
    return sorted(str(path.relative_to(ROOT)) for path in found - left_out)


def collect(files: list[str], language: str, target: Path) -> None:
    """Bring a .ts file up to date with these files of the code."""
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    languages = ["-source-language", "fr_FR", "-target-language", language]
    options = ["-silent", "-no-obsolete", "-locations", "none", *languages]
    subprocess.run([str(tool), *options, *files, "-ts", str(target)], cwd=ROOT, check=True)


def release(language: str, target: Path) -> None:
    """Compile a language."""
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    command = [str(tool), "-silent", str(FOLDER / f"kiosk_{language}.ts"), "-qm", str(target)]
    subprocess.run(command, check=True)


def check(language: str) -> list[str]:
    """Return what is wrong with a language as it is committed."""
    compiled = FOLDER / f"kiosk_{language}.qm"
    with tempfile.TemporaryDirectory() as folder:
        fresh, wanted = Path(folder) / "fresh.qm", Path(folder) / "wanted.ts"
        release(language, fresh)
        collect(sources(TERMINAL, without=(*COMMAND_LINE, *DESK_ALONE)), language, wanted)
        found = list(faults(entries(FOLDER / f"kiosk_{language}.ts"), entries(wanted)))
        if not compiled.exists() or fresh.read_bytes() != compiled.read_bytes():
            found.append(f"{compiled.name} is older than its source")
    return found


def main(arguments: list[str]) -> int:
    """Update and compile, or check that both were done."""
    if "--check" in arguments:
        found = [fault for language in LANGUAGES for fault in check(language)]
        print("\n".join(found), file=sys.stderr, end="\n" if found else "")
        return 1 if found else 0
    for language in LANGUAGES:
        collect(sources(SOURCES), language, FOLDER / f"kiosk_{language}.ts")
        release(language, FOLDER / f"kiosk_{language}.qm")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
