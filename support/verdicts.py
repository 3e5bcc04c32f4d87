"""How a finished answer is put to the customer: its verdict, its text, what can be done next."""

from __future__ import annotations

import re
from dataclasses import dataclass

from support.answering.citations import normalised
from support.answering.events import Answer
from support.answering.phrases import phrase

MARKER = re.compile(r"\[(\d{1,2})\]")
LONGEST_VERDICT = 200  # characters

# By reason, else by outcome.
ADVICE = {
    "no_manual": "Without a manual we do not guess. The maker’s own support may help.",
    "fetch_failed": "The maker’s website may be down. Please ask again in a few minutes.",
    "unreadable": "Our staff can see that it failed. The maker’s own support may help meanwhile.",
    "not_covered": "Try it in other words, for example with the name of the part or the text"
    " on the display.",
    "unsure": "Is it none of these? Then try it in other words.",
}
ASK_AGAIN = frozenset({"fetch_failed", "stopped"})
WRITTEN = "Written by a language model; each sentence was checked against the place it cites"
ENGINE_NOTES = {
    "extractive": "Quoted from the manual, word for word",
    "gemini": WRITTEN,
    "openai": WRITTEN,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, or (``number`` set) a reference to the place with that number."""

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """``pieces`` is empty where the verdict and the quotes say everything."""

    verdict: str
    pieces: tuple[Piece, ...]
    advice: str
    can_ask_again: bool
    engine_note: str


def wording_of(answer: Answer, language: str) -> Wording:
    """``language``: of the question, for the verdict."""
    reason = answer.reason or ""
    verdict, body = _verdict_and_body(answer, _our_verdict(answer.outcome, reason, language))
    return Wording(
        verdict=verdict,
        pieces=_pieces(body, {place.number for place in answer.citations}),
        advice=ADVICE.get(reason or answer.outcome, ""),
        can_ask_again=reason in ASK_AGAIN,
        engine_note=ENGINE_NOTES.get(answer.engine, "") if answer.citations else "",
    )


def _our_verdict(outcome: str, reason: str, language: str) -> str:
    if reason == "stopped":
        return "You stopped this answer."
    if outcome == "refused":
        return "There is no answer to this."
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


def _pieces(text: str, numbers: set[int]) -> tuple[Piece, ...]:
    """The text cut at its ``[n]``; a number that is no place of the answer stays text."""
    pieces, end = [], 0
    for match in MARKER.finditer(text):
        if int(match[1]) not in numbers:
            continue
        pieces += [Piece(text[end : match.start()]), Piece("", int(match[1]))]
        end = match.end()
    pieces.append(Piece(text[end:]))
    return tuple(piece for piece in pieces if piece.text or piece.number)
