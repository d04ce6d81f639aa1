"""What schools tell whoever listens, so that they need not know the apps above them."""

from django.dispatch import Signal

posts_changed = Signal()
"""Posts at `unit` or below it were written in bulk, for which Django sends no signals; or it was
moved, so that other posts above count for it."""

keys_reset = Signal()
"""The password or the second step of `users` (keys) was set anew by somebody else: whatever else
signs them in has to go."""
