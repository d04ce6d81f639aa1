"""The key of a machine that was given none."""

from concurrent.futures import ThreadPoolExecutor

from cms.settings.secret import read_or_make_secret


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "var" / "secret_key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: read_or_make_secret(path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 67
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret_key"]
