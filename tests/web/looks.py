"""What a page must be like for everybody: no finding of axe, nothing wider than the screen, nothing too small to hit."""

from pathlib import Path
from typing import Any, Final

AXE: Final = Path(__file__).with_name("axe-4.14.1.min.js").read_text(encoding="utf-8")
LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL_TARGETS: Final = """() => [...document.querySelectorAll('main button, main input, main select, main a.btn, nav a, summary')]
  .filter(each => each.offsetParent && each.type !== 'hidden')
  .filter(each => { const box = (each.closest('.form-check') || each).getBoundingClientRect(); return box.width < 24 || box.height < 24; })
  .map(each => each.outerHTML.slice(0, 120))"""


def found_by_axe(page: Any) -> list[str]:
    """Every finding, as rule and element."""
    page.evaluate(AXE)  # in the page's own world, past its policy
    run = "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}, resultTypes: ['violations']})"
    result = page.evaluate(run, LEVELS)
    return [f"{each['id']}: {node['html'][:150]}" for each in result["violations"] for node in each["nodes"]]


def wider_than_the_screen(page: Any) -> int:
    """By how many pixels a page has to be moved sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def too_small(page: Any) -> list[str]:
    """What is smaller than 24 by 24 pixels and can be pressed (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(SMALL_TARGETS)
    return found
