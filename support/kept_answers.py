"""What is forgotten of the kept answers, and which of them a new revision touches."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from support.models import KeptAnswer, Message

log = logging.getLogger(__name__)

MOST = 20_000  # about 50 MB
AT_ONCE = 500  # rows of one statement: nobody shall wait for it


def forget_old() -> int:
    """Forget answers past their days, then those used longest ago beyond MOST; how many."""
    before = timezone.now() - timedelta(days=settings.ANSWER_CACHE_DAYS)
    old = KeptAnswer.objects.filter(created_at__lt=before).order_by("created_at")
    removed = 0
    while keys := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        removed += _remove(keys)
    while excess := list(KeptAnswer.objects.values_list("pk", flat=True)[MOST : MOST + AT_ONCE]):
        removed += _remove(excess)
    if removed:
        log.info("%s kept answers forgotten", removed)
    return removed


def forget_behind(answer: Message) -> None:
    """A customer was not helped by this answer: it is not given again."""
    if answer.kept_id is not None:
        KeptAnswer.objects.filter(pk=answer.kept_id).delete()


def _remove(keys: list[int]) -> int:
    return KeptAnswer.objects.filter(pk__in=keys).delete()[1].get("support.KeptAnswer", 0)
