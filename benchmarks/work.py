"""Run one piece of work and say how long it took: `python -m benchmarks.work NAME '{"path": …}'`.

Each piece is a function that prepares and gives back what is to be timed.
"""

import importlib
import json
import sys
import time


def main() -> None:
    """Prepare, then time."""
    name, arguments = sys.argv[1], json.loads(sys.argv[2])
    module, _, function = name.partition(".")
    timed = getattr(importlib.import_module(f"benchmarks.{module}"), function)(**arguments)
    begun = time.perf_counter()
    timed()
    seconds = time.perf_counter() - begun
    sys.stdout.write(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
