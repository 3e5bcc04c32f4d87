"""Whatever the maker of a model does, the customer gets an answer, honest and in time.

Through the real clients, against servers that speak the makers' protocols.
"""

from __future__ import annotations

import asyncio
import time

import pytest
from django.conf import settings
from prometheus_client import REGISTRY

from hscjit.threads import in_thread
from support import conversations
from support.answering.breaker import FAILURES
from support.answering.events import Answer, Chunk
from support.answering.phrases import phrase
from support.models import Message, Spending
from tests.support.desk import make_product, make_ready_manual, stream
from tests.support.models_online import KEY, Script

pytestmark = pytest.mark.django_db(transaction=True)

RESET = "How do I do a factory reset?"
GOOD = [
    "Hold FUNCTION and TAP together for five seconds while ", "switching on [1]. The display",
    " shows RESET [1].\n", "All your own sounds are lost [1].\n",
]  # fmt: skip
SAID = (
    "Hold FUNCTION and TAP together for five seconds while switching on. [1]"
    " The display shows RESET. [2]\nAll your own sounds are lost. [3]"
)


@pytest.fixture
def product():
    product = make_product("TX-17 Drum Module")
    make_ready_manual(product)
    return product


async def answered(product, question: str = RESET, seconds: float = 12) -> tuple[Answer, list]:
    message = await in_thread(conversations.ask)(product.pk, question)
    began = time.monotonic()
    events = await stream(message.pk, seconds=seconds)
    assert time.monotonic() - began < settings.LLM_TOTAL_SECONDS + 2
    return events[-1], events


def text_of(events) -> str:
    text = ""
    for event in events:
        if isinstance(event, Chunk):
            assert event.offset <= len(text), "a gap"
            text = text[: event.offset] + event.text
    return text


def is_extractive(answer: Answer, why: str = "no_model") -> None:
    """The manual's own words, and the customer is told."""
    assert answer.engine == "extractive"
    assert answer.notice == phrase(why, "en")
    assert answer.outcome == "answered"
    assert "Hold FUNCTION and TAP together for five seconds" in answer.text
    assert answer.citations[0].page == 2


def errors_of(kind: str) -> float:
    return REGISTRY.get_sample_value("llm_errors_total", {"error_type": kind}) or 0.0


async def test_a_good_answer(maker, product):
    maker.script = Script(GOOD)
    answer, events = await answered(product)
    assert (answer.engine, answer.outcome, answer.notice) == (maker.kind, "answered", None)
    assert answer.text == text_of(events) == SAID
    assert [place.number for place in answer.citations] == [1, 2, 3]
    assert {place.page for place in answer.citations} == {2}
    assert len([event for event in events if isinstance(event, Chunk)]) == 3
    assert len(maker.asked) == 1


async def test_what_is_asked_for(maker, product):
    maker.script = Script(GOOD)
    await answered(product)
    [request] = maker.asked
    assert "TX-17 Drum Module" in maker.prompt_of(request)
    if maker.kind == "gemini":
        called = "/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
        assert request["path"].endswith(called)
        assert maker.headers[0]["x-goog-api-key"] == KEY
        assert "Answer in English" in str(request["systemInstruction"])
        limits = request["generationConfig"]
        assert limits["maxOutputTokens"] == settings.LLM_MAX_TOKENS
        assert limits["thinkingConfig"] == {"thinking_budget": 0}
    else:
        assert request["path"] == "/v1/chat/completions"
        assert maker.headers[0]["authorization"] == f"Bearer {KEY}"
        assert request["model"] == "house-model"  # asked for, since OPENAI_MODEL is not set
        assert (request["stream"], request["max_tokens"]) == (True, settings.LLM_MAX_TOKENS)
        assert "Answer in English" in request["messages"][0]["content"]


@pytest.mark.parametrize("maker", ["gemini"], indirect=True)
@pytest.mark.parametrize(
    ("model", "told"),
    [
        ("gemini-2.5-pro", {"thinking_budget": 128}),  # it cannot do without
        ("gemini-2.5-flash-lite", {"thinking_budget": 0}),
        ("gemini-3-flash-preview", {"thinking_level": "LOW"}),
        ("gemini-2.0-flash", None),
    ],
)
async def test_thoughts_leave_room_for_the_answer(maker, product, settings, model, told):
    settings.GEMINI_MODEL = model
    maker.script = Script(GOOD)
    await answered(product)
    assert maker.asked[0]["generationConfig"].get("thinkingConfig") == told


