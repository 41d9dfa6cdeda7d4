"""Whatever comes: each parser of untrusted text answers or raises its own error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nwb_video_panel import fallback
from nwb_video_panel.errors import NotServedError, TokenError
from nwb_video_panel.locate import Locator
from nwb_video_panel.serving import heads, pages
from nwb_video_panel.serving.answers import ROUTE, answer
from nwb_video_panel.serving.ranges import OPEN_ENDED, FileFacts, allowed_origin, plan, select
from nwb_video_panel.serving.resources import Resource

PATHS = st.lists(
    st.sampled_from([*"./\\%:~\0 2eE5cfFa", "..", "/../", "%2e", "%2f", "%5c", "%00", "%c0%af", "v.mp4"]),
    max_size=30,
).map("".join)
FIELDS = st.dictionaries(
    st.sampled_from(
        ["Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "Origin", "range", "Host"]
    ),
    st.text(st.characters(max_codepoint=255), max_size=60)
    | st.text(alphabet='0123456789-, =bytes"*W/', max_size=40).map("bytes={}".format),
    max_size=4,
)


def is_safe_span(value: str, size: int) -> bool:
    span = select(value, size)
    return span is None or (0 <= span[0] <= size and 0 <= span[1] <= size - span[0])


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")), st.integers(0, 2**63)
)
@example("bytes=0-,٣-٤", 10)
@example("bytes=-0", 0)
def test_any_range_stays_within_the_file(value, size):
    assert is_safe_span(value, size)
    assert is_safe_span(f"bytes={value}", size)


@given(st.integers(0, 10**21), st.integers(0, 10**21), st.integers(1, 2**40))
def test_a_range_is_what_the_standard_says(first, last, size):
    found = select(f"bytes={first}-{last}", size)
    if last < first:
        assert found == (0, 0)
    elif first >= size:
        assert found is None
    else:
        assert found == (first, min(last, size - 1) - first + 1)
    open_ended = select(f"bytes={first}-", size)
    assert open_ended == (None if first >= size else (first, min(size - first, OPEN_ENDED)))


@given(st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", ""]), FIELDS, st.integers(0, 10**6))
def test_any_header_fields_get_a_plan_within_the_file(method, fields, size):
    planned = plan(method, fields, FileFacts(size, 10**18, '"a"', "video/mp4"), 1e9)
    assert planned.status in (200, 204, 206, 304, 405, 412, 416)
    assert 0 <= planned.start <= planned.start + planned.length <= size
    for name, value in planned.headers.items():
        assert not set("\r\n\0") & set(name + value)


@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                b"GET ",
                b"/",
                b" HTTP/1.1",
                b"\r\n",
                b"\n",
                b"Host: a",
                b":",
                b" ",
                b"\0",
                b"Content-Length: 1",
                b"http://x",
            ]
        ),
        max_size=14,
    ).map(b"".join)
)
def test_any_bytes_are_a_request_or_not(data):
    try:
        request = heads.read(data)
    except heads.HeadError:
        return
    assert request.method
    assert not set("\r\n \0") & set(request.path + request.method)


def test_no_answer_has_a_line_that_the_request_wrote():
    @given(st.text(st.characters(max_codepoint=255), max_size=80), FIELDS)
    def any_origin(origin, fields):
        def find():
            raise NotServedError

        made = answer("GET", {**fields, "Origin": origin}, "localhost", find, 0.0)
        head = heads.write(made, 0.0, close=True)
        allowed = made.headers.get("Access-Control-Allow-Origin")
        assert allowed is None or allowed_origin(allowed, "localhost")
        assert head.count(b"\r\n") == len(made.headers) + 4

    any_origin()


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_any_text_is_no_token(text):
    with pytest.raises(TokenError):
        pages.opened(text)
    with pytest.raises((TokenError, NotServedError)):
        fallback._open_token(f"/{ROUTE}{text}", "")


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tree").resolve()
    for name in ("in/v.mp4", "in/deep/v.mp4", "v.mp4", "in/..v.mp4"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(name.encode())
    (folder / "in" / "link.mp4").symlink_to(folder / "v.mp4")
    return folder / "in"


@settings(max_examples=300)
@given(PATHS)
@example("../v.mp4")
@example("link.mp4")
@example("%2e%2e/v.mp4")
def test_any_path_opens_only_what_is_in_the_folder(tree, path):
    try:
        opened: Resource = fallback._open_video(tree, f"/{path}", "")
    except NotServedError:
        return
    with opened:
        assert os.pread(opened.fd, 100, 0).startswith(b"in/")


@settings(max_examples=300)
@given(PATHS | st.text(max_size=60))
@example("../v.mp4")
@example("link.mp4")
def test_any_name_in_an_nwb_file_leads_only_to_the_allowed_folder(tree, name):
    found = Locator(tree).locate(name)
    assert found.path is None or found.path.is_relative_to(tree)
    assert found.path is None or found.path.resolve() == found.path
