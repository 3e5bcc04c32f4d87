"""What stands around an answer and on a manual's page, in the languages that the desk speaks."""

from __future__ import annotations

from dataclasses import dataclass

from support.labels import de, en, es, fr, he
from support.labels.failures import FAILURES

FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur", "yi"})
LABELS = {"en": en.LABELS, "he": he.LABELS, "de": de.LABELS, "fr": fr.LABELS, "es": es.LABELS}


class Labelled:
    """Something that is shown with labels in its ``language``."""

    __slots__ = ()
    language: str

    @property
    def labels(self) -> dict[str, str]:
        return LABELS[spoken(self.language)]

    @property
    def label_language(self) -> str:
        """For ``lang``."""
        return spoken(self.language)

    @property
    def label_direction(self) -> str:
        """For ``dir``."""
        return "rtl" if spoken(self.language) in FROM_THE_RIGHT else "ltr"


@dataclass(frozen=True, slots=True)
class Reader(Labelled):
    """Whoever reads a page, or a part of it."""

    language: str = "en"


def spoken(language: str) -> str:
    """The language (of a code such as ``he`` or ``de-AT``) that the labels are in."""
    code = language[:2].lower()
    return code if code in LABELS else "en"


def label(name: str, language: str, **values: object) -> str:
    return LABELS[spoken(language)][name].format(**values)


def failure(text: str, language: str) -> str:
    """Why a manual cannot be read, in this language; ``text`` itself where nobody put it so."""
    return FAILURES.get(text, {}).get(spoken(language), text)
