"""Door: the predictions that a keystroke would give."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.consumers import as_fields
from catalog.predictor import predict
from catalog.snapshot import current


class Command(BaseCommand):
    help = "Shows which products are predicted for a text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", metavar="TEXT")
        parser.add_argument("--limit", type=int, default=5, metavar="N", help="1–20, default 5")
        parser.add_argument("--json", action="store_true", help="the result as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        limit: int = options["limit"]
        if not 1 <= limit <= 20:
            raise CommandError("--limit must be from 1 to 20", returncode=2)
        predictions = predict(current(fresh=True), options["text"], limit)
        if options["json"]:
            data = [as_fields(prediction) for prediction in predictions]
            self.stdout.write(
                json.dumps({"content": options["text"], "data": data}, ensure_ascii=False)
            )
            return
        for prediction in predictions:
            product = prediction.product
            left = f" — question: {prediction.question}" if prediction.question else ""
            self.stdout.write(
                f"{prediction.confidence:3d} %  {product.id}  {product.brand} | {product.name}"
                f"{left}"
            )
        if not predictions:
            self.stdout.write("No product is predicted.")
