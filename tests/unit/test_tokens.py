"""Tokens: what is sealed is read by who has the secret, and by nobody else."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest

from nwb_video_panel.errors import TokenError
from nwb_video_panel.serving.tokens import Tokens

CLAIMS = {"k": "media", "p": "/data/Maus 1/vidéo\udcff.mp4"}


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(b"secret", 60)


def test_claims_come_back_as_they_were(tokens):
    assert tokens.open(tokens.seal(CLAIMS)) == CLAIMS


def test_a_token_fits_into_a_url_and_tells_no_path(tokens):
    token = tokens.seal(CLAIMS)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=")
    assert b"Maus" not in base64.urlsafe_b64decode(token)


def test_another_process_with_the_same_secret_opens_it(tokens):
    code = (
        "import sys; from nwb_video_panel.serving.tokens import Tokens;"
        "print(Tokens(b'secret', 60).open(sys.argv[1])['k'])"
    )
    token = tokens.seal(CLAIMS)
    run = subprocess.run([sys.executable, "-c", code, token], capture_output=True, text=True, check=True)
    assert run.stdout == "media\n"


def test_another_secret_opens_nothing(tokens):
    with pytest.raises(TokenError) as caught:
        Tokens(b"another", 60).open(tokens.seal(CLAIMS))
    assert not caught.value.expired


def test_no_changed_character_goes_unnoticed(tokens):
    token = tokens.seal({"k": "blob", "p": "a"})
    for at, character in enumerate(token):
        changed = token[:at] + ("A" if character != "A" else "B") + token[at + 1 :]
        with pytest.raises(TokenError):
            tokens.open(changed)


@pytest.mark.parametrize("addition", ["x", "=", "==", "AAAA", "\n", " "])
def test_nothing_can_be_added(tokens, addition):
    token = tokens.seal({"k": "blob", "p": "a"})
    for changed in (token + addition, addition + token):
        with pytest.raises(TokenError):
            tokens.open(changed)


@pytest.mark.parametrize("token", ["", "x", "gAAAAA==", "é", "\0", "A" * 5000, "../../etc/passwd"])
def test_what_is_no_token_is_refused(tokens, token):
    with pytest.raises(TokenError):
        tokens.open(token)


def test_an_expired_token_says_so_to_the_server_alone():
    expired = Tokens(b"secret", -1)
    with pytest.raises(TokenError) as late:
        expired.open(expired.seal(CLAIMS))
    with pytest.raises(TokenError) as forged:
        expired.open("forged")
    assert (late.value.expired, forged.value.expired) == (True, False)
    assert str(late.value) == str(forged.value)


def test_a_secret_must_not_be_empty():
    with pytest.raises(ValueError, match="empty"):
        Tokens(b"", 60)


def test_importing_tokens_leaves_cryptography_alone():
    code = "import sys, nwb_video_panel.serving.tokens; print('cryptography' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_process_has_one_secret_whoever_asks_for_it_first():
    code = """
import secrets, threading
from concurrent.futures import ThreadPoolExecutor
from nwb_video_panel.serving.tokens import of_process
both, made = threading.Barrier(2), secrets.token_bytes

def together(count):
    try:
        both.wait(0.5)
    except threading.BrokenBarrierError:
        pass  # only one makes a secret
    return made(count)

secrets.token_bytes = together
with ThreadPoolExecutor(2) as pool:
    one, other = pool.map(lambda _: of_process(), range(2))
assert one is other
"""
    settings = {name: value for name, value in os.environ.items() if name != "BOKEH_SECRET_KEY"}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=settings)
