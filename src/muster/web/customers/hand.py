"""Who changes a customer by hand."""

from muster.apply.state import Kind, Request
from muster.customers import one
from muster.web.access import EnvironmentRequest


def request_by(request: EnvironmentRequest, kind: Kind) -> Request:
    """What the history will say: the signed-in person did it."""
    return one.by_hand(
        request.environment, kind, person=request.user.name, language=request.translator.language,
        user_id=request.user.pk,
    )  # fmt: skip
