"""Who works where: the list, somebody new, another post, the end of one; and who may do it."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from schools.choices import DISTRICT_POSTS, Post, Role, RosterChangeKind
from schools.domain.posts import PostNotGiven, give_post
from schools.domain.roster.undo import undo_change
from schools.models import AuditEntry, Guardianship, Membership, RosterChange, Unit, User
from schools.permissions import can_have_account, has_role, people_without_account
from schools.rights import everything_about
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.roster_rows import bring, staff


@pytest.fixture(autouse=True)
def _english_now(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def office(cast: Cast) -> Client:
    return signed_in(cast.safety_officer)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def add(client: Client, unit: Unit, **data: object) -> int:
    return client.post(f"/units/{unit.pk}/staff/add/", data).status_code


def held(user: User) -> list[tuple[str, str, str]]:
    posts = Membership.objects.filter(user=user).select_related("unit").order_by("pk")
    return [(m.post, m.role, m.unit.name or str(m.unit)) for m in posts]


def end(client: Client, unit: Unit, membership: Membership, **data: object) -> int:
    path = f"/units/{unit.pk}/staff/{membership.user_id}/end/{membership.pk}/"
    return client.post(path, data).status_code


# The list


def test_the_list_names_posts_classes_and_half_a_phone(office: Client, cast: Cast) -> None:
    add(office, cast.school, name="何宸书", phone="13125919677", post="party_secretary")
    person = User.objects.get(name="何宸书")
    give_post(
        person=person,
        unit=cast.school,
        post=Post.TEACHER,
        classes=[cast.sibling_class, cast.class_unit],
        actor=None,
        now=NOW,
    )
    response = office.get(f"/units/{cast.school.pk}/staff/?post=party_secretary")
    [row] = response.context["rows"]
    assert [(post.title, place) for post, place in row.posts] == [
        ("Party secretary", ""),
        ("Teacher", "Grade four class 1"),
        ("Teacher", "Grade four class 2"),
    ]
    assert "131****9677" in response.text
    assert "13125919677" not in response.text
    page = office.get(f"/units/{cast.school.pk}/staff/{person.pk}/").text
    assert "131****9677" in page
    assert "13125919677" not in page


def test_the_list_has_the_school_and_nobody_else(office: Client, cast: Cast) -> None:
    shown = {row.person for row in office.get(f"/units/{cast.school.pk}/staff/").context["rows"]}
    assert shown == {
        cast.head,
        cast.safety_officer,
        cast.head_teacher,
        cast.sibling_head_teacher,
        cast.it_teacher,
        cast.teacher,
        cast.staff,
    }
    path = f"/units/{cast.school.pk}/staff/{cast.other_head_teacher.pk}/"
    assert office.get(path).status_code == 404
    assert office.get(f"/units/{cast.school.pk}/staff/{cast.bureau.pk}/").status_code == 404
    shown = signed_in(cast.bureau).get(f"/units/{cast.district.pk}/staff/").context["rows"]
    assert [row.person for row in shown] == [cast.bureau, cast.auditor]


def test_a_long_list_is_paged_and_asks_no_more(office: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert office.get(f"/units/{cast.school.pk}/staff/").status_code == 200
        return len(captured)

    few = queries()
    for _number in range(60):
        f.make_member(Role.TEACHER, cast.class_unit)
    assert queries() == few == 11
    pages = [office.get(f"/units/{cast.school.pk}/staff/?page={n}").context["rows"] for n in (1, 2)]
    assert [len(rows) for rows in pages] == [50, 17]


# Somebody new


def test_somebody_new_signs_in_by_mobile_once_there_is_a_password(
    office: Client, cast: Cast
) -> None:
    data = {"name": "邵晓欣", "phone": "131-3580-4922", "post": "head_teacher"}
    assert add(office, cast.school, **data, classes=[cast.class_unit.pk]) == 302
    person = User.objects.get(name="邵晓欣")
    assert (person.username, person.phone, person.has_usable_password()) == (
        "13135804922",
        "13135804922",
        False,
    )
    assert held(person) == [("head_teacher", "head_teacher", "Grade four class 1")]
    change = RosterChange.objects.get(kind=RosterChangeKind.POSTS)
    assert (change.school, change.actor) == (cast.school, cast.safety_officer)
    entry = AuditEntry.objects.get(action="membership_changed")
    assert (entry.actor, entry.about, entry.unit, entry.detail) == (
        cast.safety_officer,
        person,
        cast.class_unit,
        {"change": "added", "post": "head_teacher"},
    )
    page = office.get(f"/schools/{cast.school.pk}/roster/history/{change.pk}/").text
    assert "Grade four class 1 Head teacher" in page
    undo_change(change=change, actor=cast.safety_officer, now=NOW)
    assert held(person) == []


def test_a_known_mobile_is_its_owner_and_another_name_is_refused(
    office: Client, cast: Cast
) -> None:
    parent = f.UserFactory(name="沈瑶一", phone="13112021294")
    before = User.objects.count()
    assert add(office, cast.school, name="沈瑶一", phone="13112021294", post="doctor") == 302
    assert held(parent) == [("doctor", "staff", "实验小学")]
    assert add(office, cast.school, name="别的人", phone="13112021294", post="doctor") == 422
    assert User.objects.count() == before


def test_a_name_that_works_here_is_asked_twice(office: Client, cast: Cast) -> None:
    data = {"name": "老李", "post": "guard"}
    assert add(office, cast.school, **data) == 302
    response = office.post(f"/units/{cast.school.pk}/staff/add/", data)
    assert response.status_code == 422
    assert "老李 works here already." in response.text
    assert add(office, cast.school, **data, is_namesake="on") == 302
    assert User.objects.filter(name="老李").count() == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "=1+1"}, "The name is a formula."),
        ({"name": ""}, "This field is required."),
        ({"phone": "123"}, "This is neither a mobile number of 11 digits nor a landline."),
        ({"post": ""}, "This field is required."),
        ({"post": "head_teacher"}, "Tick the classes that go with this post."),
        ({"post": "guard", "classes": True}, "Only head teachers and teachers have classes."),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_saved(
    office: Client, cast: Cast, data: dict[str, object], sentence: str
) -> None:
    before = User.objects.count(), Membership.objects.count()
    if data.get("classes"):
        data = {**data, "classes": [cast.class_unit.pk]}
    whole = {"name": "何宸书", "phone": "", "post": "doctor", **data}
    response = office.post(f"/units/{cast.school.pk}/staff/add/", whole)
    assert response.status_code == 422
    assert sentence in response.text
    assert (User.objects.count(), Membership.objects.count()) == before


def test_a_class_of_another_school_is_no_choice(office: Client, cast: Cast) -> None:
    data = {"name": "何宸书", "post": "head_teacher", "classes": [cast.other_class.pk]}
    assert add(office, cast.school, **data) == 422
    path = f"/units/{cast.school.pk}/staff/{cast.head_teacher.pk}/"
    assert office.post(path, {**data, "post": "teacher"}).status_code == 422
    assert not Membership.objects.filter(unit=cast.other_class, role=Role.TEACHER).exists()


# Corrections


def correct(client: Client, unit: Unit, person: User, **data: object) -> int:
    path = f"/units/{unit.pk}/staff/{person.pk}/edit/"
    assert person.phone == "" or person.phone not in client.get(path).text
    return client.post(path, data).status_code


def test_a_corrected_name_and_phone_are_signed_in_with_and_taken_back(
    office: Client, cast: Cast
) -> None:
    add(office, cast.school, name="邵小欣", phone="13135804922", post="doctor")
    person = User.objects.get(name="邵小欣")
    assert correct(office, cast.school, person, name="邵晓欣", phone="") == 302
    assert correct(office, cast.school, person, name="邵晓欣", phone="13800000000") == 302
    person.refresh_from_db()
    assert (person.name, person.phone, person.username) == ("邵晓欣", *["13800000000"] * 2)
    first, second, third = RosterChange.objects.order_by("pk")
    for change in (third, second):
        undo_change(change=change, actor=cast.head, now=NOW)
    person.refresh_from_db()
    assert (person.name, person.phone, person.username) == ("邵小欣", *["13135804922"] * 2)
    assert correct(office, cast.school, person, name="邵小欣", phone="") == 302
    assert RosterChange.objects.count() == 3  # nothing changed, nothing logged


def test_a_phone_of_somebody_else_is_refused(office: Client, cast: Cast) -> None:
    f.UserFactory(name="家长", phone="13800000000")
    person = cast.head_teacher
    assert correct(office, cast.school, person, name="陈老师", phone="13800000000") == 422
    person.refresh_from_db()
    assert (person.name != "陈老师", person.phone) == (True, "")


def test_who_works_elsewhere_too_is_not_renamed_from_here(office: Client, cast: Cast) -> None:
    person = cast.head_teacher
    for unit, role in [(cast.other_school, Role.STAFF), (cast.district, Role.AUDITOR)]:
        elsewhere = Membership.objects.create(user=person, role=role, unit=unit)
        path = f"/units/{cast.school.pk}/staff/{person.pk}/edit/"
        assert office.get(path).status_code == 404
        assert office.post(path, {"name": "x", "phone": "13800000000"}).status_code == 404
        elsewhere.delete()
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    assert office.get(path).status_code == 404


# Nobody rises above whoever gives the post


@pytest.mark.parametrize("who", ["head", "safety_officer"])
@pytest.mark.parametrize("post", DISTRICT_POSTS)
def test_a_school_makes_no_bureau_officers_and_no_auditors(
    cast: Cast, who: str, post: Post
) -> None:
    user = getattr(cast, who)
    client, before = signed_in(user), Membership.objects.count()
    assert add(client, cast.school, name="何宸书", post=post) == 422
    path = f"/units/{cast.school.pk}/staff/{user.pk}/"
    assert client.post(path, {"post": post}).status_code == 422
    assert add(client, cast.district, name="何宸书", post=post) == 404
    assert Membership.objects.count() == before
    with pytest.raises(PostNotGiven):
        give_post(person=user, unit=cast.school, post=post, actor=user, now=NOW)


def test_the_bureau_makes_heads_officers_and_auditors_of_its_own_district(cast: Cast) -> None:
    client = signed_in(cast.bureau)
    assert add(client, cast.district, name="审计员", phone="13800000009", post="auditor") == 302
    assert held(User.objects.get(name="审计员")) == [("auditor", "auditor", "示范区教育局")]
    assert add(client, cast.school, name="新校长", phone="13800000008", post="head") == 302
    assert held(User.objects.get(name="新校长")) == [("head", "school_head", "实验小学")]
    assert add(client, cast.district, name="某校长", phone="13800000007", post="head") == 422
    foreign_school = Unit.objects.get(code="s3")
    for unit in (cast.foreign_district, foreign_school):
        assert add(client, unit, name="越界", phone="13800000006", post="auditor") == 404
    assert not User.objects.filter(name="越界").exists()


def test_a_post_above_the_school_is_not_ended_from_the_school(office: Client, cast: Cast) -> None:
    Membership.objects.create(user=cast.head_teacher, role=Role.AUDITOR, unit=cast.school)
    both = [cast.head_teacher.memberships.get(role=Role.AUDITOR), cast.bureau.memberships.get()]
    for membership in both:
        assert end(office, cast.school, membership, sure="yes") == 404
    other = cast.other_head_teacher.memberships.get()
    assert end(office, cast.school, other) == 404
    assert Membership.objects.filter(pk__in=[*(m.pk for m in both), other.pk]).count() == 3


@pytest.mark.parametrize(
    ("post", "role"),
    [(Post.GUARD, Role.SCHOOL_HEAD), (Post.TEACHER, Role.SAFETY_OFFICER), (Post.HEAD, Role.STAFF)],
)
def test_the_database_holds_a_post_to_its_role(cast: Cast, post: Post, role: Role) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.parent, unit=cast.school, role=role, post=post)


# Ending


def test_an_ended_post_goes_and_its_person_stays(office: Client, cast: Cast) -> None:
    membership = cast.head_teacher.memberships.get()
    assert end(office, cast.school, membership) == 302
    assert held(cast.head_teacher) == []
    assert not has_role(cast.head_teacher, list(Role), cast.class_unit)
    assert User.objects.get(pk=cast.head_teacher.pk).is_active
    entry = AuditEntry.objects.get(action="membership_changed")
    assert (entry.about, entry.detail) == (
        cast.head_teacher,
        {"change": "removed", "post": "head_teacher"},
    )
    undo_change(change=RosterChange.objects.get(), actor=cast.head, now=NOW)
    assert has_role(cast.head_teacher, [Role.HEAD_TEACHER], cast.class_unit)


@pytest.mark.parametrize("who", ["head", "safety_officer"])
def test_the_last_head_or_officer_is_asked_about_twice(cast: Cast, who: str) -> None:
    client, membership = signed_in(cast.bureau), getattr(cast, who).memberships.get()
    path = f"/units/{cast.school.pk}/staff/{membership.user_id}/end/{membership.pk}/"
    response = client.post(path)
    assert response.status_code == 409
    assert "After this nobody at 实验小学 is a " in response.text
    assert Membership.objects.filter(pk=membership.pk).exists()
    second = f.make_member(Role(membership.role), cast.school)
    assert client.post(path).status_code == 302
    assert end(client, cast.school, second.memberships.get(), sure="yes") == 302
    assert not Membership.objects.filter(unit=cast.school, role=membership.role).exists()


def test_ones_own_last_leading_post_is_asked_about_twice(cast: Cast) -> None:
    f.make_member(Role.SAFETY_OFFICER, cast.school)
    own = cast.safety_officer.memberships.get()
    client = signed_in(cast.safety_officer)
    assert end(client, cast.school, own) == 409
    Membership.objects.create(user=cast.safety_officer, role=Role.SCHOOL_HEAD, unit=cast.school)
    assert end(client, cast.school, own) == 302
    assert held(cast.safety_officer) == [("", "school_head", "实验小学")]


def test_a_post_is_ended_by_post_only(office: Client, cast: Cast) -> None:
    membership = cast.head_teacher.memberships.get()
    path = f"/units/{cast.school.pk}/staff/{membership.user_id}/end/{membership.pk}/"
    assert office.get(path).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.safety_officer)
    assert strict.post(path).status_code == 403
    assert Membership.objects.filter(pk=membership.pk).exists()


# People without accounts


def test_guards_and_cooks_are_people_without_accounts(cast: Cast, client: Client) -> None:
    bring(
        cast.school,
        staff(
            ("门卫老李", None, "门卫", (), ""),
            ("厨师老王", "13800000001", "炊事员", (), ""),
            ("宿管老赵", "13800000002", "宿舍管理员、班主任", (), ""),
            ("保洁老孙", "13800000003", "保洁员", (), ""),
        ),
    )
    people = {user.name: user for user in User.objects.filter(name__contains="老")}
    Guardianship.objects.create(guardian=people["保洁老孙"], child=cast.pupil)
    assert set(people_without_account()) == {people["门卫老李"], people["厨师老王"]}
    for name, may in [("厨师老王", False), ("宿管老赵", True), ("保洁老孙", True)]:
        user = people[name]
        assert can_have_account(user) is may
        user.set_password("a long first password")
        user.save()
        data = {"username": user.phone, "password": "a long first password"}
        assert client.post("/sign-in/", data).status_code == (302 if may else 200)
        client.logout()
    page = signed_in(cast.head).get(f"/units/{cast.school.pk}/staff/{people['门卫老李'].pk}/").text
    assert "This post has no account: nobody signs in with it." in page
    assert people["门卫老李"].username not in page


def test_who_becomes_more_than_a_guard_may_have_an_account(cast: Cast) -> None:
    bring(cast.school, staff(("门卫老李", "13800000001", "门卫", (), "")))
    guard = User.objects.get(name="门卫老李")
    assert not can_have_account(guard)
    give_post(person=guard, unit=cast.school, post=Post.MIDDLE, actor=None, now=NOW)
    assert can_have_account(guard)


def test_a_copy_names_the_posts(cast: Cast) -> None:
    give_post(person=cast.head, unit=cast.school, post=Post.PARTY_SECRETARY, actor=None, now=NOW)
    assert everything_about(cast.head)["schools"]["posts"] == [
        {"role": "school_head", "post": "", "unit": "实验小学"},
        {"role": "school_head", "post": "party_secretary", "unit": "实验小学"},
    ]
