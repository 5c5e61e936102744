"""Labels become fields: who claims which column, who wins, and what is to be said about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from muster.catalogue import Entry, Severity
from muster.mapping import codes
from muster.mapping.findings import Findings
from muster.mapping.given import Given, recall, resolve
from muster.mapping.guess import guesses, suggested
from muster.mapping.header import Header
from muster.mapping.labels import letter, normalised
from muster.mapping.machine import (
    MACHINE_LABELS,
    ORIGINAL_FILE_LABEL,
    ORIGINAL_LINE_LABEL,
)
from muster.mapping.mapped import How, Mapped
from muster.mapping.programs import Program, recognise
from muster.mapping.vocabulary import NAME_KINDS, PIECES, Kind, Rank
from muster.model.fields import BY_NAME, NAMES, REQUIRED
from muster.model.options import Options
from muster.model.source import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """These columns want to be this field."""

    field: str
    columns: tuple[int, ...]
    rank: Rank
    how: How


@dataclass(slots=True)
class Draft:
    """A mapping in the making.

    `settled` are columns that need no further word: ignored by the user, Muster's own, a conflict. `meaningless` are
    labels that are no field in a recognised program, whatever they mean elsewhere. `waived` are required fields that
    need not be there.
    """

    header: Header
    findings: Findings
    claims: list[Claim] = field(default_factory=list)
    winners: dict[str, Claim] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    meaningless: set[int] = field(default_factory=set)
    waived: set[str] = field(default_factory=set)
    machine: dict[str, int] = field(default_factory=dict)
    kind: int | None = None
    program: Program | None = None

    def claim(self, name: str, columns: tuple[int, ...], rank: Rank, how: How) -> None:
        """Enter a claim."""
        self.claims.append(Claim(field=name, columns=columns, rank=rank, how=how))

    def is_claimed(self, name: str) -> bool:
        """Some column wants to be this field."""
        return any(each.field == name for each in self.claims)

    def unclaimed(self) -> list[str]:
        """Fields that no column wants to be."""
        return [name for name in NAMES if not self.is_claimed(name)]

    def free(self) -> list[int]:
        """Columns that claim nothing yet and about which nothing is decided."""
        claimed = {column for each in self.claims for column in each.columns}
        return [column for column in self.header.columns if column not in claimed | self.settled]


def map_labels(shape: Shape, options: Options, saved: Mapping[str, str | None] | None = None) -> Mapped:
    """Which columns of a file form which fields, by the user's mapping, a saved one, and what labels mean.

    The user's mapping beats a saved one, which beats the template's header, a synonym, a guess. Raises UnknownMapping
    where `options.mapping` names a field or a column that does not exist.
    """
    if shape.fields is not None:
        return _as_the_source_says(shape.fields)
    header = Header.of(shape)
    draft = Draft(header=header, findings=Findings(header))
    _set_machine_columns_aside(draft)
    _take(draft, resolve(options.mapping, header), Rank.GIVEN, "given")
    _take(draft, recall(saved or {}, header), Rank.SAVED, "saved")
    if header.line is None and not draft.claims:
        return _without_header(draft)
    _claim_exact(draft)
    _claim_by_program(draft, says_what_blank_does=options.blank is not None or bool(options.blank_by_field))
    _claim_synonyms(draft)
    _claim_guesses(draft)
    _claim_names(draft, confirmed=options.yes)
    _choose_winners(draft)
    _join_pieces(draft)
    _say_what_was_read(draft)
    _say_what_is_missing(draft)
    _say_what_is_ignored(draft)
    return _mapped(draft)


def _as_the_source_says(fields: tuple[str, ...]) -> Mapped:
    columns = {name: (column,) for column, name in enumerate(fields) if name in BY_NAME}
    ignored = tuple(column for column, name in enumerate(fields) if name not in BY_NAME)
    return Mapped(columns=columns, ignored=ignored, how=dict.fromkeys(columns, "source"))


def _without_header(draft: Draft) -> Mapped:
    draft.findings.add(codes.NO_HEADER, first_line=draft.findings.line)
    return _mapped(draft)


def _set_machine_columns_aside(draft: Draft) -> None:
    for column, key in enumerate(draft.header.keys):
        if key in MACHINE_LABELS:
            draft.machine.setdefault(MACHINE_LABELS[key], column)
            draft.settled.add(column)


def _take(draft: Draft, mapping: Iterable[Given], rank: Rank, how: How) -> None:
    """The entries of a mapping that the user gave now or earlier. None settles the columns without a field."""
    for given in mapping:
        if not set(given.columns) <= set(draft.free()):
            continue  # a saved entry whose column the user now gives otherwise
        if given.field is None:
            draft.settled.update(given.columns)
        else:
            draft.claim(given.field, given.columns, rank, how)
            _waive_first_name(draft, given)


def _waive_first_name(draft: Draft, given: Given) -> None:
    """A column of whole names, called lastname by the user, stands for the first names too."""
    meanings = (draft.header.meaning(column) for column in given.columns)
    if given.field == "lastname" and any(meaning and meaning.kind in NAME_KINDS for meaning in meanings):
        draft.waived.add("firstname")


def _claim_exact(draft: Draft) -> None:
    _claim_known(draft, (Rank.EXACT,), "exact")


def _claim_synonyms(draft: Draft) -> None:
    _claim_known(draft, (Rank.FIRST, Rank.SECOND, Rank.THIRD, Rank.FOURTH), "synonym")


def _claim_known(draft: Draft, ranks: tuple[Rank, ...], how: How) -> None:
    for column in draft.free():
        meaning = draft.header.meaning(column)
        if column in draft.meaningless or meaning is None or meaning.field is None:
            continue
        if meaning.kind is Kind.FIELD and meaning.rank in ranks:
            draft.claim(meaning.field, (column,), meaning.rank, how)


def _claim_by_program(draft: Draft, *, says_what_blank_does: bool) -> None:
    draft.program = program = recognise(set(draft.header.keys))
    if program is None:
        return
    draft.findings.add(codes.PROGRAM, program=program.name)
    if program.data_of and not says_what_blank_does:
        draft.findings.add(codes.BLANK_SAYS_NOTHING, program=program.name)
    draft.waived |= program.lacks
    _claim_names_by_kind(draft, program)
    for name, alternatives in _alternatives(draft, program).items():
        _claim_first_present(draft, name, alternatives)
    other = {normalised(label) for label in (*program.other, *program.flags)}
    draft.meaningless.update(column for column in draft.free() if draft.header.keys[column] in other)


def _claim_names_by_kind(draft: Draft, program: Program) -> None:
    """One column holds all names, another says which are companies': Odoo."""
    names, flags = (_present(draft, labels) for labels in (program.names, program.flags))
    if names and flags and not draft.is_claimed("lastname") and not draft.is_claimed("company"):
        draft.claim("lastname", names[:1], Rank.PROGRAM, "synonym")
        draft.claim("company", names[:1], Rank.PROGRAM, "synonym")
        draft.kind = flags[0]
        draft.settled.add(flags[0])


