import pytest

from courses.markup import rich_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("一句话", "<p>一句话</p>"),
        ("一\n二", "<p>一<br/>二</p>"),
        ("一\n\n二", "<p>一</p><p>二</p>"),
        ("- 一\n- **二**", "<ul><li>一</li><li><b>二</b></li></ul>"),
        ("1. 一\n2. 二", "<ol><li>一</li><li>二</li></ol>"),
        ("先看\n- 不是列表", "<p>先看<br/>- 不是列表</p>"),
        ("**<b>&**", "<p><b>&lt;b&gt;&amp;</b></p>"),
    ],
)
def test_rich_text(text, html):
    assert rich_text(text) == html
