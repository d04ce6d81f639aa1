"""Taking questions that were read into the bank, as drafts for the approvers to read."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from plan.models import Topic
from quizzes.choices import MarkingRule, QuestionKind
from quizzes.exchange.items import LETTERS, Draft, DraftOption, Reading, Skipped
from quizzes.models import Option, Question
from schools.choices import HIGHEST_GRADE
from schools.models import Unit, User

BATCH = 500

Content = tuple[object, ...]


@dataclass(frozen=True)
class Similar:
    """A question that was taken although the bank has one with the same words; both are kept."""

    where: str
    question: int
    stem: str


@dataclass(frozen=True)
class Imported:
    """`unchanged` stand in the bank already; `losses` are what a format held and we do not keep."""

    imported: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    similar: tuple[Similar, ...]
    losses: tuple[Skipped, ...]


@transaction.atomic
def import_questions(
    *,
    owner: Unit,
    reading: Reading,
    created_by: User | None = None,
    check: bool = False,
) -> Imported:
    """Add the questions of a file to a unit's bank, as drafts; all of them or, on an error, none.

    What the bank of the unit, or of those above it, has already stays as it is. With `check`
    nothing is saved. A second import of the same file changes nothing.
    """
    topics = {word: topic for topic in Topic.objects.all() for word in (topic.slug, topic.name)}
    bank = _read_bank(owner, reading.drafts)
    taken: list[Draft] = []
    seen: dict[Content, str] = {}
    skipped, similar, losses = list(reading.skipped), [], []
    unchanged = 0
    for draft in reading.drafts:
        content = content_of(draft)
        alike = bank.get(fold_stem(draft.stem), [])
        if content in seen:
            reason = _("This question stands in the file twice: see %(where)s.")
            skipped.append(Skipped(draft.where, reason % {"where": seen[content]}))
        elif any(content == known for _pk, known in alike):
            unchanged += 1
        elif clash := next((pk for pk, known in alike if known[1] == content[1]), None):
            reason = _("The bank has this question with another answer (number %(number)d).")
            skipped.append(Skipped(draft.where, reason % {"number": clash}))
        else:
            taken.append(draft)
            similar += [Similar(draft.where, pk, draft.stem) for pk, _known in alike[:1]]
            losses += [Skipped(draft.where, loss) for loss in losses_of(draft, topics)]
        seen.setdefault(content, draft.where)
    if not check:
        for start in range(0, len(taken), BATCH):
            _add(taken[start : start + BATCH], owner, created_by, topics)
    return Imported(len(taken), unchanged, tuple(skipped), tuple(similar), tuple(losses))


def fold_stem(stem: str) -> str:
    """The form in which stems are compared: NFKC, lower case, letters and digits alone."""
    plain = unicodedata.normalize("NFKC", stem).lower()
    return "".join(char for char in plain if char.isalnum())


def content_of(draft: Draft) -> Content:
    """What makes two questions one: the words, what may be chosen, and what is right."""
    options = tuple(sorted(fold_option(option.text) for option in draft.options))
    right = tuple(sorted(fold_option(each.text) for each in draft.options if each.is_right))
    return fold_stem(draft.stem), options, right if draft.options else draft.is_true


def fold_option(text: str) -> str:
    """An option as it is compared; a sign alone is a text too."""
    return fold_stem(text) or unicodedata.normalize("NFKC", text).strip()


def losses_of(draft: Draft, topics: Mapping[str, Topic]) -> Iterable[str]:
    """What is not kept of a draft: what its reader named, and topics that the plan lacks."""
    yield from draft.losses
    for name in draft.topics:
        if name not in topics:
            yield _("the topic “%(name)s”, which is not known here") % {"name": name}


def draft_of_question(question: Question) -> Draft:
    """A question of the bank as the writers of `quizzes.exchange` take it."""
    return Draft(
        where=str(question.pk),
        kind=question.kind,
        stem=question.stem,
        options=tuple(
            DraftOption(option.text, option.is_right, option.why)
            for option in question.options.all()
        ),
        is_true=question.is_true,
        rule=question.rule,
        explanation=question.explanation,
        source=question.source,
        topics=tuple(topic.name for topic in question.topics.all()),
        grade_min=question.grade_min,
        grade_max=question.grade_max,
    )


def _read_bank(owner: Unit, drafts: Iterable[Draft]) -> dict[str, list[tuple[int, Content]]]:
    """The bank's questions that have the words of one of these, by those words. Four queries."""
    wanted = {fold_stem(draft.stem) for draft in drafts}
    above = [owner.path[:end] for end in range(Unit.steplen, len(owner.path) + 1, Unit.steplen)]
    ours = Question.objects.filter(owner__path__in=above)
    stems = ours.order_by("pk").values_list("pk", "stem")
    alike = [pk for pk, stem in stems.iterator() if fold_stem(stem) in wanted]
    bank = defaultdict(list)
    for start in range(0, len(alike), BATCH):
        some = Question.objects.filter(pk__in=alike[start : start + BATCH]).order_by("pk")
        for question in some.prefetch_related("options", "topics"):
            draft = draft_of_question(question)
            bank[fold_stem(draft.stem)].append((question.pk, content_of(draft)))
    return bank


def _add(
    drafts: list[Draft], owner: Unit, created_by: User | None, topics: Mapping[str, Topic]
) -> None:
    questions = Question.objects.bulk_create(
        Question(
            owner=owner,
            created_by=created_by,
            kind=QuestionKind(draft.kind),
            stem=draft.stem,
            is_true=draft.is_true,
            rule=MarkingRule(draft.rule),
            explanation=draft.explanation,
            source=draft.source,
            grade_min=draft.grade_min or 1,
            grade_max=draft.grade_max or HIGHEST_GRADE,
        )
        for draft in drafts
    )
    pairs = list(zip(questions, drafts, strict=True))
    Option.objects.bulk_create(
        Option(
            question=question,
            key=LETTERS[place],
            text=option.text,
            is_right=option.is_right,
            why=option.why,
            sort_order=place,
        )
        for question, draft in pairs
        for place, option in enumerate(draft.options)
    )
    through = Question.topics.through
    through.objects.bulk_create(
        through(question_id=question.pk, topic_id=pk)
        for question, draft in pairs
        for pk in dict.fromkeys(topics[name].pk for name in draft.topics if name in topics)
    )
