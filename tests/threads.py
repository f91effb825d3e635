"""Acts at the same moment, each in a thread with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(act, count):
    """What `act()` gives in each of `count` threads that start together."""
    barrier = Barrier(count)

    def run():
        try:
            barrier.wait(10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(count)]]
