"""The administrators of an environment, as who is told of what happens there by itself."""

from muster.notify import Recipient, When
from muster.store import Database


def recipients(database: Database, environment_id: int) -> tuple[Recipient, ...]:
    """All who may sign in, each in their own language and with what they want to hear of."""
    sql = database.statement("muster.environments", "administrators")
    return tuple(
        Recipient(address=address, language=language, when=When(when))
        for address, language, when in database.fetch(sql, {"environment_id": environment_id})
    )
