"""From the blocks of a content file to the raw data of a StreamField. Reads, never writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.markup import rich_text
from plan.models import LawArticle
from quizzes.models import Question

Raw = dict[str, Any]


class CannotPublish(Exception):
    """A content file names something that is not there; the text says what and where."""


@dataclass(frozen=True)
class Materials:
    """Pictures and files by the names that content files use."""

    images: Mapping[str, Image] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    def image(self, name: str | None) -> int | None:
        """The picture's id. Raises CannotPublish for a name that is not known."""
        return None if not name else _pick(self.images, name).pk

    def document(self, name: str) -> int:
        return _pick(self.documents, name).pk


def _pick(known: Mapping[str, Any], name: str) -> Any:
    if name not in known:
        raise CannotPublish(_("there is no file named “%(name)s”") % {"name": name})
    return known[name]


def _text(block: Raw, materials: Materials) -> Raw:
    return {"heading": block.get("heading", ""), "text": rich_text(block["text"])}


def _picture(block: Raw, materials: Materials) -> Raw:
    return {
        "image": materials.image(block["image"]),
        "alt": block["alt"],
        "caption": block.get("caption", ""),
    }


def _steps(block: Raw, materials: Materials) -> Raw:
    steps = [
        {
            "title": step["title"],
            "text": step["text"],
            "image": materials.image(step.get("image")),
            "alt": step.get("alt", ""),
        }
        for step in block["steps"]
    ]
    return {"heading": block["heading"], "steps": steps}


def _case(block: Raw, materials: Materials) -> Raw:
    return {
        "heading": block["heading"],
        "story": rich_text(block["story"]),
        "question": block["question"],
        "answer": rich_text(block["answer"]),
    }


def _law(block: Raw, materials: Materials) -> Raw:
    found = LawArticle.objects.filter(slug=block["law"]).first()
    if found is None:
        raise CannotPublish(_("there is no law article “%(name)s”") % {"name": block["law"]})
    return {"law": found.pk}


def _do_dont(block: Raw, materials: Materials) -> Raw:
    return {"heading": block.get("heading", ""), "do": block["do"], "dont": block["dont"]}


def _check(block: Raw, materials: Materials) -> Raw:
    found = Question.objects.filter(code=block["question"]).first()
    if found is None:
        raise CannotPublish(_("there is no question “%(name)s”") % {"name": block["question"]})
    return {"question": found.pk}


def _download(block: Raw, materials: Materials) -> Raw:
    return {
        "document": materials.document(block["file"]),
        "title": block["title"],
        "description": block.get("description", ""),
    }


MAKERS: dict[str, Callable[[Raw, Materials], Raw]] = {
    "text": _text,
    "picture": _picture,
    "steps": _steps,
    "case": _case,
    "law": _law,
    "do_dont": _do_dont,
    "check": _check,
    "download": _download,
}


def lesson_body(*, content_id: str, blocks: list[Raw], materials: Materials) -> list[Raw]:
    """The raw StreamField data; a block keeps its id from load to load.

    Raises CannotPublish with the number of the block (from 1) and what is wrong with it.
    """
    return [
        {
            "type": block["type"],
            "value": _value(number, block, materials),
            "id": block_id(content_id, number),
        }
        for number, block in enumerate(blocks, start=1)
    ]


def block_id(content_id: str, number: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"{content_id}/{number}"))


def _value(number: int, block: Raw, materials: Materials) -> Raw:
    try:
        value = MAKERS[block["type"]](block, materials)
    except CannotPublish as problem:
        place = {"number": number, "problem": problem}
        raise CannotPublish(_("Block %(number)d: %(problem)s.") % place) from problem
    except KeyError as problem:
        place = {"number": number, "name": problem.args[0]}
        raise CannotPublish(_("Block %(number)d: “%(name)s” is not right.") % place) from problem
    return {**value, "notes": block.get("notes", "").strip()}
