"""Enterprise numbers: python-stdnum's truth, stored as letters and digits only.

Read with the row's country, else with the one that the number names itself, else with the environment's. Verdicts:

- ok: the country's form and check digits, or a country whose numbers are not looked at
- characters: something else than letters, digits, spaces, dots, slashes and dashes is left
- check-digits: the country's form, but its check digits fail; stored
- form: not the country's form; stored; suggestion where a leading zero may be missing
- other-register: a VAT number where that is no enterprise number (NL, DE, AT, GB); stored
- establishment: the number of a Belgian establishment; stored
- person: good, but the row has no company (also a Spanish NIF or an Italian codice fiscale); stored
- lost-zero: leading zeros were put back, proved by the check digits
- formatted: a spreadsheet had written it as an amount, 428.759.497,00; proved by the check digits
"""

from typing import Final

import polars as pl

from muster.rules.reading.coc import handelsregister, registers

CHECKED: Final = ("AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "LU", "NL", "PT")

SEPARATORS: Final = r"[ \-./\u{2010}-\u{2015}]"

AMOUNT: Final = (
    r"^[1-9](?:[0-9]{5,}[.,]0{1,2}|[0-9]{0,2}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+\.|(?:[ '][0-9]{3})+[.,])0{1,2})$"
)
"""As a spreadsheet writes an amount."""

MAYBE_SPELLED: Final = r"^[0-9A-Za-z][0-9A-Za-z \-./\u{2010}-\u{2015}]*$"
"""Nothing but letters, digits and separators: what may be a number that is merely spelled another way."""

UNCHECKED: Final = "^[0-9]{5,15}$"
"""What is plain where nothing is checked."""

ESTABLISHMENT: Final = "^[2-8][0-9]{9}$"

ANSWER: Final = ("stored", "verdict", "suggestion", "params")

REGISTER_WORDS: Final = r"R\.?P\.?[RM]\.?|R\.?C\.?S\.?|RJP"
"""Behind these stands the name of a court or a town."""

_NUMBER_WORDS: Final = r"N[°º]|NR|NUMMER|NUM[EÉ]RO|N[ÚU]MERO"
WORDS: Final = {
    "AT": r"FN|FIRMENBUCH(?:NUMMER|NR)?|FB",
    "BE": r"KBO|BCE|ZDU|CBE|B\.?T\.?W\.?|T\.?V\.?A\.?|MWST|VAT|ONDERNEMINGS(?:NUMMER|NR)|D['’]ENTREPRISE|UNTERNEHMENS(?:NUMMER|NR)",
    "CH": r"UID|IDE|IDI|MWST|TVA|IVA",
    "DE": r"UST-?ID(?:-?NR)?|UST",
    "ES": r"C\.?I\.?F\.?|N\.?I\.?F\.?|N\.?I\.?E\.?|D\.?N\.?I\.?|VAT|IVA",
    "FR": r"SIREN|SIRET|T\.?V\.?A\.?|VAT",
    "GB": r"CRN|COMPANY (?:NO|NUMBER|REG(?:ISTRATION)? NO)|REG(?:ISTERED)? NO|VAT(?: REG)? NO|VAT",
    "IT": r"P\.? ?I\.?V\.?A\.?|PARTITA IVA|C\.? ?F\.?|COD\.? ?FISC\.?|CODICE FISCALE|R\.?E\.?A\.?|VAT",
    "LU": r"T\.?V\.?A\.?|VAT|MATRICULE",
    "NL": r"K\.?V\.?K\.?|KAMER VAN KOOPHANDEL|B\.?T\.?W\.?|VAT",
    "PT": r"N\.?I\.?F\.?|N\.?I\.?P\.?C\.?|CONTRIBUINTE|VAT|IVA",
}
"""Words that people write before the number, and that are not part of it."""

NAMES_COUNTRY: Final = (
    r"^(?:(BE)[0-9]{9,10}|(FR)[0-9A-Z]{2}[0-9]{9}|(IT)[0-9]{11}|(PT)[0-9]{9}|(LU)[0-9]{8}|(ES)[0-9A-Z][0-9]{7}[0-9A-Z]"
    r"|(NL)[0-9]{9}B[0-9]{2}|(DE)[0-9]{9}|(AT)U[0-9]{8}|(CH)E[0-9]{9}(?:MWST|TVA|IVA|TPV)?|(GB)[0-9]{9})$"
)


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """A company's numbers in their country's form with good check digits, however they are spelled."""
    rows = cells.select("value", where=pl.coalesce("country", "home")).with_row_index("cell")
    parts = [_quick_in(part, where) for (where,), part in rows.partition_by("where", as_dict=True).items()]
    stored = pl.concat(parts).sort("cell")["stored"]
    return cells.select(stored=pl.when(pl.col("company").is_not_null()).then(pl.lit(stored)))


def _quick_in(rows: pl.DataFrame, country: str | None) -> pl.DataFrame:
    """`stored` of numbers of one country (or of none)."""
    value = pl.col("value")
    if country == "DE":
        return rows.select("cell", stored=handelsregister.quick(rows["value"]))
    if country not in registers.REGISTERS:
        return rows.select("cell", stored=pl.when(value.str.contains(UNCHECKED)).then(value))
    is_plain = registers.are_good(country, rows["value"])
    if is_plain.all():
        return rows.select("cell", stored="value")
    left = (~is_plain & rows["value"].str.contains(MAYBE_SPELLED)).arg_true()
    if not left.len():
        return rows.select("cell", stored=pl.when(pl.lit(is_plain)).then("value"))
    others = rows[left].with_columns(number=_compact(value.str.to_uppercase()))
    others = others.with_columns(number=_of_same_register(country))
    is_good = registers.are_good(country, others["number"])
    spelled = others.select(pl.when(pl.lit(is_good) & ~value.str.contains(AMOUNT)).then("number"))
    stored = rows.select(pl.when(pl.lit(is_plain)).then("value")).to_series()
    return rows.select("cell", stored=stored.scatter(left, spelled.to_series()))


def read(cells: pl.DataFrame, off: frozenset[str] = frozenset()) -> pl.DataFrame:
    """`cells` with what each number means; a repair whose verdict is `off` leaves it as it is."""
    where = pl.Series("where", cells["country"])
    if where.null_count():
        where = cells.select(pl.coalesce("country", _named_country(), "home")).to_series()
    rows = cells.select("value", "company", pl.int_range(pl.len()).alias("cell"), where.alias("where"))
    if rows.is_empty():
        return cells.with_columns(pl.lit(None, pl.String).alias(name) for name in ANSWER)
    parts = [_read_in(part, where, off) for (where,), part in rows.partition_by("where", as_dict=True).items()]
    return cells.hstack(pl.concat(parts).sort("cell").drop("cell"))


def _named_country() -> pl.Expr:
    """The country whose VAT number, or Swiss enterprise number, this is."""
    named = _compact(pl.col("value").str.to_uppercase()).str.extract_groups(NAMES_COUNTRY)
    return pl.coalesce(named.struct.field(str(group)) for group in range(1, len(CHECKED) + 1))


def _read_in(rows: pl.DataFrame, country: str | None, off: frozenset[str]) -> pl.DataFrame:
    """Read numbers of one country: those in its form at once, what has anything else about it with care."""
    if country not in registers.REGISTERS:
        return _read_with_care(rows, country, off)
    rows = rows.with_columns(number=_compact(pl.col("value").str.to_uppercase()))
    rows = rows.with_columns(number=_of_same_register(country))
    good = registers.are_good(country, rows["number"]) & ~rows["value"].str.contains(AMOUNT)
    nothing = pl.lit(None, pl.String)
    answers = rows.filter(good).select(
        "cell",
        stored="number",
        verdict=pl.when(pl.col("company").is_null()).then(pl.lit("person")).otherwise(pl.lit("ok")),
        suggestion=nothing,
        params=nothing,
    )
    if answers.height == rows.height:
        return answers
    return pl.concat([answers, _read_with_care(rows.filter(~good).drop("number"), country, off)])


def _read_with_care(rows: pl.DataFrame, country: str | None, off: frozenset[str]) -> pl.DataFrame:
    if country not in CHECKED:
        rows = rows.with_columns(number=_compact(pl.col("value")), kind=pl.lit("ok"), amount=pl.lit(value=False))
    elif country == "DE":
        rows = _read_german(rows)
    else:
        rows = _read_numbers(rows, country, off)
    rows = rows.with_columns(whole=_whole(country), bare=_letters_and_digits("number"))
    rows = rows.with_columns(
        padded=pl.when(_are_good(country, rows["whole"]), pl.col("kind") != "ok").then("whole"),
        stripped=pl.when(_are_good(country, rows["bare"])).then("bare"),
        guess=_guess(country),
    )
    proven = pl.col("padded").is_not_null()
    verdict = (
        pl.when(pl.col("number") != pl.col("bare")).then(pl.lit("characters"))
        .when("amount", proven | (pl.col("kind") == "ok")).then(pl.lit("formatted"))
        .when(proven & pl.lit("lost-zero" not in off)).then(pl.lit("lost-zero"))
        .when(pl.col("company").is_null() & ((pl.col("kind") == "ok") | _is_personal())).then(pl.lit("person"))
        .otherwise("kind")
    )  # fmt: skip
    rows = rows.with_columns(verdict=verdict)
    padded = pl.col("verdict").is_in(["formatted", "lost-zero"])
    return rows.select(
        "cell",
        stored=pl.when(padded).then(pl.coalesce("padded", "number"))
        .when((pl.col("verdict") == "person") & (pl.col("kind") != "ok")).then(pl.col("number").str.to_uppercase())
        .when(pl.col("verdict") != "characters").then("number"),
        verdict="verdict",
        suggestion=pl.when(pl.col("verdict") == "characters").then("stripped")
        .when(pl.col("verdict").is_in(["form", "check-digits"])).then(pl.coalesce("padded", "guess")),
        params=pl.lit(None, pl.String),
    )  # fmt: skip


def _read_numbers(rows: pl.DataFrame, country: str, off: frozenset[str]) -> pl.DataFrame:
    """`number`, its `kind`, and whether it was written as an `amount`, in a country whose numbers have a form."""
    amount = pl.col("value").str.contains(AMOUNT) & pl.lit("formatted" not in off)
    whole = pl.col("value").str.replace("[.,]0{1,2}$", "").str.replace_all("[^0-9]", "")
    number = _compact(_without_words(pl.col("value").str.to_uppercase(), country))
    number = pl.when(number == "").then(_compact(pl.col("value"))).otherwise(number)
    rows = rows.with_columns(amount=amount, number=pl.when(amount).then(whole).otherwise(number))
    rows = rows.with_columns(number=_of_same_register(country))
    rows = rows.with_columns(kind=registers.judge(country, rows["number"]))
    kind = pl.col("kind")
    if country in registers.VAT_OF_OTHER_REGISTER:
        other = pl.col("number").str.contains(f"^(?:{registers.VAT_OF_OTHER_REGISTER[country]})$")
        kind = pl.when(other & (kind != "ok")).then(pl.lit("other-register")).otherwise(kind)
    if country == "FR":
        vat = pl.col("number").str.contains(f"^{registers.FRENCH_VAT}$") & ~pl.col("number").str.contains(
            "000[0-9]{6}$"
        )
        kind = pl.when(vat).then(pl.lit("check-digits")).otherwise(kind)
    if country == "BE":
        kind = pl.when(pl.col("number").str.contains(ESTABLISHMENT)).then(pl.lit("establishment")).otherwise(kind)
    rows = rows.with_columns(kind=kind)
    strange = (pl.col("kind") == "form") & pl.col("number").str.contains(r"\p{L}")
    return rows.with_columns(number=pl.when(strange).then(_compact(pl.col("value"))).otherwise("number"))


def _read_german(rows: pl.DataFrame) -> pl.DataFrame:
    """The court is looked for before anything is stripped: `München HRB 11223`."""
    rows = rows.with_columns(
        court=handelsregister.stored(pl.col("value")),
        number=_compact(_without_words(pl.col("value").str.to_uppercase(), "DE")),
        amount=pl.lit(value=False),
    )
    other = pl.col("number").str.contains(f"^(?:{registers.VAT_OF_OTHER_REGISTER['DE']})$")
    return rows.with_columns(
        number=pl.when(pl.col("court").is_null() & ~other).then(_compact(pl.col("value")))
        .otherwise(pl.coalesce("court", "number")),
        kind=pl.when(pl.col("court").is_not_null()).then(pl.lit("ok"))
        .when(other).then(pl.lit("other-register"))
        .otherwise(pl.lit("form")),
    ).drop("court")  # fmt: skip


def _without_words(text: pl.Expr, country: str) -> pl.Expr:
    """Upper-case text without the names of registers, courts and towns around a number."""
    register = rf"(?:^|\P{{L}})(?:{REGISTER_WORDS})(?:\P{{L}}|$)"
    town = text.str.replace_all(register, " ").str.replace_all(r"\p{L}[\p{L}'’]+(?:[ (),-]|$)|[(),]", " ")
    if country == "FR":
        town = town.str.replace(r"(?:^| )[ABCD] *([0-9])", " ${1}")
    text = pl.when(text.str.contains(register)).then(town).otherwise(text)
    word = rf"(^|[^\p{{L}}])(?:{WORDS[country]}|{_NUMBER_WORDS})[.:°º]*([^\p{{L}}]|$)"
    for _ in range(3):
        text = text.str.replace_all(word, "${1} ${2}")
    return text.str.replace_all(r"^[\s:.,]+|[\s:.,]+$", "")


def _compact(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(SEPARATORS, "")


def _letters_and_digits(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"[^\p{L}\p{N}]", "")


def _of_same_register(country: str) -> pl.Expr:
    """The enterprise number in a VAT number, and in the country's usual spelling."""
    number = pl.col("number")
    if country in registers.VAT_OF_SAME_REGISTER:
        number = pl.coalesce(number.str.extract(f"^(?:{registers.VAT_OF_SAME_REGISTER[country]})$"), number)
    if country == "BE":
        number = number.str.replace(r"^(?:BE)?\(0\)([0-9]{9})$", "0${1}")
    if country == "CH":
        number = number.str.replace("^([0-9]{9})$", "CHE${1}")
    if country == "AT":
        number = pl.when(number.str.contains("^[0-9]+[A-Z]$")).then(number.str.to_lowercase()).otherwise(number)
    if country == "FR":
        vat = number.str.contains(f"^{registers.FRENCH_VAT}$") & registers.french_vat(number.str.tail(11))
        number = pl.when(vat).then(number.str.tail(9)).otherwise(number)
    return number


def _whole(country: str | None) -> pl.Expr:
    """The number as long as it was before it lost leading zeros; null where it has lost none."""
    number = pl.col("number")
    return pl.coalesce(
        pl.lit(None, dtype=pl.String),
        *(
            pl.when(number.str.contains(f"^(?:{pattern})$")).then(number.str.zfill(length))
            for pattern, length in registers.LOST_ZEROS.get(country or "", ())
        ),
    )


def _are_good(country: str | None, numbers: pl.Series) -> pl.Series:
    """Whether numbers are good; nowhere where the country has no form for them."""
    if country not in registers.REGISTERS:
        return pl.repeat(value=False, n=numbers.len(), dtype=pl.Boolean, eager=True)
    return registers.are_good(country, numbers)


def _guess(country: str | None) -> pl.Expr:
    """The number with a leading zero, where one may be missing and nothing can prove it."""
    if country not in registers.MAYBE_LOST_ZERO:
        return pl.lit(None, pl.String)
    pattern, length = registers.MAYBE_LOST_ZERO[country]
    return pl.when(pl.col("number").str.contains(f"^{pattern}$")).then(pl.col("number").str.zfill(length))


def _is_personal() -> pl.Expr:
    number = pl.col("number").str.to_uppercase()
    return pl.any_horizontal(
        number.str.contains(f"^(?:{form.pattern})$") & form.check(number).fill_null(value=False)
        for forms in registers.PERSONAL.values() for form in forms if form.check
    )  # fmt: skip
