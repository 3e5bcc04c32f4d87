"""A web page in the manual's place: its PDF links are offered to staff, and nothing is guessed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from catalog.models import ManualSource, Product
from support import manuals
from support.ingest import ingest
from support.landing import CUSTOMER_TEXT, MOST_OFFERED, look, may_be_offered
from support.models import Candidate, Manual
from tests.support import sites
from tests.support.desk import make_product
from tests.support.documents import SENTENCES, manual_pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db

Reading = Callable[..., Manual]
LIST = """<title>Support</title><h1>Owner's manuals</h1>
<table>
<tr><td>TX-9 Owner's manual</td><td><a href="tx9_om.pdf">Download</a></td></tr>
<tr><td>TX-17 Brochure</td><td><a href="tx17_brochure.pdf">PDF</a></td></tr>
<tr><td>TX-17 Quick start</td><td><a href="/files/TX17_QS.pdf?v=2">PDF</a></td></tr>
<tr><td>TX-17 Owner's Manual (English)</td>
<td><a href="../dl/TX-17_OM_EN.pdf#page=2">PDF</a></td></tr>
<tr><td>TX-17 Bedienungsanleitung</td><td><a hreflang="de" href="tx17_de.pdf">PDF</a></td></tr>
</table><p><a href="/about.html">About us</a></p>"""


@pytest.fixture(autouse=True)
def _own_folders(own_folders: Path) -> None:
    """Every test here has its own."""


@pytest.fixture
def product() -> Product:
    return make_product("TX-17")


@pytest.fixture
def read(site: Site, product: Product) -> Reading:
    """Let the page be the product's manual and read it; the manual as it is afterwards."""

    def read(page: str, path: str = "/support/manuals.html", kind: str = "pdf") -> Manual:
        body = f"<!doctype html>{page}".encode()
        url = site.answer(path, sites.content(body, "text/html"))
        source = ManualSource.objects.create(product=product, url=url, kind=kind)
        manual = manuals.want(manuals.manual_at(source))
        ingest(manual.pk)
        manual.refresh_from_db()
        return manual

    return read


def offered(manual: Manual, site: Site) -> list[str]:
    return [row.url.removeprefix(site.url("")) for row in Candidate.objects.filter(manual=manual)]


def links(*addresses: str) -> str:
    return "<p>" + " ".join(f'<a href="{address}">a manual</a>' for address in addresses)


def test_the_likeliest_comes_first(read: Reading, site: Site) -> None:
    manual = read(LIST)
    assert offered(manual, site) == [
        "/dl/TX-17_OM_EN.pdf", "/support/tx17_de.pdf", "/files/TX17_QS.pdf?v=2",
        "/support/tx9_om.pdf", "/support/tx17_brochure.pdf",
    ]  # fmt: skip
    best, german, *_ = Candidate.objects.filter(manual=manual)
    assert "TX-17 Owner's Manual (English)" in best.text
    assert (best.language, german.language) == ("en", "de")


def test_what_staff_and_customers_read(read: Reading, admin_client: Client, site: Site) -> None:
    manual = read(LIST)
    assert (manual.status, manual.reason, manual.permanent) == ("failed", "unreadable", True)
    assert (
        manual.failure == "a web page that links to 5 PDF files, not a manual: choose one of them"
    )
    assert manuals.describe(manual) == ("failed", 0.0, CUSTOMER_TEXT)
    assert site.requests.total() == 1  # none of the links was followed
    page = admin_client.get(reverse("admin:support_manual_change", args=[manual.pk]))
    assert page.content.decode().count("Use this:") == 5


def test_staff_chooses_one(
    read: Reading, site: Site, admin_client: Client, product: Product
) -> None:
    manual = read(LIST)
    site.answer("/dl/TX-17_OM_EN.pdf", sites.content(manual_pdf()))
    best = Candidate.objects.filter(manual=manual)[0]
    data = {"candidate": best.pk, "product": product.pk}
    page = admin_client.post(
        reverse("admin:support_manual_use", args=[manual.pk]), data, follow=True
    )
    assert "is the manual of TX-17 now" in page.content.decode()
    source = product.manual_sources.get()
    assert (source.url, source.language, source.kind) == (best.url, "en", "pdf")
    assert source.by_staff
    chosen = manuals.manual_for(product)
    assert chosen is not None
    assert ingest(chosen.pk) == "indexed"


