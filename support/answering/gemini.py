"""Google's Gemini, through its own client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from functools import cache
from typing import Any, NamedTuple

import httpx2
from django.conf import settings

from hscjit.threads import in_thread
from support.answering.calls import calling, certificates, error_of, retry_after
from support.answering.model import ModelError, Prompt, Said, Spent
from support.answering.prompt import PROMPT_VERSION
from support.conditions import wait_of

LEAST_THINKING = 128  # tokens, of a model that cannot do without
WHOLE, CUT_SHORT, UNSAID = "STOP", "MAX_TOKENS", "FINISH_REASON_UNSPECIFIED"


class _Library(NamedTuple):
    genai: Any
    types: Any
    errors: Any
    unused: httpx2.Client  # the library wants one, and making it takes longer than all the rest


@cache
def _library() -> _Library:
    """Not with this module: it takes up to 1.4 s and 74 MB."""
    from google import genai  # noqa: PLC0415
    from google.genai import errors, types  # noqa: PLC0415

    return _Library(genai, types, errors, httpx2.Client(verify=certificates()))


class Gemini:
    """Streams from the model that GEMINI_MODEL names."""

    name = "gemini"
    sees = True

    def __init__(self) -> None:
        self.version = f"gemini:{settings.GEMINI_MODEL}:p{PROMPT_VERSION}"

    def load(self) -> None:
        _library()

    async def speak(self, prompt: Prompt) -> AsyncGenerator[Said | Spent, None]:
        library = await in_thread(_library)()
        async with calling() as http:
            client = _client(library, http)
            try:
                stream = await client.aio.models.generate_content_stream(
                    model=settings.GEMINI_MODEL,
                    contents=_contents(library.types, prompt),
                    config=_config(library.types, prompt),
                )
                async with aclosing(stream):
                    async for part in _parts(stream):
                        yield part
            except library.errors.APIError as error:
                raise _error(error) from None
            except (library.errors.UnknownApiResponseError, ValueError):
                raise ModelError("bad_response") from None


def _client(library: _Library, http: httpx2.AsyncClient) -> Any:
    return library.genai.Client(
        api_key=settings.GEMINI_API_KEY,
        vertexai=False,  # whatever the environment says: the key is for this one
        http_options=library.types.HttpOptions(
            base_url=settings.GEMINI_BASE_URL or None,
            httpx_async_client=http,
            httpx_client=library.unused,
        ),
    )


def _contents(types: Any, prompt: Prompt) -> Any:
    parts = [types.Part.from_text(text=prompt.user)]
    if prompt.image is not None:
        parts.append(types.Part.from_bytes(data=prompt.image, mime_type="image/jpeg"))
    return types.Content(role="user", parts=parts)


def _config(types: Any, prompt: Prompt) -> Any:
    return types.GenerateContentConfig(
        system_instruction=prompt.system,
        temperature=0,
        max_output_tokens=settings.LLM_MAX_TOKENS,
        thinking_config=_thinking(types, settings.GEMINI_MODEL),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )


def _thinking(types: Any, model: str) -> Any:
    """As little as the model allows: its thoughts count as output, and the customer waits for them.

    Left alone, these models think as long as they like, and LLM_MAX_TOKENS may be spent before
    the first word. None: a model of which we do not know how it is told.
    """
    if "2.5-flash" in model:
        return types.ThinkingConfig(thinking_budget=0)
    if "2.5-pro" in model:
        return types.ThinkingConfig(thinking_budget=LEAST_THINKING)
    if "gemini-3" in model:
        return types.ThinkingConfig(thinking_level=types.ThinkingLevel.LOW)
    return None


async def _parts(stream: AsyncIterator[Any]) -> AsyncGenerator[Said | Spent, None]:
    """The words of the stream. An end that nobody announced is a broken line, not an end."""
    ended = False
    async for chunk in stream:
        if chunk.usage_metadata is not None:
            yield _spent(chunk.usage_metadata)
        if chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason:
            raise ModelError("refused")
        for candidate in (chunk.candidates or ())[:1]:
            for text in _texts(candidate):
                yield Said(text)
            ended = _is_the_end(candidate) or ended
    if not ended:
        raise ModelError("disconnected", again=True)


def _texts(candidate: Any) -> Iterator[str]:
    content = candidate.content
    for part in (content.parts or ()) if content is not None else ():
        if part.text and not part.thought:
            yield part.text


def _is_the_end(candidate: Any) -> bool:
    """Whether the answer ends here, whole. Of the other reasons each one broke it off."""
    reason = candidate.finish_reason
    if reason is None or reason.name == UNSAID:
        return False
    if reason.name == CUT_SHORT:
        raise ModelError("too_long")
    if reason.name != WHOLE:
        raise ModelError("refused")  # SAFETY, RECITATION, LANGUAGE, OTHER, …
    return True


def _spent(usage: Any) -> Spent:
    written = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return Spent(usage.prompt_token_count or 0, written)


def _error(error: Any) -> ModelError:
    """Never with the library's own text: it repeats what the other side sent."""
    code = error.code if isinstance(error.code, int) else 500
    response = error.response
    wait = retry_after(response.headers) if isinstance(response, httpx2.Response) else None
    return error_of(code, _delay_in(error.details) if wait is None else wait)


def _delay_in(details: Any) -> float | None:
    """Google says in the body when to come back: {"retryDelay": "13s"} among the details."""
    try:
        for detail in details["error"]["details"]:
            if delay := detail.get("retryDelay"):
                return wait_of(str(delay).rstrip("s").partition(".")[0])
    except (KeyError, TypeError, AttributeError):
        pass
    return None
