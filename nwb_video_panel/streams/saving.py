"""Exact stills and clips for files: PNG of one frame, MP4 of a stretch of session time.

Pictures come from the videos themselves, never from the screen. A clip has its
cameras side by side, each showing its last frame with timestamp <= t, black
where it has none. Times are session seconds.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.codec.context import Flags
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image, ImageDraw, PngImagePlugin

from ..errors import MediaError, NobodyWaitsError, UnreadableVideoError
from .moments import moments
from .shots import Shot

log = logging.getLogger(__name__)

HEIGHT = 720
"""Most rows of a clip of several cameras, unless another height is chosen."""

WIDEST = 7680
"""Most columns of a clip; of more, few players make anything."""

ENCODER = "libx264"
# MP4 tells how long the last picture in the file stays: without B-frames that is the last one on screen.
_X264 = {"crf": "17", "preset": "fast", "bf": "0"}
_TICKS = 90_000
_BT709 = 1
_LIMITED = 1

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


def save_frame(shot: Shot, t: float, folder: Path, session: str) -> Path:
    """Write the frame that a camera shows at ``t`` as PNG, and return its path.

    Camera, frame number and timestamp are in the name and in the file.

    Raises
    ------
    MediaError
        There is no such frame, it cannot be read, or the folder cannot be written.
    """
    frame, timestamp = shot.at(t)
    facts = PngImagePlugin.PngInfo()
    for name, value in (
        ("Session", session),
        ("Camera", shot.name),
        ("Frame", str(frame)),
        ("NWB timestamp", f"{timestamp!r} s"),
    ):
        facts.add_itxt(name, value)
    path = folder / f"{_safe(session)}_{_safe(shot.name)}_frame{frame:07d}_{timestamp:.6f}s.png"
    picture = Image.fromarray(shot.picture(frame))
    with _kept_whole(path, "The still") as place:
        picture.save(place, "png", pnginfo=facts)
    return path


def clip_name(session: str, cameras: Sequence[str], span: tuple[float, float]) -> str:
    """Return a file name that tells session, cameras and times, and is one on every system."""
    named = "+".join(_safe(name) for name in cameras)
    who = named if len(named) <= 60 else f"{len(cameras)}-cameras"
    return f"{_safe(session)[:80]}_{who}_{span[0]:.3f}-{span[1]:.3f}s.mp4"


def save_clip(shots: Sequence[Shot], span: tuple[float, float], path: Path, **choices: Any) -> Path:  # noqa: ANN401
    """Write a clip to a file that is there only once it is whole, and return its path.

    ``choices`` are those of `write_clip`, and so are the errors.
    """
    with _kept_whole(path, "The clip") as place:
        write_clip(shots, span, place, **choices)
    return path


def write_clip(  # noqa: PLR0913 - one call, every choice named
    shots: Sequence[Shot],
    span: tuple[float, float],
    path: Path,
    *,
    rate: float = 1.0,
    height: int | None = None,
    burned: bool = False,
    most: int | None = None,
    progress: Progress = lambda _: None,
    cancelled: Cancelled = lambda: False,
    damaged: Callable[[str, int], None] = lambda _camera, _frame: None,
) -> None:
    """Write the cameras side by side from ``span[0]`` to before ``span[1]`` as MP4 (H.264).

    Each frame of each camera is in it for as long as it was on screen.

    Parameters
    ----------
    rate
        Session seconds per second of the clip, > 0: 0.25 plays four times slower than it was.
    height
        Rows of the clip; as recorded unless given, of several cameras at most `HEIGHT`.
    burned
        Whether the session time is drawn into the pictures.
    most
        Bytes that the clip may have.
    progress
        Told the share that is done.
    cancelled
        Asked before each picture.
    damaged
        Told of each frame that cannot be decoded; the one before it stays.

    Raises
    ------
    NobodyWaitsError
        It was cancelled.
    MediaError
        None of the cameras has a picture there, none can be read, or there is no encoder.
    OSError
        The file cannot be written.
    """
    times = moments(shots, span, rate)
    rows = [shot.rows(times) for shot in shots]
    if all((each < 0).all() for each in rows):
        raise MediaError(
            "No frame to save",
            f"{_have(shots)} none from {span[0]:.3f} to {span[1]:.3f} s.",
            "Set the loop where there are pictures.",
        )
    sizes = _sizes(shots, height)
    if cancelled():
        raise NobodyWaitsError
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = _stream(container, sizes, len(times) * rate / (span[1] - span[0]))
        scaler = VideoReformatter()
        ends, written = np.append(times[1:], span[1]), 0
        for i, picture in enumerate(_side_by_side(shots, rows, sizes, damaged)):
            if cancelled():
                raise NobodyWaitsError
            whole = _with_time(picture, float(times[i])) if burned else picture
            frame = scaler.reformat(
                av.VideoFrame.from_ndarray(whole, format="rgb24"),
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            due, until = (round((t - span[0]) / rate * _TICKS) for t in (float(times[i]), float(ends[i])))
            frame.pts, frame.duration, frame.time_base = due, max(until - due, 1), Fraction(1, _TICKS)
            packets = stream.encode(frame)
            written += sum(packet.size for packet in packets)
            container.mux(packets)
            progress((i + 1) / len(times))
            if most is not None and written > most:
                raise MediaError(
                    "The clip is too large",
                    f"it has more than {most / 1e6:.0f} MB by {times[i]:.1f} s.",
                    "Choose a shorter loop, fewer cameras or a smaller height.",
                )
        container.mux(stream.encode(None))


def write_problem(error: OSError, what: str, folder: Path | str) -> MediaError:
    """Return why a file was not written, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        why, cure = f"there is no room left in {folder}.", "Make room there."
    else:
        why, cure = (
            f"{folder}: {error.strerror or type(error).__name__}.",
            "Choose a folder that can be written.",
        )
    return MediaError(f"{what} cannot be written", why, cure)


