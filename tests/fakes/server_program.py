"""The central server as a child process of a test: the real one, with cheap bcrypt.

`python -m tests.fakes.server_program --data DIR [--port N]` prints one JSON line once it
listens, and serves until it is asked to stop.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from kiosk.ports import SystemRng
from sync.server.app import RateLimits
from sync.server.limits import Limit, Limits
from sync.server.logs import set_up
from sync.server.patience import Patience
from sync.server.serve import ServerSettings, start
from tests.fakes.central import MovedClock

IMPATIENT = Patience(
    head_s=0.6, pause_s=0.6, grace_s=0.6, bytes_per_s=2000, reading_s=0.6, lines_of_address=12
)


def boundless() -> RateLimits:
    each = Limit(burst=10**9, per_s=10**6)
    return RateLimits(Limits(each), Limits(each), Limits(each))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--database", default="")
    parser.add_argument("--parts", default="")
    parser.add_argument("--keys", default="")
    parser.add_argument("--jobs", default="")
    parser.add_argument("--sms", default="")
    parser.add_argument("--mail", default="")
    parser.add_argument("--custody", default="")
    parser.add_argument("--reserve-mib", type=int, default=0)
    parser.add_argument("--impatient", action="store_true", help="wait for nobody, to try it")
    parser.add_argument("--boundless", action="store_true", help="count no requests, for a fuzzer")
    parser.add_argument("--ahead-s", type=float, default=0.0, help="its clock, before the real one")
    options = parser.parse_args()
    set_up(sys.stderr)
    running = start(
        ServerSettings(
            data=options.data,
            host=options.host,
            port=options.port,
            database=options.database,
            parts=options.parts,
            keys=options.keys,
            jobs=options.jobs,
            sms=options.sms,
            mail=options.mail,
            custody=options.custody,
            reserve_bytes=options.reserve_mib * 1024 * 1024,
        ),
        clock=MovedClock(options.ahead_s),
        rng=SystemRng(),
        bcrypt_cost=4,
        limits=boundless() if options.boundless else None,
        patience=IMPATIENT if options.impatient else None,
    )
    told = {"url": running.url, "certificate": running.certificate_sha256.hex()}
    print(json.dumps(told), flush=True)
    running.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
