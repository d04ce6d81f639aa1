"""What this app holds about a person, for a copy that they may ask for."""

from typing import Any

from django.db.models import Q

from schools.models import AuditEntry, Invitation, Pin, User
from schools.two_step import backup_codes_left, has_two_step


def export_schools(user: User) -> dict[str, Any]:
    """The account, where it belongs, who belongs to it, and what the log says of it.

    Of guardians and children the name, and a guardian's answer without its reason: the rest is
    theirs to ask for.
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
        "password": {
            "issued_at": user.password_issued_at,
            "changed_at": user.password_changed_at,
            "must_change": user.must_change_password,
        },
        "two_step": has_two_step(user) and {"backup_codes_left": backup_codes_left(user)},
        "pin": pin and {"changed_at": pin.changed_at, "failed_tries": pin.failed_tries},
        "panels": list(
            user.confirmed_panels.order_by("pk").values("class_unit_id", "confirmed_at", "ends_at")
        ),
        "posts": [
            {"role": post.role, "post": post.post, "unit": str(post.unit)}
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
        "roster_changes": list(
            user.roster_rows.order_by("pk").values(
                "change__created_at", "change__kind", "what", "before", "after"
            )
        ),
        "guardians": list(
            user.guardian_links.order_by("pk").values_list("guardian__name", flat=True)
        ),
        "guardians_phones": list(user.guardian_phones.values_list("masked", flat=True)),
        "invitation": Invitation.objects.filter(child=user)
        .values("issued_at", "expires_at", "joined")
        .first(),
        "children": [
            {"name": link.child.name, "relation": link.relation, "joined_at": link.joined_at}
            for link in user.children_links.select_related("child").order_by("pk")
        ],
        "answers": list(
            user.consents.values("child__name", "version", "answer", "reason", "answered_at")
        ),
        "guardians_answers": list(
            user.guardians_consents.values("guardian__name", "version", "answer", "answered_at")
        ),
        "audit": list(
            AuditEntry.objects.filter(Q(actor=user) | Q(about=user)).values(
                "action", "created_at", "detail"
            )
        ),
    }
