"""What people are sent about their access, in their language."""

from muster.environments.people import INVITATION_DAYS
from muster.i18n import Translator, _
from muster.web.account.post import Letter


def forgotten_password(speaker: Translator, name: str, address: str) -> Letter:
    """Where to choose a new password."""
    return _letter(
        speaker.text(_("Choose a new password for Muster")),
        speaker.text(_("Dear {name},"), name=name),
        speaker.text(_("Choose a new password here. The link works once, and for one hour:")),
        address,
        speaker.text(_("You did not ask for this? Then do nothing: your password stays as it is.")),
    )


def invitation(speaker: Translator, *, environment: str, invited_by: str | None, address: str) -> Letter:
    """Where to accept an invitation."""
    text = (
        speaker.text(
            _("{person} invites you to the customers of {environment} in Muster."),
            person=invited_by, environment=environment,
        )
        if invited_by
        else speaker.text(_("You are invited to the customers of {environment} in Muster."), environment=environment)
    )  # fmt: skip
    return _letter(
        speaker.text(_("Your invitation to {environment} in Muster"), environment=environment),
        text,
        speaker.text(_("Accept it here. The link works once, and for {days} days:"), days=INVITATION_DAYS),
        address,
        speaker.text(_("You do not expect this? Then do nothing: nobody gets access by it.")),
    )


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject=subject, text="\n\n".join(paragraphs) + "\n")
