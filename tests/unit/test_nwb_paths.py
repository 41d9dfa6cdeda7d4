"""Where the videos are that an NWB file names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nwb_video_panel.locate import Locator


@pytest.fixture
def recordings(tmp_path):
    """The folder of the NWB file, in a tree that `put` adds empty files to."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    return folder


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path.resolve()


@pytest.mark.parametrize(
    ("written", "on_disk"),
    [
        ("v.mp4", "v.mp4"),
        ("./v.mp4", "v.mp4"),
        ("../videos/v.mp4", "../videos/v.mp4"),
        ("sub/dir/v.mp4", "sub/dir/v.mp4"),
        ("sub\\dir\\v.mp4", "sub/dir/v.mp4"),
        ("..\\videos\\v.mp4", "../videos/v.mp4"),
        ("a+b.mp4", "a+b.mp4"),
        ("with some spaces.mp4", "with some spaces.mp4"),
        ("100%.mp4", "100%.mp4"),
        ("a%20b.mp4", "a%20b.mp4"),
        ("Mäuse über 日本.mp4", "Mäuse über 日本.mp4"),
        (".hidden.mp4", ".hidden.mp4"),
        ("..double.mp4", "..double.mp4"),
        ("#1?.mp4", "#1?.mp4"),
        ("two\nlines.mp4", "two\nlines.mp4"),
        ("<b>bold</b>.mp4", "<b>bold</b>.mp4"),
        ("~/v.mp4", "~/v.mp4"),
    ],
)
def test_a_path_is_relative_to_the_nwb_file_and_no_character_is_lost(recordings, written, on_disk):
    video = put(recordings / on_disk)
    put(recordings / "videos" / "v.mp4")  # what `../videos/v.mp4` with its dots stripped would find
    assert Locator(recordings, allowed=[recordings.parent]).locate(written).path == video


def test_a_backslash_in_a_name_on_disk_is_found_as_written(recordings):
    video = put(recordings / "sub\\v.mp4")
    put(recordings / "sub" / "v.mp4")
    assert Locator(recordings).locate("sub\\v.mp4").path == video


def test_an_absolute_path_is_taken_as_it_is(recordings, tmp_path):
    video = put(tmp_path / "elsewhere" / "v.mp4")
    assert Locator(recordings, allowed=[tmp_path]).locate(str(video)).path == video


@pytest.mark.parametrize(
    "url",
    [
        "https://dandiarchive.org/v.mp4",
        "http://host/a%20b+c.mp4?x=1#t",
        "s3://bucket/../v.mp4",
        "HTTPS://HOST/V.MP4",
    ],
)
def test_a_url_passes_through_untouched(recordings, url):
    location = Locator(recordings, [recordings]).locate(url)
    assert (location.url, location.path, location.tried) == (url, None, ())


def test_a_file_url_is_a_path(recordings, tmp_path):
    video = put(tmp_path / "else where" / "v.mp4")
    location = Locator(recordings, allowed=[tmp_path]).locate(video.as_uri())
    assert (location.path, location.url) == (video, None)


def test_symbolic_links_are_resolved(recordings, tmp_path):
    video = put(tmp_path / "annex" / "object.mp4")
    (recordings / "v.mp4").symlink_to(video)
    assert Locator(recordings, allowed=[tmp_path]).locate("v.mp4").path == video


