#!/usr/bin/env python
"""Command-line entry point: every maintenance command of the desk."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from hscjit.env import BadEnvironment


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hscjit.settings")
    try:
        execute_from_command_line(sys.argv)
    except BadEnvironment as error:
        print(f"hscjit: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
