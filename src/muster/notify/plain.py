"""The e-mail as plain text, 76 columns wide: complete and in the same order as the HTML."""

from collections.abc import Iterator
from typing import Final

from muster.notify.content import Content
from muster.report.layout import wrap

WIDTH: Final = 76


def plain(content: Content) -> str:
    """The text part."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Content) -> Iterator[str]:
    yield from wrap(content.sentence, WIDTH)
    for file in content.files:
        yield ""
        yield from wrap(file.title, WIDTH)
        for line in file.lines:
            yield from wrap(line, WIDTH, first="  ")
    if content.more_files:
        yield ""
        yield content.more_files
    if content.causes:
        yield from _title(content.errors_title)
    for cause in content.causes:
        yield ""
        yield from wrap(f"{cause.title} ({cause.count})", WIDTH)
        for place in cause.places:
            yield from wrap(place, WIDTH, first="  - ", rest="    ")
        if cause.more:
            yield from wrap(cause.more, WIDTH, first="  - ", rest="    ")
        for hint in cause.hints:
            yield from wrap(hint, WIDTH, first="  → ", rest="    ")
    if content.more_causes:
        yield ""
        yield from wrap(content.more_causes, WIDTH)
    if content.remarks:
        yield from _title(content.remarks_title)
        yield ""
        for remark in content.remarks:
            yield from wrap(remark, WIDTH, first="- ", rest="  ")
    for sentence, target in content.next_steps:
        yield ""
        yield from wrap(sentence, WIDTH)
        if target:
            yield f"  {target}"
    yield ""
    for fact in content.fact_lines:
        yield from wrap(fact, WIDTH)
    yield ""
    yield "-- "
    yield from wrap(content.footer, WIDTH)


def _title(title: str) -> Iterator[str]:
    yield ""
    yield title.upper()
