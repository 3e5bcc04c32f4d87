"""Has vectors made of a manual's passages, behind its lexical index: nobody ever waits for them.

A chain of jobs of SLICE seconds in the cluster `later` (see support.turns). Whatever BATCH is
stored can be searched at once. The manual that a customer has just chosen goes first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hscjit import metrics
from support import encoders, vectors
from support.encoders import Encoders
from support.manual_lease import LeaseLost
from support.models import Manual, Page, Revision
from support.turns import Turn, Turns

SLICE = 15.0  # seconds of one job in `later`
BATCH = 32  # passages that become searchable together, about a second's work
HEADINGS = 3  # of the path above a passage that are encoded with it
MOST_AT_ONCE = 20  # chains that one sweep begins

TURNS = Turns("vectoriser", "vectorised_until", "support.jobs.encode")


@dataclass(frozen=True, slots=True)
class _Text:
    """A passage as it is encoded: ``head`` is no part of it and gets no place in it."""

    number: int
    head: str
    text: str


def start(revision_id: int) -> bool:
    """Queue the making of its vectors, if some are missing and nobody is on it."""
    if not encoders.present() or not _incomplete().filter(pk=revision_id).exists():
        return False
    return TURNS.begin(revision_id)


def go_on(revision_id: int, token: UUID) -> str:
    """One job of the chain: ``done``, ``more`` (the next job is queued) or ``lost``.

    ``elsewhere``: it made vectors of a manual that is wanted more, and waits in the queue again.
    """
    encoders.stand_back()
    turn = TURNS.turn(revision_id, token)
    try:
        turn.renew()
        if (other := _wanted_more(revision_id)) is not None:
            turn.hand_on()
            _slice(TURNS.seize(other))
            return "elsewhere"
        outcome = _slice(turn)
    except LeaseLost:
        return "lost"
    if outcome == "done":
        encoders.forget()  # 170 MB that a worker would hold for nothing until the next manual
    return outcome


def want(manual: Manual) -> None:
    """A customer chose this manual: if vectors are missing, they are made before all others."""
    if manual.current_id is not None:
        rows = _incomplete().filter(pk=manual.current_id, vectors_wanted_at=None)
        rows.update(vectors_wanted_at=timezone.now())


def expect(manual: Manual) -> None:
    """A customer will ask about this manual: if it has vectors, encoders are loaded meanwhile."""
    if manual.current is not None and manual.current.vectors_at is not None:
        encoders.ready()


def rescue_abandoned() -> int:
    """Begin a chain for every manual in use whose vectors nobody makes; how many."""
    if not encoders.present():
        return 0
    waiting = _incomplete().filter(TURNS.nobody(), pk__in=_in_use())
    first = F("vectors_wanted_at").asc(nulls_last=True)
    numbers = list(waiting.order_by(first, "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(TURNS.begin(number) for number in numbers)


def finish(revision: Revision) -> None:
    """Make all vectors of a revision here and now, for commands that wait for it."""
    if encoders.present() and _incomplete().filter(pk=revision.pk).exists():
        _work(TURNS.seize(revision.pk), lambda: False)


def progress(revision: Revision) -> tuple[int, int]:
    """How many passages have vectors, and how many shall have."""
    there = vectors.of(revision)
    return (there.count if there else 0), len(_texts(revision))


def _slice(turn: Turn) -> str:
    deadline = time.monotonic() + SLICE

    def is_over() -> bool:
        return time.monotonic() >= deadline or _wanted_more(turn.revision_id) is not None

    if _work(turn, is_over):
        turn.hand_on()
        return "more"
    return "done"


def _work(turn: Turn, is_over: Callable[[], bool]) -> bool:
    """Make vectors until ``is_over``; whether some are left. Raises LeaseLost."""
    revision = Revision.objects.select_related("manual").filter(pk=turn.revision_id).first()
    found = encoders.load()
    if revision is None or found is None:
        turn.release()
        return False
    texts = _texts(revision)
    _take_out_fallen(revision, texts, turn)
    there = vectors.of(revision)
    rows = set(there.known.nonzero()[0].tolist()) if there else set()
    missing = [text for text in texts if text.number not in rows]
    for batch in _batches(missing):
        _encode(revision, batch, found, turn)
        if batch[-1] is not missing[-1] and is_over():
            return True
    _complete(revision, turn)
    return False


def _encode(revision: Revision, batch: Sequence[_Text], found: Encoders, turn: Turn) -> None:
    began = time.monotonic()
    dense = found.dense.encode([one.head + one.text for one in batch])
    tokens = found.late.encode_passages([one.text for one in batch], [one.head for one in batch])
    with transaction.atomic():
        turn.renew()
        vectors.add(revision.pk, [one.number for one in batch], dense, tokens)
    encoders.give_back_memory()
    metrics.vectors_encoded.inc(len(batch))
    metrics.vectors_seconds.observe((time.monotonic() - began) / len(batch))


def _complete(revision: Revision, turn: Turn) -> None:
    """Unless pages were read off their pictures meanwhile: then the sweep finds it again."""
    fingerprint = encoders.fingerprint()
    with transaction.atomic():
        turn.renew()
        vectors.remove(revision.pk, all_but=fingerprint)
        turn.release(vectors_of=revision.indexed_at, encoder=fingerprint, vectors_wanted_at=None)


def _take_out_fallen(revision: Revision, texts: Sequence[_Text], turn: Turn) -> None:
    """Passages of pages that were read anew no longer stand on their page."""
    there = vectors.of(revision)
    standing = {text.number for text in texts}
    fallen = [n for n in there.known.nonzero()[0].tolist() if n not in standing] if there else []
    if fallen:
        with transaction.atomic():
            turn.renew()
            vectors.take_out(revision.pk, fallen)
        revision.refresh_from_db(fields=["vectors_at"])


def _texts(revision: Revision) -> list[_Text]:
    """The passages that shall have vectors: in a language that the encoders read, and standing."""
    of_manual = revision.language or revision.manual.language
    pages = {page.number: page for page in revision.pages.defer("words")}
    texts = []
    for row in revision.passages.order_by("number"):
        page = pages.get(row.page_number)
        if page is None or not row.text.strip() or not _is_readable(page, of_manual):
            continue
        if page.recognition != Page.Recognition.DONE or page.text.startswith(row.text, row.start):
            texts.append(_Text(row.number, _head(row.text, row.heading_path), row.text))
    return texts


def _is_readable(page: Page, language_of_manual: str) -> bool:
    language = (page.language or language_of_manual).partition("-")[0].lower()
    return language in encoders.LANGUAGES


def _head(text: str, path: Sequence[str]) -> str:
    """The headings above a passage, those left out with which it begins itself."""
    above = [heading for heading in path[-HEADINGS:] if not text.startswith(heading)]
    return " > ".join(above) + "\n" if above else ""


def _incomplete() -> QuerySet[Revision]:
    complete = Q(vectors_of=F("indexed_at"), encoder=encoders.fingerprint())
    return Revision.objects.filter(indexed_at__isnull=False).exclude(complete)


def _in_use() -> QuerySet[Manual, int | None]:
    return Manual.objects.exclude(current=None).values_list("current", flat=True)


def _wanted_more(revision_id: int) -> int | None:
    """The manual that a customer chose and that waits longest, if it is another one."""
    chosen = _incomplete().filter(vectors_wanted_at__isnull=False, pk__in=_in_use())
    first = chosen.order_by("vectors_wanted_at").values_list("pk", flat=True).first()
    return first if first != revision_id else None


def _batches(texts: Sequence[_Text]) -> Iterator[list[_Text]]:
    rest = iter(texts)
    while batch := list(islice(rest, BATCH)):
        yield batch
