"""Taking what was read into the bank, and the command that does it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from plan.models import Topic
from quizzes.domain.exchange import draft_of_question, import_questions
from quizzes.exchange.items import Draft, DraftOption, Reading, Skipped
from quizzes.exchange.write_text import gift_of
from quizzes.models import Question
from schools.models import Unit
from tests.factories import make_district, make_school

OPTIONS = (DraftOption("110"), DraftOption("119", True, "火警"))
ALARM = Draft(
    "line 1", "single", "火警电话？", OPTIONS, explanation="记住", topics=("消防", "月球")
)
TRUTH = Draft("line 5", "true_false", "可以玩火。", is_true=False, grade_min=3, grade_max=6)


@pytest.fixture
def district(db: None) -> Unit:
    Topic.objects.create(slug="fire", name="消防", area="accidents")
    return make_district()


def take(owner: Unit, *drafts: Draft, **options: bool):
    return import_questions(owner=owner, reading=Reading(drafts), **options)


def test_questions_come_in_as_drafts_with_all_that_was_read(district: Unit) -> None:
    done = take(district, ALARM, TRUTH)
    assert (done.imported, done.unchanged, done.skipped) == (2, 0, ())
    alarm, truth = Question.objects.order_by("pk")
    assert (alarm.kind, alarm.stem, alarm.explanation, alarm.state) == (
        "single", "火警电话？", "记住", "draft",
    )  # fmt: skip
    assert [(o.key, o.text, o.is_right, o.why) for o in alarm.options.all()] == [
        ("a", "110", False, ""),
        ("b", "119", True, "火警"),
    ]
    assert [topic.slug for topic in alarm.topics.all()] == ["fire"]
    assert (truth.is_true, truth.grade_min, truth.grade_max, truth.owner) == (False, 3, 6, district)
    assert [(each.where, each.reason) for each in done.losses] == [
        ("line 1", "the topic “月球”, which is not known here")
    ]


def test_a_second_import_changes_nothing(district: Unit) -> None:
    take(district, ALARM, TRUTH)
    done = take(district, ALARM, TRUTH)
    assert (done.imported, done.unchanged, Question.objects.count()) == (0, 2, 2)


def test_the_same_words_otherwise_spelled_are_the_same_question(district: Unit) -> None:
    take(district, ALARM)
    other = Draft("line 1", "single", "火 警 电话（ ）?", (DraftOption("１１９", True), OPTIONS[0]))
    assert take(district, other).unchanged == 1


def test_another_answer_to_the_banks_question_is_left_out(district: Unit) -> None:
    take(district, TRUTH)
    [question] = Question.objects.all()
    done = take(district, Draft("line 9", "true_false", "可以玩火", is_true=True))
    reason = f"The bank has this question with another answer (number {question.pk})."
    assert (done.imported, done.skipped) == (0, (Skipped("line 9", reason),))


def test_the_same_words_with_other_options_are_taken_and_named(district: Unit) -> None:
    take(district, ALARM)
    [question] = Question.objects.all()
    done = take(
        district, Draft("line 2", "single", "火警电话？", (OPTIONS[1], DraftOption("12345")))
    )
    assert (done.imported, [each.question for each in done.similar]) == (1, [question.pk])


def test_twice_in_one_file_comes_in_once(district: Unit) -> None:
    done = take(district, TRUTH, Draft("line 8", "true_false", "可以玩火！", is_true=False))
    reason = "This question stands in the file twice: see line 5."
    assert (done.imported, done.skipped) == (1, (Skipped("line 8", reason),))


def test_a_school_does_not_get_twice_what_its_district_has(district: Unit) -> None:
    school, other = make_school(district), make_school(district, "s2", "第二小学")
    take(district, TRUTH)
    take(other, ALARM)
    done = take(school, TRUTH, ALARM)
    assert (done.unchanged, done.imported) == (1, 1)  # the neighbour's bank is not looked into


def test_a_check_saves_nothing(district: Unit) -> None:
    assert take(district, ALARM, check=True).imported == 1
    assert Question.objects.count() == 0


def test_out_of_the_bank_again(district: Unit) -> None:
    take(district, TRUTH)
    [question] = Question.objects.all()
    draft = draft_of_question(question)
    assert gift_of([draft]) == "可以玩火。 {FALSE\n}\n"


def test_queries_do_not_grow_with_the_file(district: Unit, django_assert_max_num_queries) -> None:
    drafts = [Draft(str(n), "true_false", f"第{n}题", is_true=True) for n in range(200)]
    with django_assert_max_num_queries(12):
        take(district, *drafts)


def run(path: Path, *options: str) -> tuple[str, str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("import_questions", str(path), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), err.getvalue().strip(), status


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "1.火警电话？\nA.110 B.119\n答案：B\n2.没有答案\nA.1 B.2"),
        ("a.gift", "火警电话？{=119 ~110}\n\n没有答案{}\n"),
        ("b.txt", "火警电话？{=119 ~110}\n\n没有答案{}\n"),
        ("c.txt", "火警电话？\nA. 119\nB. 110\nANSWER: A\n\n没有答案\nA. 1\nB. 2\n"),
        ("a.csv", "题干,选项A,选项B,答案\n火警电话？,119,110,A\n没有答案,1,2,\n"),
    ],
)
def test_every_format_is_known_by_its_file(
    district: Unit, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content)
    out, err, status = run(tmp_path / name, "--json")
    told = json.loads(out)
    assert (told["imported"], told["unchanged"], len(told["skipped"])) == (1, 0, 1)
    assert (err, status, Question.objects.get().stem) == ("", 0, "火警电话？")
    assert set(told["skipped"][0]) == {"where", "reason"}
    assert json.loads(run(tmp_path / name, "--json")[0])["unchanged"] == 1


def test_the_format_can_be_said(district: Unit, tmp_path: Path) -> None:
    (tmp_path / "a.dat").write_text("可以玩火 {F}")
    assert (
        json.loads(run(tmp_path / "a.dat", "--format", "gift", "--check", "--json")[0])["imported"]
        == 1
    )
    assert Question.objects.count() == 0


def test_people_read_what_came_in_and_what_did_not(district: Unit, tmp_path: Path) -> None:
    (tmp_path / "a.gift").write_text("可以玩火 {F#no}\n\n写 {}\n")
    assert run(tmp_path / "a.gift")[0].splitlines() == [
        "line 3: Questions of the kind “essay” cannot be taken yet.",
        "line 1: not kept: feedback",
        "Taken: 1, in the bank already: 0, left out: 1.",
        "They wait in the bank as drafts.",
    ]


def test_whose_they_are_must_be_clear(district: Unit, tmp_path: Path) -> None:
    make_district("d2", "邻区教育局")
    (tmp_path / "a.gift").write_text("可以玩火 {F}")
    sentence = "Say whose questions these are: --owner CODE of a district or school."
    assert run(tmp_path / "a.gift") == ("", sentence, 1)
    sentence = "There is no district or school with the code xx."
    assert run(tmp_path / "a.gift", "--owner", "xx")[1:] == (sentence, 1)
    assert run(tmp_path / "a.gift", "--owner", "d2")[2] == 0
    assert Question.objects.get().owner.code == "d2"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"<quiz>"])
def test_a_file_that_is_none_is_refused_in_one_sentence(
    district: Unit, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.xml").write_bytes(content)
    out, err, status = run(tmp_path / "a.xml", "--json")
    assert (status, json.loads(out)["skipped"][0]["reason"]) == (1, err)
    assert err
