"""HTML as the usual programs write it: sections, their anchors, and nothing that leads around."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.extraction import Extracted, extract
from support.extraction.pages import CELL
from support.passages import split

FILLER = "<p>" + "The Zephyr wants to be cleaned with warm water every second week. " * 20 + "</p>"

SPHINX = f"""<body><div class="related" role="navigation"><a href="x">next</a> LEADS</div>
<div class="document"><div class="documentwrapper"><div class="body" role="main">
<section id="care-menu"><span id="index-0"></span><h1>Care<a class="headerlink" href="#care-menu">¶</a>
</h1>{FILLER}<section id="filter"><h2>Filter<a class="headerlink" href="#filter">¶</a></h2>
<div class="admonition note"><p class="admonition-title">Note</p><p>Never dry it by fire.</p></div>
</section></section></div></div><div class="sphinxsidebar">LEADS</div></div></body>"""  # noqa: E501

DOCBOOK = f"""<body><div class="navheader"><table><tr><td><a accesskey="p" href="a">Prev</a> LEADS
</td><td><a accesskey="n" href="b">Next</a></td></tr></table></div>
<div class="chapter"><div class="titlepage"><div><div><h1 class="title"><a id="care-menu"></a>Care</h1>
</div></div></div>{FILLER}<div class="toc"><p><b>LEADS</b></p></div>
<div class="section"><div class="titlepage"><div><div><h2 class="title"><a name="filter"></a>Filter
</h2></div></div></div><div class="note"><h3 class="title">Note</h3><p>Never dry it by fire.</p></div>
</div></div></body>"""  # noqa: E501

TEXINFO = f"""<body><div class="header"><p>Next: <a href="#b" accesskey="n" rel="next">LEADS</a>,
Up: <a href="#c" accesskey="u" rel="up">Top</a></p></div><span id="care-menu"></span><h1>Care</h1>
{FILLER}<table><tr><td>[<a href="#1"> &lt;&lt; </a>]</td><td>[<a href="#2"> &lt; </a>]</td>
<td>[Up]</td><td>[LEADS]</td></tr>
</table><a name="filter"></a>
<h2 class="section">Filter</h2><p>Note: Never dry it by fire.</p></body>"""

ASCIIDOCTOR = f"""<body class="article"><div id="header"><div id="toc" class="toc"><ul><li>LEADS</li>
</ul></div></div><div id="content"><div class="sect1"><h2 id="care-menu">Care</h2><div
class="sectionbody">{FILLER}<div class="sect2"><h3 id="filter">Filter</h3><div class="admonitionblock
note"><table><tr><td class="icon"><div class="title">Note</div></td><td class="content">Never dry it
by fire.</td></tr></table></div></div></div></div></div></body>"""  # noqa: E501

DOXYGEN = f"""<body><div id="nav-path" class="navpath"><ul><li>LEADS</li></ul></div>
<div class="contents">{FILLER}<a id="care-menu" name="care-menu"></a><h2 class="memtitle"><span
class="permalink"><a href="#care-menu">◆&nbsp;</a></span>Care</h2><p>Every week.</p>
<a id="filter"></a><h2 class="memtitle">Filter</h2><p>Note Never dry it by fire.</p></div></body>"""

DOCUTILS = f"""<body><div class="document"><div class="contents topic" id="contents"><p
class="topic-title">Where</p></div><div class="section" id="care-menu"><h1><a class="toc-backref"
href="#id1">Care</a></h1>{FILLER}<div class="section" id="filter"><h2><a class="toc-backref"
href="#id2">Filter</a></h2><p>Note: Never dry it by fire.</p></div></div></div></body>"""

PLAIN = f"""<body><a name="care-menu"></a><h1>Care</h1>{FILLER}<hr><p><a name="filter"></a></p>
<h3><b>Filter</b></h3><p>Note: Never dry it by fire.</p></body>"""

GENERATORS = {
    "Sphinx": SPHINX, "DocBook": DOCBOOK, "texinfo": TEXINFO, "AsciiDoctor": ASCIIDOCTOR,
    "Doxygen": DOXYGEN, "docutils": DOCUTILS, "plain": PLAIN,
}  # fmt: skip


def read(tmp_path: Path, body: str) -> Extracted:
    path = tmp_path / "manual.html"
    path.write_text(f"<!doctype html><html><head><title>Zephyr</title></head>{body}</html>")
    return extract(path)


@pytest.mark.parametrize("generator", GENERATORS)
def test_sections_with_their_anchors_and_nothing_around(tmp_path: Path, generator: str):
    pages = read(tmp_path, GENERATORS[generator]).pages
    named = {page.label: page.anchor for page in pages}
    assert {"Care": "care-menu", "Filter": "filter"}.items() <= named.items()
    assert set(named) <= {"Care", "Filter", "Zephyr"}
    text = "\n".join(page.text for page in pages)
    assert "LEADS" not in text
    assert "Never dry it by fire." in " ".join(text.split())


def test_a_section_about_menus_is_not_taken_for_a_menu(tmp_path: Path):
    body = (
        f"<body><h1>Zephyr</h1>{FILLER}<div class='sect2' id='menu'><h4>Menu</h4><p>Press OK.</p>"
    )
    assert "Press OK." in read(tmp_path, body).pages[0].text


def test_a_table_has_its_head_in_each_passage(tmp_path: Path):
    rows = "".join(
        f"<tr><td>Error E{n}</td><td>The fan number {n} is blocked by dust or hair</td></tr>"
        for n in range(60)
    )
    body = f"<h1>Errors</h1>{FILLER}<table><caption>All of them</caption><thead><tr><th>Code</th>"
    extracted = read(tmp_path, f"{body}<th>Meaning</th></tr></thead><tbody>{rows}</tbody></table>")
    (page,) = extracted.pages
    (table,) = page.tables
    assert table.head == f"Code{CELL}Meaning"
    assert page.text[table.start :].startswith(f"Code{CELL}Meaning\nError E0{CELL}The fan")
    assert page.text[: table.end].endswith(
        f"Error E59{CELL}The fan number 59 is blocked by dust or hair"
    )
    inside = [d for d in split(extracted.pages, "en") if d.start > table.start]
    assert len(inside) > 3
    assert all(draft.heading_path == ("Errors", table.head) for draft in inside)


def test_a_cell_over_several_rows_stands_in_each(tmp_path: Path):
    body = f"""<h1>Data</h1>{FILLER}<table><tr><th>Model</th><th>What</th><th>How much</th></tr>
    <tr><td rowspan="2">MX-8</td><td>Weight</td><td>2 kg</td></tr><tr><td>Power</td><td>9 W</td>
    </tr></table>"""
    text = read(tmp_path, body).pages[0].text
    assert f"MX-8{CELL}Weight{CELL}2 kg\nMX-8{CELL}Power{CELL}9 W" in text


def test_a_table_that_only_arranges_the_page_is_text(tmp_path: Path):
    items = "<ul><li>Wash.<li>Dry.</ul>"
    body = f"<table><tr><td><img src=x></td><td><h2>Care</h2>{FILLER}{items}</table>"
    (page,) = read(tmp_path, body).pages
    assert page.label == "Care"
    assert page.text.endswith("• Wash.\n• Dry.")
    assert page.tables == ()


def test_lists_within_lists_terms_and_captions(tmp_path: Path):
    body = f"""<h1>Care</h1>{FILLER}<ol start="3"><li>Open it.<ul><li>Press.</li><li>Pull.</li></ul>
    </li><li>Close it.</li></ol><dl><dt>Filter</dt><dd>Keeps the dust.</dd><dt>Lid</dt><dd>Keeps the
    water.</dd></dl><figure><img src="x.png"><figcaption>Fig. 3: The lid</figcaption></figure>"""
    text = read(tmp_path, body).pages[0].text
    assert "3. Open it.\n• Press.\n• Pull.\n4. Close it." in text
    assert "Filter\nKeeps the dust.\n\nLid\nKeeps the water.\n\nFig. 3: The lid" in text


def test_a_very_long_section_is_cut_at_smaller_headings(tmp_path: Path):
    words = " ".join(f"word{n}" for n in range(400))
    body = f"""<h2 id="set">Settings</h2><p>{words}</p><h4 id="sound">Sound</h4><p>{words}</p>
    <h5 id="bass">Bass</h5><p>Low.</p><h4>Picture</h4><p>{words}</p>"""
    pages = read(tmp_path, body).pages
    assert [(p.label, p.anchor) for p in pages] == [
        ("Settings", "set"), ("Sound", "sound"), ("Picture", "set"),
    ]  # fmt: skip
    assert all(page.text[h.offset :].startswith(h.text) for page in pages for h in page.headings)
    paths = {draft.page_number: draft.heading_path for draft in split(pages, "en")}
    assert paths[3] == ("Settings", "Picture")
