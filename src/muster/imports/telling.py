"""Telling people how their import ended: messages from the outbox, made from what is kept of the import."""

from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from zoneinfo import ZoneInfo

from muster import catalogue, notify, settings
from muster.apply import environments
from muster.imports import history
from muster.settings import Settings
from muster.store import Database


def deliver(database: Database) -> notify.Delivered:
    """Send every message that is due. A server that fails is tried again later; nothing is raised for it."""
    catalogue.load()
    here = settings.load()
    return notify.deliver_due(
        database,
        partial(_message, _Post(database=database, here=here)),
        partial(notify.deliver, url=here.email_url, outbox=here.outbox_dir),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    database: Database
    here: Settings


def _message(post: _Post, due: notify.Due) -> EmailMessage:
    kept = history.find(post.database, due.import_id)
    environment = environments.find(post.database, str(kept.report.environment))
    configured = environment.settings
    return notify.compose(
        notify.Letter(
            report=kept.report,
            language=due.language,
            recipient=due.recipient,
            sender=str(configured.get("sender") or post.here.email_from),
            reply_to=str(configured["reply_to"]) if configured.get("reply_to") else None,
            message_id=due.message_id,
            zone=ZoneInfo(environment.zone),
            base_url=post.here.base_url,
            undoes=kept.undoes,
        )
    )
