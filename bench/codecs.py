"""How soon what browsers cannot play is there: the exact still, the segment, the opening of long files.

python bench/codecs.py [--short]

Makes its clips itself; asks what the page would ask, without a browser and without a cache that is warm.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import av
import numpy as np

FAR = 8
OPENINGS = 9
CODECS = [
    ("mpeg4.avi", "mpeg4", "yuv420p"),
    ("mjpeg.avi", "mjpeg", "yuvj420p"),
    ("ffv1.mkv", "ffv1", "yuv420p"),
    ("huffyuv.avi", "huffyuv", "yuv422p"),
    ("raw.avi", "rawvideo", "yuv420p"),
    ("mpeg2.ts", "mpeg2video", "yuv420p"),
    ("mpeg1.mpg", "mpeg1video", "yuv420p"),
    ("wmv.wmv", "wmv2", "yuv420p"),
    ("hevc.mp4", "libx265", "yuv420p"),
    ("h264_10_bits.mp4", "libx264", "yuv420p10le"),
    ("prores.mov", "prores_ks", "yuv422p10le"),
]


def clip(path: Path, encoder: str, pix_fmt: str, size: tuple[int, int], frames: int) -> Path:
    """A moving pattern with some noise; 25 frames per second."""
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 24, (size[1], size[0], 3), np.uint8)
    ramp = np.add.outer(np.arange(size[1]), np.arange(size[0])).astype(np.uint8)[..., None] // 2
    with av.open(str(path), "w") as container:
        stream = container.add_stream(encoder, rate=25)
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        stream.codec_context.gop_size = 1 if encoder == "ffv1" else 25
        stream.options = {"preset": "ultrafast", "x265-params": "log-level=none"} if "x26" in encoder else {}
        for k in range(frames):
            picture = np.roll(ramp, 3 * k, axis=1) // 2 + np.roll(noise, k, axis=0)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture.astype(np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path


def lengthened(source: Path, path: Path, frames: int) -> Path:
    """The same packets again and again, to so many frames."""
    with av.open(str(source)) as given, av.open(str(path), "w") as made:
        stream = given.streams.video[0]
        copy = made.add_stream_from_template(stream)
        packets = [(bytes(packet), packet.is_keyframe) for packet in given.demux(stream) if packet.size]
        for k in range(frames):
            data, key = packets[k % len(packets)]
            packet = av.Packet(data)
            packet.pts = packet.dts = k
            packet.time_base, packet.stream, packet.is_keyframe = stream.time_base, copy, key
            made.mux(packet)
    return path


def claims(path: Path, frames: int) -> dict:
    return {
        "k": "stream", "p": str(path), "c": [0.0, 25.0, frames], "i": True, "f": 0, "n": frames,
        "o": -1.0, "s": 1.0, "w": 0.04,
    }  # fmt: skip


def seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def openings(folder: Path, suffix: str, counts: tuple[int, int]) -> list[float]:
    """How long it takes to open each of two files, ms: by its own table, then by FFmpeg; rounds alternate."""
    from nwb_video_panel import avitable, indexing, media
    from nwb_video_panel.streams import filereader, ondemand

    modules = (media, indexing, filereader)
    found: dict[tuple[bool, int], list[float]] = {}
    for turn in range(OPENINGS + 1):
        for listed in (True, False):
            for module in modules:
                module.avi_table = avitable.avi_table if listed else lambda _path: None
            for frames in counts:
                # Another name each time: of a file that is known, all is remembered.
                path = folder / f"{turn}_{listed}_{frames}_{suffix}"
                path.hardlink_to(folder / f"{frames}_{suffix}")
                taken = seconds(lambda path=path: media.probe(path))
                taken += seconds(lambda path=path, n=frames: ondemand.made(claims(path, n), "still=0"))
                if turn:  # the first round warms up
                    found.setdefault((listed, frames), []).append(1000 * taken)
    for module in modules:
        module.avi_table = avitable.avi_table
    return [statistics.median(found[listed, frames]) for listed in (True, False) for frames in counts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="10,000 frames in place of 100,000")
    long = 10_000 if parser.parse_args().short else 100_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["NWB_VIDEO_PANEL_CACHE_DIR"] = str(folder / "cache")
        from nwb_video_panel.streams import ondemand

        print(f"load {os.getloadavg()[0]:.1f}\n\nfar seeks in {long:,} frames of 640x480, ms p50 / max")
        rng = np.random.default_rng(2)
        for suffix, encoder, pix_fmt in CODECS[:2]:
            short = clip(folder / suffix, encoder, pix_fmt, (640, 480), 100)
            for frames in (long // 10, long):
                path = lengthened(short, folder / f"{frames}_{suffix}", frames)
                said = claims(path, frames)
            far = rng.integers(100, long - 100, FAR)
            stills = [1000 * seconds(lambda k=k, said=said: ondemand.made(said, f"still={k}")) for k in far]
            parts = [
                1000 * seconds(lambda k=k, said=said: ondemand.made(said, f"segment={k // 25 + 1}"))
                for k in far
            ]
            print(
                f"  {suffix:18} still {statistics.median(stills):4.0f} / {max(stills):4.0f}"
                f"   segment {statistics.median(parts):4.0f} / {max(parts):4.0f}"
            )
        print("\nopening, with the first still, of ten times the frames; ms p50")
        for suffix, *_ in CODECS[:2]:
            few, many, few_by_ffmpeg, many_by_ffmpeg = openings(folder, suffix, (long // 10, long))
            print(
                f"  {suffix:18} {few:5.1f} → {many:5.1f} ({many / few:.1f}x)"
                f"   as FFmpeg does it {few_by_ffmpeg:5.1f} → {many_by_ffmpeg:5.1f}"
                f" ({many_by_ffmpeg / few_by_ffmpeg:.1f}x)"
            )
        print("\nsegments in a row, media seconds made per second")
        for suffix, encoder, pix_fmt in CODECS:
            speeds = []
            for size in ((640, 480), (1280, 1024)):
                path = clip(folder / f"{size[0]}_{suffix}", encoder, pix_fmt, size, 125)
                said = claims(path, 125)
                ondemand.made(said, "segment=1")
                taken = seconds(lambda said=said: [ondemand.made(said, f"segment={i}") for i in (2, 3, 4)])
                speeds.append(3 / taken)
            print(f"  {suffix:18} 640x480 {speeds[0]:5.1f}x   1280x1024 {speeds[1]:5.1f}x")


if __name__ == "__main__":
    main()
