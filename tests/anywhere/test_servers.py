"""Every way in which Panel serves a page: the player plays, seeks and ends up on the right frame."""

from __future__ import annotations

import sys
from pathlib import Path

import certificate
import pytest
from identity import CLIENT, SECRET, provider
from serving import free_port, panel_serve, running

VIEWER = Path(__file__).parents[2] / "apps" / "viewer.py"
PLUGIN = ("--plugins", "nwb_video_panel.routes")

IN_A_FUNCTION = """
import panel as pn
from nwb_video_panel import NWBLocalVideoPlayer
def app():
    return NWBLocalVideoPlayer({session!r}, sizing_mode="stretch_width", height=600)
pn.extension()
"""

SCRIPTS = {
    "pn.serve": "pn.serve({{'a/b': app}}, port={port}, show=False, address='127.0.0.1')",
    "pn.serve, threaded": "pn.serve({{'a/b': app}}, port={port}, show=False, threaded=True)\n"
    "import threading; threading.Event().wait()",
    ".show()": "app().show(port={port}, open=False)",
    ".show(threaded=True)": "app().show(port={port}, open=False, threaded=True)\n"
    "import threading; threading.Event().wait()",
    "FastAPI": "from fastapi import FastAPI\nfrom panel.io.fastapi import add_applications\nimport uvicorn\n"
    "api = FastAPI()\nadd_applications({{'/a/b': app}}, app=api)\n"
    "uvicorn.run(api, host='127.0.0.1', port={port})",
}

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{front};
    location /stripped/ {{
      proxy_pass http://127.0.0.1:{back}/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }}
    location /alive {{ return 200; }}
  }}
}}
"""


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--prefix", "lab/7"),
        (*PLUGIN, "--num-procs", "2"),
        ("--autoreload",),
        ("--warm",),
        ("--warm", "--reuse-sessions"),
        ("--reuse-sessions",),
        (*PLUGIN, "--warm", "--reuse-sessions", "--prefix", "lab/7"),
        (*PLUGIN, "--num-procs", "2", "--prefix", "lab/7"),
        ("--index", "viewer"),
    ],
    ids=lambda options: " ".join(options) or "plain",
)
def test_panel_serve(page, tmp_path, one_camera, plays, options):
    prefix = "/lab/7" if "--prefix" in options else ""
    at = f"{prefix}/viewer"
    with panel_serve(VIEWER, *options, "--args", one_camera, log=tmp_path / "log.txt", path=at) as root:
        # A second page may get what the first has left behind.
        for path in (at, at):
            plays(page, root + path)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize("way", SCRIPTS)
def test_a_script(page, tmp_path, one_camera, plays, way):
    port = free_port()
    script = tmp_path / "script.py"
    script.write_text(IN_A_FUNCTION.format(session=str(one_camera)) + SCRIPTS[way].format(port=port))
    at = "/" if "show" in way else "/a/b"
    with running([sys.executable, script], port, at, tmp_path / "log.txt") as root:
        plays(page, root + at)
    assert "Traceback" not in (tmp_path / "log.txt").read_text().replace("KeyboardInterrupt", "")


def test_warm_sessions_reused_at_a_path_with_folders(page, tmp_path, one_camera, plays):
    port = free_port()
    script = tmp_path / "script.py"
    script.write_text(
        IN_A_FUNCTION.format(session=str(one_camera))
        + f"pn.config.reuse_sessions = True\npn.serve({{'a/b/c': app}}, port={port}, show=False)"
    )
    with running([sys.executable, script], port, "/a/b/c", tmp_path / "log.txt") as root:
        for path in ("/a/b/c", "/a/b/c"):
            plays(page, root + path)


def test_behind_nginx_that_strips_a_path(page, tmp_path, one_camera, plays, program):
    nginx = program("nginx", "/usr/sbin/nginx")
    front = free_port()
    options = (*PLUGIN, "--root-path", "/stripped/", "--allow-websocket-origin", f"localhost:{front}")
    with panel_serve(VIEWER, *options, "--args", one_camera, log=tmp_path / "log.txt") as root:
        settings = tmp_path / "nginx.conf"
        back = root.rpartition(":")[2]
        settings.write_text(NGINX.format(folder=tmp_path, front=front, back=back))
        command = [nginx, "-c", settings, "-p", tmp_path, "-e", tmp_path / "error.log"]
        with running(command, front, "/alive", tmp_path / "nginx.txt") as proxy:
            plays(page, f"{proxy}/stripped/viewer")
            src = page.locator(".player video").first.evaluate("video => video.src")
            assert src.startswith(f"{proxy}/stripped/nwb-video-panel/v1/")


def test_with_panels_own_login(page, tmp_path, one_camera, plays):
    options = (*PLUGIN, "--basic-auth", "letmein", "--cookie-secret", "s")
    with panel_serve(VIEWER, *options, "--args", one_camera, log=tmp_path / "log.txt") as root:
        page.goto(f"{root}/viewer")
        page.locator("input[name=username]").fill("me")
        page.locator("input[name=password]").fill("letmein")
        page.locator("input[name=password]").press("Enter")
        plays(page)
        src = page.locator(".player video").first.evaluate("video => video.src")
        assert page.request.get(src, headers={"Range": "bytes=0-3"}).status == 206
        page.context.clear_cookies()
        assert page.request.get(src, headers={"Range": "bytes=0-3"}).status == 401


def test_with_an_oauth_providers_login(page, tmp_path, one_camera, plays, monkeypatch):
    options = (*PLUGIN, "--oauth-provider", "generic", "--oauth-key", CLIENT, "--oauth-secret", SECRET)
    options += ("--cookie-secret", "s", "--args", one_camera)
    with provider() as identity:
        for name, value in identity.environment.items():
            monkeypatch.setenv(name, value)
        with panel_serve(VIEWER, *options, log=tmp_path / "log.txt", path="/login") as root:
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{root}/viewer")
            assert page.url.startswith(identity.root)
            page.get_by_text("Let me in").click()
            plays(page)
            link = next(url for url in asked if "/nwb-video-panel/v1/" in url)
            assert page.request.get(link, headers={"Range": "bytes=0-3"}).status == 206
            page.context.clear_cookies()
            assert page.request.get(link, headers={"Range": "bytes=0-3"}).status == 401


@pytest.mark.parametrize("way", ["panel serve", "pn.serve"])
def test_over_https_with_a_certificate_that_vouches_for_itself(browser, tmp_path, one_camera, plays, way):
    port = free_port()
    pem = certificate.make(tmp_path)
    script = tmp_path / "script.py"
    script.write_text(
        IN_A_FUNCTION.format(session=str(one_camera))
        + f"pn.serve(app, port={port}, show=False, ssl_certfile={pem!r})"
    )
    serve = [sys.executable, "-m", "panel", "serve", VIEWER, *PLUGIN, "--port", str(port)]
    tls = ["--ssl-certfile", pem, "--ssl-keyfile", pem]
    command = [*serve, *tls, "--args", one_camera] if way == "panel serve" else [sys.executable, script]
    from serving import answers

    with browser.new_context(ignore_https_errors=True) as context:
        page = context.new_page()
        with _until_listening(command, port, tmp_path / "log.txt"):
            assert not answers(f"http://localhost:{port}/")
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            plays(page, f"https://localhost:{port}/{'viewer' if way == 'panel serve' else ''}")
            media = [url for url in asked if "/nwb-video-panel/v1/" in url]
            assert media
            assert all(url.startswith(f"https://localhost:{port}/") for url in media)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def _until_listening(command, port, log):
    """As `running`, for a server that urllib does not trust."""
    import socket
    import subprocess
    import time
    from contextlib import contextmanager

    @contextmanager
    def started():
        with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as server:
            try:
                deadline = time.monotonic() + 60
                while True:
                    assert server.poll() is None, log.read_text()
                    assert time.monotonic() < deadline
                    with socket.socket() as probe:
                        if not probe.connect_ex(("127.0.0.1", port)):
                            break
                    time.sleep(0.1)
                yield
            finally:
                server.kill()

    return started()
