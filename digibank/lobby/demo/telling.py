"""What the year tells its borrowers: reminders, on paper and by phone."""

from datetime import date

from digibank.lending import reminding
from digibank.lobby.demo.year import Stage
from digibank.post import calling, lettering
from digibank.post.gathering import gather
from digibank.post.models import CallAttempt, Channel, Dispatch

Result = CallAttempt.Result
RESULTS = [Result.REACHED] * 6 + [Result.NO_ANSWER] * 3  # how calls end


def tell(stage: Stage, day: date) -> None:
    """Once a week: ask for what is due, print the letters, make the calls, but not on the last day.

    So on the day of the demo letters and calls wait for whoever tries it.
    """
    stage.clock.at(day, 11)
    reminding.plan()
    while gather():
        pass
    if (stage.today - day).days < 7:
        return
    waiting = Dispatch.objects.waiting()
    if waiting.filter(channel=Channel.LETTER).exists():
        lettering.print_letters(stage.digibank, by=stage.who("bea", "lut"))
    for row in waiting.filter(channel=Channel.CALL):
        stage.clock.tick(5)
        result = stage.dice.choice(RESULTS)
        calling.attempt(row, result=result, by=stage.who("vera", "jos", "bea"))
    for row in waiting.filter(channel=Channel.DESK):
        calling.tell(row, by=stage.who("vera", "bea"))
