"""A manual is read before anybody asks: when it is clear whose, once, within limits."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from prometheus_client import REGISTRY

from catalog.picture import ProductFacts
from catalog.predictor import Prediction
from hscjit.threads import in_thread
from support import conversations, jobs, prefetch
from support.models import Manual
from support.prefetch import MOMENT, Prefetcher, worth_fetching
from tests.support.desk import make_product


def prediction(name: str, confidence: int, url: str | None = "own") -> Prediction:
    url = f"file:{name}.pdf" if url == "own" else url
    facts = ProductFacts(name, name, "Rimtaro", "", "", url, "en")
    return Prediction(facts, confidence, name, "")


def queued() -> list[tuple[str, str]]:
    return [(job.key, job.task["func"]) for job in OrmQ.objects.all()]


def settled(outcome: str) -> float:
    return REGISTRY.get_sample_value("prefetch_total", {"outcome": outcome}) or 0.0


@pytest.mark.parametrize(
    ("predictions", "worth"),
    [
        ([], False),
        ([prediction("a", 70)], True),
        ([prediction("a", 69)], False),
        ([prediction("a", 95, None)], False),
        ([prediction("a", 80), prediction("b", 71)], False),
        ([prediction("a", 80), prediction("b", 70)], True),
        ([prediction("a", 80, "file:x"), prediction("b", 79, "file:x")], True),
        ([prediction("a", 80), prediction("b", 75, None)], False),
    ],
)
def test_policy(predictions, worth):
    assert bool(worth_fetching(predictions)) is worth


@pytest.fixture
def requested(monkeypatch):
    """Addresses that would be fetched."""
    addresses: list[str] = []
    monkeypatch.setattr(prefetch, "request", addresses.append)
    return addresses


async def test_favourite_that_stands_still_is_fetched_once(requested):
    prefetcher = Prefetcher()
    for _ in range(3):
        prefetcher.consider([prediction("a", 90)])
        await asyncio.sleep(MOMENT / 2)
    await asyncio.sleep(MOMENT)
    prefetcher.consider([])
    prefetcher.consider([prediction("a", 90)])
    await asyncio.sleep(MOMENT * 1.5)
    assert requested == ["file:a.pdf"]


async def test_favourites_that_pass_by_are_not_fetched(requested):
    prefetcher = Prefetcher()
    for name in "abcde":
        prefetcher.consider([prediction(name, 90)])
        await asyncio.sleep(MOMENT / 4)
    prefetcher.consider([])
    await asyncio.sleep(MOMENT * 1.5)
    assert requested == []


async def test_one_client_cannot_have_everything_fetched(requested):
    prefetcher = Prefetcher()
    for name in "abcde":
        prefetcher.consider([prediction(name, 90)])
        await asyncio.sleep(MOMENT * 1.2)
    assert requested == ["file:a.pdf", "file:b.pdf", "file:c.pdf"]


async def test_a_closed_socket_fetches_nothing(requested):
    prefetcher = Prefetcher()
    prefetcher.consider([prediction("a", 90)])
    prefetcher.stop()
    await asyncio.sleep(MOMENT * 1.5)
    assert requested == []


@pytest.mark.django_db(transaction=True)
def test_request_queues_a_new_manual_once_and_for_later():
    make_product(url="file:a.pdf")
    assert prefetch.request("file:a.pdf")
    assert not prefetch.request("file:a.pdf")
    assert not prefetch.request("file:unknown.pdf")
    assert queued() == [("later", "support.jobs.prefetch")]
    assert Manual.objects.get().status == Manual.Status.NEW


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", ["queued", "fetching", "ready", "failed"])
def test_nothing_to_do_for_a_manual_that_is_known(status):
    make_product(url="file:a.pdf")
    Manual.objects.create(address="file:a.pdf", status=status)
    assert not prefetch.request("file:a.pdf")
    assert queued() == []


@pytest.mark.django_db(transaction=True)
def test_a_long_queue_is_not_made_longer():
    make_product(url="file:a.pdf")
    for _ in range(prefetch.MOST_WAITING):
        OrmQ.objects.create(key="later", payload="", lock=timezone.now())
    assert not prefetch.request("file:a.pdf")


@pytest.mark.django_db(transaction=True)
def test_asking_promotes_and_counts_as_used():
    product = make_product(url="file:a.pdf")
    prefetch.request("file:a.pdf")
    before = settled("used")
    conversations.ask(product.pk, "How?")
    conversations.ask(product.pk, "And why?")
    assert settled("used") == before + 1
    assert queued() == [("later", "support.jobs.prefetch"), ("now", "support.jobs.ingest")]


@pytest.mark.django_db(transaction=True)
def test_what_nobody_chose_is_wasted():
    make_product(url="file:a.pdf")
    prefetch.request("file:a.pdf")
    before = settled("wasted")
    jobs.sweep()
    assert settled("wasted") == before
    Manual.objects.update(prefetched_at=timezone.now() - timedelta(hours=1))
    jobs.sweep()
    jobs.sweep()
    assert settled("wasted") == before + 1


@pytest.mark.django_db(transaction=True)
async def test_prefetcher_writes_what_it_decides():
    await in_thread(make_product)(url="file:a.pdf")
    prefetcher = Prefetcher()
    prefetcher.consider([prediction("a", 90)])
    await asyncio.sleep(MOMENT + 0.4)
    assert await in_thread(queued)() == [("later", "support.jobs.prefetch")]
