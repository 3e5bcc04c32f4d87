"""Which revisions stay, and which are forgotten with their bytes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from support import jobs, manuals, old_revisions
from support.models import Manual, Page, Passage, Revision
from tests.support import sites
from tests.support.changing import (
    CARE,
    FIRST,
    SECOND,
    answered,
    manual_of,
    read,
)
from tests.support.desk import PAGES, fill, make_product, make_ready_manual
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


def age(hours: float = 2) -> None:
    Revision.objects.update(fetched_at=timezone.now() - timedelta(hours=hours))


def test_an_old_revision_goes_when_nothing_cites_it(site: Site) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old = read(manual, again=False)
    answer = answered(product, old, (1, CARE[1]))
    site.answer("/manual.pdf", sites.content(SECOND))
    new = read(manual)
    age()
    assert jobs.remove_old_revisions() == 0
    assert default_storage.exists(old.storage_name)
    answer.conversation.delete()
    assert jobs.remove_old_revisions() == 1
    assert list(Revision.objects.all()) == [new]
    assert not default_storage.exists(old.storage_name)
    assert default_storage.exists(new.storage_name)
    assert Page.objects.filter(revision=new).count() == Page.objects.count() == 4
    assert not Passage.objects.exclude(revision=new).exists()
    assert jobs.remove_old_revisions() == 0


def test_bytes_that_another_manual_has_too_stay(site: Site) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    twin = make_product(url=site.answer("/copy.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old, same = read(manual, again=False), read(manual_of(twin), again=False)
    assert old.storage_name == same.storage_name
    site.answer("/manual.pdf", sites.content(SECOND))
    read(manual)
    age()
    assert old_revisions.remove_uncited() == 1
    assert default_storage.exists(same.storage_name)


def test_a_fresh_change_and_a_manual_being_read_are_left_alone() -> None:
    manual = make_ready_manual(make_product())
    old = manual.revisions.get()
    fill(manual, PAGES[:2])
    Revision.objects.filter(pk=old.pk).update(fetched_at=timezone.now() - timedelta(days=9))
    assert old_revisions.remove_uncited() == 0  # an answer may be on its way
    age()
    lease = manuals.claim(manual.pk, again=True)
    assert lease is not None
    assert old_revisions.remove_uncited() == 0
    Manual.objects.update(lease_until=None)
    assert old_revisions.remove_uncited() == 1


def test_the_only_revision_of_a_manual_stays_however_old() -> None:
    manual = make_ready_manual(make_product())
    age(10_000)
    assert old_revisions.remove_uncited() == 0
    assert manual.revisions.count() == 1
