"""The demo: a fictitious digibank with a year of life, made by the verbs that people use."""
