"""Front ends that cannot be run here, by small stand-ins: the way to the videos is found, and they play.

The stand-ins have the services' own host names, frames and proxies, as far as the player looks at them. They
are not the services: what a service changes is not noticed here.
"""

from __future__ import annotations

import io
import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import frontends
import panel
import pytest
from bokeh.resources import INLINE
from frontends import Way
from playwright.sync_api import expect
from stage import PATIENCE

from nwb_video_panel import NWBLocalVideoPlayer, fallback

FRAME = (
    '<iframe src="{src}" style="position: fixed; inset: 0; width: 100%; height: 100%; border: 0"></iframe>'
)
BASE = '<base href="https://file+.vscode-resource.vscode-cdn.net/home/me/analysis/">'
"""In the frames of VS Code's notebooks: the notebook's folder, not where the frame is."""
COLAB = (
    "<script>window.google = {colab: {kernel: {proxyPort: async (port) =>"
    " `https://${port}-gpu-t4-s-0abc.us-east1-1.prod.colab.dev`}}}</script>"
)
JUPYTER = '<script id="jupyter-config-data" type="application/json">{{"baseUrl": "{base}"}}</script>'
WEBVIEW = "out/vs/workbench/contrib/webview/browser/pre/fake.html"


@pytest.fixture(scope="module")
def output(one_camera) -> str:
    """A player as a page that a kernel has made: its videos come from this process, by the fallback."""
    page = io.StringIO()
    player = NWBLocalVideoPlayer(one_camera, sizing_mode="stretch_width", height=640)
    panel.io.save.save(panel.panel(player), page, resources=INLINE)
    assert f'["port",{fallback.shared().port}]' in page.getvalue()
    return page.getvalue()


def with_head(output: str, head: str) -> str:
    return output.replace("<head>", f"<head>{head}", 1)


@pytest.fixture
def front(tmp_path) -> Iterator[tuple[frontends.FrontEnd, int]]:
    with frontends.front_end(tmp_path) as started:
        yield started


@pytest.fixture
def reader(playwright, browser_type_launch_args, front):
    """A page of a browser for which all names but loopback's are the stand-in's."""
    rules = f"--host-resolver-rules=MAP * 127.0.0.1:{front[1]}, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    arguments = [*browser_type_launch_args["args"], rules]
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": arguments})
    yield browser.new_context(ignore_https_errors=True).new_page()
    browser.close()


def served_from(page) -> str:
    frame = page.frames[-1]
    return frame.locator(".player video").first.evaluate("video => new URL(video.src).host")


def test_vscode_with_the_kernels_port_on_this_machine(reader, front, output, plays):
    # VS Code's own scheme cannot be had in a browser; a page on localhost is as local.
    stand_in, port = front
    stand_in.pages["localhost/fake.html"] = with_head(output, BASE)
    plays(reader, f"https://localhost:{port}/fake.html")
    assert served_from(reader) == f"127.0.0.1:{fallback.shared().port}"


def test_codespaces_by_the_name_of_a_forwarded_port(reader, front, output, plays):
    stand_in, _ = front
    frame = f"0a1b-2c.vscode-cdn.net/stable/0abc/{WEBVIEW}"
    stand_in.pages["fluffy-space-7x.github.dev/"] = FRAME.format(src=f"https://{frame}")
    stand_in.pages[frame] = with_head(output, BASE)
    at = re.compile(r"fluffy-space-7x-(?P<port>\d+)\.app\.github\.dev/(?P<rest>.*)")
    stand_in.ways.append(Way(at, own_host=True))
    plays(reader, "https://fluffy-space-7x.github.dev/", within=reader.frame_locator("iframe"))
    assert served_from(reader) == f"fluffy-space-7x-{fallback.shared().port}.app.github.dev"


@pytest.mark.parametrize("base", ["", "/code"], ids=["at the root", "below a path"])
def test_code_server_by_its_proxy(reader, front, output, plays, base):
    stand_in, _ = front
    frame = f"lab.example{base}/stable-0abc/static/{WEBVIEW}"
    stand_in.pages[f"lab.example{base}/"] = FRAME.format(src=f"https://{frame}")
    stand_in.pages[frame] = with_head(output, BASE)
    stand_in.ways.append(Way(re.compile(rf"lab\.example{base}/proxy/(?P<port>\d+)/(?P<rest>.*)")))
    plays(reader, f"https://lab.example{base}/", within=reader.frame_locator("iframe"))
    assert served_from(reader) == "lab.example"


