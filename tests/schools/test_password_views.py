"""The lists of passwords: who is on them, slips shown once, reloads, filters, taking away."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from quizzes.models import Attempt
from schools.backends import PASSWORD_BACKEND, PIN_BACKEND
from schools.choices import PasswordState, Role
from schools.domain.passwords import issue_first_passwords
from schools.models import AuditEntry, User
from schools.password_queries import in_state, password_rows
from tests import factories as f
from tests.conftest import Cast
from tests.quizzes.factories import make_sitting

SLIP = re.compile(
    r'slip__name">([^<]+)</p>.*?<dd class="nums">([^<]+)</dd>.*?<strong class="nums">([^<]+)<',
    re.DOTALL,
)


@pytest.fixture
def officer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.safety_officer, backend=PASSWORD_BACKEND)
    return client


@pytest.fixture
def senior(cast: Cast):
    """A class of grade seven at the cast's school."""
    return f.make_class(cast.school, entry_year=2020, number=3)


def without_passwords(*users: User) -> None:
    for user in users:
        user.set_unusable_password()
        user.save()


def school_url(cast: Cast) -> str:
    return reverse("staff_passwords", args=[cast.school.pk])


def seen(client: Client, url: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', client.get(url).content.decode())
    assert match
    return match[1]


def names_on(page: str) -> list[str]:
    return re.findall(r'<label class="option">\s*<input[^>]*>\s*<span>([^<]+)<', page)


def test_those_without_get_slips_that_are_shown_once(officer: Client, cast: Cast) -> None:
    without_passwords(cast.head_teacher, cast.sibling_head_teacher)
    url = school_url(cast)
    data = {"whom": "missing", "seen": seen(officer, url)}
    response = officer.post(url, data)
    slips = SLIP.findall(response.content.decode())
    assert {name for name, _who, _password in slips} == {
        cast.head_teacher.name,
        cast.sibling_head_teacher.name,
    }
    assert "no-store" in response["Cache-Control"]
    for _name, username, password in slips:
        assert User.objects.get(username=username).check_password(password)
    assert AuditEntry.objects.get(action="password_issued").detail == {"count": 2}
    again = officer.get(url).content.decode()
    assert not any(password in again for _name, _who, password in slips)
    # The browser's reload sends the same form once more.
    assert officer.post(url, data).status_code == 422
    assert User.objects.get(username=slips[0][1]).check_password(slips[0][2])


def test_a_chosen_colleague_loses_the_old_password(officer: Client, cast: Cast) -> None:
    url = school_url(cast)
    data = {"whom": "chosen", "people": [cast.head.pk], "seen": seen(officer, url)}
    [(name, _who, password)] = SLIP.findall(officer.post(url, data).content.decode())
    assert name == cast.head.name
    head = User.objects.get(pk=cast.head.pk)
    assert head.check_password(password)
    assert head.must_change_password


@pytest.mark.parametrize(
    "who", ["bureau", "other_head_teacher", "pupil", "safety_officer", "parent"]
)
def test_nobody_else_can_be_chosen(officer: Client, cast: Cast, who: str) -> None:
    person, url = getattr(cast, who), school_url(cast)
    data = {"whom": "chosen", "people": [cast.head.pk, person.pk], "seen": seen(officer, url)}
    assert officer.post(url, data).status_code == 422
    assert User.objects.filter(must_change_password=True).count() == 0
    assert person.name not in names_on(officer.get(url).content.decode())


def test_choosing_nobody_is_told(officer: Client, cast: Cast) -> None:
    url = school_url(cast)
    response = officer.post(url, {"whom": "chosen", "seen": seen(officer, url)})
    assert response.status_code == 422
    assert gettext("Choose at least one person.") in response.content.decode()


def test_states_and_the_filter_agree(officer: Client, cast: Cast, settings) -> None:
    now = timezone.now()
    people = {state: f.make_member(Role.STAFF, cast.school) for state in PasswordState}
    without_passwords(people[PasswordState.NONE])
    issue_first_passwords(users=[people[PasswordState.WAITING]], issued_by=None, now=now)
    issue_first_passwords(
        users=[people[PasswordState.EXPIRED]], issued_by=None, now=now - timedelta(days=31)
    )
    for agent in ("a", "b"):
        AccessAttempt.objects.create(
            username=people[PasswordState.LOCKED].username,
            ip_address="10.0.0.1",
            user_agent=agent,
            failures_since_start=3,
        )
    staff = User.objects.filter(pk__in=[person.pk for person in people.values()])
    rows = {row.user.pk: row.state for row in password_rows(staff, now)}
    assert rows == {person.pk: state for state, person in people.items()}
    for state, person in people.items():
        assert list(in_state(staff, state, now)) == [person]
        page = officer.get(school_url(cast), {"state": state, "name": person.name})
        assert names_on(page.content.decode()) == [person.name]


def test_the_list_is_paged_and_costs_the_same(
    officer: Client, cast: Cast, django_assert_num_queries
) -> None:
    url = school_url(cast)
    f.make_member(Role.STAFF, cast.school, phone="13800000008")
    officer.get(url)
    with django_assert_num_queries(18):
        officer.get(url)
    for _time in range(60):
        f.make_member(Role.STAFF, cast.school, phone="13800000009")
    with django_assert_num_queries(18):
        page = officer.get(url).content.decode()
    assert len(names_on(page)) == 50
    assert len(names_on(officer.get(url, {"page": 2}).content.decode())) == 17


def test_a_class_below_grade_seven_is_told_why_not(client: Client, cast: Cast) -> None:
    client.force_login(cast.head_teacher, backend=PASSWORD_BACKEND)
    url = reverse("class_passwords", args=[cast.class_unit.pk])
    told = gettext("This class is too young for passwords")
    assert told in client.get(url).content.decode()
    response = client.post(url, {"whom": "missing", "seen": "0@-"})
    assert (response.status_code, told in response.content.decode()) == (422, True)
    assert User.objects.exclude(password_issued_at=None).count() == 0


def test_a_head_teacher_gives_and_takes_passwords(client: Client, cast: Cast, senior) -> None:
    children = [f.make_pupil(senior, name) for name in ("安一", "毕二")]
    client.force_login(cast.head, backend=PASSWORD_BACKEND)
    url = reverse("class_passwords", args=[senior.pk])
    slips = SLIP.findall(
        client.post(url, {"whom": "missing", "seen": seen(client, url)}).content.decode()
    )
    assert [name for name, _who, _password in slips] == ["安一", "毕二"]
    username, password = slips[0][1:]
    assert User.objects.get(username=username).check_password(password)
    data = {"whom": "revoke", "students": [children[0].pk], "seen": seen(client, url)}
    assert client.post(url, data)["Location"] == url
    assert [User.objects.get(pk=each.pk).password_issued_at is None for each in children] == [
        True,
        False,
    ]
    assert AuditEntry.objects.first().action == "password_revoked"
    form = {"username": username, "password": password}
    assert Client().post(reverse("sign_in"), form).status_code == 200


def test_pupils_of_other_classes_cannot_be_chosen(client: Client, cast: Cast, senior) -> None:
    f.make_pupil(senior)
    client.force_login(cast.head, backend=PASSWORD_BACKEND)
    url = reverse("class_passwords", args=[senior.pk])
    data = {"whom": "chosen", "students": [cast.pupil.pk], "seen": seen(client, url)}
    assert client.post(url, data).status_code == 422
    assert User.objects.exclude(password_issued_at=None).count() == 0


def test_a_pupil_with_a_password_types_the_code_of_the_class(client: Client, cast: Cast) -> None:
    """In class the code is proof enough of being there; name and PIN are known already."""
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    other = make_sitting(cast.other_class, cast.other_head_teacher)
    now = timezone.now()
    type(sitting).objects.update(opens_at=now - timedelta(minutes=1), closes_at=None)
    User.objects.filter(pk=cast.pupil.pk).update(password_issued_at=now)
    client.force_login(cast.pupil, backend=PASSWORD_BACKEND)
    url = reverse("sitting_take")
    assert f'action="{url}"' in client.get(reverse("my")).content.decode()
    assert client.post(url, {"code": other.join_code}).status_code == 422
    assert client.post(url, {"code": "000000"}).status_code == 404
    assert not Attempt.objects.exists()
    response = client.post(url, {"code": sitting.join_code})
    attempt = Attempt.objects.get()
    assert (attempt.student, attempt.sitting) == (cast.pupil, sitting)
    assert response["Location"] == reverse("attempt", args=[attempt.pk])
    type(sitting).objects.update(closes_at=now)
    assert client.post(url, {"code": sitting.join_code}).status_code == 410


def test_a_pupil_with_a_pin_alone_is_not_asked_for_a_code_again(client: Client, cast: Cast) -> None:
    client.force_login(cast.pupil, backend=PIN_BACKEND)
    assert reverse("sitting_take") not in client.get(reverse("my")).content.decode()
