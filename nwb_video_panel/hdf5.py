"""HDF5 files of strangers, read no further than they may reach, and no more at a time than memory bears.

HDF5 opens other files by itself: where an external link leads, where a virtual
data set has its parts, and, with external storage, any file at all, whose bytes
become numbers. Here each link is followed step by step instead, and a data set
that has its bytes elsewhere is checked before it is read. Nothing is looked at
in advance, so that a file's size makes no difference. Sizes are bytes.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from .opening import is_on_foreign_share, open_regular

MOST_ENTRIES = 50_000_000
"""Timestamps, or rows of a table, that are read: of a camera at 500 Hz, 28 hours."""

MOST_BYTES = 512 * 1024**2
"""Of a chunk, which is decompressed whole, and of what is read at a time."""

MOST_OF_TEXTS = 2 * 1024**2
"""Of a chunk of places of texts, which is decompressed anew for each part that is read of it."""

MOST_HOPS = 16
"""Links from one to the next that are followed."""

MOST_PARTS = 10_000
"""Of a virtual data set, with the parts that its parts are made of."""

STEP = 4_000_000
"""Entries read at a time: between two reads, other threads have their turn with HDF5."""

LOCKINGS = (None, False, True, "best-effort")
"""How h5py locks files."""

OTHER_LOCKING = "flag values don't match"
"""What HDF5 says of a file that its process has open with another of them."""

Allows = Callable[[Path], bool]
"""Whether a resolved path is in a folder that may be read."""


class RefusedError(OSError):
    """A part of an HDF5 file would have more read than it may; says why."""


class _Walked:
    """What a group has whose links are followed step by step, in place of h5py's own."""

    file: Any
    id: Any

    def __getitem__(self, name: Any) -> Any:  # noqa: ANN401 - as h5py has it
        """Open what a name or a reference means."""
        if isinstance(name, bytes | str):
            return _followed(self, self.file, _encoded(name), 0)
        found = h5py.Group.__getitem__(self, name)
        return _wrapped(found.id, self.file, 0)

    def __contains__(self, name: Any) -> bool:  # noqa: ANN401 - as h5py has it
        """Whether something is there that may be read."""
        try:
            one = isinstance(name, bytes | str) and b"/" not in _encoded(name)
            return (one and _kind(self, _encoded(name)) == h5py.h5l.TYPE_HARD) or self[name] is not None
        except (KeyError, OSError):
            return False

    def get(self, name: Any, default: Any = None, getclass: bool = False, getlink: bool = False) -> Any:  # noqa: ANN401 - as h5py has it
        """Return what a name means; ``default`` where nothing is there that may be read."""
        if getlink:
            return h5py.Group.get(self, name, default, getclass, getlink)
        try:
            found = self[name]
        except KeyError:
            return default
        return (
            next(each for each in (h5py.Group, h5py.Dataset, h5py.Datatype) if isinstance(found, each))
            if getclass
            else found
        )


