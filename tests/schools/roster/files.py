"""Roster files built for one test each, and the real ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

DATA = Path(__file__).parents[2] / "data" / "rosters"
PUPILS_FILE = DATA / "实验小学-学生花名册.xlsx"
STAFF_FILE = DATA / "实验小学-教职工-gbk.csv"

HEADER = ["姓名", "学籍号", "班级", "监护人电话"]


def student_id(number: int) -> str:
    return f"G{44030520150101}{number:04d}"


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx with these sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        worksheet = book.create_sheet(name)
        for row in rows:
            worksheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pupils(*rows: Sequence[Any], header: Sequence[str] = HEADER, sheet: str = "名单") -> bytes:
    """An .xlsx of one pupils' sheet."""
    return workbook({sheet: [header, *rows]})


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same workbook with some of its parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
