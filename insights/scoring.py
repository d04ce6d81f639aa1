"""From one attempt's marks to what they say about one indicator. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from insights.facts import MarkFact, Rule, closing_day, closing_moment
from insights.models import IndicatorScore
from quizzes.models import Attempt

EARNED_PLACES = Decimal("0.0001")


def scores_of(
    attempt: Attempt, marks: Iterable[MarkFact], rules: Iterable[Rule]
) -> list[IndicatorScore]:
    """Unsaved scores of a closed attempt: one for each rule that applies and had a question."""
    marks, day = list(marks), closing_day(attempt)
    grade, path = attempt.class_unit.grade_on(day), attempt.class_unit.path
    applying = (rule for rule in rules if rule.applies(path=path, grade=grade, day=day))
    found = (_score(attempt, marks, rule) for rule in applying)
    return [score for score in found if score is not None]


def _score(attempt: Attempt, marks: list[MarkFact], rule: Rule) -> IndicatorScore | None:
    """A question counts once, however many of its topics are the indicator's."""
    asked = [mark for mark in marks if mark.topics & rule.topics]
    if not asked:
        return None
    given = [(mark.fraction, mark.points) for mark in asked if mark.fraction is not None]
    earned = sum((fraction * points for fraction, points in given), Decimal(0))
    return IndicatorScore(
        attempt=attempt,
        indicator_id=rule.indicator_id,
        person_id=attempt.student_id,
        class_unit_id=attempt.class_unit_id,
        purpose=attempt.sitting.purpose,
        setting=attempt.sitting.setting,
        closed_at=closing_moment(attempt),
        asked=len(asked),
        answered=len(given),
        right=sum(fraction == 1 for fraction, _points in given),
        earned=earned.quantize(EARNED_PLACES),
        possible=sum((mark.points for mark in asked), Decimal(0)),
    )