def _present(draft: Draft, labels: Iterable[str]) -> tuple[int, ...]:
    """Free columns with these labels, in the labels' order."""
    free = draft.free()
    return tuple(column for label in labels for column in draft.header.with_key(normalised(label)) if column in free)


def _alternatives(draft: Draft, program: Program) -> dict[str, list[str]]:
    """Field.name → its labels in this program, best first; of the address blocks the first filled one leads."""
    labels = {name: list(each) for name, each in program.fields.items()}
    blocks = sorted(program.blocks, key=lambda block: not _is_filled(draft, block))
    for block in blocks:
        for name, label in block.items():
            labels.setdefault(name, []).append(label)
    return labels


def _is_filled(draft: Draft, block: Mapping[str, str]) -> bool:
    columns = _present(draft, (label for joined in block.values() for label in joined.split("+")))
    return any(draft.header.is_filled(column) for column in columns)


def _claim_first_present(draft: Draft, name: str, alternatives: list[str]) -> None:
    """The first alternative that the file has is the program's; the others are there only to be beaten."""
    rank = Rank.PROGRAM
    for alternative in alternatives:
        if columns := _present(draft, alternative.split("+")):
            draft.claim(name, columns, rank, "join" if len(columns) > 1 else "synonym")
            rank = Rank.THIRD


def _claim_guesses(draft: Draft) -> None:
    columns = [column for column in draft.free() if column not in draft.meaningless and draft.header.keys[column]]
    for guess in guesses(draft.header, columns, draft.unclaimed()):
        draft.claim(guess.field, (guess.column,), Rank.GUESS, "guess")