@contextlib.contextmanager
def _kept_whole(path: Path, what: str) -> Iterator[Path]:
    """Lend a file that becomes ``path`` at the end of the with-block, unless that fails."""
    place = path.parent / f".saving-{secrets.token_hex(4)}{path.suffix}"
    try:
        place.open("xb").close()
        yield place
        place.replace(path)
    except OSError as error:
        raise write_problem(error, what, path.parent) from error
    finally:
        place.unlink(missing_ok=True)


def _stream(container: Any, sizes: list[tuple[int, int]], pace: float) -> Any:  # noqa: ANN401 - av's are untyped
    try:
        stream = container.add_stream(ENCODER, rate=max(round(pace), 1), options=_X264)
    except av.codec.codec.UnknownCodecError as error:
        raise MediaError(
            "No encoder for clips",
            f"the installed PyAV was built without {ENCODER}.",
            "Install PyAV from PyPI: pip install --force-reinstall av.",
        ) from error
    stream.width, stream.height = sum(width for width, _ in sizes), sizes[0][1]
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, _TICKS)
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    context.thread_count = 2  # videos play meanwhile
    # Or the last picture would stay for as long as pictures do on average.
    context.flags |= Flags.frame_duration
    return stream


def _sizes(shots: Sequence[Shot], height: int | None) -> list[tuple[int, int]]:
    """Return (width, height) of each camera in the clip: one height for all, even sides."""
    sizes = [shot.size for shot in shots]
    rows = height or max(tall for _, tall in sizes)
    if height is None and len(shots) > 1:
        rows = min(rows, HEIGHT)
    aspect = sum(width / tall for width, tall in sizes)
    rows = max(round(min(rows, WIDEST / aspect) / 2) * 2, 2)
    return [(max(round(width * rows / tall / 2) * 2, 2), rows) for width, tall in sizes]


def _side_by_side(
    shots: Sequence[Shot],
    rows: Sequence[NDArray[np.int64]],
    sizes: Sequence[tuple[int, int]],
    damaged: Callable[[str, int], None],
) -> Iterator[NDArray[np.uint8]]:
    panes = [_Pane(shot, size, damaged) for shot, size in zip(shots, sizes, strict=True)]
    for i in range(len(rows[0])):
        parts = [pane.at(int(each[i])) for pane, each in zip(panes, rows, strict=True)]
        yield np.concatenate(parts, axis=1)


class _Pane:
    """One camera's part of a clip: the last frame at its size."""

    def __init__(self, shot: Shot, size: tuple[int, int], damaged: Callable[[str, int], None]) -> None:
        self._shot, self._size, self._damaged = shot, size, damaged
        self._black = np.zeros((size[1], size[0], 3), np.uint8)
        self._row, self._last = -1, self._black

    def at(self, row: int) -> NDArray[np.uint8]:
        if row < 0:
            return self._black
        if row != self._row:
            self._row, self._last = row, self._picture(row)
        return self._last

    def _picture(self, row: int) -> NDArray[np.uint8]:
        frame = self._shot.timebase.frame_of_row(row)
        if not self._shot.holds(frame):
            return self._black
        try:
            return self._shot.picture(frame, self._size)
        except UnreadableVideoError:
            log.warning("Frame %d of %s cannot be decoded", frame, self._shot.name, exc_info=True)
            self._damaged(self._shot.name, frame)
            return self._last


def _with_time(picture: NDArray[np.uint8], t: float) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    size = max(image.height // 24, 12)
    words, draw = f"{t:.3f} s", ImageDraw.Draw(image)
    left, top, right, bottom = draw.textbbox((size, image.height - 2 * size), words, font_size=size)
    draw.rectangle((left - 6, top - 4, right + 6, bottom + 4), fill=(0, 0, 0))
    draw.text((size, image.height - 2 * size), words, fill=(255, 255, 255), font_size=size)
    return np.asarray(image)


def _have(shots: Sequence[Shot]) -> str:
    return f"{shots[0].name} has" if len(shots) == 1 else f"these {len(shots)} cameras have"


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "unnamed"
