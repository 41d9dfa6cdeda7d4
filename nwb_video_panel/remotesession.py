"""NWB files on another machine, read where they are: HDF5 by byte ranges (extra ``remote``).

Only the parts that a session is made of are fetched. ``external_file`` names
videos by their path relative to the NWB file, which is another address of the
same host.
"""

from __future__ import annotations

from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from .errors import NotNWBError, RemoteVideoError, SessionError
from .locate import Location, Locator
from .nwb import read_opened_session
from .serving import remote

if TYPE_CHECKING:
    from .model import Session


def read_session(url: str) -> Session:
    """Read a session from an address, as `nwb.read_session` reads one on disk.

    Parameters
    ----------
    url
        ``http``, ``https`` or ``s3``; its host is asked without credentials.

    Raises
    ------
    SessionError
        Its host does not send it, which the error names with its answer; or it is no NWB file, or names no
        video.
    """
    import h5py

    place = where(url)
    try:
        with remote.file(url) as source, h5py.File(source, "r") as opened:
            return read_opened_session(opened, place, Beside(url))
    except RemoteVideoError as error:
        raise _of_the_host(error) from error
    except Exception as error:
        # What its host answers while HDF5 is being read comes out as an error of HDF5 or pynwb.
        told = remote.explained(url, error)
        if told.status is not None or told.private:
            raise _of_the_host(told) from error
        if isinstance(error, OSError):
            raise NotNWBError(_without_query(url), f"it is not an HDF5 file ({error}).") from error
        raise


def where(url: str) -> Path:
    """Return what to call it: host and path, without what a signed link has in its query."""
    parts = urlsplit(url)
    return Path(f"{parts.scheme}:", parts.hostname or "", *unquote(parts.path).split("/"))


class Beside(Locator):
    """Finds the videos that an NWB file names, beside it on its host."""

    def __init__(self, url: str) -> None:
        super().__init__(where(url).parent, allowed=[])
        self._url = _without_query(url)

    def locate(self, file: str) -> Location:
        """Find one entry of ``external_file``."""
        if "://" in file:
            return Location(url=file)
        windows = PureWindowsPath(file)
        path = windows.as_posix() if "\\" in file else file
        if path.startswith("/") or windows.drive:
            # A place on the disk of whoever wrote the file.
            return Location(tried=(Path(path),))
        url = urljoin(self._url, quote(path))
        return Location(url=url, tried=(where(url),))


def _of_the_host(error: RemoteVideoError) -> SessionError:
    cure = "Check the address, and that this machine reaches that one."
    if error.private:
        cure = f"If you trust that host, set {remote.ALLOWED}={error.to_allow} and start anew."
    elif error.status in (401, 403) or error.extra:
        cure = error.cure
    return SessionError("The NWB file does not come from its host", error.why, cure)


def _without_query(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
