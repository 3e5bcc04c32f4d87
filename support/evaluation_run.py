"""Asks every question of an evaluation in the present database, as a customer would."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TypeVar

from tqdm import tqdm

from catalog.models import Brand, ManualSource, Product
from hscjit.threads import in_thread
from support import conversations, encoders, manuals, recognition, retrieval, vectorising
from support.answering.engines import chosen_engine
from support.answering.events import Answer, CitedPlace
from support.evaluation import Figures, Place, Question, Result, report, stands_on
from support.ingest import ingest
from support.models import Manual, Page, Revision

MORE_THAN_ENOUGH = 60  # passages, so that the first five distinct pages are among them
Item = TypeVar("Item")


def evaluate(questions: Sequence[Question], mode: str) -> Figures:
    """Read the manuals that ``questions`` name, ask everything, report.

    The database must be of this run alone: brands and products are written into it. With ``mode``
    "full" every vector is there before the first question; ``ingest_seconds`` do not count them.
    ``failed_manuals``: which could not be read, and why.
    """
    if mode == "full":
        encoders.load()
    brand = Brand.objects.create(id="evaluation", name="Evaluation")
    files = list(dict.fromkeys(question.manual_file for question in questions))
    products = {name: _product(brand, number, name) for number, name in enumerate(files)}
    seconds, failed = {}, {}
    for name in _progress(files, "reading"):
        began = time.monotonic()
        manual = manuals.manual_for(products[name])
        revision = _read(manual)
        seconds[name] = round(time.monotonic() - began, 3)
        if revision is None:
            failed[name] = manual.failure if manual else ""
        elif mode == "full":
            vectorising.finish(revision)
    results = asyncio.run(_ask_all(questions, products))
    figures = report(results, seconds)
    return {"mode": mode, "engine": chosen_engine().name, "failed_manuals": failed, **figures}


def _product(brand: Brand, number: int, file: str) -> Product:
    product = Product.objects.create(id=f"manual-{number}", brand=brand, name=file)
    ManualSource.objects.create(product=product, url=f"file:{file}")
    return product


def _read(manual: Manual | None) -> Revision | None:
    """With its scanned pages, which a desk reads in the background: here nothing may depend on when
    that is done."""
    if manual is None:
        return None
    ingest(manual.pk)
    manual.refresh_from_db()
    if manual.current is not None:
        recognition.finish(manual.current)
    return manual.current


async def _ask_all(questions: Sequence[Question], products: dict[str, Product]) -> list[Result]:
    results = []
    for question in _progress(questions, "asking"):
        product = products[question.manual_file]
        message = await in_thread(conversations.ask)(product.pk, question.question)
        began = time.monotonic()
        async for event in conversations.answer_stream(message.pk):
            if isinstance(event, Answer):
                total = round((time.monotonic() - began) * 1000, 2)
                results.append(await in_thread(_result)(question, product, event, total))
    return results


def _result(question: Question, product: Product, answer: Answer, total_ms: float) -> Result:
    manual = manuals.manual_for(product)
    revision = manual.current if manual else None
    found = retrieval.look(revision, question.question, MORE_THAN_ENOUGH) if revision else None
    hits = found.hits if found else ()
    places = {
        hit.page: Place(hit.page, (hit.page_label, *hit.heading_path)) for hit in reversed(hits)
    }
    order = list(dict.fromkeys(hit.page for hit in hits))
    return Result(
        question=question,
        retrieved=tuple(places[page] for page in order),
        cited=tuple(
            places.get(place.page, Place(place.page, (place.page_label,)))
            for place in answer.citations
        ),
        outcome=answer.outcome,
        text=answer.text,
        first_chunk_ms=answer.timings.get("first_chunk"),
        total_ms=total_ms,
        quotes=tuple(_stands(place, revision) for place in answer.citations),
    )


def _stands(place: CitedPlace, revision: Revision | None) -> bool:
    page = Page.objects.filter(revision=revision, number=place.page).first()
    return page is not None and stands_on(place.quote, page.text)


def _progress(items: Sequence[Item], what: str) -> Iterable[Item]:
    return tqdm(items, desc=what, disable=not sys.stderr.isatty(), file=sys.stderr)
