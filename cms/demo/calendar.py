"""The demo's calendar: that of the content files, moved to the school year that today is in."""

from datetime import date, timedelta
from typing import Any

from schools.domain.calendar import TermDates
from schools.grades import school_year_of


def moved(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def demo_terms(calendar: dict[str, Any], today: date) -> tuple[date, date, list[TermDates]]:
    """First day, last day and terms of the school year around `today`.

    When today is in a vacation, the term before it is made longer, so that there is always a
    lesson of this week to show.
    """
    years = school_year_of(today) - school_year_of(calendar["starts"])
    starts, ends = moved(calendar["starts"], years), moved(calendar["ends"], years)
    terms = [
        TermDates(row["term"], moved(row["starts"], years), moved(row["ends"], years))
        for row in calendar["terms"]
    ]
    last_begun = [term for term in terms if term.starts - timedelta(7) <= today][-1]
    if today > last_begun.ends:
        longer = TermDates(last_begun.number, last_begun.starts, today)
        terms = [longer if term is last_begun else term for term in terms]
    return starts, ends, terms
