"""Whether a file is the one that a page was told of, has grown, or is another."""

from __future__ import annotations

import pytest
from clips import FRAGMENTED, write_clip
from sessions import camera, write_session

from nwb_video_panel import read_session
from nwb_video_panel.errors import MediaError
from nwb_video_panel.identity import FileReplacedError, Identity
from nwb_video_panel.page.description import describe
from nwb_video_panel.streams import ondemand


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "v"
    path.write_bytes(bytes(range(256)) * 40)
    return path


def test_what_nobody_touches_is_the_same(file):
    assert Identity.of(file).now(file) == "same"


def test_what_was_appended_to_has_grown_also_where_its_head_was_rewritten(file):
    before = Identity.of(file)
    data = file.read_bytes()
    with file.open("r+b") as held:
        held.write(b"another head")
        held.seek(0, 2)
        held.write(b"more")
    assert file.stat().st_size == len(data) + 4
    assert before.now(file) == "grown"


@pytest.mark.parametrize("size", [0, 5_000, 20_000])
def test_other_bytes_in_its_place_are_another(file, size):
    before = Identity.of(file)
    file.write_bytes(b"x" * size)
    assert before.now(file) == "another"


def test_a_copy_that_takes_its_place_is_another(file, tmp_path):
    before = Identity.of(file)
    (tmp_path / "w").write_bytes(file.read_bytes())
    (tmp_path / "w").rename(file)
    assert before.now(file) == "another"
    with pytest.raises(FileReplacedError, match="v was replaced"):
        before.demand(file)


def test_a_token_brings_it_back(file):
    before = Identity.of(file)
    assert Identity.told(before.claim) == before
    assert Identity.told(None) is None


def test_a_stream_gives_nothing_of_another_file_and_goes_on_when_it_was_looked_at_again(tmp_path):
    write_clip(tmp_path / "v.avi", 60, (368, 48), codec="mpeg4")
    session = read_session(write_session(tmp_path / "s.nwb", camera("A", ["v.avi"], num_samples=60)))
    before = describe(session)

    def stream(description):
        return description.cameras(lambda claims: claims)[0]["files"][0]["stream"]["token"]

    ondemand.made(stream(before), "segment=1")
    write_clip(tmp_path / "v.avi", 45, (368, 48), codec="mpeg4", first_number=500)
    for query in ("segment=1", "still=3", "segment=2"):
        with pytest.raises(MediaError, match="replaced"):
            ondemand.made(stream(before), query)
    after = describe(session, None, before)
    assert after.replaced_since(before) == ["v.avi"]
    assert after.cameras(lambda claims: claims)[0]["count"] == 45
    ondemand.made(stream(after), "segment=1")


def test_a_recording_that_was_cut_off_ends_where_its_frames_do(tmp_path):
    clip = write_clip(tmp_path / "whole.mp4", 120, (368, 48), gop=10, container_options=FRAGMENTED)
    whole = clip.read_bytes()
    file = tmp_path / "v.mp4"
    file.write_bytes(whole[: len(whole) // 3])
    path = write_session(tmp_path / "s.nwb", camera("A", ["v.mp4"], rate=30.0, num_samples=9000))
    first = describe(read_session(path))
    file.write_bytes(whole[: len(whole) // 2])
    grows = describe(read_session(path), None, first)
    over = describe(read_session(path), None, grows)

    def told(description):
        return description.cameras(lambda claims: claims)[0]

    counts = [told(each)["count"] for each in (grows, over)]
    assert [told(each)["files"][0]["growing"] for each in (grows, over)] == [True, False]
    assert counts[0] == counts[1] < 90
    # What is asked for beyond is refused, not answered with another place.
    beyond = told(first)["files"][0]["stream"]["token"] | {"n": 9000, "c": [0.0, 30.0, 9000]}
    with pytest.raises(MediaError):
        ondemand.made(beyond, "segment=200")