async def test_tip_and_suggestion_stand_apart(maker, product):
    maker.script = Script([*GOOD, "TIP: Write your settings down before.\nSUGGEST: 7\n"])
    answer, _ = await answered(product)
    assert answer.pro_tip == "Write your settings down before."
    assert answer.suggestion is None  # there is no seventh related product
    assert "Write your settings" not in answer.text


FAULTS = {
    "slow first token": (Script(GOOD, slow_first=4.0), "no_first_token"),
    "stall in the middle": (Script(GOOD, stall_after=2), "stalled"),
    "stall at once": (Script(GOOD, stall_after=0), "no_first_token"),
    "disconnect in the middle": (Script(GOOD, disconnect_after=2), "disconnected"),
    "ends unsaid": (Script(GOOD, ends_unsaid_after=2), "disconnected"),
    "broken JSON": (Script(GOOD, broken_after=2), "bad_response"),
    "broken JSON at once": (Script(GOOD, broken_after=0), "bad_response"),
    "429 for ever": (Script(GOOD, statuses=[429] * 9), "rate_limited"),
    "429 with a long wait": (
        Script(GOOD, statuses=[429] * 9, headers={"Retry-After": "60"}), "rate_limited"
    ),
    "500 for ever": (Script(GOOD, statuses=[500] * 9), "server_error"),
    "500 without JSON": (Script(GOOD, statuses=[503] * 9, error_body=b"<html>"), "server_error"),
    "401": (Script(GOOD, statuses=[401] * 9), "key_refused"),
    "400": (Script(GOOD, statuses=[400] * 9), "bad_request"),
    "404": (Script(GOOD, statuses=[404] * 9), "bad_request"),
    "endless": (Script(endless=True), "too_long"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_maker_fails(maker, product, fault):
    script, kind = FAULTS[fault]
    maker.script = Script(**{name: getattr(script, name) for name in Script.__dataclass_fields__})
    maker.script.statuses = list(script.statuses)
    before = errors_of(kind)
    answer, events = await answered(product)
    if kind == "too_long":
        assert answer.engine == "extractive"
    else:
        is_extractive(answer)
    assert text_of(events) == answer.text
    assert errors_of(kind) == before + 1


CUT_OFF = {
    "cut short": (Script(GOOD, finish="length"), "too_long"),
    "filtered": (Script(GOOD, finish="content_filter"), "refused"),
    "refusal": (Script(refusal=True), "refused"),
    "empty": (Script([]), "empty"),
    "only blanks": (Script([" ", "\n"]), "empty"),
}


@pytest.mark.parametrize("fault", CUT_OFF)
async def test_the_model_gives_no_whole_answer(maker, product, fault):
    maker.script, kind = CUT_OFF[fault]
    before = errors_of(kind)
    answer, events = await answered(product)
    is_extractive(answer, "unproven")
    assert text_of(events) == answer.text
    assert errors_of(kind) == before + 1


async def test_an_answer_that_its_maker_breaks_off_is_not_whole(maker, product):
    maker.script = Script(GOOD, finish="abort")
    answer, events = await answered(product)
    is_extractive(answer, "unproven" if maker.kind == "gemini" else "no_model")
    assert text_of(events) == answer.text


async def test_text_that_was_shown_is_taken_back(maker, product):
    """Half a procedure reads like all of it."""
    maker.script = Script(GOOD, stall_after=3)
    answer, events = await answered(product)
    chunks = [event for event in events if isinstance(event, Chunk)]
    assert chunks[0].text.startswith("Hold FUNCTION")
    assert [chunk.offset for chunk in chunks].count(0) == 2  # begun anew
    assert text_of(events) == answer.text
    is_extractive(answer)


async def test_who_left_before_it_was_taken_back_gets_all_of_the_new_text(maker, product):
    """What they hold is of another text, however long it is."""
    maker.script = Script(GOOD, stall_after=3)
    answer, events = await answered(product)
    old = next(event.text for event in events if isinstance(event, Chunk))
    for known in (old, old[:1], old * 20):
        text = known
        for event in await stream(answer.message_id, start=len(known)):
            if isinstance(event, Chunk):
                assert event.offset <= len(text)
                text = text[: event.offset] + event.text
        assert text == answer.text


@pytest.mark.parametrize(
    ("statuses", "headers"),
    [([429], {}), ([429], {"Retry-After": "1"}), ([500, 503], {}), ([502], {})],
)
async def test_what_passes_is_tried_again(maker, product, statuses, headers):
    maker.script = Script(GOOD, statuses=list(statuses), headers=headers)
    began = time.monotonic()
    answer, _ = await answered(product)
    assert answer.text == SAID
    assert time.monotonic() - began > (1 if headers else 0.1)
    if maker.kind == "gemini":  # of the other, the question for the model's name fails first
        assert len(maker.asked) == len(statuses) + 1


async def test_google_says_in_the_body_when_to_come_back(maker, product):
    body = b'{"error": {"code": 429, "details": [{"retryDelay": "33s"}]}}'
    maker.script = Script(GOOD, statuses=[429, 429], error_body=body)
    answer, _ = await answered(product)
    assert answer.engine == ("extractive" if maker.kind == "gemini" else "openai")


async def test_nobody_listens(maker, product, settings):
    settings.GEMINI_BASE_URL = settings.OPENAI_BASE_URL = "http://127.0.0.1:9"
    before = errors_of("unreachable")
    answer, _ = await answered(product)
    is_extractive(answer)
    assert errors_of("unreachable") == before + 1


LIES = {
    "wrong number": ["Hold FUNCTION and TAP together for ten seconds while switching on [1].\n"],
    "wrong citation": ["Use only the supplied adaptor, 12 V DC [1].\n"],
    "invented quote": ['The display shows RESET [1: "it always shows RESET loudly"].\n'],
    "invented fact": ["The unit then plays a melody and restarts [1].\n"],
    "no citation": ["I would simply throw it away.\n"],
    "denial dropped": ["Clean the housing with solvent or alcohol [1].\n"],
    "script": ["<script>alert(1)</script> [1]\n", "<img src=x onerror=alert(1)> [1]\n"],
    "link": ["See [the guide](https://evil.example/x) [1].\n", "Visit www.evil.com [1].\n"],
    "other passage numbers": ["Fly to the moon [99].\n"],
}


@pytest.mark.parametrize("lie", LIES)
async def test_lies_are_not_shown(maker, product, lie):
    maker.script = Script(LIES[lie])
    answer, events = await answered(product)
    is_extractive(answer, "unproven")
    for event in events:
        if isinstance(event, Chunk):
            for word in ("ten seconds", "12 V", "loudly", "melody", "throw", "script", "evil", "<"):
                assert word not in event.text


@pytest.mark.parametrize("lie", LIES)
async def test_truths_beside_lies_stay(maker, product, lie):
    maker.script = Script([*GOOD, *LIES[lie]])
    answer, _ = await answered(product)
    assert answer.engine == maker.kind
    assert answer.text == SAID
    assert answer.outcome == "answered"


async def test_more_lies_than_truths_are_unsure(maker, product):
    maker.script = Script(["The display shows RESET [1].\n", *LIES["link"], *LIES["invented fact"]])
    answer, _ = await answered(product)
    assert (answer.engine, answer.outcome) == (maker.kind, "unsure")
    assert answer.text == "The display shows RESET. [1]"


async def test_true_sentences_about_something_else_are_unsure(maker, product):
    """The manual has no word of it, so whatever the model copied is no answer to this."""
    maker.script = Script(["Hold FUNCTION and TAP together for five seconds [1].\n"])
    answer, _ = await answered(product, "Which unicorn saddle colours work with FUNCTION and TAP?")
    assert (answer.engine, answer.outcome) == (maker.kind, "unsure")
    assert answer.citations[0].page == 2


async def test_a_procedure_with_a_hole_is_not_shown(maker, product):
    steps = ["1. Hold FUNCTION and TAP together [1].\n", "2. Dance a while [1].\n", *GOOD]
    maker.script = Script(steps)
    answer, _ = await answered(product)
    is_extractive(answer, "unproven")


async def test_markup_around_a_truth_goes(maker, product):
    maker.script = Script(["**The display** <b>shows</b> `RESET` [1].\n"])
    answer, _ = await answered(product)
    assert answer.text == "The display shows RESET. [1]"


async def test_the_manual_does_not_say(maker, product):
    maker.script = Script(["NOT COVERED\n"])
    answer, _ = await answered(product)
    assert (answer.outcome, answer.reason, answer.engine) == ("refused", "not_covered", maker.kind)
    assert answer.text == phrase("not_covered", "en")
    assert answer.citations == ()


async def test_an_answer_in_another_language(maker, product):
    said = "יש להחזיק את FUNCTION ואת TAP יחד במשך חמש שניות"
    quote = "Hold FUNCTION and TAP together for five seconds"
    maker.script = Script(
        [f'{said} [1: "{quote[:20]}', f'{quote[20:]}"].\n', "אחר כך הכול טוב [1].\n"]
    )
    answer, _ = await answered(product, "איך עושים איפוס של המכשיר, reset?")
    assert answer.engine == maker.kind
    assert answer.text == f"{said}. [1]"
    assert quote in answer.citations[0].quote


async def test_a_language_that_nobody_can_check_reaches_no_model(maker, product):
    maker.script = Script(GOOD)
    answer, _ = await answered(product, "FUNCTION と TAP で reset するには?")
    assert answer.engine == "extractive"
    assert maker.asked == []


async def test_nothing_found_needs_no_excuse(maker, product):
    """A refusal of the extractive engine is the same with and without a model."""
    maker.script = Script(statuses=[400])
    answer, _ = await answered(product, "Which colours of unicorn saddle exist?")
    assert (answer.outcome, answer.engine, answer.notice) == ("refused", "extractive", None)


async def test_a_dead_maker_is_left_alone(maker, product):
    maker.script = Script(statuses=[400] * 99)
    for _ in range(FAILURES + 3):
        answer, _ = await answered(product)
        is_extractive(answer)
    assert len(maker.asked) <= FAILURES


async def test_stop_ends_the_request(maker, product):
    maker.script = Script(GOOD, stall_after=3)
    message = await in_thread(conversations.ask)(product.pk, RESET)
    task = asyncio.create_task(stream(message.pk))
    await asyncio.sleep(0.6)
    began = time.monotonic()
    await in_thread(conversations.stop)(message.conversation_id, message.pk)
    answer = (await task)[-1]
    assert time.monotonic() - began < 0.6  # before the stall is noticed
    assert (answer.reason, answer.answered) == ("stopped", False)
    assert answer.text.startswith("Hold FUNCTION")
    spent = await in_thread(Spending.objects.get)(customer="")
    assert 0 < spent.tokens < settings.LLM_MAX_TOKENS  # booked, and the rest given back


async def test_a_job_answers_too(maker, product):
    """Workers run each answer in an event loop of its own."""
    maker.script = Script(GOOD)
    for _ in range(2):
        message = await in_thread(conversations.ask)(product.pk, RESET)
        assert await asyncio.to_thread(conversations.answer_if_possible, message.pk) == "answered"
        row = await in_thread(Message.objects.get)(pk=message.pk)
        assert (row.text, row.engine) == (SAID, maker.kind)


async def test_keys_and_questions_are_in_no_log(maker, product, caplog, capfd):
    caplog.set_level("DEBUG")
    for name in ("httpx2", "httpcore2", "google_genai", "support", "asyncio"):
        caplog.set_level("DEBUG", logger=name)
    for script in (
        Script(GOOD), Script(GOOD, disconnect_after=1), Script(statuses=[401] * 9),
        Script(statuses=[500] * 9, error_body=KEY.encode()), Script(GOOD, broken_after=1),
    ):  # fmt: skip
        maker.script = script
        await answered(product)
    told = caplog.text + "".join(capfd.readouterr())
    assert "does not answer" in told
    assert KEY not in told
    assert "factory reset" not in told
    assert "FUNCTION and TAP" not in told
