"""A page of a manual: its picture, its text with the stored quote marked, and who learns what."""

from __future__ import annotations

import io
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.test import Client
from PIL import Image

from support import page_images, stored_files
from support.extraction.cropping import height_for
from support.manual_pages import marked_text, page_name
from support.models import Citation, Conversation, Manual, Message, Page, Revision
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db
DEMO = Path(settings.BASE_DIR) / "catalog" / "demo" / "manuals"


@pytest.fixture
def revision() -> Revision:
    manual = make_ready_manual(make_product())
    assert manual.revisions.count() == 1
    return manual.revisions.get()


def cite(revision: Revision, page: int, quote: str) -> Citation:
    conversation = Conversation.objects.create()
    message = Message.objects.create(conversation=conversation, role="desk", revision=revision)
    return Citation.objects.create(
        message=message, number=1, revision=revision, page=page, quote=quote
    )


def get(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_stored_quote_is_marked_in_the_text_and_in_the_picture(
    client: Client, revision: Revision
) -> None:
    citation = cite(revision, 2, "Hold FUNCTION and TAP together")
    page = get(client, citation.get_absolute_url())
    assert '<mark id="mark">Hold FUNCTION and TAP together</mark>' in page
    assert f"image.webp?c={citation.pk}&amp;w=960" in page
    assert f"image.webp?c={citation.pk}&amp;w=480 480w" in page
    assert "Page 4 (PDF page 2)" in page


def test_nothing_but_stored_citations_of_this_page_is_marked(
    client: Client, revision: Revision
) -> None:
    elsewhere = cite(revision, 1, "Wipe the housing")
    for given in (str(elsewhere.pk), str(uuid4()), "Hold FUNCTION", "", "<script>"):
        page = client.get(f"/manuals/{revision.pk}/pages/2/", {"c": given}).content.decode()
        assert "<mark" not in page
        assert "<script>" not in page.replace("<script defer", "")


def test_pages_are_leafed_through(client: Client, revision: Revision) -> None:
    base = f"/manuals/{revision.pk}/pages/"
    first, second, last = (get(client, f"{base}{n}/") for n in (1, 2, 3))
    assert "Previous" not in first
    assert f'href="{base}2/" rel="next"' in first
    assert f'href="{base}1/" rel="prev"' in second
    assert "Next" not in last
    for missing in (f"{base}4/", f"{base}0/", "/manuals/999999/pages/1/"):
        assert client.get(missing).status_code == 404


def test_a_citation_does_not_lead_to_the_conversation(client: Client, revision: Revision) -> None:
    citation = cite(revision, 2, "Hold FUNCTION")
    conversation = str(citation.message.conversation_id)
    address = citation.get_absolute_url()
    assert conversation not in get(client, address)
    for referer in (
        f"http://testserver/conversations/{uuid4()}/",
        f"http://evil.example/conversations/{conversation}/",
        "not an address",
    ):
        assert conversation not in get(client, address, Referer=referer)
    own = f"http://testserver/conversations/{conversation}/"
    assert f'href="/conversations/{conversation}/#message-' in get(client, address, Referer=own)


def test_hostile_text_is_text(client: Client, revision: Revision) -> None:
    hostile = "</div><script>alert(1)</script> <b>bold</b>"
    Page.objects.filter(revision=revision, number=2).update(text=f"x {hostile} y", label=hostile)
    citation = cite(revision, 2, hostile)
    page = get(client, citation.get_absolute_url())
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert '<mark id="mark">&lt;/div&gt;&lt;script&gt;' in page


def test_html_manuals_show_the_section_and_link_to_its_place(
    client: Client, revision: Revision
) -> None:
    Revision.objects.filter(pk=revision.pk).update(media_type="text/html")
    Manual.objects.filter(pk=revision.manual_id).update(address="https://maker.example/m.html#top")
    Page.objects.filter(revision=revision, number=2).update(anchor="reset", label="Factory reset")
    page = get(client, f"/manuals/{revision.pk}/pages/2/")
    assert "Section “Factory reset”" in page
    assert 'href="https://maker.example/m.html#reset"' in page
    assert 'rel="noopener nofollow noreferrer"' in page
    assert "<img" not in page.partition("<main")[2]
    assert client.get(f"/manuals/{revision.pk}/pages/2/image.webp").status_code == 404


@pytest.mark.parametrize("address", ["file:secret.pdf", "javascript:alert(1)"])
def test_only_addresses_on_the_web_are_linked(
    client: Client, revision: Revision, address: str
) -> None:
    Manual.objects.filter(pk=revision.manual_id).update(address=address)
    page = get(client, f"/manuals/{revision.pk}/pages/2/")
    assert address not in page
    assert "manufacturer’s site" not in page


def real_revision(folder: Path) -> Revision:
    """A revision whose file is one of the demo's manuals."""
    source = sorted(DEMO.glob("*.pdf"))[0]
    name = f"{uuid4()}.pdf"
    (Path(settings.STORAGE_URL)).mkdir(parents=True, exist_ok=True)
    (Path(settings.STORAGE_URL) / name).write_bytes(source.read_bytes())
    manual = Manual.objects.create(address=f"file:{source.name}", status="ready")
    revision = Revision.objects.create(
        manual=manual, sha256=uuid4().hex * 2, size=1, media_type="application/pdf",
        storage_name=name, page_count=2,
    )  # fmt: skip
    Page.objects.create(revision=revision, number=1, text="x")
    return revision


def test_the_picture_is_drawn_once_and_kept(
    client: Client, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    revision = real_revision(tmp_path)
    address = f"/manuals/{revision.pk}/pages/1/image.webp?w=480"
    response = client.get(address)
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert Image.open(io.BytesIO(response.content)).width == 480
    monkeypatch.setattr(page_images, "render_page", None)  # would fail if it were called
    assert client.get(address).content == response.content


class Elsewhere(Storage):
    """A storage whose files have no path on this machine."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        return ContentFile(self.content, name)


def test_manuals_that_are_stored_elsewhere_are_drawn_from_a_copy(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    revision = real_revision(tmp_path)
    drawn = page_images.page_image(revision, 1, (), 480)
    (tmp_path / "pages").rename(tmp_path / "drawn before")
    with default_storage.open(revision.storage_name) as stored:
        elsewhere = Elsewhere(stored.read())
    monkeypatch.setattr(stored_files, "default_storage", elsewhere)
    assert page_images.page_image(revision, 1, (), 480) == drawn


def test_only_some_widths_are_drawn(client: Client, revision: Revision) -> None:
    for width in ("481", "0", "-480", "９６０", "x", "99999999999999"):
        response = client.get(f"/manuals/{revision.pk}/pages/1/image.webp", {"w": width})
        assert response.status_code == 404


def test_a_crop_is_drawn_of_stored_citations_only(
    client: Client, tmp_path: Path, settings: object
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    revision = real_revision(tmp_path)
    citation = cite(revision, 1, "TX-17")
    address = f"/manuals/{revision.pk}/pages/1/image.webp"
    for width in page_images.CROP_WIDTHS:
        response = client.get(address, {"c": str(citation.pk), "crop": "1", "w": str(width)})
        assert response.status_code == 200
        assert Image.open(io.BytesIO(response.content)).size == (width, height_for(width))
    assert client.get(address, {"crop": "1", "w": "360"}).status_code == 404
    assert client.get(address, {"c": str(citation.pk), "crop": "1", "w": "960"}).status_code == 404


def test_the_page_keeps_the_place_of_its_picture(
    client: Client, tmp_path: Path, settings: object
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    revision = real_revision(tmp_path)
    page = get(client, f"/manuals/{revision.pk}/pages/1/")
    image = client.get(f"/manuals/{revision.pk}/pages/1/image.webp?w=960").content
    told = re.search(r'width="960" height="(\d+)"', page)
    assert told is not None
    assert abs(int(told[1]) - Image.open(io.BytesIO(image)).height) <= 1


def test_a_page_whose_file_is_gone_has_no_size(client: Client, revision: Revision) -> None:
    assert 'width="960"' not in get(client, f"/manuals/{revision.pk}/pages/1/")


def test_a_picture_that_cannot_be_drawn_is_a_404_and_the_text_is_still_there(
    client: Client, revision: Revision
) -> None:
    assert client.get(f"/manuals/{revision.pk}/pages/2/image.webp?w=480").status_code == 404
    assert "Hold FUNCTION" in get(client, f"/manuals/{revision.pk}/pages/2/")


def test_too_many_at_once_are_asked_to_come_back(
    client: Client, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "PATIENCE", 0.01)
    with page_images._places, page_images._places:
        response = client.get(f"/manuals/{revision.pk}/pages/2/image.webp?w=480")
    assert response.status_code == 503
    assert response["Retry-After"]


def test_old_pictures_go_when_space_is_short(
    tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(page_images, "KEPT_BYTES", 1)
    revision = real_revision(tmp_path)
    page_images.page_image(revision, 1, (), 480)
    assert not list((tmp_path / "pages").iterdir())


@pytest.mark.parametrize(
    ("text", "quote", "marked"),
    [
        ("Press  the\nred button.", "press the red", "Press  the\nred"),
        ("Der Stra\u00dfenname", "strassenname", "Stra\u00dfenname"),
        ("the \ufb01lter is full", "filter", "\ufb01lter"),
        ("cafe\u0301 au lait", "café", "cafe\u0301"),
        ("מסובבים את הכפתור ימינה", "את הכפתור", "את הכפתור"),
        ("nothing here", "elsewhere", ""),
        ("nothing here", "", ""),
    ],
)
def test_marking_survives_line_ends_ligatures_and_composed_letters(
    text: str, quote: str, marked: str
) -> None:
    segments = marked_text(text, quote)
    assert "".join(segment.text for segment in segments) == text
    assert "".join(segment.text for segment in segments if segment.marked) == marked


def test_page_names() -> None:
    assert page_name(18, "12", "application/pdf") == "page 12 (PDF page 18)"
    assert page_name(18, "18", "application/pdf") == "page 18"
    assert page_name(18, "", "application/pdf") == "page 18"
    assert page_name(3, "Cleaning", "text/html") == "section “Cleaning”"
