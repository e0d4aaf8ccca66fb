"""Papers as they leave a printer or an office: letters, forms, tables, cards, a passport's page.

Everything is drawn from a seeded generator; every word on a paper is known. Sizes are in
millimetres, so that a paper may be drawn for any resolution.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import resources

__all__ = [
    "A4_MM",
    "Paper",
    "arabic_letter",
    "blank",
    "bleeding_blank",
    "card_back",
    "card_front",
    "faint",
    "form",
    "letter",
    "official",
    "old_card",
    "passport",
    "table",
]

Colour = tuple[int, int, int]

A4_MM = (210.0, 297.0)
CARD_MM = (85.6, 54.0)
OLD_CARD_MM = (105.0, 74.0)
PASSPORT_MM = (125.0, 88.0)
INK: Colour = (28, 28, 34)

OURS = Path(next(iter(resources.__path__))) / "fonts"
THEIRS = Path(next(iter(reportlab.__path__))) / "fonts"
TEXT_FONTS = (
    OURS / "Andika-Regular.ttf",
    THEIRS / "Vera.ttf",
    THEIRS / "VeraIt.ttf",
    THEIRS / "VeraBd.ttf",
)
BOLD = OURS / "Andika-Bold.ttf"
ARABIC = OURS / "NotoSansArabic-Regular.ttf"
FIXED = THEIRS / "cob_____.pfb"
"""Courier in bold weight: the zone that machines read needs a fixed pitch."""

SENTENCES = (
    "Madame, Monsieur, nous vous informons que votre demande a bien été reçue le 12 mars.",
    "Pour compléter votre dossier, merci de nous envoyer une copie de votre titre de séjour.",
    "Vous trouverez ci-joint votre avis d'impôt sur les revenus de l'année précédente.",
    "La commission examinera votre situation lors de sa prochaine réunion, le 4 septembre.",
    "Le montant de votre aide au logement s'élève à 287,40 euros par mois depuis juillet.",
    "Nous vous prions de bien vouloir vous présenter à l'accueil, muni de cette convocation.",
    "En cas d'absence, votre rendez-vous sera reporté et un nouveau courrier vous parviendra.",
    "Cette attestation est délivrée à l'intéressée pour servir et valoir ce que de droit.",
    "Les pièces demandées peuvent être déposées au guichet ou envoyées par voie postale.",
    "Veuillez agréer, Madame, Monsieur, l'expression de nos salutations distinguées.",
    "Toute réclamation doit être adressée au service dans un délai de deux mois.",
    "Le loyer et les charges du logement figurent sur la quittance jointe au présent courrier.",
)
ARABIC_SENTENCES = (
    "نحيطكم علما بأن طلبكم قد وصل إلى مصالحنا وهو الآن قيد الدراسة",
    "يرجى تقديم نسخة من بطاقة الإقامة وشهادة السكن في أقرب وقت",
    "سيتم إبلاغكم بموعد المقابلة عن طريق البريد خلال شهر واحد",
    "هذه الشهادة صالحة لمدة ثلاثة أشهر من تاريخ إصدارها",
)
HEADINGS = (
    "CAISSE D'ALLOCATIONS FAMILIALES",
    "Préfecture de la région",
    "Direction des finances publiques",
    "Centre communal d'action sociale",
    "Assurance maladie",
    "Office public de l'habitat",
)
FAMILY_NAMES = ("ESSAI", "EXEMPLE", "MODELE", "SPECIMEN", "EPREUVE", "TEMOIN")
GIVEN_NAMES = ("CAMILLE", "DOMINIQUE", "CLAUDE", "MAXENCE", "ANDREA", "SACHA")


@dataclass(frozen=True, slots=True)
class Paper:
    """One side of a paper. `content` is the box, in pixels, that all writing lies in."""

    image: Image.Image
    dpi: int
    size_mm: tuple[float, float]
    content: tuple[float, float, float, float] | None
    lines: tuple[str, ...] = ()
    zone: tuple[str, ...] = ()
    """The lines for machines (MRZ), where there are any."""


@dataclass(slots=True)
class _Pen:
    """A sheet being written on, in millimetres."""

    rng: random.Random
    dpi: int
    size_mm: tuple[float, float]
    ground: Colour = (252, 251, 248)
    lines: list[str] = field(default_factory=list)
    image: Image.Image = field(init=False)
    draw: ImageDraw.ImageDraw = field(init=False)
    _box: list[float] | None = None

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.px(self.size_mm[0]), self.px(self.size_mm[1])))
        self.draw = ImageDraw.Draw(self.image)
        self.draw.rectangle((0, 0, *self.image.size), fill=self.ground)

    def px(self, mm: float) -> int:
        return round(mm / 25.4 * self.dpi)

    def write(
        self, x: float, y: float, text: str, font: Path, height_mm: float, ink: Colour = INK
    ) -> float:
        """Write one line; return its width in millimetres."""
        face = _face(font, max(6, self.px(height_mm)))
        at = (self.px(x), self.px(y))
        self.draw.text(at, text, fill=ink, font=face)
        box = self.draw.textbbox(at, text, font=face)
        self.touch(box)
        self.lines.append(text)
        return (box[2] - box[0]) / self.dpi * 25.4

    def width_mm(self, text: str, font: Path, height_mm: float) -> float:
        face = _face(font, max(6, self.px(height_mm)))
        return self.draw.textlength(text, font=face) / self.dpi * 25.4

    def paragraph(
        self, x: float, y: float, width: float, font: Path, height: float, sentences: Sequence[str]
    ) -> float:
        """Write sentences in lines no wider than `width`; return where the next may begin."""
        line = ""
        for word in " ".join(sentences).split():
            longer = f"{line} {word}".strip()
            if line and self.width_mm(longer, font, height) > width:
                self.write(x, y, line, font, height)
                line, y = word, y + 1.45 * height
            else:
                line = longer
        if line:
            self.write(x, y, line, font, height)
        return y + 2.2 * height

    def rule(self, box: tuple[float, float, float, float], ink: Colour, width_mm: float) -> None:
        pixels = [self.px(part) for part in box]
        self.draw.rectangle(pixels, outline=ink, width=max(1, self.px(width_mm)))
        self.touch(pixels)

    def touch(self, box: Sequence[float]) -> None:
        old = self._box or [math.inf, math.inf, 0.0, 0.0]
        self._box = [
            min(old[0], box[0]),
            min(old[1], box[1]),
            max(old[2], box[2]),
            max(old[3], box[3]),
        ]

    def paper(self, zone: tuple[str, ...] = ()) -> Paper:
        box = None if self._box is None else tuple(self._box)
        return Paper(self.image, self.dpi, self.size_mm, box, tuple(self.lines), zone)


def letter(rng: random.Random, dpi: int) -> Paper:
    """Return an office's letter: heading, address, paragraphs; at times stamped and signed."""
    return _letter(_Pen(rng, dpi, A4_MM, _white(rng)))


