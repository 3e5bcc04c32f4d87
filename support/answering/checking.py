"""Does the manual say what this sentence says? The words that show it, or nothing (pure).

A sentence stands when one stretch of the passages it cites (a few whole sentences, steps or rows)
holds nearly all of its words, every number with its unit, every name, and denies what it denies.
What is shown as the quote is that stretch, letter by letter as it is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from support.answering.content import content_terms
from support.answering.locating import locate
from support.answering.polarity import agree, is_known, polarity
from support.answering.quantities import Quantities, quantities
from support.answering.statements import Reference
from support.passages import pieces
from support.words import normal, raw_words

HELD = 0.85  # share of a sentence's terms that the quoted stretch must hold
MOST_MISSING = 1  # terms; and none that stands elsewhere in the passage
MOST_INFLECTED = 4  # terms that are there in another form
ALIKE = 0.8  # of two terms, by edits; shorter ones than the next must be the same
SHORTEST_ALIKE = 5
LONGEST = 75  # words of a quote, unless one sentence alone is longer
MOST_PARTS = 12  # sentences or rows of a quote
MOST_SENTENCES = 3  # whole ones among them: what is gathered from more is nowhere said
FEWEST_TERMS = 2  # content words without which a sentence says nothing that can be compared
SHORTEST_QUOTE = 3  # words; fewer prove nothing in another language
LONGER = 2.5  # times the words of its quote may a sentence in another language have

DATA = 6  # words of a line that is only a figure with its unit
_FULL_STOP = re.compile(r"[.!?]\s*$")
_POSSESSIVE = re.compile(r"['’]s\b")
_NAME = re.compile(r"\b(?:\w*[^\W\d_][\w-]*\d[\w-]*(?:\.\d+)*|[A-Z][A-Z0-9]+)\b")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage given to the model. ``context``: headings, which count as said there.

    ``foreign``: it speaks of another model of the product; counts only where it is named.
    """

    number: int
    page: int
    page_label: str
    text: str
    context: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a source that says it; exactly the page's text."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch with its content terms and those of the headings above it.

    ``first`` and ``last``: of the source's sentences.
    """

    stretch: Stretch
    terms: frozenset[str]
    first: int
    last: int

    def contains(self, other: Window) -> bool:
        return self.first <= other.first and other.last <= self.last


class Checker:
    """Checks the sentences of one answer.

    ``language``: of the answer; ``known``: names that need no proof (the product's).
    """

    def __init__(
        self, sources: Sequence[Source], language: str, manual_language: str, known: str = ""
    ) -> None:
        self._sources = {source.number: source for source in sources}
        self._language = language[:2]
        self._manual_language = manual_language[:2] or self._language
        self._known = known
        self._known_terms = content_terms(known, self._manual_language)
        self._windows: dict[int, tuple[Window, ...]] = {}

    def stretch_for(self, sentence: str, references: Sequence[Reference]) -> Stretch | None:
        """Where the manual says it; None: nowhere, so it must not be shown.

        The passages that the model names come first; a wrong or missing number is put right when
        another passage says exactly this. Quoted words that are nowhere prove a liar: None.
        Likewise everything in a language whose denials we do not know.
        """
        if not (is_known(self._language) and is_known(self._manual_language)):
            return None
        quoted = [ref for ref in references if ref.quote]
        places = [place for ref in quoted if (place := self._place(ref)) is not None]
        if len(places) < len(quoted):
            return None
        if self._language != self._manual_language:
            enough = all(len(raw_words(ref.quote)) >= SHORTEST_QUOTE for ref in quoted)
            says = self._says_in_other_words
            return next((place for place in places if enough and says(place, sentence)), None)
        named = [self._sources[ref.number] for ref in references if ref.number in self._sources]
        others = [
            source
            for source in self._sources.values()
            if source not in named and not source.foreign
        ]
        return self._shortest([*named, *others], sentence)

    def _place(self, reference: Reference) -> Stretch | None:
        """The whole sentences around the words that the model quotes, wherever they stand."""
        sources = [self._sources.get(reference.number), *self._sources.values()]
        for source in filter(None, sources):
            if span := locate(reference.quote, source.text):
                return _whole_sentences(source, *span)
        return None

    def _shortest(self, sources: Sequence[Source], sentence: str) -> Stretch | None:
        """Of the first source that says it the shortest window that does."""
        wanted = self._wanted(sentence)
        for source in sources:
            there = content_terms(f"{source.context}\n{source.text}", self._manual_language)
            if _holds(wanted, there) and (stretch := self._among(source, wanted, there, sentence)):
                return stretch
        return None

    def _among(
        self, source: Source, wanted: frozenset[str], there: frozenset[str], sentence: str
    ) -> Stretch | None:
        """Where a window that holds the words denies them, no wider one around it may agree."""
        mine = polarity(sentence, self._language)
        denied: list[Window] = []
        for window in self._windows_of(source):
            if not wanted & there <= window.terms or not _holds(wanted, window.terms):
                continue
            if any(window.contains(other) for other in denied):
                continue
            text = window.stretch.text
            if not agree(mine, polarity(_in_lines(text), self._manual_language)):
                denied.append(window)
            elif self._facts_agree(window.stretch, sentence) and self._numbers_belong(
                window.stretch, sentence
            ):
                return window.stretch
        return None

    def _windows_of(self, source: Source) -> tuple[Window, ...]:
        if source.number not in self._windows:
            found = sorted(
                _windows(source, self._manual_language), key=lambda w: len(w.stretch.text)
            )
            self._windows[source.number] = tuple(found)
        return self._windows[source.number]

    # --- does it say so? ----------------------------------------------------------------------

    def _wanted(self, sentence: str) -> frozenset[str]:
        sentence = _POSSESSIVE.sub("", sentence)
        return content_terms(sentence, self._manual_language) - self._known_terms

    def _numbers_belong(self, place: Stretch, sentence: str) -> bool:
        """Every number stands in a sentence or row that speaks of the same thing.

        Or right below the words that do, where it stands alone as in a list of data. So a number
        that a manual merely holds ("say 5 V") becomes nobody's voltage.
        """
        language = self._manual_language
        about = {term for term in self._wanted(sentence) if len(term) > 2}
        before = content_terms(place.source.context, language)
        spoken: list[Quantities] = []
        for start, end in _spans(place.text):
            piece = place.text[start:end].strip()
            here = content_terms(piece, language)
            alone = len(piece.split()) <= DATA and not _FULL_STOP.search(piece)
            if about & here or (alone and about & before):
                spoken.append(quantities(piece, language))
            before = here
        said = quantities(sentence, self._language).all
        heads = quantities(f"{place.source.context}\n{place.text}", language).head_units
        return all(any(Quantities(q.all, heads).hold(one) for q in spoken) for one in said)

    def _says_in_other_words(self, place: Stretch, sentence: str) -> bool:
        """Across languages: the facts, and that both deny something or neither does."""
        if len(raw_words(sentence)) > LONGER * len(raw_words(place.text)):
            return False
        mine = polarity(sentence, self._language)
        theirs = polarity(_in_lines(place.text), self._manual_language)
        if bool(mine.negations) != bool(theirs.negations) or theirs.orders:
            return False
        return self._facts_agree(place, sentence)

    def _facts_agree(self, place: Stretch, sentence: str) -> bool:
        """Every number with its unit, and every name, of the sentence stands in the place."""
        there = quantities(place.text, self._manual_language)
        heads = quantities(place.source.context, self._manual_language).head_units
        there = Quantities(there.all, there.head_units | heads)
        if not all(there.hold(said) for said in quantities(sentence, self._language).all):
            return False
        told = raw_words(f"{place.source.context} {place.text} {self._known}")
        names = {re.sub(r"[\W_]", "", word) for word in told}
        names.update(part for word in told for part in re.split(r"[\W_]", word))
        return all(re.sub(r"[\W_]", "", name) in names for name in _names(sentence))


def _names(sentence: str) -> set[str]:
    """Words in capitals and model numbers; not figures with their unit, see ``quantities``."""
    return {normal(match[0]) for match in _NAME.finditer(sentence) if not match[0][0].isdigit()}


def _holds(wanted: frozenset[str], there: frozenset[str]) -> bool:
    """Whether nearly all of the wanted terms are there, inflected ones counted too."""
    missing = wanted - there
    allowed = min(MOST_MISSING, int((1 - HELD) * len(wanted) + 1e-9))
    if len(wanted) < FEWEST_TERMS or len(missing) > allowed + MOST_INFLECTED:
        return False
    if sum(1 for term in missing if not _may_be_alike(term)) > allowed:
        return False
    candidates = [term for term in there if _may_be_alike(term)]
    return sum(1 for term in missing if not _is_among(term, candidates)) <= allowed


def _is_among(term: str, candidates: Sequence[str]) -> bool:
    return _may_be_alike(term) and bool(
        process.extractOne(
            term, candidates, scorer=Levenshtein.normalized_similarity, score_cutoff=ALIKE
        )
    )


def _may_be_alike(term: str) -> bool:
    return len(term) >= SHORTEST_ALIKE and term.isalpha()


def _windows(source: Source, language: str) -> Iterator[Window]:
    """All stretches of whole sentences that are short enough to be quoted."""
    spans = _spans(source.text)
    parts = [content_terms(source.text[start:end], language) for start, end in spans]
    context = content_terms(source.context, language)
    whole = [bool(_FULL_STOP.search(source.text[start:end])) for start, end in spans]
    for first in range(len(spans)):
        held = context
        for last in range(first, min(first + MOST_PARTS, len(spans))):
            held = held | parts[last]
            text = source.text[spans[first][0] : spans[last][1]].strip()
            too_long = len(text.split()) > LONGEST or sum(whole[first : last + 1]) > MOST_SENTENCES
            if last > first and too_long:
                break
            yield Window(Stretch(source, text), held, first, last)


def _whole_sentences(source: Source, start: int, end: int) -> Stretch:
    touched = [span for span in _spans(source.text) if span[0] < end and span[1] > start]
    return Stretch(source, source.text[touched[0][0] : touched[-1][1]].strip())


def _in_lines(text: str) -> str:
    """Sentences and rows as sentences: where a page breaks its lines means nothing."""
    return ". ".join(" ".join(text[start:end].split()) for start, end in _spans(text))


def _spans(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in pieces(text) if text[start:end].strip()]
