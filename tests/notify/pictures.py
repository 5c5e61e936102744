"""Write the reference mails anew: `python tests/notify/pictures.py`, then look at them.

The plain texts in `letters/` are what test_letters.py compares. The pictures in `letters/` are those same mails as
Chromium shows them, for people to look at: six occasions in one picture per language, one narrow, one dark.
"""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import OCCASIONS
from muster import catalogue
from muster.notify import compose

LETTERS = Path(__file__).parent / "letters"
LANGUAGES = ("en", "nl", "fr", "de")
SENT = datetime(2026, 11, 22, 9, 6, tzinfo=UTC)


def mail(occasion: str, language: str) -> EmailMessage:
    return compose(replace(OCCASIONS[occasion](), language=language), now=SENT)


def text(occasion: str, language: str) -> str:
    """The mail as a person without HTML reads it, its subject above."""
    message = mail(occasion, language)
    body = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    return f"{message['Subject']}\n\n{body}"


def _html(occasion: str, language: str) -> str:
    return mail(occasion, language).get_body(("html",)).get_content()


def _sheet(mails: list[str], width: int, height: int) -> str:
    frames = "".join(
        f'<iframe srcdoc="{escape(mail)}" style="border:0;width:{width}px;height:{height}px"></iframe>'
        for mail in mails
    )
    return (
        '<!doctype html><meta name="color-scheme" content="light dark"><body style="margin:0;display:grid;gap:4px;'
        f'background:#808080;grid-template-columns:repeat(3,{width}px)">{frames}'
    )


def _shoot(page: str, picture: Path, width: int, height: int, *, dark: bool = False) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu",
                "--hide-scrollbars", f"--user-data-dir={folder}/profile", f"--window-size={width},{height}",
                *(["--blink-settings=preferredColorScheme=0"] if dark else []),
                f"--screenshot={picture}", source.as_uri(),
            ],
            check=True, capture_output=True,
        )  # fmt: skip


def main() -> None:
    catalogue.load()
    LETTERS.mkdir(exist_ok=True)
    for language in LANGUAGES:
        for occasion in OCCASIONS:
            (LETTERS / f"{occasion}.{language}.txt").write_text(text(occasion, language), encoding="utf-8")
        mails = [_html(occasion, language) for occasion in OCCASIONS]
        _shoot(_sheet(mails, 640, 950), LETTERS / f"{language}.png", 1928, 1904)
    narrow = [_html(occasion, "de") for occasion in ("warnings", "three-errors", "twenty-thousand-errors")]
    _shoot(_sheet(narrow, 320, 1550), LETTERS / "narrow.png", 968, 1550)
    dark = [_html(occasion, "nl") for occasion in ("warnings", "three-errors", "twenty-thousand-errors")]
    _shoot(_sheet(dark, 640, 950), LETTERS / "dark.png", 1928, 950, dark=True)


if __name__ == "__main__":
    main()
