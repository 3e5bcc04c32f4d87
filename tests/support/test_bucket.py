"""Manuals in a bucket: read, drawn, replaced and found again; and what happens when it is away."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.utils import timezone

from catalog.models import ManualSource
from hscjit.bucket_storage import BucketStorage
from hscjit.storage_settings import Account, storage_setting
from support import conversations, manuals, old_revisions, old_uploads, stored_files
from support.ingest import ingest
from support.models import Manual, Revision
from support.old_revisions import GRACE
from support.uploads import keep, looked_at
from tests.live import free_port
from tests.services import BucketServer
from tests.services import bucket_server as running_bucket_server
from tests.support.desk import make_product
from tests.support.documents import SENTENCES, manual_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.service]

PDF = manual_pdf()


@pytest.fixture
def bucket(bucket_server: BucketServer, own_folders: Path, settings: Any) -> str:
    """The name of a bucket of this test's own, which is the storage."""
    name = f"manuals-{time.monotonic_ns()}"
    use(settings, bucket_server.create(name), bucket_server.url)
    return name


def use(settings: Any, url: str, endpoint: str, key: str = "test") -> None:
    account = Account(endpoint, "us-east-1", key, "test")
    settings.STORAGE_URL = url
    settings.STORAGES = {**settings.STORAGES, "default": storage_setting(url, account)}


@pytest.fixture
def gone(own_folders: Path, settings: Any) -> None:
    """Nobody answers at the bucket's address."""
    use(settings, "s3://manuals/desk", f"http://127.0.0.1:{free_port()}")


def manual_in(folder: Path, content: bytes = PDF, name: str = "one.pdf") -> Manual:
    (folder / name).write_bytes(content)
    source = ManualSource.objects.create(product=make_product("Zephyr"), url=f"file:{name}")
    manual = manuals.manual_at(source)
    assert ingest(manual.pk) == "indexed"
    manual.refresh_from_db()
    return manual


def current(manual: Manual) -> Revision:
    manual.refresh_from_db()
    assert manual.current is not None
    return manual.current


def test_a_manual_is_kept_under_the_prefix(
    bucket: str, bucket_server: BucketServer, own_folders: Path
) -> None:
    assert isinstance(storages["default"], BucketStorage)
    revision = current(manual_in(own_folders))
    assert bucket_server.names(bucket) == {f"desk/{revision.storage_name}"}
    with default_storage.open(revision.storage_name) as file:
        assert file.read() == PDF


def test_a_page_is_drawn_by_a_process_that_never_saw_the_file(
    bucket: str, own_folders: Path, client: Client
) -> None:
    revision = current(manual_in(own_folders))
    assert not list(own_folders.parent.glob("copies/*"))
    address = f"/manuals/{revision.pk}/pages/1/"
    assert client.get(address).status_code == 200
    image = client.get(f"{address}image.webp")
    assert image.status_code == 200
    assert image["Content-Type"] == "image/webp"
    assert len(list(own_folders.parent.glob("copies/*"))) == 1  # fetched once for both


def test_an_old_revision_goes_from_the_bucket(
    bucket: str, bucket_server: BucketServer, own_folders: Path
) -> None:
    manual = manual_in(own_folders)
    old = current(manual)
    (own_folders / "one.pdf").write_bytes(manual_pdf(3))
    assert ingest(manual.pk, again=True) == "indexed"
    assert len(bucket_server.names(bucket)) == 2
    Revision.objects.update(fetched_at=timezone.now() - 2 * GRACE)
    assert old_revisions.remove_uncited() == 1
    assert not Revision.objects.filter(pk=old.pk).exists()
    assert bucket_server.names(bucket) == {f"desk/{current(manual).storage_name}"}


def test_what_was_half_written_is_written_again(bucket: str, own_folders: Path) -> None:
    manual = manual_in(own_folders)
    name = current(manual).storage_name
    default_storage.delete(name)
    default_storage.save(name, SimpleUploadedFile("x", PDF[:100]))
    assert ingest(manual.pk, again=True) == "unchanged"
    assert default_storage.size(name) == len(PDF)


def test_an_upload_goes_through_the_bucket(
    bucket: str, bucket_server: BucketServer, admin_client: Client
) -> None:
    product = make_product("Zephyr")
    data = {"product": product.pk, "place": "first", "file": SimpleUploadedFile("m.pdf", PDF)}
    admin_client.post("/admin/support/manual/upload/", data)
    manual = Manual.objects.get()
    assert ingest(manual.pk) == "indexed"
    kinds = {name.split("/")[1] for name in bucket_server.names(bucket)}
    assert kinds == {"uploads", "manuals"}


