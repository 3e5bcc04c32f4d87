"""The JSON socket keeps the contract: first frames, repeats, resume, stop, errors."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator

from catalog import snapshot
from catalog.models import CatalogueVersion
from hscjit.threads import in_thread
from support.consumers import DeskConsumer
from support.models import Feedback, Manual, Message
from tests.support.desk import fill, make_product, make_ready_manual

pytestmark = pytest.mark.django_db(transaction=True)

RESET = "How do I do a factory reset?"


class Client:
    """A program that speaks the public contract."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator

    async def say(self, type: str, **fields) -> None:  # noqa: A002
        await self.communicator.send_to(text_data=json.dumps({"type": type, **fields}))

    async def hear(self, seconds: float = 10) -> dict:
        return json.loads(await self.communicator.receive_from(timeout=seconds))

    async def until(self, *types: str) -> list[dict]:
        frames = [await self.hear()]
        while frames[-1]["type"] not in types:
            frames.append(await self.hear())
        return frames

    async def ask(self, product_id: str, **fields) -> list[dict]:
        await self.say("query", product_id=product_id, query=RESET, **fields)
        return await self.until("answer", "error")


@asynccontextmanager
async def client():
    communicator = WebsocketCommunicator(DeskConsumer.as_asgi(), "/ws/v1/")
    connected, _ = await communicator.connect()
    assert connected
    try:
        yield Client(communicator)
    finally:
        await communicator.disconnect()
        await asyncio.sleep(0.1)  # what it handed over is written


@pytest.fixture
def product():
    product = make_product("TX-17 Drum Module")
    make_ready_manual(product)
    return product


def text_of(frames: list[dict], known: str = "") -> str:
    for frame in frames:
        if frame["type"] == "answer_chunk":
            known = known[: frame["offset"]] + frame["text"]
    return known


async def test_query_begins_with_a_status_and_ends_with_an_answer(product):
    client_id = str(uuid4())
    async with client() as me:
        frames = await me.ask(product.pk, client_id=client_id)
    assert frames[0]["type"] == "status"
    answer = frames[-1]
    ids = {name: answer[name] for name in ("client_id", "conversation_id", "message_id")}
    assert ids["client_id"] == client_id
    for frame in frames:
        if frame["type"] in {"status", "answer"}:
            assert ids.items() <= frame.items()
    assert text_of(frames) == answer["text"]
    assert (answer["outcome"], answer["answered"], answer["reason"]) == ("answered", True, None)
    assert answer["engine"] == "extractive"
    assert answer["from_cache"] is False
    citation = answer["citations"][0]
    assert set(citation) == {"number", "manual", "page", "page_label", "quote", "url"}
    assert (citation["number"], citation["page"], citation["page_label"]) == (1, 2, "4")
    assert {"retrieval", "first_chunk", "total"} <= set(answer["timings"])


async def test_lock_and_query_is_another_name(product):
    async with client() as me:
        await me.say("lock_and_query", product_id=product.pk, query=RESET)
        assert (await me.until("answer", "error"))[-1]["type"] == "answer"


async def test_same_client_id_gives_the_same_answer(product):
    client_id = str(uuid4())
    async with client() as me:
        first = (await me.ask(product.pk, client_id=client_id))[-1]
        again = (await me.ask(product.pk, client_id=client_id))[-1]
        other = await me.say("query", product_id=product.pk, query="Why?", client_id=client_id)
        refused = (await me.until("error"))[-1]
    assert other is None
    assert again == first
    assert (refused["code"], refused["client_id"]) == ("invalid_field", client_id)
    assert await in_thread(Message.objects.count)() == 2


async def test_conversation_goes_on(product):
    async with client() as me:
        first = (await me.ask(product.pk))[-1]
        second = (await me.ask(product.pk, conversation_id=first["conversation_id"]))[-1]
    assert second["conversation_id"] == first["conversation_id"]
    assert second["message_id"] != first["message_id"]


async def test_resume_on_another_socket(product):
    async with client() as me:
        whole = (await me.ask(product.pk))[-1]
    ids = {name: whole[name] for name in ("conversation_id", "message_id")}
    async with client() as other:
        await other.say("resume", **ids, **{"from": 10})
        frames = await other.until("answer", "error")
    assert frames[0]["type"] == "status"
    assert text_of(frames, whole["text"][:10]) == whole["text"]
    assert frames[-1]["text"] == whole["text"]


