"""The pictures of README.md and docs/pages.md: the real pages, with the example customers.

`pytest tests/web/test_pictures_of_the_docs.py --approve` takes them anew; then look at each of them.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from tests.web.customers import form
from tests.web.imports import agree, customers, decide, upload

from muster.apply import environments

ROOT: Final = Path(__file__).parents[2]
PICTURES: Final = ROOT / "docs" / "pictures"
NAMED: Final = re.compile(r"\]\((?:docs/)?pictures/([\w-]+\.png)\)")

WIDTH: Final = 1100
LARGEST: Final = 120_000
"""Bytes of a picture: nobody waits for a page of documents."""

SETTLE: Final = """numbers => {
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) texts.push(walk.currentNode);
  const day = /\\d{1,2} [A-Z][a-z]+ 20\\d\\d/g;
  const first = Math.min(...texts.flatMap(text => text.data.match(day) || []).map(found => Date.parse(found)));
  const moved = found => new Date(Date.parse(found) - first + Date.UTC(2026, 10, 24, 12))
    .toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric"});
  const numbered = number => String(numbers.indexOf(+number) + 1);
  for (const text of texts) {
    text.data = text.data.replace(day, moved).replace(/\\b\\d\\d:\\d\\d\\b/g, "10:30").replace(/^(< )?\\d+ s$/, "< 1 s")
      .replace(/(?<=\\bimport )\\d+\\b/gi, numbered);
    if (text.parentElement.matches("dd")) text.data = text.data.replace(/^\\d+$/, numbered);
  }
}"""
"""What is another at every run is the same in every picture: the days on a page are moved together so that the first is
24 November 2026, and imports are numbered as if there were no others in the database."""


@pytest.fixture
def shop(house):
    """The house as it is in a picture: with a name, and Ann, who imports."""
    database = house.database()
    environments.change(database, replace(house.environment, name="Van Dam Supplies", zone="Europe/Brussels"))
    database.close()
    house.bob.user.name = "Ann Peeters"
    house.bob.user.save()
    return house


class Album:
    """Pictures of the pages that Ann sees, each compared with the one that was approved."""

    def __init__(self, shop, open_page, looks_like):
        self.shop, self.open_page, self.looks_like = shop, open_page, looks_like
        self.imports, self.taken = [], set()

    def send(self, name, content=None, **options):
        """Upload an example, or what became of it."""
        sent = (ROOT / "examples" / name).read_bytes() if content is None else content
        self.imports.append(upload(self.shop, sent, name=name, **options))
        return self.imports[-1]

    def type(self, number, **values):
        """Type other values into the customer with this number; the customer's page."""
        [found] = [key for key, its in customers(self.shop, "id, number") if its == number]
        page = f"customers/{found}/"
        address = self.shop.path(f"{page}edit/")
        answer = self.shop.bob.post(address, {**form(self.shop.bob.get(address).text), **values})
        self.imports.append(int(answer.url.params["done"]))
        return page

    def picture(self, name, path, *, height, language="en", scheme="light"):
        self.shop.bob.user.language = language
        self.shop.bob.user.save()
        page = self.open_page(
            self.shop.bob, viewport={"width": WIDTH, "height": 400}, color_scheme=scheme, locale=language
        )
        page.goto(self.shop.path(path))
        page.evaluate(SETTLE, self.imports)
        self.looks_like(page, PICTURES / f"{name}.png", height)
        self.taken.add(f"{name}.png")


@pytest.fixture
def album(shop, open_page, looks_like):
    return Album(shop, open_page, looks_like)


def without_dutch_mobiles():
    """What somebody sends who lost a part of a column."""
    return re.sub(rb"\+316\d{8}", b"", (ROOT / "examples" / "klanten-nieuw.csv").read_bytes())


def with_a_mistyped_header():
    """What somebody sends who mistyped a header."""
    return (
        (ROOT / "examples" / "kunden.txt")
        .read_text("utf-16")
        .replace("Kundennummer", "Kundenummer", 1)
        .encode("utf-16")
    )


@pytest.mark.slow
@pytest.mark.parametrize("served", ["sqlite"], indirect=True)  # what a page looks like is no database's doing
def test_the_pages_look_as_they_were_approved(shop, album):
    album.picture("new-import", "imports/new/", height=780)
    agree(shop, album.send("klanten.csv"))

    dirty = album.send("klanten-excel.csv")
    album.picture("problems", f"imports/{dirty}/", height=980)
    album.picture("problemen", f"imports/{dirty}/", language="nl", height=730)
    album.picture("cell-by-cell", f"imports/{dirty}/problems/TXT003/", height=520)
    decide(shop, dirty, "again", {"on_error": "skip"})
    agree(shop, dirty)
    album.picture("done", f"imports/{dirty}/", height=800)

    moved = album.type("40041", address="Meir 24", zip="2000")
    album.picture("customer", moved, height=836)
    album.picture("customer-dark", moved, scheme="dark", height=836)
    album.picture("customers", "customers/", height=857)

    doubtful = album.send("kunden.txt", with_a_mistyped_header())
    album.picture("columns", f"imports/{doubtful}/columns/", height=679)
    asked = album.send("klanten-nieuw.csv", without_dutch_mobiles())
    album.picture("plan", f"imports/{asked}/", height=807)

    assert album.taken == {file.name for file in PICTURES.iterdir()}


def test_every_picture_is_shown_and_small():
    shown = {name for page in ("README.md", "docs/pages.md") for name in NAMED.findall((ROOT / page).read_text())}
    sizes = {file.name: file.stat().st_size for file in PICTURES.iterdir()}
    assert shown == set(sizes)
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
