from django.core.management.base import BaseCommand, CommandError

from digibank.lobby.verifying import verify


class Command(BaseCommand):
    help = "Look whether ledger, database and files are still as they were written."

    def handle(self, *args: object, **options: object) -> None:
        findings = verify()
        for finding in findings:
            state = "FAULTS" if finding.faults else "sound"
            self.stdout.write(f"{finding.part:<10}{state:<8}{finding.words}")
            for fault in finding.faults:
                self.stdout.write(f"          - {fault}")
        if count := sum(len(finding.faults) for finding in findings):
            raise CommandError(f"{count} faults. Keep this database, and restore a backup.")
