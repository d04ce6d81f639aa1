"""What schools tell whoever listens, so that they need not know the apps above them."""

from django.dispatch import Signal

posts_changed = Signal()
"""Posts at `unit` or below it were written in bulk, for which Django sends no signals; or it was
moved, so that other posts above count for it."""
