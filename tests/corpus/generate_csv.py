"""CSV as people and programs make it, with Python's csv module and by hand."""

import csv
import io

from expectation import expect, write

COLUMNS = ["Title", "Priority", "Due"]
ROWS = [["Müller anrufen", "High", "2026-03-31"], ["Pay, then file", "Low", ""], ['Say "hello"', "Low", ""]]
NUMBERED = [[number, row] for number, row in enumerate(ROWS, 2)]


def table(rows, **options) -> str:
    text = io.StringIO()
    csv.writer(text, **options).writerows(rows)
    return text.getvalue()


def encodings():
    text = table([COLUMNS, *ROWS])
    for name, encoding, bom, expected in [
        ("utf-8.csv", "utf-8", b"", "utf-8"),
        ("utf-8-bom.csv", "utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16le-bom.csv", "utf-16-le", b"\xff\xfe", "utf-16le"),
        ("utf-16be-bom.csv", "utf-16-be", b"\xfe\xff", "utf-16be"),
        ("utf-16le.csv", "utf-16-le", b"", "utf-16le"),
        ("utf-16be.csv", "utf-16-be", b"", "utf-16be"),
        ("windows-1252.csv", "cp1252", b"", "windows-1252"),
    ]:
        write(name, bom + text.encode(encoding))
        expect(
            name,
            f"{encoding}, {'with' if bom else 'without'} a mark",
            rows=NUMBERED,
            encoding=expected,
            bom=bool(bom),
            columns=COLUMNS,
            format="csv",
            sheet=None,
        )
    write("shift-jis.csv", "Title,Priority\r\n電話する,High\r\n".encode("shift_jis"))
    expect(
        "shift-jis.csv",
        "an encoding that someone says",
        rows=[[2, ["電話する", "High"]]],
        read_as={"encoding": "shift_jis"},
        encoding="shift_jis",
        columns=["Title", "Priority"],
    )
    write("mixed-encodings.csv", ("Title\n" + "Müller\n" * 30).encode() + b"M\xfcller\n")
    expect("mixed-encodings.csv", "UTF-8 into which something else was pasted", refused="bad_text")
    late = b"Title,Priority\n" + b"plain,Low\n" * 8000 + "Grüße,High\n".encode("cp1252")
    write("late-umlaut.csv", late)
    expect(
        "late-umlaut.csv",
        "the only letter beyond ASCII comes after 70 KB",
        encoding="windows-1252",
        count=8001,
        rows=[[8001, ["plain", "Low"]], [8002, ["Grüße", "High"]]],
    )


