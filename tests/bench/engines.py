"""What is compared: each engine builds from the same rows and answers with ids of five products.

The others are used the obvious way: thefuzz and rapidfuzz look at every name, FTS5 and tantivy get
the trigrams of the text joined by OR and rank by BM25; none of them has a second step.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy
from rapidfuzz import fuzz as quick_fuzz
from rapidfuzz import process as quick_process
from thefuzz import fuzz as slow_fuzz
from thefuzz import process as slow_process

from catalog.building import ProductRow, build
from catalog.normalise import pieces
from catalog.predictor import predict

LIMIT = 5
Answer = Callable[[str], list[str]]
Builder = Callable[[Iterable[ProductRow], Path], Answer]


def ours(rows: Iterable[ProductRow], _folder: Path) -> Answer:
    snapshot = build(rows)
    return lambda text: [found.product.id for found in predict(snapshot, text, LIMIT)]


def thefuzz_wratio(rows: Iterable[ProductRow], _folder: Path) -> Answer:
    names = {row.facts.id: name_of(row) for row in rows}
    return lambda text: [
        found[2]
        for found in slow_process.extract(text, names, scorer=slow_fuzz.WRatio, limit=LIMIT)
    ]


def rapidfuzz_wratio(rows: Iterable[ProductRow], _folder: Path) -> Answer:
    # Folded once here; thefuzz folds every name for every query.
    names = {row.facts.id: " ".join(pieces(name_of(row))) for row in rows}
    return lambda text: [
        found[2]
        for found in quick_process.extract(
            " ".join(pieces(text)), names, scorer=quick_fuzz.WRatio, limit=LIMIT
        )
    ]


def fts5(rows: Iterable[ProductRow], folder: Path) -> Answer:
    database = sqlite3.connect(folder / "fts5.sqlite3")
    database.execute("CREATE VIRTUAL TABLE p USING fts5(id UNINDEXED, name, tokenize='trigram')")
    database.executemany(
        "INSERT INTO p VALUES (?, ?)",
        ((row.facts.id, " ".join(pieces(name_of(row)))) for row in rows),
    )
    database.execute("INSERT INTO p(p) VALUES ('optimize')")
    database.commit()

    def answer(text: str) -> list[str]:
        grams = " OR ".join(f'"{gram}"' for gram in trigrams(text))
        if not grams:
            return []
        found = database.execute(
            "SELECT id FROM p WHERE p MATCH ? ORDER BY rank LIMIT ?", (grams, LIMIT)
        )
        return [row[0] for row in found]

    return answer


def tantivy_trigrams(rows: Iterable[ProductRow], folder: Path) -> Answer:
    fields = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    schema = fields.add_text_field("name", tokenizer_name="trigram").build()
    where = folder / "tantivy"
    where.mkdir()
    index = tantivy.Index(schema, str(where))
    index.register_tokenizer(
        "trigram", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(3, 3)).build()
    )
    writer = index.writer(64_000_000, 1)
    for row in rows:
        writer.add_document(tantivy.Document(id=row.facts.id, name=" ".join(pieces(name_of(row)))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def answer(text: str) -> list[str]:
        grams = trigrams(text)
        parts = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "name", gram)) for gram in grams
        ]
        found = searcher.search(tantivy.Query.boolean_query(parts), LIMIT).hits if parts else []
        return [searcher.doc(address)["id"][0] for _, address in found]

    return answer


def name_of(row: ProductRow) -> str:
    """Brand and name, the brand once."""
    brand, name = row.facts.brand, row.facts.name
    return name if name.startswith(brand) else f"{brand} {name}"


def trigrams(text: str) -> list[str]:
    folded = " ".join(pieces(text))
    return list(dict.fromkeys(folded[at : at + 3] for at in range(len(folded) - 2)))


def folder() -> tempfile.TemporaryDirectory[str]:
    """A place for an engine's files, removed after the run."""
    return tempfile.TemporaryDirectory(prefix="desk-bench-")


# name → (how it is built, queries for each of its that ours gets). The last two look at every name
# for every query, 0.1 s each at 18,000 products and 1 s at 200,000.
ENGINES: dict[str, tuple[Builder, float]] = {
    "ours": (ours, 1.0),
    "tantivy trigrams": (tantivy_trigrams, 1.0),
    "SQLite FTS5 trigrams": (fts5, 0.25),
    "rapidfuzz WRatio over all": (rapidfuzz_wratio, 0.02),
    "thefuzz WRatio over all": (thefuzz_wratio, 0.02),
}
