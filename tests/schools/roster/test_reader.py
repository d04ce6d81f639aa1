"""Files as they come, damaged and hostile ones among them."""

import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from schools.roster import RosterFileError, parse_roster
from schools.roster.archive import MAX_TAGS, MAX_UNPACKED_BYTES, OLE_HEADER
from schools.roster.reader import MAX_COLUMNS, MAX_PACKED_BYTES, MAX_ROWS, read_sheets
from tests.schools.roster.files import HEADER, part, pupils, repacked, workbook

CSV = "姓名,班级\r\n张三,三(1)班\r\n𠮷慧,三(1)班\r\n"
SHEET_PART = "xl/worksheets/sheet1.xml"
ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


def refused(data: bytes, filename: str = "名单.xlsx") -> str:
    with pytest.raises(RosterFileError) as caught:
        read_sheets(data, filename)
    return str(caught.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_every_encoding(encoding: str) -> None:
    (sheet,) = read_sheets(CSV.encode(encoding), "三年级.csv")
    assert sheet.name == "三年级"
    assert sheet.rows == (("姓名", "班级"), ("张三", "三(1)班"), ("𠮷慧", "三(1)班"))


def test_gbk() -> None:
    text = CSV.replace("𠮷", "吉")
    assert read_sheets(text.encode("gbk"), "a.csv")[0].rows[2] == ("吉慧", "三(1)班")


@pytest.mark.parametrize(("mark", "name"), [("\t", "a.tsv"), ("\t", "a.csv"), (";", "a.csv")])
def test_other_separators(mark: str, name: str) -> None:
    data = CSV.replace(",", mark).encode()
    assert read_sheets(data, name)[0].rows[1] == ("张三", "三(1)班")


def test_a_quoted_line_break_is_within_one_row() -> None:
    data = '姓名,班级\n"张\n三",三(1)班\n李四,三(1)班\n'.encode()
    assert [row.row for row in parse_roster(data, filename="a.csv").rows] == [2, 3]


def test_formulas_stay_text() -> None:
    book = openpyxl.Workbook()
    book.active.append(["=1+1", '=HYPERLINK("http://x")'])
    book.active["C1"] = ArrayFormula("C1:C2", "=SUM(A1:A2)")
    stream = io.BytesIO()
    book.save(stream)
    (sheet,) = read_sheets(stream.getvalue(), "a.xlsx")
    assert sheet.rows[0] == ("=1+1", '=HYPERLINK("http://x")', "=SUM(A1:A2)", *[None] * 57)


def test_a_hidden_sheet_is_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"a": [HEADER], "b": [HEADER]})))
    book["b"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.name for sheet in read_sheets(stream.getvalue(), "a.xlsx")] == ["a"]


def test_a_wrong_stated_size_does_not_cut_rows_off() -> None:
    data = pupils(["张三"], ["李四"])
    xml = part(data, SHEET_PART).replace(b'<dimension ref="A1:D3"', b'<dimension ref="A1"')
    (sheet,) = read_sheets(repacked(data, {SHEET_PART: xml}), "a.xlsx")
    assert len(sheet.rows) == 3


def test_a_path_and_a_missing_path(tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(CSV, encoding="utf-8")
    assert read_sheets(path)[0].name == "名单"
    assert read_sheets(str(path))[0].name == "名单"
    for wrong in (tmp_path / "没有.csv", tmp_path, f"{tmp_path}/a\x00b.csv"):
        with pytest.raises(RosterFileError, match="cannot be opened"):
            read_sheets(wrong)


@pytest.mark.parametrize("data", [b"", b"\n\n,,\n", workbook({"a": []})])
def test_an_empty_file(data: bytes) -> None:
    assert refused(data, "a.csv").startswith("The file is empty.")


def test_a_password() -> None:
    data = OLE_HEADER + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    assert refused(data).startswith("The file is protected by a password.")


def test_the_old_format() -> None:
    assert refused(OLE_HEADER + b"\x00" * 512, "a.xls").startswith(
        "The file is in the old .xls format."
    )


def test_a_renamed_archive() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("名单.csv", CSV)
    assert refused(stream.getvalue()).startswith("The file is a compressed file")


@pytest.mark.parametrize("data", [b"<html><table></table></html>", b"%PDF-1.7", CSV.encode()])
def test_something_else_called_xlsx(data: bytes) -> None:
    assert refused(data).startswith("The file is not an Excel workbook or a table.")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", b"\xff\xff\xff", b"a\x01b", b"a\x00\x00"]
)
def test_something_else_called_csv(data: bytes) -> None:
    assert refused(data, "a.csv").startswith("The file is not a readable table.")


def test_a_lost_quotation_mark() -> None:
    data = CSV.encode() + '"王五,三(1)班\n李四,三(1)班\n'.encode()
    assert refused(data, "a.csv").startswith("The table has a quotation mark out of place.")


