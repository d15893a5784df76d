"""What `huilong simulate --json` prints is JSON and nothing else, whatever a library says by itself."""

import os

from huilong.site.quarter.commands import _aside


def test_what_a_library_prints_goes_to_the_side(capfd):
    with _aside():
        os.write(1, b"a solver greets\n")
    os.write(1, b"{}\n")

    told = capfd.readouterr()
    assert (told.out, told.err) == ("{}\n", "a solver greets\n")
