from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from digibank.accounts.models import Account
from digibank.devices import attaching, matches, queries, receiving, reports, rules
from digibank.devices.forms import AttachForm
from digibank.devices.models import Reading
from digibank.network.models import Digibank
from digibank.ui.doors import SignedIn, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.paging import Capped, paged

LIST = "devices:reading_list"


def reading_list(request: SignedIn[Account]) -> HttpResponse:
    """Many reports at once: give them, see how far they are, and say of which device they are."""
    digibank = gate_here(request, rules.can_work)
    if request.method == "POST":
        take_in(request, digibank)
        return redirect(LIST)
    every = request.GET.get("lijst") == "alle"
    readings = paged(request, Capped(queries.reading_list(request.user, digibank, every=every)))
    found = matches.matches(readings.object_list)
    return page(
        request,
        "devices/reading_list.html",
        title=_("Reports"),
        nav=LIST,
        every=every,
        rows=readings,
        lines=[(one, queries.told(one), found.get(one.pk, [])) for one in readings],
        waiting=queries.waiting_count(digibank),
        open_count=queries.open_count(request.user, digibank),
        most_bytes=receiving.LIMIT,
    )


def take_in(request: SignedIn[Account], digibank: Digibank) -> None:
    """Each file is an act of its own: one that is refused keeps no other out."""
    taken, known = 0, 0
    for upload in uploads(request):
        try:
            reading = receiving.take_in(digibank, upload=upload, by=request.user)
        except ValidationError as refusal:
            words = {"name": upload.name, "why": " ".join(refusal.messages)}
            messages.warning(request, _("%(name)s: %(why)s") % words)
            continue
        fresh = reading.read_version == 0 and reading.attempt_count == 0
        taken, known = taken + fresh, known + (not fresh)
    if taken:
        sentence = ngettext("%(count)d file is in.", "%(count)d files are in.", taken)
        messages.success(request, sentence % {"count": taken})
    if known:
        sentence = ngettext(
            "%(count)d file was here already.", "%(count)d files were here already.", known
        )
        messages.info(request, sentence % {"count": known})
    if not taken and not known and not list(uploads(request)):
        messages.warning(request, _("Choose files first, or paste a report."))


def uploads(request: SignedIn[Account]) -> list["File[bytes]"]:
    """The files, those of a folder, and what was pasted."""
    files: list[File[bytes]] = [*request.FILES.getlist("files"), *request.FILES.getlist("folder")]
    if text := request.POST.get("text", "").strip():
        files.append(ContentFile(text.encode(), name=_("pasted.txt")))
    return files


def reading(request: SignedIn[Account], pk: int) -> HttpResponse:
    """What one report says, of which device it may be, and the way to say so."""
    reading = gate(request, rules.can_work_on_reading, Reading, pk=pk)
    form = AttachForm(typed(request), account=request.user, digibank=reading.digibank)
    if form.is_valid() and form.attempt(attaching.attach, reading=reading, by=request.user):
        words = {"label": form.cleaned_data["device"].label}
        messages.success(request, _("The report is with %(label)s.") % words)
        return redirect(form.cleaned_data["device"])
    return page(
        request,
        "devices/reading.html",
        title=queries.told(reading).title,
        nav=LIST,
        reading=reading,
        told=queries.told(reading),
        warnings=queries.warnings_of(reading),
        erasures=queries.erasures_told(reading),
        matches=matches.matches([reading]).get(reading.pk, []),
        form=form,
        waits=reading.read_version < reports.VERSION,
    )


def reading_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    """Take back that a report is of its device."""
    reading = gate(request, rules.can_work_on_reading, Reading, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(attaching.detach, reading=reading, by=request.user):
        messages.success(request, _("The report is of no device any more."))
        return redirect(reading)
    return page(
        request,
        "devices/reading_end.html",
        title=_("Is this report of another device?"),
        nav=LIST,
        form=form,
        reading=reading,
        device=reading.device,
    )
