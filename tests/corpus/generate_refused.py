"""Files that are no table, or none that can be read: needs xlwt, odfpy, msoffcrypto-tool and openpyxl."""

import io
import zipfile

import msoffcrypto
import xlwt
from expectation import FILES, expect, write
from msoffcrypto.format.ooxml import OOXMLFile
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook


def workbook() -> bytes:
    made, content = Workbook(), io.BytesIO()
    made.active.append(["Title"])
    made.active.append(["a"])
    made.save(content)
    return content.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return content.getvalue()


def altered(change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    change(parts)
    return archive(parts)


def old_excel():
    made = xlwt.Workbook()
    made.add_sheet("Tasks").write(0, 0, "Title")
    FILES.mkdir(exist_ok=True)
    made.save(str(FILES / "old.xls"))
    expect("old.xls", "Excel's old format", refused="old_excel")
    write("old-renamed.xlsx", (FILES / "old.xls").read_bytes())
    expect("old-renamed.xlsx", "Excel's old format under the new name", refused="old_excel")


def protected():
    content = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("secret", content)
    assert msoffcrypto.OfficeFile(content).is_encrypted()
    write("protected.xlsx", content.getvalue())
    expect("protected.xlsx", "a workbook with a password", refused="protected")


def macros():
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

    def with_type(kind):
        def change(parts):
            parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(main, kind)

        return change

    write("macros.xlsx", altered(with_type(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")))
    expect("macros.xlsx", "a workbook with macros, whatever its name says", refused="macros")
    write("macros-hidden.xlsx", altered(lambda parts: parts.update({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})))
    expect("macros-hidden.xlsx", "macros that the list of types does not tell of", refused="macros")
    write("binary.xlsb", altered(with_type(b"application/vnd.ms-excel.sheet.binary.macroEnabled.main")))
    expect("binary.xlsb", "a binary workbook", refused="binary_workbook")


def open_document():
    made = OpenDocumentSpreadsheet()
    table, row, cell = Table(name="Tasks"), TableRow(), TableCell()
    cell.addElement(P(text="Title"))
    row.addElement(cell)
    table.addElement(row)
    made.spreadsheet.addElement(table)
    made.save(str(FILES / "open.ods"))
    expect("open.ods", "an OpenDocument sheet", refused="open_document")


def others():
    types = b'<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    types += b'officedocument.wordprocessingml.document.main+xml"/></Types>'
    write("word.xlsx", archive({"[Content_Types].xml": types, "word/document.xml": b"<document/>"}))
    expect("word.xlsx", "a Word document", refused="not_a_table")
    write("archive.xlsx", archive({"tasks.csv": b"Title\na\n"}))
    expect("archive.xlsx", "another archive", refused="archive")
    write("numbers.xlsx.numbers", archive({"Index/Document.iwa": b"\0", "Index/Tables/Tile.iwa": b"\0"}))
    expect("numbers.xlsx.numbers", "a Numbers document", refused="numbers_document")
    write("web-page.xls", b"<html><head></head><body><table><tr><td>Title</td></tr></table></body></html>")
    expect("web-page.xls", "a web page that is called .xls, as many programs do", refused="not_a_table")
    write("excel-2003.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>')
    expect("excel-2003.xls", "Excel 2003's XML", refused="not_a_table")
    write("document.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n")
    expect("document.csv", "a PDF that is called .csv", refused="not_a_table")
    write("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    expect("picture.csv", "a picture", refused="not_a_table")
    write("binary.csv", bytes(range(256)) * 4)
    expect("binary.csv", "bytes of no kind", refused="not_a_table")
    write("packed.csv", b"\x1f\x8b\x08\0\0\0\0\0\0\3KLJ\6\0")
    expect("packed.csv", "a packed file", refused="archive")
    write("empty.csv", b"")
    expect("empty.csv", "nothing at all", refused="empty")
    write("only-the-mark.xlsx", b"PK\3\4 and nothing more")
    expect("only-the-mark.xlsx", "the first bytes of an archive", refused="damaged")


for part in (old_excel, protected, macros, open_document, others):
    part()
