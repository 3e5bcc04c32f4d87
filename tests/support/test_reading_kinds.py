"""One manual of each kind, and what its text has to be: the right words on the right page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.extraction import extract
from support.extraction.pages import CELL
from support.passages import split
from tests.support.documents import manual_html
from tests.support.paper import Paper, Text, paragraph

STRESS = Path(__file__).parents[3] / "shared" / "data" / "manuals" / "stress"
GERMAN = [
    "Drücken Sie die Taste, bis die Anzeige leuchtet, und lassen Sie sie dann los.",
    "Reinigen Sie das Gehäuse nur mit einem trockenen Tuch und nie mit Alkohol.",
    "Die Sicherung befindet sich auf der Rückseite neben dem Anschluss für das Netz.",
]
WORDS = """pump valve filter motor switch handle cover hose lamp display wheel belt spring fuse
    sensor plug socket board battery charger cable screw hinge lid bowl tray knob lever gear shaft
    nozzle""".split()  # noqa: SIM905


def long(pages: int) -> bytes:
    """A chapter of seven pages after the other, each page about a code of its own."""
    paper = Paper(deflated=True, outline=[])
    for n in range(1, pages + 1):
        about = f"{WORDS[n % 31]} {WORDS[n % 29]}"
        lines = [f"The code E{1000 + n} means that the {about} is too hot.", *GERMAN[: n % 3],
                 f"Switch off the {about} at once and let it cool down for an hour.",
                 f"After that press the {about} key to begin again."]  # fmt: skip
        heads = [Text(f"Chapter {n // 7 + 1}", y=740, size=18, bold=True)] if n % 7 == 0 else []
        paper.page(
            Text("Zephyr 9000 service manual", y=800, size=9),
            *heads, *paragraph(lines * 3, y=690 - n % 5), Text(str(n), x=300, y=40, size=9),
        )  # fmt: skip
    return paper.bytes()


def tabular() -> bytes:
    rows = [("Part", "Weight"), ("Body", "1.4 kg"), ("Lid", "0.2 kg"), ("Hose", "0.3 kg")]
    cells = [
        Text(text, x, 600 - 16 * n, bold=n == 0)
        for n, row in enumerate(rows)
        for x, text in zip((72, 300), row, strict=True)
    ]
    return Paper().page(Text("Data", y=700, size=18), *paragraph(GERMAN, y=680), *cells).bytes()


def two_columns() -> bytes:
    """Drawn line by line across the page."""
    texts = []
    for n in range(12):
        y = 700 - 14 * n
        texts += [Text(f"left {n} keep the filter clean at all times", 60, y, 9),
                  Text(f"right {n} never open the lid while it runs", 320, y, 9)]  # fmt: skip
    return Paper().page(*texts).bytes()


def german() -> bytes:
    return Paper().page(Text("Pflege", y=740, size=18), *paragraph(GERMAN * 4)).bytes()


def shared(name: str) -> Callable[[], bytes]:
    def content() -> bytes:
        if not (STRESS / name).exists():
            pytest.skip("no shared data here")
        return (STRESS / name).read_bytes()

    return content


@dataclass(frozen=True)
class Kind:
    """``texts`` maps pages to what stands there; ``labels`` to what is printed on them."""

    content: Callable[[], bytes]
    pages: int
    language: str
    texts: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    paths: dict[int, tuple[str, ...]] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()


CODES = ("Zephyr 9000", "\n244", "\n930")
KINDS = {
    "tables": Kind(
        tabular, 1, "de",
        {1: f"Part{CELL}Weight\nBody{CELL}1.4 kg\nLid{CELL}0.2 kg\nHose{CELL}0.3 kg"},
    ),
    "two columns": Kind(
        two_columns, 1, "en",
        {1: "left 11 keep the filter clean at all times\nright 0 never open the lid"},
    ),
    "244 pages": Kind(
        lambda: long(244), 244, "en", {1: "The code E1001 means", 244: "The code E1244 means"},
        {1: "1", 7: "7", 244: "244"}, {10: ("Chapter 2",), 244: ("Chapter 35",)}, CODES,
    ),
    "930 pages": Kind(
        lambda: long(930), 930, "en", {500: "The code E1500 means", 930: "The code E1930 means"},
        {500: "500", 930: "930"}, {930: ("Chapter 133",)}, CODES,
    ),
    "German": Kind(german, 1, "de", {1: GERMAN[1]}, paths={1: ("Pflege",)}),
    "Hebrew": Kind(shared("he_synthetic_mixer_mx8.pdf"), 3, "he", {1: "MX-8"}),
    "HTML": Kind(manual_html, 1, "en", {1: "Clean the filter under warm water"}, {1: "Zephyr"}),
    "Japanese HTML": Kind(shared("ja_kicad_pl_editor.html"), 32, "ja"),
    "scan": Kind(shared("scan_synthetic_chowtape.pdf"), 10, "", dict.fromkeys(range(1, 11), "")),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_manual_of_each_kind_reads_right(tmp_path: Path, name: str):
    kind = KINDS[name]
    path = tmp_path / "manual"
    path.write_bytes(kind.content())
    read = extract(path)
    assert (len(read.pages), read.language) == (kind.pages, kind.language)
    for number, text in kind.texts.items():
        assert text in read.pages[number - 1].text
    for number, label in kind.labels.items():
        assert read.pages[number - 1].label == label
    paths = {draft.page_number: draft.heading_path for draft in split(read.pages, read.language)}
    assert {number: paths[number] for number in kind.paths} == kind.paths
    whole = "\n".join(page.text for page in read.pages)
    assert not [stranger for stranger in kind.strangers if stranger in whole]
    for page in read.pages:
        assert all(page.text[h.offset :].startswith(h.text.split()[0]) for h in page.headings)
        assert all(0 <= t.start < t.end <= len(page.text) for t in page.tables)
        assert page.unread == (name == "scan")
