"""No value of a customer gets into a mail, whatever was wrong with it: files full of canaries are imported and told of."""

from email import message_from_bytes, policy

import pytest
import xlsxwriter

from muster.i18n import SPOKEN
from muster.imports import running, telling, undoing
from muster.imports.running import Person
from muster.model.options import Given, settle
from muster.notify import Recipient
from muster.pipeline import Input

pytestmark = pytest.mark.slow

HEADER = "customerNumber;email;l;lastname;firstname;mobile;companyName;coc;address;city;zip;country;Canaryheader"
GOOD = (
    "CanaryNo1;canary1@example.com;nl;Canary;One;+32470123456;Canary bv;0428759497;Canarystreet 1;Canaryville;3000;BE;x"
)
BROKEN = [
    "CanaryNo2;canary2@;canarish;Can\ufffdary;=CANARY();Canary 0470;Canary " + "y" * 140 + ";Canary/123;Canary 3-okt;Canary;canary;Canaria;",
    "CanaryNo2;canary@gmial.com;nl;Canary 2;Canary;12;Canary;0428759496;3,2477E+10;#CANARY!;10;BE;canary;canary;canary",
    ";;;;;;;;canary;;;;",
    'CanaryNo4;"canary@example.com, canary2@example.com";nl;Canary;Canary;+32 9 200 00 00;;FranÃ§ois canary;Canary;;B-canary;ZZ;',
    'CanaryNo5;n/a;nl;"Canary;Canary;;;;;;;;',
]  # fmt: skip


@pytest.fixture
def inputs(tmp_path):
    """Three files: with a header, without one, and a workbook whose sheet has a customer's name."""
    table = tmp_path / "table.csv"
    table.write_text("\n".join([HEADER, GOOD, *BROKEN, ""]), encoding="utf-8")
    bare = tmp_path / "bare.csv"
    bare.write_text("\n".join([*[row.replace("No", "Bare") for row in (GOOD, *BROKEN)], ""]), encoding="utf-8")
    book = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet("Canarysheet")
        for number, row in enumerate([HEADER, GOOD.replace("No", "Book"), BROKEN[0].replace("No", "Book")]):
            for column, cell in enumerate(row.split(";")):
                sheet.write_string(number, column, cell)
    return [Input(name=path.name, path=path) for path in (table, bare, book)]


@pytest.fixture
def told(database, tmp_path, monkeypatch):
    """Import with these options for one reader per language, take it back if it went in, and give all mails."""
    monkeypatch.setenv("MUSTER_DATA_DIR", str(tmp_path / "data"))
    for name in ("MUSTER_EMAIL_URL", "MUSTER_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    readers = tuple(Recipient(address=f"reader@{spoken}.example", language=spoken) for spoken in SPOKEN)
    person = Person(name="an", recipients=readers)

    def told(inputs, **options):
        report = running.start(database, "default", inputs, settle(Given(**options)), person)
        telling.deliver(database)
        if report.totals.written and report.state == "partial":
            undoing.take_back(database, report.import_id, person)
            telling.deliver(database)
        return report, [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in (tmp_path / "data" / "outbox").glob("*.eml")
        ]

    return told


@pytest.mark.parametrize(
    ("options", "state", "mails"),
    [
        ({"on_error": "stop", "yes": True}, "failed", 7),
        ({"on_error": "skip", "yes": True}, "partial", 14),
        ({"on_error": "skip"}, "waiting", 7),
    ],
    ids=["stopped", "skipped and taken back", "waiting"],
)
def test_no_canary_is_in_any_mail_in_any_language(told, inputs, options, state, mails):
    report, messages = told(inputs, **options)
    assert (report.state, len(messages)) == (state, mails)
    assert report.violations["code"].n_unique() > 15
    assert report.violations["value"].str.to_lowercase().str.contains("canary").sum() > 15
    for message in messages:
        parts = [part for part in message.walk() if not part.is_multipart()]
        assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
        assert list(message.iter_attachments()) == []
        for text in (message.as_string(), *map(str, message.values()), *(part.get_content() for part in parts)):
            assert "canar" not in text.lower()
