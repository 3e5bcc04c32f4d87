"""Door: load the demo catalogue into an empty database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.demo_data import load_if_empty
from catalog.models import Product


class Command(BaseCommand):
    help = "Loads the demo catalogue and its manuals if the database has no product at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the report as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        loaded = load_if_empty()
        products = Product.objects.current().count()
        if options["json"]:
            self.stdout.write(json.dumps({"loaded": loaded, "products": products}))
        elif loaded:
            self.stdout.write(f"The demo catalogue was loaded: {products} products.")
        else:
            self.stdout.write(f"Nothing to do: the database has {products} products already.")
