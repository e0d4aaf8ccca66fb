"""A process that files papers into a vault until it has filed enough or is killed.

Arguments: folder, how many. Writes one line, the statement's name, after each commit.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.fakes.vault import Author, file_paper, open_vault, part


def main(folder: str, count: int) -> None:
    vault = open_vault(Path(folder))
    author = Author()
    for _ in range(count):
        paper = file_paper(vault, author, os.urandom(16), [part(5000), part(200)])
        os.write(1, paper.name.hex().encode() + b"\n")
    vault.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
