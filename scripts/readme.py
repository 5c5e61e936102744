"""Run every command of README.md in an empty folder and hold what is shown against what happens.

    scripts/readme.py           write what the commands print into the page
    scripts/readme.py --check   fail where the page says something else

Commands stand in ```console blocks behind `$ `; the lines below them are their output, standard error included. `…` in
such a line stands for anything: dates, names, paths. `# exit code 3` behind a command is its exit code, else it is 0.
`muster serve  # until Ctrl-C` gets a free port, shown as 8000, and is ended when it has said how.
Blocks share one folder, in which `examples/` lies, and run in the page's order. `make` runs where the Makefile is.
"""

import getpass
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (?P<line>.*?)(?:\s+# exit code (?P<code>\d+)|\s+# (?P<served>until Ctrl-C))?$")


@dataclass
class Step:
    """One command as the page shows it."""

    shown: str
    line: str
    code: int
    is_served: bool
    output: list[str]


def steps(block: str) -> Iterator[Step]:
    """The commands of a block, each with the output below it."""
    found: list[Step] = []
    for line in block.splitlines():
        command = COMMAND.match(line)
        if command:
            found.append(Step(line, command["line"], int(command["code"] or 0), bool(command["served"]), []))
        elif found:
            found[-1].output.append(line)
    return iter(found)


def run(step: Step, folder: Path) -> list[str]:
    """The lines that the command prints. Ends the program if its exit code is another."""
    if step.is_served:
        return serve(step, folder)
    done = subprocess.run(  # noqa: S602  the page's own commands, as a shell would run them
        step.line,
        shell=True,
        cwd=ROOT if step.line.startswith("make") else folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != step.code:
        sys.exit(f"README: “{step.line}” ended with {done.returncode}, not {step.code}:\n{done.stdout}")
    return done.stdout.replace(str(folder), ".").rstrip().splitlines()


def serve(step: Step, folder: Path) -> list[str]:
    """The lines that a server prints beside its log until it says how it is ended. Ends the program if it does not end then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [*shlex.split(step.line), "--port", port]
    served = subprocess.Popen(  # noqa: S603  the page's own command
        command, cwd=folder, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    impatience = threading.Timer(90, served.kill)
    impatience.start()
    printed: list[str] = []
    for line in served.stderr or ():
        printed.append(line.rstrip().replace(port, "8000"))
        if "Ctrl-C" in line:
            break
    served.send_signal(signal.SIGINT)
    ended_with = served.wait()
    impatience.cancel()
    if ended_with != step.code:
        sys.exit(f"README: “{step.line}” ended with {ended_with}, not {step.code}")
    return printed


def environment(folder: Path) -> dict[str, str]:
    """A fresh machine in English; the project's commands are found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MUSTER_", "LC_", "LANG"))}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "MUSTER_DATA_DIR": str(folder / "data"),
        "LANG": "C.UTF-8",
        "COLUMNS": "80",
    }


def elided(printed: list[str]) -> list[str]:
    """The lines without what is another every time: days, times, who it was."""
    whole = re.sub(r"(?ms)^Import: \d+ · .*?(?=^\n|^\$|\Z)", "…\n", "\n".join(printed) + "\n")
    for changing in (
        r"\d{1,2} [A-Z][a-z]+ 20\d\d(?=[ ,:\n])",
        r"20\d\d-\d\d-\d\d(?: \d\d:\d\d)?",
        r"(?<=, )\d+(?= GB)",
        r"(?<=Python |SQLite )[\d.]+",
        rf"\b{re.escape(getpass.getuser())}\b",
    ):
        whole = re.sub(changing, "…", whole)
    return whole.rstrip("\n").split("\n")


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether the printed lines are those shown; `…` stands for anything, alone on a line for any lines."""
    pattern = "\n".join(
        r"[\s\S]*?" if line.strip() == "…" else r"[^\n]*".join(map(re.escape, line.rstrip().split("…")))
        for line in shown
    )
    return re.fullmatch(pattern.rstrip() + r"\s*", "\n".join(line.rstrip() for line in printed)) is not None


def main() -> int:
    """Check or write the page; the exit code."""
    check = "--check" in sys.argv
    page = PAGE.read_text(encoding="utf-8")
    stale: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")

        def fresh(block: re.Match[str]) -> str:
            lines: list[str] = []
            for step in steps(block[0]):
                printed = run(step, folder)
                if agrees(step.output, printed):
                    lines += [step.shown, *step.output]
                else:
                    stale.append(
                        f"{step.line}\n--- shown\n" + "\n".join(step.output) + "\n--- printed\n" + "\n".join(printed)
                    )
                    lines += [step.shown, *elided(printed)]
            return "\n".join(lines) + "\n"

        written = BLOCK.sub(fresh, page)
    if check and stale:
        sys.stderr.write("README.md says something else than happens:\n\n" + "\n\n".join(stale) + "\n")
        return 1
    if not check:
        PAGE.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
