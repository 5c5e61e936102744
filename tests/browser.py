"""The browser of the tests: Debian's chromium, driven by Playwright, with the same fonts on every machine.

Tests take the fixture `browser`; `open_browser` is for programs that take pictures outside pytest.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, expect, sync_playwright

FONTS: Final = Path(__file__).with_name("fonts.conf")

PATIENCE: Final = 30
"""Seconds that `expect` waits for what comes after a click; a busy machine takes its time, and success never waits."""

expect.set_options(timeout=PATIENCE * 1000)

ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--force-color-profile=srgb",
)  # fmt: skip


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A browser with a profile of its own, gone afterwards. Each test opens its own context or page in it.

    While it is open Playwright keeps an event loop in this thread. Django then takes every call for one from a
    coroutine and refuses to ask the database; nothing here is a coroutine, so it is told not to.
    """
    program = shutil.which("chromium")
    if program is None:
        raise FileNotFoundError("These tests need chromium. On Debian: apt install chromium fonts-liberation")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env={**os.environ, "FONTCONFIG_FILE": str(FONTS)}
        )
        try:
            yield browser
        finally:
            browser.close()
