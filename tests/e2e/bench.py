"""What a technician does at the bench before a device goes out."""

from tests.e2e.looking import look


def bench(page, *, picture=False):
    """Everything works, small traces, a system that gets updates: by keyboard."""
    keys = page.keys
    keys.open("Bekijk het op de werkbank")
    look(page, "werkbank", picture=picture)
    keys.choose("Alles werkt")
    keys.choose("B · Lichte gebruikssporen")
    keys.push("Bewaar")
    keys.open("Noteer het besturingssysteem")
    look(page, "besturingssysteem", picture=picture)
    keys.write("Besturingssysteem", "Linux Mint", role="combobox")
    keys.write("Versie (mag leeg blijven)", "22")
    keys.push("Bewaar")
