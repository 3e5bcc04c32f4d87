"""Uploaded files that no product names any more: which go, and which stay."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from catalog.models import ManualSource, Product
from support import jobs, manuals
from support.ingest import ingest
from support.models import Manual, Page, Revision
from support.old_uploads import GRACE
from support.uploads import keep, looked_at
from tests.support.changing import answered
from tests.support.desk import make_product
from tests.support.documents import manual_pdf

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timezone.now() - GRACE - timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own storage."""


@pytest.fixture
def product() -> Product:
    return make_product("TX-17")


def uploaded(product: Product, pages: int = 2) -> Manual:
    """A manual that staff uploaded for the product, read."""
    file = SimpleUploadedFile("Owner.pdf", manual_pdf(pages))
    source = ManualSource.objects.create(product=product, url=keep(looked_at(file)), position=pages)
    manual = manuals.manual_at(source)
    assert ingest(manual.pk) == "indexed"
    manual.refresh_from_db()
    return manual


def age() -> None:
    """Everything is older than the grace."""
    Revision.objects.update(fetched_at=LONG_AGO)
    for name in stored():
        path = default_storage.path(f"uploads/{name}")
        os.utime(path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))


def stored() -> list[str]:
    return sorted(default_storage.listdir("uploads")[1])


def test_what_no_product_names_goes_with_all_that_was_read_of_it(product: Product) -> None:
    gone, kept = uploaded(product), uploaded(product, pages=3)
    copy = gone.current.storage_name
    gone_name = gone.address.removeprefix("file:")
    ManualSource.objects.filter(url=gone.address).delete()
    age()
    assert jobs.remove_old_revisions() == 1
    assert not default_storage.exists(gone_name)
    assert not default_storage.exists(copy)
    assert [f"file:uploads/{name}" for name in stored()] == [kept.address]
    assert default_storage.exists(kept.current.storage_name)
    assert list(Manual.objects.all()) == [kept]
    assert not Page.objects.exclude(revision__manual=kept).exists()
    assert jobs.remove_old_revisions() == 0


def test_what_was_uploaded_or_read_lately_stays(product: Product) -> None:
    manual = uploaded(product)
    product.manual_sources.all().delete()
    assert jobs.remove_old_revisions() == 0  # the file is young
    age()
    Revision.objects.update(fetched_at=timezone.now())
    assert jobs.remove_old_revisions() == 0  # so is what was read
    assert manual.address == f"file:uploads/{stored()[0]}"


def test_what_answers_came_from_stays_until_they_go(product: Product) -> None:
    manual = uploaded(product)
    answer = answered(product, manual.current, (1, "reset"))
    product.manual_sources.all().delete()
    age()
    assert jobs.remove_old_revisions() == 0
    assert len(stored()) == 1
    answer.conversation.delete()
    assert jobs.remove_old_revisions() == 1


def test_what_a_retired_product_names_stays(product: Product) -> None:
    uploaded(product)
    age()
    Product.objects.update(retired_at=timezone.now())
    assert jobs.remove_old_revisions() == 0


def test_what_is_being_read_stays(product: Product) -> None:
    manual = uploaded(product)
    product.manual_sources.all().delete()
    age()
    assert manuals.claim(manual.pk, again=True) is not None
    assert jobs.remove_old_revisions() == 0


def test_a_file_that_was_never_read_goes_and_what_is_no_upload_stays(product: Product) -> None:
    keep(looked_at(SimpleUploadedFile("Never.pdf", manual_pdf(1))))
    default_storage.save("uploads/Note to staff.TXT", ContentFile(b"read me"))
    age()
    assert jobs.remove_old_revisions() == 1
    assert stored() == ["Note to staff.TXT"]


def test_bytes_that_another_manual_has_too_stay(product: Product) -> None:
    manual = uploaded(product)
    same = Manual.objects.create(address="https://maker.example/owner.pdf")
    Revision.objects.create(
        manual=same, sha256=manual.current.sha256, size=manual.current.size,
        media_type="application/pdf", storage_name=manual.current.storage_name,
    )  # fmt: skip
    product.manual_sources.all().delete()
    age()
    Revision.objects.filter(manual=same).update(fetched_at=timezone.now())
    assert jobs.remove_old_revisions() == 1
    assert default_storage.exists(manual.current.storage_name)
    assert stored() == []


def test_without_any_upload_there_is_nothing_to_do() -> None:
    assert jobs.remove_old_revisions() == 0
