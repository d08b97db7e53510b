"""Tests stay on this machine, and the guard that sees to it works."""

import socket

import pytest


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "arxiv.org")]
)
def test_a_connection_that_leaves_this_machine_is_refused(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as out:
        out.settimeout(0.1)
        with pytest.raises(AssertionError, match=host):
            out.connect((host, 80))
        with pytest.raises(AssertionError, match=host):
            out.connect_ex((host, 80))


def test_a_connection_on_this_machine_is_made() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        accepted, _ = server.accept()
        with accepted:
            client.sendall(b"here")
            assert accepted.recv(4) == b"here"
