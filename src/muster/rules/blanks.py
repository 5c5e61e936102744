"""Words that mean "nothing" when a cell holds nothing else."""

from typing import Final

import polars as pl

WORDS: Final = (
    "-", "--", "---", "–", "—", "_", ".", "..", "...", "/", "//", "\\", "?", "??", "???", "*",
    "n/a", "n.a.", "n.a", "#n/v", "null", "(null)", "[null]", "<null>", "\\n", "none", "(none)", "nan", "nil",
    "undefined", "empty", "(empty)", "(blank)", "unknown", "not available", "not applicable",
    "n.v.t.", "n.v.t", "nvt", "nvt.", "geen", "onbekend", "leeg", "(leeg)", "niet van toepassing",
    "s.o.", "sans objet", "néant", "neant", "aucun", "inconnu", "inconnue", "vide", "non applicable",
    "k.a.", "k. a.", "keine angabe", "unbekannt", "entfällt", "leer", "nicht vorhanden",
    "n.d.", "non disponibile", "nessuno", "sconosciuto", "vuoto", "ninguno", "desconocido", "no disponible", "vacío",
    "nenhum", "desconhecido", "não aplicável", "não disponível", "vazio",
)  # fmt: skip
"""In lower case. Without NA, which is Namibia, and without words that are names of people and places."""

NAMES_OF_PEOPLE: Final = frozenset({"Nan", "Nil"})

SPELLINGS: Final = (
    frozenset({"NaN", "k.A.", "k. A."}).union(
        *((word, word.upper(), word.capitalize(), word.title()) for word in WORDS)
    )
    - NAMES_OF_PEOPLE
)
"""As programs write them: null, NULL, Null; not nULL."""


def is_blank_word(value: pl.Expr) -> pl.Expr:
    """True where the whole value is such a word."""
    return value.is_in(SPELLINGS)
