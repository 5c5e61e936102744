"""Telling people how their import ended: who they are, and their messages, made from what is kept of the import."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from zoneinfo import ZoneInfo

from muster import catalogue, notify, settings
from muster.apply import environments
from muster.apply.environments import Environment
from muster.apply.state import Kind, Message
from muster.i18n import _
from muster.imports import history
from muster.imports.history import Kept
from muster.model.options import WrongOption
from muster.model.outcome import Report, State
from muster.notify import Recipient, When, audience
from muster.settings import Settings
from muster.store import Database


def deliver(database: Database, report: Report | None = None) -> notify.Delivered:
    """Send every message that is due; `report` then says what became of its own.

    A server that fails is tried again later; nothing is raised for it.
    """
    catalogue.load()
    here = settings.load()
    delivered = notify.deliver_due(
        database,
        partial(_message, _Post(database=database, here=here)),
        partial(notify.deliver, url=here.email_url, outbox=here.outbox_dir),
    )
    if report is not None and report.import_id is not None:
        report.mails = history.mails(database, report.import_id)
    return delivered


def send_again(database: Database, import_id: int) -> int:
    """Try the messages about an import again that were given up; how many these are. Raises UnknownImport."""
    history.find(database, import_id, with_violations=False)
    count = notify.send_again(database, import_id)
    deliver(database)
    return count


def named(addresses: Iterable[str], language: str) -> tuple[Recipient, ...]:
    """Those whom a person names, to be told in `language` unless they say another. Raises WrongOption."""
    return tuple(_named(address, language) for address in addresses)


def recipients(environment: Environment, others: Sequence[Recipient]) -> list[Recipient]:
    """Everybody who may be told of an import into `environment`: `others`, then whom it names itself."""
    names = environment.settings.get("notify", ())
    when = When(str(environment.settings.get("notify_when", When.CHANGES)))
    listed = names if isinstance(names, list) else []
    return [*others, *(audience.read(str(name), language=environment.language, when=when) for name in listed)]


def kept(named: Sequence[Recipient]) -> list[dict[str, str]]:
    """Recipients as an import's row keeps them."""
    return [asdict(recipient) for recipient in named]


def recipients_of(import_: Kept) -> tuple[Recipient, ...]:
    """Whom the starter of a kept import named."""
    return tuple(
        Recipient(address=one["address"], language=one["language"], when=When(one["when"])) for one in import_.notify
    )


def told_of(import_: Kept) -> list[Recipient]:
    """Whoever was sent a message about a kept import, as somebody who is told whatever becomes of it."""
    return [
        Recipient(address=mail.recipient, language=mail.language, when=When.ALWAYS) for mail in import_.report.mails
    ]


def of_lost(database: Database, import_id: int) -> list[Message]:
    """Whom to tell that an import failed because the program died that worked on it."""
    lost = history.find(database, import_id, with_violations=False)
    if lost.options.get("dry_run"):
        return []
    environment = environments.by_id(database, lost.environment_id)
    return notify.messages(Kind(lost.kind), lost.report, recipients(environment, recipients_of(lost)))


def is_known(database: Database, environment: Environment, import_id: int, source: str, report: Report) -> bool:
    """Whether a pull says of a connection only what the one before it said on the same day, and wrote nothing.

    What waits for a yes is never known: each time it waits for a yes to something else.
    """
    before = next(iter(history.pulls(database, environment.id, source, before=import_id)), None)
    if before is None or before.at is None or report.totals.written or report.state is State.WAITING:
        return False
    zone = ZoneInfo(environment.zone)
    if before.at.astimezone(zone).date() != datetime.now(zone).date():
        return False
    return (before.state, before.reason, before.errors) == (report.state, report.reason, history.errors(report))


def _named(address: str, language: str) -> Recipient:
    try:
        return audience.read(address, language=language)
    except ValueError:
        raise WrongOption(_("“{value}” is not possible for {key}."), value=address, key="--notify") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    database: Database
    here: Settings


def _page(here: Settings, import_id: int) -> str | None:
    """Where the web application shows an import; it asks who does not come signed in."""
    return f"{here.base_url}/imports/{import_id}/" if here.base_url else None


def _report(database: Database, import_id: int | None) -> Report | None:
    return None if import_id is None else history.find(database, import_id, with_violations=False).report


def _message(post: _Post, due: notify.Due) -> EmailMessage | None:
    """The message, or None where it asks for a confirmation that was given or refused meanwhile."""
    told = history.find(post.database, due.import_id)
    if due.kind == State.WAITING and told.state is not State.WAITING:
        return None
    environment = environments.by_id(post.database, told.environment_id)
    configured = environment.settings
    return notify.compose(
        notify.Letter(
            report=told.report,
            language=due.language,
            recipient=due.recipient,
            sender=str(configured.get("sender") or post.here.email_from),
            reply_to=str(configured["reply_to"]) if configured.get("reply_to") else None,
            message_id=due.message_id,
            earlier=notify.thread(post.database, due),
            page=_page(post.here, due.import_id),
            undone=_report(post.database, told.undoes),
        )
    )
