"""Kernels that do not each import the same: forked from one process that has imported what every notebook needs.

After that such a kernel is a kernel of ipykernel like any other. Elsewhere than on Linux kernels start as usual: on macOS system
libraries may not be used after a fork, and Windows has none.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

# The order of a set must not differ between two runs. Python reads this when it starts.
FIXED_ORDER = {"PYTHONHASHSEED": "0"}
# As ipykernel's launcher does: no module is looked for in the folder that the command was given in.
START = "import sys; sys.path[:] = filter(None, sys.path); from evidence.book.kernel_source import main; main()"
CAN_FORK = sys.platform == "linux"


@contextmanager
def kernel_managers() -> Iterator[type[AsyncKernelManager]]:
    """The class of kernel managers to use, for as long as notebooks are executed."""
    if not CAN_FORK:
        yield AsyncKernelManager
        return
    ours, theirs = socket.socketpair()
    with ours, ours.makefile("rw", encoding="utf-8") as channel:
        with theirs:
            command = [sys.executable, "-c", START, str(theirs.fileno())]
            source = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], env=os.environ | FIXED_ORDER, start_new_session=True
            )
        with source:
            try:
                yield type("ForkingManager", (ForkingManager,), {"channel": channel})
            finally:  # or the process would wait for orders, and this one for its end
                ours.shutdown(socket.SHUT_RDWR)


class ForkedProcess:
    """A kernel's process that is no child of this one, with the part of ``subprocess.Popen`` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, channel, command: list[str], folder: str, environment: Mapping[str, str]) -> None:
        order = {"arguments": command[3:], "folder": folder, "environment": dict(environment)}
        channel.write(json.dumps(order) + "\n")
        channel.flush()
        answer = channel.readline()
        if not answer:
            raise OSError("the process that starts kernels has ended")
        self.pid = int(answer)

    def poll(self) -> int | None:
        """None while the process runs; then 0, since only its parent could tell how it ended."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    wait = poll  # a provisioner waits for what has ended

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkingProvisioner(LocalProvisioner):
    """A local provisioner whose kernel is forked instead of started."""

    channel = None

    async def launch_kernel(self, cmd: list[str], **options: Any):
        """Have a process forked that does what ``cmd``, a call of ipykernel's launcher, would do."""
        folder = str(options.get("cwd") or os.getcwd())
        self.process = ForkedProcess(self.channel, cmd, folder, options["env"])
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info


class ForkingManager(AsyncKernelManager):
    """A manager whose kernel is forked instead of started; ``channel`` leads to the process that does it."""

    channel = None

    async def _async_pre_start_kernel(self, **options: Any):
        if self.provisioner is None:
            self.provisioner = ForkingProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            self.provisioner.channel = self.channel
        return await super()._async_pre_start_kernel(**options)
