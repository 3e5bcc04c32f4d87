"""Do the quotes stand on the pages they name? What does not is never shown."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from support.answering.citations import is_on_page
from support.answering.engine import Quote
from support.models import Page, Revision

log = logging.getLogger(__name__)


def all_stand(quotes: Iterable[Quote], revision: Revision) -> bool:
    """Whether every quote stands on its page of ``revision``. Blocking: a query a quote."""
    for quote in quotes:
        page = Page.objects.filter(revision=revision, number=quote.page).first()
        if page is None or not is_on_page(quote.text, page.text):
            log.warning("dropped a quote: not on page %d of revision %d", quote.page, revision.pk)
            return False
    return True