def _claim_names(draft: Draft, *, confirmed: bool) -> None:
    """“Name” is the last name beside a first name; without one, the user has to say what it holds."""
    doubtful: list[int] = []
    has_last, has_first = draft.is_claimed("lastname"), draft.is_claimed("firstname")
    for column, kind in sorted(_name_columns(draft), key=lambda each: (each[1] is Kind.WHOLE_NAME, each[0])):
        role = _role(kind, has_last=has_last, has_first=has_first)
        if role is not None:
            draft.claim(role, (column,), Rank.FIRST, "synonym")
        elif draft.is_claimed("lastname"):
            draft.claim("lastname", (column,), Rank.GUESS, "guess")
        else:
            doubtful.append(column)
    if doubtful:
        _ask_or_accept(draft, doubtful, confirmed=confirmed)


def _name_columns(draft: Draft) -> Iterator[tuple[int, Kind]]:
    for column in draft.free():
        meaning = draft.header.meaning(column)
        if meaning is not None and meaning.kind in NAME_KINDS and column not in draft.meaningless:
            yield column, meaning.kind


def _role(kind: Kind, *, has_last: bool, has_first: bool) -> str | None:
    if kind is Kind.GIVEN_NAME and has_last and not has_first:
        return "firstname"
    if kind is not Kind.WHOLE_NAME and has_first and not has_last:
        return "lastname"
    return None


def _ask_or_accept(draft: Draft, columns: list[int], *, confirmed: bool) -> None:
    draft.waived |= {"lastname", "firstname"}
    if confirmed:
        best, *others = columns
        draft.claim("lastname", (best,), Rank.THIRD, "guess")
        for column in others:
            draft.claim("lastname", (column,), Rank.GUESS, "guess")
        return
    draft.settled.update(columns)
    for column in columns:
        value = draft.header.quoted((column,))
        draft.findings.add(codes.HEADER_TO_CONFIRM, column=column, value=value, target="lastname")


def _choose_winners(draft: Draft) -> None:
    """The best rank wins its field; the same rank twice is an error, and the field stays without a column."""
    for name in NAMES:
        claims = sorted(
            (each for each in draft.claims if each.field == name), key=lambda each: (each.rank, each.columns)
        )
        if not claims:
            continue
        best, *others = claims
        equals = [each for each in others if each.rank == best.rank]
        if equals:
            _report_conflict(draft, best, equals)
            draft.settled.update(column for each in others for column in each.columns)
            continue
        draft.winners[name] = best
        for beaten in others:
            _report_beaten(draft, beaten.columns, best)


def _report_conflict(draft: Draft, best: Claim, equals: list[Claim]) -> None:
    for each in equals:
        draft.findings.add(
            codes.TWO_COLUMNS, column=each.columns[0], value=draft.header.quoted(each.columns), target=best.field,
            first=draft.header.quoted(best.columns), first_column=letter(best.columns[0]),
        )  # fmt: skip
    draft.waived.add(best.field)


def _report_beaten(draft: Draft, columns: tuple[int, ...], winner: Claim) -> None:
    for column in columns:
        draft.findings.add(
            codes.BEATEN, column=column, value=draft.header.quoted((column,)), target=winner.field,
            winner=draft.header.quoted(winner.columns),
        )  # fmt: skip
    draft.settled.update(columns)


def _join_pieces(draft: Draft) -> None:
    """House number and box go to the street, the prefix to the surname, unless the field holds them already."""
    for name in PIECES:
        base = draft.winners.get(name)
        if base is None:
            continue
        pieces = list(_pieces(draft, base))
        fitting = [each for each in pieces if _adds_something(draft, base, each[1])]
        _report_beaten(draft, tuple(column for piece, column in pieces if (piece, column) not in fitting), base)
        if fitting:
            draft.winners[name] = _joined(base, fitting)
            draft.settled.update(column for _, column in fitting)
            _report_repeated_pieces(draft, draft.winners[name])


def _pieces(draft: Draft, base: Claim) -> Iterator[tuple[str, int]]:
    """Free columns that are part of the field, by the name of the piece."""
    for column in draft.free():
        meaning = draft.header.meaning(column)
        if column in draft.meaningless or meaning is None:
            continue
        if meaning.kind is Kind.PIECE and meaning.field == base.field:
            yield meaning.piece, column
        elif meaning.kind is Kind.BARE_NUMBER and base.field == "address" and column == base.columns[-1] + 1:
            yield "number", column