def delimiters():
    for name, delimiter in [("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("comma", ",")]:
        write(f"{name}.csv", table([COLUMNS, *ROWS], delimiter=delimiter).encode())
        expect(f"{name}.csv", f"cells divided by a {name}", rows=NUMBERED, delimiter=delimiter, columns=COLUMNS)
    write("sep-line.csv", "sep=|\r\nTitle|Note\r\na;b|c,d\r\n".encode("utf-8-sig"))
    expect(
        "sep-line.csv",
        "Excel's own line that names the delimiter",
        delimiter="|",
        rows=[[2, ["a;b", "c,d"]]],
        header_row=1,
        columns=["Title", "Note"],
    )
    write("semicolon-decimal-comma.csv", b"Title;Amount\r\na;1,50\r\nb;1.234,00\r\nc;12\r\n")
    expect(
        "semicolon-decimal-comma.csv",
        "a decimal comma among semicolons",
        delimiter=";",
        decimal_mark="comma",
        rows=[[2, ["a", "1,50"]], [3, ["b", "1.234,00"]], [4, ["c", "12"]]],
    )
    write("caret.csv", b"Title^Note\na^b\n")
    expect(
        "caret.csv",
        "a delimiter that someone says",
        read_as={"delimiter": "^"},
        delimiter="^",
        rows=[[2, ["a", "b"]]],
        columns=["Title", "Note"],
    )
    write("one-column.csv", b"Title\nonly\n")
    expect("one-column.csv", "one column", rows=[[2, ["only"]]], columns=["Title"])


def quoting():
    cells = ["two\nlines", 'a "quoted" word', "comma, inside", " spaces ", "", "'single'"]
    text = table([[f"C{n}" for n in range(6)], cells], quoting=csv.QUOTE_ALL)
    write("quoted.csv", text.encode())
    expect("quoted.csv", "quotes around everything, line breaks and quotes within", rows=[[2, cells]])
    write("stray-quote.csv", b'Title,Size\npipe,5" long\nrod,6"\n')
    expect("stray-quote.csv", "a quotation mark for inches", rows=[[2, ["pipe", '5" long']], [3, ["rod", '6"']]])
    write("mac-line-ends.csv", b"Title,Note\ra,b\rc,d\r")
    expect("mac-line-ends.csv", "the line ends of old Macs", rows=[[2, ["a", "b"]], [3, ["c", "d"]]])
    write("no-last-line-end.csv", b"Title,Note\r\na,b")
    expect("no-last-line-end.csv", "no line end after the last row", rows=[[2, ["a", "b"]]])


def shapes():
    write("ragged.csv", b"Title,Priority,Due\na\nb,Low\nc,High,2026-01-01,extra\n")
    expect(
        "ragged.csv",
        "rows that are too short and too long",
        columns=COLUMNS,
        rows=[[2, ["a"]], [3, ["b", "Low"]], [4, ["c", "High", "2026-01-01", "extra"]]],
    )
    write("trailing-commas.csv", b"Title,Priority,,,\na,Low,,,\n,,,,\nb,High,,,\n")
    expect(
        "trailing-commas.csv",
        "empty columns at the end, and an empty row",
        columns=["Title", "Priority"],
        rows=[[2, ["a", "Low", "", "", ""]], [4, ["b", "High", "", "", ""]]],
    )
    write("unnamed-column.csv", b"Title,,Due\na,x,2026-01-01\n")
    expect(
        "unnamed-column.csv",
        "a column without a name",
        columns=["Title", "Column 2", "Due"],
        rows=[[2, ["a", "x", "2026-01-01"]]],
    )
    write("same-names.csv", b"Title,Note,Note\na,x,y\n")
    expect(
        "same-names.csv",
        "two columns of the same name",
        columns=["Title", "Note", "Note (2)"],
        rows=[[2, ["a", "x", "y"]]],
    )
    write("title-lines.csv", b"Open tasks\nas of,2026-01-01\n\nTitle,Priority,Due,Owner\na,Low,,Ada\nb,High,,Bob\n")
    expect(
        "title-lines.csv",
        "lines above the header",
        header_row=4,
        columns=["Title", "Priority", "Due", "Owner"],
        rows=[[5, ["a", "Low", "", "Ada"]], [6, ["b", "High", "", "Bob"]]],
    )
    write("header-said.csv", b"Title,Status\nx,y\nReal title,Real status\na,b\n")
    expect(
        "header-said.csv",
        "a header row that someone says",
        read_as={"header_row": 3},
        header_row=3,
        columns=["Real title", "Real status"],
        rows=[[4, ["a", "b"]]],
    )
    write("header-said-wrong.csv", b"Title\nx\n")
    expect("header-said-wrong.csv", "a header row that is not there", read_as={"header_row": 9}, refused="no_header")
    write("only-separators.csv", b",,,\n,,,\n")
    expect("only-separators.csv", "nothing but separators", refused="no_header")
    write("only-spaces.csv", b"\r\n  \r\n")
    expect("only-spaces.csv", "nothing but line breaks", refused="empty")
    write("header-only.csv", b"Title,Priority\n")
    expect("header-only.csv", "a header and no rows", columns=["Title", "Priority"], rows=[])
    write("many-columns.csv", (",".join(f"c{n}" for n in range(300)) + "\n").encode())
    expect("many-columns.csv", "300 columns", refused="too_many_columns")


def dates_and_numbers():
    for name, order, cells in [
        ("day-first.csv", "day_first", ["3/4/2026", "31/3/2026"]),
        ("month-first.csv", "month_first", ["3/4/2026", "3/31/2026 9:30 PM"]),
        ("dates-open.csv", None, ["3/4/2026", "5/6/2026"]),
        ("dates-dotted.csv", None, ["3.4.2026", "31.3.2026"]),
    ]:
        write(name, ("Title,Due\n" + "".join(f"x,{cell}\n" for cell in cells)).encode())
        expect(
            name,
            f"dates: {order or 'nobody can tell, or nobody has to'}",
            date_order=order,
            rows=[[n, ["x", cell]] for n, cell in enumerate(cells, 2)],
        )
    write("dates-said.csv", b"Title,Due\nx,3/4/2026\n")
    expect(
        "dates-said.csv",
        "an order of dates that someone says",
        read_as={"date_order": "month_first"},
        date_order="month_first",
        rows=[[2, ["x", "3/4/2026"]]],
    )
    write("decimal-point.csv", b'Title,Amount\na,"1,234.50"\nb,50%\n')
    expect(
        "decimal-point.csv",
        "a decimal point, thousands and percent",
        decimal_mark="point",
        rows=[[2, ["a", "1,234.50"]], [3, ["b", "50%"]]],
    )
    write("decimal-open.csv", b'Title;Amount\na;"1,234"\n')
    expect("decimal-open.csv", "one and a bit, or a thousand and more", decimal_mark=None, rows=[[2, ["a", "1,234"]]])


for part in (encodings, delimiters, quoting, shapes, dates_and_numbers):
    part()
