"""From a question as it is edited to the spec that a sealed version keeps."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from quizzes.choices import QuestionKind
from quizzes.models import Option, Question

PICTURE_FILTER = "max-960x720|format-webp"


def spec_of(question: Question) -> dict[str, Any]:
    """The JSON spec (see `quizzes.kinds`) of a question, with its topics, source and picture."""
    spec: dict[str, Any] = {
        "kind": question.kind,
        "stem": question.stem,
        "explanation": question.explanation,
        "source": question.source,
        "topics": sorted(topic.slug for topic in question.topics.all()),
        **answer_part(question, question.options.all()),
    }
    if question.picture is not None:
        rendition = question.picture.get_rendition(PICTURE_FILTER)
        spec["picture"] = {
            "url": rendition.url,
            "alt": question.picture_alt,
            "width": rendition.width,
            "height": rendition.height,
        }
    return spec


def answer_part(question: Question, options: Iterable[Option]) -> dict[str, Any]:
    """The part of a spec that says what may be chosen and what is right."""
    if question.kind == QuestionKind.TRUE_FALSE:
        return {"answer": {"value": question.is_true}}
    rows = list(options)
    part: dict[str, Any] = {
        "options": [{"key": o.key, "text": o.text, "why": o.why} for o in rows],
        "answer": {"keys": [o.key for o in rows if o.is_right]},
    }
    if question.kind == QuestionKind.MULTIPLE:
        part["rule"] = question.rule
    return part


def digest_of(value: Any) -> str:
    """SHA-256, in hex, of the canonical JSON of a value."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
