"""The pages' socket: predictions and answers as fragments, whatever comes in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator

from catalog import snapshot
from catalog.models import CatalogueVersion
from hscjit.threads import in_thread
from support import conversations
from support.models import Message
from support.page_consumer import PageConsumer
from tests.support.desk import make_product, make_ready_manual

pytestmark = pytest.mark.django_db(transaction=True)


class Page:
    """What a browser's htmx says and hears."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.communicator = communicator

    async def say(self, **fields: object) -> None:
        await self.communicator.send_to(text_data=json.dumps({"HEADERS": {}, **fields}))

    async def hear(self) -> str:
        return str(await self.communicator.receive_from(timeout=10))

    async def until_finished(self, answer: Message) -> list[str]:
        frames = [await self.hear()]
        while not frames[-1].startswith(f'<article id="message-{answer.pk}"'):
            frames.append(await self.hear())
        return frames

    async def hears_nothing(self) -> bool:
        return bool(await self.communicator.receive_nothing(timeout=0.3))


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    communicator = WebsocketCommunicator(PageConsumer.as_asgi(), "/ws/desk/")
    connected, _ = await communicator.connect()
    assert connected
    try:
        yield Page(communicator)
    finally:
        await communicator.disconnect()
        await asyncio.sleep(0.1)  # what it handed over is written


def asked() -> Message:
    product = make_product()
    make_ready_manual(product)
    return conversations.ask(product.pk, "How do I do a factory reset?")


def watch(answer: Message) -> dict[str, str]:
    return {
        "type": "watch",
        "conversation_id": str(answer.conversation_id),
        "message_id": str(answer.pk),
    }


async def test_typing_brings_the_list_with_the_number_of_the_keystroke() -> None:
    await in_thread(make_product)("Tapestry TX-17")
    await in_thread(CatalogueVersion.rise)()
    await in_thread(snapshot.current)(fresh=True)
    async with page() as here:
        await here.say(type="typing", content="tapestry", seq=12, limit=6)
        frame = await here.hear()
    assert frame.startswith('<ul id="options" data-seq="12"')
    assert "Tapestry TX-17" in frame


async def test_an_answer_streams_and_ends_in_one_frame_for_the_log() -> None:
    answer = await in_thread(asked)()
    async with page() as here:
        await here.say(**watch(answer))
        frames = await here.until_finished(answer)
    assert f'hx-swap-oob="innerHTML:#status-{answer.pk}"' in frames[0]
    assert any(f"#text-{answer.pk}" in frame for frame in frames[1:-1])
    assert f'hx-swap-oob="outerHTML:#slot-{answer.pk}"' in frames[-1]
    assert "Open page 4 (PDF page 2)" in frames[-1]


async def test_a_second_tab_and_a_page_that_comes_late_get_the_same_end() -> None:
    answer = await in_thread(asked)()
    async with page() as one, page() as other:
        await one.say(**watch(answer))
        await other.say(**watch(answer))
        first, second = await one.until_finished(answer), await other.until_finished(answer)
    async with page() as late:
        await late.say(**watch(answer))
        third = await late.until_finished(answer)
    assert first[-1] == second[-1] == third[-1]


async def test_watching_twice_on_one_socket_is_watching_once() -> None:
    answer = await in_thread(asked)()
    await in_thread(Message.objects.filter(pk=answer.pk).update)(text="abc")
    async with page() as here:
        await here.say(**watch(answer))
        await here.say(**watch(answer))
        frames = await here.until_finished(answer)
        assert await here.hears_nothing()
    assert sum("outerHTML:#slot" in frame for frame in frames) == 1


async def test_a_new_socket_shows_the_text_so_far_at_once_not_a_second_time() -> None:
    answer = await in_thread(asked)()
    rows = Message.objects.filter(pk=answer.pk)
    await in_thread(rows.update)(text="Half of", attempts=1)
    async with page() as here:
        await here.say(**watch(answer))
        frames = await here.until_finished(answer)
    texts = [frame for frame in frames if f"#text-{answer.pk}" in frame]
    assert f"innerHTML:#text-{answer.pk}" in texts[0]


async def test_what_cannot_be_watched_is_said_in_its_place() -> None:
    answer = await in_thread(asked)()
    unknown = uuid4()
    async with page() as here:
        await here.say(**(watch(answer) | {"message_id": str(unknown)}))
        frame = await here.hear()
    assert frame == (
        f'<span hx-swap-oob="innerHTML:#status-{unknown}">'
        "There is no such message in this conversation.</span>"
    )


@pytest.mark.parametrize(
    "frame",
    [
        " ", "no json", "[]", "null", '{"type":"watch"}', '{"type":"typing","content":5}',
        '{"type":"watch","message_id":"<b>","conversation_id":"<b>"}',
        '{"type":"query","product_id":"x","query":"y"}', '{"type":"feedback"}',
        '{"type":"typing","content":"%s"}' % ("x" * 1001),
    ],
)  # fmt: skip
async def test_nonsense_is_ignored_and_the_socket_stays_open(frame: str) -> None:
    async with page() as here:
        await here.communicator.send_to(text_data=frame)
        assert await here.hears_nothing()
        await here.say(type="typing", content="x", seq=1)
        assert 'data-seq="1"' in await here.hear()


async def test_binary_frames_are_ignored() -> None:
    async with page() as here:
        await here.communicator.send_to(bytes_data=b"\x00")
        assert await here.hears_nothing()
