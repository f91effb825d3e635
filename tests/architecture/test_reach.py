"""What an account sees comes from `visible_to`: doors ask no tenant's model for all its rows."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[2]
DOORS = [
    path
    for name in ("views", "*_views", "panels", "api", "tasks", "search", "work")
    for path in ROOT.glob(f"digibank/*/{name}.py")
]
# Models that know who may see them; everything of a digibank hangs on one of these.
TENANTS = {
    model.__name__ for model in apps.get_models() if hasattr(model._default_manager, "visible_to")
}


def naked(code):
    """(line, model) of each `Model.objects.…` in `code` that asks for too much."""
    return [
        (node.lineno, node.value.value.id)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in TENANTS
        and node.attr not in {"visible_to", "public"}
    ]


def test_no_door_asks_for_rows_of_every_digibank():
    found = [
        f"{path.relative_to(ROOT)}:{line} {model}"
        for path in DOORS
        for line, model in naked(path.read_text())
    ]

    assert found == []


def test_there_are_doors_and_tenants():
    assert ROOT / "digibank/people/views.py" in DOORS
    assert {"Person", "Device", "Loan", "AccessPoint", "Digibank"} <= TENANTS


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Person.objects.all()", [(1, "Person")]),
        ("x = Device.objects.filter(code=1).first()", [(1, "Device")]),
        ("Loan.objects.get(pk=1)", [(1, "Loan")]),
        ("get(Person.objects.select_related('x'), pk=1)", [(1, "Person")]),
        ("Person.objects.visible_to(account).all()", []),
        ("Entry.objects.all()", []),
    ],
)
def test_the_walk_sees_what_it_should(code, found):
    assert naked(code) == found
