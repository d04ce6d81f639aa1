"""What this app holds about a person, for a copy that they may ask for."""

from typing import Any

from django.db.models import Q

from schools.models import AuditEntry, Pin, User


def export_schools(user: User) -> dict[str, Any]:
    """The account, where it belongs, who belongs to it, and what the log says of it.

    Of guardians and children the name alone: the rest is theirs to ask for.
    """
    pin = Pin.objects.filter(user=user).first()
    return {
        "account": {
            "id": user.pk,
            "username": user.username,
            "name": user.name,
            "sex": user.sex,
            "phone": user.phone,
            "email": user.email,
            "is_pupil": user.is_pupil,
            "is_active": user.is_active,
            "student_hash": user.student_hash,
            "date_joined": user.date_joined,
            "last_login": user.last_login,
        },
        "pin": pin and {"changed_at": pin.changed_at, "failed_tries": pin.failed_tries},
        "panels": list(
            user.confirmed_panels.order_by("pk").values("class_unit_id", "confirmed_at", "ends_at")
        ),
        "posts": [
            {"role": post.role, "unit": str(post.unit)}
            for post in user.memberships.select_related("unit").order_by("pk")
        ],
        "classes": [
            {
                "school": str(each.class_unit.school),
                "class": str(each.class_unit),
                "from": each.starts_date,
                "until": each.ends_date,
            }
            for each in user.class_memberships.select_related("class_unit__school").order_by("pk")
        ],
        "guardians": list(
            user.guardian_links.order_by("pk").values_list("guardian__name", flat=True)
        ),
        "children": list(user.children_links.order_by("pk").values_list("child__name", flat=True)),
        "audit": list(
            AuditEntry.objects.filter(Q(actor=user) | Q(about=user)).values(
                "action", "created_at", "detail"
            )
        ),
    }
