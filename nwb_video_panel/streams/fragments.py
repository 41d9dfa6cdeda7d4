"""Pictures become what a browser plays: self-contained fragments of MP4, and stills.

A fragment is an initialisation segment and one movie fragment (ISO/IEC 14496-12,
8.8; the byte stream format of Media Source Extensions for MP4). Its times are
microseconds on the stream's own clock.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

import av
from av import VideoFrame
from av.video.codeccontext import VideoCodecContext

from .pictures import BT601

TICKS = 1_000_000
"""Per second, as browsers count media time."""

_UNTOLD = 2
"""H.273's number of a matrix, of primaries and of a transfer that are not told."""

_BT709 = 1
"""H.273's number of its primaries and of its transfer.

Browsers pass over a matrix beside which these are not told. With these they change no colour further,
as whoever decodes a file with FFmpeg changes none.
"""

FEW = 30
"""Frames from one key frame to the next: what a step back has to decode at most."""

_BASE = Fraction(1, TICKS)
_MP4 = {
    # One fragment per file, whose time is that of its first frame.
    "movflags": "frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer",
    "use_editlist": "0",
    "avoid_negative_ts": "disabled",
}
# Decoding must be quick on both sides, and the pictures true; size matters little on the way to a browser.
_X264 = {"preset": "ultrafast", "tune": "zerolatency", "crf": "17"}


def fragment(
    pictures: Iterable[tuple[int, int, VideoFrame]],
    size: tuple[int, int],
    *,
    format: str = "yuv420p",
    matrix: int = 6,
    threads: int = 1,
) -> bytes:
    """Encode pictures into a self-contained fragment.

    Parameters
    ----------
    pictures
        (time, duration, picture) each, ticks, rising; of limited range; at least one.
    size
        (width, height), even where colours are halved.
    format
        ``yuv420p`` or ``yuv444p``.
    matrix
        H.273's number of the pictures' matrix.
    threads
        Of the encoder.
    """
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options=_MP4) as container:
        stream = container.add_stream("libx264")
        stream.width, stream.height = size
        stream.pix_fmt = format
        stream.time_base = _BASE
        context = stream.codec_context
        context.time_base = _BASE
        context.framerate = Fraction(30)  # for the level alone
        context.gop_size = FEW
        context.max_b_frames = 0
        context.thread_count = threads
        _tell_colours(context, matrix)
        context.options = _X264
        durations: dict[int, int] = {}
        for time, duration, picture in pictures:
            picture.pts, picture.time_base = time, _BASE
            picture.pict_type = 0
            durations[time] = duration
            for packet in stream.encode(picture):
                packet.duration = durations[packet.pts or 0]
                container.mux(packet)
        for packet in stream.encode(None):
            packet.duration = durations[packet.pts or 0]
            container.mux(packet)
    return out.getvalue()


def copied_fragment(
    template: av.VideoStream, packets: Sequence[tuple[int, int, av.Packet[av.VideoStream]]]
) -> bytes:
    """Put H.264 packets into a self-contained fragment as they are.

    Parameters
    ----------
    template
        The track that they come from.
    packets
        (time of presentation, duration, packet) each, ticks, in order of decoding.
    """
    # Decoding times are made up: in order, and none after its picture is due.
    times = sorted(time for time, _, _ in packets)
    early = max(due - time for due, (time, _, _) in zip(times, packets, strict=True))
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options=_MP4) as container:
        stream = container.add_stream_from_template(template)
        stream.time_base = _BASE
        _complete_colours(stream.codec_context)
        for due, (time, duration, packet) in zip(times, packets, strict=True):
            packet.stream, packet.time_base = stream, _BASE
            packet.pts, packet.dts, packet.duration = time, due - early, duration
            container.mux(packet)
    return out.getvalue()


def _tell_colours(context: VideoCodecContext, matrix: int, *, full_range: bool = False) -> None:
    context.color_range = 2 if full_range else 1
    context.colorspace = matrix
    context.color_primaries = context.color_trc = _BT709


def _complete_colours(context: VideoCodecContext) -> None:
    """Tell what a file leaves open as pictures that are encoded anew tell it: a stream may have both."""
    told = int(context.colorspace)
    if _UNTOLD in {told, int(context.color_primaries), int(context.color_trc)}:
        full = int(context.color_range) == 2 or (context.pix_fmt or "").startswith("yuvj")
        _tell_colours(context, BT601 if told == _UNTOLD else told, full_range=full)


class StillEncoder:
    """Makes JPEGs of pictures shaped for stills."""

    def __init__(self) -> None:
        self._context: VideoCodecContext | None = None

    def __call__(self, picture: VideoFrame) -> bytes:
        """Return a picture as JPEG, of a quality at which its loss is not seen."""
        context = self._context
        if context is None or (context.width, context.height) != (picture.width, picture.height):
            context = self._context = _jpeg(picture.width, picture.height)
        picture.pts, picture.time_base = None, context.time_base
        return b"".join(bytes(packet) for packet in context.encode(picture))


def _jpeg(width: int, height: int) -> VideoCodecContext:
    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height = width, height
    context.pix_fmt = "yuvj444p"
    context.time_base = Fraction(1, 25)
    context.qmin = context.qmax = 2
    context.thread_count = 1
    return context
