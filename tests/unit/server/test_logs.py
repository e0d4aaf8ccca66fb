"""Logs say what happened by ids and counts, and never what an error said."""

from __future__ import annotations

import json
import logging

from sync.server.logs import JsonLines


def line_of(log: logging.LogRecord) -> dict[str, object]:
    found: dict[str, object] = json.loads(JsonLines().format(log))
    return found


def test_a_line_holds_the_event_and_the_fields_given_by_name() -> None:
    record = logging.LogRecord("reconnect", logging.INFO, "f.py", 1, "accepted", (), None)
    record.stored = 3
    found = line_of(record)
    assert (found["event"], found["stored"], found["level"]) == ("accepted", 3, "info")


def test_an_errors_text_is_not_written_only_its_type_and_place() -> None:
    try:
        int("Amina Diallo, 06 12 34 56 78")
    except ValueError as error:
        record = logging.LogRecord(
            "reconnect",
            logging.ERROR,
            "f.py",
            1,
            "fault",
            (),
            (type(error), error, error.__traceback__),
        )
    found = line_of(record)
    assert found["error"] == "ValueError"
    assert "test_logs.py" in str(found["place"])
    assert "Amina" not in json.dumps(found)
