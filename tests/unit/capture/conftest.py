"""One worker for all pages of this folder: starting it takes longer than using it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.capture.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    with Pipeline() as worker:
        yield worker
