"""Consent: the latest answer to the text in force opens the child's data, and nothing else does."""

import hashlib
from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext

from quizzes.permissions import attempts_visible_to
from schools.choices import ConsentAnswer
from schools.consent import CURRENT, TEXTS, ConsentText
from schools.domain.consent import StaleConsent, answer_consent
from schools.domain.erasure import erase_person
from schools.models import AuditEntry, Consent, GuardianPhone, Guardianship, Invitation, User
from schools.permissions import children_visible_to
from schools.rights import everything_about
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.insights import factories as made
from tests.schools.slips import know_phone, print_slip


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def answer(cast: Cast, answer: ConsentAnswer, *, child: User | None = None, **options) -> None:
    facts = {"version": CURRENT.version, "now": NOW, **options}
    answer_consent(guardian=cast.parent, child=child or cast.pupil, answer=answer, **facts)


def url_of(child: User) -> str:
    return reverse("consent_child", args=[child.pk])


def visible(cast: Cast) -> list[User]:
    return list(children_visible_to(cast.parent))


def test_the_latest_answer_counts(cast):
    assert visible(cast) == [cast.pupil]
    answer(cast, ConsentAnswer.WITHDRAWN)
    assert visible(cast) == []
    answer(cast, ConsentAnswer.GIVEN)
    assert visible(cast) == [cast.pupil]
    answer(cast, ConsentAnswer.REFUSED)
    assert visible(cast) == []
    assert list(Consent.objects.values_list("answer", flat=True)) == [
        "given", "withdrawn", "given", "refused",
    ]  # fmt: skip


def test_a_no_closes_the_results_and_my_page_but_not_the_lessons(client, cast):
    paper = made.make_paper(cast.district, [["drowning"]] * 2)
    attempt = made.give(paper, cast.class_unit, cast.pupil, [1, None])
    attempt.rules = {"reveal": "count", "reveal_when": "at_once"}
    attempt.save()
    result = reverse("attempt_result", args=[attempt.pk])
    client.force_login(cast.parent)
    assert list(attempts_visible_to(cast.parent)) == [attempt]
    assert client.get(result).status_code == 200
    client.post(url_of(cast.pupil), {"answer": "withdrawn", "version": CURRENT.version})
    assert list(attempts_visible_to(cast.parent)) == []
    assert client.get(result).status_code == 404
    page = client.get(reverse("my"))
    assert page.context["children"] == []
    words = gettext("You said no for %(name)s, so nothing of the child is shown here.")
    assert words % {"name": cast.pupil.name} in page.content.decode()


def test_a_link_without_an_answer_opens_nothing_and_is_asked_for(client, cast):
    Guardianship.objects.create(guardian=cast.parent, child=cast.classmate)
    assert visible(cast) == [cast.pupil]
    client.force_login(cast.parent)
    page = client.get(reverse("my")).content.decode()
    assert url_of(cast.classmate) in page
    assert url_of(cast.pupil) not in page


def test_anothers_yes_opens_nothing(cast):
    stranger = f.UserFactory()
    f.agree(stranger, cast.pupil)
    f.agree(cast.parent, cast.classmate)
    assert list(children_visible_to(stranger)) == []
    assert visible(cast) == [cast.pupil]


def test_a_new_version_is_asked_at_the_next_visit(client, cast, monkeypatch):
    new = ConsentText("2027-09", date(2027, 9, 1), CURRENT.template)
    for module in (
        "schools.models.guardians", "schools.domain.consent", "schools.guardian_queries",
        "schools.views.consent",
    ):  # fmt: skip
        monkeypatch.setattr(f"{module}.CURRENT", new)
    assert visible(cast) == []
    client.force_login(cast.parent)
    assert url_of(cast.pupil) in client.get(reverse("my")).content.decode()
    client.post(url_of(cast.pupil), {"answer": "given", "version": CURRENT.version})
    assert visible(cast) == []  # a yes to the old page
    client.post(url_of(cast.pupil), {"answer": "given", "version": "2027-09"})
    assert visible(cast) == [cast.pupil]


def test_a_repeat_makes_no_second_row_and_each_answer_is_an_entry(client, cast):
    client.force_login(cast.parent)
    for _click in range(2):
        no = {"answer": "withdrawn", "version": CURRENT.version, "reason": "换学校"}
        assert client.post(url_of(cast.pupil), no).status_code == 302
    assert Consent.objects.count() == 2
    assert Consent.objects.last().reason == "换学校"
    (entry,) = AuditEntry.objects.filter(action="consent_withdrawn")
    assert (entry.actor, entry.about, entry.unit, entry.detail) == (
        cast.parent,
        cast.pupil,
        cast.class_unit,
        {"version": CURRENT.version},
    )
    assert "换学校" in client.get(url_of(cast.pupil)).content.decode()


