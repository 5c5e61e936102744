"""What a command loads before it does its work: a person waits for that with every small file."""

import json
import subprocess
import sys

import pytest

DEAR = {"django", "pydantic", "rapidfuzz", "babel", "email_validator", "ftfy", "xlrd", "xlsxwriter", "httpx", "psycopg"}


def loaded_by(*arguments: str) -> set[str]:
    """Which of the dear libraries a command loads."""
    program = (
        "import sys, io, json, contextlib; from muster.cli.main import run\n"
        "with contextlib.redirect_stdout(io.StringIO()): run(sys.argv[1:])\n"
        "print(json.dumps(list(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return DEAR & set(json.loads(done.stdout))


def test_help_loads_none_of_them():
    assert loaded_by("--help") == set()


@pytest.mark.slow
def test_a_check_of_a_clean_file_loads_none_of_them(tmp_path):
    path = tmp_path / "customers.csv"
    path.write_text(
        "customerNumber,email,l,lastname,firstname,mobile,companyName,coc,address,city,zip,country\n"
        "1,jan@example.com,nl,Peeters,Jan,+32470123456,,,Kerkstraat 5,Gent,9000,BE\n"
    )
    assert loaded_by("check", str(path), "--format", "json") == set()


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "code"), [("7", 0), ("seven", 2), ("-1", 2)])
def test_numbers_are_still_held_to_be_numbers(command, file, typed, code):
    path = file("Peeters,Jan,", header="lastname,firstname,companyName")
    assert command("import", path, "--yes", f"--max-cleared={typed}").code == code


def test_texts_given_several_times_are_all_taken(command, file):
    path = file("Peeters2,Jan,,Li?ge,9000", header="lastname,firstname,companyName,x,y")
    done = command(
        "check", path, "--format", "json", "--map", "x=city", "--map", "y=zip", "--ignore", "NAM", "--ignore", "TXT"
    )
    assert (done.code, done.found) == (0, [(None, None, "IDN010")])
