"""Reading HTML manuals: the main content in sections, and web pages that are no manual."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.errors import Unreadable
from support.extraction import Extracted, extract
from support.extraction.pages import CELL
from support.passages import split

FILLER = "<p>" + "The Zephyr wants to be cleaned with warm water every second week. " * 20 + "</p>"

PAGE = f"""<!doctype html><html lang="en"><head><title>Zephyr &amp; friends</title>
<style>p {{ color: red }}</style></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<div class="breadcrumbs">You are here</div>
<main>
<h1 id="top">Zephyr</h1><p>A fan<br>for warm days.</p>
<h2 id="care">Care</h2>{FILLER}
<h3><a name="filter"></a>The filter</h3>
<ol><li>Unplug it.</li><li><p>Wash the fil&shy;ter.</p></li></ol>
<h4>Drying</h4><p>Let it dry.</p>
<section id="data"><h2>Data <a class="headerlink" href="#data">¶</a></h2>
<table><tr><th>Part</th><th>Weight</th></tr>
<tr><td><p>Body</p></td><td><b>1.4</b> kg</td></tr></table>
<pre>on
  off</pre></section>
</main><footer>© Zephyr, all rights reserved</footer><script>var a = "never";</script>
</body></html>"""


def read(tmp_path: Path, html: str | bytes, expected: str = "") -> Extracted:
    path = tmp_path / "manual.html"
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    return extract(path, expected=expected)


def test_a_section_for_each_heading(tmp_path: Path):
    extracted = read(tmp_path, PAGE)
    assert extracted.media_type == "text/html"
    assert extracted.title == "Zephyr & friends"
    assert extracted.language == "en"
    facts = [(page.number, page.label, page.anchor) for page in extracted.pages]
    assert facts == [
        (1, "Zephyr", "top"), (2, "Care", "care"), (3, "The filter", "filter"), (4, "Data", "data"),
    ]  # fmt: skip


def test_lists_tables_and_lines(tmp_path: Path):
    pages = read(tmp_path, PAGE).pages
    assert pages[0].text == "Zephyr\n\nA fan\nfor warm days."
    assert "1. Unplug it.\n2. Wash the filter." in pages[2].text
    assert f"Part{CELL}Weight\nBody{CELL}1.4 kg" in pages[3].text
    assert pages[3].text.endswith("on\noff")


def test_what_surrounds_the_content_is_gone(tmp_path: Path):
    text = "\n".join(page.text for page in read(tmp_path, PAGE).pages)
    for stranger in ("Shop", "You are here", "rights reserved", "never", "color", "¶"):
        assert stranger not in text


def test_the_headings_above_a_section_are_its_path(tmp_path: Path):
    extracted = read(tmp_path, PAGE)
    for page in extracted.pages:
        assert all(page.text[h.offset :].startswith(h.text) for h in page.headings)
    paths = {draft.page_number: draft.heading_path for draft in split(extracted.pages, "en")}
    assert paths[3] == ("Zephyr", "Care", "The filter")
    assert paths[4] == ("Zephyr", "Data")


def test_a_source_that_says_pdf_gets_no_web_page(tmp_path: Path):
    with pytest.raises(Unreadable, match="HTML although a PDF was expected"):
        read(tmp_path, PAGE, "pdf")


@pytest.mark.parametrize("expected", ["", "html"])
def test_a_short_page_is_no_manual(tmp_path: Path, expected: str):
    short = "<!doctype html><title>404</title><h1>Not Found</h1><p>It has moved.</p>"
    menu = "<nav>" + "<a>Another fine product</a> " * 300 + "</nav>"
    with pytest.raises(Unreadable, match="not a manual") as caught:
        read(tmp_path, short + menu, expected)
    assert "not a manual" in caught.value.customer_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_letters_survive_without_a_declared_encoding(tmp_path: Path, encoding: str):
    html = f"<!doctype html><html><body><h1>Gerät für Öl</h1>{FILLER}</body></html>"
    assert read(tmp_path, html.encode(encoding)).pages[0].label == "Gerät für Öl"


def test_a_japanese_manual(shared_data: Path):
    path = shared_data / "manuals" / "stress" / "ja_kicad_pl_editor.html"
    extracted = extract(path, expected="html")
    assert extracted.language == "ja"
    assert len(extracted.pages) > 20
    by_label = {page.label: page for page in extracted.pages}
    assert by_label["3.4. 回転"].anchor == "rotation"
    assert "回転することができます" in by_label["3.4. 回転"].text
    paths = {draft.heading_path for draft in split(extracted.pages, "ja")}
    assert ("3. 動作の詳細", "3.4. 回転") in paths
