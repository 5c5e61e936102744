"""`python -m muster.worker`: what `muster serve` starts beside its pages."""

from muster import settings
from muster.worker.parent import end_with_parent
from muster.worker.run import run

end_with_parent()
run(settings.load().database_url)
