"""Search over real pages, on whichever database the tests run."""

from importlib import import_module
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText
from wagtail.search.utils import parse_query_string

from cms.search import MODULES, CharacterIndexer, as_terms, spaced_words

WATER = "防溺水安全教育"
FIRE = "消防安全：灭火器 Fire extinguisher"
ONLINE = "网络安全周 2026"
NAME = "𠮷老师讲急救"


@pytest.fixture
def pages(db: None, settings: Any) -> None:
    # Saving a page enqueues its indexing; here it happens at once.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    parent = Page.get_first_root_node()
    for title in (WATER, FIRE, ONLINE, NAME):
        parent.add_child(instance=Page(title=title))


def titles(query: object, **options: object) -> set[str]:
    return {page.title for page in Page.objects.search(query, **options)}


def completed(query: str) -> set[str]:
    return {page.title for page in Page.objects.autocomplete(query)}


def test_words_are_characters_and_latin_words() -> None:
    assert spaced_words("防溺水ＡＢ-2026年，Fire_x") == "防 溺 水 ab 2026 年 fire x"


def test_terms_join_a_run() -> None:
    assert as_terms('溺水  "安全" fire!') == "溺,水 安,全 fire"


def test_the_replaced_indexer_and_both_compilers_are_in_use() -> None:
    backend = get_search_backend()
    module = import_module(MODULES[connection.vendor])
    assert issubclass(module.ObjectIndexer, CharacterIndexer)
    assert type(backend).__name__ == f"Character{module.SearchBackend.__name__}"
    assert backend.query_compiler_class.__name__.startswith("Character")
    assert backend.autocomplete_query_compiler_class.__name__.startswith("Character")
    # A second look-up must not wrap the indexer again.
    get_search_backend()
    assert [kind.__name__ for kind in module.ObjectIndexer.__mro__].count("CharacterIndexer") == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("溺水", {WATER}),
        ("水溺", set()),
        ("水", {WATER}),
        ("安全", {WATER, FIRE, ONLINE}),
        ("溺水 安全", {WATER}),
        ("溺水 灭火", set()),
        ("溺水　安全", {WATER}),
        ("溺水，安全", {WATER}),
        ("fire", {FIRE}),
        ("灭火器fire", {FIRE}),
        ("ＦＩＲＥ 消防", {FIRE}),
        ("2026", {ONLINE}),
        ("全周2026", {ONLINE}),
        ("𠮷老师", {NAME}),
        ('"溺水', {WATER}),
        ('"溺水"', {WATER}),
        ("'溺水' OR", set()),
        ("溺水*", {WATER}),
        ("-溺水", {WATER}),
        ("溺%水", {WATER}),
        ("%s 溺水", set()),
    ],
)
def test_search(pages: None, query: str, found: set[str]) -> None:
    assert titles(query) == found


@pytest.mark.parametrize(
    "query",
    ['"', "'", "   ", "。。", "\\", "*", "()", "((", ":", "{title} :", "AND", "NOT", "NEAR(", "--",
     "%", "%s", "& |", "!", "<->", ";DROP TABLE x", "_", "\x00", "\ud800"],
)  # fmt: skip
def test_hostile_queries_find_nothing_and_do_not_raise(pages: None, query: str) -> None:
    assert titles(query) == set()
    assert completed(query) == set()
    assert Page.objects.search(query).count() == 0


def test_a_very_long_query_does_not_exhaust_the_stack(pages: None) -> None:
    assert titles("溺水 " * 3000) == {WATER}
    assert titles("水" * 5000) == set()


def test_or_finds_either(pages: None) -> None:
    assert titles("溺水 灭火", operator="or") == {WATER, FIRE}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("防溺", {WATER}),
        ("溺水", {WATER}),
        ("水溺", set()),
        ("fir", {FIRE}),
        ("灭火 exting", {FIRE}),
        ("202", {ONLINE}),
    ],
)
def test_autocomplete(pages: None, query: str, found: set[str]) -> None:
    assert completed(query) == found


def test_a_whole_word_search_is_no_prefix_search(pages: None) -> None:
    assert titles("fir") == set()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Phrase("溺水"), {WATER}),
        (Phrase('溺水" OR "安全'), set()),
        (Phrase("防溺水 安全"), {WATER}),
        (Boost(PlainText("溺水"), 2.0), {WATER}),
        (Fuzzy("溺水"), {WATER}),
        (Or([PlainText("溺水"), PlainText('"')]), {WATER}),
        (Or([PlainText("溺水"), Phrase("灭火器")]), {WATER, FIRE}),
        (And([PlainText("安全"), Phrase("灭火")]), {FIRE}),
        (And([PlainText("安全"), Not(PlainText("溺水"))]), {FIRE, ONLINE}),
        (And([PlainText('"'), PlainText("")]), set()),
        (parse_query_string('"溺水安全" 教育')[1], {WATER}),
    ],
)
def test_query_objects(pages: None, query: object, found: set[str]) -> None:
    assert titles(query) == found


def test_fields_are_taken_as_all_fields(pages: None) -> None:
    assert titles("溺水", fields=["title"]) == {WATER}


def test_the_better_match_comes_first(pages: None) -> None:
    Page.get_first_root_node().add_child(instance=Page(title="溺水"))
    assert [page.title for page in Page.objects.search("溺水")] == ["溺水", WATER]


def test_changed_and_deleted_pages(pages: None) -> None:
    page = Page.objects.get(title=WATER)
    page.title = "防触电"
    page.save()
    assert titles("溺水") == set()
    assert titles("触电") == {"防触电"}
    page.delete()
    assert titles("触电") == set()


def test_rebuilding_the_index_indexes_characters(pages: None) -> None:
    backend = get_search_backend()
    backend.reset_indexes()
    assert titles("溺水") == set()
    call_command("update_index", verbosity=0)
    assert titles("溺水") == {WATER}
