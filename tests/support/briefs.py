"""Briefs without a database: pages of text, and the passages with most of the question's words."""

from __future__ import annotations

from support.answering.engine import Brief
from support.answering.page_texts import PageText, PassagePlace
from support.extraction import ExtractedPage, Heading
from support.passages import split
from support.retrieval import Found, Hit, Signals
from support.words import terms


def page(number: int, text: str, *titles: str, label: str | None = None) -> ExtractedPage:
    """``titles`` stand in ``text``; ``label`` is the number unless told."""
    heads = tuple(Heading(text.index(title), 1, title) for title in titles)
    return ExtractedPage(number, str(number) if label is None else label, "", text, heads)


def brief(
    question: str, *pages: ExtractedPage | str, language: str = "en", coverage: float = 1.0
) -> Brief:
    """All passages are found, those with most words of the question first.

    ``coverage`` (0–1) of the question by the best: 1 is answered, 0.3 unsure, 0 refused.
    """
    read = [
        entry if isinstance(entry, ExtractedPage) else page(number, entry)
        for number, entry in enumerate(pages, 1)
    ]
    drafts = split(read, language)
    wanted = set(terms(question, language))
    ranked = sorted(drafts, key=lambda draft: -len(wanted & set(terms(draft.text, language))))
    labels = {entry.number: entry.label for entry in read}
    hits = tuple(
        Hit(d.number, d.page_number, labels[d.page_number], "", d.text, d.heading_path, 1, coverage)
        for d in ranked[:10]
    )
    texts = {
        entry.number: PageText(
            entry.number, entry.label, entry.text,
            frozenset(heading.text for heading in entry.headings),
            tuple(PassagePlace(d.number, d.start) for d in drafts if d.page_number == entry.number),
        )
        for entry in read
    }  # fmt: skip
    order = dict.fromkeys(hit.page for hit in hits)
    return Brief(
        question=question, scenario="general", language=language, product_name="TX-17",
        manual_title="Manual", manual_language=language, hits=hits,
        pages=tuple(texts[number] for number in order), page_at=texts.get,
        found=Found(hits, _signals(coverage)),
    )  # fmt: skip


def _signals(coverage: float) -> Signals:
    """Of a search by words alone."""
    return Signals(
        coverage=coverage, coverage_together=coverage, unknown=1 - coverage, words=4, content=16,
        lexical=coverage / 2,
    )  # fmt: skip
