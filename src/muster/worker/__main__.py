"""`python -m muster.worker`: what `muster serve` starts beside its pages."""

from muster import settings
from muster.worker.run import run

run(settings.load().database_url)
