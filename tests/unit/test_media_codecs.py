"""What codecs are called, for browsers and for people."""

from __future__ import annotations

import pytest

from nwb_video_panel.codecs import codecs_parameter, mime_type, name_for_people


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"codec": "h264", "extradata": bytes.fromhex("0164001fffe1")}, "avc1.64001f"),
        ({"codec": "h264", "tag": "avc3", "extradata": bytes.fromhex("0142c01effe1")}, "avc3.42c01e"),
        ({"codec": "h264", "extradata": bytes.fromhex("000000016764002 0".replace(" ", ""))}, "avc1.640020"),
        ({"codec": "h264", "extradata": b""}, "avc1.42e01e"),
        (
            {"codec": "hevc", "tag": "hvc1", "extradata": bytes.fromhex("0101600000009000000000005d")},
            "hvc1.1.6.L93.90",
        ),
        (
            {"codec": "hevc", "extradata": bytes.fromhex("012220000000b0000000000099")},
            "hev1.2.4.H153.B0",
        ),
        ({"codec": "hevc", "profile": "Main 10", "level": 120}, "hev1.2.4.L120"),
        ({"codec": "hevc"}, "hev1"),
        ({"codec": "vp8"}, "vp8"),
        ({"codec": "vp9", "profile": "Profile 0", "size": (640, 360), "rate": 30.0}, "vp09.00.21.08"),
        (
            {"codec": "vp9", "profile": "Profile 2", "size": (3840, 2160), "rate": 60.0, "bits": 10},
            "vp09.02.51.10",
        ),
        ({"codec": "vp9", "size": (20000, 20000), "rate": 500.0}, "vp09.00.62.08"),
        ({"codec": "av1", "extradata": bytes.fromhex("81010c00")}, "av01.0.01M.08"),
        ({"codec": "av1", "extradata": bytes.fromhex("812dcc00"), "bits": 10}, "av01.1.13H.10"),
        ({"codec": "mpeg4", "extradata": bytes.fromhex("000001b009")}, "mp4v.20.9"),
        ({"codec": "mpeg2video"}, "mp4v.61"),
        ({"codec": "ffv1"}, "ffv1"),
    ],
)
def test_the_codecs_parameter_follows_from_the_configuration_record(facts, expected):
    facts = dict(facts)
    assert codecs_parameter(facts.pop("codec"), **facts) == expected


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "mpeg4"])
@pytest.mark.parametrize("length", range(16))
def test_a_record_that_is_cut_short_still_gives_a_name(codec, length):
    record = bytes.fromhex("01640020ffe1001a67640020acd94190")[:length]
    assert codecs_parameter(codec, extradata=record).startswith(("avc1.", "hev1", "av01.", "mp4v.20."))


@pytest.mark.parametrize(
    ("container", "codecs", "expected"),
    [
        ("mov", "avc1.64001f", 'video/mp4; codecs="avc1.64001f"'),
        ("matroska", "vp09.00.21.08", 'video/webm; codecs="vp09.00.21.08"'),
        ("matroska", "avc1.64001f", 'video/mp4; codecs="avc1.64001f"'),
        ("avi", "avc1.64001f", 'video/x-msvideo; codecs="avc1.64001f"'),
        ("nut", "ffv1", 'application/octet-stream; codecs="ffv1"'),
    ],
)
def test_a_browser_is_asked_about_the_container_and_the_codec(container, codecs, expected):
    assert mime_type(container, codecs) == expected


@pytest.mark.parametrize(
    ("codec", "profile", "bits", "expected"),
    [
        ("h264", "High 4:4:4 Predictive", 8, "H.264 High 4:4:4 Predictive"),
        ("h264", None, 8, "H.264"),
        ("hevc", "Main 10", 10, "HEVC Main 10"),
        ("vp9", "Profile 2", 10, "VP9, 10 bits"),
        ("mjpeg", "Baseline", 8, "Motion JPEG"),
        ("ffv1", None, 8, "FFV1"),
        ("cinepak", None, 8, "cinepak"),
    ],
)
def test_people_are_told_a_name_they_know(codec, profile, bits, expected):
    assert name_for_people(codec, profile, bits) == expected
