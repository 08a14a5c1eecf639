"""Workbooks made with openpyxl, some of them altered afterwards: needs openpyxl 3.1."""

import datetime as dt
import io
import zipfile

from expectation import FILES, expect
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def book(*rows, title="Tasks"):
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    return made


def save(made, name):
    FILES.mkdir(exist_ok=True)
    made.save(FILES / name)


def alter(name, part, change):
    """Rewrites one part of a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(FILES / name) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    (FILES / name).write_bytes(content.getvalue())


def plain():
    made = book(["Title", "Priority", "Done", "Count"], ["Müller anrufen", "High", True, 3], ["b", None, False, -0.5])
    save(made, "plain.xlsx")
    expect(
        "plain.xlsx",
        "texts, numbers, truths",
        format="xlsx",
        sheet="Tasks",
        header_row=1,
        encoding=None,
        delimiter=None,
        sheets=[{"name": "Tasks", "hidden": False}],
        columns=["Title", "Priority", "Done", "Count"],
        rows=[[2, ["Müller anrufen", "High", "true", "3"]], [3, ["b", "", "false", "-0.5"]]],
    )
    save(made, "renamed.csv")
    expect(
        "renamed.csv",
        "a workbook that is called CSV",
        format="xlsx",
        sheet="Tasks",
        rows=[[2, ["Müller anrufen", "High", "true", "3"]], [3, ["b", "", "false", "-0.5"]]],
    )


def dates():
    for name, epoch in [("dates-1900.xlsx", None), ("dates-1904.xlsx", CALENDAR_MAC_1904)]:
        made = Workbook()
        if epoch:
            made.epoch = epoch
        sheet = made.active
        sheet.append(["Title", "Day", "Time", "Own", "Clock", "Long"])
        sheet.append(
            [
                "a",
                dt.date(2026, 3, 31),
                dt.datetime(2026, 3, 31, 9, 30),
                46112 - (1462 if epoch else 0),
                dt.time(8, 30),
                dt.timedelta(hours=26),
            ]
        )
        sheet["D2"].number_format = "[$-407]dd. mmmm yyyy;@"
        save(made, name)
        expect(
            name,
            "days, times and durations by their number format",
            date_order=None,
            rows=[[2, ["a", "2026-03-31", "2026-03-31T09:30:00", "2026-03-31", "08:30:00", "26:00:00"]]],
        )


def numbers():
    made = book(
        ["Title", "Number", "Percent", "Text", "Comma", "Long"],
        ["a", 0.1 + 0.2, 0.07, "0042", "1.234,50", 123456789012345],
        ["b", 1e21, 1, "12", "7,5", 1.5],
    )
    for row in (2, 3):
        made.active[f"C{row}"].number_format = "0.0%"
    save(made, "numbers.xlsx")
    expect(
        "numbers.xlsx",
        "numbers, percentages, and numbers that are texts",
        decimal_mark="comma",
        rows=[
            [2, ["a", "0.3", "7%", "0042", "1.234,50", "123456789012345"]],
            [3, ["b", "1000000000000000000000", "100%", "12", "7,5", "1.5"]],
        ],
    )


def sheets():
    made = book(title="Empty")
    hidden = made.create_sheet("Secret")
    hidden.append(["Title"])
    hidden.append(["secret"])
    hidden.sheet_state = "hidden"
    shown = made.create_sheet("Work, mostly")
    shown.append(["Title", "Status"])
    shown.append(["shown", "New"])
    save(made, "sheets.xlsx")
    names = [
        {"name": "Empty", "hidden": False},
        {"name": "Secret", "hidden": True},
        {"name": "Work, mostly", "hidden": False},
    ]
    expect(
        "sheets.xlsx",
        "the first sheet that has anything in it and is not hidden",
        sheet="Work, mostly",
        sheets=names,
        rows=[[2, ["shown", "New"]]],
    )
    save(made, "sheet-said.xlsx")
    expect(
        "sheet-said.xlsx",
        "a sheet that someone says",
        read_as={"sheet": "secret"},
        sheet="Secret",
        sheets=names,
        rows=[[2, ["secret"]]],
    )
    save(made, "sheet-missing.xlsx")
    expect("sheet-missing.xlsx", "a sheet that is not there", read_as={"sheet": "Nope"}, refused="no_such_sheet")
    save(book(), "nothing.xlsx")
    expect("nothing.xlsx", "a workbook without a cell", refused="empty")


def shapes():
    made = book(
        ["Open tasks"], [], ["Title", "Who", None, "Due"], ["a", "Ada", "Bob", dt.date(2026, 1, 2)], [], ["b", "Cy"]
    )
    sheet = made.active
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("A6:A8")
    sheet["F9"].fill = PatternFill("solid", fgColor="FFFF00")
    save(made, "merged.xlsx")
    expect(
        "merged.xlsx",
        "a title, merged cells, empty rows, a coloured empty cell",
        header_row=3,
        columns=["Title", "Who", "Column 3", "Due"],
        rows=[[4, ["a", "Ada", "Bob", "2026-01-02"]], [6, ["b", "Cy"]]],
    )
    wide = book(["Title", "Status"], ["a", "New", None, "a note beside it"])
    save(wide, "beside.xlsx")
    expect(
        "beside.xlsx",
        "something in a column without a name",
        columns=["Title", "Status", "Column 3", "Column 4"],
        rows=[[2, ["a", "New", "", "a note beside it"]]],
    )
    breaks = book(["Title", "Note"], ["two\nlines", "a_x000D_b"], ["<&>\"'", "  spaces  "])
    save(breaks, "escapes.xlsx")
    expect(
        "escapes.xlsx",
        "line breaks and characters that XML escapes",
        rows=[[2, ["two\nlines", "a\rb"]], [3, ["<&>\"'", "  spaces  "]]],
    )
    gap = book()
    gap.active["C5"], gap.active["D5"], gap.active["C6"], gap.active["D7"] = "Title", "Status", "a", "New"
    save(gap, "not-in-the-corner.xlsx")
    expect(
        "not-in-the-corner.xlsx",
        "a table that begins elsewhere",
        header_row=5,
        columns=["Column 1", "Column 2", "Title", "Status"],
        rows=[[6, ["", "", "a"]], [7, ["", "", "", "New"]]],
    )
    save(book([f"c{n}" for n in range(201)]), "too-wide.xlsx")
    expect("too-wide.xlsx", "201 columns", refused="too_many_columns")


def formulas():
    made = book(["Title", "Sum", "Wrong"], ["a", "=1+1", "#N/A"])
    save(made, "formulas-uncalculated.xlsx")
    expect(
        "formulas-uncalculated.xlsx",
        "a formula that no spreadsheet has calculated yet, and an error",
        rows=[[2, ["a", "=1+1", "#N/A"]]],
    )
    save(made, "formulas.xlsx")
    alter(
        "formulas.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        .replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>"),
    )
    expect("formulas.xlsx", "what a formula made when it was last calculated", rows=[[2, ["a", "2", "#N/A"]]])


def styled():
    made = book(["Title", "Due"], ["a", "31/03/2026"], ["b", "01/04/2026"])
    made.active["A1"].font = Font(bold=True)
    save(made, "dates-as-text.xlsx")
    expect(
        "dates-as-text.xlsx",
        "dates that are texts, the day first",
        date_order="day_first",
        rows=[[2, ["a", "31/03/2026"]], [3, ["b", "01/04/2026"]]],
    )


def damaged():
    save(book(["Title"], *[[f"row {n}"] for n in range(500)]), "cut-off.xlsx")
    whole = (FILES / "cut-off.xlsx").read_bytes()
    (FILES / "cut-off.xlsx").write_bytes(whole[: len(whole) // 2])
    expect("cut-off.xlsx", "half of a workbook", refused="damaged")
    save(book(["Title"], ["a"]), "doctype.xlsx")
    alter("doctype.xlsx", "xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)
    expect("doctype.xlsx", "XML that declares entities", refused="damaged")
    save(book(["Title"], ["a"], ["b"]), "rows-out-of-order.xlsx")
    alter("rows-out-of-order.xlsx", "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="3"', b'<row r="1"'))
    expect("rows-out-of-order.xlsx", "two rows of the same number", refused="damaged")


for part in (plain, dates, numbers, sheets, shapes, formulas, styled, damaged):
    part()
