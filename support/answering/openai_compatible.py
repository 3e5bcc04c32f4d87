"""Any server that speaks OpenAI's chat completions: vLLM, Ollama, llama.cpp, OpenAI itself."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

import httpx2
from django.conf import settings

from support.answering.calls import calling, certificates, error_of, retry_after
from support.answering.model import ModelError, Prompt, Said, Spent
from support.answering.prompt import PROMPT_VERSION

CUT_SHORT, REFUSED = "length", "content_filter"
BROKEN_OFF = ("abort", "error")  # as vLLM and others say it

# An event of the stream, one line behind "data: ":
# {"choices": [{"index": 0, "delta": {"content": "Hold "}, "finish_reason": null}], "usage": null}


class OpenAICompatible:
    """Streams from OPENAI_BASE_URL, which ends where ``/chat/completions`` follows."""

    name = "openai"

    def __init__(self) -> None:
        self.sees = settings.OPENAI_SEES
        model = settings.OPENAI_MODEL or "first"
        self.version = f"openai:{settings.OPENAI_BASE_URL}:{model}:p{PROMPT_VERSION}"

    def load(self) -> None:
        certificates()

    async def speak(self, prompt: Prompt) -> AsyncGenerator[Said | Spent, None]:
        async with calling() as client:
            model = settings.OPENAI_MODEL or await _first_model(client)
            request = client.stream(
                "POST", _url("chat/completions"), headers=_headers(), json=_body(model, prompt)
            )
            async with request as response:
                if response.status_code != httpx2.codes.OK:
                    raise error_of(response.status_code, retry_after(response.headers))
                async with aclosing(_parts(response)) as parts:
                    async for part in parts:
                        yield part


async def _first_model(client: httpx2.AsyncClient) -> str:
    """Servers of one's own mostly have a single one, and tell its name."""
    response = await client.get(_url("models"), headers=_headers())
    if response.status_code != httpx2.codes.OK:
        raise error_of(response.status_code, retry_after(response.headers))
    try:
        return str(response.json()["data"][0]["id"])
    except (ValueError, LookupError, TypeError):
        raise ModelError("bad_response") from None


def _url(path: str) -> str:
    return f"{settings.OPENAI_BASE_URL.rstrip('/')}/{path}"


def _headers() -> dict[str, str]:
    key = settings.OPENAI_API_KEY
    return {"Authorization": f"Bearer {key}"} if key else {}


def _body(model: str, prompt: Prompt) -> dict[str, Any]:
    content: Any = prompt.user
    if prompt.image is not None:
        picture = "data:image/jpeg;base64," + base64.b64encode(prompt.image).decode()
        content = [
            {"type": "text", "text": prompt.user},
            {"type": "image_url", "image_url": {"url": picture}},
        ]
    return {
        "model": model,
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": prompt.system},
            {"role": "user", "content": content},
        ],
        **_limits(),
    }


def _limits() -> dict[str, Any]:
    """OpenAI's own newer models know the limit by another name and take no temperature."""
    if httpx2.URL(settings.OPENAI_BASE_URL).host == "api.openai.com":
        return {"max_completion_tokens": settings.LLM_MAX_TOKENS}
    return {"max_tokens": settings.LLM_MAX_TOKENS, "temperature": 0}


async def _parts(response: httpx2.Response) -> AsyncGenerator[Said | Spent, None]:
    """The words of the stream. An end that nobody announced is a broken line, not an end."""
    ended = False
    async for line in response.aiter_lines():
        if not line.startswith("data:"):
            continue  # comments keep the line open, events have no names here
        data = line[len("data:") :].strip()
        if data == "[DONE]":
            return
        for part in _read(data):
            if isinstance(part, str):
                ended = True
            else:
                yield part
    if not ended:
        raise ModelError("disconnected", again=True)


def _read(data: str) -> Iterator[Said | Spent | str]:
    """The parts of one event; a text says why the answer ends."""
    try:
        event = json.loads(data)
        if event.get("error"):
            raise ModelError("server_error", again=True)
        if usage := event.get("usage"):
            yield Spent(int(usage["prompt_tokens"]), int(usage["completion_tokens"]))
        for choice in event.get("choices") or ():
            delta = choice.get("delta") or {}
            reason = choice.get("finish_reason")
            if delta.get("refusal") or reason == REFUSED:
                raise ModelError("refused")
            if delta.get("content"):
                yield Said(str(delta["content"]))
            if reason == CUT_SHORT:
                raise ModelError("too_long")
            if reason in BROKEN_OFF:
                raise ModelError("server_error", again=True)
            if reason:
                yield str(reason)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ModelError("bad_response") from None
