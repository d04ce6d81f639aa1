"""Content files become pages, once, and their text stays text."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Page, Revision

from courses.domain.lessons import CannotPublish, publish_lesson, publish_theme
from courses.models import LessonPage
from plan.models import LawArticle
from quizzes.models import Question, QuizItem
from tests.courses.factories import make_image, make_index, make_theme
from tests.factories import NOW
from tests.quizzes.factories import make_question, make_quiz, make_topic

DATA: dict[str, Any] = {
    "id": "drowning-3-6",
    "title": "防溺水：冬天也要当心水",
    "summary": "认出危险的水",
    "grade_min": 3,
    "grade_max": 6,
    "topics": ["drowning"],
    "term": 1,
    "week": 13,
    "picture": "rendered/hero.webp",
    "alt": "老师和孩子站在岸上",
    "minutes": 5,
    "teacher_notes": "**上课前**：想一想。",
    "body": [
        {
            "type": "text",
            "heading": "三件事",
            "text": "- **会认**\n- 会守\n\n别下水。",
            "notes": "先问",
        },
        {"type": "picture", "image": "rendered/hero.webp", "alt": "池塘", "caption": "离远一点"},
        {"type": "check", "question": "check-1"},
        {
            "type": "case",
            "heading": "篮球",
            "story": "球漂走了。",
            "question": "怎么办？",
            "answer": "找大人。",
        },
        {
            "type": "steps",
            "heading": "喊打伸抛",
            "steps": [
                {"title": "喊", "text": "大声喊"},
                {"title": "打", "text": "打 110", "image": "rendered/hero.webp", "alt": "打电话"},
            ],
        },
        {"type": "law", "law": "minors-18"},
        {"type": "do_dont", "heading": "对比", "do": ["说清去哪"], "dont": ["追跑"]},
        {"type": "download", "title": "小卡片", "file": "card.pdf", "description": "贴门后"},
    ],
}


@pytest.fixture
def world(cast) -> dict[str, Any]:
    make_topic()
    question = make_question(cast.district)
    type(question).objects.filter(pk=question.pk).update(code="check-1")
    LawArticle.objects.create(
        slug="minors-18", law="《未成年人保护法》", version_date=date(2024, 4, 26), text="保护"
    )
    return {
        "parent": make_theme(cast.district),
        "images": {"rendered/hero.webp": make_image()},
        "documents": {
            "card.pdf": Document.objects.create(title="card", file=ContentFile(b"x", "card.pdf"))
        },
        "quiz": make_quiz(cast.district),
        "now": NOW,
    }


def test_publish_lesson_makes_a_live_page_with_every_block(world):
    page = publish_lesson(data=DATA, **world)
    page = LessonPage.objects.get(pk=page.pk)
    assert page.live
    assert page.get_parent().specific == world["parent"]
    assert (page.title, page.slug, page.content_id) == (DATA["title"], DATA["id"], DATA["id"])
    assert [topic.slug for topic in page.topics.all()] == ["drowning"]
    assert page.first_published_at == NOW
    assert page.teacher_notes == "<p><b>上课前</b>：想一想。</p>"
    assert [block.block_type for block in page.body] == [each["type"] for each in DATA["body"]]
    text = page.body[0].value
    assert text["text"].source == "<ul><li><b>会认</b></li><li>会守</li></ul><p>别下水。</p>"
    assert text["notes"] == "先问"
    assert page.body[4].value["steps"][1]["image"] == world["images"]["rendered/hero.webp"]
    assert page.body[5].value["law"].slug == "minors-18"
    assert list(page.body[6].value["do"]) == ["说清去哪"]
    world["quiz"].refresh_from_db()
    assert world["quiz"].page_id == page.pk
    assert page.quiz == world["quiz"]


def test_publish_lesson_again_writes_nothing(world):
    first = publish_lesson(data=DATA, **world)
    revisions = Revision.objects.count()
    again = publish_lesson(data=deepcopy(DATA), **world)
    assert again.pk == first.pk
    assert Revision.objects.count() == revisions
    assert LessonPage.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(summary="新的"),
        lambda data: data.update(topics=[]),
        lambda data: data["body"][0].update(text="新的"),
        lambda data: data["body"][0].update(notes=""),
        lambda data: data["body"][4]["steps"].reverse(),
        lambda data: data["body"].pop(),
    ],
)
def test_publish_lesson_with_something_new_makes_one_revision(world, change):
    first = publish_lesson(data=DATA, **world)
    revisions = Revision.objects.count()
    data = deepcopy(DATA)
    change(data)
    again = publish_lesson(data=data, **world)
    assert again.pk == first.pk
    assert Revision.objects.count() == revisions + 1
    publish_lesson(data=data, **world)
    assert Revision.objects.count() == revisions + 1


def test_publish_lesson_again_leaves_what_people_did_to_the_page(world):
    page = publish_lesson(data=DATA, **world)
    page.summary = "老师改过"
    page.save_revision().publish()
    page.unpublish()
    again = publish_lesson(data=deepcopy(DATA), **world)
    assert LessonPage.objects.get(pk=again.pk).summary == "老师改过"
    assert not LessonPage.objects.get(pk=again.pk).live


def test_publish_lesson_without_its_quiz_leaves_the_quiz(world):
    publish_lesson(data=DATA, **world)
    page = publish_lesson(data={**DATA, "summary": "新的"}, **{**world, "quiz": None})
    assert page.quiz == world["quiz"]


def test_publish_lesson_keeps_block_ids(world):
    first = publish_lesson(data=DATA, **world)
    ids = [block.id for block in first.body]
    again = publish_lesson(data={**DATA, "summary": "新的"}, **world)
    assert [block.id for block in LessonPage.objects.get(pk=again.pk).body] == ids


@pytest.mark.parametrize(
    ("place", "field", "value", "sentence"),
    [
        (1, "image", "gone.webp", "gone.webp"),
        (2, "question", "gone", "gone"),
        (5, "law", "gone", "gone"),
        (7, "file", "gone.pdf", "gone.pdf"),
        (0, "type", "film", "film"),
    ],
)
def test_publish_lesson_names_the_block_that_is_wrong_and_saves_nothing(
    world, place, field, value, sentence
):
    data = deepcopy(DATA)
    data["body"][place][field] = value
    with pytest.raises(CannotPublish) as problem:
        publish_lesson(data=data, **world)
    assert str(place + 1) in str(problem.value)
    assert sentence in str(problem.value)
    assert LessonPage.objects.count() == 0


def test_publish_lesson_refuses_to_show_what_its_quiz_asks(world):
    world["quiz"].items.add(QuizItem(question=Question.objects.get(code="check-1"), sort_order=9))
    world["quiz"].save()
    with pytest.raises(CannotPublish):
        publish_lesson(data=DATA, **world)
    assert not LessonPage.objects.exists()


def test_publish_lesson_refuses_an_unknown_topic(world):
    with pytest.raises(CannotPublish, match="no-such"):
        publish_lesson(data={**DATA, "topics": ["no-such"]}, **world)


def test_markup_of_content_files_is_escaped(world, client):
    attack = "<script>alert(1)</script>"
    data = deepcopy(DATA)
    data["body"][0].update(heading=attack, text=f"- {attack}\n- **{attack}**")
    data["body"][1].update(alt=f'"><img src=x onerror=alert(1)>{attack}', caption=attack)
    data["body"][3].update(story=attack, question=attack, answer=attack)
    data["body"][4]["steps"][0].update(title=attack, text=attack)
    page = publish_lesson(data=data, **world)
    for route in ("", "slides/", "print/"):
        html = client.get(page.url + route).content.decode()
        assert "<script>alert(1)" not in html
        assert "<img src=x" not in html
        assert "&lt;script&gt;alert(1)" in html


def test_copying_a_lesson_leaves_its_content_id_behind(world):
    page = publish_lesson(data=DATA, **world)
    copied = page.copy(update_attrs={"slug": "own-version"})
    assert copied.specific.content_id == ""


def test_publish_theme_again_writes_nothing(cast):
    data = {
        "slug": "2026-11",
        "month": "2026-11",
        "title": "识险避险",
        "intro": "十一月天气转冷",
        "weeks": [{"week": 13, "title": "防溺水", "text": "冰面不上"}],
        "family_tips": ["倒掉水桶里的水"],
    }
    index = make_index(cast.district)
    theme = publish_theme(parent=index, data=data, images={}, now=NOW)
    assert theme.month == date(2026, 11, 1)
    assert [block.block_type for block in theme.body] == ["week", "tips"]
    pages, revisions = Page.objects.count(), Revision.objects.count()
    assert publish_theme(parent=index, data=data, images={}, now=NOW).pk == theme.pk
    assert (Page.objects.count(), Revision.objects.count()) == (pages, revisions)
