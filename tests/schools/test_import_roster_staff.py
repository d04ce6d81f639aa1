"""Staff of a roster: who they are, and the roles that their posts give."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.utils import translation

from schools.choices import CLASS_POSTS, DISTRICT_POSTS, Post, Role, role_of
from schools.domain.roster.posts import posts_of
from schools.models import Membership, Unit, User
from schools.roster import ClassKey, ParsedRoster, StaffRow, parse_roster
from tests.factories import UserFactory, make_district, make_member, make_school
from tests.schools.roster.files import PUPILS_FILE, STAFF_FILE
from tests.schools.roster_rows import bring, counts, everything_kept, queries_of, read, staff

ONE, TWO = ClassKey(3, 1), ClassKey(3, 2)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def district(db: None) -> Unit:
    return make_district()


@pytest.fixture
def school(district: Unit) -> Unit:
    """A school with the classes 3.1 and 3.2."""
    school = make_school(district)
    bring(school, read(["甲", "", "三(1)班"], ["乙", "", "三(2)班"]))
    return school


def roles_of(user: User) -> list[tuple[str, str]]:
    held = Membership.objects.filter(user=user).select_related("unit").order_by("id")
    return [
        (m.role, f"{m.unit.entry_year}.{m.unit.number}" if m.unit.is_class else m.unit.name)
        for m in held
    ]


def colleague(name: str) -> User:
    return User.objects.get(name=name, is_pupil=False)


@pytest.mark.parametrize(
    ("post", "duty", "classes", "held"),
    [
        ("校长", "安全第一责任人", (), [Post.HEAD]),
        ("书记、校长", "", (), [Post.PARTY_SECRETARY, Post.HEAD]),
        ("党支部书记兼校长", "", (), [Post.PARTY_SECRETARY, Post.HEAD]),
        ("校长（兼书记）", "", (), [Post.HEAD, Post.PARTY_SECRETARY]),
        ("园长", "", (), [Post.HEAD]),
        ("党组织书记", "", (), [Post.PARTY_SECRETARY]),
        ("党总支书记", "", (), [Post.PARTY_SECRETARY]),
        ("学校党委书记", "", (), [Post.PARTY_SECRETARY]),
        ("书记", "", (), [Post.PARTY_SECRETARY]),
        ("党支部副书记", "", (), [Post.MIDDLE]),
        ("团委书记", "", (), [Post.MIDDLE]),
        ("团支部书记", "", (), [Post.MIDDLE]),
        ("副校长", "分管安全", (), [Post.DEPUTY_HEAD]),
        ("副校长（教学、德育）", "", (), [Post.DEPUTY_HEAD]),
        ("副校长(分管安全)", "", (), [Post.SAFETY_DEPUTY]),
        ("副校长（后勤、安全）", "", (), [Post.SAFETY_DEPUTY]),
        ("副校长、分管安全", "", (), [Post.SAFETY_DEPUTY]),
        ("分管安全工作的副校长", "", (), [Post.SAFETY_DEPUTY]),
        ("安全副校长", "", (ONE,), [Post.SAFETY_DEPUTY, (Post.TEACHER, ONE)]),
        ("法治副校长", "", (), [Post.LAW_DEPUTY]),
        ("法制副校长（安全法治课）", "", (), [Post.LAW_DEPUTY]),
        ("校长助理", "", (), [Post.MIDDLE]),
        ("副校长助理", "", (), [Post.MIDDLE]),
        ("安全办主任", "", (), [Post.SAFETY_OFFICER]),
        ("安全办公室主任", "", (), [Post.SAFETY_OFFICER]),
        ("安全办副主任", "", (), [Post.MIDDLE]),
        ("德育主任", "安全专干", (), [Post.MIDDLE, Post.SAFETY_OFFICER]),
        ("安全专干", "", (), [Post.SAFETY_OFFICER]),
        ("实验室安全员", "", (), [Post.OTHER]),
        ("班主任", "", (ONE,), [(Post.HEAD_TEACHER, ONE)]),
        ("班主任", "", (), [Post.HEAD_TEACHER]),
        ("副班主任", "", (ONE,), [(Post.TEACHER, ONE)]),
        ("年级组长、班主任", "", (ONE,), [Post.MIDDLE, (Post.HEAD_TEACHER, ONE)]),
        ("任课教师", "", (ONE, TWO), [(Post.TEACHER, ONE), (Post.TEACHER, TWO)]),
        ("任课教师", "", (), [Post.TEACHER]),
        ("信息科技教师", "", (), [Post.IT_TEACHER]),
        ("信息技术教师", "", (ONE,), [Post.IT_TEACHER, (Post.TEACHER, ONE)]),
        ("德育主任", "", (ONE,), [Post.MIDDLE, (Post.TEACHER, ONE)]),
        ("会计", "", (ONE,), [Post.OTHER, (Post.TEACHER, ONE)]),
        ("校医", "", (), [Post.DOCTOR]),
        ("保健医生", "", (), [Post.DOCTOR]),
        ("门卫", "", (), [Post.GUARD]),
        ("保安队长", "", (), [Post.GUARD]),
        ("安保主任", "", (), [Post.MIDDLE]),
        ("食堂", "", (), [Post.KITCHEN]),
        ("厨师长", "", (), [Post.KITCHEN]),
        ("炊事员", "", (), [Post.KITCHEN]),
        ("宿舍管理员", "", (), [Post.DORMITORY]),
        ("生活老师", "", (), [Post.DORMITORY]),
        ("保洁员", "", (), [Post.CLEANING]),
        ("职工", "", (), [Post.OTHER]),
        ("", "", (), [Post.OTHER]),
    ],
)
def test_posts(post: str, duty: str, classes: tuple[ClassKey, ...], held: list) -> None:
    found = posts_of(StaffRow("教职工", 2, "韦琪春", None, post, classes, duty))
    assert [(p.post, p.class_key) if p.class_key else p.post for p in found] == held


def test_which_posts_give_more_than_staff_may() -> None:
    roles = {post: role_of(post, at_class=False) for post in Post}
    assert {post: role for post, role in roles.items() if role != Role.STAFF} == {
        Post.HEAD: Role.SCHOOL_HEAD,
        Post.PARTY_SECRETARY: Role.SCHOOL_HEAD,
        Post.SAFETY_DEPUTY: Role.SAFETY_OFFICER,
        Post.SAFETY_OFFICER: Role.SAFETY_OFFICER,
        Post.IT_TEACHER: Role.IT_TEACHER,
        Post.BUREAU_OFFICER: Role.BUREAU_OFFICER,
        Post.AUDITOR: Role.AUDITOR,
    }
    assert [role_of(post, at_class=True) for post in CLASS_POSTS] == [
        Role.HEAD_TEACHER,
        Role.TEACHER,
    ]


def test_no_list_makes_a_bureau_officer_or_an_auditor() -> None:
    for title in ("教育局工作人员", "审计员", "局长", "科长", "Bureau officer", "auditor"):
        row = StaffRow("教职工", 2, "韦琪春", None, title, (), "")
        assert not {placed.post for placed in posts_of(row)} & set(DISTRICT_POSTS)


# The real file


@pytest.fixture(scope="module")
def real() -> ParsedRoster:
    with translation.override("en"):
        return parse_roster(STAFF_FILE)


FORMULA = {
    "sheet": "实验小学-教职工-gbk",
    "row": 38,
    "column": "姓名",
    "value": '=HYPERLINK("http://x","点我")',
    "reason": "The name is a formula. Type the person's name instead.",
}


def test_the_real_file(district: Unit, real: ParsedRoster) -> None:
    school = make_school(district)
    bring(school, parse_roster(PUPILS_FILE), good_rows=True)
    assert not bring(school, real).is_saved
    report = bring(school, real, good_rows=True)
    assert report.to_json() == {
        "classes": {"new": 0, "known": 12},
        "people": {"new": 36, "changed": 0, "unchanged": 0},
        "problems": [FORMULA],
    }
    listed = sum(len(row.classes) for row in real.staff if row.post == "任课教师")
    assert Counter(Membership.objects.values_list("role", flat=True)) == {
        Role.SCHOOL_HEAD: 1,
        Role.SAFETY_OFFICER: 1,
        Role.STAFF: 2,
        Role.HEAD_TEACHER: 12,
        Role.TEACHER: listed,
    }
    assert roles_of(colleague("邵晓欣")) == [("head_teacher", "2026.1")]
    before = everything_kept()
    again = bring(school, real, good_rows=True)
    assert counts(again) == (0, 0, 36)
    assert everything_kept() == before


def test_the_real_file_before_the_pupils(district: Unit, real: ParsedRoster) -> None:
    school = make_school(district)
    report = bring(school, real, good_rows=True)
    assert report.to_json()["classes"] == {"new": 0, "known": 0}
    assert counts(report) == (4, 0, 0)
    assert len(report.problems) == 1 + 32
    assert report.problems[1].as_json() == {
        "sheet": "实验小学-教职工-gbk",
        "row": 6,
        "column": "Classes taught",
        "value": "Grade one class 1",
        "reason": "The school has no such class. Import the pupils first, or correct the class.",
    }


# People


def test_an_account_is_named_by_the_mobile_and_has_no_password(school: Unit) -> None:
    bring(
        school,
        staff(
            ("何宸书", "13125919677", "校长", (), ""), ("门卫老李", "07551234567", "职工", (), "")
        ),
    )
    head, guard = colleague("何宸书"), colleague("门卫老李")
    assert (head.username, head.phone, head.has_usable_password()) == (
        "13125919677",
        "13125919677",
        False,
    )
    assert (guard.username.isalpha(), guard.phone) == (True, "07551234567")


def test_a_role_is_added_and_none_is_taken_away(school: Unit) -> None:
    bring(school, staff(("邵晓欣", "13135804922", "班主任", (ONE,), "")))
    report = bring(school, staff(("邵晓欣", "13135804922", "任课教师", (TWO,), "")))
    assert counts(report) == (0, 1, 0)
    assert roles_of(colleague("邵晓欣")) == [("head_teacher", "2024.1"), ("teacher", "2024.2")]


def test_a_corrected_name_by_phone(school: Unit) -> None:
    bring(school, staff(("邵小欣", "13135804922", "班主任", (ONE,), "")))
    assert counts(bring(school, staff(("邵晓欣", "13135804922", "班主任", (ONE,), "")))) == (
        0,
        1,
        0,
    )
    assert User.objects.filter(is_pupil=False).get().name == "邵晓欣"


def test_a_new_phone_by_name_moves_the_user_name_too(school: Unit) -> None:
    bring(school, staff(("邵晓欣", "13135804922", "班主任", (ONE,), "")))
    changed = staff(("邵晓欣", "13800000000", "班主任", (ONE,), ""))
    assert counts(bring(school, changed)) == (0, 1, 0)
    assert colleague("邵晓欣").username == colleague("邵晓欣").phone == "13800000000"
    assert counts(bring(school, changed)) == (0, 0, 1)
    # A file without telephones corrects nothing.
    assert counts(bring(school, staff(("邵晓欣", None, "班主任", (ONE,), "")))) == (0, 0, 1)


def test_namesakes_are_told_apart_by_phone(school: Unit) -> None:
    both = staff(("王芳", "13800000001", "职工", (), ""), ("王芳", "13800000002", "职工", (), ""))
    assert counts(bring(school, both)) == (2, 0, 0)
    assert counts(bring(school, both)) == (0, 0, 2)
    report = bring(school, staff(("王芳", None, "职工", (), "")), good_rows=True)
    assert report.problems[0].reason == (
        "Several people of this school have this name. Give the mobile number."
    )
    assert not report.is_saved


def test_an_account_of_another_name_elsewhere_is_not_renamed(district: Unit, school: Unit) -> None:
    make_member(Role.BUREAU_OFFICER, district, name="周科长", phone="13800000003")
    before = everything_kept()
    report = bring(school, staff(("陌生人", "13800000003", "校长", (), "")), good_rows=True)
    assert [problem.as_json() for problem in report.problems] == [
        {
            "sheet": "教职工",
            "row": 2,
            "column": "Mobile number",
            "value": "13800000003",
            "reason": "This mobile number belongs to an account with another name. Check it.",
        }
    ]
    assert everything_kept() == before


def test_a_parent_who_also_works_here_keeps_one_account(school: Unit) -> None:
    parent = UserFactory(name="沈瑶一", phone="13112021294")
    report = bring(school, staff(("沈瑶一", "13112021294", "安全办主任", (), "")))
    assert counts(report) == (0, 1, 0)
    assert roles_of(parent) == [("safety_officer", "实验小学")]


def test_colleagues_share_an_office_telephone(school: Unit) -> None:
    office = staff(
        ("甲老师", "07551234567", "职工", (), ""), ("乙老师", "07551234567", "职工", (), "")
    )
    assert counts(bring(school, office)) == (2, 0, 0)
    assert counts(bring(school, office)) == (0, 0, 2)


def test_a_user_name_that_is_taken_is_not_taken_again(school: Unit) -> None:
    UserFactory(username="13135804922", name="别人", phone="")
    bring(school, staff(("邵晓欣", "13135804922", "职工", (), "")))
    assert colleague("邵晓欣").username.isalpha()


def test_the_number_of_queries_does_not_grow_with_the_file(school: Unit) -> None:
    def teachers(count: int, first: int) -> ParsedRoster:
        numbers = range(first, first + count)
        return staff(*[(f"教师{n}", f"1380000{n}", "任课教师", (ONE,), "") for n in numbers])

    few = queries_of(school, teachers(10, 1000))
    assert queries_of(school, teachers(40, 2000)) == few == 14
