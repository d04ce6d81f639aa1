"""Makes empty schools with a safety officer each, and a roster file for each. Run as `-m`."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import django

TITLES = ["序号", "姓名", "性别", "学籍号", "班级", "监护人", "监护人电话"]
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子轩梓涵浩宇欣怡诗雨思远嘉懿泽若曦俊杰晨宁安乐"
GRADES = "一二三四五六"
CLASSES_PER_GRADE = 8


def pupil(number: int, first_id: int) -> list[object]:
    """One row of the file; the name and the class follow from the number."""
    name = FAMILY[number % 32] + GIVEN[number // 32 % 22] + GIVEN[number // 7 % 22]
    class_name = f"{GRADES[number % 6]}年级({number // 6 % CLASSES_PER_GRADE + 1})班"
    student_id = f"G4403052015{first_id + number:08d}"
    return [number, name, "男女"[number % 2], student_id, class_name, "家长", f"138{number:08d}"]


def roster_file(pupils: int, first_id: int) -> bytes:
    """An .xlsx of this many pupils, a sheet for each grade as schools have them."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for grade in range(len(GRADES)):
        sheet = book.create_sheet(f"{GRADES[grade]}年级")
        sheet.append(TITLES)
        for number in range(grade, pupils, len(GRADES)):
            sheet.append(pupil(number, first_id))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_work(schools: int, pupils: int, folder: Path) -> list[dict[str, Any]]:
    """A school, its officer's session and its file, for each round."""
    from django.urls import reverse

    from benchmarks.world import session_cookie
    from schools.choices import Role
    from tests import factories

    district, work = factories.make_district(), []
    for number in range(schools):
        school = factories.make_school(district, f"bench{number}", f"学校{number}")
        officer = factories.make_member(Role.SAFETY_OFFICER, school)
        file = folder / f"{number}.xlsx"
        file.write_bytes(roster_file(pupils, first_id=number * 100_000))
        cookie = session_cookie(officer, backend="schools.backends.PasswordBackend")
        work.append(
            {"cookie": cookie, "page": reverse("roster", args=[school.pk]), "file": str(file)}
        )
    return work


def main(schools: int, pupils: int, folder: str) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    json.dump(make_work(schools, pupils, Path(folder)), sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
