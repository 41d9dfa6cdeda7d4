"""What containers and codecs are called: for browsers (RFC 6381) and for people; pure.

A browser is asked with a MIME type and a ``codecs`` parameter, made from the
codec's configuration record as the container stores it.
"""

from __future__ import annotations

CONTAINERS = {
    "mov": "MP4",
    "matroska": "Matroska",
    "avi": "AVI",
    "mpegts": "MPEG-TS",
    "mpeg": "MPEG-PS",
    "flv": "FLV",
    "asf": "ASF (WMV)",
    "ogg": "Ogg",
    "mxf": "MXF",
    "nut": "NUT",
    "ivf": "IVF",
    "h264": "raw H.264",
    "hevc": "raw HEVC",
    "m4v": "raw MPEG-4",
    "mpegvideo": "raw MPEG video",
    "mjpeg": "raw Motion JPEG",
    "dv": "DV",
    "yuv4mpegpipe": "YUV4MPEG",
}
"""FFmpeg's demuxers (the first of their names) that read one local file and nothing beside it, and
what people call the container. Others, such as playlists and image sequences, are not opened."""

NATIVE_CONTAINERS = frozenset({"mov", "matroska", "ogg"})
"""Those that a browser may play by itself."""

_MIME = {
    "mov": "video/mp4",  # QuickTime too: browsers play it, though they deny it when asked
    "avi": "video/x-msvideo",
    "mpegts": "video/mp2t",
    "mpeg": "video/mpeg",
    "flv": "video/x-flv",
    "asf": "video/x-ms-wmv",
    "ogg": "video/ogg",
    "mxf": "application/mxf",
}

_PEOPLE = {
    "h264": "H.264",
    "hevc": "HEVC",
    "vp8": "VP8",
    "vp9": "VP9",
    "av1": "AV1",
    "mpeg4": "MPEG-4 Part 2",
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "mjpeg": "Motion JPEG",
    "ffv1": "FFV1",
    "rawvideo": "uncompressed",
    "wmv1": "WMV 7",
    "wmv2": "WMV 8",
    "wmv3": "WMV 9",
    "vc1": "VC-1",
    "theora": "Theora",
    "prores": "ProRes",
    "huffyuv": "Huffyuv",
    "ffvhuff": "FFmpeg Huffyuv",
    "msmpeg4v3": "MS MPEG-4 v3",
    "flv1": "Sorenson Spark",
    "dvvideo": "DV",
}

# level: (largest picture in luma samples, luma samples per second); VP9 Levels, webmproject.org/vp9/levels
_VP9_LEVELS = {
    10: (36_864, 829_440),
    11: (73_728, 2_764_800),
    20: (122_880, 4_608_000),
    21: (245_760, 9_216_000),
    30: (552_960, 20_736_000),
    31: (983_040, 36_864_000),
    40: (2_228_224, 83_558_400),
    41: (2_228_224, 160_432_128),
    50: (8_912_896, 311_951_360),
    51: (8_912_896, 588_251_136),
    52: (8_912_896, 1_176_502_272),
    60: (35_651_584, 1_176_502_272),
    61: (35_651_584, 2_353_004_544),
}


def mime_type(container: str, codecs: str) -> str:
    """Return the MIME type to ask a browser about.

    For Matroska it is that of WebM or MP4, whichever goes with the codec: browsers that open Matroska
    decode there what they decode in those, and deny the type itself.

    Parameters
    ----------
    container
        A key of `CONTAINERS`.
    codecs
        The RFC 6381 codecs parameter.
    """
    if container == "matroska":
        webm = codecs.startswith(("vp8", "vp09", "av01"))
        return f'{"video/webm" if webm else "video/mp4"}; codecs="{codecs}"'
    return f'{_MIME.get(container, "application/octet-stream")}; codecs="{codecs}"'


def name_for_people(codec: str, profile: str | None, bits: int = 8) -> str:
    """Return e.g. ``H.264 High 4:4:4 Predictive`` or ``VP9, 10 bits``."""
    name = _PEOPLE.get(codec, codec)
    if codec in {"h264", "hevc"} and profile:
        return f"{name} {profile}"
    return f"{name}, {bits} bits" if bits > 8 else name


