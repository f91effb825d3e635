"""Prints the table of `make sizes`; the limits stand in test_sizes."""

from statistics import median, quantiles

from tests.architecture.test_sizes import LIMITS, ROOT, lengths


def line(name, sizes, limit):
    p90 = quantiles(sizes, n=10)[-1]
    print(f"{name:<42}{len(sizes):>6}{median(sizes):>8.0f}{p90:>8.0f}{max(sizes):>8}{limit:>12}")


if __name__ == "__main__":
    print(f"{'':<42}{'count':>6}{'median':>8}{'p90':>8}{'max':>8}{'limit':>12}")
    line("lines of a function", [lines for lines, _ in lengths()], "8 / 25 / 50")
    for pattern, limit in LIMITS.items():
        files = [len(path.read_text().splitlines()) for path in ROOT.glob(pattern)]
        line(pattern, files, str(limit))
