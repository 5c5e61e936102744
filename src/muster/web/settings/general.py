"""The environment's name and place, its limits, how long what is kept, and who is told of imports."""

from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from muster.apply.environments import Environment
from muster.environments import choices
from muster.environments.roles import Role
from muster.i18n import SPOKEN, _
from muster.model.options import WrongOption
from muster.notify import When
from muster.notify.audience import MAILBOX, read
from muster.web.access import EnvironmentRequest, for_members
from muster.web.account.person import LANGUAGES
from muster.web.engine import engine
from muster.web.forms import Form, countries, said

MOST_VALUES: Final = 1_000_000
MOST_DAYS: Final = 3_650

TOLD_WHEN: Final = {
    When.ALWAYS: _("After every import"),
    When.CHANGES: _("After every import, but not if fetching changed nothing"),
    When.PROBLEMS: _("Only if something did not go in, was warned of, or waits for an answer"),
    When.NEVER: _("Never"),
}

Group = tuple[str, str, tuple[str, ...]]
"""Title, explanation, and the names of its fields."""

GROUPS: Final[tuple[Group, ...]] = (
    (_("Name and place"), "", ("name", "country", "language", "zone")),
    (
        _("When an import asks first"),
        _(
            "An import that would delete or rename more than this stops and asks. A few values are never asked about, "
            "however large their share is."
        ),
        ("limit_count", "limit_share", "limit_values"),
    ),
    (
        _("What is kept, and for how long"),
        _("Customers stay until you delete them. What imports leave behind goes by itself."),
        ("undo_days", "keep_files_days", "keep_journal_days"),
    ),
    (
        _("Who is told of imports"),
        _("Beside whoever starts an import, who choose for themselves what they hear of."),
        ("notify", "notify_when", "sender", "reply_to"),
    ),
)


def _days(label: str, hint: str, *, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=said(label), help_text=said(hint), min_value=least, max_value=MOST_DAYS)


class General(Form):
    """Every choice of an environment but its rules, connections and people."""

    name = forms.CharField(label=said(_("Name")), max_length=choices.NAME_CHARACTERS)
    country = forms.ChoiceField(
        label=said(_("Country")),
        required=False,
        choices=countries,
        help_text=said(_("Numbers without a calling code are read as this country's.")),
    )
    language = forms.ChoiceField(
        label=said(_("Language")),
        choices=[(code, LANGUAGES[code]) for code in SPOKEN],
        help_text=said(_("New customers whose language is blank get it, and mails to the addresses below are in it.")),
    )
    zone = forms.ChoiceField(
        label=said(_("Time zone")), choices=lambda: [(name, name) for name in sorted(available_timezones())]
    )
    limit_count = forms.IntegerField(
        label=said(_("More than so many values of one field")), min_value=0, max_value=MOST_VALUES
    )
    limit_share = forms.FloatField(
        label=said(_("and more than this share of that field, in per cent")), min_value=0, max_value=100
    )
    limit_values = forms.IntegerField(
        label=said(_("or more than so many deleted values in all")), min_value=0, max_value=MOST_VALUES
    )
    undo_days = _days(
        _("Days in which an import can be taken back"),
        _("0 is not at all. Not longer than the values from before an import are kept."),
        least=0,
    )
    keep_files_days = _days(
        _("Days for which files are kept"),
        _("What was uploaded or fetched, and what was found in it. Counts and file names stay."),
    )
    keep_journal_days = _days(
        _("Days for which values from before an import are kept"),
        _("Afterwards the history still says which import changed what, but not what it was before."),
    )
    notify = forms.CharField(
        label=said(_("Addresses")),
        required=False,
        help_text=said(_("One per line; behind it another language if it needs one: boss@example.com fr")),
        widget=forms.Textarea({"rows": 3}),
    )
    notify_when = forms.ChoiceField(
        label=said(_("They are told")), choices=[(when.value, said(text)) for when, text in TOLD_WHEN.items()]
    )
    sender = forms.CharField(
        label=said(_("Sender")),
        required=False,
        max_length=200,
        help_text=said(_("Blank: the sender that this server is set to. Your mail server must accept it.")),
    )
    reply_to = forms.CharField(
        label=said(_("Replies go to")),
        required=False,
        max_length=200,
        help_text=said(_("Blank: to the sender.")),
    )

    def grouped(self) -> Iterator[tuple[str, str, list[forms.BoundField]]]:
        """The fields under their titles."""
        for title, explanation, names in GROUPS:
            yield title, explanation, [self[name] for name in names]

    def clean_notify(self) -> str:
        """One recipient per line, as the settings keep them: with commas between."""
        lines = [line.strip() for line in str(self.cleaned_data["notify"]).replace(",", "\n").splitlines()]
        named = [line for line in lines if line]
        for line in named:
            try:
                read(line, language="en")
            except ValueError:
                raise forms.ValidationError(
                    said(_("“{line}” is no address, or ends in no language of Muster."), line=line)
                ) from None
        return ",".join(named)

    def clean_sender(self) -> str:
        """An address, with or without a name before it."""
        return self._mailbox("sender")

    def clean_reply_to(self) -> str:
        """The same."""
        return self._mailbox("reply_to")

    def clean(self) -> dict[str, Any]:
        """What cannot be taken back must not look as if it could."""
        cleaned = super().clean() or {}
        undone, kept = cleaned.get("undo_days"), cleaned.get("keep_journal_days")
        if undone is not None and kept is not None and undone > kept:
            self.add_error("undo_days", said(choices.KEPT_TOO_SHORT, days=kept))
        return cleaned

    def _mailbox(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        if text and not MAILBOX.fullmatch(text):
            raise forms.ValidationError(
                said(_("This is no address. Write name@example.com or Name <name@example.com>."))
            )
        return text


@for_members(Role.ADMINISTRATOR)
def settings(request: EnvironmentRequest) -> HttpResponse:
    """Show what is set, and change it."""
    form = General(request.POST or None, initial=_as_set(request.environment))
    if form.is_valid():
        try:
            choices.change(engine(request), request.environment, _as_words(form.cleaned_data))
        except WrongOption as problem:
            form.add_error("name", request.translator.text(problem.text, **problem.params))
        else:
            messages.success(request, request.translator.text(_("The settings were saved.")))
            return redirect("settings", environment_id=request.environment.id)
    return render(request, "settings/general.html", {"section": "settings", "tab": "general", "form": form})


def _as_set(environment: Environment) -> dict[str, Any]:
    values: dict[str, Any] = {**choices.DEFAULTS, **environment.settings}
    return {
        **values,
        **{name: getattr(environment, name) for name in choices.PLACE},
        "limit_share": f"{100 * float(values['limit_share']):g}",
        "notify": "\n".join(values["notify"]),
    }


def _as_words(cleaned: dict[str, Any]) -> list[str]:
    """`KEY=VALUE` as the command line writes it; what is as it would be anyway is not set."""
    typed = {**cleaned, "limit_share": cleaned["limit_share"] / 100}
    return [
        f"{name}={'' if name in choices.DEFAULTS and value == choices.DEFAULTS[name] else value}"
        for name, value in typed.items()
    ]
