"""Letters of which no text can be garbled: no two of them are what UTF-8 shows when it is read as something else.

What is garbled ends in a sign, or in a letter such as š, that stands for the second byte of a letter.
"""

from typing import Final

WESTERN: Final = r"A-Za-zÀ-ÖØ-öø-ÿ\u{100}-\u{151}\u{154}-\u{15f}\u{162}-\u{177}\u{179}-\u{17c}\u{17f}\u{218}-\u{21b}"
"""Latin letters as one finds them in Europe, for use within a class; composed, as texts are stored."""

SECOND_BYTES: Final = r"ŠŒŽšœžŸªµºƒ"
UNSEEN: Final = r"\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}\u{ffa0}"
"""Letters and marks by name, which nobody sees and nothing stores."""

ANY: Final = rf"[\p{{L}}\p{{M}}--[{SECOND_BYTES}{UNSEEN}]]"
"""Of any script, whether composed or not; a class of its own, or within another."""

APOSTROPHE: Final = "[A-Za-z]’"
ORDINAL: Final = "[0-9A-Za-z.][ºª°]"
"""Signs that could be a second byte, but not behind a letter of ASCII."""

NAME: Final = rf"^{ANY}[{ANY}.,'()/ -]*$"
"""What could be the name of a country or a language."""
