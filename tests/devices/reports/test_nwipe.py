"""What a log of nwipe proves, drive by drive."""

import re
import time

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


def test_an_older_log_without_a_table_of_bytes_needs_the_exact_size_and_an_end():
    older = re.sub(r"\*+ Erasure Summary.*?\n\*+\n", "", LOG, flags=re.DOTALL)
    exact = "[2026/08/20 09:00:30]  notice: /dev/{}, sect/blk/dev 512/4096/{}\n"
    ended = "[2026/08/20 09:20:30]  notice: Finished final round 1 of 1 on /dev/{}\n"
    sized = older + exact.format("sda", 500107862016) + exact.format("nvme0n1", 5)
    whole = sized + ended.format("sda") + ended.format("nvme0n1")

    assert [one[2] for one in proven(older)] == ["bytes", "bytes"]
    assert [one[2] for one in proven(sized)] == ["bytes", "bytes"]
    assert [one[2] for one in proven(whole)] == ["", "bytes"]


def test_a_drive_that_says_it_erased_itself_asks_for_a_person():
    head = "\n".join(LOG.splitlines()[:6])
    line = "\n[2026/08/20 09:40:00]  notice: nvme0n1: SANITIZE action 'crypto erase' {}.\n"

    assert [one[2] for one in proven(head + line.format("was successful"))] == [
        "no_status",
        "sanitize",
    ]
    assert [one[2] for one in proven(head + line.format("failed"))] == ["no_status", "no_status"]


@pytest.mark.parametrize(
    "found",
    [
        "Found /dev/sda,  ATA    , MADEUP DISK 500, 500 GB, S/N=D0MADE1",
        "Found /dev/sda,  ATA-SSD, MADEUP DISK 500,  500 GB,  S/N = D0MADE1",
        "Found /dev/sda, ATA, MADEUP, DISK 500, 1.0 TB, S/N=D0MADE1",
        "Found /dev/sda,\tUSB ,\tMADEUP DISK 500,\t500 GB,\tS/N: D0MADE1",
    ],
)
def test_drives_are_found_however_the_version_pads_the_line(found):
    log = LOG.replace("Found /dev/sda, ATA, MADEUP DISK 500, 500 GB, S/N=D0MADE1", found)

    assert sorted(proven(log)) == sorted(BOTH)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.replace("\n", "\r\n"),
        lambda log: log.replace("\n", "\r"),
        lambda log: log.replace("Erased", "\x1b[32mErased\x1b[0m"),
        lambda log: re.sub(r"\] +(\w+):", r"] nwipe: \1:", log),
    ],
    ids=["dos", "mac", "colours", "old"],
)
def test_ends_of_lines_colours_and_names_do_not_matter(spoil):
    assert proven(spoil(LOG)) == BOTH


def test_the_blank_pass_is_what_is_read_back_by_default():
    log = re.sub(
        r"Verified pass 1 of 1, round 1 of 1, on '(\S+)'.",
        r"[SUCCESS] Verified that \1 is empty.",
        LOG,
    )

    assert proven(log) == BOTH
    assert [one[2] for one in proven(log.replace("[SUCCESS] Verified that", "[FAILURE]"))] == [
        "errors",
        "errors",
    ]


def test_all_passes_are_read_back_when_the_log_asks_for_all():
    asked = LOG.replace("= 1 (last pass)", "= 2 (all passes)")
    three = asked.replace("pass 1 of 1", "pass 3 of 3")
    lines = [
        f"[2026/08/20 09:2{at}:00] Verified pass {at} of 3, round 1 of 1, on '/dev/{name}'."
        for at in (1, 2)
        for name in ("sda", "nvme0n1")
    ]

    assert proven(asked) == BOTH
    assert [one[2] for one in proven(three)] == ["not_verified"] * 2
    assert proven(three + "\n".join(lines)) == BOTH
    assert [one[2] for one in proven(LOG.replace("round 1 of 1", "round 1 of 3"))] == [
        "not_verified"
    ] * 2


def test_another_drive_under_the_same_name_proves_nothing():
    swapped = LOG + "[2026/08/20 10:00:00]  notice: Found /dev/sda, ATA, NEW, 500 GB, S/N=D0OTHER\n"

    assert sorted(proven(swapped)) == [
        ("D0MADE1", True, ""),
        ("D0OTHER", False, "no_status"),
        ("N0MADE2", True, ""),
    ]


def test_half_a_row_counts_as_bad_and_a_row_of_nobody_is_told():
    broken = LOG.replace(
        "sda | Erased |", "sda |-FAILED-|  1 MB/s | 00:00:01 | MADE\n  sda | Erased |"
    )
    strange = LOG.replace("   nvme0n1 | Erased", "   sdz | Erased")

    assert [one[2] for one in proven(broken)] == ["status", ""]
    assert ("N0MADE2", False, "not_found") in proven(strange)


def test_a_number_longer_than_any_drive_is_no_number():
    log = LOG.replace("500107862016 |     500107862016", f"{'9' * 5000} |     500107862016")

    assert proven(log)[0][1] is False


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 400_000 + "b",
        "Found /dev/a" + ",a" * 200_000,
        "method" + " " * 400_000 + "x",
        "Total Throughput" + " " * 400_000 + ", 1R+",
    ],
    ids=["spaces", "commas", "method", "footer"],
)
def test_a_hostile_line_takes_no_time(line):
    began = time.perf_counter()
    read(
        f"[2026/08/20 09:00:01]    info: nwipe 0.42\n[2026/08/20 09:00:01]    info: {line}".encode()
    )

    assert time.perf_counter() - began < 5  # it took minutes when time grew with the square


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
