"""A stranger's picture → a small, plain JPEG with nothing in it but what is seen; in the child."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from support.errors import Unreadable

# Imported above so that nothing is loaded behind the limits; no other format is ever tried.
FORMATS = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
LONGEST_SIDE = 1568  # pixels: more is scaled down by the makers of models anyway
SHORTEST_SIDE = 8
MOST_PIXELS = 40_000_000
QUALITY = 85
BAD_PICTURE = "The picture cannot be read."


def fit(path: str, kind: str) -> bytes:
    """``kind``: jpeg, png or webp, as the sender says. Raises Unreadable.

    Turned upright, without metadata, profiles, further frames and transparency.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path, formats=[name for name in FORMATS if name]) as picture:
            _check(picture, kind)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            picture.load()
            return _encoded(_plain(picture))
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise Unreadable(
            f"the picture cannot be read ({type(error).__name__})", customer_text=BAD_PICTURE
        ) from error


def _check(picture: Image.Image, kind: str) -> None:
    if (picture.format or "").lower() != kind:
        raise Unreadable(f"the picture is no {kind}", customer_text=f"The picture is no {kind}.")
    if picture.width * picture.height > MOST_PIXELS:
        raise Unreadable(
            "the picture has too many pixels", customer_text="The picture has too many pixels."
        )
    if min(picture.size) < SHORTEST_SIDE:
        raise Unreadable("the picture is too small", customer_text="The picture is too small.")


def _plain(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    # Pixels only: whatever else the file carried stays behind.
    seen = upright.convert("RGB")
    return Image.frombytes("RGB", seen.size, seen.tobytes())


def _encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
