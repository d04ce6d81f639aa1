"""What single and multiple choice share: keyed options and the keys that are right."""

from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import Spec, public_stem, stem_problems

FEWEST_OPTIONS = 2
# Letters end at Z, and no page shows more.
MOST_OPTIONS = 26
LONGEST_KEY = 8


def option_keys(spec: Spec) -> list[str]:
    """The keys of the options, in the order in which they were written."""
    return [option["key"] for option in spec["options"]]


def choice_problems(spec: Spec) -> list[str]:
    """What is wrong with stem, options and right keys, whatever the kind of choice."""
    problems = stem_problems(spec)
    options = spec.get("options")
    if not isinstance(options, list) or not all(isinstance(o, dict) for o in options):
        return [*problems, _("The options are missing.")]
    return problems + _options_problems(options) + _answer_problems(spec, options)


def right_keys(spec: Spec) -> list[Any]:
    """The keys that are right, as far as the spec names any."""
    answer = spec.get("answer")
    keys = answer.get("keys") if isinstance(answer, dict) else None
    return keys if isinstance(keys, list) else []


def labelled(spec: Spec, key: str) -> str:
    """An option in words: "A. 大声呼救"; the letter is its place as written."""
    place = option_keys(spec).index(key)
    return f"{chr(ord('A') + place)}. {spec['options'][place]['text']}"


def public_choice(spec: Spec) -> dict[str, Any]:
    """Stem and options without what tells the right ones."""
    shown = public_stem(spec)
    shown["options"] = [_public_option(option) for option in spec["options"]]
    return shown


def _public_option(option: dict[str, Any]) -> dict[str, Any]:
    shown = {"key": option["key"], "text": option["text"]}
    if option.get("picture"):
        shown["picture"] = dict(option["picture"])
    return shown


def _options_problems(options: list[dict[str, Any]]) -> list[str]:
    keys = [option.get("key") for option in options]
    texts = [option.get("text") for option in options]
    problems = []
    if len(options) < FEWEST_OPTIONS:
        problems.append(_("A choice needs at least two options."))
    if len(options) > MOST_OPTIONS:
        problems.append(_("A choice has at most %(limit)d options.") % {"limit": MOST_OPTIONS})
    if not all(isinstance(key, str) and 0 < len(key) <= LONGEST_KEY for key in keys):
        problems.append(_("Every option needs a key of at most eight characters."))
    elif len(set(keys)) < len(keys):
        problems.append(_("Two options have the same key."))
    if not all(isinstance(text, str) and text.strip() for text in texts):
        problems.append(_("An option has no text."))
    elif len({str(text).strip() for text in texts}) < len(texts):
        problems.append(_("Two options have the same text."))
    return problems


def _answer_problems(spec: Spec, options: list[dict[str, Any]]) -> list[str]:
    right = right_keys(spec)
    known = [option.get("key") for option in options]
    if not right:
        return [_("No option is marked as right.")]
    if any(key not in known for key in right):
        return [_("The right answer is not among the options.")]
    if any(right.count(key) > 1 for key in right):
        return [_("The right answer names an option twice.")]
    return []
