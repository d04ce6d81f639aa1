"""Making the calendar of a school year."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from schools.models import SchoolYear, TeachingWeek, Term, Unit


@dataclass(frozen=True)
class TermDates:
    """A term's first and last day, both included."""

    number: int
    starts: date
    ends: date


@transaction.atomic
def make_school_year(
    *, district: Unit, starts: date, ends: date, terms: list[TermDates]
) -> SchoolYear:
    """The district's school year with its terms and teaching weeks; one that stands is kept."""
    year, is_new = SchoolYear.objects.get_or_create(
        district=district, starts_date=starts, defaults={"ends_date": ends}
    )
    if is_new:
        for dates in terms:
            term = Term.objects.create(
                school_year=year,
                number=dates.number,
                starts_date=dates.starts,
                ends_date=dates.ends,
            )
            TeachingWeek.objects.bulk_create(
                TeachingWeek(
                    term=term, number=number, starts_date=monday, ends_date=monday + timedelta(6)
                )
                for number, monday in enumerate(mondays(dates.starts, dates.ends), start=1)
            )
    return year


def mondays(starts: date, ends: date) -> list[date]:
    """The Mondays of the weeks that touch a term, the first one's included."""
    monday = starts - timedelta(days=starts.weekday())
    days = []
    while monday <= ends:
        days.append(monday)
        monday += timedelta(days=7)
    return days
