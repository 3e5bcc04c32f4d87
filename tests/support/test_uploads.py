"""Staff uploads a manual: its bytes decide, nothing is overwritten, every process can read it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from catalog.checking import missing_files
from catalog.importing import import_files
from catalog.models import CatalogueVersion, ManualSource, Product
from support.errors import FetchFailed
from support.fetching import fetch
from support.ingest import ingest
from support.manuals import manual_at
from support.models import Manual
from tests.catalog.shop import flat, write_lines
from tests.support.desk import make_product
from tests.support.documents import locked_pdf, manual_html, manual_pdf

pytestmark = pytest.mark.django_db

URL = reverse("admin:support_manual_upload")
PDF = manual_pdf()

Uploading = Callable[..., Any]


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own storage."""


@pytest.fixture
def product() -> Product:
    return make_product("TX-17")


@pytest.fixture
def upload(admin_client: Client, product: Product) -> Uploading:
    """Upload these bytes under that name; the response, followed."""

    def upload(content: bytes, name: str = "Owner's Manual.pdf", **fields: str) -> Any:
        file = SimpleUploadedFile(name, content, "application/octet-stream")
        data = {"product": product.pk, "place": "first", "file": file, **fields}
        return admin_client.post(URL, data, follow=True)

    return upload


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("manual.pdf", PDF)
    return out.getvalue()


def stored() -> list[str]:
    return default_storage.listdir("uploads")[1] if default_storage.exists("uploads") else []


def test_a_pdf_becomes_the_manual(upload: Uploading, product: Product) -> None:
    version = CatalogueVersion.current()
    page = upload(PDF, title="Owner's manual", language="en").content.decode()
    assert "was uploaded and is being read" in page
    source = ManualSource.objects.get()
    assert re.fullmatch(r"file:uploads/owners-manual-[0-9a-f]{16}\.pdf", source.url)
    assert (source.kind, source.language, source.title) == ("pdf", "en", "Owner's manual")
    assert source.by_staff
    assert CatalogueVersion.current() > version
    manual = Manual.objects.get()
    assert manual.status == Manual.Status.QUEUED
    assert OrmQ.objects.count() == 1
    assert ingest(manual.pk) == "indexed"
    manual.refresh_from_db()
    assert manual.status == Manual.Status.READY
    assert missing_files() == ()


def test_a_web_page_named_pdf_is_what_it_is(upload: Uploading) -> None:
    upload(manual_html(), "manual.pdf")
    source = ManualSource.objects.get()
    assert source.url.endswith(".html")
    assert source.kind == "html"
    assert ingest(Manual.objects.get().pk) == "indexed"


@pytest.mark.parametrize(
    ("content", "fields", "words"),
    [
        (zipped(), {}, "neither PDF nor HTML"),
        (bytes(range(256)) * 40, {}, "neither PDF nor HTML"),
        (b"", {}, "empty"),
        (manual_html(), {"kind": "pdf"}, "You said PDF, but by its content the file is HTML"),
        (PDF, {"kind": "html"}, "You said HTML"),
        (PDF, {"language": "the English one"}, "A code like en or de"),
        (PDF, {"product": "nobody"}, "not one of the available choices"),
    ],
    ids=("zip", "random", "empty", "html", "pdf", "language", "product"),
)
def test_what_cannot_be_a_manual_is_told_at_once(
    upload: Uploading, content: bytes, fields: dict[str, str], words: str
) -> None:
    response = upload(content, **fields)
    assert words in response.content.decode()
    assert not ManualSource.objects.exists()
    assert not Manual.objects.exists()
    assert stored() == []


def test_too_large(upload: Uploading, settings: Any) -> None:
    settings.FETCH_MAX_BYTES = 2 * 1024 * 1024
    page = upload(PDF + bytes(3 * 1024 * 1024)).content.decode()
    assert "larger than the limit of 2 MB" in page
    assert stored() == []


def test_a_password_is_told_by_the_status(upload: Uploading) -> None:
    upload(locked_pdf())
    manual = Manual.objects.get()
    assert ingest(manual.pk) == "unreadable"
    manual.refresh_from_db()
    assert "password" in manual.failure


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\x.pdf", "/etc/x.pdf", "a/b/c.pdf", "מדריך.pdf",
     "\u202efdp.exe", "x" * 300 + ".pdf", ".htaccess", "a\nb.pdf", "con.pdf"],
)  # fmt: skip
def test_the_name_is_ours(upload: Uploading, name: str, tmp_path: Path) -> None:
    upload(PDF, name)
    address = ManualSource.objects.get().url
    assert re.fullmatch(r"file:uploads/[a-z0-9][a-z0-9_-]{0,80}\.pdf", address)
    files = {path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".pdf"}
    assert files == {tmp_path / "stored" / address.removeprefix("file:")}


