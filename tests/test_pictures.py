"""What a picture may differ by, and what it may not."""

import pytest
from PIL import Image, ImageDraw, ImageFilter
from tests import pictures

WHITE, GREY, RED = (255, 255, 255), (245, 247, 250), (179, 38, 30)


@pytest.fixture
def page():
    """A page with a red bar, a grey box and lines of text."""
    picture = Image.new("RGB", (600, 800), WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 599, 50), fill=RED)
    pen.rectangle((20, 80, 580, 200), fill=GREY)
    for top in range(90, 780, 22):
        pen.text((30, top), "Nothing was written: 3 errors must be corrected first.", fill="black")
    return picture


def changed(page, *box, fill):
    picture = page.copy()
    ImageDraw.Draw(picture).rectangle(box, fill=fill)
    return picture


def alike(one, other):
    return pictures.difference(one, other) <= pictures.GREATEST_DIFFERENCE


def test_a_page_is_like_itself(page):
    assert pictures.difference(page, page) == 0


def test_a_kept_picture_is_like_what_was_taken(page, tmp_path):
    pictures.keep(page, tmp_path / "kept" / "page.png")
    assert pictures.difference(page, pictures.kept(tmp_path / "kept" / "page.png")) <= 1


def test_letters_may_be_softer_or_bolder(page):
    assert alike(page, page.filter(ImageFilter.GaussianBlur(0.4)))
    assert alike(page, Image.blend(page, page.filter(ImageFilter.MinFilter(3)), 0.05))


@pytest.mark.parametrize(
    ("box", "fill"),
    [((0, 0, 599, 50), (138, 90, 0)), ((20, 80, 580, 200), WHITE), ((30, 332, 360, 352), WHITE)],
    ids=["another colour", "a box without its grey", "a line of text that is gone"],
)
def test_what_changed_in_one_place_is_seen(page, box, fill):
    assert not alike(page, changed(page, *box, fill=fill))


def test_what_moved_is_seen(page):
    moved = Image.new("RGB", page.size, WHITE)
    moved.paste(page, (0, 6))
    assert not alike(page, moved)


@pytest.mark.parametrize(("width", "height", "is_alike"), [(600, 804, True), (600, 812, False), (601, 800, False)])
def test_a_page_may_be_a_little_longer_but_not_wider(page, width, height, is_alike):
    larger = Image.new("RGB", (width, height), WHITE)
    larger.paste(page, (0, 0))
    assert alike(page, larger) is is_alike
