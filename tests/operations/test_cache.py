"""The cache of the product: in the database, made by the migrations."""

from django.core.cache.backends.db import DatabaseCache

from digibank import settings


def test_the_cache_counts_in_the_database(db):
    (given,) = settings.CACHES.values()
    cache = DatabaseCache(given["LOCATION"], {})
    cache.set("tries", 1)
    cache.incr("tries")

    assert cache.get("tries") == 2