def test_nothing_is_overwritten(upload: Uploading) -> None:
    upload(PDF, "manual.pdf")
    upload(manual_pdf(3), "manual.pdf")
    upload(PDF, "manual.pdf")  # the same again: nothing new
    assert len(stored()) == 2
    newest, other = ManualSource.objects.order_by("position")
    assert newest.url != other.url
    with default_storage.open(newest.url.removeprefix("file:")) as file:
        assert file.read() == PDF


def test_another_document_goes_behind(upload: Uploading, product: Product) -> None:
    ManualSource.objects.create(product=product, url="https://maker.example/a.pdf")
    upload(PDF, "first.pdf", title="First")
    upload(manual_pdf(3), "last.pdf", title="Last", place="last")
    titles = product.manual_sources.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["First", "", "Last"]


def test_an_import_leaves_it_alone(upload: Uploading, product: Product, tmp_path: Path) -> None:
    upload(PDF)
    row = flat(product.pk, brand="Rimtaro", manual_url="https://maker.example/a.pdf")
    write_lines(tmp_path / "x.jsonl", [row])
    for _ in range(2):
        import_files([tmp_path / "x.jsonl"])
    first, second = product.manual_sources.order_by("position")
    assert first.by_staff
    assert second.url == "https://maker.example/a.pdf"
    assert not second.by_staff


def test_the_folder_goes_first(upload: Uploading, own_folders: Path, tmp_path: Path) -> None:
    upload(PDF)
    address = ManualSource.objects.get().url
    assert fetch(address, tmp_path / "out").path.read_bytes() == PDF
    (own_folders / "uploads").mkdir()
    (own_folders / address.removeprefix("file:")).write_bytes(b"%PDF-other")
    assert fetch(address, tmp_path / "out").path.read_bytes() == b"%PDF-other"


@pytest.mark.parametrize(
    "address",
    ["file:uploads/missing.pdf", "file:manuals/aa/secret.pdf", "file:uploads/../manuals/secret.pdf",
     "file:uploads/sub/x.pdf", "file:uploads/.hidden", "file:uploads/"],
)  # fmt: skip
def test_only_uploads_are_reachable_in_the_storage(address: str, tmp_path: Path) -> None:
    for name in ("manuals/aa/secret.pdf", "uploads/sub/x.pdf", "uploads/.hidden"):
        default_storage.save(name, SimpleUploadedFile("x", b"%PDF-secret"))
    with pytest.raises(FetchFailed):
        fetch(address, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_who_may_upload(client: Client, product: Product) -> None:
    assert client.get(URL).status_code == 302  # to the login
    looker = User.objects.create_user("looker", is_staff=True)
    client.force_login(looker)
    assert client.get(URL).status_code == 403
    file = SimpleUploadedFile("a.pdf", PDF)
    data = {"product": product.pk, "place": "first", "file": file}
    assert client.post(URL, data).status_code == 403
    looker.user_permissions.add(Permission.objects.get(codename="add_manualsource"))
    file.seek(0)
    assert client.post(URL, data).status_code == 302
    assert ManualSource.objects.count() == 1


def test_a_foreign_form_is_refused(product: Product) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("staff"))
    data = {"product": product.pk, "place": "first", "file": SimpleUploadedFile("a.pdf", PDF)}
    assert client.post(URL, data).status_code == 403
    assert not ManualSource.objects.exists()


def test_the_page_is_linked(admin_client: Client, product: Product) -> None:
    shown = admin_client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    assert f'href="{URL}?product={product.pk}"' in shown.content.decode()
    shown = admin_client.get(reverse("admin:support_manual_changelist"))
    assert f'href="{URL}"' in shown.content.decode()
    manual = manual_at(ManualSource.objects.create(product=product, url="file:a.pdf"))
    shown = admin_client.get(reverse("admin:support_manual_change", args=[manual.pk]))
    assert f'href="{URL}?product={product.pk}"' in shown.content.decode()
    page = admin_client.get(URL, {"product": product.pk}).content.decode()
    assert f'<option value="{product.pk}" selected' in page
