"""The published API document is true: a fuzzer that believes it finds nothing false."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.openapi import document
from tests.fakes.server_process import ROOT, Line, ServerProcess, server_process

FAKES = ROOT / "tests" / "fakes"
PHASES = "examples,coverage,fuzzing"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("openapi") / "central", "--boundless") as server:
        yield server


@pytest.fixture(scope="module")
def inside(server: ServerProcess) -> Line:
    return server.enrolled(server.relay())[1]


def fuzz(server: ServerProcess, folder: Path, token: str, examples: int) -> None:
    """Run schemathesis as anybody (no token), a device or the operator."""
    report = folder / "report.xml"
    arguments = ["--config-file", str(FAKES / "fuzz.toml"), "run", f"{server.url}/v1/openapi.json"]
    arguments += ["--tls-verify=false", f"--max-examples={examples}", f"--phases={PHASES}"]
    arguments += ["--continue-on-failure", "--no-color", "--warnings=off"]
    arguments += ["--generation-deterministic", f"--report-junit-path={report}"]
    if token:
        arguments += ["--header", f"Authorization: Bearer {token}"]
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,  # it keeps what it found in the folder it runs in
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.fakes.fuzz_hooks", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    tested = re.search(r"Selected: (\d+)/\1\s+Tested: \1\n", done.stdout)
    assert tested, done.stdout[-1000:]
    # All but one: the fuzzer leaves out the address it reads the document from.
    assert int(tested[1]) == sum(map(len, document()["paths"].values())) - 1
    assert not [line for line in server.log.splitlines() if '"level": "error"' in line]


def test_the_document_is_served_as_the_command_prints_it(server: ServerProcess) -> None:
    told = server.line().ask("GET", "/v1/openapi.json", headers={"X-Protocol": ""})
    assert told.status == 200
    assert json.loads(told.body) == document()


@pytest.mark.parametrize("who", ["nobody", "device", "operator"])
def test_a_fuzzer_that_believes_the_document_finds_nothing_false(
    server: ServerProcess, inside: Line, tmp_path: Path, who: str
) -> None:
    tokens = {"nobody": "", "device": inside.token, "operator": server.authority.line.token}
    fuzz(server, tmp_path, tokens[who], examples=5)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["nobody", "device", "operator"])
def test_a_patient_fuzzer_finds_nothing_false(
    server: ServerProcess, inside: Line, tmp_path: Path, who: str
) -> None:
    tokens = {"nobody": "", "device": inside.token, "operator": server.authority.line.token}
    fuzz(server, tmp_path, tokens[who], examples=200)