def test_an_old_address_that_comes_back_stays_behind(
    read: Reading, admin_client: Client, product: Product
) -> None:
    manual = read(LIST)
    best = Candidate.objects.filter(manual=manual)[0]
    data = {"candidate": best.pk, "product": product.pk}
    admin_client.post(reverse("admin:support_manual_use", args=[manual.pk]), data)
    ManualSource.objects.create(product=product, url=manual.address)  # as an import would
    first = product.manual_sources.order_by("position")[0]
    assert first.url == best.url


def test_products_that_share_the_page_choose_for_themselves(
    read: Reading, admin_client: Client, product: Product
) -> None:
    manual = read(LIST)
    other = make_product("TX-9", manual.address)
    page = admin_client.get(reverse("admin:support_manual_change", args=[manual.pk]))
    assert f'<option value="{other.pk}">' in page.content.decode()
    tx9 = Candidate.objects.get(manual=manual, url__endswith="tx9_om.pdf")
    data = {"candidate": tx9.pk, "product": other.pk}
    admin_client.post(reverse("admin:support_manual_use", args=[manual.pk]), data)
    assert other.manual_sources.get().url == tx9.url
    assert product.manual_sources.get().url == manual.address


def test_who_may_choose(read: Reading, client: Client, product: Product) -> None:
    manual = read(LIST)
    url = reverse("admin:support_manual_use", args=[manual.pk])
    best = Candidate.objects.filter(manual=manual)[0]
    data = {"candidate": best.pk, "product": product.pk}
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_manual"))
    client.force_login(looker)
    assert (
        "Use this:" not in client.get(f"/admin/support/manual/{manual.pk}/change/").content.decode()
    )
    assert client.post(url, data).status_code == 403
    client.force_login(User.objects.create_superuser("staff"))
    assert client.get(url).status_code == 405
    for wrong in ({"candidate": "1 or 1"}, {"candidate": 10**30}, {"product": "nobody"}, {}):
        answer = client.post(url, {**data, **wrong} if wrong else {})
        assert answer.status_code == 404
    assert product.manual_sources.get().url == manual.address


def test_addresses_are_made_absolute(read: Reading, site: Site) -> None:
    page = f"""<base href="{site.url("/elsewhere/")}"><a href="a.pdf">one</a>
    <a href="/b.pdf">two</a> <a href="?file=c.PDF">three</a> <a href=" d%20e.pdf ">four</a>
    <a href="get?id=7" type="application/pdf">five</a> <a href="get?id=8">six (PDF, 2 MB)</a>
    <embed src="f.pdf"> <a href="a.pdf#chapter">one again</a> <a href="page.html">none</a>"""
    assert set(offered(read(page), site)) == {
        "/elsewhere/a.pdf", "/b.pdf", "/elsewhere/?file=c.PDF", "/elsewhere/d%20e.pdf",
        "/elsewhere/get?id=7", "/elsewhere/get?id=8", "/elsewhere/f.pdf",
    }  # fmt: skip


def test_relative_to_where_a_redirect_led(site: Site, product: Product) -> None:
    site.answer("/new/list", sites.content(links("a.pdf").encode()))
    url = site.answer("/old", sites.redirect("/new/list"))
    source = ManualSource.objects.create(product=product, url=url, kind="pdf")
    manual = manuals.manual_at(source)
    ingest(manual.pk)
    assert offered(manual, site) == ["/new/a.pdf"]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert('a.pdf')", "data:application/pdf;base64,JVBERi0=", "file:///etc/x.pdf",
     "ftp://maker.example/a.pdf", "//user:pw@maker.example/a.pdf", "http://127.0.0.1:9/a.pdf",
     "http://10.0.0.1/a.pdf", "http://[::1]/a.pdf", "http://localhost/a.pdf",
     "http://printer.local/a.pdf", "http://2130706433/a.pdf", "http://maker.example:22/a.pdf",
     "http://[bad/a.pdf", "mailto:a.pdf", "blob:x.pdf",
     "http://maker.example/" + "a" * 2000 + ".pdf", "http://169.254.169.254/latest/a.pdf"],
)  # fmt: skip
def test_what_may_not_be_fetched_is_not_offered(read: Reading, site: Site, address: str) -> None:
    manual = read(links(address, "good.pdf"))
    assert offered(manual, site) == ["/support/good.pdf"]


