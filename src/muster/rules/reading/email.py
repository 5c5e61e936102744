"""E-mail addresses: the truth is email-validator's, without looking anything up.

Verdicts: `ok`; `wrapped`: a display name, `mailto:`, quotes or a separator stood around one address; `several`: more
than one address; `remark`: an address and other text; `first-taken`: a pull held several addresses or a remark, and its
first address was taken; `invalid`: not an address.

The stored form is the address with its domain in lower case and readable (IDNA); the part before the @ stays as typed.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Final

import polars as pl

from muster.rules.context import PULLED
from muster.rules.reading.distinct import Answer, ask

MAX_CHARACTERS: Final = 1000
"""A longer text is no address and is not searched for one."""

ATOM: Final = r"[A-Za-z0-9_!#$%&'*+\-/=?^`{|}~]+"
LABEL: Final = r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*"
ORDINARY: Final = rf"^{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+(?:[A-Za-z0-9]+-)*[A-Za-z0-9]*[A-Za-z]$"
"""An ASCII address by RFC 5322 and RFC 1123, but for lengths and reserved domains."""

RESERVED: Final = r"\.(?:arpa|invalid|local|localhost|onion|test)$"
"""Domains that reach nobody (IANA special-use domain names)."""

LONGEST_LABEL: Final = 63
LONGEST_ADDRESS: Final = 254

PLAIN: Final = (
    r"^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+"
    r"(?:[a-z]{2,3}|[a-z]{6}|[a-z]{8}|[a-z]{10,20}|info|name|mobi|coop|shop|gent|club|site|tech|email|cloud|store|group"
    r"|world|media|example|company|digital|network)$"
)
"""The reserved domains have 4, 5, 7 and 9 letters: of these lengths only common ones are plain."""

PLAIN_BYTES: Final = 66
"""Within these no part of an address can be too long."""

PROVIDERS: Final = {
    "gmail": "com", "googlemail": "com", "hotmail": "com be nl fr de it es co.uk", "outlook": "com be nl fr de it es pt",
    "live": "com be nl fr de it com.pt co.uk", "msn": "com", "yahoo": "com fr de es it co.uk", "icloud": "com",
    "aol": "com", "protonmail": "com", "gmx": "de net at ch com", "web": "de", "t-online": "de", "freenet": "de",
    "arcor": "de", "telenet": "be", "skynet": "be", "proximus": "be", "scarlet": "be", "pandora": "be", "voo": "be",
    "belgacom": "net", "ziggo": "nl", "planet": "nl", "kpnmail": "nl", "xs4all": "nl", "hetnet": "nl", "casema": "nl",
    "upcmail": "nl", "wanadoo": "fr", "orange": "fr", "laposte": "net", "free": "fr", "sfr": "fr", "neuf": "fr",
    "bbox": "fr", "libero": "it", "virgilio": "it", "tiscali": "it", "alice": "it", "fastwebnet": "it", "sapo": "pt",
    "telefonica": "net", "bluewin": "ch",
}  # fmt: skip
"""Where most people of the seven languages have their address: name → endings."""

MISSPELT: Final = frozenset({"gmail", "yahoo", "ziggo"})
LONG_NAME: Final = 6
"""A slip in a shorter name mostly gives somebody else's domain."""

TYPED_FOR: Final = {
    "com": "con cmo ocm comm coom cpm cim vom xom dom om cm com.com", "net": "nte ent nett neet", "be": "eb bbe bee",
    "nl": "ln nnl nll", "fr": "rf ffr frr", "de": "ed dde dee", "it": "ti iit itt", "es": "ees ess", "pt": "tp ppt ptt",
}  # fmt: skip
"""Endings that were not meant, by those that were."""

GMAIL_ELSEWHERE: Final = "be nl fr de es it pt co"

REAL_DOMAINS: Final = frozenset({
    "mail.com", "cloud.com", "email.com", "planet.com", "range.fr", "orage.fr", "plant.nl", "plane.nl", "scarlett.be",
    "ibero.it", "liber.it", "libro.it",
})  # fmt: skip
"""Near to a provider's domain, but somebody's own."""


def plain(value: pl.Expr) -> pl.Expr:
    """An ordinary address of an ordinary domain, none of them a likely typo; in lower case, so that it is its own key."""
    return value.str.contains(PLAIN) & (value.str.len_bytes() <= PLAIN_BYTES) & ~value.str.contains(typo_pattern())


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """Addresses that would be plain in lower case."""
    lower = pl.col("value").str.to_lowercase()
    is_ordinary = pl.col("value").str.contains("^[!-~]+$") & plain(lower)
    cells = cells.select("value", is_ordinary=is_ordinary)
    name, domain = _halves(pl.when("is_ordinary").then("value"))
    return cells.select(stored=pl.concat_str(name, pl.lit("@"), domain.str.to_lowercase()))


