"""What language models may cost a day, altogether and for one customer; shared by all processes.

A request reserves what it may cost at most, in one update each that hits a row only while the
limit allows it, and gives back what it did not need. So replicas cannot overdraw it together.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from support.answering.model import Spent
from support.client_limits import household
from support.models import Spending

EVERYBODY = ""
KEPT_DAYS = 35


@dataclass(frozen=True, slots=True)
class Account:
    """What was reserved, for whom and on which day."""

    day: date
    customer: str
    tokens: int
    micros: int


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


def reserve(customer: str, most: Spent) -> Account | None:
    """Set ``most`` aside for one answer; None where a budget does not allow it. Blocking."""
    account = Account(timezone.now().date(), _key(customer), sum(_tokens(most)), micros_of(most))
    limits = (
        (EVERYBODY, settings.LLM_DAILY_TOKENS, settings.LLM_DAILY_COST),
        (account.customer, settings.LLM_DAILY_TOKENS_EACH, settings.LLM_DAILY_COST_EACH),
    )
    for name, _, _ in limits:
        _, new = Spending.objects.get_or_create(day=account.day, customer=name)
        if new and name == EVERYBODY:
            _forget_old(account.day)
    try:
        with transaction.atomic():
            for name, tokens, cost in limits:
                _take(account, name, tokens, math.floor(cost * 1_000_000))
    except _Overdrawn:
        return None
    return account


def settle(account: Account, spent: Spent) -> None:
    """Book what it did cost in place of what was reserved. Blocking."""
    Spending.objects.filter(day=account.day, customer__in=(EVERYBODY, account.customer)).update(
        tokens=F("tokens") + sum(_tokens(spent)) - account.tokens,
        micros=F("micros") + micros_of(spent) - account.micros,
    )


def _take(account: Account, customer: str, tokens: int, micros: int) -> None:
    rows = Spending.objects.filter(day=account.day, customer=customer)
    if tokens:
        rows = rows.filter(tokens__lte=tokens - account.tokens)
    if micros:
        rows = rows.filter(micros__lte=micros - account.micros)
    if not rows.update(tokens=F("tokens") + account.tokens, micros=F("micros") + account.micros):
        raise _Overdrawn


def _tokens(spent: Spent) -> tuple[int, int]:
    return max(0, spent.input), max(0, spent.output)


def _key(customer: str) -> str:
    """Never empty: that is everybody."""
    return hashlib.sha256(f"customer:{customer}".encode()).hexdigest()[:32]


def _forget_old(today: date) -> None:
    Spending.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
