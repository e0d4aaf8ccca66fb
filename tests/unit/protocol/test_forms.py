"""Schemas asked of the readers: what they allow is what the readers take."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from kiosk.crypto.encoding import b64
from sync.protocol.codes import ErrorCode
from sync.protocol.forms import base64url, schema_of
from sync.protocol.messages import Answer, Challenge, Failure, Hello, PageHead, SessionRequest
from sync.server import app
from sync.server.openapi import OPERATIONS, document


def test_a_message_with_one_shape_is_one_closed_object() -> None:
    found = schema_of(SessionRequest.parse)
    assert found["required"] == ["challenge", "device", "sig"]
    assert found["additionalProperties"] is False
    assert found["properties"]["device"] == {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def test_fields_that_may_be_absent_are_not_required_and_codes_are_all_there() -> None:
    found = schema_of(Failure.parse)
    assert found["required"] == ["code", "message_key"]
    assert set(found["properties"]) == {"code", "message_key", "seconds", "protocol"}
    assert found["properties"]["code"]["enum"] == [code.value for code in ErrorCode]


def test_a_reader_that_goes_several_ways_has_a_schema_for_each() -> None:
    ways = schema_of(Answer.read)["oneOf"]
    assert [way["properties"]["status"]["enum"] for way in ways] == [
        ["stored", "known"],
        ["waiting"],
        ["refused"],
    ]
    purges = schema_of(PageHead.parse)["properties"]["purge"]["items"]["oneOf"]
    assert [set(way["required"]) for way in purges] == [
        {"kind", "owner", "why"},
        {"kind", "owner", "why", "parts"},
        {"kind", "owner", "why", "versions"},
    ]


@pytest.mark.parametrize("size", [16, 31, 32, 33, 64])
def test_bytes_in_base64url_have_their_one_spelling(size: int) -> None:
    pattern = re.compile(base64url(size))
    for filled in (b"\x00", b"\xff", b"\x5a"):
        assert pattern.match(b64(filled * size))
        assert not pattern.match(b64(filled * (size + 1)))
    if size % 3:
        assert not pattern.match(b64(bytes(size))[:-1] + "B")


def test_asking_for_a_schema_leaves_readers_as_they_were() -> None:
    schema_of(Hello.parse)
    assert Challenge.parse(Challenge(bytes(32)).encode()) == Challenge(bytes(32))


def test_every_route_is_in_the_document_and_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new route needs its line in `sync/server/openapi.py`."""
    made: list[Route] = []

    def keep(routes: list[Route], **_: object) -> Starlette:
        made.extend(routes)
        return Starlette()

    class Nothing:
        metrics = None

    monkeypatch.setattr(app, "Starlette", keep)
    app.build_app(Nothing(), bell=app.Bell(), operator_token="x")  # type: ignore[arg-type]
    routes = {
        (method, route.path)
        for route in made
        for method in route.methods or ()
        if method != "HEAD" or route.path == "/v1/parts/{part}"
    }
    assert routes == {(each.method, each.path) for each in OPERATIONS}
    assert set(document()["paths"]) == {each.path for each in OPERATIONS}
