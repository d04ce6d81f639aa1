"""Aiken, GIFT, Moodle XML, spreadsheets and the dump of django-quiz-app; and back again."""

import io
import json
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from quizzes.exchange import items
from quizzes.exchange.aiken import read_aiken
from quizzes.exchange.django_quiz import read_django_quiz
from quizzes.exchange.gift import read_gift
from quizzes.exchange.items import Draft, DraftOption, ExchangeError, Reading
from quizzes.exchange.moodlexml import read_moodlexml
from quizzes.exchange.sheet import read_sheets_of_questions
from quizzes.exchange.typed import read_typed
from quizzes.exchange.word import read_word
from quizzes.exchange.write_office import document_of, template_workbook, workbook_of
from quizzes.exchange.write_text import gift_of, moodlexml_of
from schools.roster.reader import read_sheets

SINGLE = Draft(
    "", "single", "河边 = 危险? {是}: 先\n喊 #人",
    (
        DraftOption("跳下水~", why="会 {两个人} 都有危险"),
        DraftOption("喊大人 #1", True),
        DraftOption("=1+1"),
    ),
    explanation="先喊人。\n再打电话: 120", topics=("drowning", "help-first-aid"),
    source="自编", grade_min=3, grade_max=6,
)  # fmt: skip
PARTIAL = Draft(
    "", "multiple", "哪些是对的？",
    (DraftOption("甲", True), DraftOption("乙", True), DraftOption("丙", True), DraftOption("丁")),
    rule="partial",
)  # fmt: skip
WHOLE = replace(PARTIAL, rule="all_or_nothing", stem="全对才给分")
TRUTH = Draft("", "true_false", "可以推电动车进电梯。", is_true=False, explanation="会起火。")
DRAFTS = [SINGLE, PARTIAL, WHOLE, TRUTH]


def without_place(reading: Reading) -> list[Draft]:
    assert reading.skipped == ()
    return [replace(draft, where="", losses=()) for draft in reading.drafts]


def test_round_trip_through_a_spreadsheet_loses_nothing() -> None:
    read = read_sheets_of_questions(read_sheets(workbook_of(DRAFTS), "a.xlsx"))
    assert without_place(read) == DRAFTS


def test_round_trip_through_gift_loses_what_it_cannot_hold() -> None:
    kept = replace(SINGLE, topics=(), source="", grade_min=None, grade_max=None)
    assert without_place(read_gift(gift_of(DRAFTS))) == [kept, PARTIAL, WHOLE, TRUTH]


def test_round_trip_through_moodle_xml_loses_what_it_cannot_hold() -> None:
    kept = replace(SINGLE, source="", grade_min=None, grade_max=None)
    assert without_place(read_moodlexml(moodlexml_of(DRAFTS))) == [kept, PARTIAL, WHOLE, TRUTH]


def test_the_printed_document_with_answers_can_be_read_again() -> None:
    data = document_of([WHOLE, TRUTH], title="题库", with_answers=True)
    assert without_place(read_typed(read_word(data))) == [WHOLE, TRUTH]


def test_the_printed_document_for_the_class_has_no_answers() -> None:
    text = read_word(document_of([SINGLE, TRUTH], title="小测", with_answers=False))
    assert "答案" not in text
    assert "先喊人" not in text
    assert read_typed(text).drafts == ()


def test_the_template_has_an_example_and_lists_to_choose_from() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [
        "题型", "题干", "选项A", "选项B", "选项C", "选项D", "选项E", "选项F",
        "答案", "解析", "选项说明", "来源", "主题", "起始年级", "结束年级", "评分规则",
    ]  # fmt: skip
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists == {"A2:A2000": '"单选题,多选题,判断题"', "P2:P2000": '"全对才得分,部分得分"'}
    [draft] = read_sheets_of_questions(read_sheets(template_workbook(), "t.xlsx")).drafts
    assert (draft.kind, [option.is_right for option in draft.options]) == (
        "single",
        [False, True, False],
    )


def test_formulas_go_out_as_text() -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook_of([SINGLE])))
    assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


