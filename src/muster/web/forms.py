"""Forms whose labels, hints and errors are in the reader's language."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from unicodedata import normalize

from django import forms
from django.utils.functional import lazy
from django.utils.translation import get_language

from muster.i18n import Translator, _


def _in_the_readers_language(text: str, **params: object) -> str:
    return Translator((get_language() or "en")[:2]).text(text, **params)


said = lazy(_in_the_readers_language, str)
"""A marked text for a label, translated when the form is shown: `label=said(_("Name"))`."""


def countries() -> list[tuple[str, str]]:
    """Every country by its name in the reader's language, and none."""
    from babel import Locale  # noqa: PLC0415  it takes 50 ms
    from babel.core import get_global  # noqa: PLC0415

    names = Locale.parse((get_language() or "en")[:2]).territories
    codes = [code for code in get_global("territory_languages") if len(code) == 2 and code.isalpha() and code in names]
    return [("", "–"), *sorted(((code, names[code]) for code in codes), key=lambda each: normalize("NFKD", each[1]))]


class DrawnField(forms.BoundField):
    """A field with Muster's look, tied to its hint and its error for who cannot see that they belong together."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Beside Django's own."""
        shown = widget or self.field.widget
        css = [shown.attrs.get("class", ""), _css_class(shown), "is-invalid" if self.errors else ""]
        attrs = {**attrs, "class": " ".join(filter(None, css))}
        described = self.described_by()
        if described:
            attrs["aria-describedby"] = described
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        return built

    def described_by(self) -> str:
        """The ids of hint and error."""
        parts = ("hint" if self.help_text else "", "error" if self.errors else "")
        return " ".join(f"{self.auto_id}_{part}" for part in parts if part)


class Drawn(forms.Form):
    """What the template `form.html` draws: an error summary first, then a label, hint and error per field.

    As a mixin before a form of a library it gives that form our look and words: `labels` and `hints` by field.
    """

    bound_field_class: Any = DrawnField
    labels: ClassVar[Mapping[str, str]] = {}
    hints: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            field = self.fields[name]
            field.label, field.help_text = said(label), said(self.hints[name]) if name in self.hints else ""
            field.widget.attrs.pop("placeholder", None)
        for name, field in self.fields.items():
            _say_errors(field, field.label or name)

    def problems(self) -> Iterator[tuple[str, str]]:
        """The id of each broken field with its error, for the summary; "" for what concerns the whole form."""
        for name, errors in self.errors.items():
            for error in errors:
                field = None if name == "__all__" else self[name]
                yield (field.id_for_label or f"{field.auto_id}_0" if field else ""), str(error)


class Form(Drawn):
    """A form of our own."""


def _say_errors(field: forms.Field, label: Any) -> None:
    """Django's own sentences do not name the field, and some languages lack them."""
    words: dict[str, Any] = {
        "required": said(_("“{label}” must be filled in."), label=label),
        "invalid_choice": said(_("Choose one of the values that are offered for “{label}”."), label=label),
        "null_characters_not_allowed": said(_("“{label}” contains a character that cannot be kept."), label=label),
    }
    if isinstance(field, forms.EmailField):
        words["invalid"] = said(_("This is no e-mail address. Write it as name@example.com."))
    if isinstance(field, forms.CharField) and field.max_length:
        words["max_length"] = said(
            _("“{label}” can have {limit} characters at most."), label=label, limit=field.max_length
        )
    if isinstance(field, forms.IntegerField):
        text = _("“{label}” must be a number from {least} to {most}.")
        between = said(text, label=label, least=_plain(field.min_value), most=_plain(field.max_value))
        words |= {"invalid": between, "min_value": between, "max_value": between}
    field.error_messages = {**field.error_messages, **words}


def _plain(number: Any) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.HiddenInput):
        return ""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
