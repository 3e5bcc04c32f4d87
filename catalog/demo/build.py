"""Renders the sources of the demo manuals to PDF: `python -m catalog.demo.build [NAME…]`."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from catalog.demo.packing import pack

try:
    from playwright.sync_api import Browser, Error, Page, sync_playwright
except ImportError:
    sys.exit("catalog.demo.build: playwright is missing: pip install -r requirements-dev.txt")

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
MANUALS = HERE / "manuals"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FILE_LIMIT = 400_000
# Chromium stamps the hour into the file; a fixed date of equal length keeps rebuilds identical.
STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([^)]*\))")
STAMPED = rb"\g<1>20250301090000\g<2>"
CREATOR = re.compile(rb"/Creator \((?:\\.|[^\\)])*\)")


class BuildError(Exception):
    """A manual cannot be built; the message tells the person at the keyboard why."""


@dataclass(frozen=True)
class Built:
    """One finished manual."""

    name: str
    pages: int
    size: int


def page_numbers(pdf: bytes) -> list[int]:
    """The file page (from 0) of every heading, in the order of the outline."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        destinations = [item.get_dest() for item in document.get_toc()]
        return [-1 if dest is None else (dest.get_index() or 0) for dest in destinations]
    finally:
        document.close()


def count_pages(pdf: bytes) -> int:
    """How many pages a rendered manual has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def settle(pdf: bytes) -> bytes:
    """The same file without the traces of when and with what it was made."""
    pdf = STAMP.sub(STAMPED, pdf)
    return CREATOR.sub(lambda found: b" " * len(found[0]), pdf)


def print_pdf(page: Page) -> bytes:
    """One pass of the printer, with bookmarks and tags."""
    return page.pdf(outline=True, tagged=True, prefer_css_page_size=True, print_background=True)


def render(browser: Browser, source: Path) -> bytes:
    """Print once to learn where the headings fall, fill in the contents, print again."""
    page = browser.new_page()
    try:
        page.goto(source.as_uri())
        page.add_script_tag(path=str(SOURCES / "paginate.js"))
        page.evaluate("paginate.prepare()")
        numbers: list[int] = []
        for _ in range(4):
            pdf = print_pdf(page)
            found = page_numbers(pdf)
            if found == numbers:
                return pack(settle(pdf))
            numbers = found
            page.evaluate("numbers => paginate.fill(numbers)", numbers)
    finally:
        page.close()
    raise BuildError(f"{source.name}: the page numbers of its contents do not settle")


def build_pdf(browser: Browser, source: Path) -> Built:
    """Render one source into `manuals/`."""
    pdf = render(browser, source)
    if len(pdf) > FILE_LIMIT:
        raise BuildError(f"{source.name}: {len(pdf):,} bytes, more than {FILE_LIMIT:,}")
    target = MANUALS / f"{source.stem}.pdf"
    target.write_bytes(pdf)
    return Built(target.name, count_pages(pdf), len(pdf))


def build_html(source: Path) -> Built:
    """An HTML manual stays as it was written."""
    target = MANUALS / source.name.removeprefix("web_")
    shutil.copyfile(source, target)
    return Built(target.name, 1, target.stat().st_size)


def chosen(names: list[str]) -> list[Path]:
    """The sources called for; all of them when no name is given."""
    every = sorted(SOURCES.glob("*.html"))
    unknown = set(names) - {source.stem for source in every}
    if unknown:
        raise BuildError(f"no such source: {', '.join(sorted(unknown))}")
    return [source for source in every if not names or source.stem in names]


def build(names: list[str]) -> list[Built]:
    """Build the named sources with one browser."""
    if not Path(CHROMIUM).exists():
        raise BuildError(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-core")
    sources = chosen(names)
    MANUALS.mkdir(exist_ok=True)
    built = [build_html(source) for source in sources if source.stem.startswith("web_")]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            printed = [source for source in sources if not source.stem.startswith("web_")]
            built += [build_pdf(browser, source) for source in printed]
            browser.close()
    except Error as error:
        raise BuildError(f"chromium failed: {error}") from error
    return built


def main(arguments: list[str] | None = None) -> int:
    """Build, then say what came out."""
    parser = argparse.ArgumentParser(prog="python -m catalog.demo.build", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a source without .html; all")
    try:
        built = build(parser.parse_args(arguments).names)
    except BuildError as error:
        print(f"catalog.demo.build: {error}", file=sys.stderr)
        return 1
    for manual in built:
        print(f"{manual.pages:4} pages {manual.size:9,} bytes  {manual.name}")
    print(f"{sum(m.pages for m in built):4} pages {sum(m.size for m in built):9,} bytes  in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
