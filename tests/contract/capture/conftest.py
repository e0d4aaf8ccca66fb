"""The adapters under the contract: python-sane and scanimage on a real SANE, and the fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command
from kiosk.capture.sane_scanner import PYTHON_SANE, SCANIMAGE
from tests.fakes.sane_config import write_sane_config

ADAPTERS = {"python-sane": PYTHON_SANE, "scanimage": SCANIMAGE}
QUICK = ScanLimits(retry_after_s=0.01)

MakeScanner = Callable[..., ChildScanner]


@pytest.fixture
def empty_tmp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder that must be as empty after the test as before."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.rglob("*")) == []


@pytest.fixture(params=sorted(ADAPTERS))
def make_scanner(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    empty_tmp: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> MakeScanner:
    """Build an adapter on the `test` and `pnm` devices, with options and limits."""
    if request.param == "python-sane":
        pytest.importorskip("sane", reason="python-sane is an extra that needs a compiler")
    config = write_sane_config(tmp_path / "sane")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(config))

    def make(
        options: Mapping[str, str] | None = None, limits: ScanLimits = QUICK, module: str = ""
    ) -> ChildScanner:
        chosen = module or ADAPTERS[request.param]
        return ChildScanner(child_command(chosen), options or {}, {}, limits)

    return make
