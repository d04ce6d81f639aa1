"""Questions as teachers type them, in a text and in Word."""

import io

import pytest
from docx import Document

from quizzes.exchange.items import Draft, ExchangeError, Reading
from quizzes.exchange.typed import read_typed
from quizzes.exchange.word import read_word

TYPED = """安全知识题库
一、单选题
1. 发现同学落水，首先应当（  B ）
A．跳下水救人  B．大声呼救  C．离开现场
D. 拍视频
解析：先呼救，
再找大人。
2、火警电话是？
A 、110
B、119
C)120
答案：2
二、多选题
3．下列属于毒品的有（    ）
Ａ．海洛因 Ｂ．冰毒 Ｃ．笑气 Ｄ．大麻
【答案】A、B、D
【解析】笑气是成瘾性物质。
来源：《中华人民共和国禁毒法》
三、判断题
4.骑车可以带人。（×）
5. 未满12周岁不得骑自行车上路。
答案：√
第6题 电动车可以推进电梯。（ 错 ）
7. 1.5 米深的水也能溺水吗？
A. 能　B. 不能
答案：Ａ
"""


def short(draft: Draft) -> tuple[object, ...]:
    right = "".join("ABCD"[n] for n, option in enumerate(draft.options) if option.is_right)
    return draft.where, draft.kind, draft.stem, right if draft.options else draft.is_true


def test_the_usual_spellings() -> None:
    reading = read_typed(TYPED)
    assert [short(draft) for draft in reading.drafts] == [
        ("line 3", "single", "发现同学落水，首先应当", "B"),
        ("line 8", "single", "火警电话是？", "B"),
        ("line 14", "multiple", "下列属于毒品的有", "ABD"),
        ("line 20", "true_false", "骑车可以带人。", False),
        ("line 21", "true_false", "未满12周岁不得骑自行车上路。", True),
        ("line 23", "true_false", "电动车可以推进电梯。", False),
        ("line 24", "single", "1.5 米深的水也能溺水吗？", "A"),
    ]
    assert reading.skipped == ()
    first, third = reading.drafts[0], reading.drafts[2]
    assert [option.text for option in first.options] == [
        "跳下水救人", "大声呼救", "离开现场", "拍视频",
    ]  # fmt: skip
    assert first.explanation == "先呼救，\n再找大人。"
    assert (third.explanation, third.source) == ("笑气是成瘾性物质。", "《中华人民共和国禁毒法》")


def test_a_list_of_answers_at_the_end() -> None:
    reading = read_typed("1.甲\nA.a B.b\n2.乙\nA.a B.b\n3. 丙\n4.丁\n参考答案\n1-2 AB\n3.√ 4.×")
    assert [short(draft)[1:] for draft in reading.drafts] == [
        ("single", "甲", "A"),
        ("single", "乙", "B"),
        ("true_false", "丙", True),
        ("true_false", "丁", False),
    ]


def test_numbers_that_begin_anew_get_no_answer_from_a_list() -> None:
    """Whose answer would it be? Better none than another question's."""
    reading = read_typed("一、单选题\n1.甲\nA.a B.b\n二、判断题\n1.乙\n1.A 2.B")
    assert reading.drafts == ()
    assert [skipped.where for skipped in reading.skipped] == ["line 2", "line 5"]


def reasons(reading: Reading) -> list[tuple[str, str]]:
    return [(skipped.where, skipped.reason) for skipped in reading.skipped]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.甲\nA.a B.b", "There is no answer. Write it on a line of its own: 答案：B"),
        ("1.甲\nA.a B.b\n答案：C", "The answer “C” is not among the options."),
        ("1.甲\nA.a B.b\n答案：5", "The answer “5” is not among the options."),
        ("1.甲\nA.a B.b\n答案：见书", "The answer “见书” cannot be read."),
        ("一、单选题\n1.甲\nA.a B.b\n答案：AB", "A single choice has 2 right answers."),
        ("1.甲\n答案：B", "There are no options, and the answer is neither √ nor ×."),
        ("1.甲\nA.a\n答案：A", "A choice needs at least two options."),
        ("1.甲\nA.a B.a\n答案：A", "Two options have the same text."),
        (f"1.{'长' * 2001}\n答案：对", "The stem has more than 2000 characters."),
        (f"1.甲\nA.a B.{'长' * 301}\n答案：A", "Option 2 is too long."),
    ],
)
@pytest.mark.usefixtures("_english")
def test_what_cannot_be_used_is_named(text: str, reason: str) -> None:
    reading = read_typed(text)
    assert (reading.drafts, [r for _w, r in reasons(reading)]) == ((), [reason])


@pytest.mark.usefixtures("_english")
def test_the_rest_is_kept_beside_a_bad_question() -> None:
    reading = read_typed("1.甲\nA.a B.b\n答案：C\n2.乙\n答案：对")
    assert [draft.stem for draft in reading.drafts] == ["乙"]
    assert reasons(reading) == [("line 1", "The answer “C” is not among the options.")]


def test_what_runs_in_a_stem_is_taken_out() -> None:
    [draft] = read_typed(
        "1.<b>甲</b><script>alert(1)</script>\x00乙<img src=x onerror=y>\n答案：对"
    ).drafts
    assert draft.stem == "甲乙"
    assert len(draft.losses) == 1


def test_no_text_holds_no_question() -> None:
    assert read_typed("") == Reading()
    assert read_typed("2026 年安全知识\n\n示范小学\n") == Reading()


def word(*paragraphs: tuple[str, str]) -> bytes:
    document = Document()
    for text, style in paragraphs:
        document.add_paragraph(text, style=style or None)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_word_with_numbers_that_word_writes_itself() -> None:
    text = read_word(
        word(
            ("火警电话是？", "List Number"),
            ("A. 110\tB. 119", ""),
            ("答案：B", ""),
            ("电话亭里不能躲雨（×）", "List Number"),
        )
    )
    assert [short(draft) for draft in read_typed(text).drafts] == [
        ("line 1", "single", "火警电话是？", "B"),
        ("line 4", "true_false", "电话亭里不能躲雨", False),
    ]


def test_word_with_options_in_a_table() -> None:
    document = Document()
    document.add_paragraph("1. 火警电话是？")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "A．110", "B．119"
    document.add_paragraph("答案：B")
    stream = io.BytesIO()
    document.save(stream)
    [draft] = read_typed(read_word(stream.getvalue())).drafts
    assert short(draft)[1:] == ("single", "火警电话是？", "B")


@pytest.mark.parametrize(
    "data", [b"", b"not a zip", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(ExchangeError):
        read_word(data)


def test_a_cell_that_claims_to_span_two_thousand_million_columns() -> None:
    document = Document()
    document.add_paragraph("1. 火警电话是？")
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "A．110　B．119"
    cell._tc.get_or_add_tcPr().get_or_add_gridSpan().val = 2_000_000_000
    document.add_paragraph("答案：B")
    stream = io.BytesIO()
    document.save(stream)
    assert len(read_typed(read_word(stream.getvalue())).drafts) == 1
