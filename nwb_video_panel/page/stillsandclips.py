"""Stills and clips of what a player shows, as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..streams import saving
from ..streams.shots import Shot
from .sharedstate import SharedState, demand


class StillsAndClips(SharedState):
    """What a player saves."""

    def save_frame(self, camera: str | None = None, folder: Path | str = ".") -> Path:
        """Write the frame that a camera shows at `time` as PNG, at full resolution.

        It is turned and mirrored as on screen, and frames stored in the NWB file have the levels, gamma,
        colours and plane of their `adjustments`.

        Parameters
        ----------
        camera
            Its name; the focused one unless given.
        folder
            Where to. Camera, frame number and timestamp are in the file's name and in its metadata.

        Raises
        ------
        UnknownCameraError
            There is no such camera.
        MediaError
            It has no frame at that time, the frame cannot be read, or the folder cannot be written.
        """
        name = camera or self.grid.focused
        demand([name], self.camera_names)
        session, shots = self._to_save()
        return saving.save_frame(shots[name], self.time or 0.0, Path(folder), session)

    def save_clip(  # noqa: PLR0913 - one call, every choice named
        self,
        path: Path | str,
        start: float | None = None,
        stop: float | None = None,
        cameras: Sequence[str] | None = None,
        *,
        rate: float = 1.0,
        height: int | None = None,
        burned: bool = False,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Path:
        """Write the cameras side by side as MP4 (H.264), every frame for as long as it was on screen.

        Cameras are moved by their `offsets`, turned and mirrored as on screen; zoom and light are left as
        recorded, but for frames stored in the NWB file, whose levels, gamma, colours and plane are those of
        their `adjustments`. A camera that has no frame is black; through a gap its last frame stays.

        Parameters
        ----------
        path
            Of the MP4 file, which is there only once it is whole.
        start, stop
            Session seconds, stop exclusive; the loop unless given.
        cameras
            Their names, from left to right; those shown unless given.
        rate
            Session seconds per second of the clip, 0.05 to 16: 0.25 plays four times slower than it was.
        height
            Rows of the clip; as recorded unless given, of several cameras at most 720.
        burned
            Whether the session time is drawn into the picture.
        progress
            Called with the share that is done, 0 to 1.
        cancelled
            Asked before each picture whether to stop; what is not whole is deleted.

        Returns
        -------
        Path
            That of the file.

        Raises
        ------
        ValueError
            There are neither start and stop nor a loop, stop is not after start, or ``rate`` is none.
        UnknownCameraError
            The session has no such camera.
        MediaError
            No camera has a frame there or can be read, the file cannot be written (no room, no permission),
            or PyAV has no encoder.
        NobodyWaitsError
            It was cancelled.

        Examples
        --------
        >>> player.save_clip("rear.mp4", 52.1, 53.4, ["side"], rate=0.25, burned=True)  # doctest: +SKIP
        """
        if start is None and stop is None and self.loop is not None:
            start, stop = self.loop
        if start is None or stop is None:
            raise ValueError("Give start and stop in session seconds, or set a loop.")
        if not start < stop:
            raise ValueError(f"A clip from {start} to {stop} s would end before it begins.")
        if not 0.05 <= rate <= 16:
            raise ValueError(f"rate is from 0.05 to 16, not {rate}.")
        names = list(cameras or self._in_order())
        demand(names, self.camera_names)
        _, shots = self._to_save()
        return saving.save_clip(
            [shots[name] for name in names],
            (float(start), float(stop)),
            Path(path),
            rate=rate,
            height=height,
            burned=burned,
            progress=progress,
            cancelled=cancelled,
        )

    def _in_order(self) -> list[str]:
        """Return the cameras shown, from the first tile to the last."""
        ordered = [*self.order, *self.camera_names]
        return sorted(self.selected or self.camera_names, key=ordered.index)

    def _to_save(self) -> tuple[str, dict[str, Shot]]:
        """Return the session's name, and each camera as it is shown."""
        shots = self._described.shots(self.grid.offsets, self.grid.adjustments)
        return self._described.session["name"], shots
