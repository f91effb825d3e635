"""Benching: somebody looks at a device on the bench, and writes which system is on it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import checks, systems
from digibank.devices.bench_queries import version_of_bench
from digibank.devices.erasing import refuse_elsewhere
from digibank.devices.models import Device, Inspection, Installation, NeedProfile
from digibank.devices.releasing import end_release
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.network.queries import who_was_first
from digibank.ui.refusals import TAKEN

MOST_PROFILES = 12


@transaction.atomic
def inspect(
    device: Device,
    *,
    results: Mapping[str, str],
    appearance: str,
    battery_percent: int | None = None,
    grams: int | None = None,
    remark: str = "",
    seen: str | None = None,
    by: Account,
) -> Inspection:
    """Write what was seen of `device` on the bench; returns the inspection. The one before ends,
    and a release that stood on it.

    `results` says fine, fault or absent of each check of its type; `grams` is what it weighs on a
    scale; `seen` the version that was looked at. How it works follows from the results.
    Refuses: written_off, out, taken (somebody else inspected it since), not_all_checked,
    unknown_result, and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    if seen is not None and seen != version_of_bench(device):
        raise ValidationError(who_was_first(device), code=TAKEN)
    refuse_results(device, results)
    row = Inspection(
        device=device,
        results={one.code: results[one.code] for one in checks.of(device.kind)},
        appearance=appearance,
        function=checks.grade(device.kind, results),
        battery_percent=battery_percent,
        remark=remark,
        inspected_by=by,
    )
    device.inspections.filter(outdated_at=None).update(outdated_at=timezone.now())
    row.full_clean()
    row.save()
    if grams:
        device.grams, device.weighed = grams, True
        device.clean_fields(exclude=["code", "sought"])
        device.save(update_fields=["grams", "weighed"])
    end_release(device)
    facts = {"appearance": appearance, "function": row.function}
    record("inspected", device, facts=facts, words={"remark": remark} if remark else None, by=by)
    return row


def refuse_results(device: Device, results: Mapping[str, str]) -> None:
    """Refuses: not_all_checked, unknown_result."""
    wanted = checks.of(device.kind)
    if missing := [one for one in wanted if one.code not in results]:
        words = ", ".join(str(one.words) for one in missing)
        sentence = _("Look at this too: %(what)s.") % {"what": words}
        raise ValidationError(sentence, code="not_all_checked")
    if any(results[one.code] not in checks.RESULTS for one in wanted):
        raise ValidationError(_("Choose from the list."), code="unknown_result")


@transaction.atomic
def install(
    device: Device,
    *,
    system: str,
    version: str = "",
    supported_until: date | None = None,
    by: Account,
    **facts: object,
) -> Installation:
    """Write which operating system was put on `device`; returns the installation.

    Where nobody fills in `supported_until`, the day of a version that we know is taken. `facts` are
    other fields of Installation. Refuses: written_off, out, and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    row = Installation(
        device=device,
        system=system.strip(),
        version=version.strip(),
        supported_until=supported_until or systems.supported_until(system, version),
        installed_by=by,
        **facts,
    )
    device.installations.filter(outdated_at=None).update(outdated_at=timezone.now())
    row.full_clean()
    row.save()
    told: dict[str, object] = {"system": row.system, "version": row.version}
    record("installed", device, facts=told, by=by)
    return row


@transaction.atomic
def add_profile(
    digibank: Digibank, *, name: str, kinds: Sequence[str], by: Account, **facts: object
) -> NeedProfile:
    """A need that devices of `digibank` can suit; returns the profile. The first one of its own
    takes the place of the usual ones.

    `facts` are fields of NeedProfile. Refuses: no_kinds, too_many, taken (by its name), and what
    the fields refuse.
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    if not kinds or set(kinds) - set(Device.Kind.values):
        refusal = ValidationError(_("Choose at least one type."), code="no_kinds")
        raise ValidationError({"kinds": refusal})
    if NeedProfile.objects.filter(digibank=digibank, ended_at=None).count() >= MOST_PROFILES:
        sentence = _("At most %(most)s profiles.") % {"most": MOST_PROFILES}
        raise ValidationError(sentence, code="too_many")
    row = NeedProfile(digibank=digibank, name=name.strip(), kinds=list(kinds), **facts)
    row.full_clean()
    row.save()
    record("need_profile_added", row, facts={"name": row.name}, by=by)
    return row


@transaction.atomic
def end_profile(profile: NeedProfile, *, by: Account) -> NeedProfile:
    """From now on nothing is measured by `profile`; returns it. Refuses: taken."""
    row = NeedProfile.objects.select_for_update().get(pk=profile.pk)
    if row.ended_at:
        raise ValidationError(_("This profile ended already."), code=TAKEN)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    record("need_profile_ended", row, facts={"name": row.name}, by=by)
    return row
