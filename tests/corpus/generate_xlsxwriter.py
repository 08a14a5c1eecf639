"""Workbooks made with XlsxWriter 3: inline strings, rich strings, 1904, macros, and formulas with values."""

import datetime as dt

import xlsxwriter
from expectation import FILES, expect


def open_book(name, **options):
    FILES.mkdir(exist_ok=True)
    return xlsxwriter.Workbook(FILES / name, options)


def inline():
    with open_book("inline-strings.xlsx", constant_memory=True) as made:
        sheet = made.add_worksheet("Inline")
        for row, cells in enumerate([["Title", "Note"], ["a", "two\nlines"], ["Grüße", " x "]]):
            sheet.write_row(row, 0, cells)
    expect(
        "inline-strings.xlsx",
        "texts that stand in their cells",
        sheet="Inline",
        rows=[[2, ["a", "two\nlines"]], [3, ["Grüße", " x "]]],
    )


def rich():
    with open_book("rich-strings.xlsx") as made:
        sheet = made.add_worksheet()
        bold = made.add_format({"bold": True})
        sheet.write_row(0, 0, ["Title", "Note"])
        sheet.write_rich_string("A2", "partly ", bold, "bold", " text")
        sheet.write_url("B2", "https://example.com/a?b=1&c=2", string="a link")
        sheet.write_comment("A2", "a comment")
    expect("rich-strings.xlsx", "formatted text, a link, a comment", rows=[[2, ["partly bold text", "a link"]]])


def dates():
    with open_book("xlsxwriter-1904.xlsx", date_1904=True) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Title", "Due", "Percent", "Money"])
        sheet.write(1, 0, "a")
        sheet.write_datetime(1, 1, dt.datetime(2026, 3, 31, 12, 0), made.add_format({"num_format": "dd/mm/yy hh:mm"}))
        sheet.write_number(1, 2, 0.125, made.add_format({"num_format": 10}))
        sheet.write_number(1, 3, 1234.5, made.add_format({"num_format": '#,##0.00 "€"'}))
    expect(
        "xlsxwriter-1904.xlsx",
        "the 1904 epoch, percent, money",
        rows=[[2, ["a", "2026-03-31T12:00:00", "12.5%", "1234.5"]]],
    )


def formulas():
    with open_book("formula-values.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Title", "Sum", "Error", "Truth"])
        sheet.write_formula("A2", '="a"&"b"', value="ab")
        sheet.write_formula("B2", "=1+1", value=2)
        sheet.write_formula("C2", "=1/0", value="#DIV/0!")
        sheet.write_formula("D2", "=1=1", value=True)
    expect(
        "formula-values.xlsx",
        "values of formulas: text, number, error, truth",
        rows=[[2, ["ab", "2", "#DIV/0!", "true"]]],
    )


def large():
    with open_book("many-rows.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Title", "Number"])
        for row in range(1, 3001):
            sheet.write_row(row, 0, [f"Task {row}", row])
    expect(
        "many-rows.xlsx", "3,000 rows", count=3000, rows=[[3000, ["Task 2999", "2999"]], [3001, ["Task 3000", "3000"]]]
    )


def hidden():
    with open_book("hidden-only.xlsx") as made:
        made.add_worksheet("Front")
        secret = made.add_worksheet("Data")
        secret.very_hidden()
        secret.write_column(0, 0, ["Title", "a"])
        made.add_chartsheet("Chart")
    expect(
        "hidden-only.xlsx",
        "the only data is in a hidden sheet; a chart is no sheet",
        sheet="Data",
        sheets=[{"name": "Front", "hidden": False}, {"name": "Data", "hidden": True}],
        rows=[[2, ["a"]]],
    )


for part in (inline, rich, dates, formulas, large, hidden):
    part()
