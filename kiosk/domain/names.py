"""Finding a person by name, and noticing that two people may be one.

Names are given in any script and any order, with accents or without. Comparison forgets
case, accents, ligatures, harakat, hamza forms, apostrophes and hyphens; what people see
stays as it was given. Everything here runs in memory: names are never indexed on disk.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

__all__ = ["BirthLike", "Index", "Likeness", "folded", "likeness", "words_of"]

ALIKE = 0.72
"""From this likeness on, a person is shown as a possible duplicate: one mistyped letter in
each name still is, another first name with the same family name is not."""

NEAR = 0.4
"""Share of neighbouring letters that makes two words worth a second look."""
COMPARED = 60
"""People compared in full for each question: it bounds the time, whatever the names."""

_FOLDED_LETTERS = str.maketrans(
    {
        # Letters that no decomposition takes apart.
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "þ": "th",
        "ŋ": "n",
        "ħ": "h",
        "ə": "e",
        # Arabic: one bare form for each letter, as people type it in a hurry.
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ء": "",
        "ـ": "",
        # Persian, Dari, Pashto keyboards write these two differently.
        "ک": "ك",
        "ی": "ي",
        "ې": "ي",
        "ۍ": "ي",
        "ہ": "ه",
    }
)
_ARTICLE = "ال"
_HIGHEST = "\U0010ffff"

Key = TypeVar("Key", bound=Hashable)


class BirthLike(Protocol):
    """A birth date of which any part may be unknown."""

    @property
    def year(self) -> int | None: ...
    @property
    def month(self) -> int | None: ...
    @property
    def day(self) -> int | None: ...
    @property
    def is_about(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """Somebody who may be the same person; `score` from 0 to 1."""

    key: Key
    score: float


def folded(text: str) -> str:
    """Return `text` as it is compared: no case, accent, ligature or Arabic vowel sign."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.translate(_FOLDED_LETTERS)


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a name; apostrophes, hyphens and dots separate words."""
    spaced = "".join(
        letter if letter.isalnum() or _joins(letter) else " " for letter in folded(text)
    )
    return tuple(spaced.split())


class Index(Generic[Key]):
    """The names of some thousands of people, answering each key press at once.

    Built from (key, given names, family name, birth). Each word of a name is found by
    its beginning, and so are two neighbouring words written as one ("darc", "benali").
    """

    def __init__(self, people: Iterable[tuple[Key, str, str, BirthLike | None]]) -> None:
        rows = sorted(
            (
                (words_of(family), words_of(given), key, birth)
                for key, given, family, birth in people
            ),
            key=lambda row: row[:2],
        )
        self._keys: list[Key] = [row[2] for row in rows]
        self._names: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
            (row[1], row[0]) for row in rows
        ]
        self._births: list[BirthLike | None] = [row[3] for row in rows]
        entries = sorted(
            {
                (word, place)
                for place, (given, family) in enumerate(self._names)
                for word in _findable(given) | _findable(family)
            }
        )
        self._words: list[str] = [word for word, _ in entries]
        self._places: list[int] = [place for _, place in entries]
        self._sounds: _Sounds | None = None

    def __len__(self) -> int:
        return len(self._keys)

    def search(self, text: str, limit: int = 20) -> list[Key]:
        """Return people who have, for each word of `text`, a word that begins so.

        Any order, accents forgiven. Those who have the words as written come first, then by family
        name and given names. Nothing typed finds nobody: a list is not for browsing
        (DER-11).
        """
        asked = words_of(text)
        if not asked:
            return []
        found: set[int] | None = None
        exact: Counter[int] = Counter()
        for word in sorted(asked, key=len, reverse=True):  # the rarest first, as a rule
            places = self._beginning(word)
            found = places if found is None else found & places
            if not found:
                return []
            exact.update(self._exactly(word))
        best = nsmallest(limit, found or (), key=lambda place: (-exact[place], place))
        return [self._keys[place] for place in best]

    def duplicates(
        self,
        given: str,
        family: str,
        year: int | None = None,
        month: int | None = None,
        day: int | None = None,
        *,
        limit: int = 5,
    ) -> list[Key]:
        """Return people who may be this person, the likeliest first (ROL-19, DER-04)."""
        found = self.alike(given, family, _Birth(year, month, day), limit=limit)
        return [each.key for each in found]

    def alike(
        self, given: str, family: str, birth: BirthLike | None, *, limit: int = 5
    ) -> list[Likeness[Key]]:
        """Return people who may be this person, with how alike they are (`likeness`)."""
        asked = (words_of(given), words_of(family))
        if not any(asked):
            return []
        if self._sounds is None:
            self._sounds = _Sounds(self._names)
        scored = (
            Likeness(
                self._keys[place],
                likeness(asked, self._names[place], birth, self._births[place]),
            )
            for place in self._sounds.near(*asked)
        )
        alike = [each for each in scored if each.score >= ALIKE]
        alike.sort(key=lambda each: -each.score)
        return alike[:limit]

    def _beginning(self, word: str) -> set[int]:
        found = self._range(word, word + _HIGHEST)
        if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 1:
            bare = word.removeprefix(_ARTICLE)
            found |= self._range(bare, bare + _HIGHEST)
        return found

    def _exactly(self, word: str) -> set[int]:
        return self._range(word, word + "\0")

    def _range(self, first: str, last: str) -> set[int]:
        return set(self._places[bisect_left(self._words, first) : bisect_left(self._words, last)])


def likeness(
    one: tuple[Sequence[str], Sequence[str]],
    other: tuple[Sequence[str], Sequence[str]],
    birth: BirthLike | None = None,
    other_birth: BirthLike | None = None,
) -> float:
    """Return from 0 to 1 how likely two (given, family) names and births are one person's.

    Words are paired whatever their order, because given and family names are often
    exchanged; each pair counts by its length. A name part missing on one side (a second
    given name, a maiden name) costs little. Birth dates that agree weigh for, dates that
    differ weigh against, unknown parts say nothing.
    """
    names = _names_alike([*one[0], *one[1]], [*other[0], *other[1]])
    if names == 0.0:
        return 0.0
    return max(0.0, min(1.0, names + _births_alike(birth, other_birth)))


@dataclass(frozen=True, slots=True)
class _Birth:
    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_about: bool = False


class _Sounds:
    """Which people have words that are spelt or sound nearly like others: a cheap first look."""

    def __init__(self, names: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
        self._people: dict[str, set[int]] = {}
        for place, (given, family) in enumerate(names):
            for word in _findable(given) | _findable(family):
                self._people.setdefault(_sound(word), set()).add(place)
        self._having: dict[str, list[str]] = {}
        self._sizes: dict[str, int] = {}
        for sound in self._people:
            pairs = _pairs(sound)
            self._sizes[sound] = len(pairs)
            for pair in pairs:
                self._having.setdefault(pair, []).append(sound)

    def near(self, given: Sequence[str], family: Sequence[str]) -> list[int]:
        """Return the people whose words are nearest; two words must be near if two were asked."""
        hits: Counter[int] = Counter()
        nearness: dict[int, float] = {}
        for sound in {_sound(word) for word in _findable(given) | _findable(family)}:
            best: dict[int, float] = {}
            for other, near in self._near_words(sound):
                for place in self._people[other]:
                    best[place] = max(best.get(place, 0.0), near)
            hits.update(best.keys())
            for place, near in best.items():
                nearness[place] = nearness.get(place, 0.0) + near
        needed = min(len({*given, *family}), 2)
        enough = (place for place, count in hits.items() if count >= needed)
        return nsmallest(COMPARED, enough, key=lambda place: (-nearness[place], place))

    def _near_words(self, sound: str) -> Iterable[tuple[str, float]]:
        pairs = _pairs(sound)
        shared: Counter[str] = Counter()
        for pair in pairs:
            shared.update(self._having.get(pair, ()))
        for other, count in shared.items():
            share = 2 * count / (len(pairs) + self._sizes[other])
            if share >= NEAR or _is_short_form(sound, other):
                yield other, share


def _findable(words: Sequence[str]) -> set[str]:
    joined = {left + right for left, right in pairwise(words)}
    bare = {word.removeprefix(_ARTICLE) for word in words if len(word) > len(_ARTICLE) + 1}
    return {*words, *joined, *bare}


def _joins(letter: str) -> bool:
    # Signs of Indic and Ethiopic scripts that are part of a word though not letters.
    return unicodedata.category(letter) in ("Mc", "Mn")


def _names_alike(one: Sequence[str], other: Sequence[str]) -> float:
    if not one or not other:
        return 0.0
    # "Ben Ali" and "Benali": where the spaces stand says little.
    as_one_word = _spelling(_sound("".join(one)), _sound("".join(other)))
    return max(as_one_word, _paired(one, other))


def _paired(one: Sequence[str], other: Sequence[str]) -> float:
    """Pair the words greedily, best first, weighted by length."""
    scored = sorted(
        (
            (_spoken(left, right), i, j)
            for i, left in enumerate(one)
            for j, right in enumerate(other)
        ),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    left_free, right_free = set(range(len(one))), set(range(len(other)))
    total = weight = 0.0
    for score, i, j in scored:
        if i in left_free and j in right_free:
            left_free.discard(i)
            right_free.discard(j)
            length = (len(one[i]) + len(other[j])) / 2
            total += score * length
            weight += length
    alone = sum(len(one[i]) for i in left_free) + sum(len(other[j]) for j in right_free)
    if min(len(one), len(other)) < 2:
        # A single shared word proves little when the other side has more of them.
        alone *= 3
    return total / (weight + alone * 0.25) if weight else 0.0


def _births_alike(one: BirthLike | None, other: BirthLike | None) -> float:
    if one is None or other is None:
        return 0.0
    about = one.is_about or other.is_about
    score = 0.0
    if one.year is not None and other.year is not None:
        apart = abs(one.year - other.year)
        if apart == 0:
            score += 0.06
        elif about and apart <= 5:
            score += 0.02
        else:
            score -= min(0.3, 0.06 * apart) if about else min(0.3, 0.1 + 0.04 * apart)
    days = (one.month, one.day), (other.month, other.day)
    if None not in days[0] and None not in days[1]:
        if days[0] == days[1]:
            # 1 January is what is written when nobody knows.
            score += 0.0 if days[0] == (1, 1) else 0.08
        elif days[0] == (days[1][1], days[1][0]):
            score += 0.04  # day and month exchanged
        elif (1, 1) not in days:
            score -= 0.08
    elif one.month is not None and other.month is not None:
        score += 0.02 if one.month == other.month else -0.04
    return score


def _spoken(one: str, other: str) -> float:
    """How alike two words are, by letters or by sound."""
    if one == other:
        return 1.0
    sound, other_sound = _sound(one), _sound(other)
    by_sound = 0.95 if sound == other_sound else _spelling(sound, other_sound) - 0.03
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return 0.7  # an initial
    if _is_short_form(sound, other_sound):
        return 0.85
    return max(_spelling(one, other), by_sound, 0.0)


def _is_short_form(one: str, other: str) -> bool:
    """Fatou for Fatoumata."""
    return min(len(one), len(other)) >= 4 and (one.startswith(other) or other.startswith(one))


def _spelling(one: str, other: str) -> float:
    """1 minus the share of letters to change, add, drop or exchange with a neighbour."""
    longest = max(len(one), len(other))
    if longest == 0:
        return 0.0
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        current = [i]
        for j, against in enumerate(other, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return 1.0 - previous[-1] / longest


_SOUNDS = (
    ("eau", "o"),
    ("au", "o"),
    ("ou", "u"),
    ("oo", "u"),
    ("ph", "f"),
    ("sch", "sh"),
    ("ch", "sh"),
    ("ck", "k"),
    ("kh", "k"),
    ("gh", "g"),
    ("qu", "k"),
    ("dj", "j"),
    ("ei", "e"),
    ("ai", "e"),
)
_SOUND_LETTERS = str.maketrans({"y": "i", "w": "v", "z": "s", "q": "k", "c": "k", "h": None})


def _sound(word: str) -> str:
    """Return a rough spelling by sound, for names carried from one alphabet to another:
    Mohamed, Mohammed and Mouhamad come close; other scripts pass unchanged."""
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    spoken_word = word.replace("sh", "ʃ").translate(_SOUND_LETTERS) or word
    return "".join(
        letter for i, letter in enumerate(spoken_word) if i == 0 or letter != spoken_word[i - 1]
    )


def _pairs(word: str) -> set[str]:
    edged = f"^{word}$"
    return {edged[i : i + 2] for i in range(len(edged) - 1)}
