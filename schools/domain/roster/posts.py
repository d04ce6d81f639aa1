"""From the 职务 of a staff list to the roles that a person holds. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schools.choices import Role
from schools.roster import ClassKey, StaffRow

SEPARATORS = re.compile(r"[、,，;；/\s]+|兼任?")
HEAD = re.compile(r"(?<!副)(?:校长|园长)$")
SAFETY_OFFICE = re.compile(r"(?<!副)(?:安全办公?室?主任|安全主任|安全专干)$")
SAFETY_OFFICER_DUTY = "安全专干"
HEAD_TEACHER = re.compile(r"(?<!副)班主任$")
IT_TEACHER = re.compile(r"信息(?:科技|技术)?(?:课|学科)?(?:教师|老师)$")


@dataclass(frozen=True)
class Post:
    """A role, at a class or (None) at the school."""

    role: Role
    class_key: ClassKey | None = None


def posts_of(row: StaffRow) -> tuple[Post, ...]:
    """Every role that a row gives, at least one.

    A listed class is led by a 班主任 and taught by anybody else; who has no other role is staff.
    """
    titles = [title for title in SEPARATORS.split(row.post) if title]
    posts = dict.fromkeys(_school_posts(titles, row.safety_duty))
    role = Role.HEAD_TEACHER if _any(HEAD_TEACHER, titles) else Role.TEACHER
    posts.update(dict.fromkeys(Post(role, key) for key in row.classes))
    # A deputy head who also teaches a class is still on the school's staff.
    is_teacher_only = any(title.endswith(("班主任", "教师", "老师")) for title in titles)
    if not posts or (all(post.class_key for post in posts) and not is_teacher_only):
        posts[Post(Role.STAFF)] = None
    return tuple(posts)


def _school_posts(titles: list[str], safety_duty: str) -> list[Post]:
    posts = []
    if _any(HEAD, titles):
        posts.append(Post(Role.SCHOOL_HEAD))
    if _any(SAFETY_OFFICE, titles) or SAFETY_OFFICER_DUTY in safety_duty:
        posts.append(Post(Role.SAFETY_OFFICER))
    if _any(IT_TEACHER, titles):
        posts.append(Post(Role.IT_TEACHER))
    return posts


def _any(pattern: re.Pattern[str], titles: Iterable[str]) -> bool:
    return any(pattern.search(title) for title in titles)
