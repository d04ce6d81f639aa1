"""Every block can be chosen knowingly: icon, words, a template and a preview."""

import pytest
from django.template.loader import get_template

from courses.blocks import LessonBody, ThemeBody

BLOCKS = [*LessonBody().child_blocks.values(), *ThemeBody().child_blocks.values()]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block_says_what_it_is_and_shows_itself(block, db):
    assert block.meta.icon != "placeholder"
    assert str(block.meta.description) != ""
    assert get_template(block.meta.template)
    value = block.get_preview_value()
    assert block.render(value, {}).count("<script") == 0
