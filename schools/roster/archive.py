"""Checks on a workbook's bytes before a parser sees them: a zip, of bounded size, without DTD."""

import io
import zipfile
import zlib

from django.utils.translation import gettext as _

from schools.roster.errors import RosterFileError

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_PARTS = 1_000
# Of styles, names and the like the parser makes objects, at 600 bytes and more for each `<xf/>`.
# Excel itself keeps 65,490 formats; only cells and texts may be more, and they are read in a row.
MAX_TAGS = 300_000
STREAMED_PARTS = ("xl/worksheets/", "xl/sharedStrings.xml")
CHUNK = 1024 * 1024

OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_HEADERS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
WORKBOOK_PART = "xl/workbook.xml"
DTD_MARKS = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def refuse_ole(data: bytes) -> None:
    """An OLE file is either a password-protected workbook or one of Excel 97's."""
    if not data.startswith(OLE_HEADER):
        return
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise RosterFileError(
            _(
                "The file is protected by a password. Open it in Excel or WPS, remove the "
                "password, save it and try again."
            )
        )
    raise RosterFileError(
        _(
            "The file is in the old .xls format. Open it in Excel or WPS, save it as .xlsx "
            "and try again."
        )
    )


def check_workbook_archive(data: bytes, part: str = WORKBOOK_PART) -> None:
    """Raise RosterFileError unless `data` is a workbook that is safe to unpack.

    Another `part` makes it the check of another office file, such as Word's.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if part not in archive.namelist():
                raise RosterFileError(
                    _(
                        "The file is a compressed file, not an Excel workbook. Unpack it and "
                        "import the .xlsx or .csv file inside."
                    )
                )
            _check_sizes(parts)
            _read_bounded(archive, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise unreadable_workbook() from error
    except (ValueError, zlib.error) as error:
        raise unreadable_workbook() from error


def unreadable_workbook() -> RosterFileError:
    """The error for a workbook that is damaged or hostile; which of the two is not our concern."""
    return RosterFileError(
        _(
            "The workbook is damaged and cannot be read. Open it in Excel or WPS, save it as "
            "a new .xlsx file and try again."
        )
    )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    # The directory's own figures, before a single byte is inflated.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise _too_large()


def _read_bounded(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Inflate every part once, counting real bytes: a directory may lie about them."""
    total = 0
    for part in parts:
        tail, tags = b"", 0
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                total += len(chunk)
                if not part.filename.startswith(STREAMED_PARTS):
                    tags += chunk.count(b"<")
                if total > MAX_UNPACKED_BYTES:
                    raise _too_large()
                if tags > MAX_TAGS:
                    raise _too_many_formats()
                if any(mark in tail + chunk for mark in DTD_MARKS):
                    raise unreadable_workbook()
                tail = chunk[-32:]


def _too_large() -> RosterFileError:
    return RosterFileError(
        _(
            "The workbook unpacks to more than %(limit)d MB. Delete pictures and empty "
            "formatted rows, or split it by grade, and try again."
        )
        % {"limit": MAX_UNPACKED_BYTES // 1024 // 1024}
    )


def _too_many_formats() -> RosterFileError:
    return RosterFileError(
        _(
            "The workbook holds too many cell formats. Copy the list into a new workbook as plain "
            "values and try again."
        )
    )
