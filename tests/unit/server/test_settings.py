"""Where a server's settings come from: layers, the last one wins, secrets in none."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from kiosk.errors import InvalidInput
from sync.server.custody.process import CustodySettings
from sync.server.serve import ServerSettings
from sync.server.settings import (
    CustodyOptions,
    ServerOptions,
    add_options,
    given,
    load_custody_options,
    load_server_options,
)

HELP = {name: name for name in ServerOptions.__dataclass_fields__}


def asked(*argv: str) -> dict[str, str | int]:
    parser = argparse.ArgumentParser()
    add_options(parser, ServerOptions, HELP)
    return given(parser.parse_args(argv), ServerOptions)


def test_each_layer_hides_the_one_before_and_says_so(tmp_path: Path) -> None:
    machine, policy = tmp_path / "server.toml", tmp_path / "50.toml"
    machine.write_text('data = "/srv/one"\nparts = "s3://papers"\nlease_days = 3\nport = 1\n')
    policy.write_text('keys = "vault://keys.example"\nport = 2\n')
    found = load_server_options(
        asked("--port", "4", "--name", "a.example", "--name", "b.example"),
        environment={"RECONNECT_SERVER_PORT": "3", "RECONNECT_SERVER_LEASE_DAYS": "5", "PATH": "x"},
        files=[machine, policy, tmp_path / "absent.toml"],
    )
    assert found.settings == ServerOptions(
        data="/srv/one",
        port=4,
        name="a.example,b.example",
        parts="s3://papers",
        keys="vault://keys.example",
        lease_days=5,
    )
    assert [found.source[key] for key in ("host", "data", "keys", "lease_days", "port")] == [
        "built-in",
        str(machine),
        str(policy),
        "environment",
        "command line",
    ]
    settings = ServerSettings.of(found.settings)
    assert (settings.names, settings.lease_s) == (("a.example", "b.example"), 5 * 86400)


def test_what_is_not_given_on_the_command_line_hides_nothing() -> None:
    assert asked() == {}


@pytest.mark.parametrize(
    ("layer", "key"),
    [
        ({"data": "/srv", "port": 70_000}, "port"),
        ({"data": "/srv", "lease_days": 31}, "lease_days"),
        ({"data": "/srv", "password": "x"}, "password"),
        ({}, "data"),
    ],
)
def test_a_setting_that_is_not_one_is_named(layer: dict[str, str | int], key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_server_options(layer, environment={}, files=[])
    assert refused.value.context["key"] == key


def test_custody_has_settings_of_its_own() -> None:
    found = load_custody_options(
        {"data": "/srv/custody"},
        environment={"RECONNECT_SERVER_KEYS": "vault://theirs", "RECONNECT_CUSTODY_PORT": "9"},
        files=[],
    ).settings
    assert found == CustodyOptions(data="/srv/custody", port=9)
    assert CustodySettings.of(found) == CustodySettings(Path("/srv/custody"), port=9)