def _adds_something(draft: Draft, base: Claim, column: int) -> bool:
    by_the_user = base.rank <= Rank.SAVED
    return not by_the_user and not draft.header.holds_already(base.columns[0], column)


def _report_repeated_pieces(draft: Draft, joined: Claim) -> None:
    """Two pieces with the very same header are no join."""
    first_of: dict[str, int] = {}
    for column in joined.columns:
        first = first_of.setdefault(draft.header.keys[column], column)
        if first != column:
            _report_conflict(draft, replace(joined, columns=(first,)), [replace(joined, columns=(column,))])


def _joined(base: Claim, pieces: list[tuple[str, int]]) -> Claim:
    order = PIECES[base.field]
    parts = sorted(
        [*(("", column) for column in base.columns), *pieces], key=lambda each: (order.index(each[0]), each[1])
    )
    how: How = "guess" if base.how == "guess" else "join"
    return Claim(field=base.field, columns=tuple(column for _, column in parts), rank=base.rank, how=how)


def _say_what_was_read(draft: Draft) -> None:
    if draft.header.line is None:
        draft.findings.add(codes.WITHOUT_HEADER, first_line=draft.findings.line)
    for name, winner in draft.winners.items():
        for code in _codes(draft, winner):
            value = draft.header.quoted(winner.columns)
            draft.findings.add(code, column=winner.columns[0], value=value, target=name)


def _codes(draft: Draft, winner: Claim) -> Iterator[Entry]:
    meaning = draft.header.meaning(winner.columns[0])
    if winner.how == "guess":
        is_name = meaning is not None and meaning.kind in NAME_KINDS
        yield codes.NAME_AS_LASTNAME if is_name else codes.GUESS
    elif winner.how == "synonym":
        yield codes.SYNONYM
    elif winner.how == "saved":
        yield codes.SAVED
    if len(winner.columns) > 1:
        yield codes.JOIN


def _say_what_is_missing(draft: Draft) -> None:
    for name in REQUIRED:
        if name in draft.winners:
            continue
        if draft.program is not None and name in draft.program.lacks:
            draft.findings.add(codes.PROGRAM_LACKS, target=name, program=draft.program.name)
        elif name not in draft.waived:
            draft.findings.add(codes.MISSING_COLUMN, target=name)


def _say_what_is_ignored(draft: Draft) -> None:
    wanted = draft.unclaimed()
    for column in draft.free():
        if draft.header.is_nameless(column):
            if draft.header.is_filled(column):
                draft.findings.add(codes.NAMELESS, column=column, letter=letter(column), number=column + 1)
        else:
            near = None if column in draft.meaningless else suggested(draft.header, column, wanted)
            draft.findings.add(
                codes.UNKNOWN_COLUMN, column=column, value=draft.header.quoted((column,)),
                suggestion=BY_NAME[near].header if near else None,
            )  # fmt: skip


def _mapped(draft: Draft) -> Mapped:
    columns = {name: draft.winners[name].columns for name in NAMES if name in draft.winners}
    used = {column for each in columns.values() for column in each} | {draft.kind}
    originals = {draft.machine.get(ORIGINAL_FILE_LABEL), draft.machine.get(ORIGINAL_LINE_LABEL)}
    found = draft.findings.frame()
    return Mapped(
        columns=columns,
        violations=found,
        rejected=bool((found["severity"] == Severity.ERROR.value).any()),
        ignored=tuple(column for column in draft.header.columns if column not in used | originals),
        how={name: draft.winners[name].how for name in columns},
        words=_words(draft, columns),
        kind=draft.kind,
        original_file=draft.machine.get(ORIGINAL_FILE_LABEL),
        original_line=draft.machine.get(ORIGINAL_LINE_LABEL),
        program=draft.program.name if draft.program else None,
        accounts=_accounts(draft),
    )


def _accounts(draft: Draft) -> dict[str, int]:
    """The columns that say of an account what is no field: closed, child of another."""
    said = draft.program.accounts if draft.program else {}
    found = {what: list(draft.header.with_key(normalised(label))) for what, label in said.items()}
    return {what: columns[0] for what, columns in found.items() if columns}


def _words(draft: Draft, columns: Mapping[str, tuple[int, ...]]) -> dict[int, str]:
    """The word before each box number that is joined behind something."""
    words: dict[int, str] = {}
    for joined in columns.values():
        for column in joined[1:]:
            meaning = draft.header.meaning(column)
            if meaning is not None and meaning.word is not None:
                words[column] = meaning.word
    return words
