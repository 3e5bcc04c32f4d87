"""Vectors are made behind the lexical index, slice by slice, of what the encoders can read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.utils import timezone
from django_q.models import OrmQ

from support import encoders, jobs, turns, vectorising, vectors
from support.models import Manual, Page, Passage, Revision
from tests.support.desk import make_product, make_ready_manual

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]

LONG = tuple(f"Chapter {n}\nTurn the knob {n} times to the left, then wait." for n in range(8))


@pytest.fixture(autouse=True)
def _models(settings: Any, model_dir: Path) -> Any:
    settings.MODEL_DIR = model_dir
    vectors.forget()
    yield
    vectors.forget()
    encoders.forget()


def revision_of(manual: Manual) -> Revision:
    manual.refresh_from_db()
    assert manual.current is not None
    return manual.current


def english(pages: tuple[str, ...] = LONG) -> Revision:
    return revision_of(make_ready_manual(make_product(), pages))


def jobs_waiting() -> list[tuple[Any, ...]]:
    tasks = [job.task for job in OrmQ.objects.filter(key="later").order_by("pk")]
    return [task["args"] for task in tasks if task["func"] == "support.jobs.encode"]


def known(revision: Revision) -> list[bool]:
    revision.refresh_from_db()
    found = vectors.of(revision)
    return found.known.tolist() if found else []


def test_a_manual_gets_its_vectors():
    revision = english()
    assert vectorising.start(revision.pk)
    assert not vectorising.start(revision.pk)  # somebody is on it
    [arguments] = jobs_waiting()
    assert jobs.encode(*arguments) == "done"
    assert known(revision) == [True] * Passage.objects.count()
    assert vectorising.progress(revision) == (8, 8)
    assert not vectorising.start(revision.pk)  # nothing left
    assert vectorising.rescue_abandoned() == 0
    assert jobs.encode(*arguments) == "lost"  # the same job again


def test_what_is_encoded_is_the_passage_under_its_headings():
    revision = english(("Care\nWipe it with a dry cloth.",))
    Passage.objects.update(heading_path=["Manual", "Care"])
    vectorising.finish(revision)
    revision.refresh_from_db()
    found, models = vectors.of(revision), encoders.load()
    assert found is not None
    assert models is not None
    text = Passage.objects.get().text
    assert text.startswith("Care")  # so that only "Manual" is put before it
    expected = models.dense.encode(["Manual\n" + text])
    assert np.allclose(found.dense, expected, atol=1e-3)
    [tokens] = found.late([0])
    assert tokens is not None
    words = [text[start:end] for start, end in tokens.spans.tolist() if end]
    assert words[:4] == ["Care", "Wipe", "it", "with"]


def test_slice_by_slice(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectorising, "BATCH", 3)
    monkeypatch.setattr(vectorising, "SLICE", 0.0)
    revision = english()
    vectorising.start(revision.pk)
    [arguments] = jobs_waiting()
    counts = []
    while jobs.encode(*arguments) == "more":
        counts.append(sum(known(revision)))
        assert jobs_waiting()[-1] == arguments
    assert counts == [3, 6]
    assert known(revision) == [True] * 8


def test_a_broken_chain_is_begun_anew_and_the_old_one_writes_nothing():
    revision = english()
    vectorising.start(revision.pk)
    [old] = jobs_waiting()
    assert vectorising.rescue_abandoned() == 0  # it is on its way
    Revision.objects.update(vectorised_until=timezone.now() - turns.LEASE)
    assert vectorising.rescue_abandoned() == 1
    new = jobs_waiting()[-1]
    assert jobs.encode(*old) == "lost"
    assert known(revision) == []
    assert jobs.encode(*new) == "done"
    assert known(revision) == [True] * 8


def test_whoever_loses_the_right_meanwhile_writes_nothing(monkeypatch: pytest.MonkeyPatch):
    revision = english()
    vectorising.start(revision.pk)
    [arguments] = jobs_waiting()
    models = encoders.load()
    assert models is not None
    encode = type(models.dense).encode

    def taken_over(*values: Any, **options: Any) -> Any:
        Revision.objects.update(vectoriser=uuid4())
        return encode(*values, **options)

    monkeypatch.setattr(type(models.dense), "encode", taken_over)
    assert jobs.encode(*arguments) == "lost"
    assert known(revision) == []


def test_other_languages_are_left_out():
    german = revision_of(
        make_ready_manual(make_product(), ("Pflege\nMit einem Tuch abwischen.",), language="de")
    )
    vectorising.finish(german)
    assert known(german) == []
    assert german.vectors_of == german.indexed_at  # nothing to come back for
    mixed = english(LONG[:3])
    Page.objects.filter(revision=mixed, number=2).update(language="fr")
    vectorising.finish(mixed)
    assert known(mixed) == [True, False, True]


def test_pages_read_later_join_and_what_they_replace_goes():
    revision = english(LONG[:3])
    vectorising.finish(revision)
    page = Page.objects.get(revision=revision, number=2)
    page.text, page.recognition = "Read from its picture.", Page.Recognition.DONE
    page.save()
    Passage.objects.create(
        revision=revision, number=3, page_number=2, start=0, text="Read from its picture."
    )
    Revision.objects.update(indexed_at=timezone.now())
    assert vectorising.rescue_abandoned() == 1
    assert jobs.encode(*jobs_waiting()[-1]) == "done"
    assert known(revision) == [True, False, True, True]


def test_vectors_of_another_encoder_are_made_again(monkeypatch: pytest.MonkeyPatch):
    revision = english(LONG[:2])
    vectorising.finish(revision)
    revision.vectors.update(encoder="another")
    revision.tokens.update(encoder="another")
    Revision.objects.update(encoder="another")
    assert known(revision) == []
    vectorising.finish(revision)
    assert known(revision) == [True, True]
    assert set(revision.tokens.values_list("encoder", flat=True)) == {encoders.fingerprint()}


def test_the_manual_that_a_customer_chose_goes_first():
    waiting, chosen = english(), english(LONG[:2])
    vectorising.start(waiting.pk)
    vectorising.start(chosen.pk)
    vectorising.want(chosen.manual)
    first, second = jobs_waiting()
    assert jobs.encode(*first) == "elsewhere"
    assert known(chosen) == [True, True]
    assert known(waiting) == []
    assert jobs.encode(*second) == "lost"
    assert jobs.encode(*jobs_waiting()[-1]) == "done"
    assert known(waiting) == [True] * 8


def test_without_encoders_nothing_is_queued(settings: Any, tmp_path: Path):
    revision = english()
    settings.MODEL_DIR = tmp_path
    assert not vectorising.start(revision.pk)
    assert vectorising.rescue_abandoned() == 0
    assert jobs_waiting() == []
    vectorising.finish(revision)
    assert known(revision) == []


def test_customers_come_first():
    """In a process of its own: a thread that stood back cannot be told to come forward again."""
    code = (
        "import os; from support.encoders import kinds; kinds.stand_back();"
        " print(list(kinds._pool.map(lambda _: os.getpriority(os.PRIO_PROCESS, 0), range(4))),"
        " os.getpriority(os.PRIO_PROCESS, 0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert done.stdout.split("] ") == ["[10, 10, 10, 10", f"{before}\n"], done.stderr


def test_the_chosen_manual_interrupts_others(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vectorising, "BATCH", 3)
    waiting, chosen = english(), english(LONG[:2])
    vectorising.start(waiting.pk)
    [arguments] = jobs_waiting()
    add = vectors.add

    def chosen_meanwhile(*values: Any) -> None:
        add(*values)
        vectorising.want(chosen.manual)

    monkeypatch.setattr(vectors, "add", chosen_meanwhile)
    assert jobs.encode(*arguments) == "more"
    assert sum(known(waiting)) == 3
    assert jobs.encode(*arguments) == "elsewhere"
    assert known(chosen) == [True, True]
    assert jobs.encode(*arguments) == "done"
    assert known(waiting) == [True] * 8
