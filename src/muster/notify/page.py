"""The e-mail as HTML that holds in Outlook, Gmail and Apple Mail: tables, and every style in its element.

The one style sheet turns the colours in the dark; where a client drops it, the mail is light and complete.
"""

from collections.abc import Iterator
from html import escape
from typing import Final

from muster.notify.content import CauseLines, Content, FileLines

_TONES: Final = {"good": "#1d6b3a", "warning": "#8a5a00", "bad": "#b3261e", "neutral": "#3b4a5e"}

_FONT: Final = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_TEXT: Final = f"{_FONT};font-size:15px;line-height:22px;color:#1c2430"
_SOFT: Final = f"{_FONT};font-size:13px;line-height:20px;color:#566173"
_BREAK: Final = "word-break:break-word;overflow-wrap:anywhere"

_DARK: Final = """\
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
.page{background:#14181f!important}.card{background:#1d232c!important}.line{border-color:#343d4a!important}
.text,.text a{color:#e7ebf0!important}.soft{color:#a3afbf!important}.box{background:#262e39!important}
.good{color:#7fd6a0!important}.warning{color:#f2b84b!important}.bad{color:#ff8a80!important}.neutral{color:#a3b8d6!important}
}"""

_OUTLOOK_BEGIN: Final = '<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->'
_OUTLOOK_END: Final = "<!--[if mso]></td></tr></table><![endif]-->"
"""Outlook on Windows knows no greatest width."""


def page(content: Content) -> str:
    """The HTML part."""
    return "\n".join(_parts(content)) + "\n"


def _parts(content: Content) -> Iterator[str]:
    yield (
        f'<!doctype html>\n<html lang="{content.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"<title>{escape(content.subject)}</title>\n<style>{_DARK}</style></head>"
    )
    yield (
        '<body class="page" style="margin:0;padding:0;background:#eef1f5">'
        '<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="background:#eef1f5"><tr><td align="center" style="padding:16px 8px">'
        f'{_OUTLOOK_BEGIN}<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:600px;background:#ffffff;border-radius:6px">'
    )
    yield (
        f'<tr><td style="background:{_TONES[content.tone]};padding:14px 20px;border-radius:6px 6px 0 0">'
        f'<p style="margin:0;{_FONT};font-size:18px;line-height:24px;font-weight:bold;color:#ffffff;{_BREAK}">'
        f"{escape(content.verdict)}</p></td></tr>"
    )
    yield _row(
        f'<h1 class="text" style="margin:0;{_FONT};font-size:17px;line-height:25px;font-weight:bold;color:#1c2430">'
        f"{escape(content.sentence)}</h1>"
    )
    yield "".join(_row(_file(file), above=16 if index == 0 else 8) for index, file in enumerate(content.files))
    if content.more_files:
        yield _row(_paragraph(content.more_files, _SOFT, "soft"), above=8)
    if content.causes:
        yield _row(_title(content.errors_title) + "".join(_cause(cause) for cause in content.causes))
    if content.more_causes:
        yield _row(_paragraph(content.more_causes))
    if content.remarks:
        items = "".join(
            f'<li class="text" style="{_TEXT};margin:0 0 4px;{_BREAK}">{escape(remark)}</li>'
            for remark in content.remarks
        )
        yield _row(f'{_title(content.remarks_title)}<ul style="margin:0;padding:0 0 0 20px">{items}</ul>')
    if content.next_steps:
        yield _row("".join(_step(sentence, target) for sentence, target in content.next_steps))
    yield _row(_facts(content), below=20)
    yield (
        '</table><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="max-width:600px"><tr><td class="soft" style="{_SOFT};padding:12px 20px">{escape(content.footer)}'
        f"</td></tr></table>{_OUTLOOK_END}</td></tr></table></body></html>"
    )


def _row(inner: str, *, above: int = 16, below: int = 0) -> str:
    return f'<tr><td style="padding:{above}px 20px {below}px">{inner}</td></tr>'


def _title(title: str) -> str:
    return (
        f'<h2 class="text" style="margin:4px 0 8px;{_FONT};font-size:15px;line-height:22px;font-weight:bold;'
        f'color:#1c2430">{escape(title)}</h2>'
    )


def _paragraph(text: str, style: str = _TEXT, tone: str = "text") -> str:
    return f'<p class="{tone}" style="margin:0;{style};{_BREAK}">{escape(text)}</p>'


def _file(file: FileLines) -> str:
    lines = "".join(_paragraph(line, _SOFT, "soft") for line in file.lines)
    status = (
        f' <span class="{file.tone}" style="color:{_TONES[file.tone]}">{escape(file.status)}</span>'
        if file.status
        else ""
    )
    return (
        '<table role="presentation" class="box" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="background:#f5f7fa;border-left:4px solid {_TONES[file.tone]}">'
        f'<tr><td style="padding:10px 14px"><p class="text" style="margin:0;{_TEXT};{_BREAK}"><b>{escape(file.name)}</b>'
        f"{status}</p>{lines}"
        "</td></tr></table>"
    )


def _cause(cause: CauseLines) -> str:
    places = "".join(_paragraph(place) for place in (*cause.places, *([f"… {cause.more}"] if cause.more else [])))
    hints = "".join(_paragraph(f"→ {hint}", f"{_TEXT};padding-top:4px") for hint in cause.hints)
    return (
        '<table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="border-top:1px solid #d9dfe7"><tr>'
        f'<td class="text" style="{_TEXT};padding:10px 8px 4px 0;font-weight:bold;{_BREAK}">{escape(cause.title)}</td>'
        f'<td class="bad" align="right" valign="top" style="{_TEXT};padding:10px 0 4px;font-weight:bold;color:#b3261e;'
        f'white-space:nowrap">{escape(cause.count)}</td></tr>'
        f'<tr><td colspan="2" style="padding:0 0 12px">{places}{hints}</td></tr></table>'
    )


def _step(sentence: str, target: str) -> str:
    if not target:
        shown = ""
    elif target.startswith(("https://", "http://")):
        shown = f'<a href="{escape(target)}" style="color:#1c2430">{escape(target)}</a>'
    else:
        shown = f'<code style="font-family:Consolas,Menlo,monospace;font-size:14px">{escape(target)}</code>'
    return f'<p class="text" style="margin:0 0 10px;{_TEXT};{_BREAK}">{escape(sentence)}{"<br>" if shown else ""}{shown}</p>'


def _facts(content: Content) -> str:
    rows = "".join(
        f'<tr><td class="soft" valign="top" style="{_SOFT};padding:2px 16px 2px 0;white-space:nowrap">{escape(label)}</td>'
        f'<td class="soft" width="100%" style="{_SOFT};padding:2px 0;{_BREAK}">{escape(value)}</td></tr>'
        for label, value in content.facts
    )
    return (
        '<table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="border-top:1px solid #d9dfe7"><tr><td style="padding-top:10px">'
        f'<table cellpadding="0" cellspacing="0" border="0">{rows}</table></td></tr></table>'
    )
