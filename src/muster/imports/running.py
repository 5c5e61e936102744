"""An import from the first byte to its end: kept, planned, confirmed, applied, told. Shells call what is here.

Nothing here loads Django: the command line answers before Django would have been imported.
"""

from collections.abc import Sequence
from dataclasses import replace

from muster import catalogue, pipeline, settings
from muster.catalogue.severity import active_codes, checked
from muster.model.options import Options
from muster.model.outcome import FileStatus, Report, State
from muster.pipeline import Input, Tell
from muster.report.tally import Tally, total


def check(inputs: Sequence[Input], options: Options, tell: Tell | None = None) -> Report:
    """Examine files as if no customer was stored yet. Needs no database and writes nothing.

    Raises WrongOption for options and settings that cannot be followed.
    """
    tally = pipeline.check(inputs, _settled(options), tell)
    return _report(tally, dry_run=True)


def _settled(options: Options) -> Options:
    """`options` with the severities of the settings file, all codes known to the catalogue."""
    catalogue.load()
    active_codes(options.select, options.ignore)
    return replace(options, severities=checked({**settings.load().severities, **options.severities}))


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