@pytest.mark.parametrize("cut", [30, 200, 3000])
def test_a_damaged_workbook(cut: int) -> None:
    assert refused(pupils(["张三"])[:cut]).startswith("The workbook is damaged")


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET_PART, "xl/styles.xml"])
def test_a_workbook_with_a_broken_part(name: str) -> None:
    data = repacked(pupils(["张三"]), {name: b"<broken"})
    assert refused(data).startswith("The workbook is damaged")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET_PART, "xl/styles.xml"])
def test_a_document_type_is_refused(name: str, encoding: str) -> None:
    data = pupils(["张三"])
    xml = part(data, name).split(b"?>", 1)[-1].decode()
    hostile = (ENTITY.decode("ascii") + xml).encode(encoding)
    assert refused(repacked(data, {name: hostile})).startswith("The workbook is damaged")


def test_openpyxl_refuses_entities_by_itself() -> None:
    assert openpyxl.DEFUSEDXML


def test_too_large_packed() -> None:
    assert refused(b"a," * MAX_PACKED_BYTES, "a.csv").startswith("The file is larger than 5 MB.")


def test_too_large_packed_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a," * MAX_PACKED_BYTES)
    with pytest.raises(RosterFileError, match="larger than 5 MB"):
        read_sheets(path)


def bomb() -> bytes:
    """A workbook with a part that unpacks to more than the limit."""
    return repacked(pupils(["张三"]), {"xl/media/image1.png": b"\x00" * (MAX_UNPACKED_BYTES + 1)})


def test_too_large_unpacked() -> None:
    assert len(bomb()) < MAX_PACKED_BYTES
    assert refused(bomb()).startswith("The workbook unpacks to more than 50 MB.")


def test_a_directory_that_lies_about_sizes() -> None:
    data = bomb()
    real = struct.pack("<I", MAX_UNPACKED_BYTES + 1)
    assert data.count(real) == 2
    assert refused(data.replace(real, struct.pack("<I", 10))).startswith("The workbook is damaged")


def test_a_flood_of_parts() -> None:
    data = repacked(pupils(["张三"]), {f"xl/media/{n}.png": b"" for n in range(1000)})
    assert refused(data).startswith("The workbook unpacks to more than 50 MB.")


@pytest.mark.parametrize(
    ("name", "mark", "tag"),
    [
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>"),
        ("xl/workbook.xml", b"</workbook>", b'<definedName name="a">1</definedName>'),
    ],
)
def test_a_flood_of_formats_or_names_never_reaches_the_parser(
    name: str, mark: bytes, tag: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = pupils(["张三"])
    flooded = part(plain, name).replace(mark, tag * (MAX_TAGS + 1) + mark)
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    data = repacked(plain, {name: flooded})
    assert len(data) < 100_000
    assert refused(data).startswith("The workbook holds too many cell formats.")


def test_a_table_s_far_column_is_cut_off() -> None:
    data = "姓名,班级\n" + "张三,三(1)班\n" * 1000 + "," * 100_000 + "x\n"
    (sheet,) = read_sheets(data.encode(), "a.csv")
    assert max(map(len, sheet.rows)) == 2
    assert len(parse_roster(data.encode(), filename="a.csv").rows) == 1000


@pytest.mark.parametrize("rows", [MAX_ROWS, MAX_ROWS + 1])
def test_the_limit_of_rows(rows: int) -> None:
    data = "张三,三(1)班\n".encode() * rows
    if rows > MAX_ROWS:
        assert refused(data, "a.csv").startswith("The file has more than 10000 rows.")
    else:
        assert len(read_sheets(data, "a.csv")[0].rows) == MAX_ROWS


def test_the_limit_of_rows_counts_all_sheets() -> None:
    rows = [["张三"]] * (MAX_ROWS // 2 + 1)
    assert refused(workbook({"a": rows, "b": rows})).startswith(
        "The file has more than 10000 rows."
    )


def sheet_with(row: bytes) -> bytes:
    data = pupils(["张三"])
    xml = part(data, SHEET_PART).replace(b"</sheetData>", row + b"</sheetData>")
    return repacked(data, {SHEET_PART: xml})


def test_a_far_blank_row_is_passed_over() -> None:
    data = sheet_with(b'<row r="1048576"><c r="A1048576"/></row>')
    assert len(read_sheets(data, "a.xlsx")[0].rows) == 2


def test_a_far_filled_row_is_too_many_rows() -> None:
    data = sheet_with(b'<row r="90000"><c r="A90000"><v>1</v></c></row>')
    assert refused(data).startswith("The file has more than 10000 rows.")


def test_an_impossible_row_does_not_fill_memory() -> None:
    data = sheet_with(b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')
    assert len(read_sheets(data, "a.xlsx")[0].rows) == 2


def test_a_far_column_is_cut_off() -> None:
    data = sheet_with(b'<row r="3"><c r="A3"><v>1</v></c><c r="XFD3"><v>1</v></c></row>')
    assert {len(row) for row in read_sheets(data, "a.xlsx")[0].rows} == {MAX_COLUMNS}


def test_a_number_beyond_reason() -> None:
    data = sheet_with(b'<row r="3"><c r="A3"><v>' + b"9" * 5000 + b"</v></c></row>")
    assert refused(data).startswith("The workbook is damaged")