class GuardedFile(_Walked, h5py.File):  # type: ignore[misc]  # h5py has no types
    """An HDF5 file that reaches other files only where it may; it closes those with itself.

    Parameters
    ----------
    source
        A path, or the identifier of a file that is open.
    allows
        Where external links may lead; nowhere unless given.
    place
        Where the file is; None where its bytes are not on this machine's disk.
    """

    def __init__(
        self,
        source: object,
        allows: Allows = lambda _: False,
        *,
        place: Path | None = None,
        **settings: Any,  # noqa: ANN401 - h5py's own
    ) -> None:
        self.allows, self.place = allows, place
        self.refused: list[tuple[str, str]] = []
        """(where, why) of each link that was not followed."""
        self._linked: dict[Path, GuardedFile] = {}
        if not isinstance(source, str):
            super().__init__(source, "r", **settings)
            self._settings = settings
            return
        # A process opens a file twice only with the same locking, and others of this one may have it open.
        wanted = settings.pop("locking", None)
        # Twice, since whoever has it open may close it meanwhile.
        ways = 2 * [wanted, *(each for each in LOCKINGS if each != wanted)]
        for i, locking in enumerate(ways):
            try:
                super().__init__(source, "r", locking=locking, **settings)
                # Parts of virtual data sets are opened with the settings of the whole.
                self._settings = {**settings, "locking": locking}
                return
            except OSError as error:
                if OTHER_LOCKING not in str(error) or i == len(ways) - 1:
                    raise

    @classmethod
    def held(cls, path: Path, **settings: Any) -> GuardedFile:  # noqa: ANN401 - h5py's own settings
        """Open the regular file that a path means, reached without a symbolic link, and that links nowhere.

        HDF5 opens by the path, beside which the parts of virtual data sets are; so whether it opened the file
        that was meant is asked afterwards.

        Raises
        ------
        OSError, ValueError
            It is not there, or HDF5 cannot open it.
        """
        fd, meant = open_regular(str(path))
        try:
            file = cls(str(path), place=path, **settings)
            if not os.path.samestat(meant, os.fstat(file.id.get_vfd_handle())):
                file.close()
                raise ValueError("something else was put in its place")
        finally:
            os.close(fd)
        return file

    @property
    def file(self) -> GuardedFile:
        """The file itself, guarded."""
        return self

    def close(self) -> None:
        """Close the file, and those that it links to."""
        self.close_linked()
        super().close()

    def close_linked(self) -> None:
        """Close the files that it links to."""
        linked = list(self._linked.values())
        self._linked.clear()
        for each in linked:
            each.close()

    def other(self, name: bytes, where: str) -> GuardedFile:
        """Return the file that an external link names."""
        written = os.fsdecode(name)
        path = place = None
        if self.place is not None:
            path = Path(os.path.abspath(self.place.parent / written))  # noqa: PTH100 - Path.absolute keeps `..`
            place = None if is_on_foreign_share(path, [self.place]) else _resolved(path)
        if path is None or place is None or not self.allows(place):
            why = f"it links to {written}, which leads outside the allowed folders."
            if (where, why) not in self.refused:
                self.refused.append((where, why))
            raise RefusedError(f"{where}: {why}")
        if not place.is_file():
            raise KeyError(f"{where} links to {written}, which is not there")
        return self.link(path)

    def link(self, path: Path) -> GuardedFile:
        """Return another file, opened once however files link to each other."""
        if path not in self._linked:
            self._linked[path] = other = GuardedFile(str(path), self.allows, place=path, **self._settings)
            other._linked, other.refused = self._linked, self.refused
        return self._linked[path]


class _Group(_Walked, h5py.Group):  # type: ignore[misc]  # as above
    """A group whose links are followed by `_item`."""

    def __init__(self, found: h5py.h5g.GroupID, file: GuardedFile) -> None:
        super().__init__(found)
        self._guarded = file

    @property
    def file(self) -> GuardedFile:
        return self._guarded


