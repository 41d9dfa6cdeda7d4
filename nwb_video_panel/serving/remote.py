"""Videos on other machines: read by byte ranges with fsspec, through a bounded cache.

Needs the extra ``remote``. An NWB file is not trusted, so the addresses that it
names are asked without credentials, and only where they are public: nothing
behind this machine's firewall is reached, redirects and DNS included, but the
hosts in ``NWB_VIDEO_PANEL_REMOTE_HOSTS``. Sizes are bytes, times seconds.
"""

from __future__ import annotations

import gc
import hashlib
import ipaddress
import os
import re
import socket
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from ..errors import RemoteVideoError
from .ranges import FileFacts

ALLOWED = "NWB_VIDEO_PANEL_REMOTE_HOSTS"
"""The environment variable that names hosts, with commas between them, that may be asked though they are not
public."""

BLOCK = 1024 * 1024
BLOCKS = 32
"""Blocks kept of each file."""
MOST_FILES = 8
"""Files of which blocks are kept."""
PATIENCE = 20.0
"""How long another machine may take to answer."""
MOST_READS = 16
"""Reads at a time: what a slow machine elsewhere holds up."""

_reads = threading.BoundedSemaphore(MOST_READS)
_open: OrderedDict[str, Remote] = OrderedDict()
_permits: dict[str, dict[str, str]] = {}
_lock = threading.Lock()


@dataclass(slots=True, eq=False)
class Remote:
    """A file on another machine."""

    url: str
    facts: FileFacts
    direct: bool
    """Whether a page may ask for it itself: its server takes ranges and lets every page read."""
    _file: Any
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def read(self, start: int, length: int) -> bytes:
        """Return bytes of it.

        Raises
        ------
        RemoteVideoError
            The other machine does not send them.
        """
        with self._turn:  # first, so that those who wait for a slow file take one place together
            if not _reads.acquire(timeout=PATIENCE):
                raise RemoteVideoError(self.url, "too many reads from other machines are waiting.")
            try:
                self._file.seek(start)
                return bytes(self._file.read(length))
            except Exception as error:
                forget(self.url)
                raise explained(self.url, error) from error
            finally:
                _reads.release()


def opened(url: str) -> Remote:
    """Return a file on another machine, known from before or asked for now.

    Raises
    ------
    RemoteVideoError
        It cannot be read; says which host answered what.
    """
    with _lock:
        if url in _open:
            _open.move_to_end(url)
            return _open[url]
    try:
        found = _ask(url)
    except RemoteVideoError:
        raise
    except Exception as error:
        raise explained(url, error) from error
    with _lock:
        _open[url] = found
        while len(_open) > MOST_FILES:
            _open.popitem(last=False)
    return found


def forget(url: str) -> None:
    """Ask anew next time: a link may have expired, a file may have changed."""
    with _lock:
        _open.pop(url, None)


@contextmanager
def file(url: str) -> Iterator[Any]:
    """Lend a file on another machine, to read from as from one that is here, with h5py too.

    Raises
    ------
    RemoteVideoError
        It cannot be read.
    """
    try:
        system, _ = _looked_up(url)
        source = _opened_file(system, url)
    except RemoteVideoError:
        raise
    except Exception as error:
        raise explained(url, error) from error
    with source, _uncollected():
        yield source


