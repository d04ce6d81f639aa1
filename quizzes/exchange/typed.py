"""Questions as teachers type them: numbered stems, A．B、C) options, 答案 and 解析 lines. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.exchange.answers import places_of, truth_of
from quizzes.exchange.items import (
    LETTERS,
    CannotUse,
    Collector,
    Draft,
    DraftOption,
    Reading,
    choice_kind,
    of_line,
    too_many_right,
)

# Marks in the widths and brackets in which people type them.
OPEN, CLOSE, COLON = r"[\[【(（]?\s*", r"\s*[\]】)）]?\s*", r"[:：]?\s*"
DOT = r"[)）.．、:：]"
STEM = re.compile(rf"\s*(?:第\s*(\d{{1,5}})\s*题\s*{DOT}?|[(（]?(\d{{1,5}})\s*{DOT})\s*(?!\d)(.*)")
OPTION = re.compile(rf"(?:^|(?<=[\s。；;]))[(（]?([A-Z])\s*{DOT}\s*")
ANSWER_WORD = rf"{OPEN}(?:参考|正确|标准)?答案"
ANSWER = re.compile(rf"\s*{ANSWER_WORD}{CLOSE}(?:是|为)?\s*{COLON}(.*)")
WHY = re.compile(rf"\s*{OPEN}(?:答案|试题)?(?:解析|说明|分析){CLOSE}{COLON}(.*)")
SOURCE = re.compile(rf"\s*{OPEN}(?:来源|依据|出处|法律依据){CLOSE}[:：]\s*(.*)")
HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]+|[IVX]+)\s*[、.．]\s*(\S.*)|\s*(\S{0,6}题)\s*")
IN_STEM = re.compile(r"[(（\[【]\s*([A-Z][A-Z、,，\s]{0,16}|[√×✓✔✗✘对错TF]|正确|错误)\s*[)）\]】]")
BLANK = re.compile(r"\s*[(（\[【]\s*[)）\]】]\s*$")
KEY_RUN = re.compile(r"(\d{1,5})\s*[-–—~～至]\s*(\d{1,5})\s*[:：、.．]?\s*([A-Z√×对错]+)")
KEY_PAIR = re.compile(rf"(\d{{1,5}})\s*{DOT}\s*([A-Z]{{1,8}}|[√×✓✔✗✘对错])(?=\s|$|[,，;；、])")
KEYS_TITLE = re.compile(rf"\s*{ANSWER_WORD}(?:汇总|一览|表)?{CLOSE}{COLON}")
HINTS = {
    "多": QuestionKind.MULTIPLE,
    "不定项": QuestionKind.MULTIPLE,
    "判断": QuestionKind.TRUE_FALSE,
    "是非": QuestionKind.TRUE_FALSE,
    "单": QuestionKind.SINGLE,
    "选择": "",
}


@dataclass
class Block:
    """The lines of one question, as they are gathered."""

    number: int
    line: int
    hint: str
    stem: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    answer: str = ""
    why: list[str] = field(default_factory=list)
    source: str = ""
    last: str = "stem"

    def go_on(self, text: str) -> None:
        """A line without a mark of its own belongs to what stood last."""
        if self.last == "options":
            self.options[-1] += f"\n{text}"
        elif self.last == "why":
            self.why.append(text)
        elif self.last == "answer" and not self.answer:
            self.answer = text
        else:
            self.stem.append(text)


def read_typed(text: str) -> Reading:
    """The questions of a text; what cannot be used is skipped with its line and the reason."""
    blocks, keys, stray = gather(text)
    collector = Collector()
    counts = Counter(block.number for block in blocks)
    for line in stray:
        collector.skip(of_line(line), _("This line belongs to no question. Number the questions."))
    for block in blocks:
        where = of_line(block.line)
        # With a number that comes twice, a list of answers at the end tells nothing.
        key = keys.get(block.number, "") if counts[block.number] == 1 else ""
        try:
            collector.add(draft_of(block, key, where))
        except CannotUse as problem:
            collector.skip(where, str(problem))
    return collector.reading()


def gather(text: str) -> tuple[list[Block], dict[int, str], list[int]]:
    """The blocks, the answers of a key at the end by number, and lines before any question."""
    blocks: list[Block] = []
    keys: dict[int, str] = {}
    stray: list[int] = []
    hint, in_key = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        marks = as_marks(line)
        if not marks.strip():
            continue
        if blocks and KEYS_TITLE.fullmatch(marks) and blocks[-1].answer:
            in_key = True
        elif blocks and (found := dict(key_of(marks))) and (in_key or is_key(marks)):
            keys |= found
        elif (heading := HEADING.fullmatch(marks)) and (told := hint_of(heading)) is not None:
            hint, in_key = told, False
        elif not take(blocks, line, marks, number, hint) and looks_like_part(marks):
            stray.append(number)
    return blocks, keys, stray


def looks_like_part(marks: str) -> bool:
    """Whether a line before any question is part of one; a title or a date is not."""
    return bool(OPTION.match(marks.strip()) or ANSWER.fullmatch(marks))


def as_marks(line: str) -> str:
    """The line with letters and digits in their usual width, place for place as it was."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "\uff10" <= char <= "\uff5a" else char
        for char in line.replace("\t", " ").replace("\u3000", " ")
    )


