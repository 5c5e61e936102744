"""Where a code looks: its first three letters."""

from typing import Final

from muster.i18n import _

PLACES: Final = {
    "FIL": _("A whole file"),
    "HDR": _("Headers"),
    "ROW": _("The shape of a row"),
    "TXT": _("Damage to any text"),
    "BLK": _("Words that mean blank"),
    "LEN": _("Lengths"),
    "NUM": _("Customer number"),
    "EML": _("E-mail address"),
    "LNG": _("Language"),
    "NAM": _("Names"),
    "MOB": _("Mobile number"),
    "COC": _("Enterprise number"),
    "ADR": _("Address"),
    "ZIP": _("Post code"),
    "CTR": _("Country"),
    "IDN": _("Who a row is"),
    "DUP": _("Twice in one import"),
    "UPD": _("Updates"),
    "UND": _("Undo"),
    "ACC": _("Accounts of Exact Online and Recurly"),
}
"""Letters → title, in the order of an overview."""
