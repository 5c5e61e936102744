"""The report as one HTML file without scripts, to be kept or mailed to a colleague: counts, a chart, the lines."""

from collections.abc import Iterator
from html import escape
from typing import Final, TextIO

from muster.i18n import Translator, _, _n
from muster.model.outcome import Report
from muster.report import verdict
from muster.report.causes import Cause, grouped
from muster.report.words import severity_name, shown

PLACES: Final = 1_000
"""Places listed per cause; a browser shows no million rows. CSV and XLSX have all of them."""

BARS: Final = 12
"""Causes in the chart, the most frequent first."""


_COLUMNS: Final = (
    ("file_name", _("File")), ("place", _("Place")), ("message", _("What is wrong")), ("suggestion", _("Suggestion")),
)  # fmt: skip
"""Column of the rendered frame, heading."""


def write(report: Report, out: TextIO, translator: Translator) -> None:
    """Write the page. It loads nothing from anywhere."""
    for part in _page(report, translator):
        out.write(part + "\n")


def _page(report: Report, translator: Translator) -> Iterator[str]:
    causes = grouped(report, translator, examples=PLACES)
    names = ", ".join(shown(file.name) for file in report.files)
    title = verdict.labelled(verdict.verdict(report, translator), names, translator)
    yield _HEAD.format(language=translator.language, title=escape(title), style=_STYLE)
    yield f"<h1>{escape(verdict.first_sentence(report, translator))}</h1>"
    yield from _circumstances(report, translator)
    yield from _files(report, translator)
    gone = verdict.deletions(report, translator)
    if gone:
        yield f"<p>{escape(gone)}</p>"
    yield from _chart([cause for cause in causes if cause.severity != "note"], translator)
    for severity, name in verdict.SEVERITIES.items():
        of_severity = [cause for cause in causes if cause.severity == severity]
        if of_severity:
            yield f'<h2 class="{severity}">{escape(translator.text(name))}</h2>'
        for cause in of_severity:
            yield from _cause(cause, translator, several_files=len(report.files) > 1)
    yield "</main></body></html>"


def _circumstances(report: Report, translator: Translator) -> Iterator[str]:
    known = verdict.circumstances(report, translator)
    until = verdict.undo_until(report, translator)
    if until:
        known.append((translator.text(_("Can be undone until")), until))
    if known:
        yield "<dl>"
        for label, value in known:
            yield f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>"
        yield "</dl>"


def _files(report: Report, translator: Translator) -> Iterator[str]:
    for file in report.files:
        status = verdict.status(file, report, translator)
        yield f'<section class="file {file.status.value}"><h2>{escape(shown(file.name))} <span>{escape(status)}</span></h2>'
        yield "".join(f"<p>{escape(sentence)}</p>" for sentence in verdict.of_file(file, report, translator))
        yield "</section>"


def _chart(causes: list[Cause], translator: Translator) -> Iterator[str]:
    """A bar per cause, as long as its count; its words and number stand beside it for those who see no bars."""
    if not causes:
        return
    most = sorted(causes, key=lambda cause: -cause.count)[:BARS]
    title = escape(translator.text(_("The most frequent causes")))
    yield f'<figure><figcaption>{title}</figcaption><ol class="chart">'
    for cause in most:
        share = max(100 * cause.count / most[0].count, 1)
        yield (
            f'<li><svg height="16" aria-hidden="true"><rect class="{cause.severity}" x="{100 - share:.2f}%" '
            f'width="{share:.2f}%" height="16" rx="3"/></svg>'
            f"<span><b>{translator.number(cause.count)}</b> {escape(cause.cause)} "
            f"<small>({severity_name(cause.severity, translator)})</small></span></li>"
        )
    yield "</ol></figure>"


def _cause(cause: Cause, translator: Translator, *, several_files: bool) -> Iterator[str]:
    yield f"<details{' open' if cause.severity == 'error' else ''}><summary><b>{escape(cause.cause)}</b> "
    yield f"<code>{cause.code}</code> × {translator.number(cause.count)}</summary>"
    for hint in cause.hints:
        yield f"<p>→ {escape(hint)}</p>"
    columns = [(name, heading) for name, heading in _COLUMNS if name != "file_name" or several_files]
    if cause.examples["suggestion"].null_count() == cause.examples.height:
        columns = [(name, heading) for name, heading in columns if name != "suggestion"]
    yield "<table><thead><tr>"
    for name, heading in columns:
        yield f'<th scope="col" class="{name}">{escape(translator.text(heading))}</th>'
    yield "</tr></thead><tbody>"
    for place in cause.examples.iter_rows(named=True):
        cells = (f'<td class="{name}">{escape(shown(place[name] or ""))}</td>' for name, _heading in columns)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
    left_out = cause.count - cause.examples.height
    if left_out:
        more = translator.plural(
            *_n(
                "… and {count} more place; the list as CSV or workbook has them all.",
                "… and {count} more places; the list as CSV or workbook has them all.",
            ),
            left_out,
        )
        yield f"<p>{escape(more)}</p>"
    yield "</details>"


_HEAD: Final = """\
<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title}</title><style>{style}</style></head><body><main>"""

_STYLE: Final = """
:root { color-scheme: light dark; --text: #1c2430; --soft: #566173; --page: #fff; --card: #f5f7fa; --line: #d9dfe7;
  --error: #b3261e; --warning: #8a5a00; --repair: #0b6b75; --note: #3b5aa9; --good: #1d6b3a; }
@media (prefers-color-scheme: dark) { :root { --text: #e7ebf0; --soft: #a3afbf; --page: #14181f; --card: #1d232c;
  --line: #343d4a; --error: #ff8a80; --warning: #f2b84b; --repair: #5fc9d3; --note: #9db4ff; --good: #7fd6a0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 1.5rem; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
section { background: var(--card); border-left: 4px solid var(--line); border-radius: 4px; padding: .75rem 1rem;
  margin: .75rem 0; }
section h2 { margin: 0; overflow-wrap: anywhere; } section h2 span { font-weight: 400; color: var(--soft); }
section.accepted { border-color: var(--good); } section.rejected { border-color: var(--error); }
section.partial { border-color: var(--warning); }
h2.error { color: var(--error); } h2.warning { color: var(--warning); } h2.repair { color: var(--repair); }
h2.note { color: var(--note); }
figure { margin: 2rem 0; } figcaption { font-weight: 600; margin-bottom: .25rem; }
.chart { list-style: none; margin: 0; padding: 0; }
.chart li { display: grid; grid-template-columns: 2fr 3fr; column-gap: .75rem; align-items: center; padding: .15rem 0; }
svg { width: 100%; }
rect.error { fill: var(--error); } rect.warning { fill: var(--warning); } rect.repair { fill: var(--repair); }
rect.note { fill: var(--note); }
details { border-top: 1px solid var(--line); padding: .6rem 0; } summary { cursor: pointer; }
code { font-size: .85em; color: var(--soft); } small { color: var(--soft); }
table { width: 100%; table-layout: fixed; border-collapse: collapse; margin: .5rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; width: 18%; } th.message { width: auto; }
@media (max-width: 36rem) { .chart li { display: block; padding: .3rem 0; } svg { transform: scaleX(-1); } thead { position: absolute; left: -999rem; }
  tr { display: block; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  td { display: block; border: 0; padding: .05rem 0; } td:empty { display: none; }
  td.suggestion::before { content: "→ "; } }
@media print { details:not([open]) > * { display: block; } }
"""
