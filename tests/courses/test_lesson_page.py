"""One page, three faces: article, slides, print."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.models import LessonPage
from plan.models import LawArticle
from quizzes.choices import QuestionKind
from schools.choices import Role
from tests.courses.factories import make_image, make_lesson
from tests.factories import make_member
from tests.quizzes.factories import make_question, make_quiz

NOTES = "请同学先说一说"
PAGE_NOTES = "课前想一想周边的池塘"


@pytest.fixture
def lesson(cast) -> LessonPage:
    """A lesson with one block of every kind but the download; every block has notes."""
    image = make_image()
    law = LawArticle.objects.create(
        slug="minors-18",
        law="《未成年人保护法》",
        article="第十八条",
        version_date=date(2024, 4, 26),
        text="避免未成年人发生溺水",
        is_paraphrase=True,
        url="https://flk.npc.gov.cn/",
    )
    steps = [
        {"title": "喊", "text": "大声喊"},
        {"title": "打", "text": "打 110", "image": image, "alt": "女孩在打电话"},
        {"title": "伸", "text": "伸竹竿"},
    ]
    plain = [{"title": "趴下", "text": "别跑"}, {"title": "爬回", "text": "慢慢爬"}]
    body = [
        ("text", {"heading": "会认", "text": "<p>哪里有危险</p>", "notes": NOTES}),
        ("picture", {"image": image, "alt": "池塘边的警示牌", "caption": "看图", "notes": NOTES}),
        ("steps", {"heading": "喊打伸", "steps": steps, "notes": NOTES}),
        ("steps", {"heading": "冰裂了", "steps": plain, "notes": NOTES}),
        (
            "case",
            {"heading": "球", "story": "<p>漂走</p>", "question": "怎么办", "answer": "<p>喊</p>"},
        ),
        ("law", {"law": law, "notes": NOTES}),
        ("do_dont", {"heading": "对比", "do": ["说清"], "dont": ["追跑"], "notes": NOTES}),
        ("check", {"question": make_question(cast.district, right="c"), "notes": NOTES}),
    ]
    return make_lesson(
        cast.district,
        body=body,
        teacher_notes=f"<p>{PAGE_NOTES}</p>",
        picture=image,
        picture_alt="老师和孩子",
        quiz=make_quiz(cast.district),
    )


def slides_in(html: str) -> list[str]:
    return re.findall(r'<section class="slide[^"]*" id="(s\d+)"', html)


def test_article_has_the_words_for_every_picture(lesson, client):
    html = client.get(lesson.url).content.decode()
    assert html.count('alt="池塘边的警示牌"') == 1
    assert html.count('alt="女孩在打电话"') == 1
    assert re.findall(r"<img(?![^>]*\balt=)[^>]*>", html) == []


def test_article_holds_nothing_private_and_no_form(lesson, client):
    response = client.get(lesson.url)
    html = response.content.decode()
    assert response.status_code == 200
    assert NOTES not in html
    assert PAGE_NOTES not in html
    assert "csrfmiddlewaretoken" not in html
    assert "csrftoken" not in response.cookies
    assert not response.has_header("Set-Cookie")


def test_article_has_no_notes_for_staff_either(lesson, client, cast):
    client.force_login(cast.head_teacher)
    html = client.get(lesson.url).content.decode()
    assert NOTES not in html
    assert PAGE_NOTES not in html


@pytest.mark.parametrize("route", ["", "slides/", "print/"])
def test_pages_have_neither_inline_style_nor_script(lesson, client, route):
    html = client.get(lesson.url + route).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"\son[a-z]+=", html) == []


def test_article_tells_social_networks_what_it_is(lesson, client):
    html = client.get(lesson.url).content.decode()
    assert '<meta property="og:title" content="防溺水">' in html
    assert '<meta property="og:description" content="认出危险的水">' in html
    assert re.search(r'<meta property="og:image" content="http[^"]+\.jpg">', html)


def test_article_shows_the_law_with_its_source_and_says_that_it_is_told_in_our_words(
    lesson, client
):
    html = client.get(lesson.url).content.decode()
    assert "《未成年人保护法》第十八条" in html
    assert "2024-04-26" in html
    assert _("What it means, in our own words") in html
    LawArticle.objects.update(is_paraphrase=False)
    assert _("What it means, in our own words") not in client.get(lesson.url).content.decode()


def test_check_shows_choices_and_hides_the_answer_in_details(lesson, client):
    html = client.get(lesson.url).content.decode()
    check = html.split('<section class="self-check">')[1].split("</section>")[0]
    shown, answer = check.split("<details ")
    assert shown.count('class="choice__key"') == 4
    assert "先大声呼救" not in shown
    assert "先大声呼救" in answer
    assert _("The answer is %(letters)s.") % {"letters": "C"} in answer


def test_check_of_a_statement_offers_true_and_false(cast):
    question = make_question(cast.district, kind=QuestionKind.TRUE_FALSE, is_true=False)
    body = [("check", {"question": question})]
    value = make_lesson(cast.district, body=body).body[0].value
    assert [(c.letter, c.text, c.is_right) for c in value.choices] == [
        ("A", _("It is true"), False),
        ("B", _("It is false"), True),
    ]
    assert value.right_letters == "B"


def test_slides_are_title_blocks_pictured_steps_and_end(lesson, client):
    html = client.get(lesson.url + "slides/").content.decode()
    # title, text, picture, three steps (one has a picture), plain steps, case, law, do, check, end
    assert slides_in(html) == [f"s{number}" for number in range(1, 13)]
    assert "1 / 12" in html


def test_slides_have_no_notes_for_the_public_or_for_pupils(lesson, client, cast):
    for person in (None, cast.pupil, cast.parent):
        if person:
            client.force_login(person)
        html = client.get(lesson.url + "slides/").content.decode()
        assert NOTES not in html
        assert PAGE_NOTES not in html
        assert "data-notes" not in html


def test_slides_have_notes_for_staff_and_are_not_cached(lesson, client, cast):
    client.force_login(cast.other_head_teacher)
    response = client.get(lesson.url + "slides/")
    html = response.content.decode()
    assert html.count(NOTES) == 9  # six blocks of one slide, and one of three
    assert html.count(PAGE_NOTES) == 1
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_slides_lead_back_to_the_class_that_the_teacher_teaches(lesson, client, cast):
    client.force_login(cast.head_teacher)
    html = client.get(f"{lesson.url}slides/?class={cast.class_unit.pk}").content.decode()
    assert f'action="/classes/{cast.class_unit.pk}/sittings/"' in html
    assert f'data-exit="/classes/{cast.class_unit.pk}/"' in html


@pytest.mark.parametrize("text", ["0", "-1", "abc", "²", "9" * 40, "1 OR 1=1", ""])
def test_slides_ignore_a_class_that_is_none(lesson, client, cast, text):
    client.force_login(cast.head_teacher)
    html = client.get(f"{lesson.url}slides/", {"class": text}).content.decode()
    assert f'data-exit="{lesson.url}"' in html


def test_slides_ignore_a_class_of_somebody_else(lesson, client, cast):
    client.force_login(cast.sibling_head_teacher)
    html = client.get(f"{lesson.url}slides/?class={cast.class_unit.pk}").content.decode()
    assert f"/classes/{cast.class_unit.pk}/" not in html
    assert f'data-exit="{lesson.url}"' in html


def test_print_has_the_answers_at_its_end_and_no_notes(lesson, client, cast):
    client.force_login(make_member(Role.TEACHER, cast.class_unit))
    html = client.get(lesson.url + "print/").content.decode()
    assert html.count(_("The answer is %(letters)s.") % {"letters": "C"}) == 2
    assert NOTES not in html
    assert 'loading="lazy"' not in html


def test_a_draft_answers_404_on_every_route(lesson, client):
    url = lesson.url
    lesson.unpublish()
    for route in ("", "slides/", "print/"):
        assert client.get(url + route).status_code == 404


def test_notes_are_not_searchable(lesson):
    content = " ".join(lesson.body.stream_block.get_searchable_content(lesson.body))
    assert "哪里有危险" in content
    assert NOTES not in content


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"grade_min": 6, "grade_max": 3}, "grade_max"),
        ({"term": None, "week": 3}, "week"),
        ({"term": 1, "week": None}, "week"),
    ],
)
def test_clean_names_the_field_to_mend(cast, fields, field):
    page = LessonPage(title="课", slug="x", **fields)
    with pytest.raises(ValidationError) as problem:
        page.clean()
    assert list(problem.value.error_dict) == [field]


def test_a_step_with_a_picture_needs_words(cast):
    block = LessonPage._meta.get_field("body").stream_block.child_blocks["steps"]
    step = block.child_blocks["steps"].child_block
    with pytest.raises(ValidationError) as problem:
        step.clean({"title": "喊", "text": "大声喊", "image": make_image(), "alt": " "})
    assert list(problem.value.block_errors) == ["alt"]


@pytest.mark.parametrize("face", ["", "slides/", "print/"])
def test_no_face_tells_the_answer_to_a_question_of_the_lesson_s_own_quiz(cast, client, face):
    quiz = make_quiz(cast.district)
    asked, other = quiz.items.first().question, make_question(cast.district, stem="想一想别的")
    body = [("check", {"question": asked}), ("check", {"question": other})]
    lesson = make_lesson(cast.district, body=body, quiz=quiz)
    html = client.get(lesson.url + face).content.decode()
    assert (asked.stem in html, other.stem in html) == (False, True)
    assert html.count(_("See the answer")) == 1
