"""Pictures with a question: checked, stripped, made small, shown to engines that see."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from hscjit.threads import in_thread
from support import conversations, photos
from support.answering.phrases import phrase
from support.errors import InvalidField, TooLong, UnknownProduct
from support.models import Message
from tests.support.desk import make_product, make_ready_manual
from tests.support.models_online import Script
from tests.support.test_desk_socket import client

SECRET = b"GPS 48.1374 N 11.5755 E"


def encoded(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options) -> bytes:
    out = io.BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, size, options.pop("colour", "red")).save(out, kind, **options)
    return out.getvalue()


def url(data: bytes, kind: str = "jpeg") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.fixture(autouse=True)
def folders(own_folders):
    return own_folders


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_every_kind_becomes_a_small_jpeg(kind):
    seen = picture(photos.fit_photo(url(encoded(kind.upper(), (4000, 3000)), kind)))
    assert (seen.format, seen.mode, seen.size) == ("JPEG", "RGB", (1568, 1176))


def test_small_ones_stay_as_large_as_they_are():
    assert picture(photos.fit_photo(url(encoded(size=(64, 32))))).size == (64, 32)


def test_nothing_but_what_is_seen_stays():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # on its side
    data = encoded(size=(200, 100), exif=exif, comment=SECRET, icc_profile=SECRET * 20)
    assert SECRET in data
    seen = photos.fit_photo(url(data + b"trailing " + SECRET))
    assert SECRET not in seen
    assert picture(seen).size == (100, 200)  # upright
    assert not picture(seen).getexif()
    assert "icc_profile" not in picture(seen).info


def test_transparency_becomes_white_and_only_the_first_frame_is_looked_at():
    clear = photos.fit_photo(url(encoded("PNG", mode="RGBA", colour=(0, 0, 0, 0)), "png"))
    assert min(picture(clear).getpixel((5, 5))) > 250
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("blue", "red")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    red, _, blue = picture(photos.fit_photo(url(out.getvalue(), "webp"))).getpixel((5, 5))
    assert blue - red > 150


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would be gigabytes of pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(10_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


BAD = {
    "no data URL": "https://evil.example/x.png",
    "another type": "data:image/svg+xml;base64,PHN2Zy8+",
    "a page": "data:text/html;base64,PHA+",
    "no base64": "data:image/png;base64,***",
    "empty": url(b""),
    "not a picture": url(b"%PDF-1.7 hello"),
    "svg inside": url(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "png"),
    "gif inside": url(encoded("GIF"), "png"),
    "another kind than said": url(encoded("PNG"), "jpeg"),
    "cut off": url(encoded("PNG", (300, 300))[:200], "png"),
    "half a jpeg": url(encoded(size=(2000, 2000), quality=95)[:9000]),
    "bomb": url(png_that_claims(60_000, 60_000), "png"),
    "a little too many pixels": url(png_that_claims(6400, 6400), "png"),
    "tiny": url(encoded(size=(1, 1))),
    "rotten": url(encoded("WEBP")[:20] + b"\xff" * 500, "webp"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_ones_are_refused(name):
    with pytest.raises(InvalidField, match=r"^image: "):
        photos.fit_photo(BAD[name])


def test_too_large():
    with pytest.raises(TooLong):
        photos.fit_photo(url(b"x" * (photos.MOST_BYTES + 1)))


# --- with a question ------------------------------------------------------------------------------

QUESTION = "How do I do a factory reset?"


@pytest.fixture
def product(transactional_db):
    product = make_product("TX-17")
    make_ready_manual(product)
    return product


def files() -> list[str]:
    try:
        return default_storage.listdir(photos.FOLDER)[1]
    except FileNotFoundError:
        return []


async def test_an_engine_without_sight_says_so(product):
    async with client() as me:
        answer = (await me.ask(product.pk, image=url(encoded())))[-1]
    assert (answer["type"], answer["code"]) == ("error", "unavailable")
    assert await in_thread(Message.objects.count)() == 0
    assert files() == []


async def test_a_model_sees_it(maker, product, settings):
    settings.OPENAI_SEES = True
    maker.script = Script(["The display shows RESET [1].\n"])
    async with client() as me:
        answer = (await me.ask(product.pk, image=url(encoded("PNG", (3000, 100)), "png")))[-1]
    assert (answer["engine"], answer["text"]) == (maker.kind, "The display shows RESET. [1]")
    request = json.dumps(maker.asked[0])
    assert "picture that the customer sent" in request
    if maker.kind == "gemini":
        part = maker.asked[0]["contents"][0]["parts"][1]["inlineData"]
        sent, kind = part["data"], part.get("mimeType") or part["mime_type"]
    else:
        part = maker.asked[0]["messages"][1]["content"][1]["image_url"]["url"]
        kind, _, sent = part.removeprefix("data:").partition(";base64,")
    seen = picture(base64.urlsafe_b64decode(sent) if "-" in sent or "_" in sent
                   else base64.b64decode(sent))  # fmt: skip
    assert (kind, seen.format, seen.size) == ("image/jpeg", "JPEG", (1568, 52))
    question = await in_thread(Message.objects.get)(role="customer")
    assert files() == [question.image.rpartition("/")[2]]


async def test_openai_compatible_models_are_blind_unless_said(maker, product):
    if maker.kind == "openai":
        async with client() as me:
            answer = (await me.ask(product.pk, image=url(encoded())))[-1]
        assert answer["code"] == "unavailable"
        assert maker.asked == []


async def test_bad_picture_is_told_and_nothing_is_written(maker, product, settings):
    settings.OPENAI_SEES = True
    client_id = "7d0f0f6e-5b0e-4f0a-9b5e-0c4f7b1b2a3c"
    async with client() as me:
        answer = (await me.ask(product.pk, image=BAD["bomb"], client_id=client_id))[-1]
        assert (answer["code"], answer["client_id"]) == ("invalid_field", client_id)
        answer = (await me.ask(product.pk, image=7))[-1]
        assert answer["code"] == "invalid_field"
    assert await in_thread(Message.objects.count)() == 0
    assert files() == []


async def test_the_customer_is_told_when_nobody_looked(maker, product, settings):
    settings.OPENAI_SEES = True
    maker.script = Script(statuses=[400])
    async with client() as me:
        answer = (await me.ask(product.pk, image=url(encoded())))[-1]
    assert answer["engine"] == "extractive"
    assert phrase("picture_unseen", "en") in answer["notice"]


def test_a_question_that_is_refused_leaves_no_picture(product):
    with pytest.raises(UnknownProduct):
        conversations.ask("no-such-product", QUESTION, photo=encoded())
    assert files() == []


def test_a_question_goes_with_its_picture(product):
    answer = conversations.ask(product.pk, QUESTION, photo=encoded())
    assert len(files()) == 1
    assert photos.stored(answer.question.image) == encoded()
    answer.conversation.delete()
    assert files() == []
    assert photos.stored(answer.question.image) is None
