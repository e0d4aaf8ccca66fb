"""Write the golden files again: `python -m tests.vectors.regenerate`.

Never to make a test pass: first FORMAT.md changes, then this runs, then the code follows.
`format.json` and the files of refusals are written by hand and not touched here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from kiosk.crypto.encoding import b64
from tests.vectors.cast import Cast
from tests.vectors.samples import samples

FOLDER = Path(__file__).parent


def records() -> list[dict[str, Any]]:
    """Return a sealed record of every label in use, with what opens it."""
    return [
        {
            "label": sample.label.value,
            "fields": {
                name: value.hex() if isinstance(value, bytes) else value
                for name, value in sample.fields.items()
            },
            "key": sample.secret.hex(),
            "plaintext": sample.plaintext.hex(),
            "sealed": sample.sealed().hex(),
        }
        for sample in samples()
    ]


def statements() -> list[dict[str, Any]]:
    """Return a signed statement of every type, with the public keys of its signers."""
    return [
        {
            "case": case,
            "raw": statement.raw.decode(),
            "keys": [b64(signer.ed_public) for signer in signers],
            "name": statement.name.hex(),
            "wire": b64(statement.wire),
        }
        for case, statement, signers in Cast().everything()
    ]


def main() -> int:
    for name, content in (("records", records()), ("statements", statements())):
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
