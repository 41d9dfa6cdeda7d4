"""Videos made for a test: each frame carries its number as a barcode."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from nwb_video_panel import barcode

ENCODERS = {"h264": "libx264", "hevc": "libx265", "vp9": "libvpx-vp9", "av1": "libsvtav1"}
FAST = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libsvtav1": {"preset": "12", "svtav1-params": "tile-columns=0"},
}
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
"""`container_options` for fragmented MP4."""


def picture(number: int, size: tuple[int, int]) -> np.ndarray:
    """A frame whose colours move with its number; uint8 (height, width, 3)."""
    width, height = size
    frame = np.empty((height, width, 3), np.uint8)
    frame[..., 0] = (np.arange(width) + 4 * number) % 256
    frame[..., 1] = ((np.arange(height) * 2 + number) % 256)[:, np.newaxis]
    frame[..., 2] = 90
    barcode.draw(frame, number)
    return frame


@contextmanager
def _same_priority() -> Iterator[None]:
    """Undo what SVT-AV1 does for root: it makes the calling thread, and what that starts later, real-time."""
    if not hasattr(os, "sched_getscheduler"):
        yield
        return
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    try:
        yield
    finally:
        os.sched_setscheduler(0, *before)


def write_clip(  # one call per clip reads best with every choice named
    path: Path,
    frames: int = 60,
    size: tuple[int, int] = (384, 216),
    rate: float | Fraction = 30,
    codec: str = "h264",
    gop: int = 250,
    b_frames: int = 2,
    first_number: int = 0,
    pts: Sequence[float] | None = None,
    options: Mapping[str, str] | None = None,
    container_options: Mapping[str, str] | None = None,
    pix_fmt: str = "yuv420p",
    pixel_aspect: Fraction | None = None,
    numbers: Sequence[int] | None = None,
) -> Path:
    """Encode frames numbered `first_number`, `first_number` + 1, ...

    The container follows from the suffix of `path` (mp4, mov, mkv, webm, avi).
    `pts` gives each frame's presentation time in seconds for a variable rate.
    `codec` is a key of `ENCODERS` or an encoder's own name (``mjpeg``, ``ffv1``).
    Groups of pictures are closed. `numbers` replaces the consecutive numbers.
    """
    encoder = ENCODERS.get(codec, codec)
    rate = Fraction(rate).limit_denominator(100_000)
    if numbers is None:
        numbers = range(first_number, first_number + frames)
    with (
        _same_priority(),
        av.open(str(path), "w", container_options=dict(container_options or {})) as container,
    ):
        stream = container.add_stream(encoder, rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = pix_fmt
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        context = stream.codec_context
        context.time_base = 1 / rate if pts is None else Fraction(1, 90_000)
        context.gop_size = gop
        context.thread_count = 1
        if encoder in ("libx264", "libx265"):
            context.max_b_frames = b_frames
        context.options = {**_closed_groups(encoder, gop, b_frames), **(options or {})}
        for frame in _frames(numbers, size, context.time_base, pts):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _closed_groups(encoder: str, gop: int, b_frames: int) -> dict[str, str]:
    options = dict(FAST.get(encoder, {}))
    if encoder == "libx264":
        # A key frame only where gop says so; B-frames as many as were asked for.
        options |= {
            "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:b-adapt=0",
            "crf": "23",
        }
        options["bf"] = str(b_frames)
    if encoder == "libx265":
        options["x265-params"] += f":keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes={b_frames}"
    return options


def _frames(
    numbers: Sequence[int], size: tuple[int, int], time_base: Fraction, pts: Sequence[float] | None
) -> Iterator[av.VideoFrame]:
    for i, number in enumerate(numbers):
        frame = av.VideoFrame.from_ndarray(picture(number, size), format="rgb24")
        frame.time_base = time_base
        frame.pts = i if pts is None else round(pts[i] / time_base)
        yield frame


def trimmed(source: Path, path: Path, frames: int) -> Path:
    """Copy an MP4 file so that an edit list leaves out its first frames."""
    with av.open(str(source)) as given, av.open(str(path), "w") as made:
        stream = given.streams.video[0]
        copy = made.add_stream_from_template(stream)
        # Times before zero are what the muxer writes an edit list for.
        shift = round(frames / stream.average_rate / stream.time_base)
        for packet in given.demux(stream):
            if packet.dts is None:
                continue
            packet.pts -= shift
            packet.dts -= shift
            packet.stream = copy
            made.mux(packet)
    return path


def with_sound_first(source: Path, path: Path) -> Path:
    """Copy a video behind a track of silence, which comes first in the file."""
    with av.open(str(source)) as given, av.open(str(path), "w") as made:
        track = given.streams.video[0]
        sound = made.add_stream("mp2", rate=48_000)
        copy = made.add_stream_from_template(track)
        seconds = float(track.duration * track.time_base) if track.duration else 3.0
        for i in range(round(seconds * 48_000 / 1152)):
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 2304), np.int16), format="s16", layout="stereo")
            silence.sample_rate, silence.pts = 48_000, i * 1152
            made.mux(sound.encode(silence))
        for packet in given.demux(track):
            if packet.dts is not None:
                packet.stream = copy
                made.mux(packet)
        made.mux(sound.encode(None))
    return path


def delayed(path: Path, milliseconds: int) -> Path:
    """Put an empty edit at the head of an MP4 file's edit list, in place; its moov must come last."""
    data = bytearray(path.read_bytes())
    at = data.index(b"elst") - 4
    assert data.rindex(b"mdat") < at
    # Entries are duration, media time (-1: nothing is shown) and rate; the movie counts milliseconds.
    data[at + 16 : at + 16] = milliseconds.to_bytes(4) + b"\xff\xff\xff\xff" + b"\0\1\0\0"
    _add(data, at + 12, 1)
    for box in (b"elst", b"edts", b"trak", b"moov"):
        _add(data, data.rindex(box, 0, at + 8) - 4, 12)
    path.write_bytes(data)
    return path


def of_unknown_codec(path: Path) -> Path:
    """Call the codec of a Motion JPEG AVI file something that nothing knows, in place."""
    path.write_bytes(path.read_bytes().replace(b"MJPG", b"XQZ9"))
    return path


def turned(path: Path) -> Path:
    """Mark an MP4 file's video as filmed with the camera on its side (90 degrees), in place."""
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40  # ISO/IEC 14496-12, 8.3.2, version 0
    numbers = (0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    data[matrix : matrix + 36] = b"".join(number.to_bytes(4, signed=True) for number in numbers)
    path.write_bytes(data)
    return path


def _add(data: bytearray, at: int, number: int) -> None:
    data[at : at + 4] = (int.from_bytes(data[at : at + 4]) + number).to_bytes(4)


def decoded(path: Path) -> Iterator[tuple[float, np.ndarray]]:
    """(presentation time in seconds, RGB picture) of every frame that is shown, in order."""
    scaler = VideoReformatter()  # one for all frames: a new one costs more than its work
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time), scaler.reformat(frame, format="rgb24").to_ndarray()
