"""A report on paper and as a table: the same numbers, word for word, in PDF and CSV.

The PDF is real text in reading order, with its title and language, in the application's own
font. It has no structure tags (the library writes none): who needs a table that is told cell
by cell has the CSV beside it. Both are made anew to the byte from what is kept.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import Flowable, KeepTogether

from sync.server.reports.monthly import Report
from sync.server.reports.months import GRACE_DAYS, PARIS
from sync.server.reports.numbers import HIDDEN_BELOW, Line, Told

__all__ = ["as_csv", "as_pdf", "file_name"]

HIDDEN = "masqué"
WORDS = {
    Line.OPENED: "Coffres ouverts",
    Line.AFFILIATED: "Affiliations acceptées par les personnes",
    Line.LEFT: "Affiliations terminées",
    Line.SIGNED_IN: "Connexions à leur coffre",
    Line.FILED_BY_PERSON: "Documents rangés",
    Line.READ_BY_PERSON: "Documents consultés",
    Line.SHARED: "Documents partagés",
    Line.UNSHARED: "Partages arrêtés",
    Line.FILED_BY_TEAM: "Documents rangés",
    Line.READ_BY_TEAM: "Documents consultés",
}
GROUPS = (
    ("Coffres", (Line.OPENED, Line.AFFILIATED, Line.LEFT)),
    (
        "Ce que les personnes ont fait elles-mêmes",
        (Line.SIGNED_IN, Line.FILED_BY_PERSON, Line.READ_BY_PERSON, Line.SHARED, Line.UNSHARED),
    ),
    ("Ce que l'équipe a fait avec les personnes", (Line.FILED_BY_TEAM, Line.READ_BY_TEAM)),
)
HEADS = ("Nombre", "Personnes", "Depuis le début")
CSV_HEADS = (
    "structure",
    "numero",
    "mois",
    "partie",
    "ligne",
    "nombre",
    "personnes",
    "compte_depuis",
    "depuis_le_debut",
)

INK, SOFT, PETROL = HexColor("#1B1F24"), HexColor("#4A5560"), HexColor("#0A5A66")
RULE, GROUND = HexColor("#D9D6CE"), HexColor("#E3EFF0")
FONT, BOLD = "Andika", "Andika-Bold"
MARGIN = 20 * mm
WIDTHS = (86 * mm, 26 * mm, 26 * mm, 32 * mm)


def file_name(report: Report, ending: str) -> str:
    """Return a name that says the month and the structure, and is no other structure's."""
    plain = unicodedata.normalize("NFKD", report.name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return "-".join(["bilan", str(report.month), words, report.structure.hex()[:8]]) + ending


def as_csv(report: Report) -> bytes:
    """Return the lines as a table that spreadsheets in French open: UTF-8, semicolons."""
    drawn = io.StringIO()
    table = csv.writer(drawn, delimiter=";", lineterminator="\r\n")
    table.writerow(CSV_HEADS)
    told = {each.line: each for each in report.lines}
    start = (_cell(report.name), report.structure.hex(), str(report.month))
    for group, lines in GROUPS:
        for line in lines:
            each = told[line]
            table.writerow(
                (
                    *start,
                    group,
                    WORDS[line],
                    HIDDEN if each.acts is None else each.acts,
                    _persons(each) if each.persons is None else each.persons,
                    str(each.since),
                    each.so_far,
                )
            )
    for words, count in _facts(report):
        table.writerow((*start, FACTS, words, count, "", str(report.month), ""))
    return drawn.getvalue().encode("utf-8-sig")


FACTS = "Postes et comptes de la structure"


def as_pdf(report: Report) -> bytes:
    """Return the report on one sheet of A4, to be read, printed or heard."""
    _register_fonts()
    drawn = io.BytesIO()
    title = f"Bilan mensuel, {report.month.name} : {report.name}"
    page = BaseDocTemplate(
        drawn,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=title,
        subject="Bilan mensuel d'utilisation",
        author="Reconnect",
        lang="fr-FR",
        invariant=1,
        initialFontName=FONT,
    )
    frame = Frame(page.leftMargin, page.bottomMargin, page.width, page.height, 0, 0, 0, 0)
    footer = _footer(report)
    page.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=footer))
    page.build(_story(report))
    return drawn.getvalue()