class _Dataset(h5py.Dataset):  # type: ignore[misc]  # as above
    """A data set that is checked before it is read."""

    def __init__(self, found: h5py.h5d.DatasetID, file: GuardedFile, hops: int) -> None:
        super().__init__(found)
        self._guarded, self._hops, self._fit = file, hops, False

    @property
    def file(self) -> GuardedFile:
        return self._guarded

    def __getitem__(self, args: Any, new_dtype: Any = None) -> Any:  # noqa: ANN401 - as h5py has it
        self.demand_fit()
        if args is Ellipsis or (isinstance(args, tuple | slice) and args in ((), slice(None))):
            _demand_few(self)
        return super().__getitem__(args, new_dtype)

    def read_direct(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - as h5py has it
        self.demand_fit()
        _demand_few(self)
        super().read_direct(*args, **more)

    def demand_fit(self, parts: Iterator[int] | None = None) -> None:
        """Raise `RefusedError` where its bytes are where they may not be read.

        ``parts`` ends when so many have been looked at that no more are.
        """
        if self._fit:
            return
        parts = iter(range(MOST_PARTS)) if parts is None else parts
        if next(parts, None) is None:
            raise RefusedError(f"{self.name}: it is one of more than {MOST_PARTS:,} parts.")
        why = _unfit(self) or _unfit_parts(self, self._guarded, self._hops, parts)
        if why:
            raise RefusedError(f"{self.name}: {why}")
        self._fit = True


def demand_fit(dataset: object) -> None:
    """Raise `RefusedError` where the bytes of a data set, from whoever opened it, may not be read."""
    if isinstance(dataset, _Dataset):
        dataset.demand_fit()
    elif isinstance(dataset, h5py.Dataset):
        inner = getattr(dataset, "dset", dataset)  # hdmf wraps texts
        if isinstance(inner, _Dataset):
            inner.demand_fit()
            return
        place = Path(inner.file.filename)
        file = GuardedFile(inner.file.id, place=place if inner.file.driver == "sec2" else None)
        try:
            _Dataset(inner.id, file, 0).demand_fit()
        finally:
            file.close_linked()  # and not the file itself, which is another's


def whole(data: Any) -> NDArray[Any]:  # noqa: ANN401 - a data set, or what pynwb makes of one
    """Return all entries of a data set or an array.

    Raises
    ------
    RefusedError
        There are too many, or they are where they may not be read.
    """
    inner = getattr(data, "dataset", data)  # hdmf wraps tables and references
    if not isinstance(inner, h5py.Dataset):
        return np.asarray(data[:])
    demand_fit(inner)
    if inner.shape and inner.shape[0] > MOST_ENTRIES:
        raise RefusedError(f"{inner.name}: {inner.shape[0]:,} entries are more than {MOST_ENTRIES:,}.")
    _demand_few(inner, MOST_ENTRIES * 8)
    if _varies(inner.dtype):
        return _texts(data, inner)
    if inner.ndim != 1 or inner.shape[0] <= STEP:
        return np.asarray(data[:])
    return np.concatenate([data[at : at + STEP] for at in range(0, inner.shape[0], STEP)])


def _varies(kind: np.dtype[Any]) -> bool:
    """Whether entries are of any length, and lie elsewhere in the file."""
    text = h5py.check_string_dtype(kind)
    own = h5py.check_vlen_dtype(kind) is not None or (text is not None and text.length is None)
    return own or any(_varies(kind[name]) for name in kind.names or ())


def _texts(data: Any, inner: h5py.Dataset) -> NDArray[Any]:  # noqa: ANN401 - as `whole`
    """Return entries of any length; many may name the same bytes, so that their number tells no size."""
    if inner.ndim != 1 or inner.dtype.names:
        raise RefusedError(f"{inner.name}: its texts are not in a row.")
    # None is longer than the file.
    step = min(max(MOST_BYTES // max(inner.file.id.get_filesize(), 1), 64), STEP)
    if chunk_bytes(inner) > MOST_OF_TEXTS and step < inner.chunks[0]:
        raise RefusedError(f"{inner.name}: its chunks are too large to be read in parts.")
    parts, size = [np.empty(0, dtype=object)], 0
    for at in range(0, inner.shape[0], step):
        parts.append(np.asarray(data[at : at + step], dtype=object))
        size += sum(map(len, parts[-1]))
        if size > MOST_BYTES:
            raise RefusedError(f"{inner.name}: its texts have more than {MOST_BYTES:,} bytes.")
    return np.concatenate(parts)


def chunk_bytes(dataset: h5py.Dataset) -> int:
    """Return how much a chunk takes in memory; 0 where the data set has none."""
    return math.prod(dataset.chunks) * dataset.dtype.itemsize if dataset.chunks else 0


def _encoded(name: bytes | str) -> bytes:
    return name if isinstance(name, bytes) else name.encode("utf-8", "surrogateescape")


def _followed(group: Any, file: GuardedFile, path: bytes, hops: int) -> Any:  # noqa: ANN401 - of h5py
    """Go along a path, link by link."""
    if hops > MOST_HOPS:
        raise KeyError("links lead on and on")
    at: Any = file if path.startswith(b"/") else group
    for part in path.split(b"/"):
        if part in (b"", b"."):
            continue
        if not isinstance(at, h5py.Group):
            raise KeyError(f"{at.name} holds nothing")
        at = _stepped(at, at.file, part, hops)
    return at


def _stepped(group: Any, file: GuardedFile, name: bytes, hops: int) -> Any:  # noqa: ANN401 - of h5py
    kind = _kind(group, name)
    if kind == h5py.h5l.TYPE_HARD:
        return _wrapped(h5py.h5o.open(group.id, name), file, hops)
    if kind == h5py.h5l.TYPE_SOFT:
        return _followed(group, file, group.id.links.get_val(name), hops + 1)
    if kind != h5py.h5l.TYPE_EXTERNAL:
        raise KeyError("a link of no known kind")
    written, path = group.id.links.get_val(name)
    where = f"{group.name.rstrip('/')}/{os.fsdecode(name)}"
    try:
        other = file.other(written, where)
    except RefusedError as error:
        raise KeyError(str(error)) from error  # to h5py's callers it is a link that leads nowhere
    except OSError as error:
        raise KeyError(f"{where} leads to no HDF5 file") from error
    return _followed(other, other, path, hops + 1)


def _kind(group: Any, name: bytes) -> int:  # noqa: ANN401 - of h5py
    try:
        return int(group.id.links.get_info(name).type)
    except RuntimeError as error:
        raise KeyError(f"{group.name} has no {os.fsdecode(name)}") from error


def _wrapped(found: Any, file: GuardedFile, hops: int) -> Any:  # noqa: ANN401 - of h5py
    if isinstance(found, h5py.h5g.GroupID):
        return _Group(found, file)
    if isinstance(found, h5py.h5d.DatasetID):
        return _Dataset(found, file, hops)
    return h5py.Datatype(found)


def _unfit(dataset: h5py.Dataset) -> str:
    """Say why a data set is not to be read, whatever is allowed."""
    if dataset.id.get_create_plist().get_external_count():
        return "its bytes lie in a file of another kind (HDF5 external storage), which is never read."
    if chunk_bytes(dataset) > MOST_BYTES:
        return f"its chunks have {chunk_bytes(dataset):,} bytes; {MOST_BYTES:,} are read at most."
    return ""


def _unfit_parts(dataset: h5py.Dataset, file: GuardedFile, hops: int, parts: Iterator[int]) -> str:
    """Say why the parts of a virtual data set are not to be read; HDF5 opens them by itself."""
    if not dataset.is_virtual:
        return ""
    if hops > MOST_HOPS:
        return "its parts are made of parts, on and on."
    for written, name in {(source.file_name, source.dset_name) for source in dataset.virtual_sources()}:
        other: GuardedFile | None = file if written == "." else _beside(file, written)
        if other is None or "%" in written + name:
            return f"it is made of {written}, which is not in its own folder."
        try:
            part = _followed(other, other, _encoded(name), hops + 1)
            if not isinstance(part, _Dataset) or part.file is not other:
                return f"it is made of {name} in {written}, which is no data set there."
            part.demand_fit(parts)
        except (KeyError, OSError) as error:
            return f"it is made of {name} in {written}, which cannot be read: {error}"
    return ""


def _beside(file: GuardedFile, written: str) -> GuardedFile | None:
    """Return a file in the folder of another one, or below it, or none."""
    if file.place is None or "HDF5_VDS_PREFIX" in os.environ:  # which has HDF5 look elsewhere first
        return None
    path = Path(os.path.abspath(file.place.parent / written))  # noqa: PTH100 - Path.absolute keeps `..`
    if is_on_foreign_share(path, [file.place]):
        return None
    place, folder = _resolved(path), _resolved(file.place.parent)
    if place is None or folder is None or not place.is_relative_to(folder) or not place.is_file():
        return None
    try:
        return file.link(path)
    except OSError:
        return None


def _demand_few(dataset: h5py.Dataset, most: int = MOST_BYTES) -> None:
    size = math.prod(dataset.shape or ()) * dataset.dtype.itemsize
    if size > most:
        raise RefusedError(f"{dataset.name}: {size:,} bytes at once are more than {most:,}.")


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):  # a loop, a null character, a name that is too long
        return None
