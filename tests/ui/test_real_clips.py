"""Real clips of others, of many codecs: what the page shows as frame k is what PyAV decodes as frame k."""

from __future__ import annotations

import os

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from playwright.sync_api import expect
from sessions import SHARED, camera, needs_shared, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import indexing, media
from nwb_video_panel.errors import MediaError

pytestmark = [
    pytest.mark.ui,
    pytest.mark.shared,
    needs_shared,
]

SHARP = (
    "bt601_full_range.mp4",
    "hevc.ts",
    "stub_mjpeg.avi",
    "stub_mp4v.mp4",
    "testsrc2_444_8bit_hevc.mp4",
    "testsrc2_mpeg4.avi",
    "testsrc2_odd_height_and_width_444_10bit.mp4",
    "testsrc2_odd_height_and_width_vp9.mp4",
    "unordered.mov",
    "video_90.mov",
)
"""Of each kind one, small; all of them take minutes."""

CLIPS = [
    pytest.param(
        path,
        id=path.name,
        marks=pytest.mark.skipif(
            path.name not in SHARP and "REAL_CLIPS" not in os.environ,
            reason="all real clips take minutes: set REAL_CLIPS=1",
        ),
    )
    for suffix in ("avi", "mkv", "mov", "mp4", "ts", "webm")
    for path in (sorted(SHARED.rglob(f"*.{suffix}")) if SHARED.is_dir() else ())
]
ALIKE = 30.0
"""dB of the peak signal to noise, over the picture as it is on the screen."""
NEARER = 4.0
"""dB by which a picture may be less like, where it is as much nearer than those beside it."""


def decoded(path, wanted: set[int]) -> dict[int, list[np.ndarray]]:
    """PyAV's own pictures of these frames, counted in order of presentation; upright, by either matrix."""
    found, scaler = {}, VideoReformatter()
    pts = indexing.frame_index(path).pts
    with media.opened(path) as (container, stream):
        base = float(stream.time_base)
        frames = container.decode(stream)
        for count in range(10**6):
            try:
                frame = next(frames)
            except StopIteration:
                break
            except av.FFmpegError:
                continue
            timed = frame.pts is not None and container.format.name != "avi"
            k = int(np.searchsorted(pts, frame.pts * base + 1e-4, side="right")) - 1 if timed else count
            if k in wanted and k not in found and not frame.is_corrupt:
                turns = round(frame.rotation / 90) % 4
                pictures = [
                    scaler.reformat(
                        frame, format="rgb24", src_colorspace=matrix, dst_color_range=ColorRange.JPEG
                    )
                    for matrix in (Colorspace.ITU601, Colorspace.ITU709)
                ]
                found[k] = [np.rot90(picture.to_ndarray(), turns) for picture in pictures]
            if len(found) == len(wanted):
                break
    return found


def likeness(seen: np.ndarray, wanted: np.ndarray) -> float:
    """PSNR in dB of luminance, at the smaller one's size; edges that are scaled apart are left out."""
    from PIL import Image

    height, width = (min(a, b, 180) for a, b in zip(seen.shape[:2], wanted.shape[:2], strict=True))
    grey = [
        np.asarray(Image.fromarray(each).convert("L").resize((width, height), Image.Resampling.BOX), float)
        for each in (seen, wanted)
    ]
    error = float(np.mean((grey[0] - grey[1])[2:-2, 2:-2] ** 2))
    return 99.0 if error == 0 else 10 * np.log10(255**2 / error)


@pytest.mark.parametrize("clip", CLIPS)
def test_a_frame_on_screen_is_the_one_that_pyav_decodes(page, open_session, tmp_path, clip):
    try:
        count = indexing.exact_frame_count(clip)
    except MediaError as error:
        pytest.skip(f"PyAV does not open it: {error}")
    rng = np.random.default_rng(3)
    places = {0, count // 2, count - 1, *(int(k) for k in rng.integers(0, count, 2))}
    found = decoded(clip, {k + step for k in places for step in (-1, 0, 1) if 0 <= k + step < count})
    wanted = {k: found[k] for k in places if k in found}
    if not wanted:
        pytest.skip("PyAV decodes none of these frames")
    (tmp_path / clip.name).write_bytes(clip.read_bytes())
    path = write_session(tmp_path / "s.nwb", camera("A", [clip.name], rate=25.0, num_samples=count))
    stage: Stage = open_session(page, path)
    stage.hide_words()
    unlike = []
    for k in sorted(wanted):
        stage.seek((k + 0.5) / 25)
        expect(stage.tile("A")).to_have_attribute("data-frame", str(k), timeout=PATIENCE)
        stage.settle()
        seen = np.ascontiguousarray(stage.picture("A"))
        alike, *beside = (
            max(likeness(seen, np.ascontiguousarray(each)) for each in found[near])
            for near in (k, k - 1, k + 1)
            if near in found
        )
        least = max(ALIKE - NEARER, max(beside, default=ALIKE) + NEARER)
        if alike < min(ALIKE, least):
            unlike.append((k, round(float(alike), 1)))
    assert unlike == []
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    assert stage.errors == []
