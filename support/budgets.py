"""What language models may cost a day, altogether and for one customer; shared by all processes.

A request reserves what it may cost at most, in one update each that hits a row only while the
limit allows it, and gives back what it did not need. So replicas cannot overdraw it together.
What a process reserved that died in the middle of an answer comes back when no answer can take
that long.
"""

from __future__ import annotations

import hashlib
import math
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from support.answering.model import Spent
from support.client_limits import household
from support.models import Reservation, Spending

EVERYBODY = ""
KEPT_DAYS = 35
LONGER = timedelta(minutes=1)  # than the model may take: its text is checked, and customers read
LAPSED_AT_ONCE = 100


class _Overdrawn(Exception):
    pass


def asker_of(address: str) -> str:
    """A name for whoever asks from this address today; nothing leads back to the address."""
    if not address:
        return ""
    salt = f"support.budgets:{timezone.now().date()}"
    return salted_hmac(salt, household(address), algorithm="sha256").hexdigest()[:32]


def micros_of(spent: Spent) -> int:
    """Millionths of the currency of the prices, which are of a million tokens."""
    cost = spent.input * settings.LLM_PRICE_INPUT + spent.output * settings.LLM_PRICE_OUTPUT
    return math.ceil(cost)


def reserve(customer: str, most: Spent) -> Reservation | None:
    """Set ``most`` aside for one answer; None where a budget does not allow it. Blocking."""
    now = timezone.now()
    _give_back_lapsed()
    held = Reservation(
        day=now.date(),
        customer=_key(customer),
        tokens=sum(_tokens(most)),
        micros=micros_of(most),
        until=now + timedelta(seconds=settings.LLM_TOTAL_SECONDS) + LONGER,
    )
    limits = (
        (EVERYBODY, settings.LLM_DAILY_TOKENS, settings.LLM_DAILY_COST),
        (held.customer, settings.LLM_DAILY_TOKENS_EACH, settings.LLM_DAILY_COST_EACH),
    )
    for name, _, _ in limits:
        _, new = Spending.objects.get_or_create(day=held.day, customer=name)
        if new and name == EVERYBODY:
            _forget_old(held.day)
    try:
        with transaction.atomic():
            for name, tokens, cost in limits:
                _take(held, name, tokens, math.floor(cost * 1_000_000))
            held.save()
    except _Overdrawn:
        return None
    return held


def settle(held: Reservation, spent: Spent) -> None:
    """Book what it did cost in place of what was reserved, if that still is. Blocking."""
    with transaction.atomic():
        _end(held, sum(_tokens(spent)), micros_of(spent))


def _give_back_lapsed() -> None:
    """Of answers whose process died; what they did cost, nobody knows."""
    lapsed = Reservation.objects.filter(until__lt=timezone.now()).order_by("until")
    for held in lapsed[:LAPSED_AT_ONCE]:
        with transaction.atomic():
            _end(held, 0, 0)


def _end(held: Reservation, tokens: int, micros: int) -> None:
    """Of many who end it, the one who deletes its row takes it out of its day."""
    deleted, _ = Reservation.objects.filter(pk=held.pk).delete()
    if deleted:
        tokens, micros = tokens - held.tokens, micros - held.micros
    if not tokens and not micros:
        return
    for name in (EVERYBODY, held.customer):  # in the order of `reserve`: no deadlock
        Spending.objects.filter(day=held.day, customer=name).update(
            tokens=F("tokens") + tokens, micros=F("micros") + micros
        )


def _take(held: Reservation, customer: str, tokens: int, micros: int) -> None:
    rows = Spending.objects.filter(day=held.day, customer=customer)
    if tokens:
        rows = rows.filter(tokens__lte=tokens - held.tokens)
    if micros:
        rows = rows.filter(micros__lte=micros - held.micros)
    if not rows.update(tokens=F("tokens") + held.tokens, micros=F("micros") + held.micros):
        raise _Overdrawn


def _tokens(spent: Spent) -> tuple[int, int]:
    return max(0, spent.input), max(0, spent.output)


def _key(customer: str) -> str:
    """Never empty: that is everybody."""
    return hashlib.sha256(f"customer:{customer}".encode()).hexdigest()[:32]


def _forget_old(today: date) -> None:
    Spending.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
