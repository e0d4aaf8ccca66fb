"""An operator announces a pause a day ahead, by a command; every post hears it (OPS-02)."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

import pytest

from kiosk.errors import IntegrityFailure, InvalidInput, Refused
from sync.server.announcements import announce, announced, cancel, moment
from sync.server.commands import admin
from sync.server.listings import PARIS
from sync.server.serve import _announcements
from tests.fakes.server_process import server_process

NOW = 1_800_000_000
HOUR_S, DAY_S = 3600, 86_400


def at(**ahead) -> str:
    return (datetime.now(PARIS) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def told(capsys, *argv):
    capsys.readouterr()
    assert admin(["announce", *argv, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_pause_is_told_by_a_running_server_until_it_is_taken_back(tmp_path, capsys):
    with server_process(tmp_path / "central" / "data") as server:
        here = ["--data", str(server.data)]
        begins, ends = at(hours=30), at(hours=31)
        made = told(capsys, "add", *here, "--from", begins, "--to", ends, "--text", "Mise à jour")
        line = server.line()
        [heard] = line.hello().announcements
        assert (heard.kind, heard.starts_at, heard.ends_at, heard.text) == (
            "maintenance",
            made["starts_at"],
            made["ends_at"],
            "Mise à jour",
        )
        assert [each["text"] for each in told(capsys, "list", *here)["announcements"]] == [
            "Mise à jour"
        ]
        told(capsys, "cancel", *here, "--from", begins)
        assert line.hello().announcements == ()


def test_a_pause_within_a_day_is_announced_only_as_urgent(tmp_path):
    with server_process(tmp_path / "central" / "data") as server:
        here = ["--data", str(server.data)]
        argv = ["announce", "add", *here, "--from", at(hours=2), "--to", at(hours=3)]
        with pytest.raises(Refused, match="announcement_late"):
            admin(argv)
        assert server.line().hello().announcements == ()
        assert admin([*argv, "--urgent"]) == 0


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_urgent", "key"),
    [
        (NOW + DAY_S - 1, NOW + DAY_S + HOUR_S, False, "server.announcement_late"),
        (NOW + 2 * DAY_S, NOW + 2 * DAY_S, False, "server.announcement_dates"),
        (NOW + 2 * DAY_S, NOW + DAY_S, True, "server.announcement_dates"),
        (NOW - DAY_S, NOW, True, "server.announcement_dates"),
    ],
)
def test_a_pause_is_announced_a_day_ahead_and_ends_after_it_begins(
    tmp_path, starts_at, ends_at, is_urgent, key
):
    path = tmp_path / "announcements.json"
    with pytest.raises((InvalidInput, Refused)) as refused:
        announce(path, starts_at, ends_at, "", now=NOW, is_urgent=is_urgent)
    assert refused.value.message_key == key
    assert announced(path) == ()


def test_what_is_over_goes_with_the_next_announcement(tmp_path):
    path = tmp_path / "announcements.json"
    first = announce(path, NOW, NOW + HOUR_S, "", now=NOW, is_urgent=True)
    later = NOW + 2 * HOUR_S
    second = announce(path, later + DAY_S, later + 2 * DAY_S, "", now=later, is_urgent=False)
    assert first not in announced(path)
    assert announced(path) == (second,)


def test_only_what_is_announced_is_taken_back(tmp_path):
    path = tmp_path / "announcements.json"
    announce(path, NOW + DAY_S, NOW + 2 * DAY_S, "", now=NOW, is_urgent=False)
    with pytest.raises(InvalidInput, match="announcement_unknown"):
        cancel(path, NOW)
    cancel(path, NOW + DAY_S)
    assert announced(path) == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "é" * 1001},
        {"text": 7},
        {"kind": "m" * 41},
        {"starts_at": -1},
        {"ends_at": "2026-12-01"},
        {"more": 1},
    ],
)
def test_what_posts_could_not_read_is_not_said_and_what_was_said_goes_on(tmp_path, changed):
    """One word too long in a file changed by hand kept every post from entering."""
    path = tmp_path / "announcements.json"
    read = _announcements(path)
    assert read() == ()
    said = announce(path, NOW + DAY_S, NOW + 2 * DAY_S, "", now=NOW, is_urgent=False)
    assert read() == (said,)
    [row] = json.loads(path.read_text())
    path.write_text(json.dumps([row | changed]))
    assert read() == (said,)
    with pytest.raises(IntegrityFailure, match=r"server\.announcements"):
        announced(path)
    path.unlink()
    assert read() == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01T22:00", 1_796_158_800),  # winter, an hour ahead of Greenwich
        ("2026-07-01 22:00", 1_782_936_000),  # summer, two
        ("2026-12-01T22:00+00:00", 1_796_162_400),
    ],
)
def test_moments_are_those_of_clocks_in_france_whatever_the_servers_zone(
    text, expected, monkeypatch
):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert moment(text) == expected
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_is_no_moment_is_refused():
    with pytest.raises(InvalidInput, match="announcement_dates"):
        moment("demain soir")
