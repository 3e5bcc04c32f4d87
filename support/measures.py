"""Numbers with their units: "3.3V", "3,3 volts" and '1/4"' in one form each (pure).

"Input: 9–12 V DC, 500mA"  →  ("12v", "volt"), ("500ma", "ampere")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from support import words

# What is measured: each unit's one form, then its other spellings. Case is gone by now, so that
# milli and mega are told apart only where the unit itself tells.
_UNITS = {
    "volt": "v volt volts vdc vac vpp; mv millivolt millivolts; kv kilovolt; וולט",
    "ampere": "a amp amps ampere amperes; ma milliamp milliamps milliampere; mah",
    "watt": "w watt watts; kw kilowatt kilowatts; mw milliwatt; kwh; wh; va",
    "ohm": "ω ohm ohms; kω kohm kohms; mω mohm",
    "hertz": "hz hertz; khz kilohertz; mhz megahertz; ghz gigahertz",
    "second": "s sec secs second seconds sek sekunde sekunden שניות; ms msec millisecond"
    " milliseconds millisekunden; µs us microseconds; ns; min mins minute minutes minuten דקות;"
    " h hr hrs hour hours std stunde stunden שעות; day days tag tage tagen; week weeks woche"
    " wochen; month months monat monate monaten; year years jahr jahre jahren",
    "metre": "mm millimetre millimetres millimeter millimeters; cm centimetre centimetres"
    " centimeter centimeters; m metre metres meter meters מטר; km kilometre kilometres kilometer"
    " kilometers; in inch inches zoll; ft foot feet fuß; mile miles",
    "gram": "g gram grams gramm גרם; kg kilogram kilograms kilo kilos kilogramm; lb lbs pound"
    " pounds; oz ounce ounces",
    "degree": "°c ℃ celsius; °f fahrenheit; °k kelvin; ° deg degree degrees grad",
    "litre": "l litre litres liter liters; ml millilitre millilitres milliliter milliliters; gal"
    " gallon gallons",
    "bar": "bar; pa; kpa; mpa; hpa; psi",
    "byte": "byte bytes; kb kib kbyte kbytes kilobytes; mb mib mbyte mbytes megabyte megabytes; gb"
    " gib gbyte gbytes gigabyte gigabytes; tb tib terabyte terabytes; bit bits",
    "rate": "bps baud bd; kbps kbit; mbps mbit; gbps gbit; rpm u/min",
    "decibel": "db dbm dbu dbv dba dbi decibel decibels",
    "percent": "% percent prozent אחוז",
    "pixel": "px pixel pixels; dpi ppi",
    "torque": "nm",
}

# Words that ask for a number of this kind.
_ASKED = {
    "second": "duration dauert dauer lange",
    "metre": "height width depth wide tall distance far dimensions breit hoch tief abstand",
    "gram": "weigh weighs weight heavy wiegt gewicht schwer משקל שוקל",
    "degree": "temperature hot cold warm angle temperatur heiß kalt winkel טמפרטורה",
    "byte": "memory ram storage space speicher arbeitsspeicher speicherplatz זיכרון",
}

MARK = "="  # begins terms that are no words
_NUMBER = r"\d+/\d+|\d+(?:[.,]\d+)*"


@cache
def _forms() -> dict[str, tuple[str, str]]:
    """Each spelling → (the unit's one form, what it measures)."""
    return {
        spelling: (unit.split()[0], kind)
        for kind, units in _UNITS.items()
        for unit in units.split(";")
        for spelling in unit.split()
    }


@cache
def _asked() -> dict[str, str]:
    return {word: kind for kind, line in _ASKED.items() for word in line.split()}


@cache
def _pattern() -> re.Pattern[str]:
    spellings = sorted(_forms(), key=len, reverse=True)
    units = "|".join(map(re.escape, spellings))
    return re.compile(rf"(?<![\w.,/])({_NUMBER})[\s\u00a0-]?(?:({units})(?!\w)|(''|[\"”″]))")


def measures(text: str) -> Iterator[tuple[str, str]]:
    """(number and unit in one form, what it measures) of each measure in ``text``.

    ``text`` is as `words.normal` leaves it.
    """
    for match in _pattern().finditer(text):
        unit, kind = _forms().get(match[2] or "in", ("in", "metre"))
        yield f"{match[1].replace(',', '.')}{unit}", kind


def terms(text: str) -> set[str]:
    """What a passage is indexed by: each measure ("=12v"), and what it measures ("=volt")."""
    found = set()
    for measure, kind in measures(words.normal(text)):
        found |= {MARK + measure, MARK + kind}
    return found


def is_measure(term: str) -> bool:
    return term.startswith(MARK)


def kind_of(word: str) -> str | None:
    """The term of what a question's ``word`` asks to be measured: "volts", "weigh", "Gewicht"."""
    if word in _asked():
        return MARK + _asked()[word]
    named = len(word) > 2 and word in _forms()  # a letter alone may be anything
    return MARK + _forms()[word][1] if named else None
