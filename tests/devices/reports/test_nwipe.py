"""What a log of nwipe proves, drive by drive."""

import re

import pytest

from digibank.devices.reports import REASONS, read
from tests.devices.reports.made_up import NWIPE
from tests.devices.reports.real import DATA, real

LOG = NWIPE
WROTE = "500107862016 bytes written to /dev/sda"


def proven(log):
    return [(one.serial, one.erased, one.reason) for one in read(log.encode()).facts.erasures]


BOTH = [("D0MADE1", True, ""), ("N0MADE2", True, "")]


def test_a_whole_log_proves_every_drive():
    report = read(LOG.encode())

    assert proven(LOG) == BOTH
    assert (report.format, report.tool, report.warnings) == ("nwipe", "nwipe 0.42", ())
    assert (report.facts.maker, report.facts.model) == ("LENOVO", "ThinkPad T14")
    assert [
        (one.method, one.technique, one.verified, one.byte_count) for one in report.facts.erasures
    ] == [
        ("Fill With Zeros", "overwrite", True, 500107862016),
        ("Fill With Zeros", "overwrite", True, 512110190592),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "reason"),
    [
        ("sda | Erased |", "sda |-FAILED-|", "failed"),
        ("sda | Erased |", "sda |UABORTED|", "aborted"),
        ("sda | Erased |", "sda |INSANITY|", "never_started"),
        ("sda | Erased |", "sda | Perased |", "status"),
        ("       sda | Erased", "!      sda | Erased", "status"),
        ("       sda | Erased |", "   sda2 | Erased |", "no_status"),
        ("sda |           0 |", "sda |           1 |", "errors"),
        ("sda |           0 |", "sdb |           0 |", "errors"),
        ("sda |      500107862016 |", "sda |      500107862015 |", "bytes"),
        ("/D0MADE1", "/D0MADE", "serial"),
        ("S/N=D0MADE1", "S/N=XXXXXXXX", "anonymous"),
        ("on '/dev/sda'", "on '/dev/sdb'", "not_verified"),
        ("Invoking method 'Fill With Zeros' on /dev/sda", "x", ""),  # the options say it too
        ("'Fill With Zeros' on /dev/sda", "'Verify Zeros (0x00)' on /dev/sda", "verify_only"),
        ("'Fill With Zeros' on /dev/sda", "'Hopeful Thinking' on /dev/sda", "method"),
        (
            "500107862016 bytes written to /dev/sda",
            "HIDDEN SECTORS DETECTED /dev/sda",
            "hidden_sectors",
        ),
        (
            "500107862016 bytes written to /dev/sda",
            "*** HIDDEN SECTORS DETECTED ! *** on /dev/sda",
            "hidden_sectors",
        ),
    ],
)
def test_one_thing_wrong_with_a_drive_and_it_is_not_proven(was, becomes, reason):
    assert was in LOG
    first, second = proven(LOG.replace(was, becomes, 1))

    assert (first[1], first[2], second) == (not reason, reason, BOTH[1])
    assert reason in {"", *REASONS}


def test_a_footer_with_a_method_that_only_verifies_proves_nothing():
    log = LOG.replace("MB/s, Fill With Zeros", "MB/s, Verify Ones  (0xFF)")

    assert [one[1:] for one in proven(log)] == [(False, "verify_only")] * 2


def test_hidden_sectors_of_nobody_are_of_everybody():
    log = LOG.replace("info: nwipe 0.42", "warning: HIDDEN SECTORS DETECTED")

    assert [one[2] for one in proven(log)] == ["hidden_sectors"] * 2


def test_verification_counts_when_the_log_asks_for_it():
    silent = re.sub(r".*Verified pass.*\n", "", LOG)
    unasked = silent.replace("= 1 (last pass)", "= 0 (off)").replace("B+VL", "B+NV")

    assert [one[2] for one in proven(silent)] == ["not_verified"] * 2
    assert proven(unasked) == BOTH
    assert [one.verified for one in read(unasked.encode()).facts.erasures] == [False, False]


def test_an_older_log_without_a_table_of_bytes_needs_the_exact_size():
    older = re.sub(r"\*+ Erasure Summary.*?\n\*+\n", "", LOG, flags=re.DOTALL)
    exact = "[2026/08/20 09:00:30]  notice: /dev/{}, sect/blk/dev 512/4096/{}\n"
    sized = older + exact.format("sda", 500107862016) + exact.format("nvme0n1", 5)

    assert [one[2] for one in proven(older)] == ["bytes", "bytes"]
    assert [one[2] for one in proven(sized)] == ["", "bytes"]


def test_sanitize_by_the_drive_itself_is_proven_and_an_overwrite_by_it_is_not():
    head = "\n".join(LOG.splitlines()[:6])
    line = "\n[2026/08/20 09:40:00]  notice: {}: SANITIZE action '{}' was successful.\n"

    done = read((head + line.format("nvme0n1", "crypto erase")).encode()).facts.erasures
    other = read((head + line.format("nvme0n1", "overwrite")).encode()).facts.erasures

    assert [(one.serial, one.erased, one.technique) for one in done] == [
        ("D0MADE1", False, ""),
        ("N0MADE2", True, "crypto"),
    ]
    assert [one.erased for one in other] == [False, False]


@real
def test_of_the_made_up_logs_only_the_erased_one_proves():
    reasons = {
        path.name: [(one.erased, one.reason) for one in read(path.read_bytes()).facts.erasures]
        for path in (DATA / "nwipe").glob("*.txt")
    }

    assert reasons == {
        "SYNTHETIC_0.42_erased.txt": [(True, "")],
        "SYNTHETIC_0.42_failed.txt": [(False, "failed")],
        "SYNTHETIC_0.42_aborted.txt": [(False, "aborted")],
        "SYNTHETIC_0.42_never_started_INSANITY_but_says_success.txt": [(False, "never_started")],
        "SYNTHETIC_0.42_verify_only_shows_Erased.txt": [(False, "verify_only")],
    }
