"""Forms whose labels, hints and errors are in the reader's language."""

from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language

from muster.i18n import Translator


def _in_the_readers_language(text: str) -> str:
    return Translator((get_language() or "en")[:2]).text(text)


said = lazy(_in_the_readers_language, str)
"""A marked text for a label, translated when the form is shown: `label=said(_("Name"))`."""


def countries() -> list[tuple[str, str]]:
    """Every country by its name in the reader's language, and none."""
    from babel import Locale  # noqa: PLC0415  it takes 50 ms
    from babel.core import get_global  # noqa: PLC0415

    names = Locale.parse((get_language() or "en")[:2]).territories
    codes = [code for code in get_global("territory_languages") if len(code) == 2 and code.isalpha() and code in names]
    return [("", "–"), *sorted(((code, names[code]) for code in codes), key=lambda each: normalize("NFKD", each[1]))]


class Form(forms.Form):
    """A form that the template `form.html` draws: an error summary first, then a label, hint and error per field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", _css_class(field.widget))
            described = [f"id_{name}_hint"] if field.help_text else []
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"
                field.widget.attrs["class"] += " is-invalid"
                described.append(f"id_{name}_error")
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each broken field with its error, for the summary; "" for what concerns the whole form."""
        for name, errors in self.errors.items():
            for error in errors:
                yield ("" if name == "__all__" else self[name].id_for_label), str(error)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
