"""The monthly report of a structure (RPT-01, RPT-02, DER-18), on every engine."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from kiosk.crypto.statements import log_hash, make
from kiosk.errors import InvalidInput
from sync.protocol.messages import StructureState
from sync.server import commands
from sync.server.reports.monthly import Report, draw, draw_due
from sync.server.reports.months import Month
from sync.server.reports.numbers import Line, Told
from sync.server.reports.papers import as_csv, as_pdf, file_name
from sync.server.store.database import Database
from tests.contract.server.test_acceptance import Scene
from tests.fakes.actors import Post, Relay
from tests.fakes.central import MovedClock, acts_of, bring, central_server, enrolled

PEOPLE = [bytes([n]) * 16 for n in range(1, 20)]


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    clock = MovedClock()
    central = central_server(database, tmp_path, clock=clock)
    relay = Relay.alone()
    claire = relay.pro()
    post = enrolled(central, relay)
    yield Scene(central, clock, relay, claire, post)
    central.custody.close()


def this_month(scene: Scene) -> Month:
    return Month.at(scene.central.now())


def go_to(scene: Scene, at: int) -> None:
    """Set the clock to an instant."""
    scene.clock.ahead_s += at - scene.central.now()


def hand_in(
    scene: Scene,
    *acts: tuple[str, bytes, int],
    post: Post | None = None,
    own: bool = False,
    by: bytes = b"",
) -> None:
    """Let a post hand in its journal of (action, person, done at), by the pro unless told."""
    post = post or scene.post
    seq, h = post.chains.get("vault", (0, bytes(32)))
    entries = []
    for action, person, at in acts:
        actor = person if own else by or scene.claire.identity.id
        entry = {"action": action, "actor": actor.hex(), "at": at, "person": person.hex()}
        h = log_hash(h, entry)
        entries.append(entry)
    post.chains["vault"] = (seq + len(entries), h)
    fields = {
        "device": post.id.hex(),
        "chain": "vault",
        "seq": seq + len(entries),
        "h": h.hex(),
        "entries": entries,
    }
    said = make("log", fields, signers=[post.identity], at=scene.central.now())
    assert [each.status for each in bring(scene.central, post, said.wire)] == ["stored"]


def drawn(scene: Scene, month: Month, relay: Relay | None = None) -> dict[Line, Told]:
    structure = (relay or scene.relay).id
    report = draw(scene.central.database, structure, month, now=scene.central.now())
    return {each.line: each for each in report.lines}


def test_acts_of_a_month_are_counted_with_the_persons_behind_them(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("paper.filed", person, now) for person in PEOPLE[:6] for _ in range(3)])
    hand_in(scene, *[("paper.filed", person, now) for person in PEOPLE[:5]], own=True)
    hand_in(scene, *[("safe.opened", person, now) for person in PEOPLE[:4]])
    go_to(scene, month.closes_at)
    told = drawn(scene, month)
    assert (told[Line.FILED_BY_TEAM].acts, told[Line.FILED_BY_TEAM].persons) == (18, 6)
    assert (told[Line.FILED_BY_PERSON].acts, told[Line.FILED_BY_PERSON].persons) == (5, 5)
    assert (told[Line.OPENED].acts, told[Line.OPENED].persons) == (None, None)
    assert (told[Line.SIGNED_IN].acts, told[Line.SIGNED_IN].so_far) == (0, 0)


def test_a_hidden_number_waits_and_is_told_with_a_later_month(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("safe.opened", person, now) for person in PEOPLE[:3]])
    go_to(scene, month.next.starts_at + 86400)
    hand_in(scene, *[("safe.opened", person, scene.central.now()) for person in PEOPLE[3:6]])
    go_to(scene, month.next.closes_at)
    assert drawn(scene, month)[Line.OPENED].acts is None
    told = drawn(scene, month.next)[Line.OPENED]
    assert (told.acts, told.persons, told.since, told.so_far) == (6, None, month, 6)


def test_work_off_line_counts_in_its_month_or_later_and_never_twice(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[:5]])
    go_to(scene, month.closes_at - 60)
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[5:10]])
    go_to(scene, month.closes_at)
    assert drawn(scene, month)[Line.READ_BY_TEAM].acts == 10
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[10:16]])
    go_to(scene, month.next.closes_at)
    assert drawn(scene, month)[Line.READ_BY_TEAM].acts == 10, "what was told stays"
    assert drawn(scene, month.next)[Line.READ_BY_TEAM].acts == 6
    go_to(scene, month.next.next.closes_at)
    assert drawn(scene, month.next.next)[Line.READ_BY_TEAM].acts == 0


def test_months_drawn_up_late_are_the_months_drawn_up_in_time(scene: Scene) -> None:
    month = this_month(scene)
    for moment in (month, month.next, month.next.next):
        go_to(scene, max(moment.starts_at + 5 * 86400, scene.central.now()))
        now = scene.central.now()
        hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[: 5 + moment.number % 3]])
    go_to(scene, month.next.next.closes_at)
    each = [drawn(scene, m) for m in (month.next.next, month, month.next)]
    counts = [told[Line.READ_BY_TEAM].acts for told in each]
    expected = [5 + m.number % 3 for m in (month.next.next, month, month.next)]
    assert counts == expected


def test_a_clock_ahead_or_far_behind_puts_an_act_where_it_came(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("paper.read", person, now + 400 * 86400) for person in PEOPLE[:5]])
    hand_in(scene, *[("paper.read", person, 12) for person in PEOPLE[5:10]])
    go_to(scene, month.closes_at)
    assert drawn(scene, month)[Line.READ_BY_TEAM].acts == 10


def test_one_structure_sees_nothing_of_another(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    other, _, post = scene.second_relay()
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[:7]])
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[:5]], post=post)
    go_to(scene, month.closes_at)
    assert drawn(scene, month)[Line.READ_BY_TEAM].acts == 7
    assert drawn(scene, month, other)[Line.READ_BY_TEAM].acts == 5
    reports = [
        draw(scene.central.database, each.id, month, now=scene.central.now())
        for each in (scene.relay, other)
    ]
    for mine, theirs in (reports, reversed(reports)):
        assert theirs.structure.hex().encode() not in as_csv(mine)
        assert theirs.name not in text_of(as_pdf(mine))
    assert len({file_name(each, ".pdf") for each in reports}) == 2


def test_a_report_drawn_up_again_is_the_same_to_the_byte(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[:7]])
    go_to(scene, month.closes_at)
    database = scene.central.database
    first = draw(database, scene.relay.id, month, now=scene.central.now())
    go_to(scene, month.closes_at + 90 * 86400)
    again = draw(database, scene.relay.id, month, now=scene.central.now())
    assert first == again
    assert as_pdf(first) == as_pdf(again)
    assert as_csv(first) == as_csv(again)
    told = [each for each in acts_of(database) if each["action"] == "report"]
    assert len(told) == 1, "drawn up once, and journalled (TRC-04)"


def test_a_month_not_closed_and_one_before_the_structure_are_refused(scene: Scene) -> None:
    month = this_month(scene)
    go_to(scene, month.closes_at - 1)
    with pytest.raises(InvalidInput, match=r"server\.report_too_early"):
        drawn(scene, month)
    go_to(scene, month.closes_at)
    with pytest.raises(InvalidInput, match=r"server\.report_before_structure"):
        drawn(scene, Month.of_index(month.index - 1))


def test_what_is_due_is_drawn_up_once_and_not_for_who_had_left(scene: Scene) -> None:
    other, _, _ = scene.second_relay()
    scene.central.set_structure_state(other.id, StructureState.ENDED)
    month, database = this_month(scene), scene.central.database
    go_to(scene, month.closes_at - 1)
    assert draw_due(database, now=scene.central.now()) == 0
    go_to(scene, month.closes_at)
    assert draw_due(database, now=scene.central.now()) == 1
    assert draw_due(database, now=scene.central.now()) == 0


def test_no_name_no_title_and_no_person_is_in_what_is_kept_or_written(scene: Scene) -> None:
    month, now = this_month(scene), scene.central.now()
    hand_in(scene, *[("paper.read", person, now) for person in PEOPLE[:7]])
    go_to(scene, month.closes_at)
    report = draw(scene.central.database, scene.relay.id, month, now=scene.central.now())
    with scene.central.database.reading() as rows:
        body = bytes(rows.all("SELECT body FROM report")[0][0])
        assert rows.all("SELECT person FROM report_waiting") == []
    for person in PEOPLE[:7]:
        for written in (body, as_csv(report), text_of(as_pdf(report)).encode()):
            assert person.hex().encode() not in written


# On paper.


def sample(name: str = "Accueil de jour L'Escale & Compagnie") -> Report:
    month = Month(2026, 2)
    counts = dict.fromkeys(Line, (12, 9)) | {Line.SIGNED_IN: (1286, 74)}
    lines = [
        Told(line, acts, persons, Month(2025, 12) if line is Line.SHARED else month, 3 * acts)
        for line, (acts, persons) in counts.items()
    ]
    lines[2] = Told(Line.LEFT, None, None, month, 0)
    lines[8] = replace(lines[8], persons=None)
    return Report(bytes(range(16)), name, month, month.closes_at, tuple(lines), 4, 1, 11)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_pdf_is_text_with_a_title_and_a_language_on_one_sheet() -> None:
    made = as_pdf(sample())
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo["/Title"]).startswith("Bilan mensuel, février 2026 : Accueil")
        assert len(document.pages) == 1
    text = text_of(made)
    for words in ("Février 2026", "L'Escale & Compagnie", "masqué", "1 286"):
        assert words in text
    assert "depuis décembre 2025" in text


def test_csv_and_pdf_tell_the_same_numbers_and_hide_the_same() -> None:
    report = sample()
    rows = list(csv.DictReader(io.StringIO(as_csv(report).decode("utf-8-sig")), delimiter=";"))
    told = {(row["partie"], row["ligne"]): row for row in rows}
    assert told["Coffres", "Affiliations terminées"]["nombre"] == "masqué"
    assert told["Coffres", "Affiliations terminées"]["personnes"] == "masqué"
    text = re.sub(r"(?<=\d) (?=\d{3})", "", text_of(as_pdf(report)))
    for row in rows:
        assert row["ligne"] in text
        for key in ("nombre", "personnes", "depuis_le_debut"):
            assert row[key] in text
    assert text.count("masqué") == 3, "two cells, and the note that explains them"


def test_a_name_is_no_formula_no_markup_and_no_path() -> None:
    report = sample("=HYPERLINK(1)/../<b>&")
    assert b"\n'=HYPERLINK" in as_csv(report)
    assert "<b>&" in text_of(as_pdf(report))
    assert file_name(report, ".pdf") == "bilan-2026-02-hyperlink-1-b-00010203.pdf"


def test_a_name_of_many_words_still_gives_a_whole_page() -> None:
    assert "Arrêté le 08/03/2026" in text_of(as_pdf(sample("Centre communal " * 12)))


# The command.


def test_the_command_writes_both_files_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server.reports import commands as reports_commands
    from sync.server.serve import DataFolder, open_records

    folder = DataFolder(tmp_path / "central")
    folder.prepare()
    clock = MovedClock()
    central = central_server(open_records("", folder), tmp_path / "rest", clock=clock)
    relay = Relay.alone()
    enrolled(central, relay)
    month = Month.at(central.now())
    clock.ahead_s = month.closes_at - central.now()
    monkeypatch.setattr(reports_commands, "_clock", clock)
    out = tmp_path / "out"
    given = ["report", relay.structure.name, str(month), "--out", str(out)]
    assert commands.admin([*given, "--data", str(folder.root), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [Path(each).suffix for each in told["files"]] == [".pdf", ".csv"]
    assert all(Path(each).stat().st_size > 500 for each in told["files"])
    with pytest.raises(InvalidInput, match=r"server\.structure_unknown"):
        commands.admin(["report", "Nulle part", *given[2:], "--data", str(folder.root)])
    with pytest.raises(InvalidInput, match=r"server\.report_month"):
        commands.admin(["report", "x", "février", *given[3:], "--data", str(folder.root)])
    central.database.close()
    central.custody.close()