def official(rng: random.Random, dpi: int) -> Paper:
    """Return a letter on a printed ground, as a prefecture's: pale waves, at times very pale."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    depth, pitch_mm, lean = rng.uniform(14, 45), rng.uniform(0.9, 2.5), rng.uniform(0.06, 0.2)
    hue = rng.choice([(1, 0.55, 0.2), (0.15, 1, 0.6), (0.9, 0.3, 0.9), (1, 1, 1)])
    ink = tuple(round(part - depth * share) for part, share in zip(pen.ground, hue, strict=True))
    swing_mm, length_mm = rng.uniform(2, 4), rng.uniform(60, 110)
    width = pen.image.width
    for row in range(round(-45 / pitch_mm), round(300 / pitch_mm)):
        points = [
            (
                x,
                pen.px(row * pitch_mm)
                + lean * x
                + pen.px(swing_mm) * math.sin(2 * math.pi * x / pen.px(length_mm) + row * 0.35),
            )
            for x in range(0, width + 6, 6)
        ]
        pen.draw.line(points, fill=ink, width=max(1, pen.px(0.15)))
    return _letter(pen)


def _letter(pen: _Pen) -> Paper:
    rng = pen.rng
    font, height = rng.choice(TEXT_FONTS), rng.uniform(3.2, 4.4)
    pen.write(
        20, 18, rng.choice(HEADINGS), BOLD, rng.uniform(5, 7), rng.choice([INK, (20, 50, 120)])
    )
    for row, text in enumerate((_name(rng), "12 rue de l'Exemple", "75000 Ville")):
        pen.write(115, 45 + row * 1.5 * height, text, font, height)
    y = 85.0
    for _ in range(rng.randint(2, 5)):
        y = pen.paragraph(22, y, 166, font, height, rng.sample(SENTENCES, rng.randint(2, 4)))
        if y > 235:
            break
    if rng.random() < 0.5:
        _stamp(pen, rng.uniform(120, 150), min(y, 225) + 5)
    if rng.random() < 0.6:
        _scrawl(pen, rng.uniform(25, 90), min(y, 235) + 10, rng.randint(6, 14), _pen_colour(rng))
    return pen.paper()


def arabic_letter(rng: random.Random, dpi: int) -> Paper:
    """Return a letter in Arabic."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    height, y = rng.uniform(4.2, 5.5), 30.0
    while y < 220:
        text = f"{rng.choice(ARABIC_SENTENCES)} {rng.choice(ARABIC_SENTENCES)}"
        while pen.width_mm(text, ARABIC, height) > 165:
            text = text.rpartition(" ")[0]
        pen.write(188 - pen.width_mm(text, ARABIC, height), y, text, ARABIC, height)
        y += height * rng.uniform(1.7, 2.0)
    return pen.paper()


