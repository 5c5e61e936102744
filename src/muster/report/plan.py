"""What an import would do, before anybody says yes: the report, what would change and go, and what needs an answer."""

from collections.abc import Iterator
from typing import TextIO

from muster.i18n import Translator, _, _n
from muster.model.fields import BY_NAME
from muster.model.outcome import Report
from muster.model.plan import Reason, Stop
from muster.report import text
from muster.report.layout import wrap
from muster.report.words import place_of_row, shown


def write(
    report: Report,
    out: TextIO,
    translator: Translator,
    width: int = 80,
    colour: bool = False,  # noqa: FBT001  as text.write
) -> None:
    """Write the plan for a person at a terminal: the report, what would change, what would go, what it stops for."""
    text.write(report, out, translator, width, colour)
    for line in _lines(report, translator, width):
        out.write(line + "\n")


def _lines(report: Report, translator: Translator, width: int) -> Iterator[str]:
    yield from _changes(report, translator, width)
    gone = {field: count for field, count in report.cleared_by_field.items() if count}
    if gone:
        yield ""
        yield translator.text(_("Deletions")).upper()
        yield ""
    for field, count in sorted(gone.items(), key=lambda each: -each[1]):
        yield from wrap(
            _deletion(field, count, report.filled_by_field.get(field, count), translator), width, first="  "
        )
        yield from _deleted_values(report, field, count, translator, width)
    if report.stops:
        yield ""
        yield translator.text(_("Needs your yes")).upper()
    for stop in report.stops:
        yield ""
        yield from wrap(question(stop, translator), width, first="  ")
        yield from wrap(_answer(stop, translator), width, first="  → ", rest="    ")


def _changes(report: Report, translator: Translator, width: int) -> Iterator[str]:
    """Each distinct change once with how many customers it is for, then whole examples."""
    summary = report.summary
    if summary is None or not summary.customers:
        return
    yield ""
    yield translator.text(_("Changes")).upper()
    for name, customers in summary.customers.items():
        yield ""
        header = BY_NAME[name].header
        yield from wrap(
            translator.plural(
                *_n("{field}: {count} customer", "{field}: {count} customers"), customers, field=header
            ),
            width, first="  ",
        )  # fmt: skip
        for before, after, count in summary.changes[name].iter_rows():
            times = f" × {translator.number(count)}" if count > 1 else ""
            change = f"{_value(before, translator)} → {_value(after, translator)}{times}"
            yield from wrap(change, width, first="    ", rest="      ")
        others = customers - int(summary.changes[name]["customers"].sum())
        if others:
            yield from wrap(translator.plural(*_n("and {count} more", "and {count} more"), others), width, first="    ")
    if not summary.examples.is_empty():
        yield ""
        yield from wrap(translator.text(_("For example:")), width, first="  ")
    for (file, line, customer), values in summary.examples.group_by("file", "line", "customer", maintain_order=True):
        place = translator.text(
            _("{place}, customer {customer}:"),
            place=place_of_row(report.files[int(str(file)) - 1], int(str(line)), translator), customer=customer,
        )  # fmt: skip
        yield from wrap(place, width, first="    ")
        for field, before, after in values.select("field", "before", "after").iter_rows():
            change = f"{BY_NAME[field].header}: {_value(before, translator)} → {_value(after, translator)}"
            yield from wrap(change, width, first="      ", rest="        ")


def _value(value: str | None, translator: Translator) -> str:
    return translator.text(_("(blank)")) if value is None else translator.text(_("“{value}”"), value=shown(value))


def _deleted_values(report: Report, field: str, count: int, translator: Translator, width: int) -> Iterator[str]:
    """Which values these are, and whose; at most as many as the summary holds."""
    first = report.summary.deletions.get(field) if report.summary else None
    if first is None:
        return
    for file, line, customer, value in first.iter_rows():
        place = translator.text(
            _("{place}, customer {customer}:"),
            place=place_of_row(report.files[file - 1], line, translator), customer=customer,
        )  # fmt: skip
        yield from wrap(f"{place} {_value(value, translator)}", width, first="    ", rest="      ")
    if count > first.height:
        yield from wrap(
            translator.plural(*_n("and {count} more", "and {count} more"), count - first.height), width, first="    "
        )


def _deletion(field: str, count: int, of: int, translator: Translator) -> str:
    return translator.plural(
        *_n("{field}: {count} of {of} values ({share})", "{field}: {count} of {of} values ({share})"),
        count,
        field=BY_NAME[field].header if field in BY_NAME else field,
        of=translator.number(of),
        share=translator.percent(count / max(of, 1)),
    )


def question(stop: Stop, translator: Translator) -> str:
    """What is unusual about the plan, with its numbers, as a whole sentence."""
    of, share = translator.number(stop.of), translator.percent(stop.count / max(stop.of, 1))
    match stop.reason:
        case Reason.CLEARED:
            label = translator.text(BY_NAME[str(stop.field)].label)
            return translator.plural(
                *_n(
                    "{field}: {count} of {of} values would be deleted ({share}).",
                    "{field}: {count} of {of} values would be deleted ({share}).",
                ),
                stop.count, field=label[:1].upper() + label[1:], of=of, share=share,
            )  # fmt: skip
        case Reason.RENAMED:
            return translator.plural(
                *_n(
                    "{count} of {of} customers would get another name, or become a company or a person ({share}).",
                    "{count} of {of} customers would get another name, or become a company or a person ({share}).",
                ),
                stop.count, of=of, share=share,
            )  # fmt: skip
        case Reason.NEAR_NUMBERS:
            return translator.plural(
                *_n(
                    "{count} of {of} new numbers is almost that of a stored customer ({share}).",
                    "{count} of {of} new numbers are almost those of stored customers ({share}).",
                ),
                stop.count, of=of, share=share,
            )  # fmt: skip
        case Reason.SET_BACK:
            return translator.plural(
                *_n(
                    "This file was imported before; it would set back what was changed since on {count} customer.",
                    "This file was imported before; it would set back what was changed since on {count} customers.",
                ),
                stop.count,
            )
        case _:
            return translator.plural(
                *_n(
                    "{count} of {of} rows is a known customer with another number ({share}).",
                    "{count} of {of} rows are known customers with another number ({share}).",
                ),
                stop.count, of=of, share=share,
            )  # fmt: skip


def _answer(stop: Stop, translator: Translator) -> str:
    match stop.reason:
        case Reason.CLEARED:
            field = BY_NAME[stop.field].header if stop.field in BY_NAME else str(stop.field)
            return translator.text(
                _("Keep the stored values with “--blank {field}=keep”, or let them go with “{flag}”."),
                field=field, flag=stop.flag,
            )  # fmt: skip
        case Reason.RENAMED:
            return translator.text(
                _("Check that no column was sorted alone; if the names are right, let it happen with “{flag}”."),
                flag=stop.flag,
            )
        case Reason.SET_BACK:
            return translator.text(
                _("Check that it is not an old file; if it is the right one, let it in with “muster confirm”.")
            )
        case _:
            return translator.text(
                _(
                    "Check that the customer numbers lost no zero and were not renewed; if they are right, use “{flag}”."
                ),
                flag=stop.flag,
            )