_collecting: list[bool] = []
"""Whether cycles were collected when each of those that read began; the first one's counts."""


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from collecting cycles in the meantime.

    h5py holds its lock while it waits for bytes, which fsspec fetches in a thread of its own. Were an HDF5
    file that is no longer used collected in that thread, it would wait for the lock, and both for ever.
    """
    with _lock:
        _collecting.append(gc.isenabled())
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            if _collecting.pop() and not _collecting:
                gc.enable()


def authorise(url: str, headers: dict[str, str]) -> None:
    """Send these header fields along with requests for this very address, and not where it redirects to."""
    _permits[url] = headers


def is_remote(url: str) -> bool:
    """Whether it is an address that videos are read from."""
    try:
        return urlsplit(url).scheme.lower() in ("http", "https", "s3")
    except ValueError:  # a bracket without its other half, a host that is not one
        return False


def missing_extra(url: str) -> bool:
    """Whether the packages for this address are not installed."""
    needed = ("fsspec", "s3fs") if url.lower().startswith("s3:") else ("fsspec", "aiohttp")
    return any(find_spec(each) is None for each in needed)


def _looked_up(url: str) -> tuple[Any, dict[str, Any]]:
    """Return what reads the address, and what its host tells of the file; it must send parts of it."""
    if missing_extra(url):
        raise RemoteVideoError(
            url, "the packages that read from other machines are not installed.", extra=True
        )
    if not urlsplit(url).netloc:
        raise RemoteVideoError(url, "the address names no host.")
    system = _s3() if url.lower().startswith("s3:") else _http()
    info = system.info(url, **_settings(url))
    if info.get("type") == "directory":
        raise RemoteVideoError(url, _meaning(404), status=404)
    size = info.get("size")
    if size is None or info.get("partial") is False:
        raise RemoteVideoError(url, "its server does not send parts of files.")
    return system, info


def _ask(url: str) -> Remote:
    system, info = _looked_up(url)
    size = info["size"]
    opened_file = _opened_file(system, url)
    mark = f"{url}\0{size}\0{info.get('ETag')}\0{info.get('LastModified', info.get('Last-Modified'))}"
    tag = f'"{hashlib.blake2b(mark.encode(), digest_size=16).hexdigest()}"'
    kind = str(info.get("mimetype") or "")
    facts = FileFacts(int(size), 0, tag, kind if kind.startswith("video/") else "application/octet-stream")
    return Remote(url, facts, url.lower().startswith("http") and _lets_pages_read(system, url), opened_file)


def _opened_file(system: Any, url: str) -> Any:  # noqa: ANN401 - fsspec has no types
    # Buffered by blocks that are forgotten in the order of their last use.
    caching = {"cache_type": "blockcache", "cache_options": {"maxblocks": BLOCKS}}
    return system.open(url, "rb", block_size=BLOCK, **caching, **_settings(url))


def _settings(url: str) -> dict[str, Any]:
    return {"headers": _permits[url]} if url in _permits else {}


def _lets_pages_read(system: Any, url: str) -> bool:  # noqa: ANN401 - fsspec has no types
    """Whether pages of any origin may ask for parts of it."""
    from fsspec.asyn import sync

    async def asked() -> bool:
        session = await system.set_session()
        headers = {"Range": "bytes=0-0", "Origin": "https://nwb-video-panel.invalid"}
        async with session.get(system.encode_url(url), headers=headers) as reply:
            return bool(reply.status == 206 and reply.headers.get("Access-Control-Allow-Origin") == "*")

    return bool(sync(system.loop, asked))


@cache
def _http() -> Any:  # noqa: ANN401 - fsspec has no types
    import aiohttp
    from fsspec.implementations.http import HTTPFileSystem

    class Bounded(aiohttp.ClientResponse):
        """An answer of which no more is taken than was asked for, whatever its host sends."""

        async def read(self) -> bytes:
            most, data = _asked(self.request_info.headers.get("Range", "")), bytearray()
            async for part in self.content.iter_any():
                data += part
                if len(data) > most:
                    self.close()
                    raise aiohttp.ClientPayloadError(f"more than {most} bytes")
            return bytes(data)

    async def client(**settings: Any) -> aiohttp.ClientSession:  # noqa: ANN401 - passed on
        connector = aiohttp.TCPConnector(socket_factory=_public_socket)
        timeout = aiohttp.ClientTimeout(total=PATIENCE * 3, sock_connect=PATIENCE, sock_read=PATIENCE)
        return aiohttp.ClientSession(
            connector=connector, timeout=timeout, trust_env=False, response_class=Bounded, **settings
        )

    return HTTPFileSystem(get_client=client, skip_instance_cache=True, use_listings_cache=False)


def _asked(wanted: str) -> int:
    """Return how many bytes a ``Range`` asks for; of no range, as many as a block has."""
    found = re.fullmatch(r"bytes=(\d+)-(\d+)", wanted)
    return BLOCK if found is None else int(found[2]) - int(found[1]) + 1


@cache
def _s3() -> Any:  # noqa: ANN401 - fsspec has no types
    from s3fs import S3FileSystem

    # Without credentials: an untrusted NWB file shall not make use of the server's. The endpoint may be one
    # that the server's environment names, within its network.
    settings = {
        "connect_timeout": PATIENCE,
        "read_timeout": PATIENCE,
        "retries": {"total_max_attempts": 2},
        "connector_args": {"socket_factory": _public_socket},
    }
    system = S3FileSystem(
        anon=True, config_kwargs=settings, skip_instance_cache=True, use_listings_cache=False
    )
    system.retries = 2
    return system


def _public_socket(address: Any) -> socket.socket:  # noqa: ANN401 - what getaddrinfo returns
    """Make a socket for an address, which is checked here, after DNS and redirects."""
    family, kind, protocol, _, where = address
    if not (_is_public(where[0].partition("%")[0]) or _is_allowed(where[0])):
        raise PermissionError(f"{where[0]} is not a public address")
    return socket.socket(family, kind, protocol)


def _is_public(address: str) -> bool:
    """Whether an address is everybody's: also where it is an IPv4 address in one of its IPv6 forms."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global
    if any(found in network for network in _NOT_PUBLIC):
        return False
    inner = found.ipv4_mapped or found.sixtofour
    if inner is None and any(found in network for network in _WITH_IPV4):
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.is_global if inner is None else inner.is_global


