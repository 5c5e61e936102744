"""Countries: the truth is ISO 3166-1 and CLDR's names in the seven languages, with common exonyms.

Verdicts: `ok`; `unknown`: no country that anybody knows. The stored form is the two letters, in upper case.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

import polars as pl

from muster.model.fields import LANGUAGES
from muster.rules import letters
from muster.rules.blanks import is_blank_word
from muster.rules.reading.distinct import REMEMBERED, Answer, ask, known

CODES: Final = frozenset(
    [
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AQ",
        "AR",
        "AS",
        "AT",
        "AU",
        "AW",
        "AX",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BL",
        "BM",
        "BN",
        "BO",
        "BQ",
        "BR",
        "BS",
        "BT",
        "BV",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CC",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CK",
        "CL",
        "CM",
        "CN",
        "CO",
        "CR",
        "CU",
        "CV",
        "CW",
        "CX",
        "CY",
        "CZ",
        "DE",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EC",
        "EE",
        "EG",
        "EH",
        "ER",
        "ES",
        "ET",
        "FI",
        "FJ",
        "FK",
        "FM",
        "FO",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GF",
        "GG",
        "GH",
        "GI",
        "GL",
        "GM",
        "GN",
        "GP",
        "GQ",
        "GR",
        "GS",
        "GT",
        "GU",
        "GW",
        "GY",
        "HK",
        "HM",
        "HN",
        "HR",
        "HT",
        "HU",
        "ID",
        "IE",
        "IL",
        "IM",
        "IN",
        "IO",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JE",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KY",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MF",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MP",
        "MQ",
        "MR",
        "MS",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NC",
        "NE",
        "NF",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NU",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PF",
        "PG",
        "PH",
        "PK",
        "PL",
        "PM",
        "PN",
        "PR",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RE",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SH",
        "SI",
        "SJ",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SX",
        "SY",
        "SZ",
        "TC",
        "TD",
        "TF",
        "TG",
        "TH",
        "TJ",
        "TK",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "UM",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VG",
        "VI",
        "VN",
        "VU",
        "WF",
        "WS",
        "XK",
        "YE",
        "YT",
        "ZA",
        "ZM",
        "ZW",
    ]
)
"""ISO 3166-1 alpha-2, and XK, which the European Union and CLDR use for Kosovo."""

BELONGS_TO: Final = {
    "UK": "GB", "EL": "GR", "AC": "SH", "TA": "SH", "CP": "FR", "DG": "IO", "EA": "ES", "IC": "ES", "CQ": "GG",
}  # fmt: skip
"""Codes that ISO only reserves → the country meant."""

EXONYMS: Final = {
    "BE": "Belgie Koninkrijk België; Royaume de Belgique; Kingdom of Belgium; Belgïe; Belgium Belgique; Flanders; Vlaanderen",
    "NL": "Holland; Hollande; Olanda; Holanda; Nederlands; Niederland; The Netherlands; Pays Bas; Netherland; Kingdom of the Netherlands; Koninkrijk der Nederlanden",
    "GB": "U.K.; Great Britain; G.B.; Groot-Brittannië; Grande-Bretagne; Großbritannien; Gran Bretagna; Gran Bretaña; Grã-Bretanha; England; Engeland; Angleterre; Inghilterra; Inglaterra; Scotland; Schotland; Écosse; Schottland; Scozia; Escocia; Escócia; Wales; Pays de Galles; Galles; Gales; Northern Ireland; Noord-Ierland; Irlande du Nord; Nordirland; United Kingdom of Great Britain and Northern Ireland",
    "US": "U.S.; U.S.A.; United States of America; Verenigde Staten van Amerika; États-Unis d'Amérique; Vereinigte Staaten von Amerika; Stati Uniti d'America; Estados Unidos de América; Estados Unidos da América; America; Amerika; V.S.; EEUU; EE.UU.; EUA; Etats Unis",
    "DE": "Federal Republic of Germany; Bundesrepublik Deutschland; Bondsrepubliek Duitsland; République fédérale d'Allemagne; BRD; Bundesrepublik; FRG; RFA",
    "FR": "République française; French Republic; France métropolitaine",
    "IT": "Repubblica Italiana; Italian Republic",
    "ES": "Reino de España; Kingdom of Spain; Espana",
    "PT": "República Portuguesa; Portuguese Republic",
    "LU": "Grand Duchy of Luxembourg; Grand-Duché de Luxembourg; Groothertogdom Luxemburg; Großherzogtum Luxemburg; Lëtzebuerg; GDL; Letzeburg",
    "AT": "Republik Österreich; Oesterreich; Autriche",
    "CH": "Swiss; Swiss Confederation; Schweizerische Eidgenossenschaft; Confédération suisse; Svizra; Confoederatio Helvetica",
    "IE": "Republic of Ireland; Republiek Ierland; République d'Irlande; Republik Irland; Eire; Éire; Southern Ireland",
    "CZ": "Czech Republic; Tsjechische Republiek; République tchèque; Tschechische Republik; Repubblica Ceca; República Checa; República Tcheca; Česko; Česká republika; Tschechei",
    "SK": "Slovak Republic; Slowaakse Republiek; République slovaque; Slowakische Republik; Slovensko",
    "PL": "Polska; Republic of Poland", "DK": "Danmark", "SE": "Sverige", "NO": "Norge; Noreg", "FI": "Suomi",
    "IS": "Ísland", "HU": "Magyarország", "RO": "România", "HR": "Hrvatska", "SI": "Slovenija", "EE": "Eesti",
    "LV": "Latvija", "LT": "Lietuva", "GR": "Hellas; Ελλάδα; Ελλας; Hellenic Republic", "BG": "България",
    "RS": "Srbija; Србија", "UA": "Україна; The Ukraine", "TR": "Turkey; Turkije; Turquie; Türkei; Turchia; Turquía; Turquia; Türkiye; Turkiye",
    "RU": "Russian Federation; Russische Federatie; Fédération de Russie; Russische Föderation; Россия",
    "MK": "Macedonia; Macedonië; Macédoine; Mazedonien; FYROM; Former Yugoslav Republic of Macedonia",
    "MD": "Moldova; Moldavia; Moldavië; Moldavie; Moldawien; Republic of Moldova",
    "BY": "Belorussia; White Russia; Wit-Rusland; Biélorussie; Weißrussland",
    "KR": "Korea South; Republic of Korea; Korea; South Korea; Zuid Korea", "KP": "Korea North; North Korea",
    "CN": "People's Republic of China; PRC; Volksrepubliek China; République populaire de Chine; Volksrepublik China",
    "TW": "Taiwan, Province of China; Republic of China; Formosa", "HK": "Hong Kong; Hongkong", "MO": "Macau; Macao",
    "VN": "Viet Nam", "LA": "Lao People's Democratic Republic", "MM": "Burma; Birma; Birmanie; Birmania; Birmânia",
    "IR": "Iran, Islamic Republic of; Islamic Republic of Iran; Persia", "SY": "Syrian Arab Republic", "AE": "UAE; Emirates; VAE; Dubai; Abu Dhabi",
    "SA": "KSA; Kingdom of Saudi Arabia", "PS": "Palestine; Palestina; Palästina", "VA": "Vatican; Holy See; Vaticaan; Heilige Stoel; Saint-Siège; Vatikan; Vaticano",
    "CI": "Ivory Coast; Cote d'Ivoire; Elfenbeinküste; Costa de Marfil", "CV": "Cape Verde; Kaap Verdië; Cap-Vert; Kap Verde; Capo Verde",
    "CD": "DRC; RDC; DR Congo; Democratic Republic of the Congo; Congo-Kinshasa; Zaire; Democratische Republiek Congo; République démocratique du Congo",
    "CG": "Republic of the Congo; Congo-Brazzaville; République du Congo", "SZ": "Swaziland", "TL": "East Timor; Oost-Timor; Timor oriental",
    "TZ": "United Republic of Tanzania", "VE": "Bolivarian Republic of Venezuela", "BO": "Plurinational State of Bolivia",
    "BA": "Bosnia; Bosnië; Bosnie; Bosnien; Bosnia and Herzegovina", "FO": "Faroer", "CW": "Curacao", "SR": "Surinam",
    "NZ": "Aotearoa", "ZA": "RSA", "TT": "Trinidad", "AG": "Antigua", "KN": "Saint Kitts", "ST": "Sao Tome",
    "XK": "Kosova; XKX", "ME": "Crna Gora", "AL": "Shqipëri; Shqipëria", "MA": "Maroc; Al Maghrib", "DZ": "Algérie",
}  # fmt: skip
"""Names that CLDR does not have: historical, official, abbreviated, the country's own."""

