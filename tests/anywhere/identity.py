"""A small stand-in for an OAuth 2 identity provider (RFC 6749, authorization code grant), on loopback."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "the-player", "between-us"


class Provider(ThreadingHTTPServer):
    """Lets everybody in who presses the link on its page, as one person."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes: set[str] = set()
        self.tokens: set[str] = set()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What Panel's provider `generic` is told about it."""
        ways = {"AUTHORIZE": "authorize", "TOKEN": "token", "USER": "user"}
        return {f"PANEL_OAUTH_{name}_URL": f"{self.root}/{way}" for name, way in ways.items()}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            query = parse_qs(parts.query)
            assert query["client_id"] == [CLIENT]
            code = secrets.token_hex()
            self.server.codes.add(code)
            back = f"{query['redirect_uri'][0]}?{urlencode({'code': code, 'state': query['state'][0]})}"
            self._answer(200, "text/html", f'<a href="{back.replace("&", "&amp;")}">Let me in</a>')
        elif parts.path == "/user":
            known = self.headers.get("Authorization", "").removeprefix("Bearer ") in self.server.tokens
            self._answer(200 if known else 401, "application/json", json.dumps({"email": "me@lab.example"}))
        else:
            self._answer(404, "text/plain", "")

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        [code], secret = form["code"], form["client_secret"]
        if secret != [SECRET] or code not in self.server.codes:
            self._answer(401, "application/json", json.dumps({"error": "invalid_grant"}))
            return
        self.server.codes.remove(code)
        token = secrets.token_hex()
        self.server.tokens.add(token)
        told = {"access_token": token, "token_type": "bearer", "expires_in": 3600}
        self._answer(200, "application/json", json.dumps(told))

    def _answer(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Run one until the with-block ends."""
    with Provider() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
