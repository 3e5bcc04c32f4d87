"""Door: ask a question on the terminal and read the answer as it streams."""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser
from contextlib import aclosing
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError

from support import conversations, manuals
from support.answering.events import Answer, Chunk, Status
from support.errors import RequestError
from support.ingest import ingest
from support.models import Message
from support.wire import answer_fields


class Command(BaseCommand):
    help = "Asks one question about a product and streams the answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("product_id")
        parser.add_argument("question")
        parser.add_argument("--json", action="store_true", help="the answer as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            message = conversations.ask(options["product_id"], options["question"])
        except RequestError as error:
            raise CommandError(str(error), returncode=2) from error
        _read_manual_here(message)
        answer = asyncio.run(self._stream(message.pk, quiet=options["json"]))
        if options["json"]:
            self.stdout.write(json.dumps(answer_fields(answer), ensure_ascii=False))
        else:
            self._sources(answer)
        if not answer.answered and answer.reason != Message.Reason.NOT_COVERED and answer.reason:
            raise SystemExit(1)

    async def _stream(self, message_id: UUID, *, quiet: bool) -> Answer:
        async with aclosing(conversations.answer_stream(message_id)) as events:
            async for event in events:
                if isinstance(event, Status) and event.message:
                    self.stderr.write(f"… {event.message}")
                elif isinstance(event, Chunk) and not quiet:
                    self.stdout.write(event.text, ending="")
                    self.stdout.flush()
                elif isinstance(event, Answer):
                    return event
        raise CommandError("the answer did not come to its end")

    def _sources(self, answer: Answer) -> None:
        self.stdout.write("")
        for place in answer.citations:
            label = f"page {place.page_label or place.page} (PDF page {place.page})"
            self.stdout.write(f"[{place.number}] {place.manual_title}, {label}: {place.url}")
        self.stderr.write(f"{answer.outcome} {answer.reason or ''}".strip())


def _read_manual_here(message: Message) -> None:
    """The command needs no worker beside it: it reads the manual itself, if nobody else does."""
    question = message.question.text if message.question else ""
    manual = manuals.manual_for(message.product, question) if message.product else None
    if manual is not None and not manual.is_settled:
        ingest(manual.pk)
