"""A district's tree: made, named and moved on screen, with all that hangs on it."""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from schools.choices import Post, Role, Stage, System, UnitKind
from schools.domain.units import CodeTaken, WrongPlace, add_unit, change_unit
from schools.models import AuditEntry, Membership, Unit, User
from schools.permissions import classes_to_teach, has_role, units_with_figures
from schools.queries import district_of, school_of
from schools.signals import posts_changed
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _english_now(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("en"):
        yield


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def group_in(district: Unit, name: str = "城东学区") -> Unit:
    return add_unit(parent=district, kind=UnitKind.GROUP, name=name, code="", actor=None, now=NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user: User, path: str, **data: object) -> object:
    return signed_in(user).post(path, data)


# Making


def test_a_fresh_district_grows_on_screen_alone(db: None, capsys: pytest.CaptureFixture) -> None:
    call_command(
        "create_district",
        code="sunshine",
        name="阳光区教育局",
        officer="周科长",
        phone="138 0000 0001",
    )
    printed = capsys.readouterr().out
    officer = User.objects.get(name="周科长")
    assert (officer.username, officer.phone) == ("13800000001", "13800000001")
    password = next(word for word in printed.split() if officer.check_password(word))
    client = Client()
    signed = client.post("/sign-in/", {"username": "13800000001", "password": password})
    assert signed.status_code == 302
    assert client.get("/my/")["Location"] == "/password/"  # a first password is changed at once
    own = "新的 密码 足够长 2026"
    changed = {"old_password": password, "new_password1": own, "new_password2": own}
    assert client.post("/password/", changed).status_code == 302
    district = Unit.objects.get(code="sunshine")
    assert [(m.role, m.post, m.unit) for m in officer.memberships.all()] == [
        (Role.BUREAU_OFFICER, Post.BUREAU_OFFICER, district)
    ]
    client.post(f"/units/{district.pk}/add/group/", {"name": "城东学区"})
    group = Unit.objects.get(kind=UnitKind.GROUP)
    school = {"name": "阳光小学", "code": "yg", "stage": "primary", "system": "5-4"}
    client.post(f"/units/{district.pk}/add/school/", {**school, "place": group.pk})
    made = Unit.objects.get(code="yg")
    assert (made.stage, made.system, made.get_parent()) == (
        Stage.PRIMARY,
        System.FIVE_FOUR,
        group,
    )
    client.post(f"/units/{made.pk}/add/campus/", {"name": "东校区"})
    campus = Unit.objects.get(kind=UnitKind.CAMPUS)
    assert (campus.school, campus.system, campus.code) == (made, System.FIVE_FOUR, None)
    client.post(f"/schools/{made.pk}/classes/add/", {"grade": 6, "number": 2, "campus": campus.pk})
    class_unit = Unit.objects.get(kind=UnitKind.CLASS)
    # Grade six is the first of the junior stage in the five-four system.
    assert (class_unit.stage, class_unit.entry_year, class_unit.get_parent()) == (
        Stage.JUNIOR,
        2026,
        campus,
    )
    client.post(
        f"/units/{made.pk}/staff/add/", {"name": "李校长", "phone": "13800000002", "post": "head"}
    )
    head = User.objects.get(name="李校长")
    assert has_role(head, [Role.SCHOOL_HEAD], fresh(made))


def test_a_district_is_not_made_twice(db: None) -> None:
    options = {"code": "sunshine", "name": "阳光区教育局", "officer": "周科长"}
    call_command("create_district", **options, username="zhou")
    assert User.objects.get().username == "zhou"
    with pytest.raises(CommandError, match="The code sunshine is taken"):
        call_command("create_district", **options, phone="13800000001")
    with pytest.raises(CommandError, match="not a mobile number"):
        call_command("create_district", **{**options, "code": "other"}, phone="123")
    with pytest.raises(CommandError, match="zhou is taken"):
        call_command("create_district", **{**options, "code": "other"}, username="zhou")
    assert (Unit.objects.count(), User.objects.count()) == (1, 1)


def test_upper_apps_hear_of_units_and_of_moves(cast: Cast) -> None:
    heard: list[tuple[str, str]] = []

    def on_save(instance: Unit, created: bool, **kwargs: object) -> None:
        heard.append(("new" if created else "saved", instance.name))

    def on_posts(unit: Unit, **kwargs: object) -> None:
        heard.append(("moved", unit.get_parent().name))

    post_save.connect(on_save, sender=Unit)
    posts_changed.connect(on_posts)
    try:
        group = group_in(cast.district)
        for _time in range(2):
            change_unit(unit=group, values={"name": "城西学区"}, actor=None, now=NOW)
            change_unit(unit=cast.school, values={}, to=group, actor=None, now=NOW)
    finally:
        post_save.disconnect(on_save, sender=Unit)
        posts_changed.disconnect(on_posts)
    assert heard == [("new", "城东学区"), ("saved", "城西学区"), ("moved", "城西学区")]
    assert list(AuditEntry.objects.values_list("unit", "action", "detail").order_by("pk")) == [
        (group.pk, "unit_changed", {"new": 1, "unit": "group"}),
        (group.pk, "unit_changed", {"changed": 1}),
        (cast.school.pk, "unit_changed", {"changed": 1}),
    ]


def test_a_unit_stands_only_where_it_may(cast: Cast) -> None:
    for parent, kind in [
        (cast.school, UnitKind.SCHOOL),
        (cast.school, UnitKind.GROUP),
        (cast.district, UnitKind.CAMPUS),
        (cast.class_unit, UnitKind.CAMPUS),
        (cast.district, UnitKind.DISTRICT),
    ]:
        with pytest.raises(WrongPlace):
            add_unit(parent=parent, kind=kind, name="x", code="", actor=None, now=NOW)
    with pytest.raises(WrongPlace, match="stays in its district"):
        change_unit(unit=cast.school, values={}, to=cast.foreign_district, actor=None, now=NOW)
    with pytest.raises(CodeTaken):
        add_unit(
            parent=cast.district, kind=UnitKind.GROUP, name="x", code="s3", actor=None, now=NOW
        )


def test_a_taken_code_is_told_and_nothing_is_saved(cast: Cast) -> None:
    data = {"name": "新校", "code": "s2", "stage": "primary", "system": "6-3"}
    response = post(cast.bureau, f"/units/{cast.district.pk}/add/school/", **data)
    assert response.status_code == 422
    assert "The code s2 is taken. Every unit has its own; choose another." in response.text
    before = fresh(cast.school).name
    response = post(cast.bureau, f"/units/{cast.school.pk}/edit/", **data)
    assert response.status_code == 422
    assert fresh(cast.school).name == before
    assert not Unit.objects.filter(name="新校").exists()


# Moving


def test_a_school_that_moves_takes_every_right_along(cast: Cast) -> None:
    group = group_in(cast.district)
    group_officer = f.make_member(Role.BUREAU_OFFICER, group)
    assert not has_role(group_officer, [Role.BUREAU_OFFICER], cast.class_unit)
    data = {"name": "实验小学", "code": "s1"}
    response = post(cast.bureau, f"/units/{cast.school.pk}/edit/", **data, place=group.pk)
    assert response.status_code == 302
    school, class_unit = fresh(cast.school), fresh(cast.class_unit)
    assert (school.get_parent(), school.depth, class_unit.depth) == (group, 3, 4)
    assert class_unit.path.startswith(school.path)
    assert (school_of(class_unit), district_of(class_unit)) == (school, cast.district)
    for person in (cast.head, cast.safety_officer, cast.head_teacher):
        assert class_unit in classes_to_teach(person)
    for person in (cast.bureau, group_officer, cast.head):
        assert class_unit in units_with_figures(person)
    for person in (cast.foreign_bureau, cast.other_head_teacher, cast.sibling_head_teacher):
        assert class_unit not in units_with_figures(person)
    assert fresh(cast.other_school) not in units_with_figures(group_officer)
    # And out again.
    post(cast.bureau, f"/units/{cast.school.pk}/edit/", **data, place=cast.district.pk)
    assert fresh(cast.school).get_parent() == cast.district
    assert has_role(cast.head_teacher, [Role.HEAD_TEACHER], fresh(cast.class_unit))
    assert not has_role(group_officer, [Role.BUREAU_OFFICER], fresh(cast.class_unit))
    assert Unit.find_problems() == ([], [], [], [], [])


def test_nobody_moves_a_school_into_another_district(cast: Cast) -> None:
    foreign_group = group_in(cast.foreign_district, "邻区学区")
    group_in(cast.district)
    for place in (foreign_group, cast.foreign_district, cast.other_school):
        response = post(
            cast.bureau,
            f"/units/{cast.school.pk}/edit/",
            name="实验小学",
            code="s1",
            place=place.pk,
        )
        assert response.status_code == 422
    assert fresh(cast.school).get_parent() == cast.district


def test_stage_and_system_are_fixed_once_there_are_classes(cast: Cast) -> None:
    data = {"name": "改名小学", "code": "s1", "stage": "junior", "system": "5-4"}
    post(cast.bureau, f"/units/{cast.school.pk}/edit/", **data)
    school = fresh(cast.school)
    assert (school.name, school.stage, school.system) == ("改名小学", "primary", "6-3")
    empty = f.make_school(cast.district, "s9", "新校")
    post(cast.bureau, f"/units/{empty.pk}/edit/", **{**data, "code": "s9"})
    assert (fresh(empty).stage, fresh(empty).system) == ("junior", "5-4")


# Who


@pytest.mark.parametrize("who", ["head", "safety_officer"])
def test_a_school_has_campuses_but_no_schools_and_keeps_its_name(cast: Cast, who: str) -> None:
    user = getattr(cast, who)
    campus = {"name": "东校区"}
    assert post(user, f"/units/{cast.school.pk}/add/campus/", **campus).status_code == 302
    made = Unit.objects.get(kind=UnitKind.CAMPUS)
    assert post(user, f"/units/{made.pk}/edit/", name="南校区").status_code == 302
    assert fresh(made).name == "南校区"
    for path in (
        f"/units/{cast.school.pk}/add/school/",
        f"/units/{cast.school.pk}/add/class/",
        f"/units/{cast.district.pk}/add/school/",
        f"/units/{cast.district.pk}/",
        f"/units/{cast.school.pk}/edit/",
        f"/units/{cast.district.pk}/edit/",
        f"/units/{cast.other_school.pk}/add/campus/",
        f"/units/{cast.district.pk}/staff/",
    ):
        assert post(user, path, name="x", code="x").status_code in (404, 405), path
        assert signed_in(user).get(path).status_code == 404, path
    assert Unit.objects.count() == 10


def test_a_group_officer_sees_the_group_alone(cast: Cast) -> None:
    group = group_in(cast.district)
    change_unit(unit=cast.school, values={}, to=group, actor=None, now=NOW)
    officer = f.make_member(Role.BUREAU_OFFICER, group)
    client = signed_in(officer)
    shown = client.get(f"/units/{group.pk}/").text
    assert "实验小学" in shown
    assert "第二小学" not in shown
    for unit in (cast.district, cast.other_school):
        assert client.get(f"/units/{unit.pk}/").status_code == 404
    # The school cannot be moved from here to where the officer has no say.
    client.post(
        f"/units/{cast.school.pk}/edit/",
        {"name": "实验小学", "code": "s1", "place": cast.district.pk},
    )
    assert fresh(cast.school).get_parent() == group


# The list


def test_the_district_lists_groups_and_schools_with_their_classes(cast: Cast) -> None:
    group = group_in(cast.district)
    change_unit(unit=cast.school, values={}, to=group, actor=None, now=NOW)
    response = signed_in(cast.bureau).get(f"/units/{cast.district.pk}/")
    rows = [(row.unit.name, row.group, row.classes) for row in response.context["rows"]]
    assert rows == [("第二小学", "", 1), ("城东学区", "", 0), ("实验小学", "城东学区", 2)]
    for number in range(60):
        f.make_school(cast.district, f"more{number}", f"小学{number}")
    pages = [
        signed_in(cast.bureau).get(f"/units/{cast.district.pk}/?page={n}").context["rows"]
        for n in (1, 2)
    ]
    assert [len(rows) for rows in pages] == [50, 13]


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_lists_ask_as_much_for_one_row_as_for_many(cast: Cast) -> None:
    one = f.make_school(cast.foreign_district, "one", "一班小学")
    f.make_class(one)
    client = signed_in(cast.foreign_bureau)
    before = queries_of(client, f"/units/{cast.foreign_district.pk}/")
    classes = queries_of(client, f"/schools/{one.pk}/classes/")
    group = group_in(cast.foreign_district)
    for number in range(2, 6):
        school = f.make_school(group, f"many{number}")
        f.make_class(school)
        f.make_pupil(f.make_class(one, number=number))
    assert queries_of(client, f"/units/{cast.foreign_district.pk}/") == before == 12
    assert queries_of(client, f"/schools/{one.pk}/classes/") == classes == 11


def test_posts_of_staff_stay_with_a_unit_that_is_renamed(cast: Cast) -> None:
    held = Membership.objects.count()
    change_unit(unit=cast.school, values={"name": "新名"}, actor=cast.bureau, now=NOW)
    assert Membership.objects.count() == held
    assert has_role(cast.head, [Role.SCHOOL_HEAD], fresh(cast.school))
