"""The benchmark's command."""

from benchmarks.serve.command import app

app()