GIFT = r"""// a comment
$CATEGORY: tom/dick

::T1:: Who's buried in Grant's tomb?{
=no one #right
~Grant #wrong
~%50%half
####general}

[html]<b>2+2</b> is 4{T}

Grant is {~buried =entombed ~living} in the tomb.

text \{x\} \= {F#no}
"""


def test_gift_as_moodle_documents_it() -> None:
    tomb, sum_, gap, text = read_gift(GIFT).drafts
    assert (tomb.where, tomb.stem, tomb.explanation) == (
        "line 4",
        "Who's buried in Grant's tomb?",
        "general",
    )
    right, wrong = DraftOption("no one", True, "right"), DraftOption("Grant", False, "wrong")
    assert tomb.options == (right, wrong, DraftOption("half"))
    assert tomb.losses == ("part marks of single options",)
    assert (sum_.stem, sum_.is_true, sum_.losses) == ("2+2 is 4", True, ("formatting",))
    assert gap.stem == "Grant is ____ in the tomb."
    assert (text.stem, text.is_true, text.losses) == ("text {x} =", False, ("feedback",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "unbalanced { =a ~b",
            "The braces do not match. Write \\{ and \\} for braces in the text.",
        ),
        (
            "two {=a ~b} {=c ~d}",
            "The braces do not match. Write \\{ and \\} for braces in the text.",
        ),
        ("only text", "There are no braces with answers, so this is a text, not a question."),
        ("q {~%40%a ~%50%b ~c}", "The weights of the right options make 90 %, not 100 %."),
        ("q {=a =b ~c}", "A single choice needs one option at 100 %; this one has 2."),
        ("q {=a -> b =c -> d}", "Questions of the kind “matching” cannot be taken yet."),
        ("q {=a =b}", "Questions of the kind “short text” cannot be taken yet."),
        ("q {}", "Questions of the kind “essay” cannot be taken yet."),
        ("q {#3:2}", "Questions of the kind “number” cannot be taken yet."),
        ("q {hello}", "The braces hold no answer that begins with = or ~."),
    ],
)
def test_gift_that_cannot_be_used_is_named(text: str, reason: str) -> None:
    reading = read_gift(f"good {{T}}\n\n{text}\n")
    assert [draft.stem for draft in reading.drafts] == ["good"]
    assert [(each.where, each.reason) for each in reading.skipped] == [("line 3", reason)]


def test_gift_of_a_long_line_takes_no_time() -> None:
    assert len(read_gift("a" * 50_000 + "{" + "\\~" * 20_000).skipped) == 1


def test_aiken_and_what_it_lacks() -> None:
    reading = read_aiken(
        "What?\nA. x\nB) y\nANSWER: B\n\nOdd\nA. q\nB. r\nANSWER: C\n\nOpen\nA. q\n"
    )
    [draft] = reading.drafts
    assert (draft.stem, [option.is_right for option in draft.options]) == ("What?", [False, True])
    assert [(each.where, each.reason) for each in reading.skipped] == [
        ("line 6", "The answer “C” is not among the options."),
        ("line 11", "The question has no line “ANSWER: …”."),
    ]


def xml(inner: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<quiz>{inner}</quiz>'.encode()


RICH = """
<question type="category"/>
<question type="multichoice">
  <questiontext format="html"><text><![CDATA[<p>a&lt;b</p>]]></text><file name="x"/>
  </questiontext>
  <defaultgrade>2</defaultgrade><single>true</single><hint/>
  <answer fraction="100"><text>x</text></answer><answer fraction="0"><text>y</text></answer>
  <tags><tag><text>t</text></tag></tags>
</question>
<question type="essay"><questiontext><text>e</text></questiontext></question>
"""


def test_moodle_xml_names_what_it_holds_and_we_do_not() -> None:
    reading = read_moodlexml(xml(RICH))
    [draft] = reading.drafts
    assert (draft.where, draft.stem, draft.topics) == ("question 1", "a<b", ("t",))
    assert draft.losses == ("pictures", "hints", "points", "formatting")
    assert [(each.where, each.reason) for each in reading.skipped] == [
        ("question 2", "Questions of the kind “essay” cannot be taken yet.")
    ]


BOMB = '<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            xml("&b;", BOMB),
            "The XML file defines entities or a DTD, which is not safe. Export it again.",
        ),
        (
            xml("&x;", OUTSIDE),
            "The XML file defines entities or a DTD, which is not safe. Export it again.",
        ),
        (b"<x/>", "This is not an export of Moodle: its first element is not “quiz”."),
    ],
)
def test_hostile_or_other_xml_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(ExchangeError) as error:
        read_moodlexml(data)
    assert str(error.value) == sentence


