"""Workbooks and CSV as LibreOffice Calc saves them: needs `soffice` and openpyxl."""

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

from expectation import expect, write
from openpyxl import Workbook

CELLS = [
    ["Title", "Due", "Sum", "Percent", "Done"],
    ["Grüße; an alle", dt.datetime(2026, 3, 31, 9, 30), "=1+1", 0.5, True],
    ["b", dt.date(2026, 4, 1), '=CONCATENATE("x","y")', 0.25, False],
]


def convert(source: Path, to: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            to,
            "--outdir",
            folder,
            str(source),
        ]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return next(path for path in Path(folder).iterdir() if path.is_file()).read_bytes()


with tempfile.TemporaryDirectory() as folder:
    made = Workbook()
    for row in CELLS:
        made.active.append(row)
    for row in (2, 3):
        made.active[f"D{row}"].number_format = "0%"
    source = Path(folder) / "source.xlsx"
    made.save(source)
    write("libreoffice.xlsx", convert(source, "xlsx:Calc MS Excel 2007 XML"))
    write("libreoffice-latin.csv", convert(source, "csv:Text - txt - csv (StarCalc):59,34,ANSI"))
    write("libreoffice.xls", convert(source, "xls:MS Excel 97"))
    write("libreoffice.ods", convert(source, "ods"))

expect(
    "libreoffice.xlsx",
    "LibreOffice calculates the formulas of others and saves what they make",
    sheet="Sheet",
    columns=CELLS[0],
    rows=[
        [2, ["Grüße; an alle", "2026-03-31T09:30:00", "2", "50%", "true"]],
        [3, ["b", "2026-04-01", "xy", "25%", "false"]],
    ],
)
expect("libreoffice.xls", "Excel's old format by LibreOffice", refused="old_excel")
expect("libreoffice.ods", "LibreOffice's own format", refused="open_document")
expect(
    "libreoffice-latin.csv",
    "LibreOffice's CSV for Windows",
    encoding="windows-1252",
    delimiter=";",
    columns=CELLS[0],
    rows=[
        [2, ["Grüße; an alle", "2026-03-31 9:30:00", "2", "50%", "TRUE"]],
        [3, ["b", "2026-04-01", "xy", "25%", "FALSE"]],
    ],
)
