"""Real clips of others, of many codecs: what the page shows as frame k is what PyAV decodes as frame k.

Pictures are read back from what the tile has in front, at their own size: the video, the page's canvas or the
still. That they are composed on the screen as they are read here is what barcodes show elsewhere.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image
from playwright.sync_api import expect
from sessions import SHARED, camera, needs_shared, write_session
from stage import PATIENCE, Stage

from nwb_video_panel import indexing, media
from nwb_video_panel.errors import MediaError
from nwb_video_panel.streams import pictures

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
    "testsrc2_odd_height_and_width_mpeg2.mp4",
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
"""dB of the peak signal to noise."""
HALVED = {
    **dict.fromkeys(("yuv420p", "yuvj420p", "yuv420p10le", "yuv420p12le"), "yuv420p"),
    "yuva420p": "yuva420p",
}
"""Formats with colours at half resolution, and what they are in 8 bits."""
UNTOLD, HIGH_DEFINITION = 2, 720
"""H.273's number of a matrix that is not named; lines from which on Chromium takes that for BT.709."""

IN_FRONT = """(root) => {
    const front = root.querySelector("[data-front]");
    const shown = front.querySelector("[data-still]") ?? front.querySelector("video") ?? front;
    const canvas = document.createElement("canvas");
    canvas.width = shown.videoWidth ?? shown.width;
    canvas.height = shown.videoHeight ?? shown.height;
    canvas.getContext("2d").drawImage(shown, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL();
}"""


def frames_of(path: Path) -> Iterator[tuple[int, av.VideoFrame]]:
    """PyAV's own pictures, counted in order of presentation; none that depends on what it cannot decode."""
    pts = indexing.frame_index(path).pts
    with media.opened(path) as (container, stream):
        base, decoder, count, hurt = float(stream.time_base), stream.codec_context, -1, False
        if decoder.name == "vp8":  # FFmpeg's own passes over opacity, and makes up a matrix
            decoder = av.CodecContext.create("libvpx", "r")
        for packet in container.demux(stream):
            try:
                decoded = decoder.decode(packet if packet.size else None)
            except av.FFmpegError:
                hurt = True
                continue
            for frame in decoded:
                count, hurt = count + 1, hurt and not frame.key_frame
                timed = frame.pts is not None and container.format.name != "avi"
                k = int(np.searchsorted(pts, frame.pts * base + 1e-4, side="right")) - 1 if timed else count
                if not hurt and not frame.is_corrupt:
                    yield k, frame


def matrix_of(frame: av.VideoFrame, path: Path, route: str | None) -> int:
    """The matrix of a frame's colours.

    Where the file names none, FFmpeg takes BT.601; so does Chromium for VP9, AV1 and what is low.
    """
    untold = int(frame.colorspace) == UNTOLD and route == "direct" and frame.height >= HIGH_DEFINITION
    if untold and not media.probe(path).codecs.startswith(("vp09", "av01")):
        return Colorspace.ITU709
    return pictures.colorspace_of(frame)


def rgb_of(frame: av.VideoFrame, matrix: int) -> list[np.ndarray]:
    """A frame as RGB, upright, over black: in its own matrix and range.

    Of colours that are stored at half resolution, each is for all pixels that share it, as Chromium has it
    without a GPU, or they run into each other, as with one and in stills: 25 dB apart in test patterns.
    """
    reach, scaler = pictures.color_range_of(frame), VideoReformatter()
    told = {"src_colorspace": matrix, "src_color_range": reach}
    kept = {**told, "dst_colorspace": matrix, "dst_color_range": reach}
    whole = [scaler.reformat(frame, format="yuv444p", interpolation=Interpolation.BICUBIC, **kept)]
    opacity = 1.0
    if frame.format.name in HALVED:
        brightness, *colours = planes(scaler.reformat(frame, format=HALVED[frame.format.name], **kept))
        height, width = brightness.shape
        if len(colours) == 3:
            opacity = colours.pop()[..., np.newaxis] / 255.0
        shared = [np.repeat(np.repeat(each, 2, 0), 2, 1)[:height, :width] for each in colours]
        whole.append(av.VideoFrame.from_ndarray(np.stack([brightness, *shared]), format="yuv444p"))
    seen = [
        scaler.reformat(each, format="rgb24", dst_color_range=ColorRange.JPEG, **told).to_ndarray()
        for each in whole
    ]
    turns = round(frame.rotation / 90) % 4
    return [np.ascontiguousarray(np.rot90(np.round(each * opacity).astype(np.uint8), turns)) for each in seen]


def planes(frame: av.VideoFrame) -> list[np.ndarray]:
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    ]


def shown_by(stage: Stage) -> np.ndarray:
    """What the tile has in front, over black; uint8 (height, width, 3)."""
    data = stage.tile("A").evaluate(IN_FRONT).partition(",")[2]
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA"))
    return np.round(seen[..., :3] * (seen[..., 3:] / 255.0)).astype(np.uint8)


def likeness(seen: np.ndarray, wanted: np.ndarray) -> float:
    """PSNR in dB, at the size as stored."""
    height, width = wanted.shape[:2]
    if 0 <= seen.shape[0] - height <= 1 and 0 <= seen.shape[1] - width <= 1:
        seen = seen[:height, :width]  # odd sides get one more where colours are halved
    elif seen.shape != wanted.shape:  # pixels that are not square
        seen = np.asarray(Image.fromarray(seen).resize((width, height), Image.Resampling.BOX))
    error = float(np.mean((seen.astype(float) - wanted) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


@pytest.mark.parametrize("clip", CLIPS)
def test_a_frame_on_screen_is_the_one_that_pyav_decodes(page, open_session, tmp_path, clip):
    try:
        count = indexing.exact_frame_count(clip)
    except MediaError as error:
        pytest.skip(f"PyAV does not open it: {error}")
    rng = np.random.default_rng(3)
    places = {0, count // 2, count - 1, *(int(k) for k in rng.integers(0, count, 2))}
    (tmp_path / clip.name).write_bytes(clip.read_bytes())
    path = write_session(tmp_path / "s.nwb", camera("A", [clip.name], rate=25.0, num_samples=count))
    stage: Stage = open_session(page, path)
    route = stage.tile("A").get_attribute("data-route")
    wanted = {k: rgb_of(frame, matrix_of(frame, clip, route)) for k, frame in frames_of(clip) if k in places}
    if not wanted:
        pytest.skip("PyAV decodes none of these frames")
    alike = {}
    for k in sorted(wanted):
        stage.seek((k + 0.5) / 25)
        expect(stage.tile("A")).to_have_attribute("data-frame", str(k), timeout=PATIENCE)
        stage.settle()
        seen = [shown_by(stage)]
        expect(stage.root.locator("[data-still]")).to_have_count(0, timeout=PATIENCE)
        seen.append(shown_by(stage))  # the video behind the still
        alike[k] = [round(max(likeness(each, by) for by in wanted[k]), 1) for each in seen]
    print(clip.name, route, alike)
    assert [(k, dB) for k, dB in alike.items() if min(dB) < ALIKE] == []
    page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-playing", "false", timeout=PATIENCE)
    assert stage.errors == []