def form(rng: random.Random, dpi: int) -> Paper:
    """Return a form: labels, boxes, ticks, a few answers by hand."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    font = rng.choice(TEXT_FONTS[:2])
    tint = rng.choice([(60, 60, 60), (40, 80, 140), (150, 60, 50)])
    pen.write(20, 15, "Demande d'aide au logement", BOLD, 6.5)
    y = 32.0
    for label in rng.sample(
        (
            "Nom de famille",
            "Prénoms",
            "Date de naissance",
            "Adresse complète",
            "Téléphone",
            "Numéro d'allocataire",
            "Situation de famille",
            "Nombre d'enfants",
            "Ressources",
            "Montant du loyer",
            "Employeur",
            "Date d'entrée dans le logement",
        ),
        9,
    ):
        pen.write(20, y, label, font, 3.6)
        pen.rule((75, y - 2, 190, y + 6.5), tint, 0.25)
        if rng.random() < 0.5:
            _scrawl(pen, 78, y + 3, rng.randint(3, 9), _pen_colour(rng), height_mm=3.0)
        y += 14
    y = pen.paragraph(20, y + 4, 168, font, 3.4, rng.sample(SENTENCES, 4))
    for text in ("J'ai lu les conditions", "Je demande le versement au bailleur"):
        pen.rule((20, y, 24, y + 4), tint, 0.3)
        pen.write(27, y, text, font, 3.4)
        y += 9
    return pen.paper()


def table(rng: random.Random, dpi: int) -> Paper:
    """Return a page of figures between rules, as a bank or an employer prints it."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    font, height = rng.choice(TEXT_FONTS[:2]), rng.uniform(2.9, 3.6)
    pen.write(
        18, 14, rng.choice(("Relevé de compte", "Bulletin de paie", "Détail des droits")), BOLD, 6
    )
    top, step, rows = 34.0, rng.uniform(6.5, 9.0), rng.randint(16, 24)
    shade = rng.choice([(226, 230, 236), (236, 228, 220), (232, 232, 232)])
    for row in range(rows):
        y = top + row * step
        if row % 2 == 0:
            box = [pen.px(part) for part in (18, y - 1.5, 192, y + step - 1.5)]
            pen.draw.rectangle(box, fill=shade)
            pen.touch(box)
        label = rng.choice(
            ("Versement", "Prélèvement", "Cotisation", "Salaire de base", "Retrait", "Mutuelle")
        )
        pen.write(20, y, f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}", font, height)
        pen.write(42, y, label, font, height)
        amount = f"{rng.uniform(3, 2400):.2f}".replace(".", ",")
        pen.write(188 - pen.width_mm(amount, font, height), y, amount, font, height)
    if rng.random() < 0.6:
        pen.rule((18, top - 1.5, 192, top + rows * step - 1.5), (70, 70, 80), 0.4)
    pen.paragraph(18, top + rows * step + 6, 170, font, 2.8, rng.sample(SENTENCES, 3))
    return pen.paper()


def card_front(rng: random.Random, dpi: int) -> Paper:
    """Return the side with the portrait of a card as large as a bank's (ID-1)."""
    pen = _Pen(rng, dpi, CARD_MM, _card_ground(rng))
    _guilloche(pen)
    portrait_at = rng.choice((5.0, 58.0))
    _portrait(pen, portrait_at, 14, 22, 28)
    x = 31.0 if portrait_at < 20 else 5.0
    pen.write(
        5, 3, rng.choice(("TITRE DE SEJOUR", "CARTE NATIONALE D'IDENTITE")), BOLD, 3.6, (30, 40, 90)
    )
    for row, text in enumerate(_card_lines(rng)):
        pen.write(x, 12 + row * 5.6, text, rng.choice(TEXT_FONTS[:2]), 2.7, (25, 25, 45))
    return pen.paper()


