"""Search that finds 溺水 in 防溺水安全教育, on SQLite and PostgreSQL alike.

Both databases cut text into words at blanks, and Chinese has none. Here every CJK character is
indexed as its own word and a run of them is asked for as a phrase, so 溺水 is found in 防溺水 and
水溺 is not. Whatever was typed is reduced to words first, so no quotation mark, operator or blank
reaches a database's query language.

PostgreSQL keeps the first 256 places of a word and the first 16,383 words of a text; beyond them
a phrase is not found. A lesson is shorter.
"""

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

from django.db import connection
from modelsearch.backends import database
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.query import (
    MATCH_NONE,
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)

CJK = (
    "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
IS_CJK = re.compile(f"[{CJK}]")
# Each run is a node of a nested expression; nobody types more, and Python's stack is finite.
MAX_RUNS = 32
MAX_RUN_LENGTH = 64
# Not a blank for modelsearch, which then keeps the run together as one term, but a break for
# both databases, which then read that term as a phrase.
JOINER = ","

MODULES = {
    "sqlite": "modelsearch.backends.database.sqlite.sqlite",
    "postgresql": "modelsearch.backends.database.postgres.postgres",
}


def split_runs(text: str) -> list[list[str]]:
    """The runs of a text, each a list of its words: one a CJK character, one a Latin word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [list(run) if IS_CJK.match(run) else [run] for run in RUN.findall(folded)]


def spaced_words(text: str) -> str:
    """What is indexed: 防溺水2026 as "防 溺 水 2026"."""
    return " ".join(word for run in split_runs(text) for word in run)


def as_terms(text: str) -> str:
    """What is asked for: 溺水 安全 as "溺,水 安,全", two terms that are phrases."""
    return " ".join(JOINER.join(run[:MAX_RUN_LENGTH]) for run in split_runs(text)[:MAX_RUNS])


def tokenise_query(query: SearchQuery) -> SearchQuery | None:
    """The query with its texts reduced to terms; None when nothing to look for is left."""
    if isinstance(query, PlainText | Fuzzy):
        terms = as_terms(query.query_string)
        return PlainText(terms, operator=query.operator) if terms else None
    if isinstance(query, Phrase):
        terms = as_terms(query.query_string).replace(" ", JOINER)
        return PlainText(terms) if terms else None
    if isinstance(query, Boost):  # neither database supports it, one of them raises
        return tokenise_query(query.subquery)
    if isinstance(query, Not) and not isinstance(query.subquery, MatchAll):
        inner = tokenise_query(query.subquery)
        return Not(inner) if inner else None
    if isinstance(query, And | Or):
        parts = [part for part in map(tokenise_query, query.subqueries) if part]
        return type(query)(parts) if len(parts) > 1 else next(iter(parts), None)
    return query


class CharacterIndexer:
    """Mixed into modelsearch's ObjectIndexer: texts are indexed as separate words."""

    def prepare_value(self, value: Any) -> str:
        """The value's text, as modelsearch reads it, cut into words."""
        return spaced_words(super().prepare_value(value))  # type: ignore[misc]


class CharacterCompiler:
    """Mixed into modelsearch's query compilers: what was typed is cut into the same words."""

    query: SearchQuery

    def __init__(self, queryset: Any, query: Any, fields: Any = None, **options: Any) -> None:
        # `fields` is dropped: it would search the bare columns, which hold uncut text.
        super().__init__(queryset, query, **options)  # type: ignore[call-arg]
        self.query = tokenise_query(self.query) or MATCH_NONE


@cache
def _backend_class(vendor: str) -> type[BaseSearchBackend]:
    """The vendor's backend over characters. Its module is loaded only when it is the one in use.

    modelsearch 1.3.2 has no hook for the indexer: its index classes look the name up in their
    module, so it is replaced there.
    """
    module = import_module(MODULES[vendor])
    base = module.SearchBackend
    compilers = ("query_compiler_class", "autocomplete_query_compiler_class")
    module.ObjectIndexer = type(  # type: ignore[attr-defined]
        "CharacterObjectIndexer", (CharacterIndexer, module.ObjectIndexer), {}
    )
    mixed = {
        name: type(
            f"Character{getattr(base, name).__name__}", (CharacterCompiler, getattr(base, name)), {}
        )
        for name in compilers
    }
    return type(f"Character{base.__name__}", (base,), mixed)


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:
    """The backend of the default database; called by Wagtail with the setting's options."""
    if connection.vendor not in MODULES:
        return database.SearchBackend(params)
    # No stemming and no stop words: the language is Chinese, and SQLite has neither.
    return _backend_class(connection.vendor)({"SEARCH_CONFIG": "simple", **params})
