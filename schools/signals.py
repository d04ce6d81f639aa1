"""What schools tell whoever listens, so that they need not know the apps above them."""

from django.dispatch import Signal

unit_created = Signal()
"""A district, group, school or campus was made; sent inside the transaction, with `unit`."""

unit_changed = Signal()
"""One of them was renamed, or a school moved into or out of a group; with `unit`, read anew."""

posts_changed = Signal()
"""Posts at `unit` or below it were written in bulk, for which Django sends no signals."""
