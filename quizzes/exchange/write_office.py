"""Questions out as a spreadsheet, an empty one to fill in, and a Word document to print. Pure."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from quizzes.choices import MarkingRule, QuestionKind
from quizzes.exchange.items import LETTERS, Draft, DraftOption

# The columns are the words that the reader knows (`quizzes.exchange.sheet`), whatever the language.
HEADS = ["题型", "题干"]
TAILS = ["答案", "解析", "选项说明", "来源", "主题", "起始年级", "结束年级", "评分规则"]
WIDTHS = {"题干": 48, "解析": 40, "选项说明": 40, "来源": 24}
FEWEST_OPTION_COLUMNS, TEMPLATE_OPTION_COLUMNS = 4, 6
TEMPLATE_ROWS = 2000
KINDS = {
    QuestionKind.SINGLE: "单选题",
    QuestionKind.MULTIPLE: "多选题",
    QuestionKind.TRUE_FALSE: "判断题",
}
RULES = {MarkingRule.ALL_OR_NOTHING: "全对才得分", MarkingRule.PARTIAL: "部分得分"}
CHOICES = {"题型": tuple(KINDS.values()), "评分规则": tuple(RULES.values())}
TICK, CROSS, BLANK = "√", "×", "（　　）"
EXAMPLE = Draft(
    "",
    QuestionKind.SINGLE,
    "（这是示例，可以删去）同学掉进了河里，你第一件事做什么？",
    (
        DraftOption("马上跳下水去救", why="落水的人会紧紧抓住你，两个人都有危险。"),
        DraftOption("大声呼救，叫附近的大人", is_right=True),
        DraftOption("跑回家，谁也不告诉"),
    ),
    explanation="小学生不下水救人。喊得越早，大人来得越快。",
    source="自编",
    grade_min=3,
    grade_max=6,
)


def workbook_of(drafts: Sequence[Draft]) -> bytes:
    """Our own spreadsheet; every cell is text. Importing it again changes nothing."""
    most = max([FEWEST_OPTION_COLUMNS, *(len(draft.options) for draft in drafts)])
    return _workbook(drafts, most)


def template_workbook() -> bytes:
    """A spreadsheet to fill in, with an example and lists to choose from."""
    return _workbook([EXAMPLE], TEMPLATE_OPTION_COLUMNS)


def _workbook(drafts: Sequence[Draft], most: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("题目")
    titles = [*HEADS, *(f"选项{LETTERS[place].upper()}" for place in range(most)), *TAILS]
    for place, title in enumerate(titles, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTHS.get(title, 14)
        if title in CHOICES:
            listed = DataValidation("list", formula1=f'"{",".join(CHOICES[title])}"')
            listed.add(f"{letter}2:{letter}{TEMPLATE_ROWS}")
            sheet.data_validations.append(listed)
    sheet.freeze_panes = "A2"
    for number, row in enumerate([titles, *(_cells(draft, most) for draft in drafts)]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"  # text, even where it begins like a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cells(draft: Draft, most: int) -> list[str]:
    texts = [option.text for option in draft.options]
    whys = [
        f"{letter}：{' '.join(option.why.split())}"
        for letter, option in zip(LETTERS.upper(), draft.options, strict=False)
        if option.why
    ]
    grades = ["" if grade is None else str(grade) for grade in (draft.grade_min, draft.grade_max)]
    return [
        KINDS[QuestionKind(draft.kind)],
        draft.stem,
        *texts,
        *("" for _place in range(most - len(texts))),
        answer_of(draft),
        draft.explanation,
        "\n".join(whys),
        draft.source,
        "、".join(draft.topics),
        *grades,
        RULES[MarkingRule(draft.rule)] if draft.kind == QuestionKind.MULTIPLE else "",
    ]


def answer_of(draft: Draft) -> str:
    """The answer as people write it: ABD, or a tick or a cross."""
    if draft.kind == QuestionKind.TRUE_FALSE:
        return TICK if draft.is_true else CROSS
    return "".join(
        letter
        for letter, option in zip(LETTERS.upper(), draft.options, strict=False)
        if option.is_right
    )


def document_of(drafts: Sequence[Draft], *, title: str, with_answers: bool) -> bytes:
    """A Word document to print: for the class, or with answers below each question for teachers.

    The one with answers can be imported again.
    """
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "宋体"
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.add_heading(title, level=1)
    for number, draft in enumerate(drafts, start=1):
        stem = document.add_paragraph(f"{number}. {draft.stem}{BLANK}")
        stem.paragraph_format.keep_with_next = True
        for letter, option in zip(LETTERS.upper(), draft.options, strict=False):
            document.add_paragraph(f"{letter}. {option.text}")
        if with_answers:
            document.add_paragraph(f"答案：{answer_of(draft)}")
            for word, text in [("解析", draft.explanation), ("来源", draft.source)]:
                if text:
                    document.add_paragraph(f"{word}：{text}")
    if not drafts:
        document.add_paragraph(_("There are no questions here."))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
