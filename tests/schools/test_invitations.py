"""A class's slips: who prints them, what is kept, when they are void; removing a guardian."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from schools.domain.invitations import InvitationVoid, issue_invitations
from schools.models import AuditEntry, Guardianship, Invitation, User
from schools.queries import invitation_of_token
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.roster_rows import everything_kept
from tests.schools.slips import join, print_slip


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def url_of(cast: Cast) -> str:
    return reverse("class_invitations", args=[cast.class_unit.pk])


def seen(client: Client, url: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', client.get(url).content.decode())
    assert match
    return match[1]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_teacher", 200),
        ("head", 200),
        ("safety_officer", 200),
        ("sibling_head_teacher", 404),
        ("other_head_teacher", 404),
        ("bureau", 404),
        ("pupil", 404),
        ("parent", 404),
    ],
)
def test_only_those_who_manage_pins_print_slips(client, cast, who, status):
    client.force_login(getattr(cast, who))
    response = client.post(url_of(cast), {"whom": "all", "seen": "0@-"})
    assert response.status_code == status
    assert Invitation.objects.count() == (2 if status == 200 else 0)


def test_slips_are_shown_once_and_only_a_hash_is_kept(client, cast, monkeypatch):
    coded: list[str] = []
    monkeypatch.setattr(
        "schools.views.invitations.qr_svg", lambda text, title: coded.append(text) or title
    )
    client.force_login(cast.head_teacher)
    url = url_of(cast)
    response = client.post(
        url, {"whom": "chosen", "students": [cast.pupil.pk], "seen": seen(client, url)}
    )
    assert re.findall(r'slip__name">([^<]+)<', response.content.decode()) == ["张小雨"]
    (address,) = coded
    token = address.removeprefix("http://testserver/invite/").rstrip("/")
    assert len(token) == 22
    assert invitation_of_token(token, NOW).child == cast.pupil
    assert token not in everything_kept()
    assert token not in client.get(url).content.decode()
    entry = AuditEntry.objects.get(action="invitation_made")
    assert (entry.actor, entry.unit, entry.about, entry.detail) == (
        cast.head_teacher,
        cast.class_unit,
        cast.pupil,
        {"count": 1},
    )


def test_print_page_carries_codes_without_style(client, cast):
    client.force_login(cast.head_teacher)
    url = url_of(cast)
    html = client.post(url, {"whom": "all", "seen": seen(client, url)}).content.decode()
    assert html.count('<div class="slip__qr"><svg') == 2
    assert 'style="' not in html


def test_the_missing_are_those_without_slip_and_without_guardian(client, cast):
    """张小雨 has a guardian already, so only 李明 gets a slip; then nobody is left."""
    client.force_login(cast.head_teacher)
    url = url_of(cast)
    client.post(url, {"whom": "missing", "seen": seen(client, url)})
    assert list(Invitation.objects.values_list("child", flat=True)) == [cast.classmate.pk]
    response = client.post(url, {"whom": "missing", "seen": seen(client, url)})
    assert response.status_code == 422
    sentence = gettext("Every child has an open invitation, a guardian here, or a no.")
    assert sentence in response.content.decode()


def test_a_reload_of_the_print_page_voids_no_slip(client, cast):
    client.force_login(cast.head_teacher)
    url = url_of(cast)
    data = {"whom": "all", "seen": seen(client, url)}
    client.post(url, data)
    before = list(Invitation.objects.order_by("pk").values_list("digest", flat=True))
    assert client.post(url, data).status_code == 422
    assert list(Invitation.objects.order_by("pk").values_list("digest", flat=True)) == before


def test_a_slip_runs_out_is_replaced_and_is_withdrawn(client, cast):
    old = print_slip(cast, cast.pupil)
    assert invitation_of_token(old, NOW + timedelta(days=29)).child == cast.pupil
    assert invitation_of_token(old, NOW + timedelta(days=30)) is None
    new = print_slip(cast, cast.pupil)
    assert (invitation_of_token(old, NOW), invitation_of_token(new, NOW).joined) == (None, 0)
    client.force_login(cast.head_teacher)
    url = reverse("invitation_revoke", args=[cast.class_unit.pk, cast.pupil.pk])
    assert client.post(url).status_code == 302
    assert invitation_of_token(new, NOW) is None
    client.post(url)
    assert AuditEntry.objects.filter(action="invitation_revoked").count() == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"erased_at": NOW}])
def test_the_slip_of_a_child_who_left_opens_nothing(cast, change):
    token = print_slip(cast, cast.pupil)
    User.objects.filter(pk=cast.pupil.pk).update(**change)
    assert invitation_of_token(token, NOW) is None


@pytest.mark.parametrize("junk", ["", "a", "你好", "A" * 22, "A" * 4000, "\x00", "account"])
def test_junk_opens_nothing(cast, junk):
    print_slip(cast, cast.pupil)
    assert invitation_of_token(junk, NOW) is None


def test_four_guardians_join_by_one_slip_and_a_fifth_needs_another(cast):
    token = print_slip(cast, cast.classmate)
    slip = invitation_of_token(token, NOW)
    people = [f.UserFactory() for _ in range(5)]
    for person in [people[0], *people[:4]]:  # the first one twice: it counts once
        join(slip, person)
    with pytest.raises(InvitationVoid):
        join(slip, people[4])
    assert Guardianship.objects.filter(child=cast.classmate).count() == 4
    join(invitation_of_token(print_slip(cast, cast.classmate), NOW), people[4])
    assert Guardianship.objects.filter(child=cast.classmate).count() == 5


def test_a_removed_guardian_sees_nothing_and_cannot_use_the_slip_again(client, cast):
    token = print_slip(cast, cast.pupil)
    link = Guardianship.objects.get(guardian=cast.parent)
    client.force_login(cast.head_teacher)
    url = reverse("guardian_remove", args=[cast.class_unit.pk, link.pk])
    assert client.get(url).status_code == 200
    assert Guardianship.objects.count() == 1
    client.post(url)
    assert Guardianship.objects.count() == 0
    assert invitation_of_token(token, NOW) is None
    entry = AuditEntry.objects.get(action="guardian_removed")
    assert (entry.actor, entry.about, entry.unit) == (
        cast.head_teacher,
        cast.parent,
        cast.class_unit,
    )
    assert entry.detail == {"child": cast.pupil.pk}
    other = Client()
    other.force_login(cast.parent)
    assert cast.pupil.name not in other.get(reverse("my")).content.decode()


def test_nobody_removes_a_guardian_through_another_class(client, cast):
    link = Guardianship.objects.get(guardian=cast.parent)
    client.force_login(cast.safety_officer)
    url = reverse("guardian_remove", args=[cast.sibling_class.pk, link.pk])
    assert client.post(url).status_code == 404
    assert Guardianship.objects.count() == 1


def test_the_list_costs_the_same_for_three_and_for_thirty(client, cast):
    client.force_login(cast.head_teacher)
    counts = []
    for more in (1, 27):
        fresh = [f.make_pupil(cast.class_unit) for _ in range(more)]
        issue_invitations(children=fresh, class_unit=cast.class_unit, issued_by=cast.head, now=NOW)
        for child in fresh:
            f.make_guardian(child)
            child.guardian_phones.create(digest="0" * 64, masked="138****0000")
        client.get(url_of(cast))
        with CaptureQueriesContext(connection) as queries:
            html = client.get(url_of(cast)).content.decode()
        counts.append(len(queries))
    assert html.count('class="pin-row"') == 30
    assert counts[0] == counts[1]


def test_the_schools_counts_by_class(client, cast):
    f.make_pupil(cast.sibling_class)
    f.make_guardian(cast.classmate)
    client.force_login(cast.safety_officer)
    url = reverse("guardian_counts", args=[cast.school.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        rows = client.get(url).context["page_obj"].object_list
    assert [(r.class_unit, r.pupils, r.joined, r.agreed, r.refused) for r in rows] == [
        (cast.class_unit, 2, 2, 2, 0),
        (cast.sibling_class, 1, 0, 0, 0),
    ]
    for number in range(3, 6):
        f.make_guardian(f.make_pupil(f.make_class(cast.school, number=number)))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
