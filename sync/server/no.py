"""The server's "no" to a whole request, with what goes beside the code."""

from __future__ import annotations

from sync.protocol.codes import ErrorCode, error_status

__all__ = ["No"]


class No(Exception):
    """An answer of PROTOCOL.md section 8; the HTTP layer writes it out.

    `seconds` is how long a lock lasts, `retry_after_s` when to ask again, `offset` where
    an upload goes on; `status` differs from the code's own only where the page says so.
    With `closes` the line ends after the answer: the rest of the body is not waited for.
    """

    def __init__(
        self,
        code: ErrorCode,
        *,
        seconds: int = 0,
        retry_after_s: int = 0,
        offset: int | None = None,
        status: int | None = None,
        closes: bool = False,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.seconds = seconds
        self.retry_after_s = retry_after_s
        self.offset = offset
        self.closes = closes
        self.status = status or error_status(code)
