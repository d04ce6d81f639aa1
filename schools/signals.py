"""What upper apps may want to hear of."""

from django.dispatch import Signal

unit_created = Signal()
"""A district, group, school or campus was made; sent inside the transaction, with `unit`."""

unit_changed = Signal()
"""One of them was renamed, or a school moved into or out of a group; with `unit`, read anew."""
