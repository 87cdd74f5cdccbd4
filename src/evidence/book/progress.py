"""How a long job tells that it goes on: a moving display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Progress(Protocol):
    """What a job calls while it works; `steps` and `done` count cells, `name` is a notebook's file name."""

    def start(self, name: str, steps: int) -> None: ...

    def advance(self, name: str) -> None: ...

    def finish(self, name: str) -> None: ...

    def close(self) -> None: ...


class Silence:
    """Says nothing; for tests and for callers with a display of their own."""

    def start(self, name: str, steps: int) -> None:
        pass

    def advance(self, name: str) -> None:
        pass

    def finish(self, name: str) -> None:
        pass

    def close(self) -> None:
        pass


class Lines:
    """One line for each notebook done: what a log can keep."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began: dict[str, tuple[float, int]] = {}

    def start(self, name: str, steps: int) -> None:
        self._began[name] = (time.perf_counter(), steps)

    def advance(self, name: str) -> None:
        pass

    def finish(self, name: str) -> None:
        began, steps = self._began[name]
        seconds = time.perf_counter() - began
        self._console.print(f"executed {name} ({steps} cells, {seconds:.1f} s)", highlight=False)

    def close(self) -> None:
        pass


class Bars:
    """One bar for each notebook at work, counted in cells."""

    def __init__(self, console: Console) -> None:
        self._display = RichProgress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )
        self._display.start()
        self._tasks: dict[str, int] = {}

    def start(self, name: str, steps: int) -> None:
        self._tasks[name] = self._display.add_task(name, total=steps)

    def advance(self, name: str) -> None:
        self._display.advance(self._tasks[name])

    def finish(self, name: str) -> None:
        self._display.stop_task(self._tasks[name])

    def close(self) -> None:
        self._display.stop()


def console_progress() -> Progress:
    """The display that suits where standard output goes."""
    console = Console()
    return Bars(console) if console.is_terminal else Lines(console)
