"""What a network scanner sends is read into plain values or refused, never expanded."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.escl.child import page_of
from kiosk.capture.escl.documents import MAX_XML_BYTES, BadDocument, parse
from kiosk.capture.escl.words import (
    Capabilities,
    Way,
    Wish,
    capabilities_of,
    job_request,
    path_of,
    plain,
    status_of,
)
from kiosk.capture.sane_words import Choices, Fault, Range, ScanFault
from tests.fakes.escl_server import page_jpeg

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b ['
    + b'<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9))
    + b"]><b>&a8;</b>"
)
OUTSIDE = b'<!DOCTYPE b [<!ENTITY f SYSTEM "file:///etc/passwd">]><b>&f;</b>'
WAY = Way("ADF", "Feeder", False, ("RGB24",), Choices(("300",)), ("image/jpeg",), 2550, 4200)


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"text",
        b"<a>",
        b"<a></b>",
        b"<a>&x;</a>",
        BOMB,
        OUTSIDE,
        b"<!DOCTYPE html><a/>",
        b'<?xml version="1.0" encoding="klingon"?><a/>',
        b"<a>" * 40 + b"</a>" * 40,
        b"<a>" + b"<b/>" * 6000 + b"</a>",
        b"<a>" + b" " * MAX_XML_BYTES + b"</a>",
    ],
)
def test_what_is_no_plain_document_is_refused_at_once(untrusted: bytes) -> None:
    began_at = time.monotonic()
    with pytest.raises(BadDocument):
        parse(untrusted)
    assert time.monotonic() - began_at < 1


@given(st.binary(max_size=400))
def test_any_bytes_are_a_document_or_a_refusal(untrusted: bytes) -> None:
    try:
        root = parse(untrusted)
    except BadDocument:
        return
    capabilities_of(root)
    status_of(root)


def test_names_are_the_same_with_any_prefix_or_none() -> None:
    for text in (
        b"<s:A xmlns:s='u'><p:State xmlns:p='v'>Idle</p:State></s:A>",
        b"<A><State>Idle</State></A>",
    ):
        assert status_of(parse(text)).state == "Idle"


def test_an_empty_answer_is_a_status_without_words() -> None:
    status = status_of(parse(b"<ScannerStatus/>"))
    assert (status.state, status.feeder_fault, status.job("/eSCL/ScanJobs/1")) == ("", None, "")


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("ScannerAdfLoaded", None),
        ("ScannerAdfProcessing", None),
        ("ScannerAdfEmpty", Fault.NO_DOCS),
        ("ScannerAdfJam", Fault.JAMMED),
        ("ScannerAdfMultipickDetected", Fault.JAMMED),
        ("ScannerAdfHatchOpen", Fault.COVER_OPEN),
        ("SomethingNew", None),
    ],
)
def test_the_feeder_s_words_stand_for_faults(word: str, fault: Fault | None) -> None:
    status = status_of(parse(f"<S><AdfState>{word}</AdfState></S>".encode()))
    assert status.feeder_fault is fault


def test_a_job_is_known_by_its_path_whatever_host_it_names() -> None:
    status = status_of(
        parse(
            b"<S><Jobs><JobInfo><JobUri>http://x.invalid/eSCL/ScanJobs/7/</JobUri>"
            b"<JobState>Aborted</JobState></JobInfo></Jobs></S>"
        )
    )
    assert status.job("/eSCL/ScanJobs/7") == "Aborted"


def test_what_is_no_address_leads_nowhere() -> None:
    said = b"<a><JobInfo><JobUri>http://[x</JobUri><JobState>Aborted</JobState></JobInfo></a>"
    assert status_of(parse(said)).job("/eSCL/ScanJobs/1") == ""
    assert path_of("http://[x") == ""


def test_resolutions_are_a_list_or_a_span() -> None:
    listed = b"<DiscreteResolution><XResolution>300</XResolution></DiscreteResolution>"
    span = b"<XResolutionRange><Min>75</Min><Max>1200</Max></XResolutionRange>"
    for inside, wanted in ((listed, Choices(("300",))), (span, Range(75, 1200)), (b"", None)):
        root = parse(
            b"<C><Platen><PlatenInputCaps><SettingProfile>"
            + inside
            + b"</SettingProfile></PlatenInputCaps></Platen></C>"
        )
        (way,) = capabilities_of(root).ways
        assert way.resolutions == wanted


def test_a_way_that_is_not_there_falls_back_to_one_that_is() -> None:
    capabilities = Capabilities("u", "m", (WAY,))
    assert capabilities.way("Platen") is WAY
    assert Capabilities("u", "m", ()).way(None) is None


def test_a_job_asks_for_what_was_chosen_and_a_plain_one_for_less() -> None:
    full = job_request(Wish(WAY, 300, "RGB24"))
    bare = job_request(Wish(WAY, 300, "RGB24", is_plain=True))
    assert parse(full).said("DocumentFormatExt") == "image/jpeg"
    assert parse(full).said("Height") == "3508"
    assert parse(full).said("Duplex") == "false"
    assert parse(bare).said("XResolution") == "300"
    assert parse(bare).said("Intent") == parse(bare).said("DocumentFormat") == ""


def test_a_device_s_word_for_itself_is_short_and_printable() -> None:
    assert plain("A\u202eB\nC" + "x" * 300) == "ABC" + "x" * 97


def test_a_picture_that_ends_early_is_no_page() -> None:
    whole = page_jpeg(1, 50, is_colour=True)
    page_of(whole)
    for cut in (0, 10, len(whole) // 2, len(whole) - 400):
        with pytest.raises(ScanFault):
            page_of(whole[:cut])