ON_NUMBER_PLATES: Final = {
    "B": "BE", "D": "DE", "F": "FR", "I": "IT", "E": "ES", "P": "PT", "L": "LU", "A": "AT", "S": "SE", "N": "NO",
    "H": "HU", "SLO": "SI", "IRL": "IE", "FIN": "FI", "FL": "LI",
}  # fmt: skip
"""Suggested, because they may mean something else."""

ARTICLES: Final = r"^(?:the|de|het|la|le|les|l|die|der|el|los|las|il|lo|gli|o|os|as) "
NEAR: Final = 80
"""A name at least this alike (of 100) is suggested."""


def plain(value: pl.Expr) -> pl.Expr:
    """The two letters, in upper case."""
    return value.is_in(CODES)


def quick(cells: pl.DataFrame) -> pl.DataFrame:
    """Codes in any case by expression, names once per distinct one."""
    value = pl.col("value")
    code = value.str.to_uppercase()
    cells = cells.select("value", code=pl.when(value.str.contains("^[A-Za-z]{2}$") & code.is_in(CODES)).then(code))
    is_name = pl.col("code").is_null() & value.str.contains(letters.NAME) & ~is_blank_word(value)
    names = cells.select(pl.when(is_name).then("value")).to_series()
    return cells.select(stored=pl.coalesce("code", known(names, _country)))


