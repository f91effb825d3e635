"""A thousand hardware reports through upload and queue, beside reading them alone.

python -m bench.reports [COUNT]     writes var/bench/reports-VENDOR.json

The mix of ../shared/data, over and over with other serial numbers. One client posts them as a
stick of files is dropped, fifty at a time; a worker reads what waits. The clock stands from the
first byte posted until the last report is read.
"""

import re
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psycopg

from bench.lending import database_cpu
from bench.measuring import cpu_seconds, report
from digibank.devices import reports
from tests.house import ROOT, House, built

DATA = ROOT.parent / "shared/data"
FOLDERS = ("ereuse_snapshots", "lshw", "smartctl", "dmidecode", "inxi", "nwipe")
AT_ONCE = 50


def main(count: int) -> None:
    files = [path for folder in FOLDERS for path in sorted((DATA / folder).glob("*"))]
    mix = [path.read_bytes() for path in files if path.suffix != ".csv"]
    once = seconds_to_read(mix)
    made = [other_serials(mix[number % len(mix)], number) for number in range(count)]
    alone = seconds_to_read(made)
    with built() as house:
        scene = house.asked("bench.workshop")
        house.start()
        before, there = cpu_seconds(house.pids()), database_cpu(house)
        began = time.perf_counter()
        post_all(house, scene["session"], made)
        posted = time.perf_counter() - began
        wait_until_read(house, len(set(made)))
        seconds = time.perf_counter() - began
        spent, database = cpu_seconds(house.pids()) - before, database_cpu(house) - there
        house.stop()
        report(
            "reports",
            house,
            rows=count,
            seed=None,
            bytes=sum(map(len, made)),
            seconds=round(seconds, 2),
            posted_seconds=round(posted, 2),
            a_second=round(count / seconds, 1),
            alone_seconds=round(alone, 3),
            alone_a_second=round(count / alone, 1),
            ratio=round(seconds / alone, 1),
            cpu_ms_a_report=round(1000 * spent / count, 2),
            database_cpu_ms_a_report=round(1000 * database / count, 2),
            all_of_the_mix={"files": len(mix), "seconds": round(once, 3)},
        )


def seconds_to_read(raws: list[bytes]) -> float:
    began = time.perf_counter()
    for raw in raws:
        reports.read(raw)
    return time.perf_counter() - began


def other_serials(raw: bytes, number: int) -> bytes:
    """The report of another computer: other serial numbers and another number of its own."""
    text = raw.decode("utf-8", errors="replace")
    text = re.sub(
        r'(\\?"serial(?:Number|_number)?\\?": \\?")([^"\\]{4,})(\\?")',
        lambda found: f"{found[1]}{found[2][:-4]}{number:04d}{found[3]}",
        text,
    )
    text = re.sub(r"(Serial Number: \S+|S/N=\S+|37/\S+)", rf"\g<1>{number}", text)
    return re.sub(r'("uuid": ")[0-9a-f-]{36}"', rf'\g<1>{uuid4()}"', text).encode() + b"\n" * (
        number % 7
    )


def post_all(house: House, session: str, raws: list[bytes]) -> None:
    """Send them as the form of the page does, fifty at a time."""
    wire = HTTPConnection("127.0.0.1", house.port, timeout=120)
    cookie = f"sessionid={session}"
    wire.request("GET", "/toestellen/uitlezingen/", headers={"Cookie": cookie})
    answer = wire.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.read().decode())
    assert token, answer.status
    for head in answer.headers.get_all("Set-Cookie") or []:
        cookie += "; " + head.partition(";")[0]
    for at in range(0, len(raws), AT_ONCE):
        body, kind = form(token[1], raws[at : at + AT_ONCE], at)
        headers = {"Cookie": cookie, "Content-Type": kind}
        wire.request("POST", "/toestellen/uitlezingen/", body, headers)
        answer = wire.getresponse()
        answer.read()
        assert answer.status == 302, answer.status


def form(token: str, raws: list[bytes], at: int) -> tuple[bytes, str]:
    """The body of a multipart form and its content type."""
    edge = uuid4().hex
    part = (
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    )
    body = [part.encode()]
    for number, raw in enumerate(raws, start=at):
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{number}.json"'
        body += [f"{head}\r\nContent-Type: text/plain\r\n\r\n".encode(), raw, b"\r\n"]
    body.append(f"--{edge}--\r\n".encode())
    return b"".join(body), f"multipart/form-data; boundary={edge}"


def wait_until_read(house: House, count: int) -> None:
    for _ in range(3000):
        if read_count(house) >= count:
            return
        time.sleep(0.1)
    raise RuntimeError(f"Only {read_count(house)} of {count} were read.")


def read_count(house: House) -> int:
    """How many reports are read; asked of the database itself, beside the server."""
    question = f"SELECT count(*) FROM devices_reading WHERE read_version = {reports.VERSION}"
    if house.database_url:
        with psycopg.connect(house.database_url) as wire:
            return wire.execute(question).fetchone()[0]  # type: ignore[index]
    import sqlite3

    with sqlite3.connect(Path(house.folder) / "digibank.sqlite3", timeout=30) as file:
        return file.execute(question).fetchone()[0]  # type: ignore[no-any-return]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