@pytest.mark.parametrize("own_host", [True, False], ids=["told its own name", "told the browser's"])
def test_colab_by_the_proxy_that_it_names(reader, front, output, plays, own_host):
    stand_in, _ = front
    frame = "0abc-0-colab.googleusercontent.com/outputframe.html"
    stand_in.pages["colab.research.google.com/"] = FRAME.format(src=f"https://{frame}")
    stand_in.pages[frame] = with_head(output, COLAB)
    at = re.compile(r"(?P<port>\d+)-gpu-t4-s-0abc\.us-east1-1\.prod\.colab\.dev/(?P<rest>.*)")
    stand_in.ways.append(Way(at, own_host))
    plays(reader, "https://colab.research.google.com/", within=reader.frame_locator("iframe"))
    assert served_from(reader).endswith(".prod.colab.dev")
    assert not any("/nwb-video-panel/" in url for url in stand_in.missed)


def test_binder_by_jupyter_server_proxy_under_the_users_base(reader, front, output, plays):
    stand_in, _ = front
    user = "/user/lab-data-x7/"
    stand_in.pages[f"hub.binder.example{user}lab"] = with_head(output, JUPYTER.format(base=user))
    proxied = (("X-ProxyContextPath", f"{user}proxy/{fallback.shared().port}"),)
    at = re.compile(rf"hub\.binder\.example{user}proxy/(?P<port>\d+)/(?P<rest>.*)")
    stand_in.ways.append(Way(at, extra=proxied))
    plays(reader, f"https://hub.binder.example{user}lab")
    assert served_from(reader) == "hub.binder.example"


def test_where_no_way_answers_the_player_says_what_it_tried_and_tries_again(reader, front, output, plays):
    stand_in, _ = front
    port = fallback.shared().port
    stand_in.pages["lab.example/lab"] = with_head(output, JUPYTER.format(base="/"))
    reader.goto("https://lab.example/lab")
    notice = reader.locator(".notice").filter(has_text="The videos cannot be reached from this page")
    expect(notice).to_be_visible(timeout=PATIENCE)
    expect(notice).to_contain_text(f"https://lab.example/proxy/{port}/: answered 404, not 206")
    expect(notice).to_contain_text("Install jupyter-server-proxy")
    line = f"ssh -L 8888:127.0.0.1:8888 -L {port}:127.0.0.1:{port} {socket.gethostname()}"
    expect(notice).to_contain_text(line)
    again = notice.get_by_role("button", name="Try again")
    with reader.expect_response(f"**/proxy/{port}/**") as reply:
        again.press("Enter")
    assert reply.value.status == 404
    expect(notice).to_be_visible()
    stand_in.ways.append(Way(re.compile(r"lab\.example/proxy/(?P<port>\d+)/(?P<rest>.*)")))
    again.press("Enter")
    expect(notice).to_be_hidden(timeout=PATIENCE)
    plays(reader)


class _Tunnel(socketserver.ThreadingTCPServer):
    """What `ssh -L` is on the reader's machine: a port that leads to the same port of the kernel's."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class _Through(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.server_address[1])) as kernel:
            back = threading.Thread(target=_pour, args=(kernel, self.request), daemon=True)
            back.start()
            _pour(self.request, kernel)
            back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def tunnel(port: int) -> Iterator[None]:
    with _Tunnel(("127.0.0.2", port), _Through) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


def test_the_forward_that_the_player_names_makes_it_play(
    playwright, browser_type_launch_args, front, output, plays
):
    # The reader's machine is 127.0.0.2 here, where nothing listens until the port is forwarded.
    stand_in, own = front
    port = fallback.shared().port
    stand_in.pages["localhost/lab"] = with_head(output, JUPYTER.format(base="/"))
    rules = "--host-resolver-rules=MAP 127.0.0.1 127.0.0.2"
    arguments = [*browser_type_launch_args["args"], rules]
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": arguments})
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(f"https://localhost:{own}/lab")
    notice = page.locator(".notice").filter(has_text="The videos cannot be reached from this page")
    expect(notice).to_contain_text(f"http://127.0.0.1:{port}/: no answer", timeout=PATIENCE)
    expect(notice).to_contain_text(f"ssh -L {port}:127.0.0.1:{port} {socket.gethostname()}")
    with tunnel(port):
        notice.get_by_role("button", name="Try again").click()
        expect(notice).to_be_hidden(timeout=PATIENCE)
        plays(page)
    browser.close()
