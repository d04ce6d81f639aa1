"""The demonstration keeps away from real data."""

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from cms.demo.people import Accounts, holds_real_data, make_units
from schools.models import Unit, User
from tests.factories import UserFactory, make_district

pytestmark = pytest.mark.django_db


def test_demo_leaves_a_database_with_real_schools_alone(cast, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    UserFactory(username="admin", is_superuser=True)
    people = list(User.objects.order_by("pk").values())
    pages = list(Page.objects.order_by("pk").values_list("pk", "title"))
    with pytest.raises(CommandError):
        call_command("demo")
    assert list(User.objects.order_by("pk").values()) == people
    assert list(Page.objects.order_by("pk").values_list("pk", "title")) == pages
    assert Unit.objects.filter(code="demo-district").count() == 0
    assert Site.objects.get().root_page_id == pages[1][0]
    assert list(tmp_path.iterdir()) == []


def test_demo_does_not_take_over_an_account_of_the_same_name():
    UserFactory(username="teacher")
    assert holds_real_data() is True


def test_demo_may_be_loaded_into_nothing_and_again():
    assert holds_real_data() is False
    make_units()
    assert holds_real_data() is False
    make_district("real", "某区教育局")
    assert holds_real_data() is True


def test_accounts_are_readable_by_their_owner_alone(tmp_path):
    accounts = Accounts(tmp_path / "var" / "accounts.json")
    assert accounts.read() == {}
    accounts.write({"teacher": "word"})
    accounts.path.chmod(0o644)
    accounts.write({"teacher": "other"})
    assert accounts.read() == {"teacher": "other"}
    assert accounts.path.stat().st_mode & 0o777 == 0o600
