"""Run every command of README.md in an empty folder and hold what is shown against what happens.

    scripts/readme.py           write what the commands print into the page
    scripts/readme.py --check   fail where the page says something else

Commands stand in ```console blocks behind `$ `; the lines below them are their output, standard error included. `…` in
such a line stands for anything: dates, names, paths. `# exit code 3` behind a command is its exit code, else it is 0.
Blocks share one folder, in which `examples/` lies, and run in the page's order. `make` runs where the Makefile is.
"""

import getpass
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "README.md"
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (?P<line>.*?)(?:\s+# exit code (?P<code>\d+))?$")


@dataclass
class Step:
    """One command as the page shows it."""

    shown: str
    line: str
    code: int
    output: list[str]


def steps(block: str) -> Iterator[Step]:
    """The commands of a block, each with the output below it."""
    found: list[Step] = []
    for line in block.splitlines():
        command = COMMAND.match(line)
        if command:
            found.append(Step(line, command["line"], int(command["code"] or 0), []))
        elif found:
            found[-1].output.append(line)
    return iter(found)


def run(step: Step, folder: Path) -> list[str]:
    """The lines that the command prints. Ends the program if its exit code is another."""
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
