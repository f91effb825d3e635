import pytest

from digibank.ui.numbers import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)],
        *[("9" * 19, 0), ("1" * 5_000, 0), ("²", 0), ("٣", 0), ("-1", 0), ("", 0), (None, 0)],
    ],
)
def test_only_what_a_key_can_be_is_a_number(text, number):
    assert whole_number(text) == number