async def test_second_socket_follows_and_both_get_the_answer():
    product = await in_thread(make_product)(url="file:later.pdf")
    client_id = str(uuid4())
    async with client() as one, client() as two:
        query = {"product_id": product.pk, "query": RESET, "client_id": client_id}
        await one.say("query", **query)
        assert (await one.hear())["type"] == "status"
        await two.say("query", **query)
        assert (await two.hear())["stage"] == "queued"
        await in_thread(lambda: fill(Manual.objects.get()))()
        answers = [(await each.until("answer"))[-1] for each in (one, two)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "answered"


async def test_stop_ends_with_an_answer():
    product = await in_thread(make_product)(url="file:later.pdf")
    async with client() as me:
        await me.say("query", product_id=product.pk, query=RESET)
        ids = {
            n: v for n, v in (await me.hear()).items() if n.endswith("n_id") or n == "message_id"
        }
        await me.say("stop", **ids)
        answer = (await me.until("answer", "error"))[-1]
    assert (answer["type"], answer["reason"], answer["answered"]) == ("answer", "stopped", False)


async def test_pick_tells_the_manual_s_way():
    product = await in_thread(make_product)(url="file:later.pdf")
    async with client() as me:
        await me.say("pick", product_id=product.pk)
        first = await me.hear()
        assert (first["type"], first["stage"]) == ("status", "queued")
        assert first["product_id"] == product.pk
        await in_thread(lambda: fill(Manual.objects.get()))()
        assert (await me.hear())["stage"] == "ready"
        nothing = await in_thread(make_product)()
        await me.say("pick", product_id=nothing.pk)
        assert (await me.hear())["stage"] == "failed"


async def test_evidence(product):
    async with client() as me:
        await me.say("evidence", product_id=product.pk, content="factory reset", seq=7)
        frame = await me.hear()
    assert (frame["type"], frame["seq"]) == ("evidence", 7)
    assert frame["passages"][0]["page"] == 2
    assert set(frame["passages"][0]) == {"page", "page_label", "text", "score"}


async def test_feedback_is_stored(product):
    async with client() as me:
        answer = (await me.ask(product.pk))[-1]
        ids = {name: answer[name] for name in ("conversation_id", "message_id")}
        await me.say("feedback", **ids, rating="down", comment="wrong page")
        assert await me.hear() == {"type": "feedback", "message_id": answer["message_id"]}
    stored = await in_thread(Feedback.objects.values_list("rating", "comment").get)()
    assert stored == ("down", "wrong page")


async def test_typing_tells_the_manual_s_state(product):
    await in_thread(CatalogueVersion.rise)()
    await in_thread(snapshot.current)(fresh=True)
    async with client() as me:
        await asyncio.sleep(0.3)  # the map of states is read
        await me.say("typing", content="tx17", seq=3)
        frame = await me.hear()
    assert frame["seq"] == 3
    assert frame["data"][0]["product"]["manual"] == {"status": "ready", "language": "en"}


QUERY = {"type": "query", "query": "How?"}
UUID = "6d8a6f0e-1111-4111-8111-111111111111"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"type": "pick"}, "invalid_field"),
        ({"type": "pick", "product_id": 7}, "invalid_field"),
        ({"type": "pick", "product_id": "none"}, "unknown_product"),
        ({**QUERY, "product_id": "none"}, "unknown_product"),
        ({**QUERY, "product_id": "none", "query": "a" * 2001}, "too_long"),
        ({**QUERY, "product_id": "none", "client_id": "7"}, "invalid_field"),
        ({**QUERY, "product_id": "none", "conversation_id": []}, "invalid_field"),
        ({**QUERY, "product_id": "none", "image": "data:image/png;base64,AA=="}, "unavailable"),
        ({"type": "evidence", "product_id": "none", "content": "a", "seq": 1}, "unknown_product"),
        ({"type": "evidence", "product_id": "none", "content": "a"}, "invalid_field"),
        ({"type": "stop", "conversation_id": UUID, "message_id": UUID}, "unknown_conversation"),
        ({"type": "resume", "conversation_id": UUID, "message_id": "x"}, "invalid_field"),
        ({"type": "resume", "conversation_id": UUID, "message_id": UUID}, "unknown_conversation"),
        ({"type": "feedback", "conversation_id": UUID, "message_id": UUID, "rating": "up"},
         "unknown_conversation"),
    ],
)  # fmt: skip
async def test_errors_name_the_trouble_and_the_socket_stays_open(message, code):
    async with client() as me:
        await me.say(**message)
        frame = await me.hear()
        assert (frame["type"], frame["code"]) == ("error", code)
        await me.say("ping")
        assert await me.hear() == {"type": "pong"}


async def test_fields_of_a_real_product_are_checked_too(product):
    async with client() as me:
        for wrong in ({"scenario": "underwater"}, {"query": " "}, {"conversation_id": UUID}):
            await me.say("query", **{"product_id": product.pk, "query": "How?", **wrong})
            frame = await me.hear()
            expected = "unknown_conversation" if "conversation_id" in wrong else "invalid_field"
            assert (frame["type"], frame["code"]) == ("error", expected)
        answer = (await me.ask(product.pk))[-1]
        ids = {name: answer[name] for name in ("conversation_id", "message_id")}
        await me.say("feedback", **ids, rating="wonderful")
        assert (await me.hear())["code"] == "invalid_field"
        await me.say("resume", **ids, **{"from": -1})
        assert (await me.hear())["code"] == "invalid_field"
        await me.say("stop", conversation_id=ids["conversation_id"], message_id=UUID)
        assert (await me.hear())["code"] == "unknown_message"


async def test_one_socket_cannot_ask_without_end(product):
    async with client() as me:
        for _ in range(80):
            await me.say("query", product_id=product.pk, query=RESET, client_id=UUID)
        refused = (await me.until("error"))[-1]
        assert (refused["code"], refused["client_id"]) == ("rate_limited", UUID)
