"""Files for the promises: any bytes at all, and customer files with something done to them."""

from hypothesis import strategies as st

HEADERS = (
    "customerNumber,email,l,lastname,firstname,mobile,companyName,coc,address,city,zip,country",
    "Klantnummer,E-mail,Taal,Naam,Voornaam,GSM,Bedrijfsnaam,Ondernemingsnummer,Adres,Gemeente,Postcode,Land",
    "lastname,firstname,companyName,customerNumber",
)

CELLS = {
    "customerNumber": ["1", "2", "007", "7", "A-1", "a1", "1,00E+05", "="],
    "email": ["jan@example.com", "AN@Example.com", "jan@", "jan@bücher.example", "a@b.example; c@d.example", "N/A"],
    "l": ["nl", "NL-be", "français", "xx", "polski", "F"],
    "lastname": ["Janssens", "d'Haene", "Müller", "FranÃ§ois", "O�Brien", "José 3", "=A1", '="0012"', "李", "👩‍👧"],
    "firstname": ["Jan", "An Marie", "\u200bZoë", "-", ""],
    "mobile": ["+32470123456", "0470 12 34 56", "470123456", "32470123456", "3,2477E+10", "0470/12 of 13", "x"],
    "companyName": ["Bakkerij BV", "Ateliers & Fils SRL", "", "Very long " * 20],
    "coc": ["0123.456.749", "BE 0123456749", "123456749", "552100554", "RPR Gent", "HRB 11223 München", "?"],
    "address": ["Kerkstraat 7", "Kerkstraat 7\nbus 3", "3-okt", 'Plein "Noord" 1', "a;b,c\td|e"],
    "city": ["Leuven", "  Gent  ", "Liège", "Köln"],
    "zip": ["3000", "B-3000", "1011ab", "1000-001", "7500", "75001"],
    "country": ["BE", "België", "nl", "FRA", "Duitsland", "Nowhere", ""],
}
FIELDS = list(CELLS)


@st.composite
def customer_files(draw: st.DrawFn) -> bytes:
    """A file as a program would write it, cells good and bad, in any dialect and encoding."""
    header = draw(st.sampled_from(HEADERS))
    delimiter = draw(st.sampled_from(",;\t|"))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    fields = FIELDS if header.count(",") == 11 else ["lastname", "firstname", "companyName", "customerNumber"]
    row = st.tuples(*(st.sampled_from(["", *CELLS[name]]) for name in fields))
    rows = draw(st.lists(row, max_size=12))
    lines = [
        delimiter.join(header.split(",")),
        *(delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows),
    ]
    text = line_end.join(lines) + draw(st.sampled_from(["", line_end, line_end * 3]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    return text.encode(encoding, errors="replace")


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """Such a file with bytes changed, put in, taken out or repeated."""
    content = bytearray(draw(customer_files()))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        match draw(st.sampled_from(["change", "insert", "cut", "repeat"])):
            case "change" if content:
                content[at] = draw(st.sampled_from(b"\",;\t\n\r\x00\xff\xe9='|A0"))
            case "insert":
                content[at:at] = draw(
                    st.sampled_from([b'"', b"\n", b"\r\n", b",", b";", b"\x00", b"\xc3", b'""', b"sep=;\n"])
                )
            case "cut":
                del content[at : at + draw(st.integers(1, 20))]
            case _:
                content[at:at] = content[max(0, at - 30) : at]
    return bytes(content)


any_files = st.one_of(st.binary(max_size=300), st.text(alphabet='ab1,;"\t\n\r|=\x00é@. ', max_size=200).map(str.encode))


def _quoted(cell: str, delimiter: str) -> str:
    special = (delimiter, '"', "\n", "\r")
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in special) else cell