def codecs_parameter(  # noqa: PLR0911, PLR0913 - one answer for each codec; each fact is needed by some
    codec: str,
    *,
    tag: str = "",
    profile: str | None = None,
    level: int = -99,
    extradata: bytes = b"",
    size: tuple[int, int] = (0, 0),
    rate: float = 30.0,
    bits: int = 8,
) -> str:
    """Return the RFC 6381 codecs parameter of one video track, as exact as the facts allow.

    Parameters
    ----------
    codec
        FFmpeg's name of the codec, e.g. ``h264``.
    tag
        The container's four-character code, e.g. ``avc3``.
    profile, level
        As FFmpeg names and counts them.
    extradata
        The configuration record (avcC, hvcC, av1C, MPEG-4 decoder specific info).
    size, rate, bits
        (width, height), frames per second and bits per sample.
    """
    match codec:
        case "h264":
            return f"{tag if tag in {'avc1', 'avc3'} else 'avc1'}.{_avc(extradata)}"
        case "hevc":
            return f"{tag if tag in {'hvc1', 'hev1'} else 'hev1'}{_hevc(extradata, profile, level)}"
        case "vp9":
            return f"vp09.{_vp9_profile(profile):02d}.{_vp9_level(size, rate):02d}.{bits:02d}"
        case "av1":
            return _av1(extradata, bits)
        case "mpeg4":
            return f"mp4v.20.{_mpeg4_level(extradata)}"
        case "mpeg2video":
            return "mp4v.61"
        case "mpeg1video":
            return "mp4v.6A"
        case "mjpeg":
            return "mp4v.6C"
    return codec


def carries_itself(codec: str) -> bool | None:
    """Tell whether the packets of a codec need no configuration record; None for codecs browsers lack."""
    return {"h264": False, "hevc": False, "vp8": True, "vp9": True, "av1": True}.get(codec)


def decoding_begins(codec: str, data: bytes, extradata: bytes) -> bool:
    """Tell whether a decoder can begin with a packet that the container calls a key frame.

    Containers call pictures of open groups and recovery points so, too; browsers begin H.264 with IDR
    pictures alone.

    Parameters
    ----------
    codec
        FFmpeg's name of the codec.
    data
        The packet, of length-prefixed units (ISO/IEC 14496-15) where the codec is H.264.
    extradata
        The configuration record.
    """
    if codec != "h264" or len(extradata) < 5:
        return True
    prefix = (extradata[4] & 3) + 1
    at = 0
    while at + prefix < len(data):
        unit = data[at + prefix] & 0x1F
        if unit in {1, 5}:
            return unit == 5
        at += prefix + int.from_bytes(data[at : at + prefix])
    return False


def _avc(extradata: bytes) -> str:
    """Return profile, constraints and level in hexadecimal (RFC 6381, 3.3; ISO/IEC 14496-15)."""
    if extradata[:1] == b"\x01" and len(extradata) >= 4:
        return extradata[1:4].hex()
    for start in (i for i in range(len(extradata) - 6) if extradata[i : i + 3] == b"\0\0\1"):
        if extradata[start + 3] & 0x1F == 7:  # a sequence parameter set in a byte stream
            return extradata[start + 4 : start + 7].hex()
    return "42e01e"


def _hevc(extradata: bytes, profile: str | None, level: int) -> str:
    """Return e.g. ``.1.6.L93.B0`` (ISO/IEC 14496-15, annex E)."""
    if extradata[:1] == b"\x01" and len(extradata) >= 13:
        space = ("", "A", "B", "C")[extradata[1] >> 6]
        tier = "H" if extradata[1] & 0x20 else "L"
        compatible = int(f"{int.from_bytes(extradata[2:6], 'big'):032b}"[::-1], 2)
        constraints = extradata[6:12].rstrip(b"\0")
        parts = [f"{space}{extradata[1] & 0x1F}", f"{compatible:X}", f"{tier}{extradata[12]}"]
        return "." + ".".join(parts + [f"{byte:X}" for byte in constraints])
    number = {"Main": "1.6", "Main 10": "2.4"}.get(profile or "")
    return f".{number}.L{level}" if number and level > 0 else ""


def _vp9_profile(profile: str | None) -> int:
    return int(profile[-1]) if profile and profile[-1].isdigit() else 0


def _vp9_level(size: tuple[int, int], rate: float) -> int:
    picture = size[0] * size[1]
    for level, (most, most_per_second) in _VP9_LEVELS.items():
        if picture <= most and picture * rate <= most_per_second:
            return level
    return 62


def _av1(extradata: bytes, bits: int) -> str:
    """Return e.g. ``av01.0.04M.08`` (AV1 in ISOBMFF, section 5)."""
    if len(extradata) >= 3 and extradata[0] == 0x81:
        tier = "H" if extradata[2] & 0x80 else "M"
        return f"av01.{extradata[1] >> 5}.{extradata[1] & 0x1F:02d}{tier}.{bits:02d}"
    return f"av01.0.08M.{bits:02d}"


def _mpeg4_level(extradata: bytes) -> int:
    """Return profile_and_level_indication of the visual object sequence (ISO/IEC 14496-2)."""
    start = extradata.find(b"\0\0\1\xb0")
    return extradata[start + 4] if 0 <= start < len(extradata) - 4 else 1
