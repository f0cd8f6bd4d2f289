"""Text in, Reading out: no database, no network, no clock, no randomness."""
