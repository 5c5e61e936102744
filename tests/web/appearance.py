"""How a page looks to everybody: what axe-core finds, and whether it fits on a narrow screen."""

from pathlib import Path

AXE = Path(__file__).with_name("axe-4.14.1.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
IN_VIEW = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def findings(page):
    """What axe-core finds, and where."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


def fits(page):
    """Nothing has to be scrolled sideways, but for tables in their frames."""
    return page.evaluate(IN_VIEW)