def hint_of(heading: re.Match[str]) -> str | None:
    """The kind that a heading such as “二、判断题” names, "" for some choice; None: no heading."""
    title = heading[1] or heading[2] or ""
    if "题" not in title or len(title) > 40 or "?" in title or "？" in title:
        return None
    return next((str(kind) for mark, kind in HINTS.items() if mark in title), None)


def is_key(marks: str) -> bool:
    """Whether a line is nothing but answers by number: “1-5 ABCDA 6-10 …”, “1.A 2.B 3.√”."""
    rest = KEY_PAIR.sub("", KEY_RUN.sub("", marks))
    many = len(KEY_PAIR.findall(marks)) > 1 or KEY_RUN.search(marks)
    return bool(many) and not rest.strip(" ,，;；、。:：参考正确答案")


def key_of(marks: str) -> Iterator[tuple[int, str]]:
    for first, last, answers in KEY_RUN.findall(marks):
        if int(last) - int(first) + 1 == len(answers):
            yield from zip(range(int(first), int(last) + 1), answers, strict=True)
    if not KEY_RUN.search(marks):
        yield from ((int(number), answer) for number, answer in KEY_PAIR.findall(marks))


def take(blocks: list[Block], line: str, marks: str, number: int, hint: str) -> bool:
    """Put a line where it belongs. False when it belongs nowhere."""
    block = blocks[-1] if blocks else None
    if block and (found := WHY.fullmatch(marks)):
        block.last = "why"
        block.why.append(line[found.start(1) :])
    elif block and (found := SOURCE.fullmatch(marks)):
        block.source = found[1].strip()
    elif block and (found := ANSWER.fullmatch(marks)) and marks.lstrip(" [【(（")[:2] != "答题":
        block.last, block.answer = "answer", found[1].strip()
    elif block and (pieces := split_options(line, marks, len(block.options))):
        if block.last == "stem" and pieces[0].strip():
            block.stem.append(pieces[0])
        block.options += pieces[1:]
        block.last = "options"
    elif found := STEM.fullmatch(marks):
        text = line[found.start(3) :]
        blocks.append(Block(int(found[1] or found[2]), number, hint))
        pieces = split_options(text, as_marks(text), 0) or [text]
        blocks[-1].stem.append(pieces[0])
        blocks[-1].options += pieces[1:]
        blocks[-1].last = "options" if pieces[1:] else "stem"
    elif block:
        block.go_on(line.strip())
    else:
        return False
    return True


def split_options(line: str, marks: str, known: int) -> list[str]:
    """What stands before the first option of a line, then its options; [] without one.

    Only the letter that comes next counts as a mark, so that “vitamin A. C.” splits nothing.
    """
    pieces: list[tuple[int, int]] = []
    for found in OPTION.finditer(marks):
        expected = known + len(pieces)
        if expected < len(LETTERS) and found[1].lower() == LETTERS[expected]:
            pieces.append((found.start(), found.end()))
    if not pieces:
        return []
    texts = [line[: pieces[0][0]]]
    for (_begin, start), following in zip(pieces, [*pieces[1:], (len(line), 0)], strict=True):
        texts.append(line[start : following[0]].strip())
    return texts


def draft_of(block: Block, key: str, where: str) -> Draft:
    """The question of a block. Raises CannotUse."""
    stem = "\n".join(block.stem).strip()
    answer = block.answer or key
    if not answer:
        stem, answer = from_stem(stem)
    if not answer:
        raise CannotUse(_("There is no answer. Write it on a line of its own: 答案：B"))
    base = Draft(
        where,
        QuestionKind.TRUE_FALSE,
        BLANK.sub("", stem),
        explanation="\n".join(block.why),
        source=block.source,
    )
    truth = truth_of(answer)
    if not block.options:
        if truth is None:
            raise CannotUse(_("There are no options, and the answer is neither √ nor ×."))
        return replace(base, is_true=truth)
    places = places_of(answer, len(block.options))
    kind = block.hint if block.hint in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) else ""
    if kind == QuestionKind.SINGLE and len(places) > 1:
        raise CannotUse(too_many_right(len(places)))
    options = tuple(
        DraftOption(text, is_right=place in places) for place, text in enumerate(block.options)
    )
    return replace(base, kind=kind or choice_kind(len(places)), options=options)


def from_stem(stem: str) -> tuple[str, str]:
    """The stem with an empty bracket in the place of the answer that was written into it."""
    found = list(IN_STEM.finditer(as_marks(stem)))
    if not found:
        return stem, ""
    last = found[-1]
    return f"{stem[: last.start()]}（　　）{stem[last.end() :]}", last[1]