def card_back(rng: random.Random, dpi: int) -> Paper:
    """Return the side with the machine-readable zone of such a card (TD1, 3 lines of 30)."""
    pen = _Pen(rng, dpi, CARD_MM, _card_ground(rng))
    _guilloche(pen)
    for row, text in enumerate(
        ("Adresse : 12 rue de l'Exemple", "75000 VILLE", "Délivré le : 04 02 2024")
    ):
        pen.write(6, 5 + row * 5.0, text, TEXT_FONTS[1], 2.5, (25, 25, 45))
    pen.draw.rectangle([pen.px(p) for p in (60, 4, 80, 18)], outline=(90, 90, 110), width=2)
    zone = _td1(rng)
    _zone(pen, zone, 4.5, 33.5, 76.0)
    return pen.paper(zone)


def old_card(rng: random.Random, dpi: int) -> Paper:
    """Return the large laminated identity card (105 x 74 mm, two lines of 36)."""
    pen = _Pen(rng, dpi, OLD_CARD_MM, (206, 216, 226))
    _guilloche(pen)
    _portrait(pen, 6, 14, 27, 34)
    pen.write(36, 5, "CARTE NATIONALE D'IDENTITE", BOLD, 3.4, (30, 40, 90))
    for row, text in enumerate(_card_lines(rng)):
        pen.write(38, 14 + row * 6.5, text, TEXT_FONTS[1], 2.9, (25, 25, 45))
    zone = _old_zone(rng)
    _zone(pen, zone, 4.0, 57.0, 97.0)
    return pen.paper(zone)


def passport(rng: random.Random, dpi: int) -> Paper:
    """Return a passport's page (125 x 88 mm, TD3: two lines of 44)."""
    pen = _Pen(rng, dpi, PASSPORT_MM, (232, 224, 226))
    _guilloche(pen)
    _portrait(pen, 6, 16, 34, 42)
    pen.write(44, 6, "PASSEPORT - PASSPORT", BOLD, 4.0, (80, 20, 40))
    for row, text in enumerate(_card_lines(rng)):
        pen.write(46, 17 + row * 7.5, text, TEXT_FONTS[1], 3.2, (25, 25, 45))
    zone = _td3(rng)
    _zone(pen, zone, 4.0, 69.0, 117.0)
    return pen.paper(zone)


