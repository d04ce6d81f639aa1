"""Every block can be chosen knowingly: icon, words, a template and a preview."""

from datetime import date

import pytest
from django.template.loader import get_template

from courses.blocks import LessonBody, ThemeBody
from plan.models import LawArticle

BLOCKS = [*LessonBody().child_blocks.values(), *ThemeBody().child_blocks.values()]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_says_what_it_is_and_shows_itself(block, db):
    assert block.meta.icon != "placeholder"
    assert str(block.meta.description) != ""
    assert get_template(block.meta.template)
    value = block.get_preview_value()
    assert block.render(value, {}).count("<script") == 0


def test_law_chooser_gives_the_editor_what_a_select_takes(db):
    article = LawArticle.objects.create(
        slug="minors-18", law="《未成年人保护法》", version_date=date(2024, 4, 26), text="保护"
    )
    chooser = LessonBody().child_blocks["law"].child_blocks["law"]
    assert chooser.get_form_state(article) == [str(article.pk)]
    assert chooser.get_form_state(None) == [""]