def test_a_stale_answer_is_not_kept(cast):
    with pytest.raises(StaleConsent):
        answer(cast, ConsentAnswer.WITHDRAWN, version="2020-01")
    assert visible(cast) == [cast.pupil]


@pytest.mark.parametrize("data", [{}, {"answer": "maybe", "version": CURRENT.version}])
def test_no_answer_is_no_answer(client, cast, data):
    client.force_login(cast.parent)
    assert client.post(url_of(cast.pupil), data).status_code in (200, 422)
    assert Consent.objects.count() == 1


def test_nobody_answers_for_a_child_that_is_not_theirs(client, cast):
    client.force_login(cast.parent)
    yes = {"answer": "given", "version": CURRENT.version}
    assert client.post(url_of(cast.classmate), yes).status_code == 404
    assert Consent.objects.filter(child=cast.classmate).count() == 0


def test_the_list_costs_the_same_for_one_and_for_three(client, cast):
    client.force_login(cast.parent)
    client.get(reverse("consent"))
    counts = []
    for more in (0, 2):
        for _child in range(more):
            child = f.make_pupil(cast.other_class)
            Guardianship.objects.create(guardian=cast.parent, child=child)
        with CaptureQueriesContext(connection) as queries:
            rows = client.get(reverse("consent")).context["rows"]
        counts.append(len(queries))
    assert [row.state for row in rows] == ["agreed", "asked", "asked"]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "change", ["UPDATE schools_consent SET answer = 'refused'", "DELETE FROM schools_consent"]
)
def test_answers_are_sealed(cast, change):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Consent.objects.get().answer == "given"


def test_the_counts_tell_a_no_from_silence(client, cast):
    Guardianship.objects.create(guardian=f.UserFactory(), child=cast.classmate)
    answer(cast, ConsentAnswer.REFUSED)
    client.force_login(cast.head)
    rows = client.get(reverse("guardian_counts", args=[cast.school.pk])).context["page_obj"]
    assert [(r.pupils, r.joined, r.agreed, r.refused) for r in rows] == [(2, 2, 0, 1)]


def test_a_copy_holds_it_all_and_an_erasure_takes_it(cast):
    know_phone(cast.pupil, "13800138000")
    print_slip(cast, cast.pupil)
    answer(cast, ConsentAnswer.REFUSED, reason="自有原因")
    held = everything_about(cast.pupil)["schools"]
    assert held["guardians_phones"] == ["138****8000"]
    assert held["invitation"]["joined"] == 0
    assert [each["answer"] for each in held["guardians_answers"]] == ["given", "refused"]
    assert "自有原因" not in str(held)
    own = everything_about(cast.parent)["schools"]
    assert own["children"] == [{"name": "张小雨", "relation": "", "joined_at": None}]
    assert [each["reason"] for each in own["answers"]] == ["", "自有原因"]
    erase_person(user=cast.pupil, reason="监护人申请", now=NOW)
    left = [model.objects.count() for model in (Consent, GuardianPhone, Invitation, Guardianship)]
    assert left == [0, 0, 0, 0]


def test_an_erased_guardians_answers_go(cast):
    erase_person(user=cast.parent, reason="本人申请", now=NOW)
    assert (Consent.objects.count(), Guardianship.objects.count()) == (0, 0)


def test_a_text_that_people_agreed_to_is_never_edited():
    """Another text is another version: add it to TEXTS, with a digest here."""
    digests = {"2026-11": "ac288840f72eed7acfe035181d5faf534e34f47ab6dbb61b07cb12cddbc562b8"}
    for text in TEXTS:
        words = (settings.BASE_DIR / "templates" / text.template).read_bytes()
        assert hashlib.sha256(words).hexdigest() == digests[text.version]


def test_the_page_shows_the_text_with_version_and_day(client: Client, cast):
    client.force_login(cast.parent)
    html = client.get(url_of(cast.pupil)).content.decode()
    assert "2026-11-23" in html
    what_follows = (
        "Your child takes part in the safety lessons and class quizzes all the same, because "
        "teaching safety is the school's duty. Its answers are kept as before; they are not "
        "shown to you here."
    )
    assert escape(gettext(what_follows)) in html.replace("school's", "school&#x27;s")
