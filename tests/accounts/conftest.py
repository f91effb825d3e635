import pytest

from digibank.accounts.models import Account
from tests.accounts.codes import add_app

PASSWORD = "drie-woorden-op-een-rij"


@pytest.fixture
def piet(db):
    """An account without any role, with a password and an e-mail address."""
    return Account.objects.create_user(
        "piet", PASSWORD, name="Piet Claes", email="piet@voorbeeld.be"
    )


@pytest.fixture
def seed(lut):
    """The key of the app with codes of Lut, who has a password too."""
    lut.set_password(PASSWORD)
    lut.save()
    return add_app(lut)
