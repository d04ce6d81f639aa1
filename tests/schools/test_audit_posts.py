"""Every post that is given or taken away is one entry; cards and downloads are entries too."""

import pytest
from django.test import Client
from django.urls import reverse

from schools.choices import Role
from schools.domain.audit import acting_as
from schools.domain.roster import import_roster
from schools.domain.roster.uploads import keep_upload
from schools.models import AuditEntry, Membership
from schools.roster import ClassKey
from tests.conftest import Cast
from tests.factories import NOW, UserFactory
from tests.schools.roster_rows import bring, read, staff


def told() -> list[tuple]:
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "actor", "unit", "about", "detail"))


def post(change: str, role: Role, cast: Cast, about: int | None, actor: int | None = None) -> tuple:
    detail = {"post": role.value, "change": change}
    unit = cast.school.pk if about else None
    return ("membership_changed", actor, unit, about, detail)


def test_a_post_given_changed_and_taken_away_is_told_once_each(cast: Cast) -> None:
    held = Membership.objects.create(user=cast.parent, role=Role.TEACHER, unit=cast.school)
    with acting_as(cast.head):
        held.role = Role.STAFF
        held.save()
    held.delete()
    who = cast.parent.pk
    assert told() == [
        post("added", Role.TEACHER, cast, who),
        post("changed", Role.STAFF, cast, who, actor=cast.head.pk),
        post("removed", Role.STAFF, cast, who),
    ]


def test_posts_taken_away_by_a_query_are_told_one_by_one(cast: Cast) -> None:
    with acting_as(cast.bureau):
        Membership.objects.filter(unit=cast.school).delete()
    people = [cast.head, cast.safety_officer, cast.it_teacher, cast.staff]
    assert sorted(row[3] for row in told()) == sorted(person.pk for person in people)
    assert {row[1] for row in told()} == {cast.bureau.pk}


def test_the_actor_is_forgotten_after_the_block(cast: Cast) -> None:
    with pytest.raises(RuntimeError), acting_as(cast.head):
        raise RuntimeError
    Membership.objects.create(user=cast.parent, role=Role.STAFF, unit=cast.school)
    assert told()[0][1] is None


def test_a_person_who_is_deleted_leaves_an_entry_that_points_at_nobody(cast: Cast) -> None:
    person = UserFactory()
    Membership.objects.bulk_create([Membership(user=person, role=Role.STAFF, unit=cast.school)])
    person.delete()
    assert told() == [post("removed", Role.STAFF, cast, None)]


def test_an_import_tells_each_post_that_it_gives(cast: Cast) -> None:
    rows = staff(
        ("赵一", "13800138000", "校长", [], ""),
        ("钱二", "13800138001", "班主任", [ClassKey(4, 1)], ""),
    )
    import_roster(school=cast.school, parsed=rows, now=NOW, actor=cast.safety_officer)
    given = [(row[1], row[2], row[4]["post"]) for row in told() if row[0] == "membership_changed"]
    assert set(given) >= {
        (cast.safety_officer.pk, cast.school.pk, "head"),
        (cast.safety_officer.pk, cast.class_unit.pk, "head_teacher"),
    }
    assert len(given) == Membership.objects.filter(user__name__in=["赵一", "钱二"]).count()
    before = len(told())
    import_roster(school=cast.school, parsed=rows, now=NOW, actor=cast.safety_officer)
    assert len(told()) == before


def test_a_pupils_import_gives_no_post(cast: Cast) -> None:
    bring(cast.school, read(["赵一", None, "四(1)班", None]))
    assert [row[0] for row in told()] == ["roster_import"]


def test_new_cards_are_told(client: Client, cast: Cast) -> None:
    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    before = len(told())
    client.post(
        reverse("class_cards", args=[cast.class_unit.pk]),
        {"whom": "chosen", "students": [cast.pupil.pk], "seen": "0@-"},
    )
    who = (cast.head_teacher.pk, cast.class_unit.pk, cast.pupil.pk)
    assert told()[before:] == [("cards_issued", *who, {"count": 1})]


@pytest.mark.parametrize("which", ["report", "bad-rows"])
def test_each_file_of_an_import_that_is_taken_is_told(
    client: Client, cast: Cast, which: str
) -> None:
    content = "姓名,班级\n赵一,401\n".encode()
    by = cast.safety_officer
    upload = keep_upload(school=cast.school, by=by, filename="a.csv", content=content, now=NOW)
    client.force_login(by, backend="schools.backends.PasswordBackend")
    before = len(told())
    client.get(reverse("roster_download", args=[cast.school.pk, upload.pk, which]))
    assert told()[before:] == [("exported", by.pk, cast.school.pk, None, {"what": which})]


def test_the_detail_of_a_post_is_told_in_words(cast: Cast) -> None:
    Membership.objects.create(user=cast.parent, role=Role.TEACHER, unit=cast.school)
    text = AuditEntry.objects.get().detail_text
    assert "teacher" not in text or str(Role.TEACHER.label) in text


def test_a_reason_is_told_as_it_was_typed() -> None:
    assert "added" in AuditEntry(detail={"reason": "added"}).detail_text