def read(cells: pl.DataFrame, off: frozenset[str]) -> pl.DataFrame:  # noqa: ARG001  nothing here repairs
    """Two letters in any case by expression, every other distinct text by its name."""
    code = pl.col("value").str.to_uppercase()
    return ask(cells.with_columns(stored=pl.when(code.is_in(CODES)).then(code)), _judge, "value")


def _judge(value: str) -> Answer:
    country = _country(value)
    return Answer(country, "ok") if country else Answer(None, "unknown", _nearest(value))


@lru_cache(maxsize=REMEMBERED)
def _country(value: str) -> str | None:
    """The country of a name, or of several words for the same one: "België/Belgique", "NL - Nederland"."""
    if country := _named(value):
        return country
    parts = {_named(part) for part in re.split(r"[/,;()|]|\s-\s", value) if part.strip()}
    return parts.pop() if len(parts) == 1 else None


def _named(name: str) -> str | None:
    code = name.strip().upper()
    return code if code in CODES else _names().get(_folded(name))


@cache
def _names() -> dict[str, str]:
    """Codes and names, folded → country."""
    from babel import Locale  # noqa: PLC0415  names are loaded only where a code does not settle it
    from babel.core import get_global  # noqa: PLC0415

    names: dict[str, str] = {}
    for locale in (*LANGUAGES, "pt_PT"):
        for code, name in Locale.parse(locale).territories.items():
            if country := _current(code):
                names[_folded(name)] = country
    for code, countries in get_global("territory_aliases").items():
        country = _current(countries[0])
        if country and len(code) == 3 and code.isalpha() and len(countries) == 1:
            names[_folded(code)] = country
    for country, exonyms in EXONYMS.items():
        names |= {_folded(name): country for name in exonyms.split(";")}
    return names | {code.lower(): country for code, country in BELONGS_TO.items()}


def _current(code: str) -> str | None:
    country = BELONGS_TO.get(code, code)
    return country if country in CODES else None


def _nearest(value: str) -> str | None:
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    folded = _folded(value)
    if folded.upper() in ON_NUMBER_PLATES:
        return ON_NUMBER_PLATES[folded.upper()]
    if len(folded) < 4 or len(folded) > 60:
        return None
    found = process.extractOne(folded, _names().keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return _names()[found[0]] if found else None


def _folded(text: str) -> str:
    """Without case, accents, punctuation and a leading article."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    words = re.findall(r"\w+", bare.casefold())
    initials = all(len(word) == 1 for word in words)
    return re.sub(ARTICLES, "", ("" if initials else " ").join(words))
