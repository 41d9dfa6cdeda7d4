"""Claims in a URL: encrypted, authenticated, expiring, and needing no registry.

A token is a Fernet message (AES-CBC and HMAC-SHA256), so any process that has
the secret can serve it, and nobody else can read, make or change one. Times are
seconds.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
import threading
import time
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from ..errors import TokenError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

Claims = dict[str, Any]
"""What a token says; ``k`` is its kind, see ``docs/design.md``."""

LIFETIME = 24 * 3600.0
"""Seconds for which a token opens; a page that stays open longer asks for new ones."""

_EXPIRY = "x"
_PURPOSE = b"nwb_video_panel tokens v1"


class Tokens:
    """Seals claims into tokens and opens them again.

    Parameters
    ----------
    secret
        Any bytes; processes with the same secret open each other's tokens.
    lifetime
        Seconds from sealing until a token opens no more.
    """

    def __init__(self, secret: bytes, lifetime: float) -> None:
        if not secret:
            raise ValueError("The secret must not be empty.")
        self.lifetime = lifetime
        # One secret may serve several ends (BOKEH_SECRET_KEY signs Bokeh's sessions), so tokens
        # have a key of their own, derived from it.
        self._key = base64.urlsafe_b64encode(hmac.digest(secret, _PURPOSE, "sha256"))
        # A player asks for the same few files over and over.
        self._read = lru_cache(1024)(self._decrypt)

    @cached_property
    def _fernet(self) -> Fernet:
        # cryptography takes a noticeable part of start-up, and only serving needs it.
        from cryptography.fernet import Fernet

        return Fernet(self._key)

    def seal(self, claims: Claims) -> str:
        """Return claims (JSON values) as a URL-safe token."""
        text = json.dumps({**claims, _EXPIRY: time.time() + self.lifetime}, separators=(",", ":"))
        return self._fernet.encrypt(text.encode("ascii")).decode("ascii")

    def open(self, token: str) -> Claims:
        """Return the claims of a token.

        Raises
        ------
        TokenError
            The token was not made with this secret, was changed, or has expired.
        """
        claims = dict(self._read(token))
        if time.time() >= claims.pop(_EXPIRY):
            raise TokenError(expired=True)
        return claims

    def _decrypt(self, token: str) -> Claims:
        from cryptography.fernet import InvalidToken

        try:
            data = token.encode("ascii")
            # Base 64 has many spellings of the same bytes; a token has one.
            if base64.urlsafe_b64encode(base64.urlsafe_b64decode(data)) != data:
                raise TokenError(expired=False)
            claims: Claims = json.loads(self._fernet.decrypt(data))
        except (InvalidToken, ValueError):
            raise TokenError(expired=False) from None
        return claims


_lock = threading.Lock()


def of_process() -> Tokens:
    """Return the tokens of this process: its routes, its fallback and, where it forks, its forks.

    One player may be shown by a server and in a notebook at once, so that its links must open at
    either. The secret is ``BOKEH_SECRET_KEY`` where it is set, else random.
    """
    with _lock:  # of two that ask first, each would have a secret of its own
        return _made()


@cache
def _made() -> Tokens:
    from bokeh.settings import settings

    return Tokens(settings.secret_key_bytes() or secrets.token_bytes(32), LIFETIME)
