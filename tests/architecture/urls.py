"""Every URL of the program, from Django's own resolver; and the table in docs/access.md."""

from pathlib import Path

from django.urls import URLPattern, get_resolver

TABLE = Path(__file__).parents[2] / "docs/access.md"


def urls():
    """(name, route, names of its arguments) of every URL; without a name it is its route."""
    return list(walked(get_resolver().url_patterns))


def walked(below, spaces="", route="/", arguments=()):
    for one in below:
        here = route + str(one.pattern).lstrip("^")
        names = [*arguments, *one.pattern.regex.groupindex]
        if isinstance(one, URLPattern):
            yield (spaces + one.name if one.name else here), here, names
        else:
            space = f"{spaces}{one.namespace}:" if one.namespace else spaces
            yield from walked(one.url_patterns, space, here, names)


def table():
    """URL name -> {column: cell} as people wrote it."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("| ")]
    head, *rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
    assert [row for row in rows if len(row) != len(head)] == [], f"a row has not {len(head)} cells"
    assert len({row[0] for row in rows}) == len(rows), "a URL stands twice in the table"
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}