def _story(report: Report) -> list[Flowable]:
    told = {each.line: each for each in report.lines}
    story: list[Flowable] = [
        Paragraph("Bilan mensuel d'utilisation", _style("over", 11, SOFT)),
        Paragraph(_upper_first(report.month.name), _style("title", 24, PETROL, bold=True)),
        Paragraph(escape(report.name), _style("name", 14, INK, bold=True)),
        Spacer(1, 4 * mm),
    ]
    for place, (group, lines) in enumerate(GROUPS):
        rows = [_row(told[line], report) for line in lines]
        story.append(KeepTogether(_table(group, rows, has_heads=place == 0)))
        story.append(Spacer(1, 3 * mm))
    facts = [[_text(words), _number(_grouped(count))] for words, count in _facts(report)]
    story.append(KeepTogether(_table(FACTS, facts, has_heads=False)))
    story.append(Spacer(1, 5 * mm))
    story += [
        Paragraph(escape(each), _style("note", 9.5, SOFT, after=4)) for each in _notes(report)
    ]
    return story


def _row(told: Told, report: Report) -> list[Paragraph]:
    words = escape(WORDS[told.line])
    if told.acts is not None and told.since != report.month:
        words += f'<br/><font size="9" color="#4A5560">depuis {told.since.name}</font>'
    return [
        Paragraph(words, _style("cell", 10.5, INK)),
        _number(_shown(told.acts, HIDDEN), is_soft=told.acts is None),
        _number(_shown(told.persons, _persons(told)), is_soft=told.persons is None),
        _number(_grouped(told.so_far)),
    ]


def _table(group: str, rows: list[list[Paragraph]], *, has_heads: bool) -> Table:
    heads = HEADS if has_heads else ("", "", "")
    head = [Paragraph(escape(group), _style("group", 11, PETROL, bold=True))]
    head += [Paragraph(each, _style("head", 9.5, PETROL, right=True)) for each in heads]
    made = Table([head, *rows], colWidths=WIDTHS)
    made.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), GROUND),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, RULE),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ]
    )
    return made


def _facts(report: Report) -> list[tuple[str, int]]:
    return [
        ("Postes en service", report.posts),
        ("Postes sans nouvelles depuis la fin du mois", report.posts_silent),
        ("Comptes professionnels", report.members),
    ]


def _notes(report: Report) -> list[str]:
    return [
        f"« {HIDDEN} » : moins de {HIDDEN_BELOW} personnes sont concernées. Le nombre n'est pas"
        " perdu : il attend les mois suivants et sera dit avec eux, quand"
        f" {HIDDEN_BELOW} personnes au moins seront concernées ensemble ; la ligne dit alors"
        " depuis quel mois elle compte.",
        "« Depuis le début » est la somme des nombres dits dans les bilans de cette structure."
        " Une même personne compte une seule fois par ligne dans « Personnes ».",
        "Ce qui a été fait hors connexion compte dans son mois si le poste l'a envoyé avant le"
        f" {1 + GRACE_DAYS} {report.month.next.name}, sinon dans un bilan suivant.",
        "Le serveur compte des gestes. Il ne connaît ni les noms, ni les documents.",
    ]


def _footer(report: Report) -> Callable[[Canvas, BaseDocTemplate], None]:
    drawn_on = datetime.fromtimestamp(report.made_at, UTC).astimezone(PARIS).strftime("%d/%m/%Y")
    left = f"Arrêté le {drawn_on}. Structure {report.structure.hex()}"

    def draw(canvas: Canvas, page: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setViewerPreference("DisplayDocTitle", "true")
        canvas.setFont(FONT, 8.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(MARGIN, 10 * mm, left)
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {page.page}")
        canvas.restoreState()

    return draw


def _style(
    name: str,
    size: float,
    colour: Color,
    *,
    bold: bool = False,
    right: bool = False,
    after: float = 0,
) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=BOLD if bold else FONT,
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        alignment=TA_RIGHT if right else 0,
        spaceAfter=after,
    )


def _text(words: str) -> Paragraph:
    return Paragraph(escape(words), _style("cell", 10.5, INK))


def _number(words: str, *, is_soft: bool = False) -> Paragraph:
    return Paragraph(escape(words), _style("number", 10.5, SOFT if is_soft else INK, right=True))


def _persons(told: Told) -> str:
    """Say in words how many persons stand behind a line whose number of them is not told."""
    return HIDDEN if told.acts is None else f"{HIDDEN_BELOW} ou plus"


def _shown(count: int | None, otherwise: str) -> str:
    return otherwise if count is None else _grouped(count)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")


def _cell(untrusted: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{untrusted}" if untrusted[:1] in {"=", "+", "-", "@", "\t", "\r"} else untrusted


def _upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def _register_fonts() -> None:
    fonts = files("resources") / "fonts"
    for name, file in ((FONT, "Andika-Regular.ttf"), (BOLD, "Andika-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, io.BytesIO((fonts / file).read_bytes())))