def read(cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:
    """Ordinary ASCII addresses by expression; every other distinct text by the library."""
    name, domain = _halves(pl.col("value"))
    address = pl.concat_str(name, pl.lit("@"), domain.str.to_lowercase())
    cells = cells.with_columns(stored=pl.when(_is_ordinary(pl.col("value"))).then(address))
    return ask(cells, partial(_judge, off), "value", "source")


@cache
def typos() -> dict[str, str]:
    """Likely typos of big providers' domains → what was meant."""
    meant = {f"gmail.{ending}": "gmail.com" for ending in GMAIL_ELSEWHERE.split()}
    for name, endings in PROVIDERS.items():
        for ending in endings.split():
            names = [(each, ending) for each in _misspelt(name)]
            wrong = [*names, *((name, each) for each in TYPED_FOR.get(ending, "").split())]
            meant |= {domain: f"{name}.{ending}" for domain in map(".".join, wrong) if domain not in meant}
    right = {f"{name}.{ending}" for name, endings in PROVIDERS.items() for ending in endings.split()}
    return {wrong: provider for wrong, provider in meant.items() if wrong not in REAL_DOMAINS | right}


@cache
def typo_pattern() -> str:
    """Matches an address at a likely typo. Names with the same endings stand together: that compiles faster."""
    endings: dict[str, set[str]] = {}
    for domain in typos():
        name, _dot, ending = domain.partition(".")
        endings.setdefault(name, set()).add(ending)
    names: dict[frozenset[str], list[str]] = {}
    for name, found in endings.items():
        names.setdefault(frozenset(found), []).append(name)
    groups = (rf"(?:{_any_of(each)})\.(?:{_any_of(sorted(found))})" for found, each in names.items())
    return f"@(?:{'|'.join(groups)})$"


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))


def _misspelt(name: str) -> Iterator[str]:
    """One letter left out, doubled, or swapped with the next, in a name that is long enough to be known again."""
    if len(name) < LONG_NAME and name not in MISSPELT:
        return
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]
        yield name[: place + 1] + name[place:]
        if place:
            yield name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]


def _halves(address: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    halves = address.str.splitn("@", 2).struct
    return halves.field("field_0"), halves.field("field_1")


def _is_ordinary(value: pl.Expr) -> pl.Expr:
    _name, domain = _halves(value)
    longest = domain.str.split(".").list.eval(pl.element().str.len_bytes()).list.max()
    return (
        value.str.contains(ORDINARY)
        & ~value.str.contains("(?i)" + RESERVED)
        & ~domain.str.contains("--", literal=True)
        & (value.str.len_bytes() <= LONGEST_ADDRESS)
        & (longest <= LONGEST_LABEL)
    )


def _judge(off: frozenset[str], value: str, source: str) -> Answer:
    if len(value) > MAX_CHARACTERS:
        return Answer(None, "invalid")
    if address := _valid(value):
        return Answer(address, "ok")
    addresses = list(_addresses_in(value))
    if not addresses:
        return Answer(None, "invalid", next(filter(None, map(_valid, _mended(value))), None))
    first = addresses[0]
    is_one = len({each.casefold() for each in addresses}) == 1
    if is_one and _is_wrapped(value):
        return Answer(None, "invalid", first) if "wrapped" in off else Answer(first, "wrapped")
    if source in PULLED:
        return Answer(first, "first-taken")
    return Answer(None, "remark" if is_one else "several", first)


def _valid(text: str) -> str | None:
    """The address in stored form, if the library takes it."""
    domain = text.rpartition("@")[2]
    if domain == text or (domain.isascii() and "." not in domain):
        return None  # the library would say so too, and take longer
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415  loaded only where it must decide

    try:
        address = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return None
    return f"{text.rpartition('@')[0]}@{address.domain}"


SEPARATORS: Final = r"\s<>,;()\[\]\"“”|"
CANDIDATE: Final = re.compile(rf"[^{SEPARATORS}]+@[^{SEPARATORS}]+")
BEFORE: Final = "'’‘:/\\"
BEHIND: Final = BEFORE + "."
MAILTO: Final = re.compile(r"mailto:", re.IGNORECASE)
QUERY: Final = re.compile(r"\?.*$")
NAME_AND_ADDRESS: Final = re.compile(r"[^<>@]*<\s*(?:mailto:)?[^<>\s]+@[^<>\s]+\s*>[\s,;.]*", re.IGNORECASE)
PUNCTUATION: Final = re.compile(r"[\s<>,;()\[\]\"“”'’‘.:]*")


def _addresses_in(value: str) -> Iterator[str]:
    for found in CANDIDATE.findall(MAILTO.sub(" ", value)):
        for text in re.split(r"/(?=[^/]*@)", found):
            bare = text.lstrip(BEFORE)
            if address := _valid(bare.rstrip(BEHIND)) or _valid(QUERY.sub("", bare).rstrip(BEHIND)):
                yield address


def _is_wrapped(value: str) -> bool:
    """Whether there is nothing beside the address but a display name, `mailto:` or punctuation."""
    bare = MAILTO.sub(" ", value)
    rest = CANDIDATE.sub("", bare)
    return NAME_AND_ADDRESS.fullmatch(value) is not None or PUNCTUATION.fullmatch(rest) is not None


def _mended(value: str) -> Iterator[str]:
    """What may have been meant."""
    yield value.replace(" ", "")
    yield value.replace(" ", "").replace(",", ".")
    yield value.replace(" ", "").replace(";", ".")
    yield re.sub(r"\.{2,}", ".", value.replace(" ", "")).strip(".")
    yield re.sub(r"\s*[(\[{]\s*(?:at|apenstaartje|arobase)\s*[)\]}]\s*|\s+at\s+|＠|﹫", "@", value, flags=re.IGNORECASE)
    yield re.sub(r"@[@.]*", "@", value).replace(".@", "@")
    yield re.sub(r"(?<=[a-z])(com|be|nl|fr|de|it|es|pt|eu|net|org)$", r".\1", value.replace(" ", ""))
