"""How a quote reads on our pages: titles, paragraphs, tables, and not one letter lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from support.answering.citations import normalised
from support.answering.flowing import flowing
from support.quote_blocks import Block, blocks_of

STEPS = (
    "Factory reset\n1. Switch off and hold KIT and SONG together. Keep\nholding until the"
    " display asks for it.\n2. Choose what you want to have reset"
)


def test_lines_broken_by_the_page_are_joined_and_lists_are_not():
    assert flowing(STEPS) == STEPS.replace("Keep\nholding", "Keep holding")
    assert flowing("one line") == "one line"


def test_sentences_flow_and_paragraphs_stay():
    quote = "Use the adaptor\nonly. It has 9 V.\n\nNever open it."
    assert flowing(quote) == "Use the adaptor only. It has 9 V.\n\nNever open it."


def test_a_title_stands_on_its_own():
    title, steps = blocks_of(STEPS)
    assert title == Block("Factory reset", is_title=True)
    assert steps.text.startswith("1. Switch off")


def test_a_list_of_names_is_no_row_of_titles():
    assert [block.is_title for block in blocks_of("Mixer\nCable\nAdaptor")] == [False]


def test_rows_become_a_table_with_its_head():
    (table,) = blocks_of("Note\u2003Pad\n36\u2003Kick\n38\u2003Snare\u2003head")
    assert table.head == ("Note", "Pad", "")
    assert table.body == (("36", "Kick", ""), ("38", "Snare", "head"))


def test_a_head_quoted_on_its_own_stands_above_its_rows():
    table, text = blocks_of("M37\u2003yes\nPress A. Then wait.", head="Mode\u2003Works")
    assert (table.head, table.body) == (("Mode", "Works"), (("M37", "yes"),))
    assert text == Block("Press A. Then wait.")


def test_rows_of_web_pages():
    (table,) = blocks_of("Shortcut | Purpose\nF9 | Save")
    assert table.head == ("Shortcut", "Purpose")


PIECES = ["Title", "1. Do this\nand that.", "a\u2003b", "c | d", "Text. And more", "", "• item",
          "טקסט.", "x" * 70 + "\ngoes on", "Figure 2 back", "9 V", "。文", "|"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.text(max_size=30))
def test_no_letter_is_lost_or_added(pieces, junk):
    quote = "\n".join([*pieces, junk])
    assert normalised(flowing(quote)) == normalised(quote)
    shown = "".join(b.text + "".join("".join(row) for row in b.rows) for b in blocks_of(quote))
    assert normalised(shown) == normalised(quote.replace(" | ", " "))


def test_a_numbered_title_is_no_step():
    title, table = blocks_of("7. Troubles\nLamp\u2003Cause\nred\u2003over 95 °C")
    assert title.is_title
    assert table.headed
    assert [block.is_title for block in blocks_of("1. Switch off\n2. Open it")] == [False]
