"""Small files made on the spot: PDFs with real text, and web pages."""

from __future__ import annotations

from collections.abc import Sequence

SENTENCES = (
    "Hold the power button for three seconds to switch the Zephyr on.",
    "The battery of the Zephyr charges fully within ninety minutes.",
    "Clean the filter under warm water every second week.",
    "A blinking red light means that the fan is blocked.",
    "Never open the housing while the plug is in the socket.",
)

PARTS = ("hose", "lamp", "handle", "motor", "wheel", "display")


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with one line of text for each string, in ASCII."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 16 TL 50 780 Td {shown} ET".encode("ascii")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
    return _file(objects)


def manual_pdf(pages: int = 2, remark: str = "") -> bytes:
    """A manual whose first page has SENTENCES; another ``remark`` makes another file."""
    first = [f"The Zephyr {remark}", *SENTENCES]
    return pdf([first, *(_page_about(part) for part in PARTS[: pages - 1])])


def locked_pdf() -> bytes:
    """A PDF that nobody has the password of."""
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]"
    trailer = b"trailer\n<< " + lock % (b"ab" * 32, b"cd" * 32)
    return manual_pdf().replace(b"trailer\n<<", trailer)


def manual_html(paragraphs: int = 12) -> bytes:
    text = "".join(f"<p>{' '.join(SENTENCES)}</p>" for _ in range(paragraphs))
    return f"<!doctype html><title>Zephyr</title><main><h1>Zephyr</h1>{text}</main>".encode()


def _page_about(part: str) -> list[str]:
    return [
        f"Taking care of the {part}",
        f"Look at the {part} before you start and replace a worn {part} at once.",
        f"Your dealer has a new {part}; the old {part} belongs in recycling.",
    ]


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )
