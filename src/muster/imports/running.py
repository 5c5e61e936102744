"""An import from the first byte to its end: kept, planned, confirmed, applied, told. Shells call what is here.

The command line stays with its import (`start`); pages leave theirs to a worker (`receive`, `decide`) that does whatever
is next (`work`). Nothing here loads Django: the command line answers before Django would have been imported.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from muster import matching, notify, pipeline, settings
from muster.apply import environments, state
from muster.apply.apply import apply
from muster.apply.door import Stale
from muster.apply.environments import Environment
from muster.apply.state import Finish, Kind, Lease, Message, ReceivedFile, Request
from muster.imports import asked, editing, history, looking, place, preview, telling
from muster.imports.comparing import compared
from muster.imports.folder import ORIGINS, ROWS, Folder, ShownPlan, sha256_of
from muster.imports.history import Kept
from muster.mapping import UnknownMapping
from muster.matching import Limits
from muster.model.options import OnError, Options
from muster.model.outcome import FileStatus, Mail, Report, State, Totals
from muster.model.plan import Reason, Stop
from muster.notify import Recipient
from muster.pipeline import Input, Progress, Target, Tell
from muster.report.tally import Tally, total
from muster.store import Database, StoreError

PLANS_BEFORE_ASKING: Final = 20
"""How often an import is planned anew because the customers changed meanwhile, before a person must decide."""

MANY_WRITTEN: Final = 10_000
"""After so many new customers or changes PostgreSQL counts anew at once: until it does so by itself, a minute later, it would take the
environment for as small as it was, and read all of it for the next small file."""

BEAT_SECONDS: Final = 1
"""How often an import says how far it is."""

PATIENCE_SECONDS: Final = 60
"""Whoever looks at an import in the page longer than this has gone on to something else, and is told by mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wants an import: `name` for the history, `recipients` for who may be told beside the environment's people."""

    name: str
    language: str = "en"
    recipients: tuple[Recipient, ...] = ()
    user_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Running:
    """An import while somebody works on it. `version` is the environment's for which the plan in hand holds.

    `by_worker`: what fails for want of a database or of room is tried again by whoever takes it up later.
    """

    database: Database
    environment: Environment
    lease: Lease
    inputs: Sequence[Input]
    options: Options
    person: Person
    started_at: datetime
    kind: Kind = Kind.FILE
    version: int = 0
    edits: int = 0
    by_worker: bool = False

    @property
    def folder(self) -> Folder:
        """Where its files and what was found in them are kept."""
        return Folder(self.inputs[0].path.parent)


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


class Stopped(BaseException):
    """This program is being stopped: what it works on is given back, and another one goes on with it."""


def check(inputs: Sequence[Input], options: Options, tell: Tell | None = None) -> Report:
    """Examine files as if no customer was stored yet. Needs no database and writes nothing.

    Raises WrongOption for options and settings that cannot be followed.
    """
    tally = pipeline.check(inputs, asked.settled(options), tell)
    return reported(tally, dry_run=True)


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
    options = asked.at_home(database, options, environment)
    state.sweep(database, rescue=False, tell=partial(telling.of_lost, database))
    request, received = _keep(environment, inputs, options, person, kind)
    running = taken_up(database, state.open_claimed(database, request, received))
    with broken_off(running):
        return run(running, ask, tell)


def receive(
    database: Database, environment: Environment, inputs: Sequence[Input], options: Options, person: Person
) -> int:
    """Keep files for an import that a worker takes up; its id.

    They are complete and on disk when this returns. Raises WrongOption before anything is kept, or StoreError.
    """
    options = asked.at_home(database, options, environment)
    request, received = _keep(environment, inputs, options, person, Kind.FILE)
    return state.open_import(database, request, received)


def decide(database: Database, import_id: int, options: Options) -> None:
    """Give a waiting import back to the workers, with what a person decided: options, columns, or a yes.

    With `options.confirmed` the plan that they saw is applied, as long as it is still the same. Raises NotWaiting.
    """
    holds = options.confirmed is not None
    if not state.hand_over(database, import_id, asked.kept(options), plan_holds=holds):
        raise NotWaiting(import_id)


def read_sheet(database: Database, import_id: int, options: Options, *, file: int, sheet: str) -> None:
    """Read another sheet of a waiting import's workbook, from its headers on; `file` is its 1-based position.

    What was corrected in the sheet before is forgotten. Raises NotWaiting, and then nothing is.
    """
    chosen = replace(options, sheets={**options.sheets, file: sheet}, mapping_confirmed=False)
    with database.transaction():
        decide(database, import_id, chosen)
        editing.forget(database, import_id, file=file)


def agreed(kept: Kept) -> Options:
    """The options of a waiting import with a yes to everything that its plan shows, and to nothing more."""
    return _as_confirmed(asked.read(kept.options), kept.report, str(kept.fingerprint))


def resume(database: Database, lease: Lease, tell: Tell | None = None) -> Report:
    """Do what is next for an import of files that a worker claimed: look at its columns, plan, wait, or apply.

    Raises what `start` raises; then the import failed, or is tried again later.
    """
    running = taken_up(database, lease, by_worker=True)
    with broken_off(running):
        _refuse_changed_files(running)
        return run(running, None, tell)


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
    running = taken_up(database, lease)
    options = running.options
    running.options = replace(
        options,
        yes=True,
        mapping_confirmed=True,
        confirmed=kept.fingerprint,
        max_cleared=options.max_cleared if max_cleared is None else max_cleared,
        max_renamed=options.max_renamed if max_renamed is None else max_renamed,
    )
    with broken_off(running):
        _refuse_changed_files(running)
        return run(running, None, tell)


def cancel(database: Database, import_id: int) -> Report:
    """Take back an import that was not applied yet. Raises UnknownImport or NotWaiting."""
    history.find(database, import_id, with_violations=False)
    if not state.cancel(database, import_id):
        raise NotWaiting(import_id)
    database.drop_staging(import_id)
    return history.find(database, import_id).report


def _keep(
    environment: Environment, inputs: Sequence[Input], options: Options, person: Person, kind: Kind
) -> tuple[Request, list[ReceivedFile]]:
    """Copy the files into a folder of the import's own; what its row will say."""
    folder = Folder.new(settings.load().data_dir)
    kept = [folder.keep(given.path, position) for position, given in enumerate(inputs, start=1)]
    received = [
        ReceivedFile(name=given.name, stored_path=str(file.path), size_bytes=file.size_bytes, sha256=file.sha256)
        for given, file in zip(inputs, kept, strict=True)
    ]
    request = Request(
        environment_id=environment.id, kind=kind, started_by=person.name, user_id=person.user_id,
        language=person.language, options=asked.kept(options), notify=telling.kept(person.recipients),
    )  # fmt: skip
    return request, received


def taken_up(database: Database, lease: Lease, *, by_worker: bool = False) -> Running:
    """A claimed import as its rows have it."""
    kept = history.find(database, lease.import_id, with_violations=False)
    edits = editing.by_file(database, lease.import_id)
    files = enumerate(zip(kept.report.files, kept.paths, strict=True), start=1)
    return Running(
        database=database,
        environment=environments.by_id(database, kept.environment_id),
        lease=lease,
        inputs=[
            Input(name=file.name, path=path, edited=editing.edited(edits, position)) for position, (file, path) in files
        ],
        options=asked.read(kept.options) if kept.options else Options(),
        person=_person(kept),
        started_at=kept.report.started_at or datetime.now(UTC),
        kind=Kind(kept.kind),
        edits=edits.height,
        by_worker=by_worker,
    )


def add_file(running: Running, given: Input) -> Folder:
    """Keep a file that came only after the import was opened: what a pull fetched. Its folder."""
    folder = Folder.new(settings.load().data_dir)
    kept = folder.keep(given.path, 1)
    file = ReceivedFile(name=given.name, stored_path=str(kept.path), size_bytes=kept.size_bytes, sha256=kept.sha256)
    state.add_file(running.database, running.lease, file)
    running.inputs = [Input(name=given.name, path=kept.path)]
    return folder


def _person(kept: Kept) -> Person:
    return Person(
        name=kept.report.started_by or "", language=kept.language, recipients=telling.recipients_of(kept),
        user_id=kept.user_id,
    )  # fmt: skip


@contextmanager
def broken_off(running: Running) -> Iterator[None]:
    """Whatever breaks the work off is kept in the history: as cancelled, given back, to be tried again, or failed."""
    try:
        yield
    except (UnknownMapping, KeyboardInterrupt):
        with suppress(StoreError):
            cancel(running.database, running.lease.import_id)
        raise
    except Stopped:
        with suppress(StoreError, state.Fenced):
            state.release(running.database, running.lease)
        raise
    except BaseException as problem:
        if not (running.by_worker and _may_pass(problem) and _tried_later(running)):
            _give_up(running)
        raise


def _may_pass(problem: BaseException) -> bool:
    return isinstance(problem, StoreError) and not problem.permanent


def _tried_later(running: Running) -> bool:
    with suppress(StoreError):
        return state.try_later(running.database, running.lease)
    return True  # where the database does not answer, the lease runs out, and that is the same


def run(running: Running, ask: Ask | None, tell: Tell | None, *, began: float | None = None) -> Report:
    """Plan, and apply or wait. While others change the customers it is planned anew.

    `options.confirmed` is the fingerprint of the plan to which a person said yes: another one waits for another yes.
    `began` is when somebody in the page began to wait (`time.monotonic()`), if that was before this.
    """
    began = time.monotonic() if began is None else began
    if running.options.interactive and not running.options.mapping_confirmed:
        columns = looking.look(running.inputs, running.options)
        looking.keep(running.folder, columns)
        if any(each.needs_a_person for each in columns):
            return _wait(running, _nothing_yet(running, columns), "columns", told=False)
    for _attempt in range(PLANS_BEFORE_ASKING):
        plan = _plan_at_hand(running) or _plan(running, tell)
        options, report = running.options, plan.report
        if options.interactive and _is_to_be_corrected(report, options):
            return _wait(running, report, "errors", told=_is_out_of_sight(began))
        if report.state is not State.APPLYING:
            return _end(running, report)
        if report.stops or not options.yes or options.confirmed not in (None, plan.fingerprint):
            told = ask is None and (not options.interactive or _is_out_of_sight(began))
            _wait(running, report, _why(report), told=told)
            if ask is None or not _confirmed(running, report, ask):
                return report
            running.options = _as_confirmed(options, report, plan.fingerprint)
        try:
            return _apply(running, report)
        except Stale:
            state.begin_again(running.database, running.lease)
    _keep_plan(running, is_shown=True)
    return _wait(running, report, _why(report))


def _is_to_be_corrected(report: Report, options: Options) -> bool:
    """Something is wrong that nobody chose to leave out, and nothing would be written without a correction."""
    is_left_out = options.on_error is OnError.SKIP
    return report.state is State.FAILED or bool(report.totals.errors and not report.totals.written and not is_left_out)


def _is_out_of_sight(began: float) -> bool:
    return time.monotonic() - began > PATIENCE_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    report: Report
    fingerprint: str | None


def _plan_at_hand(running: Running) -> _Plan | None:
    """The plan that a person said yes to, if it is still there and the customers are still those it was made for."""
    database, confirmed = running.database, running.options.confirmed
    kept = history.find(database, running.lease.import_id, with_violations=False)
    version = environments.by_id(database, running.environment.id).version
    if confirmed is None or (kept.fingerprint, kept.planned_version) != (confirmed, version):
        return None
    if not kept.report.totals.written or not database.open_staging(running.lease.import_id):
        return None
    running.version = version
    kept.report.state, kept.report.reason, kept.report.stops = State.APPLYING, None, ()
    return _Plan(report=kept.report, fingerprint=confirmed)


def _plan(running: Running, tell: Tell | None) -> _Plan:
    database = running.database
    environment = environments.by_id(database, running.environment.id)
    running.version = environment.version
    options = running.options
    limits = Limits.of(
        environment.settings, max_cleared=options.max_cleared, max_renamed=options.max_renamed, yes=options.yes
    )
    target = Target(
        database=database, import_id=running.lease.import_id, environment_id=environment.id, limits=limits
    )  # fmt: skip
    tally, matched = pipeline.plan(running.inputs, options, target, keeping(running, tell))
    if running.kind is Kind.PULL:
        tally.add_violations(
            compared(
                database, target.import_id, environment_id=environment.id, path=running.inputs[0].path,
                found=tally.violations,
            )
        )  # fmt: skip
        tally.close(matched.totals)
    running.folder.keep_violations(tally.violations)
    report = reported(tally, dry_run=options.dry_run)
    report.cleared_by_field = matched.cleared_by_field
    report.filled_by_field = matched.filled_by_field
    report.earlier = history.same_file(database, environment.id, running.lease.import_id)
    report.stops = (*matched.stops, *_set_back(running, report))
    is_shown = bool(report.stops) or not options.yes
    if options.dry_run or is_shown:
        # Only somebody who is to say yes looks at it, and a million updates take a while to group.
        report.summary = matching.plan_summary(database, import_id=running.lease.import_id, files=_accepted(report))
    if is_shown and not options.dry_run:
        preview.prepare(database, running.lease.import_id, _accepted(report))
    report.import_id = running.lease.import_id
    report.environment = environment.name
    report.zone = ZoneInfo(environment.zone)
    report.started_by = running.person.name
    report.started_at = running.started_at
    if report.state is State.PLANNED and not options.dry_run:
        report.state = State.APPLYING if report.totals.written else _written_state(report)
    _keep_for_the_page(running, report)
    fingerprint = _keep_plan(running, is_shown=is_shown or options.confirmed is not None)
    return _Plan(report=report, fingerprint=fingerprint)


def _keep_plan(running: Running, *, is_shown: bool) -> str | None:
    """Remember for which customers the plan in hand holds; its fingerprint if somebody is shown it or was."""
    fingerprint = matching.fingerprint(running.database, running.lease.import_id) if is_shown else None
    state.keep_plan(running.database, running.lease, version=running.version, fingerprint=fingerprint)
    return fingerprint


def _apply(running: Running, report: Report) -> Report:
    written = replace(report, state=_written_state(report))
    state.begin_applying(running.database, running.lease)
    apply(
        running.database,
        running.lease,
        environment_id=running.environment.id,
        accepted_files=_accepted(report),
        planned_version=running.version,
        finish=Finish(report=written, messages=messages(running, written)),
    )
    with suppress(StoreError):  # they are stored, whatever the database knows of them
        for table, rows in (("customer", written.totals.created), ("change", written.totals.updated)):
            if rows >= MANY_WRITTEN:
                running.database.analyze(table, lasting=True)
    return _finished(running, written)


def _set_back(running: Running, report: Report) -> Iterator[Stop]:
    """The same file again is harmless, unless it would undo what was changed since."""
    if report.earlier is None or running.options.confirmed is not None or not report.totals.updated:
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
    state.end(running.database, running.lease, Finish(report=report, messages=messages(running, report)))
    return _finished(running, report)


def _confirmed(running: Running, report: Report, ask: Ask) -> bool:
    """Whether a person says yes, while the import waits and blocks nobody."""
    if not ask(Question(running=running, report=report)):
        cancel(running.database, running.lease.import_id)
        report.state = State.CANCELLED
        return False
    lease = state.claim(running.database, running.lease.import_id, confirmed=True)
    if lease is None:
        raise NotWaiting(running.lease.import_id)
    running.lease = lease
    return True


def _why(report: Report) -> str:
    return report.stops[0].reason if report.stops else "confirmation"


def _wait(running: Running, report: Report, reason: str, *, told: bool = True) -> Report:
    report.state, report.reason = State.WAITING, reason
    sent = messages(running, report) if told else []
    state.end(running.database, running.lease, Finish(report=report, messages=sent))
    return report


def _nothing_yet(running: Running, columns: Sequence[looking.Looked]) -> Report:
    """The report of an import of which only the headers were looked at."""
    return Report(
        state=State.WAITING, files=[each.report for each in columns], totals=Totals(),
        import_id=running.lease.import_id, environment=running.environment.name, started_by=running.person.name,
        started_at=running.started_at,
    )  # fmt: skip


def _keep_for_the_page(running: Running, report: Report) -> None:
    """What only somebody asks for who looks at the import: why it stops, what changes, the rows that are wrong."""
    folder = running.folder
    folder.keep_plan(
        ShownPlan(
            stops=report.stops,
            summary=report.summary,
            filled_by_field=report.filled_by_field,
            earlier=report.earlier,
            edits=running.edits,
        )
    )
    folder.keep_frame(ORIGINS, editing.origins(report.violations, running.inputs))
    if running.options.interactive:
        folder.keep_frame(ROWS, looking.rows_in_question(running.inputs, running.options, report.violations))


def _as_confirmed(options: Options, report: Report, fingerprint: str | None) -> Options:
    """The yes holds for what was shown: so many values and names, and no more."""
    cleared = sum(report.cleared_by_field.values())
    renamed = max((stop.count for stop in report.stops if stop.reason is Reason.RENAMED), default=None)
    return replace(
        options,
        yes=True,
        confirmed=fingerprint,
        mapping_confirmed=True,
        max_cleared=cleared if any(stop.reason is Reason.CLEARED for stop in report.stops) else options.max_cleared,
        max_renamed=options.max_renamed if renamed is None else renamed,
    )


def _give_up(running: Running) -> None:
    """Say in the history that nothing was written, if the database still lets itself be told."""
    report = Report(
        state=State.FAILED, reason="system", files=[], totals=Totals(), import_id=running.lease.import_id,
        dry_run=running.options.dry_run,
    )  # fmt: skip
    with suppress(StoreError, state.Fenced):
        state.end(running.database, running.lease, Finish(report=report, messages=messages(running, report)))
        running.database.drop_staging(running.lease.import_id)


def _finished(running: Running, report: Report) -> Report:
    running.database.drop_staging(running.lease.import_id)
    report.finished_at = datetime.now(UTC)
    report.undo_until = history.undo_until(report.state, report.finished_at, running.environment.settings)
    return report


def _written_state(report: Report) -> State:
    accepted = all(file.status is FileStatus.ACCEPTED for file in report.files)
    return State.DONE if accepted else State.PARTIAL


def messages(running: Running, report: Report) -> list[Message]:
    """Whom to tell how it ended, or that it waits; the report says so too."""
    recipients = telling.recipients(running.environment, running.person.recipients)
    is_known = running.options.unattended and telling.is_known(
        running.database, running.environment, running.lease.import_id, running.options.source, report
    )
    sent = notify.messages(running.kind, report, recipients, is_known=is_known)
    report.mails = tuple(Mail(recipient=message.recipient, language=message.language) for message in sent)
    return sent


def keeping(running: Running, tell: Tell | None) -> Tell:
    """Tell how far it is, also whoever looks at the page, and hold on to the lease meanwhile."""
    began = kept = renewed = time.monotonic()

    def told(progress: Progress) -> None:
        nonlocal kept, renewed
        now = time.monotonic()
        if now - kept > BEAT_SECONDS:
            far = {**asdict(progress), "seconds": round(now - began, 1)}
            state.keep_progress(running.database, running.lease.import_id, far)
            kept = now
        if now - renewed > running.lease.seconds / 3:
            state.renew(running.database, running.lease)
            renewed = now
        if tell:
            tell(progress)

    return told


def _refuse_changed_files(running: Running) -> None:
    kept = history.find(running.database, running.lease.import_id, with_violations=False)
    for file, path in zip(kept.report.files, kept.paths, strict=True):
        if not path.is_file() or sha256_of(path) != file.sha256:
            raise SourceChanged(file.name)


def reported(tally: Tally, *, dry_run: bool) -> Report:
    """What a tally counted, as a report: planned, or failed because nothing goes in."""
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
