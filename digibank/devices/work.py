"""What waits for the workshop, on the desk home."""

from django.db.models import QuerySet
from django.urls import reverse

from digibank.accounts.models import Account
from digibank.devices import queries
from digibank.devices.models import Device, Stage
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.worklist import Job, Work, first_of


def to_erase(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What must be erased, longest waiting first."""
    return work(queries.to_erase(digibank), f"stap={Stage.Step.ERASE}")


def to_release(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What waits for a check or for the word of the workshop."""
    return work(queries.to_release(digibank))


def work(devices: QuerySet[Device], rest: str = "") -> Work:
    list_ = f"{reverse('devices:device_list')}?{rest}" if rest else reverse("devices:workshop")
    return first_of(devices, job, list_)


def job(one: Device) -> Job:
    look, words = one.stage.look, one.stage.words
    return Job(one.name, one.label, one.get_absolute_url(), one.kind, state=words, tag=look)
