"""How a finished answer is put to the customer: its verdict, its text, what can be done next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from support.answering.citations import normalised
from support.answering.events import Answer
from support.answering.phrases import phrase
from support.labels import label

MARKER = re.compile(r"\[(\d{1,2})\]")
LONGEST_VERDICT = 200  # characters

ASK_AGAIN = frozenset({"fetch_failed", "stopped"})
# By reason, else by outcome: names of labels.
ADVISED = frozenset({"no_manual", "fetch_failed", "unreadable", "not_covered", "unsure"})
ENGINE_NOTES = {"extractive": "quoted", "gemini": "written", "openai": "written"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or (``number`` set) a reference to the place with that number, called ``name``."""

    text: str
    number: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """``pieces`` is empty where the verdict and the quotes say everything."""

    verdict: str
    pieces: tuple[Piece, ...]
    advice: str
    can_ask_again: bool
    engine_note: str


def wording_of(answer: Answer, language: str) -> Wording:
    """``language``: of the question, for what we say ourselves."""
    reason = answer.reason or ""
    why = reason or answer.outcome
    note = ENGINE_NOTES.get(answer.engine) if answer.citations else None
    verdict, body = _verdict_and_body(answer, _our_verdict(answer.outcome, reason, language))
    return Wording(
        verdict=verdict,
        pieces=_pieces(body, {place.number for place in answer.citations}, language),
        advice=label(f"advice_{why}", language) if why in ADVISED else "",
        can_ask_again=reason in ASK_AGAIN,
        engine_note=label(note, language) if note else "",
    )


def _our_verdict(outcome: str, reason: str, language: str) -> str:
    if reason == "stopped":
        return label("stopped", language)
    if outcome == "refused":
        return label("no_answer", language)
    return phrase(outcome, language)


def _verdict_and_body(answer: Answer, verdict: str) -> tuple[str, str]:
    """Quotes are shown as cards only; what the engine says before them is the verdict."""
    text = answer.text.strip()
    stopped = answer.reason == "stopped"
    if _holds_all_quotes(answer):
        before = text.partition(answer.citations[0].quote)[0]
        lead = before.rpartition("\n\n")[0].strip()
        return (lead if 0 < len(lead) <= LONGEST_VERDICT and not stopped else verdict), ""
    is_line = 0 < len(text) <= LONGEST_VERDICT and "\n" not in text
    if is_line and answer.outcome == "refused" and not stopped:
        return text, ""
    return verdict, text


def _holds_all_quotes(answer: Answer) -> bool:
    text = normalised(answer.text)
    return bool(answer.citations) and all(
        normalised(place.quote) in text for place in answer.citations
    )


def _pieces(text: str, numbers: set[int], language: str) -> tuple[Piece, ...]:
    """The text cut at its ``[n]``; a number that is no place of the answer stays text."""
    pieces, end = [], 0
    for match in MARKER.finditer(text):
        if int(match[1]) not in numbers:
            continue
        name = label("place", language, number=match[1])
        pieces += [Piece(text[end : match.start()]), Piece("", int(match[1]), name)]
        end = match.end()
    pieces.append(Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text or piece.number)
