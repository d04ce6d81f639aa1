"""From a class's entry year and a date to its grade, and to the words for it. Pure."""

from datetime import date

from django.utils.translation import gettext as _

SCHOOL_YEAR_STARTS = (9, 1)


def school_year_of(day: date) -> int:
    """The calendar year in which the school year that contains `day` began (1 September)."""
    return day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1


def grade_on(*, first_grade: int, entry_year: int, day: date) -> int:
    """The grade on `day` of a class that entered `first_grade` in `entry_year`."""
    return first_grade + school_year_of(day) - entry_year


def grade_name(grade: int) -> str:
    """三年级, 大班: the words for a grade of -2 (小班) to 12."""
    names = {
        -2: _("Junior kindergarten"),
        -1: _("Middle kindergarten"),
        0: _("Senior kindergarten"),
        1: _("Grade one"),
        2: _("Grade two"),
        3: _("Grade three"),
        4: _("Grade four"),
        5: _("Grade five"),
        6: _("Grade six"),
        7: _("Grade seven"),
        8: _("Grade eight"),
        9: _("Grade nine"),
        10: _("Grade ten"),
        11: _("Grade eleven"),
        12: _("Grade twelve"),
    }
    return names.get(grade, _("Left school"))


def class_name(grade: int, number: int) -> str:
    """三年级(2)班; a kindergarten's is 大(2)班."""
    return _("%(grade)s class %(number)d") % {"grade": grade_name(grade), "number": number}
