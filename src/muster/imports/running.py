"""An import from the first byte to its end: kept, planned, confirmed, applied, told. Shells call what is here.

Nothing here loads Django: the command line answers before Django would have been imported.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from muster import catalogue, matching, notify, pipeline, settings
from muster.apply import environments, state
from muster.apply.apply import apply
from muster.apply.door import Stale
from muster.apply.environments import Environment
from muster.apply.state import Finish, Kind, Lease, Message, ReceivedFile, Request
from muster.apply.undo import Undone, undo
from muster.catalogue.severity import active_codes, checked
from muster.imports import history, place, telling
from muster.imports.comparing import compared
from muster.imports.folder import Folder, sha256_of
from muster.mapping import UnknownMapping
from muster.matching import Limits
from muster.model.options import Blank, OnError, Options
from muster.model.outcome import FileStatus, Mail, Report, State, Totals
from muster.model.plan import Reason, Stop
from muster.notify import Recipient
from muster.pipeline import Input, Progress, Target, Tell
from muster.report.tally import Tally, total
from muster.store import Database, StoreError

PLANS_BEFORE_ASKING: Final = 20
"""How often an import is planned anew because the customers changed meanwhile, before a person must decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wants an import: `name` for the history, `recipients` for who may be told beside the environment's people."""

    name: str
    language: str = "en"
    recipients: tuple[Recipient, ...] = ()
    user_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Running:
    """An import while somebody works on it. `version` is the environment's for which the plan in hand holds."""

    database: Database
    environment: Environment
    lease: Lease
    folder: Folder
    inputs: Sequence[Input]
    options: Options
    person: Person
    started_at: datetime
    kind: Kind = Kind.FILE
    version: int = 0
    set_back_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked before anything is written: what would happen, and (`report.stops`) why it stopped.

    Without stops only the yes is missing.
    """

    running: Running
    report: Report


Ask = Callable[[Question], bool]


class NotWaiting(Exception):
    """The import does not wait for anything: it has ended, or somebody works on it."""


class SourceChanged(Exception):
    """A kept file is gone or is no longer the one that was examined. Nothing was written."""


def check(inputs: Sequence[Input], options: Options, tell: Tell | None = None) -> Report:
    """Examine files as if no customer was stored yet. Needs no database and writes nothing.

    Raises WrongOption for options and settings that cannot be followed.
    """
    tally = pipeline.check(inputs, _settled(options), tell)
    return _report(tally, dry_run=True)


def start(
    database: Database,
    environment_name: str,
    inputs: Sequence[Input],
    options: Options,
    person: Person,
    *,
    ask: Ask | None = None,
    tell: Tell | None = None,
    kind: Kind = Kind.FILE,
) -> Report:
    """Import files into an environment, as far as the options let it go without a person.

    The files are kept, examined, matched and planned; then the plan is applied in one transaction, or the import waits
    (`State.WAITING`) for a confirmation that neither the options nor `ask` gave. Raises WrongOption before anything is
    kept; StoreError where the database fails, after the import was marked as failed if that was possible.
    """
    environment = place.environment(database, environment_name)
    options = _settled(_at_home(database, options, environment))
    state.sweep(database, rescue=False, tell=partial(telling.of_lost, database))
    folder = Folder.new(settings.load().data_dir)
    kept = [folder.keep(given.path, position) for position, given in enumerate(inputs, start=1)]
    received = [
        ReceivedFile(name=given.name, stored_path=str(file.path), size_bytes=file.size_bytes, sha256=file.sha256)
        for given, file in zip(inputs, kept, strict=True)
    ]
    request = Request(
        environment_id=environment.id, kind=kind, started_by=person.name, user_id=person.user_id,
        language=person.language, options=asdict(options), notify=telling.kept(person.recipients),
    )  # fmt: skip
    import_id = state.open_import(database, request, received)
    lease = state.claim(database, import_id)
    if lease is None:
        raise state.Fenced(f"Import {import_id} is in other hands now.")
    running = Running(
        database=database, environment=environment, lease=lease, folder=folder, options=options, person=person,
        inputs=[Input(name=given.name, path=file.path) for given, file in zip(inputs, kept, strict=True)],
        started_at=datetime.now(UTC), kind=kind,
    )  # fmt: skip
    return _run(running, ask, tell)


def confirm(
    database: Database,
    import_id: int,
    *,
    max_cleared: int | None = None,
    max_renamed: int | None = None,
    tell: Tell | None = None,
) -> Report:
    """Apply a waiting import.

    It is planned again from the files that were kept; if the plan is no longer the one that was shown, because the
    customers changed, it waits again and the new numbers are shown.

    Raises UnknownImport, NotWaiting, SourceChanged or StoreError.
    """
    kept = history.find(database, import_id, with_violations=False)
    lease = state.claim(database, import_id, confirmed=True)
    if kept.state is not State.WAITING or lease is None or kept.folder is None:
        raise NotWaiting(import_id)
    _refuse_changed_files(kept)
    options = read_options(kept.options)
    options = replace(
        options,
        yes=True,
        max_cleared=options.max_cleared if max_cleared is None else max_cleared,
        max_renamed=options.max_renamed if max_renamed is None else max_renamed,
    )
    files = zip(kept.report.files, kept.paths, strict=True)
    running = Running(
        database=database,
        environment=environments.find(database, str(kept.report.environment)),
        lease=lease,
        folder=kept.folder,
        inputs=[Input(name=file.name, path=path) for file, path in files],
        options=options,
        person=Person(
            name=kept.report.started_by or "", language=kept.language, recipients=telling.recipients_of(kept)
        ),
        started_at=kept.report.started_at or datetime.now(UTC),
        kind=Kind(kept.kind),
        set_back_confirmed=True,
    )
    return _run(running, None, tell, shown=kept.fingerprint)


def cancel(database: Database, import_id: int) -> Report:
    """Take back an import that was not applied yet. Raises UnknownImport or NotWaiting."""
    history.find(database, import_id, with_violations=False)
    if not state.cancel(database, import_id):
        raise NotWaiting(import_id)
    database.drop_staging(import_id)
    return history.find(database, import_id).report


def take_back(database: Database, import_id: int, person: Person, *, dry_run: bool = False) -> Undone:
    """Undo an import; with `dry_run` only tell what would happen.

    Raises UnknownImport, NotUndoable, TooLate or StoreError; then nothing was written.
    """
    kept = history.find(database, import_id, with_violations=False)
    request = Request(
        environment_id=kept.environment_id, kind=Kind.UNDO, started_by=person.name, user_id=person.user_id,
        language=person.language, notify=telling.kept(person.recipients),
    )  # fmt: skip
    told = [*telling.told_of(kept), *person.recipients]  # who heard that it went in hears that it went out again

    def tell(state: State) -> list[Message]:
        return notify.messages(Kind.UNDO, Report(state=state, files=[], totals=Totals()), told)

    return undo(database, request, import_id, dry_run=dry_run, tell=tell)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    report: Report
    fingerprint: str


def _run(running: Running, ask: Ask | None, tell: Tell | None, shown: str | None = None) -> Report:
    """Plan, and apply or wait. While others change the customers it is planned anew; what fails is kept as failed.

    `shown` is the fingerprint of the plan that a person confirmed: another one waits for another yes.
    """
    try:
        for _attempt in range(PLANS_BEFORE_ASKING):
            plan = _plan(running, tell)
            if plan.report.state is not State.APPLYING:
                return _end(running, plan.report)
            if plan.report.stops or not running.options.yes or shown not in (None, plan.fingerprint):
                if not _confirmed(running, plan, ask):
                    return plan.report
                shown = plan.fingerprint
                running.options = _as_confirmed(running.options, plan)
                running.set_back_confirmed = True
            try:
                return _apply(running, plan.report)
            except Stale:
                state.begin_again(running.database, running.lease)
        return _wait(running, plan)
    except (UnknownMapping, KeyboardInterrupt):
        with suppress(StoreError):
            cancel(running.database, running.lease.import_id)
        raise
    except BaseException:
        _give_up(running)
        raise


def _plan(running: Running, tell: Tell | None) -> _Plan:
    database = running.database
    environment = environments.find(database, running.environment.name)
    running.version = environment.version
    options = running.options
    limits = Limits.of(
        environment.settings, max_cleared=options.max_cleared, max_renamed=options.max_renamed, yes=options.yes
    )
    target = Target(
        database=database, import_id=running.lease.import_id, environment_id=environment.id, limits=limits
    )  # fmt: skip
    tally, matched = pipeline.plan(running.inputs, options, target, _and_renew(running, tell))
    if running.kind is Kind.PULL:
        tally.add_violations(
            compared(
                database, target.import_id, environment_id=environment.id, path=running.inputs[0].path,
                found=tally.violations,
            )
        )  # fmt: skip
        tally.close(matched.totals)
    running.folder.keep_violations(tally.violations)
    report = _report(tally, dry_run=options.dry_run)
    report.cleared_by_field = matched.cleared_by_field
    report.filled_by_field = matched.filled_by_field
    report.earlier = history.same_file(database, environment.id, running.lease.import_id)
    report.stops = (*matched.stops, *_set_back(running, report))
    if options.dry_run or report.stops or not options.yes:
        # Only somebody who is to say yes looks at it, and a million updates take a while to group.
        report.summary = matching.plan_summary(database, import_id=running.lease.import_id, files=_accepted(report))
    report.import_id = running.lease.import_id
    report.environment = environment.name
    report.started_by = running.person.name
    report.started_at = running.started_at
    if report.state is State.PLANNED and not options.dry_run:
        report.state = State.APPLYING if report.totals.written else _written_state(report)
    fingerprint = matching.fingerprint(database, running.lease.import_id)
    state.keep_plan(database, running.lease, version=environment.version, fingerprint=fingerprint)
    return _Plan(report=report, fingerprint=fingerprint)


def _apply(running: Running, report: Report) -> Report:
    written = replace(report, state=_written_state(report))
    state.begin_applying(running.database, running.lease)
    apply(
        running.database,
        running.lease,
        environment_id=running.environment.id,
        accepted_files=_accepted(report),
        planned_version=running.version,
        finish=Finish(report=written, messages=_messages(running, written)),
    )
    return _finished(running, written)


def _set_back(running: Running, report: Report) -> Iterator[Stop]:
    """The same file again is harmless, unless it would undo what was changed since."""
    if report.earlier is None or running.set_back_confirmed:
        return
    count = matching.set_back(
        running.database, import_id=running.lease.import_id, files=_accepted(report), since=report.earlier.import_id
    )
    if count:
        yield Stop(reason=Reason.SET_BACK, count=count, of=report.totals.updated, flag="")


def _accepted(report: Report) -> list[int]:
    """Positions of the files whose rows go in."""
    return [position for position, file in enumerate(report.files, start=1) if file.status is not FileStatus.REJECTED]


def _end(running: Running, report: Report) -> Report:
    """End an import that writes no customer."""
    state.end(running.database, running.lease, Finish(report=report, messages=_messages(running, report)))
    return _finished(running, report)


def _confirmed(running: Running, plan: _Plan, ask: Ask | None) -> bool:
    """Let the import wait, so that it blocks nobody; whether a person then says yes."""
    _wait(running, plan, told=ask is None)
    if ask is None:
        return False
    if not ask(Question(running=running, report=plan.report)):
        cancel(running.database, running.lease.import_id)
        plan.report.state = State.CANCELLED
        return False
    lease = state.claim(running.database, running.lease.import_id, confirmed=True)
    if lease is None:
        raise NotWaiting(running.lease.import_id)
    running.lease = lease
    return True


def _wait(running: Running, plan: _Plan, *, told: bool = True) -> Report:
    plan.report.state = State.WAITING
    plan.report.reason = plan.report.stops[0].reason if plan.report.stops else "confirmation"
    messages = _messages(running, plan.report) if told else []
    state.end(running.database, running.lease, Finish(report=plan.report, messages=messages))
    return plan.report


def _as_confirmed(options: Options, plan: _Plan) -> Options:
    """The yes holds for what was shown: so many values and names, and no more."""
    cleared = sum(plan.report.cleared_by_field.values())
    renamed = max((stop.count for stop in plan.report.stops if stop.reason is Reason.RENAMED), default=None)
    return replace(
        options,
        yes=True,
        max_cleared=cleared
        if any(stop.reason is Reason.CLEARED for stop in plan.report.stops)
        else options.max_cleared,
        max_renamed=options.max_renamed if renamed is None else renamed,
    )


def _give_up(running: Running) -> None:
    """Say in the history that nothing was written, if the database still lets itself be told."""
    report = Report(
        state=State.FAILED, reason="system", files=[], totals=Totals(), import_id=running.lease.import_id,
        dry_run=running.options.dry_run,
    )  # fmt: skip
    with suppress(StoreError, state.Fenced):
        state.end(running.database, running.lease, Finish(report=report, messages=_messages(running, report)))
        running.database.drop_staging(running.lease.import_id)


def _finished(running: Running, report: Report) -> Report:
    running.database.drop_staging(running.lease.import_id)
    report.finished_at = datetime.now(UTC)
    report.undo_until = history.undo_until(report.state, report.finished_at, running.environment.settings)
    return report


def _written_state(report: Report) -> State:
    accepted = all(file.status is FileStatus.ACCEPTED for file in report.files)
    return State.DONE if accepted else State.PARTIAL


def _messages(running: Running, report: Report) -> list[Message]:
    """Whom to tell how it ended, or that it waits; the report says so too."""
    recipients = telling.recipients(running.environment, running.person.recipients)
    messages = notify.messages(running.kind, report, recipients)
    report.mails = tuple(Mail(recipient=message.recipient, language=message.language) for message in messages)
    return messages


def _and_renew(running: Running, tell: Tell | None) -> Tell:
    """Tell how far it is, and hold on to the lease meanwhile."""
    renewed = time.monotonic()

    def told(progress: Progress) -> None:
        nonlocal renewed
        if time.monotonic() - renewed > state.LEASE_SECONDS / 3:
            state.renew(running.database, running.lease)
            renewed = time.monotonic()
        if tell:
            tell(progress)

    return told


def _refuse_changed_files(kept: history.Kept) -> None:
    for file, path in zip(kept.report.files, kept.paths, strict=True):
        if not path.is_file() or sha256_of(path) != file.sha256:
            raise SourceChanged(file.name)


def _settled(options: Options) -> Options:
    """`options` with the severities of the settings file, all codes known to the catalogue."""
    catalogue.load()
    active_codes(options.select, options.ignore)
    return replace(options, severities=checked({**options.severities, **settings.load().severities}))


def _at_home(database: Database, options: Options, environment: Environment) -> Options:
    """What the options leave open, the environment says."""
    return replace(
        options,
        country=options.country or environment.country,
        language=options.language or environment.language,
        severities={**environments.severities(database, environment), **options.severities},
    )


def read_options(kept: Mapping[str, Any]) -> Options:
    """Options as `open_import` kept them."""
    return Options(
        **{
            **kept,
            "blank_words": tuple(kept["blank_words"]),
            "select": tuple(kept["select"]),
            "ignore": tuple(kept["ignore"]),
            "on_error": kept["on_error"] and OnError(kept["on_error"]),
            "blank": kept["blank"] and Blank(kept["blank"]),
            "blank_by_field": {name: Blank(choice) for name, choice in kept["blank_by_field"].items()},
        }
    )


def _report(tally: Tally, *, dry_run: bool) -> Report:
    files = [file.report for file in tally.files]
    nothing_goes_in = all(file.status is FileStatus.REJECTED for file in files)
    return Report(
        state=State.FAILED if nothing_goes_in else State.PLANNED,
        reason="data" if nothing_goes_in else None,
        files=files,
        totals=total(files),
        violations=tally.violations,
        counts=tally.counts,
        dry_run=dry_run,
    )
