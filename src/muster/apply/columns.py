"""The twelve fields as SQL lists, so that statements read as sentences and a new field is one line in `model/fields.py`."""

from muster.model.fields import BIT, NAMES


def each(template: str) -> str:
    """`template` once per field, with `{name}` and `{bit}`, separated by commas."""
    return ", ".join(template.format(name=name, bit=BIT[name]) for name in NAMES)


def either(template: str) -> str:
    """`template` once per field, added up."""
    return " + ".join(template.format(name=name, bit=BIT[name]) for name in NAMES)


def any_of(template: str) -> str:
    """`template` once per field; true where one is."""
    return " OR ".join(template.format(name=name, bit=BIT[name]) for name in NAMES)
