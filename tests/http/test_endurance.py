"""What happens when files change, clients vanish and readers stall."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import servers
from wire import Wire

from nwb_video_panel import indexing
from nwb_video_panel import routes as media_routes
from nwb_video_panel.serving import connections, heads, pump
from nwb_video_panel.serving.answers import ROUTE, Answer
from nwb_video_panel.serving.connections import Patience
from nwb_video_panel.serving.pages import Page

BIG = 24 * 1024 * 1024
"""Far more than socket buffers hold, so that a reader can stop a server in the middle."""
SMALL = 64 * 1024
"""A receive buffer, bytes."""
SOAK = Path(__file__).parents[2] / "bench" / "soak.py"


@pytest.fixture
def big(tmp_path):
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate(BIG)
    return path


def stalled(server, path, link=None, **headers):
    """A connection whose reader has taken the header fields and nothing else."""
    wire = Wire(server.port, SMALL)
    wire.request(link or server.media(path), Range=f"bytes=0-{BIG - 1}", **headers)
    code, _ = wire.head()
    assert code == 206
    return wire


def descriptors():
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def eventually(happens):
    """Wait for what a server does after a client has gone."""
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_file_that_shrinks_ends_the_answer_and_the_connection(server, big):
    with stalled(server, big) as wire:
        os.truncate(big, BIG // 2)
        assert len(wire.until_end()) < BIG


def test_a_file_that_grows_is_sent_as_it_was(server, big):
    with stalled(server, big) as wire:
        with big.open("ab") as file:
            file.write(b"x" * 1000)
        assert wire.take(BIG).count(b"x") == 0
        assert wire.ask(server.media(big), Range="bytes=-1000").body == b"x" * 1000


def test_a_file_that_vanishes_is_sent_to_the_end(server, big):
    with stalled(server, big) as wire:
        url = server.media(big)
        big.unlink()
        assert len(wire.take(BIG)) == BIG
        assert wire.ask(url).code == 404


def test_a_file_that_is_replaced_is_sent_as_it_was(server, big, tmp_path):
    with stalled(server, big) as wire:
        (tmp_path / "new").write_bytes(b"y" * BIG)
        (tmp_path / "new").replace(big)
        assert wire.take(BIG).count(b"y") == 0


def test_no_announced_byte_is_exceeded_by_a_growing_file_without_a_range(server, big):
    with Wire(server.port, SMALL) as wire:
        wire.request(server.media(big), Connection="close")
        _, headers = wire.head()
        with big.open("ab") as file:
            file.write(b"x" * 1000)
        assert len(wire.until_end()) == int(headers["content-length"]) == BIG


def test_aborted_requests_leave_no_descriptor_and_no_word_in_the_log(server, big, clip, caplog):
    for _ in range(10):  # threads and pools are up
        stalled(server, big).abort()
    with Wire(server.port) as wire:
        assert wire.ask(server.media(clip.path), Range="bytes=0-9").code == 206
    caplog.set_level(logging.INFO)
    caplog.clear()
    # What was opened before, by other tests too, may still be closing.
    before = settled(descriptors)
    for turn in range(100):
        wire = stalled(server, big)
        wire.abort() if turn % 2 else wire.close()
    for _ in range(50):  # gone before an answer
        wire = Wire(server.port)
        wire.request(server.media(big))
        wire.abort()
    for _ in range(50):  # gone in the middle of a request
        wire = Wire(server.port)
        wire.send(b"GET /nwb-video")
        wire.abort()
    eventually(lambda: descriptors() <= before)
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def settled(count):
    """A number that has not changed for a while."""
    value, since = count(), time.monotonic()
    while time.monotonic() - since < 0.3:
        time.sleep(0.01)
        if count() != value:
            value, since = count(), time.monotonic()
    return value


def test_no_log_tells_a_token(server, clip, caplog):
    caplog.set_level(logging.DEBUG)
    url = server.media(clip.path)
    with Wire(server.port) as wire:
        assert [wire.ask(path).code for path in (url, url + "A")] == [200, 403]
    assert url.rpartition("/")[2][:20] not in caplog.text


@pytest.mark.parametrize("written", ["{}{})", "{}{}/", "{}{}%20", "/{}{}", "{}{}//x", "{}{}%0a", "{}{}é"])
def test_no_log_tells_a_token_with_something_around_it(server, clip, caplog, written):
    caplog.set_level(logging.DEBUG)
    token = server.media(clip.path).rpartition("/")[2]
    path = written.format(f"/{ROUTE}", token).encode().decode("latin-1")
    with Wire(server.port) as wire:
        lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{server.port}", "Connection: close", "", ""]
        wire.send("\r\n".join(lines).encode("latin-1"))
        reply = wire.until_end()
    assert reply[9:12] in (b"200", b"400", b"403", b"404")
    assert clip.bytes[:8] not in reply or written == "/{}{}"
    assert token[:20] not in caplog.text


def test_a_mistake_of_ours_is_answered_with_500_and_logged_without_the_token(
    server, clip, caplog, monkeypatch
):
    def broken(*_):
        raise RuntimeError("a mistake")

    monkeypatch.setattr(indexing, "request_index", broken)
    url = server.path("index", clip.path)
    with Wire(server.port) as wire:
        assert wire.ask(url).code == 500
    assert "a mistake" in caplog.text
    assert url.rpartition("/")[2][:20] not in caplog.text


def test_of_an_old_pages_links_one_refusal_a_minute_is_logged(clip, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    refusals = media_routes._Refusals()
    monkeypatch.setattr(media_routes, "_refusals", refusals)

    def told():
        return [record.getMessage()[:3] for record in caplog.records if record.levelno >= logging.WARNING]

    with servers.routes() as server, Wire(server.port) as wire:
        for _ in range(5):
            assert wire.ask(f"/{ROUTE}forged").code == 403
        eventually(lambda: told() == ["403"])
        assert wire.ask(f"/{ROUTE}").code in (403, 404)
        assert wire.ask(server.media(clip.path.parent / "missing.mp4")).code == 404
        eventually(lambda: told()[-1] == "404")
        refusals.logged -= 61
        assert wire.ask(f"/{ROUTE}forged").code == 403
        eventually(lambda: told()[-1] == "403")


def test_64_stalled_readers_hold_up_nobody(server, big, clip):
    readers = [stalled(server, big) for _ in range(64)]
    try:
        with Wire(server.port) as wire:
            for start in range(0, 5_000_000, 500_000):
                reply = wire.ask(server.media(clip.path), Range=f"bytes={start}-{start + 9}")
                assert reply.body == clip.bytes[start : start + 10]
        assert sum(thread.name.startswith("nwb-video_") for thread in threading.enumerate()) <= 8
    finally:
        for reader in readers:
            reader.close()


def test_a_stalled_reader_may_go_on_later(server, clip):
    with Wire(server.port, SMALL) as wire:
        wire.request(server.media(clip.path))
        wire.head()
        time.sleep(0.2)
        assert wire.take(len(clip.bytes)) == clip.bytes
        assert wire.ask(server.media(clip.path), Range="bytes=0-1").body == clip.bytes[:2]


def test_many_readers_at_once_get_their_own_bytes(server, clip):
    wrong = []

    def read(start):
        with Wire(server.port) as wire:
            for length in (10, 700_000, 3, 1_500_000):
                reply = wire.ask(server.media(clip.path), Range=f"bytes={start}-{start + length - 1}")
                if reply.body != clip.bytes[start : start + length]:
                    wrong.append((start, length))

    readers = [threading.Thread(target=read, args=(start,)) for start in range(0, 1_600_000, 100_000)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert wrong == []


@pytest.fixture
def impatient(monkeypatch):
    """A server of either kind that waits for readers only for a moment."""
    monkeypatch.setattr(pump, "PATIENCE", 0.2)
    opened = []

    def impatient(kind):
        short = Patience(idle=0.5, head=0.2, send=0.2)
        opened.append(servers.routes() if kind == "routes" else servers.threads(short))
        return opened[-1].__enter__()

    yield impatient
    for each in opened:
        each.__exit__(None, None, None)


@pytest.mark.parametrize("kind", ["routes", "fallback"])
def test_a_reader_that_takes_nothing_is_given_up(impatient, kind, big):
    with stalled(impatient(kind), big) as wire:
        time.sleep(4)  # many times the server's patience
        assert len(wire.until_end()) < BIG


class Taking:
    """A stream or a socket that notes how many bytes each wait is for."""

    def __init__(self) -> None:
        self.waits: list[int] = []

    def closed(self) -> bool:
        return False

    async def write(self, data: bytes) -> None:
        self.waits.append(len(data))

    def sendall(self, data: bytes, _flags: int = 0) -> None:
        self.waits.append(len(data))


@pytest.mark.parametrize("kind", ["routes", "fallback"])
def test_of_what_is_in_memory_each_part_has_the_servers_patience(kind, monkeypatch):
    # A slow reader takes longer for all of it, and is none that takes nothing.
    taking, ready = Taking(), Answer(200, {}, bytes(3_000_000))
    if kind == "routes":
        monkeypatch.setattr(pump, "HAS_SENDFILE", False)
        with ThreadPoolExecutor(1) as thread:  # here another loop may be running
            thread.submit(asyncio.run, pump.Pump(taking).run(lambda: (ready, ready.body))).result()
    else:
        connection = connections._Connection.__new__(connections._Connection)
        connection.request = taking
        assert connection._send(ready, heads.NOTHING, 0.0)
    assert sum(taking.waits) >= 3_000_000
    assert max(taking.waits) <= 256 * 1024


def test_header_fields_that_trickle_in_are_not_waited_for(impatient):
    with Wire(impatient("fallback").port) as wire:
        wire.send(b"GET / HTTP/1.1\r\n")
        with pytest.raises((ConnectionError, BrokenPipeError)):
            trickle(wire)


def trickle(wire):
    for _ in range(1000):
        wire.send(b"X")
        time.sleep(0.02)


def test_a_connection_that_asks_nothing_is_closed(impatient):
    server = impatient("fallback")
    with Wire(server.port) as silent:
        assert silent.is_over()
    with Wire(server.port) as idle:
        assert idle.ask("/").code == 404
        assert idle.is_over()


def test_more_connections_than_the_cap_are_turned_away_while_all_of_them_read(big):
    with servers.threads() as server, contextlib.ExitStack() as stack:
        held = [stack.enter_context(stalled(server, big)) for _ in range(256)]
        with Wire(server.port) as late:
            code, headers = late.head()
            assert (code, headers["retry-after"]) == (503, "1")
        held.pop().close()
        eventually(lambda: served(server))


@pytest.fixture
def waits(monkeypatch):
    """The connections that the fallback began to wait at for a request, one after the other."""
    began, idle = [], connections.MediaServer.idle

    @contextlib.contextmanager
    def noted(server, request):
        with idle(server, request):
            began.append(request)
            yield

    monkeypatch.setattr(connections.MediaServer, "idle", noted)
    return began


def test_at_the_cap_the_connection_that_was_idle_longest_makes_room(big, clip, waits):
    with servers.threads() as server, contextlib.ExitStack() as stack:
        path = server.media(clip.path)
        reading = stack.enter_context(stalled(server, big))  # older than all, and not idle
        idle = [stack.enter_context(Wire(server.port)) for _ in range(255)]
        eventually(lambda: len(waits) == 256)
        for number, wire in enumerate(idle):
            assert wire.ask(path, Range="bytes=0-3").code == 206
            if number < 4:  # a thread may come to its next wait later than one that answers after it
                eventually(lambda: len(waits) == 257 + number)  # noqa: B023 - asked before the next turn
        assert idle[0].ask(path, Range="bytes=0-3").code == 206  # now the one that asked last
        for _ in range(3):
            late = stack.enter_context(Wire(server.port))
            assert late.ask(path, Range="bytes=4-7").body == clip.bytes[4:8]
        assert [wire.is_over() for wire in idle[1:4]] == [True] * 3
        for wire in (idle[0], *idle[4:]):
            assert wire.ask(path, Range="bytes=0-3").code == 206
        assert len(reading.take(BIG)) == BIG


def test_where_no_thread_starts_the_connections_place_is_free_again(monkeypatch):
    def refused(_thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    with connections.MediaServer(lambda *_: None, most=1) as server:
        for _ in range(2):
            with socket.socket() as coming, pytest.raises(RuntimeError, match="new thread"):
                server.process_request(coming, None)


def test_clients_that_only_connect_take_no_place_from_those_that_ask(clip):
    with servers.threads() as server, contextlib.ExitStack() as stack:
        path = server.media(clip.path)
        for _ in range(300):
            stack.enter_context(Wire(server.port))
        with Wire(server.port) as wire:
            assert wire.ask(path, Range="bytes=0-3").body == clip.bytes[:4]


def served(server):
    try:
        with Wire(server.port) as wire:
            return wire.ask("/").code == 404
    except OSError:
        return False


@pytest.mark.parametrize("kind", ["routes", "fallback"])
def test_without_sendfile_the_same_bytes_come(kind, clip, monkeypatch):
    monkeypatch.setattr(pump, "HAS_SENDFILE", False)
    monkeypatch.setattr(connections, "HAS_SENDFILE", False)
    with servers.routes() if kind == "routes" else servers.threads() as server:
        path = server.media(clip.path)
        with Wire(server.port) as wire:
            assert wire.ask(path).body == clip.bytes
            assert wire.ask(path, Range="bytes=5-9").body == clip.bytes[5:10]
            assert wire.ask(path, Range="bytes=300000-3999999").body == clip.bytes[300000:4000000]


@pytest.mark.parametrize("kind", ["routes", "fallback"])
def test_without_sendfile_a_shrinking_file_and_an_abort_end_cleanly(kind, big, monkeypatch):
    monkeypatch.setattr(pump, "HAS_SENDFILE", False)
    monkeypatch.setattr(connections, "HAS_SENDFILE", False)
    with servers.routes() if kind == "routes" else servers.threads() as server:
        stalled(server, big).abort()
        with stalled(server, big) as wire:
            os.truncate(big, BIG // 2)
            assert len(wire.until_end()) < BIG


@pytest.mark.parametrize("kind", ["routes", "fallback"])
def test_where_a_file_system_knows_no_sendfile_its_bytes_are_read_and_sent(kind, clip, monkeypatch):
    def unsupported(*_):
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(pump, "sendfile", unsupported)
    monkeypatch.setattr(connections, "sendfile", unsupported)
    running = servers.routes if kind == "routes" else servers.threads
    with running() as server, Wire(server.port) as wire:
        assert wire.ask(server.media(clip.path)).body == clip.bytes
        assert wire.ask(server.media(clip.path), Range="bytes=5-9").body == clip.bytes[5:10]


def test_over_tls_the_same_bytes_come(clip, tmp_path):
    import http.client
    import ssl

    from certificate import make

    with servers.routes(ssl_certfile=make(tmp_path)) as server:
        context = ssl.create_default_context(cafile=str(tmp_path / "tls.pem"))
        connection = http.client.HTTPSConnection("localhost", server.port, context=context, timeout=20)
        connection.sock = None
        for _ in range(2):
            connection.request("GET", server.media(clip.path))
            assert connection.getresponse().read() == clip.bytes
        connection.close()


def test_a_half_closed_connection_is_taken_for_closed_or_answered(server, clip):
    with Wire(server.port) as wire:
        wire.request(server.media(clip.path), Range="bytes=0-9")
        wire.socket.shutdown(socket.SHUT_WR)
        answer = wire.until_end()
        assert answer == b"" or answer.endswith(clip.bytes[:10])


def test_tornado_waits_for_the_next_request_no_longer_than_75_seconds(clip):
    with servers.routes() as server, Wire(server.port) as wire:
        assert wire.ask(server.media(clip.path), Range="bytes=0-3").code == 206
        servers_own = [
            each for each in gc.get_objects() if type(each).__name__ == "HTTP1ConnectionParameters"
        ]
        assert any(each.header_timeout == 75 for each in servers_own)


def test_silent_connections_are_closed_soon(monkeypatch, clip):
    with (
        servers.threads(Patience(first=0.2)) as server,
        Wire(server.port) as silent,
        Wire(server.port) as busy,
    ):
        assert busy.ask(server.media(clip.path), Range="bytes=0-3").code == 206
        assert silent.until_end() == b""
        assert busy.ask(server.media(clip.path), Range="bytes=0-3").code == 206


def test_one_pages_stalled_readers_leave_answers_to_the_others(big, clip, monkeypatch):
    monkeypatch.setattr("nwb_video_panel.routes.MOST_OF_A_PAGE", 3)
    greedy, calm = Page(), Page()
    for page in (greedy, calm):
        page.hold()
    path = f"/{ROUTE}{greedy.seal({'k': 'media', 'p': str(big)})}"
    with servers.routes() as server, contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(stalled(server, big, path))
        with Wire(server.port) as wire:
            eventually(lambda: wire.ask(path, Range="bytes=0-3").code == 503)
            fine = calm.seal({"k": "media", "p": str(clip.path)})
            assert wire.ask(f"/{ROUTE}{fine}", Range="bytes=0-3").code == 206


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts what a process holds in /proc")
def test_sixty_seconds_of_seeks_aborts_and_reloads_leave_nothing_behind_and_every_answer_is_right():
    # A server that has only begun still grows a little: memory is judged by the half hour.
    command = [sys.executable, SOAK, "--minutes", "1", "--growth", "1.3", "--lifetime", "3"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "every answer was right" in run.stdout
