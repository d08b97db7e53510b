"""What a benchmark ran on, and how times are told."""

import os
import platform
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path


def describe(*packages: str) -> str:
    """Processor, cores, memory, load now, Python, and the versions of packages, in one line (Linux)."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in facts if line.startswith("model name")), platform.machine()
    )
    memory = int(_status("/proc/meminfo", "MemTotal")) / 1e6
    load = os.getloadavg()[0]
    used = ", ".join(f"{package} {version(package)}" for package in packages)
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, load {load:.1f}; Python {platform.python_version()}, {used}"
    )


def anonymous_megabytes() -> float:
    """The memory of this process that no file backs (Linux)."""
    return int(_status("/proc/self/status", "RssAnon")) / 1000


@contextmanager
def anonymous_peak() -> Iterator[list[float]]:
    """The most anonymous memory that this process holds meanwhile, in MB, as the one number of the list; looked at four times a second."""
    peak, done = [anonymous_megabytes()], threading.Event()

    def look() -> None:
        while not done.wait(0.25):
            peak[0] = max(peak[0], anonymous_megabytes())

    watch = threading.Thread(target=look)
    watch.start()
    try:
        yield peak
    finally:
        done.set()
        watch.join()


def at(share: float, values: Sequence[float]) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _status(path: str, name: str) -> str:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))
