"""A frame number survives codecs, scaling and screenshots, and is never misread."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clips import FRAGMENTED, decoded, picture, write_clip
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nwb_video_panel import barcode

SIZE = (384, 216)
NUMBERS = [0, 1, 2, 0x55555, 0xAAAAA, 0x12345, 0x80000, 0xFFFFE, 0xFFFFF]


def scaled(frame: np.ndarray, width: int, height: int) -> np.ndarray:
    return np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BILINEAR))


@given(st.integers(0, 2**20 - 1))
def test_every_number_is_read_back(number):
    assert barcode.read(picture(number, SIZE)) == number


@given(st.integers(0, 2**20 - 1), st.floats(0.25, 3.0))
def test_a_scaled_picture_reads_the_same(number, scale):
    frame = scaled(picture(number, SIZE), round(SIZE[0] * scale), round(SIZE[1] * scale))
    assert barcode.read(frame) == number


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(("across", "down"), [(2.0, 1.0), (0.6, 1.2), (0.5, 0.5)])
def test_other_pixel_aspects_read_the_same(number, across, down):
    frame = scaled(picture(number, SIZE), round(SIZE[0] * across), round(SIZE[1] * down))
    assert barcode.read(frame) == number


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("border", [1, 7, 40])
def test_a_letterboxed_picture_reads_the_same(number, border):
    frame = np.pad(picture(number, SIZE), ((border, border), (border, border), (0, 0)))
    assert barcode.read(frame) == number


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("cut", [1, 3])
def test_a_crop_that_is_a_few_pixels_off_reads_the_same(number, cut):
    assert barcode.read(picture(number, SIZE)[cut:, cut:]) == number


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("opacity", [0.7, 0.4, 0.25])
def test_a_dimmed_picture_reads_the_same(number, opacity):
    frame = (picture(number, SIZE) * opacity).astype(np.uint8)
    assert barcode.read(frame) == number


def test_a_picture_with_alpha_or_without_colour_reads_the_same():
    frame = picture(4711, SIZE)
    alpha = np.dstack([frame, np.full(frame.shape[:2], 255, np.uint8)])
    assert (barcode.read(alpha), barcode.read(frame[..., 0])) == (4711, 4711)


def test_two_frames_blended_are_not_a_number():
    both = (picture(0x55555, SIZE).astype(int) + picture(0xAAAAA, SIZE)) // 2
    assert barcode.read(both.astype(np.uint8)) is None


@given(st.integers(0, 2**20 - 1), st.integers(0, 19))
def test_a_covered_cell_is_not_a_number(number, bit):
    frame = picture(number, SIZE)
    left = barcode.CELL // 2 + (bit + 1) * barcode.CELL
    frame[: barcode.HEIGHT, left : left + barcode.CELL] = barcode.DARK
    assert barcode.read(frame) is None


@pytest.mark.parametrize("number", NUMBERS)
def test_a_picture_torn_between_the_rows_is_not_a_number(number):
    frame = picture(number, SIZE)
    middle = barcode.HEIGHT // 2
    frame[middle:] = picture(number ^ 0b1000, SIZE)[middle:]
    assert barcode.read(frame) is None


@given(st.integers(0, 2**32 - 1))
def test_noise_is_not_a_number(seed):
    noise = np.random.default_rng(seed).integers(0, 256, (216, 384, 3), dtype=np.uint8)
    assert barcode.read(noise) is None


@pytest.mark.parametrize("value", [0, 20, 128, 255])
def test_a_plain_picture_is_not_a_number(value):
    assert barcode.read(np.full((216, 384, 3), value, np.uint8)) is None


def test_a_tiny_picture_is_not_a_number():
    assert barcode.read(np.full((1, 1, 3), 255, np.uint8)) is None


@pytest.mark.parametrize("number", [-1, 2**20])
def test_a_number_beyond_20_bits_is_refused(number):
    with pytest.raises(ValueError, match="20 bits"):
        barcode.draw(np.zeros((216, 384, 3), np.uint8), number)


def test_a_frame_too_small_for_the_barcode_is_refused():
    with pytest.raises(ValueError, match="368x48"):
        barcode.draw(np.zeros((40, 384, 3), np.uint8), 1)


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("b_frames.mp4", {}),
        ("no_b_frames.mp4", {"b_frames": 0}),
        ("short_groups.mp4", {"gop": 7}),
        ("coarse.mp4", {"options": {"crf": "45"}}),
        ("fragmented.mp4", {"container_options": FRAGMENTED, "gop": 10}),
        ("clip.mov", {}),
        ("clip.mkv", {}),
        ("hevc.mp4", {"codec": "hevc"}),
        ("vp9.webm", {"codec": "vp9"}),
        ("av1.mp4", {"codec": "av1"}),
        ("av1.webm", {"codec": "av1"}),
        ("ntsc.mp4", {"rate": Fraction(30_000, 1001)}),
        ("mjpeg.avi", {"codec": "mjpeg", "pix_fmt": "yuvj420p"}),
        ("ffv1.mkv", {"codec": "ffv1"}),
    ],
)
def test_every_frame_of_a_clip_is_read_back_in_order(tmp_path: Path, name, choices):
    clip = write_clip(tmp_path / name, frames=40, size=SIZE, first_number=1000, **choices)
    assert [barcode.read(frame) for _, frame in decoded(clip)] == list(range(1000, 1040))


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="needs the schedulers of Linux")
def test_making_an_av1_clip_leaves_the_tests_at_ordinary_priority(tmp_path: Path):
    # Browsers and servers started later would inherit SVT-AV1's real-time priority, and starve the machine.
    write_clip(tmp_path / "av1.mp4", frames=10, size=SIZE, codec="av1")
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_a_clip_keeps_the_times_it_was_given(tmp_path: Path):
    pts = np.cumsum([0.0, 0.02, 0.04, 0.011, 0.5, 0.033, 0.033, 1.25])
    clip = write_clip(tmp_path / "vfr.mp4", frames=8, size=SIZE, pts=pts)
    times, frames = zip(*decoded(clip), strict=True)
    assert np.allclose(np.subtract(times, times[0]), pts, atol=1e-4)
    assert [barcode.read(frame) for frame in frames] == list(range(8))
