"""What is said of a question in plain words."""

import pytest
from django.utils import translation

from quizzes.statistics import ItemFigures
from quizzes.verdicts import OptionFigures, verdicts_on


@pytest.fixture(autouse=True)
def _english():
    with translation.override(None):
        yield


def options(**chosen: tuple[int, float]) -> list[OptionFigures]:
    """Options by letter, with how many chose each and how many of the best; B is right."""
    return [
        OptionFigures(letter, "", letter == "B", count, upper, 0)
        for letter, (count, upper) in chosen.items()
    ]


def said(listed: list[OptionFigures], guess: float | None = 25.0, **figures: float) -> list[str]:
    values = {"n": 40, "answered": 40, "facility": 60.0, "discrimination_index": 35.0, **figures}
    return [v.text for v in verdicts_on(ItemFigures("q", **values), listed, guess)]  # type: ignore[arg-type]


FINE = options(A=(8, 1), B=(24, 9), C=(8, 1))


def test_a_good_question_does_its_work() -> None:
    assert said(FINE) == ["The question does its work."]


def test_few_people_say_nothing() -> None:
    assert said(FINE, n=14, discrimination_index=-50.0) == [
        "Too few answers to judge the question."
    ]


def test_who_knows_more_gets_it_wrong() -> None:
    text = "Those who know more get this wrong more often: check the answer."
    assert said(FINE, discrimination_index=-0.1) == [text]


def test_the_best_chose_another_option() -> None:
    listed = options(A=(20, 8), B=(12, 2), C=(8, 1))
    assert said(listed) == ["Those who know most chose A: check the answer."]


def test_an_option_nobody_chose() -> None:
    assert said(options(A=(10, 1), B=(30, 9), C=(0, 0))) == ["Nobody chose C."]


def test_almost_everybody_knows_it_and_nobody_needs_to_choose_the_rest() -> None:
    listed = options(A=(1, 0), B=(39, 11), C=(0, 0))
    assert said(listed, facility=97.5, discrimination_index=5.0) == ["Almost everybody knows this."]


def test_fewer_than_by_guessing_is_few_too() -> None:
    assert said(FINE, facility=20.0) == [
        "Fewer are right than by guessing: read the question again.",
        "Few know this: teach it again.",
    ]


def test_it_tells_nobody_apart() -> None:
    text = "It hardly tells who knows the matter and who does not."
    assert said(FINE, discrimination_index=9.9) == [text]
