"""The Chinese catalogue: complete, compiled, and in the words that schools use."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
FORBIDDEN = ("考试", "成绩", "排名", "法制", "反毒", "霸凌")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE / "django.po"))


def chinese(entry: polib.POEntry) -> str:
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


def test_every_message_has_its_chinese(catalogue) -> None:
    assert [e.msgid for e in catalogue if not chinese(e) or "fuzzy" in e.flags] == []


def test_no_message_uses_a_word_that_schools_must_not(catalogue) -> None:
    assert [e.msgid for e in catalogue if any(word in chinese(e) for word in FORBIDDEN)] == []


def test_placeholders_are_kept(catalogue) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        if set(PLACEHOLDER.findall(chinese(entry)))
        != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_text(catalogue) -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        entry.msgid
        for entry in catalogue
        if not entry.msgctxt and not entry.msgid_plural
        if compiled.gettext(entry.msgid) != entry.msgstr
    ]
    assert stale == []


@pytest.mark.skipif(
    not shutil.which("xgettext") and not os.environ.get("CI"), reason="needs gettext's xgettext"
)
def test_every_string_of_the_code_is_in_the_catalogue(tmp_path, catalogue) -> None:
    """What makemessages finds in a copy of the code is what the catalogue holds."""
    root = Path(settings.BASE_DIR)
    for name in ("cms", "insights", "duties", "courses", "quizzes", "plan", "schools", "templates"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("styleguide*"))
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "-v", "0"]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run(command, cwd=tmp_path, check=True, env=environment)
    found = polib.pofile(str(tmp_path / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert {e.msgid for e in found} - {e.msgid for e in catalogue} == set()
