"""A page of a manual: its picture and its text, with a stored citation marked."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from support.answering.language import language_of
from support.errors import ManualError, Unavailable
from support.labels import Reader, spoken
from support.manual_pages import direction, marked_text, original_address, page_name
from support.models import Citation, Page, Revision
from support.page_images import CROP_WIDTHS, DEFAULT_WIDTH, WIDTHS, image_height, page_image

log = logging.getLogger(__name__)

CONVERSATION = re.compile(r"/conversations/([0-9a-f-]{36})/")


@require_GET
def manual_page(request: HttpRequest, revision_id: int, number: int) -> HttpResponse:
    page = _page(revision_id, number)
    citation = _citation(request, page)
    revision, quote = page.revision, citation.quote if citation else ""
    reader = Reader(_language(request, citation))
    context: dict[str, Any] = {
        "title": revision.manual.title or revision.title or "Manual",
        "page_name": page_name(page.number, page.label, revision.media_type, reader.language),
        "reader": reader,
        "number": page.number,
        "page_count": revision.page_count,
        "previous": _address(revision, number - 1, reader) if number > 1 else "",
        "next": _address(revision, number + 1, reader) if number < revision.page_count else "",
        "quote": quote,
        "direction": direction(page.language or revision.language),
        "segments": marked_text(page.text, quote),
        "original": original_address(page),
        "back": _back(request, citation),
    }
    if revision.media_type == Revision.MediaType.PDF:
        context |= _pictures(page, citation)
    response = render(request, "support/manual_page.html", context)
    response["Cache-Control"] = "private, max-age=0"  # the way back is this visitor's
    return response


@require_GET
def manual_page_image(request: HttpRequest, revision_id: int, number: int) -> HttpResponse:
    page = _page(revision_id, number)
    wanted = request.GET.get("w", "")
    width = int(wanted) if wanted.isascii() and wanted.isdigit() else DEFAULT_WIDTH
    crop = "crop" in request.GET
    if (
        width not in (CROP_WIDTHS if crop else WIDTHS)
        or page.revision.media_type != Revision.MediaType.PDF
    ):
        raise Http404
    citation = _citation(request, page)
    if crop and citation is None:
        raise Http404
    quotes = (citation.quote,) if citation else ()
    try:
        image = page_image(page.revision, number, quotes, width, crop=crop)
    except Unavailable as error:
        headers = {"Retry-After": "5", "Content-Type": "text/plain; charset=utf-8"}
        return HttpResponse(str(error), status=503, headers=headers)
    except (ManualError, FileNotFoundError) as error:
        log.warning("no picture of page %d of revision %d: %s", number, revision_id, error)
        raise Http404 from None
    response = HttpResponse(image, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=604800, immutable"
    return response


def _page(revision_id: int, number: int) -> Page:
    pages = Page.objects.select_related("revision__manual")
    return get_object_or_404(pages, revision=revision_id, number=number)


def _citation(request: HttpRequest, page: Page) -> Citation | None:
    """The stored citation that ``?c=`` names, if it is one of this page: nothing else is marked."""
    try:
        citation_id = UUID(request.GET.get("c", ""))
    except ValueError:
        return None
    rows = Citation.objects.filter(pk=citation_id, revision=page.revision, page=page.number)
    return rows.select_related("message__question").first()


def _language(request: HttpRequest, citation: Citation | None) -> str:
    """Of the question that led here; turning the pages keeps it."""
    question = citation.message.question if citation else None
    if citation is None or question is None:
        return spoken(request.GET.get("lang", ""))
    return spoken(language_of(question.text, citation.revision.language))


def _address(revision: Revision, number: int, reader: Reader) -> str:
    language = f"?lang={reader.language}" if reader.language != "en" else ""
    return f"/manuals/{revision.pk}/pages/{number}/{language}"


def _pictures(page: Page, citation: Citation | None) -> dict[str, Any]:
    base = f"/manuals/{page.revision_id}/pages/{page.number}/image.webp?"
    if citation:
        base += f"c={citation.pk}&"
    return {
        "image": f"{base}w={DEFAULT_WIDTH}",
        "srcset": ", ".join(f"{base}w={width} {width}w" for width in WIDTHS),
        "width": DEFAULT_WIDTH,
        "height": _height(page),
    }


def _height(page: Page) -> int:
    """So that the text below does not jump when the picture comes; 0 where nobody can tell."""
    try:
        return image_height(page.revision, page.number, DEFAULT_WIDTH)
    except (ManualError, Unavailable, FileNotFoundError):
        return 0


def _back(request: HttpRequest, citation: Citation | None) -> str:
    """The conversation, for those who come from it: a citation alone must not lead there."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    match = CONVERSATION.fullmatch(came_from.path)
    if citation is None or match is None or came_from.netloc != request.get_host():
        return ""
    message = citation.message
    if str(message.conversation_id) != match[1]:
        return ""
    return f"/conversations/{message.conversation_id}/#message-{message.pk}"