@pytest.mark.django_db(transaction=True)
async def test_a_question_is_answered_without_the_bucket(
    bucket: str, own_folders: Path, settings: Any
) -> None:
    from asgiref.sync import sync_to_async  # noqa: PLC0415 - the only asynchronous test here

    manual = await sync_to_async(manual_in)(own_folders)
    use(settings, "s3://manuals/desk", f"http://127.0.0.1:{free_port()}")
    product_id = (await ManualSource.objects.aget(url=manual.address)).product_id
    started = time.monotonic()
    message = await sync_to_async(conversations.ask)(product_id, "How long to hold power?")
    events = [event async for event in conversations.answer_stream(message.pk)]
    assert time.monotonic() - started < 3
    assert SENTENCES[0] in getattr(events[-1], "text", "")


def test_a_picture_fails_cleanly(
    bucket: str, own_folders: Path, settings: Any, client: Client
) -> None:
    revision = current(manual_in(own_folders))
    use(settings, "s3://manuals/desk", f"http://127.0.0.1:{free_port()}")
    address = f"/manuals/{revision.pk}/pages/1/"
    page = client.get(address)
    assert page.status_code == 200
    assert SENTENCES[0] in page.content.decode()
    image = client.get(f"{address}image.webp")
    assert image.status_code == 503
    assert image["Retry-After"] == "5"
    assert image.content.decode() == stored_files.NOT_REACHED


def test_a_new_manual_waits_for_the_bucket(own_folders: Path, gone: None) -> None:
    (own_folders / "one.pdf").write_bytes(PDF)
    source = ManualSource.objects.create(product=make_product("Zephyr"), url="file:one.pdf")
    manual = manuals.manual_at(source)
    assert ingest(manual.pk) == "fetch_failed"
    manual.refresh_from_db()
    assert not manual.permanent
    assert manual.next_attempt_at is not None
    assert "the bucket manuals does not answer" in manual.failure
    assert "bucket" not in manual.customer_text


def test_after_trouble_nobody_waits_again(gone: None) -> None:
    with pytest.raises(OSError, match="does not answer"):
        default_storage.exists("x")
    started = time.monotonic()
    with pytest.raises(OSError, match="did not answer a moment ago"):
        default_storage.exists("x")
    assert time.monotonic() - started < 0.1


def test_a_bucket_that_is_not_there(
    bucket_server: BucketServer, own_folders: Path, settings: Any
) -> None:
    use(settings, "s3://no-such-bucket/desk", bucket_server.url)
    with pytest.raises(OSError, match=r"no-such-bucket refuses: NoSuchBucket"):
        default_storage.save("x", SimpleUploadedFile("x", b"x"))
    with pytest.raises(SystemCheckError, match=r"hscjit\.E005"):
        call_command("check", deploy=True, fail_level="ERROR")


def test_a_key_that_is_not_known(own_folders: Path, settings: Any) -> None:
    with running_bucket_server(strict_after=1) as server:
        use(settings, server.create("manuals"), server.url, key="stolen")
        with pytest.raises(OSError, match=r"manuals refuses: (InvalidAccessKeyId|403)"):
            default_storage.exists("x")
        with pytest.raises(SystemCheckError, match=r"hscjit\.E005"):
            call_command("check", deploy=True, fail_level="ERROR")


def test_the_check_leaves_nothing_behind(bucket: str, bucket_server: BucketServer) -> None:
    call_command("check", deploy=True, fail_level="ERROR")
    assert bucket_server.names(bucket) == set()


def test_without_a_server_the_plain_check_passes(gone: None) -> None:
    call_command("check", fail_level="WARNING")
    with pytest.raises(SystemCheckError, match="does not answer"):
        call_command("check", deploy=True, fail_level="ERROR")


def test_the_copies_stay_within_their_budget(
    bucket: str, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_files, "KEPT_BYTES", 5)
    monkeypatch.setattr(stored_files, "LEFT_ALONE", -1.0)
    for name in ("a", "b"):
        default_storage.save(name, SimpleUploadedFile(name, b"1234"))
        with stored_files.on_disk(name) as path:
            assert path.read_bytes() == b"1234"
        time.sleep(0.02)
    assert len(list(own_folders.parent.glob("copies/*"))) == 1


def test_an_upload_that_no_product_names_goes(
    bucket: str, bucket_server: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = keep(looked_at(SimpleUploadedFile("Old.pdf", PDF)))
    source = ManualSource.objects.create(product=make_product("Zephyr"), url=address)
    assert ingest(manuals.manual_at(source).pk) == "indexed"
    source.delete()
    assert old_uploads.remove_unnamed() == 0  # it is young
    assert len(bucket_server.names(bucket)) == 2  # the upload, and the revision's copy
    monkeypatch.setattr(old_uploads, "GRACE", timedelta(seconds=-5))
    assert old_uploads.remove_unnamed() == 1
    assert bucket_server.names(bucket) == set()
    assert not Manual.objects.exists()


def test_without_a_server_no_upload_is_looked_for(gone: None) -> None:
    assert old_uploads.remove_unnamed() == 0