def test_a_missing_file_tells_every_place_that_was_looked_at_in_order(recordings, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    location = Locator(recordings, [root], [tmp_path]).locate("../videos\\v.mp4")
    assert location.path is None
    assert location.outside is None
    assert location.tried == (
        tmp_path / "videos\\v.mp4",
        tmp_path / "videos" / "v.mp4",
        root / "videos\\v.mp4",
        root / "videos" / "v.mp4",
        root / "v.mp4",
    )


@pytest.mark.parametrize(
    "written", ["", ".", "folder", "a\0b.mp4", "x" * 10_000, "x/" * 3_000 + "v.mp4", "\\\\server\\share"]
)
def test_what_cannot_be_a_file_is_missing_not_an_error(recordings, written):
    (recordings / "folder").mkdir()
    location = Locator(recordings, [recordings]).locate(written)
    assert (location.path, location.url) == (None, None)


class TestOutside:
    """What an NWB file names outside the allowed folders is refused, there or not."""

    @pytest.mark.parametrize("there", [True, False], ids=["there", "not there"])
    @pytest.mark.parametrize("written", ["{place}", "../else/v.mp4", "./../else/v.mp4", "file://{place}"])
    def test_a_path_that_leads_there_is_not_even_looked_at(self, recordings, tmp_path, written, there):
        place = tmp_path / "else" / "v.mp4"
        if there:
            put(place)
        location = Locator(recordings).locate(written.format(place=place))
        assert (location.path, location.tried, location.outside) == (None, (), place.resolve())

    @pytest.mark.parametrize("written", ["v.mp4", "folder/v.mp4"])
    def test_a_symbolic_link_does_not_lead_there(self, recordings, tmp_path, written):
        video = put(tmp_path / "else" / "v.mp4")
        (recordings / "v.mp4").symlink_to(video)
        (recordings / "folder").symlink_to(video.parent)
        location = Locator(recordings).locate(written)
        assert (location.path, location.outside) == (None, video)

    def test_a_symbolic_link_found_by_name_does_not_lead_there(self, recordings, tmp_path):
        video = put(tmp_path / "else" / "x.mp4")
        (tmp_path / "root" / "deep").mkdir(parents=True)
        (tmp_path / "root" / "deep" / "v.mp4").symlink_to(video)
        location = Locator(recordings, [tmp_path / "root"]).locate("v.mp4")
        assert (location.path, location.outside) == (None, video)

    def test_another_way_to_an_allowed_folder_is_taken(self, recordings, tmp_path):
        video = put(recordings / "v.mp4")
        (tmp_path / "way").symlink_to(recordings)
        assert Locator(tmp_path / "way").locate(str(video)).path == video
        assert Locator(recordings).locate(str(tmp_path / "way" / "v.mp4")).path == video

    def test_a_folder_whose_name_begins_alike_is_another(self, recordings, tmp_path):
        video = put(tmp_path / "recordings2" / "v.mp4")
        assert Locator(recordings).locate(str(video)).path is None

    def test_a_place_inside_comes_before_one_outside(self, recordings, tmp_path):
        put(tmp_path / "else" / "v.mp4")
        video = put(tmp_path / "root" / "v.mp4")
        location = Locator(recordings, [tmp_path / "root"]).locate("../else/v.mp4")
        assert (location.path, location.outside) == (video, None)

    def test_links_in_a_circle_are_missing(self, recordings):
        (recordings / "v.mp4").symlink_to(recordings / "v.mp4")
        location = Locator(recordings).locate("v.mp4")
        assert (location.path, location.outside) == (None, None)


class TestVideoRoot:
    @pytest.fixture
    def root(self, tmp_path):
        folder = tmp_path / "root"
        folder.mkdir()
        return folder

    def test_the_place_that_the_nwb_file_names_comes_first(self, recordings, root):
        video = put(recordings / "v.mp4")
        put(root / "v.mp4")
        assert Locator(recordings, [root]).locate("v.mp4").path == video

    @pytest.mark.parametrize(
        "written", ["videos/v.mp4", "./videos/v.mp4", "../videos/v.mp4", "videos\\v.mp4"]
    )
    def test_the_relative_path_is_looked_for_before_the_name(self, recordings, root, written):
        video = put(root / "videos" / "v.mp4")
        put(root / "v.mp4")
        assert Locator(recordings, [root]).locate(written).path == video

    @pytest.mark.parametrize("written", ["/data/a/v.mp4", "D:\\data\\a\\v.mp4", "\\\\server\\a\\v.mp4"])
    def test_an_absolute_path_of_another_machine_is_found_by_its_name(self, recordings, root, written):
        video = put(root / "v.mp4")
        assert Locator(recordings, [root]).locate(written).path == video

    def test_a_windows_path_keeps_its_folders_below_the_root(self, recordings, root):
        video = put(root / "data" / "a" / "v.mp4")
        put(root / "v.mp4")
        assert Locator(recordings, [root]).locate("D:\\data\\a\\v.mp4").path == video

    def test_the_name_is_looked_for_in_all_folders_below(self, recordings, root):
        video = put(root / "2024" / "may" / "v.mp4")
        location = Locator(recordings, [root]).locate("v.mp4")
        assert location.path == video
        assert location.tried[-1] == video

    def test_of_several_with_one_name_the_one_in_like_named_folders_is_taken(self, recordings, root):
        put(root / "copies" / "mouse1" / "v.mp4")
        video = put(root / "copies" / "mouse2" / "v.mp4")
        assert Locator(recordings, [root]).locate("/old/mouse2/v.mp4").path == video

    def test_of_several_with_one_name_none_is_guessed(self, recordings, root):
        put(root / "a" / "v.mp4")
        put(root / "b" / "v.mp4")
        assert Locator(recordings, [root]).locate("v.mp4").path is None

    def test_several_roots_are_searched_in_their_order(self, recordings, root, tmp_path):
        put(tmp_path / "second" / "v.mp4")
        video = put(root / "v.mp4")
        assert Locator(recordings, [root, tmp_path / "second"]).locate("v.mp4").path == video

    def test_a_root_that_is_not_there_finds_nothing(self, recordings, tmp_path):
        assert Locator(recordings, [tmp_path / "nowhere"]).locate("v.mp4").path is None

    def test_dots_do_not_lead_out_of_the_root(self, recordings, root, tmp_path):
        put(tmp_path.parent / "secret.mp4")
        location = Locator(recordings / "deep" / "deeper", [root]).locate("../../../../secret.mp4")
        assert all(root in place.parents for place in location.tried[1:])


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_location(tmp_path_factory, text):
    base = tmp_path_factory.getbasetemp()
    location = Locator(base, [base / "none"]).locate(text)
    assert location.path is None or location.path.is_file()