def blank(rng: random.Random, dpi: int) -> Paper:
    """Return an empty sheet, with the dust and specks that a glass adds."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    for _ in range(rng.randint(0, 5)):
        x, y, r = rng.uniform(8, 200), rng.uniform(8, 288), rng.uniform(0.05, 0.2)
        pen.draw.ellipse([pen.px(p) for p in (x - r, y - r, x + r, y + r)], fill=(150, 150, 150))
    return Paper(pen.image, dpi, A4_MM, None)


def bleeding_blank(rng: random.Random, dpi: int) -> Paper:
    """Return an empty back through which the print of the front shines, soft and mirrored."""
    front = letter(rng, dpi).image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    soft = front.filter(ImageFilter.GaussianBlur(0.35 / 25.4 * dpi))
    empty = Image.new("RGB", front.size, _white(rng))
    return Paper(Image.blend(empty, soft, rng.uniform(0.03, 0.1)), dpi, A4_MM, None)


def faint(rng: random.Random, dpi: int) -> Paper:
    """Return a nearly empty sheet that says something: pencil, one line, a pale stamp."""
    pen = _Pen(rng, dpi, A4_MM, _white(rng))
    match rng.randrange(5):
        case 0:  # a note in pencil
            _scrawl(
                pen,
                rng.uniform(20, 120),
                rng.uniform(30, 250),
                rng.randint(8, 20),
                _pencil(rng),
                height_mm=4.0,
            )
        case 1:  # one short printed line
            pen.write(
                rng.uniform(20, 140), rng.uniform(20, 270), "Page 2 sur 2", TEXT_FONTS[1], 3.2
            )
        case 2:  # a pale stamp
            _stamp(pen, rng.uniform(30, 140), rng.uniform(30, 230), (150, 165, 215))
        case 3:  # a signature alone
            _scrawl(
                pen, rng.uniform(20, 120), rng.uniform(30, 250), 5, _pen_colour(rng), height_mm=9.0
            )
        case _:  # a telephone number in pencil, small
            number = " ".join(f"{rng.randrange(100):02d}" for _ in range(5))
            pen.write(
                rng.uniform(20, 120), rng.uniform(30, 250), number, TEXT_FONTS[0], 4.5, _pencil(rng)
            )
    return pen.paper()


@cache
def _face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def _white(rng: random.Random) -> Colour:
    return rng.choice([(254, 254, 253), (252, 251, 248), (250, 248, 240), (244, 243, 240)])


def _pen_colour(rng: random.Random) -> Colour:
    return rng.choice([(25, 40, 140), (30, 30, 35), (15, 70, 150)])


def _pencil(rng: random.Random) -> Colour:
    grey = rng.randint(150, 195)
    return (grey, grey, grey + 4)


def _card_ground(rng: random.Random) -> Colour:
    return rng.choice([(206, 220, 234), (214, 226, 214), (230, 216, 220), (226, 226, 214)])


def _name(rng: random.Random) -> str:
    return f"{rng.choice(GIVEN_NAMES).title()} {rng.choice(FAMILY_NAMES)}"


def _card_lines(rng: random.Random) -> tuple[str, ...]:
    day = f"{rng.randint(1, 28):02d} {rng.randint(1, 12):02d} {rng.randint(1950, 2005)}"
    return (
        f"NOM : {rng.choice(FAMILY_NAMES)}",
        f"Prénoms : {rng.choice(GIVEN_NAMES).title()}",
        f"Né(e) le : {day}",
        f"Nationalité : {rng.choice(('Française', 'Tunisienne', 'Malienne'))}",
        f"Valable jusqu'au : 12 05 {rng.randint(2027, 2035)}",
    )


def _scrawl(
    pen: _Pen, x: float, y: float, letters: int, ink: Colour, height_mm: float = 5.0
) -> None:
    """Draw joined loops like a quick hand's, of a pen about 0.4 mm wide."""
    rng, points = pen.rng, []
    for step in range(letters * 8):
        t = step / 8
        swing = math.sin(2 * math.pi * t + rng.uniform(-0.4, 0.4))
        reach = height_mm * (0.35 if int(t) % 3 else rng.uniform(0.6, 1.0))
        points.append(
            (
                x + t * height_mm * 0.55 + 0.25 * height_mm * math.cos(2 * math.pi * t),
                y + reach * swing,
            )
        )
    pixels = [(pen.px(px), pen.px(py)) for px, py in points]
    width = max(1, pen.px(0.4))
    pen.draw.line(pixels, fill=ink, width=width, joint="curve")
    xs, ys = zip(*pixels, strict=True)
    pen.touch((min(xs), min(ys), max(xs), max(ys)))


def _stamp(pen: _Pen, x: float, y: float, ink: Colour | None = None) -> None:
    ink = ink or pen.rng.choice([(60, 70, 170), (170, 50, 60), (80, 60, 140)])
    box = [pen.px(part) for part in (x, y, x + 34, y + 34)]
    pen.draw.ellipse(box, outline=ink, width=max(1, pen.px(0.7)))
    pen.draw.ellipse(
        [box[0] + pen.px(4), box[1] + pen.px(4), box[2] - pen.px(4), box[3] - pen.px(4)],
        outline=ink,
        width=max(1, pen.px(0.4)),
    )
    pen.touch(box)
    pen.write(x + 8, y + 14, "REÇU LE", BOLD, 3.4, ink)


def _guilloche(pen: _Pen) -> None:
    """Draw the fine waves behind the writing of a card."""
    width, height = pen.image.size
    ink = tuple(max(0, part - pen.rng.randint(18, 34)) for part in pen.ground)
    for row in range(-4, 26):
        points = [
            (x, row * height / 22 + 0.03 * height * math.sin(x / width * 9 + row * 0.7))
            for x in range(0, width, 6)
        ]
        pen.draw.line(points, fill=ink, width=1)


