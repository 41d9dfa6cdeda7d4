"""Keyed files in the user's cache folder."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from pathlib import Path

import platformdirs
import pytest

from nwb_video_panel import cache


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_entry_is_found_again_with_its_content():
    written = cache.write("times-1-ab.bin", b"content")
    assert cache.find("times-1-ab.bin") == cache.path("times-1-ab.bin") == written
    assert written.read_bytes() == b"content"


def test_what_was_not_written_is_not_found():
    assert cache.find("times-1-ab") is None


def test_the_environment_names_the_folder(folder):
    assert cache.folder() == folder
    assert folder.is_dir()


def test_without_it_the_folder_is_the_platforms(monkeypatch, tmp_path):
    monkeypatch.delenv("NWB_VIDEO_PANEL_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache.folder() == platformdirs.user_cache_path("nwb_video_panel")


@pytest.mark.skipif(os.name != "posix", reason="other systems keep permissions otherwise")
def test_the_folder_and_its_files_are_the_users_alone(folder):
    entry = cache.write("a", b"x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("NWB_VIDEO_PANEL_CACHE_DIR", str(tmp_path / "file" / "below a file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


class TestWhereNothingCanBeWritten:
    def test_a_private_temporary_folder_serves_and_the_log_tells(self, temporary, caplog):
        entry = cache.write("a", b"x")
        assert temporary in entry.parents
        assert cache.find("a") == entry
        assert "cannot be written; the cache is in" in caplog.text

    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="only POSIX tells whose a folder is")
    def test_a_folder_that_others_can_enter_is_not_trusted(self, temporary):
        trap = temporary / f"nwb_video_panel-{os.getuid()}"
        trap.mkdir()
        trap.chmod(0o777)
        assert cache.folder() != trap
        assert stat.S_IMODE(cache.folder().stat().st_mode) == 0o700

    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="only POSIX tells whose a folder is")
    def test_a_link_in_its_place_is_not_followed(self, temporary, tmp_path):
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        (temporary / f"nwb_video_panel-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
        assert tmp_path / "elsewhere" != cache.folder().resolve()


@pytest.mark.parametrize(
    "key",
    [
        "",
        ".",
        "..",
        "../a",
        "a/b",
        "a\\b",
        "/etc/passwd",
        "A",
        "ä",
        "a b",
        "a\0",
        "-a",
        ".a",
        "a" * 129,
        "a\n",
    ],
)
def test_a_key_that_could_lead_elsewhere_is_refused(key):
    for use in (cache.path, cache.find, lambda key: cache.write(key, b"")):
        with pytest.raises(ValueError, match="not a cache key"):
            use(key)


def test_content_may_come_in_pieces():
    assert cache.write("a", (piece for piece in [b"one", b"", b"two"])).read_bytes() == b"onetwo"


def test_writing_that_fails_leaves_the_old_entry_and_nothing_else():
    entry = cache.write("a", b"old")

    def pieces():
        yield b"half of the new"
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        cache.write("a", pieces())
    assert entry.read_bytes() == b"old"
    assert list(entry.parent.iterdir()) == [entry]


class TestKeys:
    def test_the_same_file_has_the_same_key(self, tmp_path):
        (tmp_path / "v").write_bytes(b"1")
        assert cache.key_of(tmp_path / "v", "index", 1) == cache.key_of(tmp_path / "v", "index", 1)

    def test_another_file_kind_version_size_or_time_has_another(self, tmp_path):
        video = tmp_path / "v"
        video.write_bytes(b"1")
        shutil.copy2(video, tmp_path / "w")
        keys = {
            cache.key_of(video, "index", 1),
            cache.key_of(tmp_path / "w", "index", 1),
            cache.key_of(video, "times", 1),
            cache.key_of(video, "index", 2),
        }
        changed = video.stat()
        os.utime(video, ns=(changed.st_atime_ns, changed.st_mtime_ns + 1_000_000))
        keys.add(cache.key_of(video, "index", 1))
        video.write_bytes(b"12")
        os.utime(video, ns=(changed.st_atime_ns, changed.st_mtime_ns))
        keys.add(cache.key_of(video, "index", 1))
        assert len(keys) == 6

    def test_keys_are_valid_for_any_name(self, tmp_path):
        odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.mp4"))
        odd.touch()
        cache.path(cache.key_of(odd, "index", 1))

    def test_a_file_that_is_not_there_has_none(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            cache.key_of(tmp_path / "v", "index", 1)

    def test_content_names_itself(self):
        assert cache.key_of_content(b"a", "times", 1) == cache.key_of_content(b"a", "times", 1)
        assert cache.key_of_content(b"a", "times", 1) != cache.key_of_content(b"b", "times", 1)


class TestLimit:
    def entry(self, key, days):
        entry = cache.write(key, b"x" * 100)
        used = time.time() - days * 86_400
        os.utime(entry, (used, used))
        return entry

    def left(self, limit):
        cache.trim(limit)
        return {entry.name for entry in cache.path("a").parent.iterdir()}

    def test_the_entries_used_longest_ago_go_first(self):
        for key, days in {"old": 9, "older": 10, "recent": 2}.items():
            self.entry(key, days)
        assert self.left(150) == {"recent"}

    def test_finding_an_entry_is_using_it(self):
        self.entry("old", 9)
        self.entry("older", 10)
        cache.find("older")
        assert self.left(100) == {"older"}

    def test_what_was_used_today_stays_whatever_the_limit(self):
        self.entry("today", 0)
        self.entry("yesterday", 1.5)
        assert self.left(0) == {"today"}

    def test_below_the_limit_nothing_goes(self):
        self.entry("old", 1000)
        assert self.left(100) == {"old"}

    def test_an_entry_that_cannot_be_deleted_keeps_no_other_from_being_written(self, monkeypatch):
        # On Windows, one that somebody reads.
        monkeypatch.setenv(cache.LIMIT_ENVIRONMENT, "150")
        held = cache.path("segment-held")
        held.mkdir(parents=True)
        for key in ("segment-1", "segment-2"):
            assert cache.write(key, b"x" * 100).name == key
        assert cache.find("segment-1") is None
        assert cache.clear() <= 100
        assert held.exists()

    def test_writing_keeps_to_the_limit(self, monkeypatch):
        self.entry("old", 9)
        monkeypatch.setattr(cache, "LIMIT", 150)
        cache.write("new", b"x" * 100)
        assert cache.find("old") is None
        assert cache.find("new") is not None

    def test_what_is_quickly_made_anew_goes_however_fresh(self, monkeypatch):
        monkeypatch.setenv(cache.LIMIT_ENVIRONMENT, "100kB")
        cache.write("timestamps-1", bytes(20_000))
        for i in range(60):
            cache.write(f"segment-{i}", bytes(4_000))
            assert sum(size for _, size, _ in cache.entries()) <= 100_000
        kept = {key for key, _, _ in cache.entries()}
        assert "timestamps-1" in kept
        assert {"segment-59", "segment-58"} <= kept
        assert cache.clear() == sum(4_000 for key in kept if key.startswith("segment"))
        assert [key for key, _, _ in cache.entries()] == ["timestamps-1"]

    @pytest.mark.parametrize(
        ("said", "limit"),
        [("", cache.LIMIT), ("500MB", 5e8), ("1.5 GB", 1.5e9), ("7", 7), ("x", cache.LIMIT)],
    )
    def test_the_limit_is_read_from_the_environment(self, monkeypatch, said, limit):
        monkeypatch.setenv(cache.LIMIT_ENVIRONMENT, said)
        assert cache.limit() == limit


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_write_to_is_warned_of_once_with_what_to_do(tmp_path, monkeypatch, caplog, mode):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "open"))
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    for _ in range(2):
        cache.folder()
    words = "Others can write to the cache folder {}, and so change what is shown: chmod 700 it."
    assert [record.getMessage() for record in caplog.records] == [words.format(tmp_path / "open")]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_a_folder_that_others_only_read_is_not_warned_of(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "open"))
    (tmp_path / "open").mkdir(mode=0o755)
    cache.folder()
    assert caplog.records == []


def test_where_another_user_has_the_temporary_folder_the_log_tells_both_places(temporary, caplog):
    if hasattr(os, "getuid"):
        (temporary / f"nwb_video_panel-{os.getuid()}").mkdir()
        (temporary / f"nwb_video_panel-{os.getuid()}").chmod(0o755)
    chosen, wanted = cache.folder(), os.environ[cache.ENVIRONMENT]
    assert [record.getMessage() for record in caplog.records] == [
        f"{wanted} cannot be written; the cache is in {chosen}"
    ]
