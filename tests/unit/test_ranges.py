"""The plan for a request: RFC 9110 and CORS, without a server."""

from __future__ import annotations

from http.client import HTTPMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders

from nwb_video_panel.serving.ranges import OPEN_ENDED, FileFacts, allowed_origin, cors, etag, plan, select

CHANGED = 1_000_000_000  # Sun, 09 Sep 2001 01:46:40 GMT
DATE = "Sun, 09 Sep 2001 01:46:40 GMT"
EARLIER, LATER = "Sun, 09 Sep 2001 01:46:39 GMT", "Sun, 09 Sep 2001 01:46:41 GMT"
TAG = etag(1000, CHANGED * 10**9 + 5, 7)
FACTS = FileFacts(1000, CHANGED * 10**9 + 5, TAG, "video/mp4")
EMPTY = FileFacts(0, CHANGED * 10**9, TAG, "video/mp4")


def got(headers, method="GET", facts=FACTS, now=CHANGED + 100.0):
    planned = plan(method, headers, facts, now)
    return planned.status, planned.start, planned.length, planned.headers.get("Content-Range")


WHOLE = (200, 0, 1000, None)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("bytes=0-0", (206, 0, 1, "bytes 0-0/1000")),
        ("bytes=10-19", (206, 10, 10, "bytes 10-19/1000")),
        ("bytes=0-999", (206, 0, 1000, "bytes 0-999/1000")),
        ("bytes=999-999", (206, 999, 1, "bytes 999-999/1000")),
        ("bytes=990-5000", (206, 990, 10, "bytes 990-999/1000")),
        ("bytes=0-99999999999999999999999999", (206, 0, 1000, "bytes 0-999/1000")),
        ("bytes=0-", (206, 0, 1000, "bytes 0-999/1000")),
        ("bytes=999-", (206, 999, 1, "bytes 999-999/1000")),
        ("bytes=-4", (206, 996, 4, "bytes 996-999/1000")),
        ("bytes=-1000", (206, 0, 1000, "bytes 0-999/1000")),
        ("bytes=-5000", (206, 0, 1000, "bytes 0-999/1000")),
        ("bytes=007-008", (206, 7, 2, "bytes 7-8/1000")),
        ("Bytes=1-2", (206, 1, 2, "bytes 1-2/1000")),
        ("  bytes=1-2\t", (206, 1, 2, "bytes 1-2/1000")),
        ("bytes=,1-2,", (206, 1, 2, "bytes 1-2/1000")),
        # past the end
        ("bytes=1000-", (416, 0, 0, "bytes */1000")),
        ("bytes=1000-1000", (416, 0, 0, "bytes */1000")),
        ("bytes=99999999999999999999999999-", (416, 0, 0, "bytes */1000")),
        ("bytes=-0", (416, 0, 0, "bytes */1000")),
        ("bytes=2000-,-0", (416, 0, 0, "bytes */1000")),
        # malformed, hence ignored
        ("bytes", WHOLE),
        ("bytes=", WHOLE),
        ("bytes=,", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=--1", WHOLE),
        ("bytes=1", WHOLE),
        ("bytes=5-2", WHOLE),
        ("bytes=a-b", WHOLE),
        ("bytes=0x1-2", WHOLE),
        ("bytes=+1-2", WHOLE),
        ("bytes=1.0-2", WHOLE),
        ("bytes=1 - 2", WHOLE),
        ("bytes =1-2", WHOLE),
        ("bytes=٣-٤", WHOLE),
        ("bytes=1-2;3-4", WHOLE),
        ("bytes=0-1,x", WHOLE),
        ("items=0-1", WHOLE),
        ("", WHOLE),
        # several
        ("bytes=0-1,5-6", (206, 0, 2, "bytes 0-1/1000")),
        ("bytes=5-6, 0-1", (206, 5, 2, "bytes 5-6/1000")),
        ("bytes=2000-2001,5-6", (206, 5, 2, "bytes 5-6/1000")),
        ("bytes=" + ",".join(["0-"] * 500), (206, 0, 1000, "bytes 0-999/1000")),
    ],
)
def test_a_range_field_is_answered(value, wanted):
    assert got({"Range": value}) == wanted


@pytest.mark.parametrize("value", ["bytes=0-", "bytes=0-0", "bytes=0-,5-"])
def test_an_empty_file_satisfies_no_range(value):
    assert got({"Range": value}, facts=EMPTY) == (416, 0, 0, "bytes */0")


