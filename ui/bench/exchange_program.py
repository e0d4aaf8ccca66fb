"""A process that exchanges as the agent does, pass by pass, and says how long each took.

    python -m ui.bench.exchange_program        started by `ui.bench.sync`, spoken to by lines

It is a process of its own because the agent is one: it opens the databases as the agent
does, and shares no interpreter with whoever makes the data. Like the agent it enters the
server once and keeps its lines from pass to pass, unless asked to enter anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.crypto.encoding import b64, unb64
from kiosk.ports import SystemClock, SystemRng
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.locations import PostPaths
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from sync.agent.exchange import Exchange
from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from sync.agent.service import exchange_of

__all__ = ["ExchangeProcess", "exchange_process"]

END_S = 30.0


class ExchangeProcess:
    """The other end of the program."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def exchange(self, *, anew: bool = False) -> float:
        """Do one whole pass, `anew`: on new lines, entering first, as an agent that just started.

        Returns its seconds. Raises RuntimeError when it did not end well.
        """
        told = self._ask({"do": "pass anew" if anew else "pass"})
        if told["state"] != Idle.__name__ or told["has_unsent"]:
            raise RuntimeError(f"the exchange ended in {told['state']}")
        return float(told["took_s"])

    def _ask(self, order: dict[str, str]) -> dict[str, str]:
        process = self._process
        assert process.stdin is not None  # noqa: S101 - we asked for pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError("the exchange's process ended")
        return dict(json.loads(line))


@contextmanager
def exchange_process(
    paths: PostPaths, *, device_secret: bytes, vault_key: bytes
) -> Iterator[ExchangeProcess]:
    """Run the program on a post's folders until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.bench.exchange_program"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = ExchangeProcess(process)
    try:
        made._ask(
            {
                "state_dir": str(paths.state_dir),
                "runtime_dir": str(paths.runtime),
                "device_secret": b64(device_secret),
                "vault_key": b64(vault_key),
            }
        )
        yield made
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(END_S)
        if process.stdout is not None:
            process.stdout.close()


def _main() -> None:
    given = json.loads(sys.stdin.readline())
    paths = PostPaths(Path(given["state_dir"]), runtime_base=Path(given["runtime_dir"]))
    clock, parts = SystemClock(), PartFiles(paths.parts)

    device = open_database(
        paths.device_db, unb64(given["device_secret"]), "device", wipes_memory=False
    )
    vault = open_database(paths.vault_db, unb64(given["vault_key"]), "vault", wipes_memory=False)
    device_store, vault_store = DeviceStore(device, clock), VaultStore(vault, parts, clock)
    _tell({})

    def made() -> Exchange:
        return exchange_of(device_store, paths, clock, SystemRng(), vault=vault_store)

    x = made()
    for line in sys.stdin:
        if json.loads(line)["do"] == "pass anew":
            x.close()
            x = made()
        _tell(_pass(x) | {"has_unsent": vault_store.has_unsent()})
    x.close()
    vault_store.close()
    device_store.close()


def _pass(x: Exchange) -> dict[str, object]:
    began_s = time.perf_counter()
    state = sync_once(x)
    return {"state": type(state).__name__, "took_s": time.perf_counter() - began_s}


def _tell(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
