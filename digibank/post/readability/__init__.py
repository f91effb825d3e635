"""How hard a short text reads: sentences, syllables, official words. No database here."""
