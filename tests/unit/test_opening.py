"""Opening a file: each of the three ways refuses what is not the file that was meant."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from nwb_video_panel import opening

WAYS = [opening._by_place, opening._by_component, opening._after_a_look]


@pytest.fixture(params=WAYS, ids=["by place", "by component", "after a look"])
def opened(request):
    """Open and read."""
    if request.param is opening._by_place and not opening.HAS_PLACES:
        pytest.skip("Linux only")
    if request.param is opening._by_component and not opening.HAS_COMPONENTS:
        pytest.skip("POSIX only")

    def opened(path):
        fd, found = request.param(str(path))
        try:
            assert os.path.samestat(found, os.fstat(fd))
            assert not os.get_inheritable(fd)
            return os.read(fd, 100)
        finally:
            os.close(fd)

    return opened


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "ü 1.mp4").write_bytes(b"video")
    return tmp_path.resolve()


def descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_regular_file_is_opened(opened, folder):
    assert opened(folder / "a" / "b" / "ü 1.mp4") == b"video"


def test_a_name_may_be_any_bytes(opened, folder):
    path = os.fsdecode(os.fsencode(folder) + b"/\xff\n.mp4")
    with open(path, "wb") as file:  # noqa: PTH123 - pathlib would do as well
        file.write(b"odd")
    assert opened(path) == b"odd"


@pytest.mark.parametrize(
    "path",
    ["a/b/ü 1.mp4", "{}/a/../a/b/ü 1.mp4", "{}/a/b/", "{}/a/b", "{}/missing", "{}/a/b/ü 1.mp4/x", "", "/"],
)
def test_what_is_not_the_resolved_path_of_a_file_is_refused(opened, folder, path, monkeypatch):
    monkeypatch.chdir(folder)
    before = descriptors()
    with pytest.raises((OSError, ValueError)):
        opened(path.format(folder))
    assert descriptors() == before


def test_a_nul_is_refused(opened, folder):
    with pytest.raises(ValueError, match="null"):
        opened(f"{folder}/a\0")


def test_no_symlink_is_followed(opened, folder):
    (folder / "link.mp4").symlink_to(folder / "a" / "b" / "ü 1.mp4")
    (folder / "link").symlink_to(folder / "a")
    before = descriptors()
    for path in (folder / "link.mp4", folder / "link" / "b" / "ü 1.mp4"):
        with pytest.raises((OSError, ValueError)):
            opened(path)
    assert descriptors() == before


def test_a_fifo_is_not_even_opened(opened, folder):
    os.mkfifo(folder / "fifo")
    with pytest.raises((OSError, ValueError)):
        opened(folder / "fifo")
    # Had it been opened, a writer that does not wait would have found a reader.
    with pytest.raises(OSError, match="No such device"):
        os.open(folder / "fifo", os.O_WRONLY | os.O_NONBLOCK)


@pytest.mark.parametrize("path", ["/dev/null", "/proc/self/fd/0", "/dev/stdin"])
def test_a_device_is_refused(opened, path):
    with pytest.raises((OSError, ValueError)):
        opened(path)


def test_a_folder_that_cannot_be_listed_can_be_passed_through(opened, folder):
    (folder / "a").chmod(stat.S_IXUSR)
    try:
        assert opened(folder / "a" / "b" / "ü 1.mp4") == b"video"
    finally:
        (folder / "a").chmod(0o700)


@pytest.mark.parametrize(
    ("path", "foreign"),
    [
        (r"\\host\share\v.mp4", True),
        (r"//host/share/v.mp4", True),
        (r"\\?\UNC\host\share\v.mp4", True),
        (r"\\LAB\data\mice\v.mp4", False),
        (r"D:\videos\v.mp4", False),
    ],
)
def test_a_share_of_a_stranger_is_told_by_its_name_alone(path, foreign):
    allowed = [PureWindowsPath(r"C:\sessions"), PureWindowsPath(r"\\lab\data")]
    assert opening.is_on_foreign_share(PureWindowsPath(path), allowed) is foreign


def test_elsewhere_than_on_windows_no_path_is_on_a_share():
    assert not opening.is_on_foreign_share(PurePosixPath("//host/share/v.mp4"), [])