_NOT_PUBLIC = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10")))
"""NAT64 within an organisation, and the site-local addresses of old."""
_WITH_IPV4 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::ffff:0:0:0/96", "::/96")))
"""NAT64, IPv4-translated, IPv4-compatible: an IPv4 address in the last 32 bits."""


def _begin_anew() -> None:
    """Start over in a forked child: connections, and the thread that serves them, are its parent's."""
    global _lock, _reads  # the parent's may be held
    _lock, _reads = threading.Lock(), threading.BoundedSemaphore(MOST_READS)
    _open.clear()
    _http.cache_clear()
    _s3.cache_clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def _is_allowed(address: str) -> bool:
    names = [name.strip() for name in os.environ.get(ALLOWED, "").split(",") if name.strip()]
    for name in names:
        try:
            if any(found[4][0] == address for found in socket.getaddrinfo(name, None)):
                return True
        except OSError:
            continue
    return False


def explained(url: str, error: BaseException) -> RemoteVideoError:
    """Say what the other machine answered."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for each in causes:
        status = _status(each)
        if status is not None:
            return RemoteVideoError(url, _meaning(status), status=status)
        if refused := _REFUSED.search(str(each)):
            why = (
                f"{refused[0]}, and the NWB file is not trusted with what is behind this machine's firewall."
            )
            return RemoteVideoError(url, why, private=refused[1])
    for each in causes:
        if isinstance(each, PermissionError):
            return RemoteVideoError(url, _meaning(403), status=403)
        if isinstance(each, FileNotFoundError) and each.__cause__ is None:
            return RemoteVideoError(url, _meaning(404), status=404)
    return RemoteVideoError(url, f"it does not answer ({type(causes[-1]).__name__}).")


_REFUSED = re.compile(r"([0-9a-f.:]+(?:%\w+)?) is not a public address")


def _status(error: BaseException) -> int | None:
    """Return what aiohttp, or botocore, says that the other machine answered."""
    status = getattr(error, "status", None)
    if status is None:
        response = getattr(error, "response", None)
        facts = response.get("ResponseMetadata", {}) if isinstance(response, dict) else {}
        status = facts.get("HTTPStatusCode")
    return status if isinstance(status, int) else None


def _meaning(status: int) -> str:
    words = {
        401: "it wants a login",
        403: "it does not permit reading this, or the link has expired",
        404: "it has no such file",
        410: "it has no such file any more",
        429: "it is asked too often",
    }
    return f"it answered {status}: {words.get(status, 'it cannot serve this now')}."
