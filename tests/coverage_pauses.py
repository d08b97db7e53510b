"""Coverage is measured where it can find something: tracing doubles what a test takes.

What runs once more on PostgreSQL reaches the lines that it reached on SQLite; the tests in a browser, of the stand-in, of the house and
with much generated input reach hardly any that others do not.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

_ELSEWHERE = {"browser", "house", "standin_tests", "test_hostile.py", "test_kills.py"}
_TESTS = Path(__file__).parent


class CoveragePauses:
    """A pytest plugin; without coverage it does nothing."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[object]:
        """Stop measuring for a test that needs none, its fixtures included."""
        plugin = self._config.pluginmanager.getplugin("_cov")
        controller = getattr(plugin, "cov_controller", None)
        measuring = controller.cov if controller and _is_measured_elsewhere(item) else None
        if measuring:
            measuring.stop()
        try:
            return (yield)
        finally:
            if measuring:
                measuring.start()


def _is_measured_elsewhere(item: pytest.Item) -> bool:
    parameters = item.nodeid.partition("[")[2].rstrip("]").split("-")
    return "postgresql" in parameters or not _ELSEWHERE.isdisjoint(item.path.relative_to(_TESTS).parts)
