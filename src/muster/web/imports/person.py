"""Who is at the page."""

from muster.imports.running import Person
from muster.notify import Recipient, When
from muster.web.access import EnvironmentRequest


def person(request: EnvironmentRequest) -> Person:
    """Who is at the page, for the history and for mails."""
    told = Recipient(
        address=request.user.email, language=request.translator.language, when=When(request.member.notify_when)
    )
    return Person(
        name=request.user.name, language=request.translator.language, recipients=(told,), user_id=request.user.pk
    )
