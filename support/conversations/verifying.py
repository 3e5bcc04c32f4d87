"""Do the quotes stand on the pages they name? What does not is never shown."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from support.answering.citations import is_on_page
from support.answering.engine import Quote
from support.models import Page, Revision

log = logging.getLogger(__name__)


def all_stand(quotes: Sequence[Quote], revision: Revision) -> bool:
    """Whether every quote stands on its page of ``revision``. Blocking: one query at most."""
    wanted = {quote.page for quote in quotes}
    if not wanted:
        return True
    pages = Page.objects.filter(revision=revision, number__in=wanted)
    texts = dict(pages.values_list("number", "text"))
    for quote in quotes:
        if not is_on_page(quote.text, texts.get(quote.page, "")):
            log.warning("dropped a quote: not on page %d of revision %d", quote.page, revision.pk)
            return False
    return True
