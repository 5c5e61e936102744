"""Pictures of pages, compared with those that people looked at and approved.

Another rasteriser sets letters a little bolder or a fraction of a pixel aside, and that must not matter; a word, a
colour or a margin that changed must. So both pictures are shrunk to a quarter, which blurs letters into the grey of their
line, and then compared tile by tile: what changed in one place is not lost in the mean of a long page.
"""

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops
from playwright.sync_api import Page

SHRUNK: Final = 4

TILE: Final = 8
"""Pixels of the shrunk picture on each side of a tile: 32 of the page, somewhat more than a line of text."""

GREATEST_DIFFERENCE: Final = 6.0
"""Of 255, the mean over a tile and its three colours: letters a twentieth bolder differ by 4, another version of the fonts
by 3, a slightly other grey by 8, a word that is missing or a margin of two pixels by 18."""

GREATEST_HEIGHT: Final = 8
"""Pixels by which a page may be longer or shorter: less than half a line."""

COLOURS: Final = 64
"""With so many a kept picture differs from what was taken by 1."""


def take(page: Page, height: int | None = None) -> Image.Image:
    """The page as a picture: the whole of it, or so many pixels from its top."""
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken if height is None else taken.crop((0, 0, taken.width, min(height, taken.height)))


def keep(picture: Image.Image, path: Path) -> None:
    """Write a picture small enough for a repository: with a palette."""
    path.parent.mkdir(parents=True, exist_ok=True)
    palette = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=8, dither=Image.Dither.NONE)
    palette.save(path, "PNG", optimize=True)


def kept(path: Path) -> Image.Image:
    """A picture that was kept."""
    with Image.open(path) as picture:
        return picture.convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ where they differ most, from 0 to 255. 255 if they have other sizes."""
    if one.width != other.width or abs(one.height - other.height) > GREATEST_HEIGHT:
        return 255.0
    size = (one.width // SHRUNK, min(one.height, other.height) // SHRUNK)
    box = (0, 0, size[0] * SHRUNK, size[1] * SHRUNK)
    small = [picture.convert("RGB").crop(box).resize(size, Image.Resampling.BOX) for picture in (one, other)]
    apart = ImageChops.difference(*small)
    tiles = apart.resize((-(-size[0] // TILE), -(-size[1] // TILE)), Image.Resampling.BOX)
    colours = tiles.tobytes()
    return max(sum(colours[at : at + 3]) / 3 for at in range(0, len(colours), 3))
