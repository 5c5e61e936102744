"""Draw the README's picture: what a terminal shows of a damaged file, as docs/images/report.svg."""

import io
import os
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

import muster
from muster import catalogue
from muster.i18n import Translator
from muster.report import text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.svg"
LINES = 38

THEME = TerminalTheme(
    (250, 250, 247), (45, 48, 52),
    [(45, 48, 52), (178, 42, 42), (38, 115, 60), (146, 96, 0), (32, 84, 160), (120, 60, 140), (0, 110, 120), (90, 94, 100)],
)  # fmt: skip


def main() -> None:
    """Check an example and keep the first lines of the report as a picture."""
    os.chdir(ROOT)
    catalogue.load()
    shown = io.StringIO()
    text.write(muster.check(["examples/klanten-excel.csv"], country="BE"), shown, Translator("en"), colour=True)
    lines = ["$ muster check examples/klanten-excel.csv --country BE", *shown.getvalue().splitlines()[:LINES], "…"]
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(lines)))
    drawn = console.export_svg(title="muster", theme=THEME, unique_id="muster")
    # A picture fetches no font from elsewhere.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text("\n".join(line.rstrip() for line in drawn.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
