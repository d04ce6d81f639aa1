"""Wagtail's admin for models that belong to a unit: what is another school's is not there.

Wagtail asks for permissions of a model, not of a row, so its views, choosers and bulk actions would
show, change and delete everybody's. Here each of them starts from a list of `permissions.py`.
"""