def test_the_tail_of_an_empty_file_is_the_empty_file():
    assert got({"Range": "bytes=-5"}, facts=EMPTY) == (200, 0, 0, None)
    assert got({}, facts=EMPTY) == (200, 0, 0, None)


def test_an_open_ended_range_is_capped_and_a_closed_one_is_not():
    big = FileFacts(10 * OPEN_ENDED, 0, TAG, "video/mp4")
    size = big.size
    assert got({"Range": "bytes=5-"}, facts=big)[1:3] == (5, OPEN_ENDED)
    assert got({"Range": f"bytes={size - 3}-"}, facts=big)[1:3] == (size - 3, 3)
    assert got({"Range": f"bytes=0-{size - 1}"}, facts=big)[1:3] == (0, size)
    assert got({"Range": f"bytes=-{size}"}, facts=big)[1:3] == (0, size)
    assert got({}, facts=big)[1:3] == (0, size)


def test_only_get_knows_ranges():
    assert got({"Range": "bytes=0-1"}, method="HEAD") == (200, 0, 0, None)


def test_head_tells_what_get_would_send():
    get, head = plan("GET", {}, FACTS), plan("HEAD", {}, FACTS)
    assert dict(get.headers) == dict(head.headers)
    assert head.length == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "FOO", ""])
def test_other_methods_are_not_allowed(method):
    planned = plan(method, {"Range": "bytes=0-1"}, FACTS)
    assert (planned.status, planned.length, planned.headers["Allow"]) == (405, 0, "GET, HEAD, OPTIONS")


def test_options_tells_the_methods():
    planned = plan("OPTIONS", {}, FACTS)
    assert (planned.status, planned.length, planned.headers["Allow"]) == (204, 0, "GET, HEAD, OPTIONS")


def test_every_answer_with_the_file_has_its_validators_and_is_not_sniffed():
    for headers, status in [({}, 200), ({"Range": "bytes=0-1"}, 206), ({"If-None-Match": "*"}, 304)]:
        planned = plan("GET", headers, FACTS)
        assert planned.status == status
        assert planned.headers["ETag"] == TAG
        assert planned.headers["Last-Modified"] == DATE
        assert planned.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in planned.headers["Cache-Control"]


def test_the_etag_changes_with_time_size_and_inode():
    assert len({etag(1, 2, 3), etag(9, 2, 3), etag(1, 9, 3), etag(1, 2, 9)}) == 4
    assert etag(255, 16, 10) == '"10-ff-a"'


def test_last_modified_is_never_in_the_future():
    assert plan("GET", {}, FACTS, now=CHANGED - 1.0).headers["Last-Modified"] == EARLIER


@pytest.mark.parametrize("mtime_ns", [-(10**18), 0, 10**30])
def test_any_time_of_change_can_be_told(mtime_ns):
    assert plan("GET", {}, FileFacts(1, mtime_ns, TAG, "video/mp4")).headers["Last-Modified"].endswith("GMT")


PART = (206, 0, 2, "bytes 0-1/1000")


@pytest.mark.parametrize(
    ("validator", "wanted"),
    [
        (TAG, PART),
        (f"W/{TAG}", WHOLE),
        ('"other"', WHOLE),
        (TAG.strip('"'), WHOLE),
        (DATE, PART),
        ("Sunday, 09-Sep-01 01:46:40 GMT", PART),
        ("Sun Sep  9 01:46:40 2001", PART),
        (EARLIER, WHOLE),
        (LATER, WHOLE),
        ("yesterday", WHOLE),
        ("", WHOLE),
    ],
)
def test_if_range_keeps_bytes_of_two_versions_apart(validator, wanted):
    assert got({"Range": "bytes=0-1", "If-Range": validator}) == wanted


def test_a_date_within_the_second_of_the_change_is_no_strong_validator():
    asked = {"Range": "bytes=0-1", "If-Range": DATE}
    assert got(asked, now=CHANGED + 0.9) == WHOLE
    assert got(asked, now=CHANGED + 1.0) == PART


