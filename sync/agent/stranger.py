"""One question to whoever answers, read within bounds: a stranger may drip or never end."""

from __future__ import annotations

import http.client
import io
import socket
import time

__all__ = ["heard"]

READ_BYTES = 16 * 1024


def heard(
    sock: socket.socket, question: bytes, *, max_bytes: int, within_s: float
) -> http.client.HTTPResponse:
    """Send `question`; return what came until the other end closed, `within_s` or `max_bytes`.

    Raises: OSError, http.client.HTTPException for what is no answer.
    """
    until_s = time.monotonic() + within_s
    sock.settimeout(within_s)
    sock.sendall(question)
    held = bytearray()
    while len(held) <= max_bytes and (left_s := until_s - time.monotonic()) > 0:
        sock.settimeout(left_s)
        try:
            got = sock.recv(READ_BYTES)
        except TimeoutError:
            break
        if not got:
            break
        held += got
    answer = http.client.HTTPResponse(_Held(bytes(held)))  # type: ignore[arg-type]  # makefile only
    answer.begin()
    return answer


class _Held:
    """What was read, where the library expects a socket."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._content)