def _portrait(pen: _Pen, x: float, y: float, width: float, height: float) -> None:
    """Draw what a portrait is to a machine: soft tones in a rectangle, hair above, face below."""
    box = [pen.px(part) for part in (x, y, x + width, y + height)]
    tone = pen.rng.randint(120, 200)
    picture = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), (tone, tone, tone + 6))
    draw = ImageDraw.Draw(picture)
    w, h = picture.size
    draw.ellipse((0.05 * w, 0.72 * h, 0.95 * w, 1.5 * h), fill=(60, 62, 74))
    draw.ellipse((0.2 * w, 0.08 * h, 0.8 * w, 0.75 * h), fill=(52, 40, 34))
    draw.ellipse(
        (0.26 * w, 0.2 * h, 0.74 * w, 0.82 * h),
        fill=pen.rng.choice([(190, 150, 125), (120, 85, 65), (222, 190, 165)]),
    )
    for eye in (0.4, 0.6):
        draw.ellipse(((eye - 0.04) * w, 0.44 * h, (eye + 0.04) * w, 0.49 * h), fill=(40, 30, 28))
    draw.line((0.42 * w, 0.66 * h, 0.58 * w, 0.66 * h), fill=(120, 60, 60), width=max(1, w // 40))
    pen.image.paste(picture.filter(ImageFilter.GaussianBlur(max(1, w / 90))), box[:2])
    pen.touch(box)


def _zone(pen: _Pen, zone: tuple[str, ...], x: float, y: float, width: float) -> None:
    """Write the machine-readable lines, one letter to each step of a fixed pitch."""
    step = width / len(zone[0])
    height = min(3.4, step * 1.55)
    face = _face(FIXED, max(6, pen.px(height)))
    for row, text in enumerate(zone):
        for column, letter_ in enumerate(text):
            at = (pen.px(x + (column + 0.5) * step), pen.px(y + row * height * 1.75))
            pen.draw.text(at, letter_, fill=(15, 15, 25), font=face, anchor="mt")
    bottom = y + len(zone) * height * 1.75
    pen.touch([pen.px(part) for part in (x, y, x + width, bottom)])


def check_digit(text: str) -> str:
    """Return the check digit of ICAO Doc 9303 part 3, section 4.9."""
    values = (0 if c == "<" else int(c) if c.isdigit() else ord(c) - 55 for c in text)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def _checked(text: str) -> str:
    return text + check_digit(text)


def _date(rng: random.Random, low: int, high: int) -> str:
    return f"{rng.randint(low, high):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def _number(rng: random.Random, length: int) -> str:
    return "".join(rng.choice("0123456789ACDEFGHJKLMNPRTUVWXYZ") for _ in range(length))


def _td1(rng: random.Random) -> tuple[str, ...]:
    number, birth, expiry = (
        _checked(_number(rng, 9)),
        _checked(_date(rng, 50, 99)),
        _checked(_date(rng, 27, 35)),
    )
    first = f"IDFRA{number}".ljust(30, "<")
    sex = rng.choice("MF")
    over = first[5:30] + birth + expiry + "<" * 11
    second = f"{birth}{sex}{expiry}FRA".ljust(29, "<") + check_digit(over)
    third = f"{rng.choice(FAMILY_NAMES)}<<{rng.choice(GIVEN_NAMES)}".ljust(30, "<")
    return first, second, third


def _td3(rng: random.Random) -> tuple[str, ...]:
    first = f"P<FRA{rng.choice(FAMILY_NAMES)}<<{rng.choice(GIVEN_NAMES)}".ljust(44, "<")
    number, birth, expiry = (
        _checked(_number(rng, 9)),
        _checked(_date(rng, 50, 99)),
        _checked(_date(rng, 27, 35)),
    )
    personal = _checked("<" * 14)
    over = number + birth + expiry + personal
    return first, f"{number}FRA{birth}{rng.choice('MF')}{expiry}{personal}{check_digit(over)}"


def _old_zone(rng: random.Random) -> tuple[str, ...]:
    """Return the two lines of 36 that French cards bore from 1988 to 2021."""
    first = f"IDFRA{rng.choice(FAMILY_NAMES)}".ljust(30, "<") + "752061"
    number = _checked(
        f"{rng.randint(8, 20):02d}{rng.randint(1, 12):02d}75P{rng.randrange(100000):05d}"[:12]
    )
    rest = (
        f"{number}{rng.choice(GIVEN_NAMES)}".ljust(27, "<")
        + _checked(_date(rng, 50, 99))
        + rng.choice("MF")
    )
    return first, rest + check_digit(first + rest)