def test_if_range_without_a_range_means_nothing():
    assert got({"If-Range": '"other"'}) == WHOLE


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": TAG}, 304),
        ({"If-None-Match": f"W/{TAG}"}, 304),
        ({"If-None-Match": f'"a,b", {TAG}'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": DATE}, 200),
        ({"If-Modified-Since": DATE}, 304),
        ({"If-Modified-Since": LATER}, 304),
        ({"If-Modified-Since": EARLIER}, 200),
        ({"If-Modified-Since": "gestern"}, 200),
        ({"If-Match": TAG}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": f"W/{TAG}"}, 412),
        ({"If-Match": '"other"'}, 412),
        ({"If-Match": TAG, "If-Unmodified-Since": EARLIER}, 200),
        ({"If-Unmodified-Since": EARLIER}, 412),
        ({"If-Unmodified-Since": DATE}, 200),
        ({"If-Match": '"other"', "If-None-Match": TAG}, 412),
        ({"If-None-Match": TAG, "Range": "bytes=0-1"}, 304),
        ({"If-None-Match": TAG, "Range": "bytes=5000-"}, 304),
    ],
)
def test_preconditions_come_before_the_range(headers, status):
    assert got(headers)[0] == status
    assert got(headers, method="HEAD")[0] == status


def test_names_of_fields_know_no_case_and_repeated_fields_are_one_list():
    repeated = HTTPMessage()
    repeated["if-none-match"] = '"a"'
    repeated["IF-NONE-MATCH"] = TAG
    assert plan("GET", repeated, FACTS).status == 304
    tornado = HTTPHeaders()
    tornado.add("Range", "bytes=0-1")
    tornado.add("Range", "bytes=5-6")
    assert plan("GET", tornado, FACTS).status == 200


@given(st.text(alphabet="0123456789-, \tx=", max_size=30), st.integers(0, 100))
def test_whatever_is_asked_no_byte_outside_the_file_is_planned(specs, size):
    planned = plan("GET", {"Range": f"bytes={specs}"}, FileFacts(size, 0, TAG, "video/mp4"))
    assert planned.status in (200, 206, 416)
    assert 0 <= planned.start <= planned.start + planned.length <= size
    assert planned.headers["Content-Length"] == str(planned.length)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1, max_size=20))
def test_of_several_ranges_never_more_is_sent_than_was_asked_for(pairs):
    ranges = [(first, first + more) for first, more in pairs]
    span = select("bytes=" + ",".join(f"{first}-{last}" for first, last in ranges), 100)
    asked = {byte for first, last in ranges for byte in range(first, min(last + 1, 100))}
    assert set(range(span[0], span[0] + span[1])) <= asked if span else not asked


HOST = "lab.example:5006"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://lab.example:5006", True),
        ("https://LAB.example:5006", True),
        ("http://localhost", True),
        ("http://localhost:8888", True),
        ("https://localhost:8888", True),
        ("http://127.0.0.1:8888", True),
        ("http://[::1]:8888", True),
        ("vscode-webview://0abc-1", True),
        ("https://0a1b-2.vscode-cdn.net", True),
        ("http://0a1b.vscode-cdn.net", False),
        ("http://lab.example", False),
        ("http://lab.example:5007", False),
        ("http://evil.example", False),
        ("http://localhost.evil.example", False),
        ("http://localhost:8888.evil.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://evil.example/http://localhost", False),
        ("http://localhost:8888\nX: y", False),
        ("ftp://localhost", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_the_own_page_and_loopback_may_read(origin, allowed):
    assert allowed_origin(origin, HOST) is allowed
    fields = cors("GET", {"Origin": origin}, HOST)
    assert fields.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    assert fields["Vary"] == "Origin"
    assert fields["Cross-Origin-Resource-Policy"] == (
        "cross-origin" if allowed or not origin else "same-origin"
    )


def test_no_host_is_nobodys_own():
    assert not allowed_origin("http://", "")


def test_pages_may_read_what_tells_the_range():
    exposed = cors("GET", {"Origin": "http://localhost"}, HOST)["Access-Control-Expose-Headers"]
    for name in ("Content-Range", "Content-Length", "Accept-Ranges", "ETag", "Last-Modified", "Retry-After"):
        assert name in exposed


def test_a_preflight_allows_ranges_and_private_networks():
    asked = {"Origin": "http://localhost:8888", "Access-Control-Request-Private-Network": "true"}
    fields = cors("OPTIONS", asked, HOST)
    assert "Range" in fields["Access-Control-Allow-Headers"]
    assert "GET" in fields["Access-Control-Allow-Methods"]
    assert fields["Access-Control-Allow-Private-Network"] == "true"


def test_a_strangers_preflight_allows_nothing():
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Private-Network": "true"}
    assert not [name for name in cors("OPTIONS", asked, HOST) if name.startswith("Access-Control")]
