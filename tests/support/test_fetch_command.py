"""``fetch_manuals``: what it reads, what it reports, how it exits."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.models import Brand, ManualSource, Product
from support import manuals, rounds
from support.documents import MOST_OF_ONE
from support.models import Manual, Revision
from tests.support import sites
from tests.support.documents import manual_pdf
from tests.support.sites import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def inbox(settings: Any, own_folders: Path) -> Path:
    (settings.MANUALS_DIR / "good.pdf").write_bytes(manual_pdf())
    (settings.MANUALS_DIR / "empty.pdf").touch()
    return own_folders


@pytest.fixture
def products() -> dict[str, Product]:
    brand = Brand.objects.create(id="zephyr", name="Zephyr")
    made = {}
    for name, *urls in (
        ("good", "file:good.pdf", "file:second.pdf"),
        ("twin", "file:good.pdf"),
        ("empty", "file:empty.pdf"),
        ("gone", "file:gone.pdf"),
        ("none",),
    ):
        made[name] = Product.objects.create(id=name, brand=brand, name=name)
        for position, url in enumerate(urls):
            ManualSource.objects.create(product=made[name], url=url, position=position)
    retired = Product.objects.create(id="old", brand=brand, name="old", retired_at=timezone.now())
    ManualSource.objects.create(product=retired, url="file:old.pdf")
    return made


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and the one JSON object on stdout."""
    out, code = StringIO(), 0
    try:
        call_command("fetch_manuals", *arguments, "--json", stdout=out)
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    return code, json.loads(out.getvalue())


def test_one_product(products: dict[str, Product]) -> None:
    nothing_failed = {"busy": 0, "failed": []}
    assert run("--product", "good") == (0, {"fetched": 1, "unchanged": 0, **nothing_failed})
    assert run("--product", "good") == (0, {"fetched": 0, "unchanged": 1, **nothing_failed})
    assert Manual.objects.get().status == Manual.Status.READY


def test_all_reads_each_address_of_a_current_product_once(products: dict[str, Product]) -> None:
    code, report = run("--all")
    assert code == 1
    assert (report["fetched"], report["unchanged"]) == (1, 0)
    failed = {entry["address"]: (entry["reason"], entry["text"]) for entry in report["failed"]}
    assert failed == {
        "file:empty.pdf": ("unreadable", "the file is empty (zero bytes)"),
        "file:gone.pdf": ("fetch_failed", "there is no file 'gone.pdf' in the manuals folder"),
        "file:second.pdf": ("fetch_failed", "there is no file 'second.pdf' in the manuals folder"),
    }
    addresses = set(Manual.objects.values_list("address", flat=True))
    assert addresses == {"file:good.pdf", "file:empty.pdf", "file:gone.pdf", "file:second.pdf"}


def urls_of(product: Product, *sources: tuple[str, str]) -> None:
    """In place of what it has: addresses with their languages."""
    product.manual_sources.all().delete()
    for position, (url, language) in enumerate(sources):
        ManualSource.objects.create(product=product, url=url, language=language, position=position)


def test_all_takes_other_languages_and_stand_ins_but_no_second_one_of_another_language(
    products: dict[str, Product],
) -> None:
    urls_of(
        products["good"], ("file:en.pdf", "en"), ("file:de.pdf", "de"), ("file:de2.pdf", "de"),
        ("file:en2.pdf", "en"), ("file:any.pdf", ""), ("file:he.pdf", "he"),
    )  # fmt: skip
    products["good"].brand.products.exclude(pk="good").delete()
    addresses = [manual.address for manual in rounds.all_in_catalogue()]
    names = ["en", "de", "en2", "any", "he"]
    assert addresses == [f"file:{name}.pdf" for name in names]
    many = [(f"file:{number}.pdf", "en") for number in range(50)]
    urls_of(products["good"], *many)
    assert len(rounds.all_in_catalogue()) == MOST_OF_ONE


def test_all_takes_first_documents_first_and_hosts_in_turn(products: dict[str, Product]) -> None:
    a, b = "https://a.example", "https://b.example"
    urls_of(products["good"], (f"{a}/1.pdf", "en"), (f"{a}/1de.pdf", "de"))
    urls_of(products["twin"], (f"{a}/2.pdf", "en"), (f"{a}/1.pdf", "en"))
    urls_of(products["none"], (f"{b}/3.pdf", "en"))
    Product.objects.exclude(pk__in=("good", "twin", "none")).delete()
    addresses = [manual.address for manual in rounds.all_in_catalogue()]
    assert addresses == [f"{a}/1.pdf", f"{b}/3.pdf", f"{a}/2.pdf", f"{a}/1de.pdf"]


def test_stale_reads_what_was_not_checked_for_a_week_and_what_is_due(
    products: dict[str, Product], inbox: Path
) -> None:
    run("--all")
    assert run("--stale") == (0, {"fetched": 0, "unchanged": 0, "busy": 0, "failed": []})
    long_ago = timezone.now() - timedelta(days=7, hours=1)
    Revision.objects.update(fetched_at=long_ago)
    Manual.objects.filter(status=Manual.Status.FAILED).update(next_attempt_at=long_ago)
    (inbox / "gone.pdf").write_bytes(manual_pdf(3))
    (inbox / "second.pdf").write_bytes(manual_pdf(4))
    # The empty file is a permanent failure: it is left alone.
    assert run("--stale") == (0, {"fetched": 2, "unchanged": 1, "busy": 0, "failed": []})


def test_a_manual_that_somebody_reads_is_busy(products: dict[str, Product]) -> None:
    manual = manuals.manual_for(products["good"])
    assert manual is not None
    assert manuals.claim(manual.pk) is not None
    assert run("--product", "good") == (
        0,
        {"fetched": 0, "unchanged": 0, "busy": 1, "failed": []},
    )


def test_a_product_without_an_address_fails_and_the_others_are_read(
    products: dict[str, Product],
) -> None:
    code, report = run("--product", "none", "--product", "good", "--product", "twin")
    assert (code, report["fetched"]) == (1, 1)
    assert [entry["reason"] for entry in report["failed"]] == ["no_manual"]


def test_a_site_is_asked_however_ready_the_manual_is(
    site: Site, products: dict[str, Product]
) -> None:
    address = site.answer("/x.pdf", sites.content(manual_pdf()))
    ManualSource.objects.filter(product=products["twin"]).update(url=address)
    for _ in range(2):
        run("--product", "twin")
    assert site.requests["/x.pdf"] == 2


@pytest.mark.parametrize(
    "arguments", ((), ("--product", "unknown"), ("--all", "--stale"), ("--product",))
)
def test_a_bad_call(arguments: tuple[str, ...], products: dict[str, Product]) -> None:
    with pytest.raises(CommandError) as caught:
        call_command("fetch_manuals", *arguments)
    # Called from Python, argparse's own errors carry no code; on a command line they exit 2.
    assert caught.value.returncode == (1 if "--stale" in arguments or len(arguments) == 1 else 2)
    assert Manual.objects.count() == 0


def test_for_people(products: dict[str, Product], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("fetch_manuals", "--all")
    assert leaving.value.code == 1
    shown = capsys.readouterr()
    assert "1 fetched, 0 unchanged, 3 failed" in shown.out
    assert "file:gone.pdf: there is no file" in shown.out
    assert "manual/s" not in shown.err  # the bar is for terminals
