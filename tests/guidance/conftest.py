import pytest

from digibank.guidance.contacting import Chosen, record_contacts


@pytest.fixture
def helped(mechelen, library, bea):
    """Counts a question about `codes` at the library, by Bea unless you say otherwise."""

    def count(*codes, **facts):
        given = {"access_point": library, "by": bea, **facts}
        return record_contacts(mechelen, chosen=[Chosen(code) for code in codes], **given)

    return count