def test_public_addresses_may_be_offered() -> None:
    assert may_be_offered("https://maker.example/a.pdf")
    assert may_be_offered("http://8.8.8.8/a.pdf")


def test_ten_thousand_links(read: Reading, site: Site) -> None:
    many = "".join(f'<li>Part {n} <a href="{n}.pdf">Download</a></li>' for n in range(10_000))
    started = time.monotonic()
    manual = read(f"<ul>{many}</ul><p><a href='tx17.pdf'>TX-17 manual</a>")
    assert time.monotonic() - started < 20
    assert Candidate.objects.count() == MOST_OFFERED
    assert "links to 2000 PDF files" in manual.failure


def test_ten_thousand_links_in_one_row(read: Reading) -> None:
    many = "".join(f'<a href="{n}.pdf">PDF</a> ' for n in range(10_000))
    started = time.monotonic()
    read(f"<table><tr><td>{many}</td></tr></table>")
    assert time.monotonic() - started < 20
    assert Candidate.objects.count() == MOST_OFFERED


@pytest.mark.parametrize(
    "page",
    ["<h1>Not found</h1>", "<a href='other.html'>Manuals</a>", "<html>" + "<div>" * 50_000,
     "<title>x</title>" + "\x00<a href='a.pdf'>", "<a href='.pdf"],
)  # fmt: skip
def test_no_links_no_offer(read: Reading, page: str) -> None:
    manual = read(page)
    assert manual.reason == "unreadable"
    assert "PDF file" not in manual.failure
    assert manual.customer_text != CUSTOMER_TEXT
    assert not Candidate.objects.exists()


def test_a_long_list_is_no_manual(read: Reading) -> None:
    """More words than a manual needs, but nearly all of them in links."""
    rows = "".join(
        f"<li><a href='{n}.pdf'>Owner's manual of the loud and heavy machine {n}</a></li>"
        for n in range(60)
    )
    manual = read(f"<ul>{rows}</ul>", kind="")
    assert manual.failure.startswith("a web page that links to 60 PDF files")


def test_a_manual_with_a_few_links_is_a_manual(read: Reading) -> None:
    text = "".join(f"<p>{' '.join(SENTENCES)}</p>" for _ in range(8))
    manual = read(f"<h1>Zephyr</h1>{text}{links('a.pdf', 'b.pdf', 'c.pdf')}", kind="")
    assert manual.status == "ready"
    assert not Candidate.objects.exists()


def test_a_page_that_is_said_to_be_html_is_believed(read: Reading) -> None:
    rows = "".join(
        f"<li><a href='{n}.pdf'>Owner's manual of the loud and heavy machine {n}</a></li>"
        for n in range(60)
    )
    assert read(f"<h1>List</h1><ul>{rows}</ul>", kind="html").status == "ready"


def test_offers_go_when_there_is_a_manual(read: Reading, site: Site) -> None:
    manual = read(LIST)
    assert Candidate.objects.exists()
    site.answer("/support/manuals.html", sites.content(manual_pdf()))
    assert ingest(manual.pk, again=True) == "indexed"
    assert not Candidate.objects.exists()


def test_offers_are_those_of_the_last_look(read: Reading, site: Site) -> None:
    manual = read(LIST)
    site.answer("/support/manuals.html", sites.content(links("new.pdf").encode()))
    ingest(manual.pk, again=True)
    assert offered(manual, site) == ["/support/new.pdf"]


def test_hebrew_and_other_text(read: Reading) -> None:
    page = """<meta charset="utf-8"><ul><li><a href="1.pdf">מדריך למשתמש</a>
    <li><a href="2.pdf">תעודת אחריות</a><li lang="fr"><a lang="fr" href="3.pdf">Garantie</a></ul>"""
    manual = read(page)
    texts = [row.text for row in Candidate.objects.filter(manual=manual)]
    assert texts[0] == "מדריך למשתמש"
    assert Candidate.objects.get(url__endswith="3.pdf").language == "fr"


def test_a_child_that_is_given_nonsense_dies_cleanly(tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(b"<html>" + b"\xff\xfe<a href='\xd8\x00.pdf'>" * 1000)
    assert look(file, "https://maker.example/").words >= 0
