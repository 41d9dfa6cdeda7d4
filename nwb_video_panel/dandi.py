"""Sessions in the DANDI archive, read where they are, by the archive's own client (extra ``dandi``).

``external_file`` names videos by their path relative to the NWB file, in the same
dandiset. Videos are asked for at the archive's download addresses, which lead to
a freshly signed link each time.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from .errors import MediaError, RemoteVideoError, SessionError
from .locate import Location, Locator
from .nwb import read_opened_session
from .player import NWBLocalVideoPlayer
from .serving import remote

if TYPE_CHECKING:
    from dandi.dandiapi import RemoteAsset

    from .model import Session

_NAME = re.compile(r"dandi:(?P<dandiset>[0-9]{6})(?:@(?P<version>[0-9a-z.]+))?/(?P<path>.+)", re.IGNORECASE)


class NWBDANDIVideoPlayer(NWBLocalVideoPlayer):
    """All cameras of an NWB session in the DANDI archive, in step on the session clock.

    Parameters
    ----------
    asset
        The NWB file: an asset as the ``dandi`` client gives it, or ``DANDI:000409/sub-….nwb`` (with
        ``DANDI:000409@0.240307.1234/…`` for a version).
    video_grid, video_labels, **params
        As `NWBLocalVideoPlayer`.

    Raises
    ------
    SessionError
        There is no such asset, or it cannot be shown.

    Examples
    --------
    >>> from dandi.dandiapi import DandiAPIClient  # doctest: +SKIP
    >>> dandiset = DandiAPIClient().get_dandiset("000409")  # doctest: +SKIP
    >>> NWBDANDIVideoPlayer(dandiset.get_asset_by_path("sub-….nwb"))  # doctest: +SKIP
    """

    def __init__(
        self,
        asset: RemoteAsset | str,
        video_grid: Sequence[Sequence[str]] | None = None,
        video_labels: Mapping[str, str] | None = None,
        **params: Any,  # noqa: ANN401 - Panel's own params, of many types
    ) -> None:
        self._asset = find(asset) if isinstance(asset, str) else asset
        super().__init__(Path(self._asset.path), video_grid, video_labels, **params)

    def _read(self) -> Session:
        return read_session(self._asset)


def is_name(text: str) -> bool:
    """Whether it names an asset, as ``DANDI:000409/path``."""
    return _NAME.fullmatch(text) is not None


def find(name: str) -> RemoteAsset:
    """Return the asset of a name such as ``DANDI:000409/sub-….nwb``.

    Embargoed dandisets are found where ``DANDI_API_KEY`` is set; ``DANDI_INSTANCE`` names another archive.

    Raises
    ------
    SessionError
        There is none, or the archive does not answer.
    """
    match = _NAME.fullmatch(name)
    if match is None:
        raise SessionError("Not a name in DANDI", f"{name}.", "Write DANDI:000409/path/of/the/file.nwb.")
    try:
        import os

        import requests
        from dandi.dandiapi import DandiAPIClient
        from dandi.exceptions import NotFoundError
    except ImportError as error:
        raise SessionError(
            "DANDI's client is not installed",
            f"{error.name} is missing.",
            "pip install 'nwb-video-panel[dandi]'",
        ) from error
    try:
        client = DandiAPIClient.for_dandi_instance(os.environ.get("DANDI_INSTANCE", "dandi"))
        if key := os.environ.get("DANDI_API_KEY"):
            client.authenticate(key)
        return client.get_dandiset(match["dandiset"], match["version"]).get_asset_by_path(match["path"])
    except NotFoundError as error:
        cure = "Check the path with `dandi ls`; set DANDI_API_KEY for what is embargoed."
        raise SessionError("No such file in DANDI", f"{name}.", cure) from error
    except (requests.RequestException, RuntimeError, ValueError) as error:
        status, why = _answer(error)
        cure = "Set DANDI_API_KEY to a key that is valid." if status in (401, 403) else "Try again later."
        raise SessionError("The DANDI archive refuses", f"{name}: {why}", cure) from error


def read_session(asset: RemoteAsset) -> Session:
    """Read a session of the archive, as `nwb.read_session` reads one on disk.

    Raises
    ------
    SessionError
        It cannot be read, or names no video.
    """
    import h5py

    url = _address(asset)
    place = Path(f"DANDI:{asset.dandiset_id}", *asset.path.split("/"))
    try:
        with remote.file(url) as source, h5py.File(source, "r") as opened:
            return read_opened_session(opened, place, _Neighbours(asset))
    except MediaError as error:
        raise SessionError("The NWB file does not come from DANDI", error.why, error.cure) from error
    except OSError as error:
        raise SessionError(
            "Not an NWB file", f"{place}: {error}.", "Choose a file written as NWB 2."
        ) from error


def _answer(error: Exception) -> tuple[int | None, str]:
    """Return the status that the archive answered with, if any, and that in words."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status, f"it answered {status}." if status else f"it does not answer ({type(error).__name__})."


def _address(asset: RemoteAsset) -> str:
    """Return where an asset is downloaded, with the client's permission for embargoed ones."""
    url = str(asset.base_download_url)
    headers = asset.client.session.headers
    if "Authorization" in headers:
        remote.authorise(url, {"Authorization": str(headers["Authorization"])})
    return url


class _Neighbours(Locator):
    """Finds the videos that an NWB file names, in its dandiset."""

    def __init__(self, asset: RemoteAsset) -> None:
        super().__init__(Path(asset.path).parent, allowed=[])
        self._asset = asset

    def locate(self, file: str) -> Location:
        """Find one entry of ``external_file``.

        Raises
        ------
        RemoteVideoError
            The archive does not tell.
        """
        if "://" in file:
            return Location(url=file)
        import requests
        from dandi.dandiapi import RemoteDandiset
        from dandi.exceptions import NotFoundError

        asset = self._asset
        dandiset = RemoteDandiset(asset.client, asset.dandiset_id, asset.version_id)
        tried = []
        for path in _paths(asset.path, file):
            tried.append(Path(f"DANDI:{asset.dandiset_id}", path))
            try:
                return Location(url=_address(dandiset.get_asset_by_path(path)), tried=tuple(tried))
            except NotFoundError:
                continue
            except (requests.RequestException, RuntimeError, ValueError) as error:
                status, why = _answer(error)
                raise RemoteVideoError(asset.client.api_url, why, status=status) from error
        return Location(tried=tuple(tried))


def _paths(nwb: str, file: str) -> Iterator[str]:
    """Yield the paths in the dandiset that an entry may mean: as written, turned round, unquoted."""
    spellings = [file, PureWindowsPath(file).as_posix() if "\\" in file else file]
    spellings += [unquote(spelling) for spelling in spellings]
    for spelling in dict.fromkeys(spellings):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(nwb), spelling))
        # An absolute path, or one that leads out, names nothing in a dandiset.
        if not path.startswith(("/", "..")):
            yield path