def test_broken_xml_is_refused() -> None:
    with pytest.raises(ExchangeError, match="The XML file is damaged"):
        read_moodlexml(b"<quiz><question></quiz>")


def table(*rows: list[object]) -> Reading:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return read_sheets_of_questions(read_sheets(stream.getvalue(), "a.xlsx"))


def test_a_survey_sites_spreadsheet() -> None:
    reading = table(
        ["题库导出"],
        ["题号", "题目类型", "题目内容", "A", "B", "C", "正确答案", "答案解析", "分值"],
        [1, "单选", "火警电话？", 110, 119, 120, "B", "记住", 5],
        [2, "判断", "可以玩火", "对", "错", None, "B", None, 5],
        [3, "多选", "哪些对", "甲", "乙", "丙", "A,C", None, 5],
        [4, "填空", "空", None, None, None, "x", None, 5],
        [5, "单选", "缺项", "甲", None, "丙", "A", None, 5],
        [6, "单选", "没答案", "甲", "乙", None, None, None, 5],
    )
    single, truth, multiple = reading.drafts
    assert [option.text for option in single.options] == ["110", "119", "120"]
    assert (single.where, single.explanation) == ("Sheet row 3", "记住")
    assert (truth.kind, truth.is_true) == ("true_false", False)
    assert [option.is_right for option in multiple.options] == [True, False, True]
    assert [(each.where, each.reason) for each in reading.skipped] == [
        ("Sheet row 6", "Questions of the kind “填空” cannot be taken yet."),
        ("Sheet row 7", "Option B is empty."),
        ("Sheet row 8", "There is no answer."),
    ]


def test_a_spreadsheet_without_the_columns_is_refused() -> None:
    with pytest.raises(ExchangeError, match="题干"):
        table(["姓名", "班级"], ["张三", "三1班"])


def test_more_questions_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MOST_QUESTIONS", 2)
    with pytest.raises(ExchangeError, match="more than 2 questions"):
        read_gift("a {T}\n\nb {T}\n\nc {T}\n")


def dump(*rows: tuple[str, int, dict[str, object]]) -> bytes:
    return json.dumps([{"model": m, "pk": pk, "fields": fields} for m, pk, fields in rows]).encode()


def test_the_dump_of_django_quiz_app() -> None:
    reading = read_django_quiz(
        dump(
            ("quiz.category", 3, {"category": "消防"}),
            (
                "quiz.question",
                1,
                {"content": "火警？", "explanation": "记住", "category": 3, "figure": "a.png"},
            ),
            ("multichoice.mcquestion", 1, {"answer_order": ""}),
            ("multichoice.answer", 5, {"question": 1, "content": "119", "correct": True}),
            ("multichoice.answer", 4, {"question": 1, "content": "110", "correct": False}),
            ("quiz.question", 2, {"content": "可以玩火"}),
            ("true_false.tf_question", 2, {"correct": False}),
            ("quiz.question", 7, {"content": "写一写"}),
            ("essay.essay_question", 7, {}),
            ("quiz.question", 8, {"content": "?"}),
        )
    )
    choice, truth = reading.drafts
    assert choice.options == (DraftOption("110"), DraftOption("119", True))
    assert (choice.topics, choice.losses, choice.explanation) == (("消防",), ("pictures",), "记住")
    assert (truth.kind, truth.is_true) == ("true_false", False)
    assert [(each.where, each.reason) for each in reading.skipped] == [
        ("quiz.question 7", "Questions of the kind “essay” cannot be taken yet."),
        ("quiz.question 8", "The dump does not say what kind of question this is."),
    ]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b'[{"model": "x.y", "pk": 1, "fields": {}}]', b"[" * 50_000]
)
def test_what_is_no_dump_is_refused(data: bytes) -> None:
    with pytest.raises(ExchangeError):
        read_django_quiz(data)
