"""From the 职务 of a staff list to the posts that a person holds. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schools.choices import CLASS_POSTS, Post, Role, role_of
from schools.roster import ClassKey, StaffRow

SEPARATORS = re.compile(r"[、,，;；/\s]+|兼任?")
BRACKETS = "()（）"
OF_SAFETY = "(?:分管|主管|负责)安全"
SAFETY_DEPUTY = re.compile(
    rf"{OF_SAFETY}(?:工作)?的?副[校园]长|安全副[校园]长|副[校园]长[\s,，、]*{OF_SAFETY}"
    r"|(?<!法[治制])副[校园]长\s*[(（][^)）]*安全[^)）]*[)）]"
)
SAFETY_OFFICER_DUTY = "安全专干"
# The first spelling that fits a title is what it is; no title is two posts.
SPELLINGS = tuple(
    (re.compile(pattern), post)
    for pattern, post in [
        (r"法[治制]副[校园]长", Post.LAW_DEPUTY),
        (r"副[校园]长(?!助理)", Post.DEPUTY_HEAD),
        (r"(?:校长|园长)$", Post.HEAD),
        (
            r"^(?:学校|校|幼儿园|园)?(?:党?(?:总支|支部)|党委|党组织?|党)?"
            r"(?:委员会)?(?:第一)?书记$",
            Post.PARTY_SECRETARY,
        ),
        (r"(?<!副)(?:安全办公?室?主任|安全主任|安全专干)$", Post.SAFETY_OFFICER),
        (r"(?<!副)班主任$", Post.HEAD_TEACHER),
        (r"副班主任$", Post.TEACHER),
        (r"(?:主任|[校园]长助理|书记|处长|(?:年级|教研|备课)组长|大队辅导员)$", Post.MIDDLE),
        (r"信息(?:科技|技术)?(?:课|学科)?(?:教师|老师)$", Post.IT_TEACHER),
        (r"校医|保健|医务|卫生室", Post.DOCTOR),
        (r"保安|门卫|安保|门岗|传达室", Post.GUARD),
        (r"食堂|厨|炊事|面点|配餐", Post.KITCHEN),
        (r"宿管|宿舍|生活(?:老师|教师|指导)", Post.DORMITORY),
        (r"保洁|清洁|卫生工", Post.CLEANING),
        (r"(?:教师|老师)$", Post.TEACHER),
    ]
)


@dataclass(frozen=True)
class Placed:
    """A post and the role that it gives, at a class or (None) at the school."""

    role: Role
    post: Post
    class_key: ClassKey | None = None


def posts_of(row: StaffRow) -> tuple[Placed, ...]:
    """Every post that a row gives, at least one.

    A listed class is led by a 班主任 and taught by anybody else; who has no other post is staff.
    """
    found = dict.fromkeys(_school_posts(row))
    teaching = Post.HEAD_TEACHER if Post.HEAD_TEACHER in found else Post.TEACHER
    at_school = [post for post in found if post not in CLASS_POSTS]
    at_classes = [Placed(role_of(teaching, at_class=True), teaching, key) for key in row.classes]
    if not at_classes:
        at_school = list(found)
    # A bookkeeper who also teaches a class is still on the school's staff.
    if not at_school and not (at_classes and found):
        at_school = [Post.OTHER]
    return (*(Placed(role_of(post, at_class=False), post) for post in at_school), *at_classes)


def _school_posts(row: StaffRow) -> Iterator[Post]:
    text, deputies = SAFETY_DEPUTY.subn(" ", row.post)
    if deputies:
        yield Post.SAFETY_DEPUTY
    for part in SEPARATORS.split(text):
        title = part.strip(BRACKETS)
        found = next((post for spelling, post in SPELLINGS if spelling.search(title)), None)
        if found:
            yield found
    if SAFETY_OFFICER_DUTY in row.safety_duty:
        yield Post.SAFETY_OFFICER
