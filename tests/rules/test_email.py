"""E-mail addresses: the library is the truth, and what surrounds an address is told apart."""

import random

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email

from muster.rules.reading import email

VALUES = 100_000
NAMES = [
    "jan",
    "An.Peeters",
    "o'neil",
    "jan+nieuws",
    "j_d-s",
    "info",
    "INFO",
    "a.b.c",
    "x",
    "josé",
    "用户",
    "1",
    "a/b",
    "{x}",
]
DOMAINS = [
    "example.com", "example.be", "sub.example.co.uk", "EXAMPLE.com", "x-y.example.org", "münchen.de", "xn--mnchen-3ya.de",
    "gmail.com", "a.io", "example.museum", "1.example.nl", "9292.nl", "straße.de", "例え.jp", "mail.test.eu", "local.be",
]  # fmt: skip
NO_ADDRESSES = [
    "jan", "@", "jan@", "@example.com", "jan@example", "jan@localhost", "jan@x.local", "jan@x.test", "jan@x.invalid",
    "jan@[127.0.0.1]", '"jan"@example.com', "jan@ex--ample.com", "jan@ab--c.com", "jan@-x.com", "jan@x-.com",
    "jan@x.c0m", "jan@x.1", "jan@1.2.3.4", "jan@x..com", ".jan@x.com", "jan.@x.com", "ja n@x.com", "jan@x.com.",
    "jan@" + "a" * 64 + ".be", "a" * 65 + "@example.com", "jan@" + ".".join(["a" * 60] * 4) + ".be", "a" * 300 + "@x.be",
    "jan@@x.be", "jan@x@y.be", "jan@xn--a.de", "jan@x.arpa", "jan@sub.x.onion", "jan@x.xn--p1ai", "jan@x.c-m", "jan@x.c-",
]  # fmt: skip
EDITS = "abz09.-_@+ ,;:'\"()<>[]\\/éß\u0301。"


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    """At least a third valid, at least a third one edit from valid, and what is known to be none."""
    chance = random.Random(20)
    values = [f"{name}@{domain}" for name in NAMES for domain in DOMAINS] + NO_ADDRESSES
    valid = [f"{chance.choice(NAMES)}{chance.randrange(10**6)}@{chance.choice(DOMAINS)}" for _ in range(VALUES // 2)]
    return values + valid + [_edited(value, chance) for value in valid]


def _edited(value: str, chance: random.Random) -> str:
    place, edit = chance.randrange(len(value)), chance.choice(EDITS)
    kind = chance.randrange(4)
    if kind == 0:
        return value[:place] + value[place + 1 :]
    if kind == 1:
        return value[:place] + edit + value[place:]
    if kind == 2:
        return value[:place] + edit + value[place + 1 :]
    return value[:place] + value[place : place + 2][::-1] + value[place + 2 :]


def library(value: str) -> str | None:
    """The address with the domain in the library's form, the part before the @ as typed; None if it is none."""
    try:
        address = validate_email(value, check_deliverability=False)
    except EmailNotValidError:
        return None
    return f"{value.rpartition('@')[0]}@{address.domain}"


@pytest.mark.slow
def test_it_agrees_with_the_library_on_every_address(corpus):
    values = pl.DataFrame({"value": corpus}).with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("country", "home", "company")
    )
    read = email.read(values.with_columns(source=pl.lit("csv")), frozenset())
    plain = values.select(email.plain(pl.col("value"))).to_series()
    truth = [library(value) for value in corpus]
    said = read.select(pl.when(pl.col("verdict") == "ok").then("stored")).to_series().to_list()
    assert len(corpus) >= VALUES
    assert sum(each is not None for each in truth) >= 0.3 * len(corpus)
    assert [(v, s, t) for v, s, t in zip(corpus, said, truth, strict=True) if s != t] == []
    assert [(v, t) for v, p, t in zip(corpus, plain, truth, strict=True) if p and v != t] == []


def test_ordinary_addresses_never_need_the_library(monkeypatch):
    monkeypatch.setattr(email, "ask", lambda cells, *_: cells)
    cells = pl.DataFrame({"value": ["Jan@Example.COM", "o'neil+x@a-b.example.co.uk"], "source": ["csv", "csv"]})
    assert email.read(cells, frozenset())["stored"].to_list() == ["Jan@example.com", "o'neil+x@a-b.example.co.uk"]


@pytest.mark.parametrize(
    ("written", "code", "suggestion"),
    [
        ("jan@example.com; an@example.com", "EML002", "jan@example.com"),
        ("jan@example.com an@example.com", "EML002", "jan@example.com"),
        ("Jan <jan@example.com>, An <an@example.com>", "EML002", "jan@example.com"),
        ("jan@example.com (werk)", "EML003", "jan@example.com"),
        ("bel eerst: jan@example.com", "EML003", "jan@example.com"),
        ("jan(at)example.com", "EML001", "jan@example.com"),
        ("jan@example,com", "EML001", "jan@example.com"),
        ("jan @ example.com", "EML001", "jan@example.com"),
        ("jan@@example.com", "EML001", "jan@example.com"),
        ("jan@gmailcom", "EML001", "jan@gmail.com"),
        ("jan", "EML001", None),
        ("x" * 5000 + "@example.com", "EML001", None),
        ("jan@gmial.com", "EML005", "jan@gmail.com"),
        ("jan@hotmail.con", "EML005", "jan@hotmail.com"),
        ("Jan <jan@example.com>", "EML010", "jan@example.com"),
        ("mailto:jan@example.com?subject=hi", "EML010", "jan@example.com"),
        ("jan@example.com <mailto:jan@example.com>", "EML010", "jan@example.com"),
        ("'jan@example.com'", "EML010", "jan@example.com"),
    ],
)
def test_what_is_wrong_and_what_may_be_meant(examine, written, code, suggestion):
    violations = examine([{"number": "C-1", "email": written}]).violations
    assert violations.select("line", "field", "code", "suggestion").rows() == [(2, "email", code, suggestion)]


def test_the_stored_form_has_a_readable_domain_in_lower_case(stored):
    assert stored("email", " Jan@EXAMPLE.com", "jan@xn--mnchen-3ya.de", "JAN@MÜNCHEN.de") == [
        "Jan@example.com", "jan@münchen.de", "JAN@münchen.de",
    ]  # fmt: skip


def test_a_repair_that_is_off_leaves_the_text_to_the_rules(found):
    row = {"number": "C-1", "email": "Jan <jan@example.com>"}
    assert found(row, severities={"EML010": "off"}) == [(2, "email", "EML001")]


@pytest.mark.parametrize("provider", email.PROVIDERS)
def test_a_real_provider_is_never_a_typo(provider):
    assert not {f"{provider}.{ending}" for ending in email.PROVIDERS[provider].split()} & email.typos().keys()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"), ("gmail.nl", "gmail.com"), ("gmx.ed", "gmx.de"), ("web.dee", "web.de"),
        ("t-onlin.de", "t-online.de"), ("hotmail.bbe", "hotmail.be"), ("orang.fr", "orange.fr"), ("laposte.nte", "laposte.net"),
        ("lbero.it", "libero.it"), ("telnet.be", "telenet.be"), ("skyent.be", "skynet.be"), ("ziggo.ln", "ziggo.nl"),
        ("kpnmial.nl", "kpnmail.nl"), ("sapo.tp", "sapo.pt"), ("live.con", "live.com"), ("yaho.es", "yahoo.es"),
        ("iclod.com", "icloud.com"), ("outlok.pt", "outlook.pt"),
    ],
)  # fmt: skip
def test_slips_in_the_names_of_providers_are_known(typed, meant):
    assert email.typos()[typed] == meant


@pytest.mark.parametrize(
    "domain", ["cloud.com", "web.nl", "live.io", "gm.de", "fre.fr", "libro.it", "mail.de", "gmx.net"]
)
def test_domains_that_may_well_be_meant_are_left_alone(domain):
    assert domain not in email.typos()


def test_the_pattern_finds_exactly_the_typos():
    domains = [
        *email.typos(),
        *email.REAL_DOMAINS,
        "gmail.com",
        "example.com",
        "telenet.be",
        "mygmial.com",
        "gmial.com.be",
    ]
    frame = pl.DataFrame({"address": [f"jan@{domain}" for domain in domains]})
    found = frame.select(pl.col("address").str.contains(email.typo_pattern())).to_series().to_list()
    assert found == [domain in email.typos() for domain in domains]
