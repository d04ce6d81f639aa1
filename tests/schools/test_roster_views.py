"""Importing a roster in the browser: upload, preview, confirm, report, downloads."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cms.beat import minute
from schools.domain.roster.uploads import forget_old_uploads, keep_upload
from schools.models import ClassMembership, Membership, RosterUpload, Unit, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.roster.files import PUPILS_FILE, STAFF_FILE, pupils, student_id, workbook

ROW = "姓名,班级\n赵一,四年级(1)班\n".encode()


@pytest.fixture(autouse=True)
def _english_and_frozen(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """Sentences in the language that they are written in, at a fixed time."""
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    translation.trans_real._default = None
    yield
    translation.trans_real._default = None


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.safety_officer)
    return client


@pytest.fixture
def empty_school(cast: Cast) -> Unit:
    school = f.make_school(cast.district, "s9", "第九小学")
    Membership.objects.create(user=cast.safety_officer, role="safety_officer", unit=school)
    return school


def send(client: Client, school: Unit, content: bytes, name: str = "名单.xlsx"):
    return client.post(
        reverse("roster", args=[school.pk]), {"file": SimpleUploadedFile(name, content)}
    )


def sent(client: Client, school: Unit, content: bytes, name: str = "名单.xlsx") -> str:
    """The URL of the preview of a file that could be read."""
    response = send(client, school, content, name)
    assert response.status_code == 302, response.content.decode()
    return response.url


def figures(response) -> list[int]:
    """New and known classes, new, changed and unchanged people, problems."""
    found = re.findall(r'<dd class="nums">(\d+)</dd>', response.content.decode())
    return [int(number) for number in found]


def confirm(client: Client, url: str, **fields: str):
    seen = re.search(r'name="seen" value="(\w{64})"', client.get(url).content.decode())
    assert seen
    return client.post(url, {"action": "confirm", "seen": seen[1], **fields})


def cells(response) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_real_file_from_upload_to_report(officer: Client, empty_school: Unit) -> None:
    people = User.objects.count()
    url = sent(officer, empty_school, PUPILS_FILE.read_bytes(), PUPILS_FILE.name)
    preview = officer.get(url)
    assert preview.status_code == 200
    assert figures(preview) == [12, 0, 495, 0, 0, 6]
    assert "no-store" in preview["Cache-Control"]
    text = preview.content.decode()
    assert "6 problems stop the import." in text
    assert "The student id repeats the one in 一年级 row 78." in text
    assert "The first 100 of 495 are shown." in text
    assert User.objects.count() == people

    refused = confirm(officer, url)
    assert refused.status_code == 422
    assert "Nothing was saved, because some rows cannot be used." in refused.content.decode()
    assert (User.objects.count(), Unit.objects.filter(school=empty_school).count()) == (people, 0)

    saved = confirm(officer, url, good_rows="yes")
    assert (saved.status_code, saved.url) == (302, url)
    assert User.objects.count() == people + 495
    assert ClassMembership.objects.filter(class_unit__school=empty_school).count() == 495
    report = officer.get(url)
    assert figures(report) == [12, 0, 495, 0, 0, 6]
    assert "Report of the import" in report.content.decode()
    upload = RosterUpload.objects.get()
    assert (upload.content, upload.imported_at) == (None, NOW)

    again = officer.post(url, {"action": "confirm", "seen": "x", "good_rows": "yes"}, follow=True)
    assert "This file was imported before. Nothing was changed again." in again.content.decode()
    assert User.objects.count() == people + 495


def test_the_same_file_again_has_nothing_to_save(officer: Client, empty_school: Unit) -> None:
    confirm(officer, sent(officer, empty_school, ROW, "a.csv"))
    second = officer.get(sent(officer, empty_school, ROW, "a.csv"))
    assert figures(second) == [0, 1, 0, 0, 1, 0]
    text = second.content.decode()
    assert "There is nothing to save." in text
    assert 'value="confirm"' not in text


def test_the_real_staff_file(officer: Client, empty_school: Unit) -> None:
    confirm(officer, sent(officer, empty_school, PUPILS_FILE.read_bytes()), good_rows="yes")
    url = sent(officer, empty_school, STAFF_FILE.read_bytes(), STAFF_FILE.name)
    assert figures(officer.get(url)) == [0, 12, 36, 0, 0, 1]
    people = User.objects.count()
    assert confirm(officer, url, good_rows="yes").status_code == 302
    assert User.objects.count() == people + 36
    rows = cells(officer.get(f"{url}bad-rows.xlsx"))[STAFF_FILE.stem]
    assert rows[1][0] == '=HYPERLINK("http://x","点我")'


def test_changes_are_listed_by_kind(officer: Client, cast: Cast) -> None:
    first = pupils(
        ["赵一", student_id(1), "四年级(1)班", None], ["钱二", student_id(2), "四年级(1)班", None]
    )
    confirm(officer, sent(officer, cast.school, first))
    f.make_pupil(cast.sibling_class, "孙三")
    second = pupils(
        ["赵一一", student_id(1), "四年级(1)班", None],
        ["钱二", student_id(2), "五年级(3)班", None],
        ["李四", student_id(4), "四年级(1)班", None],
    )
    url = sent(officer, cast.school, second)
    response = officer.get(url)
    assert figures(response) == [1, 1, 1, 2, 0, 0]
    report = cells(officer.get(f"{url}report.xlsx"))
    assert report["Figures"] == [
        ("New classes", 1), ("Known classes", 1), ("New people", 1), ("Changed people", 2),
        ("Unchanged people", 0), ("Problems", 0),
    ]  # fmt: skip
    assert report["New"][1:] == [("李四", "Grade four class 1")]
    assert report["Moved"][1:] == [("钱二", "Grade four class 1", "Grade five class 3")]
    assert report["Corrected"][1:] == [("赵一一", "Grade four class 1", "Name", "赵一", "赵一一")]
    left = [("张小雨", "Grade four class 1"), ("李明", "Grade four class 1")]
    assert report["Not in the file"][1:] == left
    assert report["Classes not in the file"][1:] == [("Grade four class 2", 1)]
    text = response.content.decode()
    assert "Grade four class 1 → Grade five class 3" in text
    assert "<p>Grade five class 3</p>" in text  # the class that would be new
    assert "The file names nobody of this class (1 pupil)." in text
    confirm(officer, url)
    assert ClassMembership.objects.filter(
        class_unit=cast.class_unit, student=cast.pupil, ends_date=None
    ).exists()


def test_a_preview_that_is_out_of_date_is_refused(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, ROW, "a.csv")
    seen = re.search(r'name="seen" value="(\w+)"', officer.get(url).content.decode())[1]
    f.make_pupil(cast.class_unit, "赵一")  # somebody enters the same child meanwhile
    response = officer.post(url, {"action": "confirm", "seen": seen})
    assert response.status_code == 409
    assert "The preview was out of date" in response.content.decode()
    assert figures(response) == [0, 1, 0, 0, 1, 0]
    assert User.objects.filter(name="赵一").count() == 1
    assert RosterUpload.objects.get().imported_at is None


@pytest.mark.parametrize("seen", ["", "0" * 64])
def test_without_the_preview_nothing_is_confirmed(officer: Client, cast: Cast, seen: str) -> None:
    url = sent(officer, cast.school, ROW, "a.csv")
    assert officer.post(url, {"action": "confirm", "seen": seen}).status_code == 409
    assert not User.objects.filter(name="赵一").exists()


def test_the_preview_may_be_read_twice_and_still_holds(officer: Client, cast: Cast) -> None:
    staff = workbook({"教师": [["姓名", "职务"], ["周五", "校长"]]})  # with a random user name
    url = sent(officer, cast.school, staff)
    assert confirm(officer, url).status_code == 302
    assert Membership.objects.get(user__name="周五").role == "school_head"


def test_bad_rows_come_back_as_text_without_the_student_id(officer: Client, cast: Cast) -> None:
    data = workbook(
        {
            "四年级": [
                ["姓名", "学籍号", "班级", "家长手机号", "家庭住址"],
                ["赵一", student_id(1), "四年级(1)班", "13800138000", "某路1号"],
                ["=1+1", student_id(2), "四年级(1)班", "13800138001/13800138002", "某路2号"],
                ["钱二", student_id(1), "没有班", None, None],
                ["孙三", None, "440305201501010012", None, None],
            ]
        }
    )
    url = sent(officer, cast.school, data)
    response = officer.get(f"{url}bad-rows.xlsx")
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in response["Cache-Control"]
    formula = "The name is a formula. Type the person's name instead."
    unknown = "The class name is not understood. Write it like 三年级(1)班."
    repeat = "The student id repeats the one in 四年级 row 2."
    assert cells(response)["四年级"] == [
        ("姓名", "班级", "家长手机号", "Row in the file", "What is wrong"),
        ("=1+1", "四年级(1)班", "13800138001/13800138002", "3", formula),
        ("钱二", "没有班", None, "4", f"{unknown} {repeat}"),
        ("孙三", None, None, "5", unknown),
    ]
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cell = book["四年级"]["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    notes = [row[0] for row in cells(response)["Notes"]]
    assert notes[1].startswith("The column of student ids is left out on purpose")
    confirm(officer, url, good_rows="yes")
    assert cells(officer.get(f"{url}bad-rows.xlsx")) == cells(response)
    assert "4403" not in str(RosterUpload.objects.get().report)
    again = officer.get(sent(officer, cast.school, response.content))
    assert figures(again)[-1] == 3 + 1  # and that the sheet of notes was passed over


def test_columns_are_pointed_out_by_hand(officer: Client, cast: Cast) -> None:
    data = workbook({"名单": [["同学", "编班", "电话"], ["赵一", "四年级(1)班", "13800138000"]]})
    url = sent(officer, cast.school, data)
    page = officer.get(url)
    assert page.status_code == 200
    assert re.findall(r'<option value="([^"]*)"', page.content.decode()) == [
        "", "同学", "编班", "电话"
    ] * 3  # fmt: skip
    one = officer.post(url, {"action": "map", "name": "同学"})
    assert one.status_code == 422
    assert "Choose the column of classes too" in one.content.decode()
    twice = officer.post(url, {"action": "map", "name": "同学", "class": "同学"})
    assert "Choose a different column for each." in twice.content.decode()
    strange = officer.post(url, {"action": "map", "name": "同学", "class": "别的"})
    assert strange.status_code == 422
    mapped = officer.post(url, {"action": "map", "name": "同学", "class": "编班"})
    assert (mapped.status_code, mapped.url) == (302, url)
    assert figures(officer.get(url)) == [0, 1, 1, 0, 0, 0]
    confirm(officer, url)
    assert ClassMembership.objects.get(student__name="赵一").class_unit == cast.class_unit


def test_a_file_that_cannot_be_read_is_one_sentence_and_is_not_kept(
    officer: Client, cast: Cast
) -> None:
    response = send(officer, cast.school, PUPILS_FILE.read_bytes()[:5000])
    assert response.status_code == 422
    assert "The workbook is damaged and cannot be read." in response.content.decode()
    assert RosterUpload.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Check that you chose the right one."),
        (b"a,b\n" * 2_000_000, "The file is larger than 5 MB."),
    ],
)
def test_empty_and_too_large_files(
    officer: Client, cast: Cast, monkeypatch, content: bytes, sentence: str
) -> None:
    if content:
        monkeypatch.setattr("schools.views.roster.read_apart", None)  # it is never asked
    response = send(officer, cast.school, content, "a.csv")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert RosterUpload.objects.count() == 0


def test_no_file_at_all(officer: Client, cast: Cast) -> None:
    response = officer.post(reverse("roster", args=[cast.school.pk]))
    assert response.status_code == 422
    assert "Choose a file first." in response.content.decode()


def test_the_file_is_never_in_media(officer: Client, cast: Cast) -> None:
    before = set(Path(settings.MEDIA_ROOT).rglob("*"))
    confirm(officer, sent(officer, cast.school, PUPILS_FILE.read_bytes()), good_rows="yes")
    assert set(Path(settings.MEDIA_ROOT).rglob("*")) == before


def test_only_who_uploaded_sees_it(client: Client, officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, ROW, "a.csv")
    client.force_login(cast.head)
    for path in (url, f"{url}report.xlsx", f"{url}bad-rows.xlsx"):
        assert client.get(path).status_code == 404
    assert client.post(url, {"action": "discard"}).status_code == 404
    assert RosterUpload.objects.count() == 1


def test_another_school_is_not_there(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, ROW, "a.csv")
    elsewhere = url.replace(f"/schools/{cast.school.pk}/", f"/schools/{cast.other_school.pk}/")
    assert officer.get(elsewhere).status_code == 404
    assert send(officer, cast.other_school, ROW, "a.csv").status_code == 404
    assert officer.get(f"{url}else.xlsx").status_code == 404


def test_who_loses_the_post_loses_the_upload(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, ROW, "a.csv")
    Membership.objects.filter(user=cast.safety_officer).delete()
    assert officer.get(url).status_code == 404


def test_discarding_and_uploading_anew_forget_the_file(officer: Client, cast: Cast) -> None:
    first = sent(officer, cast.school, ROW, "a.csv")
    second = sent(officer, cast.school, ROW, "b.csv")
    assert officer.get(first).status_code == 404
    assert officer.post(second, {"action": "discard"}).status_code == 302
    assert RosterUpload.objects.count() == 0


def test_uploads_and_reports_are_forgotten_after_a_day(cast: Cast) -> None:
    words = {"school": cast.school, "filename": "a.csv", "content": ROW}
    keep_upload(by=cast.head, now=NOW.replace(day=22), **words)
    kept = keep_upload(by=cast.safety_officer, now=NOW.replace(day=22, hour=3), **words)
    assert forget_old_uploads(now=NOW) == 1
    assert list(RosterUpload.objects.all()) == [kept]


def test_the_worker_forgets_them(cast: Cast) -> None:
    keep_upload(
        school=cast.school, by=cast.head, filename="a.csv", content=ROW, now=NOW.replace(day=21)
    )
    minute()
    assert RosterUpload.objects.count() == 0


def test_an_imported_upload_cannot_keep_its_file(cast: Cast) -> None:
    upload = keep_upload(school=cast.school, by=cast.head, filename="a.csv", content=ROW, now=NOW)
    upload.imported_at = NOW
    with pytest.raises(IntegrityError, match="imported_roster_keeps_no_file"), transaction.atomic():
        upload.save()


def test_the_preview_costs_the_same_for_three_rows(officer: Client, cast: Cast) -> None:
    counts = []
    for rows in (1, 3):
        data = pupils(*([f"赵{n}", student_id(n), "四年级(1)班", None] for n in range(rows)))
        url = sent(officer, cast.school, data)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_officers_find_the_way_on_their_own_page(client: Client, cast: Cast) -> None:
    link = reverse("roster", args=[cast.school.pk])
    for who, count in (("head", 1), ("safety_officer", 1), ("head_teacher", 0), ("bureau", 0)):
        client.force_login(getattr(cast, who))
        assert client.get(reverse("my")).content.decode().count(link) == count


def test_a_form_of_another_site_changes_nothing(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.safety_officer)
    assert send(client, cast.school, ROW, "a.csv").status_code == 403
    assert RosterUpload.objects.count() == 0
