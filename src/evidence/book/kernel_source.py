"""The process that kernels are forked from. `evidence.book.kernels` starts it with the number of an open socket, the channel.

Each line that comes in is an order in JSON: ``arguments`` for ipykernel, the ``folder`` to work in, the whole ``environment``. The
answer is a line with the number of the new process. When the channel closes, the process ends, and its kernels follow.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys

NEEDED = ("ipykernel.kernelapp", "evidence", "scipy.special", "scipy.stats", "ipywidgets")


def main() -> None:
    channel = socket.socket(fileno=int(sys.argv[1]))
    prepare()
    # Nobody asks how a kernel ended; without this the ended ones would stay as zombies, which look alive.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with channel.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                lines.close()
                channel.close()
                run_kernel(parent=parent, **json.loads(line))
                return
            lines.write(f"{pid}\n")
            lines.flush()


def prepare() -> None:
    """Import what notebooks need, and what `evidence` imports late for the sake of a quick start."""
    for name in NEEDED:
        importlib.import_module(name)
    import plotly.graph_objects as go

    # plotly reads its rules when the first figure of a kind is made.
    figure = go.Figure([go.Scatter(x=[0], y=[0]), go.Bar(x=[0], y=[0])])
    figure.update_layout(title_text="", annotations=[{"text": ""}], shapes=[{"type": "line"}])


def run_kernel(*, parent: int, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Become a kernel."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()  # signals for the kernel reach its own children too, and nobody else
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    # The kernel ends when its parent does; the variable that usually says who that is was read when ipykernel was imported.
    IPKernelApp.launch_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={parent}"])
