import subprocess
import sys


def test_every_catalogue_is_complete_and_fresh():
    check = subprocess.run(
        [sys.executable, "scripts/catalogue.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (check.returncode, check.stderr) == (0, "")
