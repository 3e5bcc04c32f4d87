"""Numbers with their units, in figures and in words: what must agree letter for letter (pure)."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from support.answering.number_words import NUMBER_WORDS

# Written as here, or as any of the words after it. Where only case tells units apart, it counts.
_UNITS: dict[str, str] = {
    "ms": "ms msec millisecond milliseconds millisekunde millisekunden",
    "s": "s sec secs second seconds sekunde sekunden sek seconde secondes segundo segundos"
    " שנייה שניות",
    "min": "min mins minute minutes minuten minuto minutos דקה דקות",
    "h": "h hr hrs hour hours stunde stunden std heure heures hora horas שעה שעות",
    "day": "day days tag tage tagen jour jours día días יום ימים",
    "week": "week weeks woche wochen semaine semaines semana semanas שבוע שבועות",
    "month": "month months monat monate monaten mois mes meses חודש חודשים",
    "year": "year years jahr jahre jahren an ans año años שנה שנים",
    "%": "% percent prozent pourcent אחוז אחוזים",
    "°C": "°c celsius", "°F": "°f fahrenheit", "°": "° degree degrees grad",
    "mm": "mm millimeter millimeters millimetre millimetres", "cm": "cm centimeter centimetre",
    "m": "m meter meters metre metres metern", "km": "km", "in": "in inch inches zoll \"",
    "ft": "ft feet foot",
    "g": "g gram grams gramm", "kg": "kg kilogram kilograms kilogramm", "lb": "lb lbs pound pounds",
    "ml": "ml", "l": "l liter liters litre litres", "bar": "bar", "psi": "psi",
    "dB": "db decibel dbu dbv dbfs", "bpm": "bpm", "rpm": "rpm", "bit": "bit bits",
    "px": "px pixel pixels", "kB": "kb kib", "GB": "gb gib", "TB": "tb",
    "Hz": "hz hertz", "kHz": "khz kilohertz", "GHz": "ghz",
    "V": "v volt volts", "kV": "kv", "A": "a amp amps ampere amperes", "W": "w watt watts",
    "kW": "kw", "Ω": "Ω ω ohm ohms", "kΩ": "kΩ kω kohm", "Ah": "ah", "Wh": "wh", "VA": "va",
    "Nm": "nm",
}  # fmt: skip
_BY_CASE = {
    "mA",
    "MA",
    "mAh",
    "mV",
    "MV",
    "mW",
    "MW",
    "mHz",
    "MHz",
    "Mb",
    "MB",
    "mb",
    "µA",
    "µF",
    "nF",
    "pF",
}
_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_BY_WORD |= {"megahertz": "MHz", "milliamp": "mA", "milliamps": "mA", "milliampere": "mA"}

_NUMBER = r"(?:(?<![\w.,])[-−–+±])?\d+(?:[.,'’]\d+)*"
_FIGURE = re.compile(rf"({_NUMBER})[\s\u00a0-]{{0,2}}(°\s?[CF]?\b|%|\"|[^\W\d_]+)?")
_RANGE = re.compile(r"\s*(?:-|–|—|−|…|\.\.\.?|to|bis|à|a|and|und|or|oder|/|,|x|×|עד)\s*")
_ITEM = re.compile(r"(?m)^\s*\(?\d{1,2}[.)]\s")
_HEAD_UNIT = re.compile(r"[(\[]\s*(°?[^\W\d_]{1,4}|%|°)\s*[)\]]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """``values``: how the figures may be read ("1,500" is 1500 or 1.5); ``unit`` may be "".

    A version ("2.7.5") is read as it is written.
    """

    values: frozenset[float | str]
    unit: str


@dataclass(frozen=True, slots=True)
class Quantities:
    """All of a text. ``head_units`` stand alone in brackets, as in the head of a table."""

    all: tuple[Quantity, ...]
    head_units: frozenset[str]

    def hold(self, wanted: Quantity) -> bool:
        """Whether the text says this number with this unit."""
        for found in self.all:
            if not found.values & wanted.values:
                continue
            if wanted.unit in ("", found.unit):
                return True
            if not found.unit and wanted.unit in self.head_units:
                return True
        return False


def quantities(text: str, language: str) -> Quantities:
    """Every number of ``text`` with its unit; numbers that only count the items of a list not."""
    text = _ITEM.sub(lambda item: " " * len(item[0]), unicodedata.normalize("NFC", text))
    found = [*_figures(text), *_in_words(text, language)]
    heads = frozenset(filter(None, (_unit(word) for word in _HEAD_UNIT.findall(text))))
    return Quantities(tuple(found), heads)


def _figures(text: str) -> list[Quantity]:
    matches = [match for match in _FIGURE.finditer(text) if not _inside_a_name(text, match)]
    units = [_unit(match[2] or "") for match in matches]
    for i in range(len(matches) - 2, -1, -1):  # "5–40 °C", "100, 200 and 300 mA"
        between = text[matches[i].end(1) : matches[i + 1].start(1)]
        if not units[i] and _RANGE.fullmatch(between):
            units[i] = units[i + 1]
    return [Quantity(_values(match[1]), unit) for match, unit in zip(matches, units, strict=True)]


def _inside_a_name(text: str, match: re.Match[str]) -> bool:
    """ "TX-17", "MIDI2", "v3": a name, which must agree as a whole."""
    start = match.start(1)
    before = text[start - 1] if start else " "
    joined = before in "-_/" and start > 1 and text[start - 2].isalpha()
    tail = match[2] or ""
    glued = bool(tail) and text[match.end(1) : match.end(1) + 1] == tail[0]
    return before.isalpha() or joined or (glued and tail.isalpha() and not _unit(tail))


def _in_words(text: str, language: str) -> Iterator[Quantity]:
    words = NUMBER_WORDS.get(language, {})
    raw = re.findall(r"[^\W\d_]+", text)
    for word, following in itertools.pairwise([*raw, ""]):
        if (value := words.get(word.casefold())) is not None:
            yield Quantity(frozenset({float(value)}), _unit(following))


def _unit(word: str) -> str:
    word = word.replace(" ", "").strip()
    if word in _BY_CASE:
        return word
    if word in ("a", "an", "in"):
        return ""  # words far more often than units
    return _BY_WORD.get(word.casefold(), "")


def _values(figures: str) -> frozenset[float | str]:
    sign = -1.0 if figures[0] in "-−–" else 1.0
    digits = figures.lstrip("-−–+±").replace("’", "'")
    readings = {digits.replace("'", "").replace(",", "."), re.sub(r"[,']", "", digits)}
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        readings.add(digits.replace(".", "").replace(",", "."))
    numbers = {sign * float(text) for text in readings if text.count(".") <= 1}
    return frozenset(numbers) if numbers else frozenset({digits})
