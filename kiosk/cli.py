"""The command line `reconnect-kiosk`: finds each command and reports failures in five parts.

Commands live in the room that does the work (`ui`, `sync`, `kiosk`); they are found
by their entry point, so that `kiosk` imports neither `ui` nor `sync`. A command is a
callable that takes its arguments and returns an exit status: 0 only when it is done.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points

from kiosk.errors import KioskError
from kiosk.messages import words

__all__ = ["main", "print_error"]

COMMANDS_GROUP = "reconnect_kiosk.commands"

EXIT_DONE, EXIT_FAILED, EXIT_USAGE = 0, 1, 2

Command = Callable[[list[str]], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (architecture section 5)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    found = {point.name: point for point in entry_points(group=COMMANDS_GROUP)}
    if not given or given[0] in {"-h", "--help"}:
        print(_usage(sorted(found)))
        return EXIT_DONE if given else EXIT_USAGE
    name, *rest = given
    if name not in found:
        print(_usage(sorted(found)), file=sys.stderr)
        return EXIT_USAGE
    command: Command = found[name].load()
    try:
        return command(rest)
    except KioskError as error:
        print_error(error)
        return EXIT_FAILED
    except KeyboardInterrupt:
        return 130


def print_error(error: KioskError) -> None:
    """Write the five parts of `error` on stderr, one a line (`ux.md` section 7)."""
    message = words(error.message_key, error.context)
    lines = (message.what, message.safe, f"→ {message.action}", message.helper, message.code)
    print("\n".join(line for line in lines if line), file=sys.stderr)


def _usage(names: Sequence[str]) -> str:
    listed = "\n".join(f"  {name}" for name in names)
    return (
        "reconnect-kiosk COMMAND [OPTIONS]\n\n"
        f"{listed}\n\n"
        "reconnect-kiosk COMMAND --help says more of one command."
    )
