"""What staff sees of a changed manual: its pages side by side, and the answers to look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from hscjit.security import POLICY
from support import jobs
from support import touched as touched_count
from support.models import Manual
from tests.support import sites
from tests.support.changing import (
    CARE,
    FIRST,
    POWER,
    RESET,
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


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


def compared(staff: Client, manual: Manual, **query: object) -> str:
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    response = staff.get(url, {name: str(value) for name, value in query.items()})
    assert response.status_code == 200
    assert response["Content-Security-Policy"] == POLICY
    return response.content.decode()


def test_staff_sees_what_changed_and_whom_it_concerns(staff: Client) -> None:
    product = make_product()
    manual = make_ready_manual(product)
    old = manual.revisions.get()
    answer = answered(product, old, (3, "500 mA"))
    other = answered(product, old, (1, "Care and cleaning"))
    new = fill(manual, (PAGES[0], "<b>New</b> page", PAGES[1], PAGES[2].replace("500", "800")))
    manual.refresh_from_db()
    page = compared(staff, manual)
    assert "1 unchanged, 1 moved, 1 changed, 1 added, 0 removed" in page
    assert "page 2 is now page 3" in page
    assert "<del>500 </del>" in page
    assert "<ins>800 </ins>" in page
    assert "<ins>&lt;b&gt;New&lt;/b&gt; page</ins>" in page
    assert "Answers whose quoted text changed: 1" in page
    assert str(answer.conversation_id) in page
    assert str(other.conversation_id) not in page
    assert answer.citations.get().get_absolute_url() in page
    assert " style=" not in page
    backwards = compared(staff, manual, old=new.pk, new=old.pk)
    assert "1 added" not in backwards
    assert "1 removed" in backwards
    change = staff.get(reverse("admin:support_manual_change", args=[manual.pk]))
    assert f"/manual/{manual.pk}/differences/" in change.content.decode()


def test_a_long_list_of_changes_comes_in_pages(staff: Client) -> None:
    manual = make_ready_manual(make_product(), tuple(f"Chapter {n} of old" for n in range(45)))
    fill(manual, tuple(f"Text {n} entirely other" for n in range(45)))
    manual.refresh_from_db()
    first = compared(staff, manual)
    assert first.count("<section") == 20
    assert "1–20 of 90" in first
    assert "81–90 of 90" in compared(staff, manual, page=5)


def test_one_revision_has_nothing_to_compare(staff: Client) -> None:
    manual = make_ready_manual(make_product())
    assert "nothing to compare" in compared(staff, manual)
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    foreign = make_ready_manual(make_product()).revisions.get()
    for given in (foreign.pk, "x", "9" * 40):
        assert staff.get(url, {"old": given}).status_code == 404
    never_read = Manual.objects.create(address="file:never.pdf")
    assert "nothing to compare" in compared(staff, never_read)


def test_changes_are_for_those_who_may_see_manuals(client: Client) -> None:
    manual = make_ready_manual(make_product())
    url = reverse("admin:support_manual_differences", args=[manual.pk])
    assert client.get(url).status_code == 302
    client.force_login(User.objects.create_user("looker", is_staff=True))
    assert client.get(url).status_code == 403


def test_the_list_of_manuals_tells_where_answers_were_touched(site: Site, staff: Client) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    manual = manual_of(product)
    old = read(manual, again=False)
    answered(product, old, (3, POWER[1]), (1, CARE[0]))
    answered(product, old, (2, RESET[1]))
    listing = reverse("admin:support_manual_changelist")
    assert "to look at" not in staff.get(listing).content.decode()

    site.answer("/manual.pdf", sites.content(SECOND))
    read(manual)
    (job,) = (task.task for task in OrmQ.objects.all() if "count_touched" in task.task["func"])
    assert jobs.count_touched(*job["args"]) == 1
    page = staff.get(listing, {"touched": "yes"}).content.decode()
    address = reverse("admin:support_manual_differences", args=[manual.pk])
    assert f'<a href="{address}">1 to look at</a>' in page

    site.answer("/manual.pdf", sites.content(FIRST))  # taken back
    read(manual)
    assert jobs.count_touched(manual.pk) == 0
    assert "to look at" not in staff.get(listing).content.decode()


def test_a_manual_that_nobody_quotes_needs_no_count(site: Site) -> None:
    product = make_product(url=site.answer("/manual.pdf", sites.content(FIRST)))
    read(manual_of(product), again=False)
    assert not [task for task in OrmQ.objects.all() if "count_touched" in task.task["func"]]
    assert touched_count.count(987_654_321) == 0
