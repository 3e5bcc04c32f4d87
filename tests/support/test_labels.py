"""What stands around an answer is in the language of the question, and reads in its direction."""

from __future__ import annotations

import ast
import asyncio
import importlib
import re
from pathlib import Path
from string import Formatter

import pytest
from django.test import Client
from django.utils.html import escape

from hscjit.threads import in_thread
from support import conversations, manuals
from support.answering.events import Status
from support.answering.phrases import PHRASES
from support.labels import LABELS, failure, label, spoken
from support.labels.failures import FAILURES
from support.manual_pages import page_name
from support.models import Manual
from tests.live import ROOT
from tests.support.desk import make_product, make_ready_manual, stream

HEBREW = (
    "איפוס למצב היצרן\nיש ללחוץ על FUNCTION ועל TAP יחד במשך חמש שניות. כל הצלילים שלכם יימחקו.",
    "ניקוי\nיש לנגב את המכשיר במטלית יבשה בלבד.",
)
GERMAN = (
    "Zurücksetzen\nHalten Sie FUNCTION und TAP fünf Sekunden lang. Alle Klänge gehen verloren.",
    "Reinigung\nWischen Sie das Gerät nur mit einem trockenen Tuch ab.",
)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_language_that_the_desk_speaks_has_every_label():
    assert set(LABELS) == set(PHRASES)
    for words in LABELS.values():
        assert set(words) == set(LABELS["en"])
        assert all(words.values())
        assert {name: fields(text) for name, text in words.items()} == {
            name: fields(text) for name, text in LABELS["en"].items()
        }


def customer_texts() -> set[str]:
    """What the code tells customers of manuals that fail."""
    found: set[str] = set()
    for path in (ROOT / "support").rglob("*.py"):
        if path.name == "photo.py":  # those are of pictures
            continue
        tree = ast.parse(path.read_text("utf-8"))
        found |= {value_of(value, path) for node in ast.walk(tree) for value in told_by(node)}
    return found - {""}


def told_by(node: ast.AST) -> list[ast.expr]:
    """What this keyword, class or dictionary gives as ``customer_text``."""
    match node:
        case ast.keyword(arg="customer_text", value=value):
            return [value]
        case ast.Assign(targets=[ast.Name(id="customer_text")], value=value):
            return [value]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return [
                v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "customer_text"
            ]
    return []


def value_of(node: ast.AST, path: Path) -> str:
    """A text, or a name of the module that holds one; "" for what is passed on."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name) and node.id.isupper():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        return str(getattr(importlib.import_module(name), node.id))
    return ""


def test_why_a_manual_fails_is_told_in_every_language():
    texts = customer_texts()
    assert len(texts) >= 15
    assert texts == set(FAILURES)
    for others in FAILURES.values():
        assert set(others) == set(LABELS) - {"en"}
        assert all(others.values())
    empty = "The manual is empty."
    assert failure(empty, "de-AT") == "Die Anleitung ist leer."
    assert failure(empty, "ru") == failure(empty, "en") == empty
    assert failure("Something else.", "he") == "Something else."


@pytest.mark.django_db(transaction=True)
def test_an_answer_says_in_its_language_why_the_manual_fails():
    product = make_product()
    make_ready_manual(product, HEBREW, "he")
    Manual.objects.update(
        status=Manual.Status.FAILED, permanent=True, reason="unreadable", current=None,
        customer_text="The manual is empty.",
    )  # fmt: skip
    row = conversations.ask(product.pk, "איך מאפסים למצב היצרן?")
    answer = asyncio.run(stream(row.pk))[-1]
    assert answer.text == FAILURES["The manual is empty."]["he"]


@pytest.mark.parametrize(
    ("code", "language"), [("de-AT", "de"), ("HE", "he"), ("fi", "en"), ("", "en")]
)
def test_what_nobody_speaks_is_english(code, language):
    assert spoken(code) == language
    assert label("send", code) == LABELS[language]["send"]


@pytest.mark.parametrize(
    ("language", "name"),
    [("he", "עמוד 12 (עמוד 18 בקובץ)"), ("de", "Seite 12 (PDF-Seite 18)"),
     ("fr", "page 12 (page 18 du PDF)"), ("es", "página 12 (página 18 del PDF)"),
     ("ru", "page 12 (PDF page 18)")],
)  # fmt: skip
def test_how_a_page_is_called(language, name):
    assert page_name(18, "12", "application/pdf", language) == name
    assert "{" not in page_name(18, "", "text/html", language)


def page_of(client: Client, pages: tuple[str, ...], language: str, question: str) -> str:
    """The conversation's page with the answer to this question."""
    product = make_product()
    make_ready_manual(product, pages, language)
    row = conversations.ask(product.pk, question)
    asyncio.run(stream(row.pk))
    return client.get(f"/conversations/{row.conversation_id}/").content.decode()


def answer_in(page: str) -> str:
    found = re.search(
        r'<article id="message-[^"]*" class="said card answer.*?</article>', page, re.S
    )
    assert found
    return found[0]


def words_of(html: str) -> str:
    """What people see or hear, without what is quoted."""
    html = re.sub(r"<blockquote>.*?</blockquote>", " ", html, flags=re.S)
    heard = " ".join(re.findall(r'(?:aria-label|alt)="([^"]*)"', html))
    return f"{re.sub('<[^>]*>', ' ', html)} {heard}"


@pytest.mark.django_db(transaction=True)
def test_around_a_hebrew_answer_there_is_no_english(client: Client):
    answer = answer_in(page_of(client, HEBREW, "he", "איך מאפסים למצב היצרן?"))
    assert 'lang="he" dir="rtl"' in answer
    assert '<bdi dir="rtl"><a href="' in answer
    assert label("open", "he", page=page_name(1, "3", "application/pdf", "he")) in answer
    english = re.findall(r"[A-Za-z]{2,}", words_of(answer).replace("Owner&#x27;s manual", ""))
    assert english == []
    for name in ("helped", "quoted", "yes", "no"):
        assert LABELS["he"][name] in answer


@pytest.mark.django_db(transaction=True)
def test_the_language_is_the_questions_not_the_manuals(client: Client):
    answer = answer_in(page_of(client, GERMAN, "de", "Wie setze ich das Gerät zurück?"))
    assert 'lang="de" dir="ltr"' in answer
    assert "Hat das geholfen?" in answer
    assert "Did this help?" not in answer
    answer = answer_in(page_of(client, GERMAN, "de", "How do I reset it to the factory state?"))
    assert 'lang="en" dir="ltr"' in answer
    assert "Did this help?" in answer


@pytest.mark.django_db(transaction=True)
def test_the_page_that_is_opened_speaks_it_too_and_so_does_the_next(client: Client):
    answer = answer_in(page_of(client, HEBREW, "he", "איך מאפסים למצב היצרן?"))
    url = re.search(r'href="(/manuals/[^"]*)"', answer)
    assert url
    page = client.get(url[1].replace("&amp;", "&")).content.decode()
    assert '<div lang="he" dir="rtl">' in page
    for name in ("marked", "next", "page_text"):
        assert LABELS["he"][name] in page
    following = re.search(r'rel="next" href="([^"]*)"', page)
    assert following
    assert LABELS["he"]["previous"] in client.get(following[1]).content.decode()
    plain = client.get(following[1].partition("?")[0]).content.decode()
    assert '<div lang="en" dir="ltr">' in plain
    assert LABELS["en"]["previous"] in plain


@pytest.mark.django_db(transaction=True)
def test_the_box_for_the_next_question_speaks_it_too(client: Client):
    box = page_of(client, HEBREW, "he", "איך מאפסים למצב היצרן?").partition('id="composer"')[2]
    box = box.partition("</form>")[0]
    assert 'lang="he" dir="rtl"' in box
    for name in ("next_question", "ask", "manual_only", "ready"):
        assert LABELS["he"][name] in box
    product = make_product()
    asked = client.get(f"/products/{product.pk}/?question=איך מאפסים?").content.decode()
    assert LABELS["he"]["without_manual"] in asked
    plain = client.get(f"/products/{product.pk}/").content.decode()
    assert LABELS["en"]["without_manual"] in plain
    state = client.get(f"/manual-state/{product.pk}/?lang=de").content.decode()
    assert LABELS["de"]["without_manual"] in state


@pytest.mark.django_db(transaction=True)
def test_thanks_and_the_box_for_a_comment_are_in_it_too(client: Client):
    page = page_of(client, HEBREW, "he", "איך מאפסים למצב היצרן?")
    url = re.search(r'action="([^"]*feedback/)"', page)
    assert url
    form = client.post(url[1], {"rating": "down"}, headers={"HX-Request": "true"}).content.decode()
    assert LABELS["he"]["thanks"] in form
    assert escape(LABELS["he"]["missing"]) in form
    assert "Thank you" not in form


@pytest.mark.django_db(transaction=True)
def test_what_is_being_done_is_told_in_the_language_of_the_question(client: Client):
    product = make_product()
    manual = make_ready_manual(product, HEBREW, "he")
    row = conversations.ask(product.pk, "איך מאפסים למצב היצרן?")
    Manual.objects.update(status=Manual.Status.EXTRACTING)
    page = client.get(f"/conversations/{row.conversation_id}/").content.decode()
    assert LABELS["he"]["extracting"] in page
    assert f">{LABELS['he']['stop']}<" in page
    assert 'dir="rtl"' in page
    manual.refresh_from_db()
    assert manuals.describe(manual, "he")[2] == LABELS["he"]["extracting"]
    assert manuals.describe(manual)[2] == "Reading the manual."


@pytest.mark.django_db(transaction=True)
async def test_a_question_too_short_to_tell_is_followed_in_the_language_of_the_manual():
    product = await in_thread(make_product)()
    await in_thread(make_ready_manual)(product, GERMAN, "de")
    await in_thread(Manual.objects.update)(language="de")  # as a worker leaves it
    row = await in_thread(conversations.ask)(product.pk, "Reset?")
    seen = [event async for event in conversations.answer_stream(row.pk)]
    again = [event async for event in conversations.answer_stream(row.pk)]
    told = {event.message for event in (*seen, *again) if isinstance(event, Status)}
    assert told == {LABELS["de"][name] for name in ("searching", "answering", "there")}
